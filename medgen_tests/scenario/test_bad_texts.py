"""Texts and files that cannot be a scenario are refused with one line, and nothing is made or waited for."""

import os
import time
from pathlib import Path

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import find_scenario, scenario_from_file
from medgen_tests.scenario.documents import VALID_TEXT, lines_for_text

BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD_YAML = {
    "empty": ("", "'my_scenario': is empty."),
    "only a comment": ("# nothing\n", "'my_scenario': is empty."),
    "a list": ("- a\n", "'my_scenario' is ['a']: must be a mapping of field names to values."),
    "a word": ("baltic\n", "'my_scenario' is 'baltic': must be a mapping"),
    "not YAML": (
        "a: b: c\n",
        "'my_scenario', line 1, column 5: is not valid YAML: mapping values are not allowed",
    ),
    "an open bracket": ("a: [1, 2\n", "is not valid YAML"),
    "two documents": (VALID_TEXT + "---\n" + VALID_TEXT, "'my_scenario': holds more than one YAML document."),
    "a key twice": (
        VALID_TEXT + "name: again\n",
        "name is written again in line 7: a key may stand only once.",
    ),
    "a nation twice": (
        VALID_TEXT.replace("FIN: 40", "EST: 40"),
        "fronts[0].nations.EST is written again in line 6: a key may stand only once.",
    ),
    "an anchor": (
        VALID_TEXT + "days: &d 5\n",
        "days is d: aliases (&name, *name) are not read in scenarios.",
    ),
    "a tag": (
        VALID_TEXT + "days: !!int 5\n",
        "days is tag:yaml.org,2002:int: tags (!name) are not read in scenarios.",
    ),
    "a call": (
        VALID_TEXT + "seed: !!python/object/apply:os.getpid []\n",
        "tags (!name) are not read in scenarios.",
    ),
    "a list for a key": (VALID_TEXT + "? [a]\n: 5\n", "has a list or mapping for a key in line 7."),
    "deep lists": (VALID_TEXT + "days: " + "[" * 100_000, "line 7: is nested more than 12 levels deep."),
    "deep mappings": ("a: " + "{a: " * 5000, "line 1: is nested more than 12 levels deep."),
    "too many values": (
        VALID_TEXT + "environment: [" + "a," * 300_000 + "]\n",
        "holds more than 250,000 values.",
    ),
    "control characters": (VALID_TEXT + "description: \x01\n", "is not valid YAML: unacceptable character"),
    "a number of 5,000 digits": (
        VALID_TEXT + "seed: " + "9" * 5000 + "\n",
        "seed is a number of 5,000 digits: is no number a scenario can use.",
    ),
    "NO for Norway": (VALID_TEXT.replace("FIN", "NO"), "fronts[0].nations.NO is 40: no such nation"),
    "on for true": (VALID_TEXT + "seed: on\n", "seed is 'on': must be a whole number"),
    "a sexagesimal": (VALID_TEXT + "seed: 1:30\n", "seed is '1:30': must be a whole number"),
    "an underscored number": (VALID_TEXT + "seed: 1_000\n", "seed is '1_000': must be a whole number"),
    "a leading zero": (VALID_TEXT + "seed: 010\n", "seed is '010': must be a whole number"),
    "a quoted number": (VALID_TEXT + 'seed: "7"\n', "seed is '7': must be a whole number"),
    "not a number": (VALID_TEXT + "daily_rate_cv: .nan\n", "daily_rate_cv is nan: must be a finite number."),
    "an infinity": (VALID_TEXT + "daily_rate_cv: -.inf\n", "daily_rate_cv is -inf: must be a finite number."),
    "an overflow": (VALID_TEXT + "daily_rate_cv: 1e999\n", "daily_rate_cv is inf: must be a finite number."),
}

JSON = '{"name": "a", "total_patients": 9, "fronts": [{"name": "n", "share": 1, "nations": {"EST": 100}}]'
BAD_JSON = {
    "empty": ("", "is not valid JSON"),
    "cut short": (JSON, "'my_scenario', line 1, column 98: is not valid JSON"),
    "a comma too many": (JSON + ",}", "is not valid JSON"),
    "a key twice": (JSON + ', "name": "b"}', "name is written again: a key may stand only once. Keep one."),
    "NaN": (JSON + ', "days": NaN}', "days is nan: must be a whole number"),
    "Infinity": (JSON + ', "daily_rate_cv": -Infinity}', "daily_rate_cv is -inf: must be a finite number."),
    "a number of 5,000 digits": (JSON + ', "seed": ' + "9" * 5000 + "}", "holds a number of 5,000 digits"),
    "deep lists": ("[" * 100_000, "is nested more than 12 levels deep."),
    "deep objects": ('{"a":' * 50 + "1" + "}" * 50, "is nested more than 12 levels deep."),
    "too many values": (
        JSON + ', "environment": [' + "1," * 300_000 + "1]}",
        "holds more than 250,000 values.",
    ),
    "half a character": (JSON + ', "description": "\\ud800"}', "must be text that UTF-8 can write."),
}


@pytest.mark.parametrize(("text", "said"), BAD_YAML.values(), ids=BAD_YAML.keys())
def test_bad_yaml_is_refused_with_one_line(text: str, said: str) -> None:
    lines = lines_for_text(text, ".yaml")

    assert len(lines) == 1
    assert said in lines[0]
    assert lines[0].isprintable()


@pytest.mark.parametrize(("text", "said"), BAD_JSON.values(), ids=BAD_JSON.keys())
def test_bad_json_is_refused_with_one_line(text: str, said: str) -> None:
    lines = lines_for_text(text, ".json")

    assert len(lines) == 1
    assert said in lines[0]
    assert lines[0].isprintable()


def test_a_yaml_bomb_is_refused_without_being_blown_up() -> None:
    began = time.process_time()

    lines = lines_for_text(BOMB)

    assert all("aliases" in line for line in lines if line[0] in "abcdefghi" and line[1] in " [")
    assert time.process_time() - began < 1


def test_problems_of_writing_and_of_content_are_listed_together() -> None:
    lines = lines_for_text(VALID_TEXT + "name: again\nseed: *s\ndays: 0\n")

    assert [line.split(" is ")[0] for line in lines] == ["name", "seed", "days"]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def refused(path: Path | str) -> str:
    with pytest.raises(BadInput) as error:
        find_scenario(path)
    assert len(error.value.lines()) == 1
    return error.value.lines()[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (VALID_TEXT.encode("utf-16"), "is not UTF-8: byte 0 is 0xff."),
        ("name: Übung\n".encode("latin-1"), "is not UTF-8: byte 6 is 0xdc."),
        (b"\x00\x01\x02", "is not valid YAML"),
        (b"", "is empty."),
        (b"a" * 5_000_001, "is larger than 5,000,000 bytes."),
    ],
    ids=["UTF-16", "Latin-1", "bytes", "nothing", "large"],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "my.yaml"
    path.write_bytes(content)

    assert said in refused(path)
    assert files_in(tmp_path) == ["my.yaml"]


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID_TEXT.encode())

    assert scenario_from_file(path).scenario.name == "baltic_winter"


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    assert refused(tmp_path).endswith("is a folder, not a scenario. Give a scenario file.")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)

    assert "is a pipe, not a file." in refused(path)


def test_a_device_is_refused() -> None:
    assert refused("/dev/zero") == "'/dev/zero': is a device, not a file. Give an ordinary file."


def test_a_file_that_is_not_there_is_named() -> None:
    assert refused("no_such_folder/my.yaml") == "'no_such_folder/my.yaml': no such file. Check the path."


@pytest.mark.parametrize(
    "name",
    [
        "../nato_article_5",
        "presets/../nato_article_5",
        "nato_article_5\x00",
        "a" * 5000,
        "..",
        ".",
        "",
        "~root",
    ],
)
def test_a_name_with_a_trick_in_it_finds_no_preset(name: str) -> None:
    assert refused(name)
