"""Reading folders: every file is accounted for, and says what is wrong with it."""

import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.findings import one_file
from medgen_assets.findings.raw_text import LARGEST_BYTES
from medgen_assets.findings.reading import read_folder
from medgen_assets.schemas.findings import ReadFile
from medgen_tests.findings.trees import model, tree, write_model


def read_text(folder: Path, content: bytes) -> ReadFile:
    """One file of these bytes, read."""
    (folder / "x.fm.json").write_bytes(content)
    (read,) = read_folder(folder).files
    return read


def places(folder: Path, **changes: Any) -> list[tuple[str, str]]:
    """Place and rule of the errors of a model with these changes."""
    (read,) = read_folder(write_model(folder, model(1, **changes), "x.fm.json").parent).files
    return [(error.place, error.rule) for error in read.errors]


def warnings(folder: Path, **changes: Any) -> set[tuple[str, str]]:
    """Place and rule of the warnings of a model with these changes."""
    (read,) = read_folder(write_model(folder, model(1, **changes)).parent).files
    assert read.facts is not None
    return {(warning.place, warning.rule) for warning in read.warnings}


def attribute(number: int = 0, **changes: Any) -> list[dict[str, Any]]:
    """The attributes of the model with one changed."""
    attributes: list[dict[str, Any]] = model(1)["attributes"]
    attributes[number] |= changes
    return attributes


def test_a_generated_model_is_valid_without_a_warning(tmp_path: Path):
    assert warnings(tmp_path, contributors=[{"name": "An Organisation", "code": "EFG"}]) == set()


def test_every_file_below_the_folder_is_read_in_order(tmp_path: Path):
    read = read_folder(tree(tmp_path, 25))

    assert (len(read.valid), len(read.invalid)) == (25, 0)
    assert [file.file for file in read.files] == sorted(file.file for file in read.files)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf{}", "byte-order mark"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'{"name": "a\x00b"}', "NUL"),
        (b'{"name": "\\u0000"}', "NUL"),
        (b'{"name": "\x93"}', "byte 10 is 0x93"),
        (b'{"name": "x",}', "line 1 column 14"),
        (b'{"name": NaN}', "not JSON"),
        (b'{"name": -Infinity}', "not JSON"),
        (b'{"name": "\\ud800"}', "not JSON"),
        (b'{"x":' * 5000 + b"1" + b"}" * 5000, "recursion limit"),
        (b'{"name": 1' + b"0" * 5000 + b"}", "number out of range"),
    ],
)
def test_what_is_not_json_gets_one_clear_error(tmp_path: Path, content: bytes, words: str):
    read = read_text(tmp_path, content)

    (error,) = read.errors
    assert (error.place, error.rule) == ("", "json_invalid")
    assert words in error.message


def test_a_document_that_is_no_object_is_invalid(tmp_path: Path):
    assert [error.rule for error in read_text(tmp_path, b"[1]").errors] == ["dict_type"]


@pytest.mark.parametrize("where", ["name", "description"])
def test_a_name_that_stands_twice_in_an_object_is_found(tmp_path: Path, where: str):
    text = json.dumps(model(1)).replace(f'"{where}":', f'"{where}": "the first of two", "{where}":', 1)
    read = read_text(tmp_path, text.encode())

    assert [error.rule for error in read.errors] == ["doubled_key"]


def test_a_doubled_name_is_found_behind_escaped_quotes(tmp_path: Path):
    text = json.dumps(model(1, tags=["a", "a"])).replace(
        '"tags": ["a"', '"tags": [], "tags": ["\\u0022\\u0022"'
    )
    read = read_text(tmp_path, text.encode())

    assert [error.rule for error in read.errors] == ["doubled_key"]


def test_a_file_too_large_is_not_read(tmp_path: Path):
    (error,) = read_text(tmp_path, b" " * (LARGEST_BYTES + 1)).errors

    assert error.rule == "file_too_large"


def test_a_folder_with_the_name_of_a_file_is_one_error_and_what_it_holds_is_read(tmp_path: Path):
    write_model(tmp_path / "x.fm.json", model(1))
    read = read_folder(tmp_path)

    assert [file.errors[0].rule for file in read.invalid] == ["not_a_file"]
    assert len(read.valid) == 1


def test_a_named_pipe_does_not_make_us_wait(tmp_path: Path):
    os.mkfifo(tmp_path / "x.fm.json")

    assert read_folder(tmp_path).files[0].errors[0].rule == "not_a_file"


def test_links_in_a_loop_end(tmp_path: Path):
    tree(tmp_path, 3)
    (tmp_path / "part_0" / "up").symlink_to(tmp_path)
    (tmp_path / "self.fm.json").symlink_to(tmp_path / "self.fm.json")
    read = read_folder(tmp_path)

    assert (len(read.valid), [file.errors[0].rule for file in read.invalid]) == (3, ["unreadable_file"])


def test_a_file_of_two_names_counts_once(tmp_path: Path):
    path = write_model(tmp_path / "part", model(1))
    (tmp_path / "again.fm.json").symlink_to(path)

    assert len(read_folder(tmp_path).files) == 1


def test_the_ending_counts_in_capital_letters_too(tmp_path: Path):
    write_model(tmp_path, model(1), "FEMUR.FM.JSON")

    assert len(read_folder(tmp_path).valid) == 1


def test_a_name_that_is_no_utf_8_is_shown_with_escapes(tmp_path: Path):
    write_model(tmp_path, model(1), "x.fm.json").rename(
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.fm.json"))
    )

    assert read_folder(tmp_path).files[0].file == "\\xff.fm.json"


def test_a_folder_without_models_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="no file below it ends in"):
        read_folder(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="No such file"):
        read_folder(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"oifm_id": "OIFM_ab_1"}, ("oifm_id", "string_pattern_mismatch")),
        ({"name": "abcd"}, ("name", "string_too_short")),
        ({"description": None}, ("description", "missing")),
        ({"synonyms": []}, ("synonyms", "too_short")),
        ({"attributes": []}, ("attributes", "too_short")),
        ({"attributes": attribute(type="number")}, ("attributes[0]", "union_tag_invalid")),
        ({"attributes": attribute(values=[])}, ("attributes[0].values", "too_short")),
        ({"attributes": attribute(max_selected=-1)}, ("attributes[0].max_selected", "greater_than_equal")),
        ({"attributes": attribute(1, minimum=10**400)}, ("attributes[1].minimum", "less_than_equal")),
        ({"attributes": attribute(max_selected=10**30)}, ("attributes[0].max_selected", "less_than_equal")),
        ({"name": "x" * 501}, ("name", "string_too_long")),
        ({"name": "\ufdfa" * 400}, ("name", "string_too_long")),
        ({"synonyms": ["fine", "\ufdfa" * 400]}, ("synonyms[1]", "string_too_long")),
        ({"description": "word " * 5000}, ("description", "string_too_long")),
        ({"synonyms": [f"synonym {number}" for number in range(1001)]}, ("synonyms", "too_long")),
        ({"attributes": attribute(1) * 50_000}, ("", "file_too_large")),
        ({"index_codes": [{"system": "SNOMED", "code": "1"}]}, ("index_codes[0].code", "string_too_short")),
        ({"contributors": [{"name": "Some Body"}]}, ("contributors[0].code", "missing")),
        (
            {
                "contributors": [
                    {"github_username": "abc", "name": "Abc", "organization_code": "ABC", "email": "x"}
                ]
            },
            ("contributors[0].email", "string_pattern_mismatch"),
        ),
        (
            {"attributes": attribute(values=[{"value_code": "OIFMA_EFG_000002.1", "name": "a"}] * 2)},
            ("attributes[0].values[0].value_code", "value_code_position"),
        ),
        ({"attributes": [*attribute(), attribute()[0]]}, ("attributes[2].oifma_id", "doubled_attribute_id")),
    ],
)
def test_an_error_has_its_place_and_rule(tmp_path: Path, changes: dict[str, Any], expected: tuple[str, str]):
    assert expected in places(tmp_path, **changes)


def test_a_file_that_breaks_our_own_code_takes_no_other_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tree(tmp_path, 3)
    monkeypatch.setattr(one_file, "facts_of", lambda document: document["name"][document["nothing"]])
    read = read_folder(tmp_path)

    assert [error.rule for file in read.files for error in file.errors] == ["not_understood"] * 3
    assert "KeyError" in read.files[0].errors[0].message


def test_all_errors_of_a_file_are_said(tmp_path: Path):
    assert len(places(tmp_path, oifm_id="x", synonyms=[], description="abc")) == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"extra": 1}, ("extra", "unknown_field")),
        ({"attributes": attribute(choice=1)}, ("attributes[0].choice", "unknown_field")),
        ({"attributes": attribute(max_selected="all")}, ("attributes[0].max_selected", "max_selected")),
        ({"attributes": attribute(max_selected=None)}, ("attributes[0].max_selected", "max_selected")),
        ({"attributes": attribute(max_selected=9)}, ("attributes[0].max_selected", "max_selected")),
        ({"attributes": attribute(name="Side ")}, ("attributes[0].name", "stray_blanks")),
        ({"attributes": attribute(name="Side ")}, ("attributes[0].name", "presence_first")),
        (
            {"attributes": attribute(1, minimum=5, maximum=2)},
            ("attributes[1].minimum", "minimum_above_maximum"),
        ),
        ({"attributes": attribute(oifma_id="OIFMA_XYZ_000001", values=None)}, ("x", "x")),
        ({"synonyms": ["Twice here", "twice  HERE"]}, ("synonyms[1]", "doubled_synonym")),
        ({"synonyms": ["FEMUR laceration"]}, ("synonyms[0]", "synonym_is_name")),
        ({"tags": ["CT", "CT"]}, ("tags[1]", "doubled_tag")),
        ({"description": "Femur Laceration"}, ("description", "description_is_name")),
        (
            {"index_codes": [{"system": "NOSUCH", "code": "12"}]},
            ("index_codes[0].system", "unknown_code_system"),
        ),
    ],
)
def test_a_warning_has_its_place_and_keeps_nothing_out(
    tmp_path: Path, changes: dict[str, Any], expected: tuple[str, str]
):
    if expected == ("x", "x"):  # an attribute of another organisation, its codes with it
        values = [{"value_code": f"OIFMA_XYZ_000001.{number}", "name": f"{number}"} for number in range(2)]
        changes = {"attributes": attribute(oifma_id="OIFMA_XYZ_000001", values=values)}
        expected = ("attributes[0].oifma_id", "other_organization")

    assert expected in warnings(tmp_path, **changes)


def test_no_row_of_a_model_holds_an_address(tmp_path: Path):
    person = {"github_username": "abc", "email": "abc@example.org", "name": "Abc", "organization_code": "ABC"}
    read = read_folder(write_model(tmp_path, model(1, contributors=[person])).parent).valid[0]

    assert read.rows is not None
    assert not any("example.org" in row for row in read.rows)


def test_a_file_replaced_meanwhile_is_one_version_or_the_other(tmp_path: Path):
    path, other = write_model(tmp_path, model(1)), tmp_path / "other"
    versions = [
        json.dumps(model(1, description=f"{word} " * count)) for word, count in (("short", 2), ("long", 3000))
    ]
    whole = {
        hashlib.sha256(text).hexdigest() for text in (path.read_bytes(), *(one.encode() for one in versions))
    }
    is_over = threading.Event()

    def replace() -> None:
        while not is_over.is_set():
            for version in versions:
                other.write_text(version, "utf-8")
                other.replace(path)

    writer = threading.Thread(target=replace)
    writer.start()
    seen = [read_folder(tmp_path).files[0] for _ in range(30)]
    is_over.set()
    writer.join()

    assert {read.sha256 for read in seen if read.facts} <= whole
    assert {read.errors[0].rule for read in seen if read.errors} <= {"changing_file"}
