"""What a load is going to do: every valid file ends in one of four groups, and a collision names both files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from medgen_assets.findings.planning import planned
from medgen_assets.findings.reading import read_folder
from medgen_assets.schemas.findings import OWN_SOURCE, FindingProblem, HeldModel, LoadPlan, ReadFolder
from medgen_tests.findings.trees import model, tree, write_model


def held_after(read: ReadFolder, source: str = "s") -> list[HeldModel]:
    """What the catalogue would hold after a load."""
    return [
        HeldModel(number, source, file.file, file.sha256, file.facts)
        for number, file in enumerate(read.files)
        if file.facts is not None
    ]


def plan(
    folder: Path, held: Sequence[HeldModel] = (), others: Sequence[HeldModel] = (), **more: Any
) -> LoadPlan:
    """The plan of a load of source s."""
    return planned(read_folder(folder), "s", held, others, **({"removes_missing": True} | more))


def counts(plan: LoadPlan) -> tuple[int, int, int, int]:
    """Inserted, updated, unchanged, rejected."""
    return len(plan.inserted), len(plan.updated), len(plan.unchanged), len(plan.rejected)


def test_what_is_not_held_is_inserted(tmp_path: Path):
    assert counts(plan(tree(tmp_path, 5))) == (5, 0, 0, 0)


def test_the_same_again_is_unchanged(tmp_path: Path):
    folder = tree(tmp_path, 5)

    assert counts(plan(folder, held_after(read_folder(folder)))) == (0, 0, 5, 0)


def test_other_bytes_are_an_update(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 5)))
    write_model(tmp_path / "part_0", model(3, description="Another description."))

    assert counts(plan(tmp_path, held)) == (0, 1, 4, 0)


def test_two_models_may_swap_their_names(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 2)))
    one, two = model(0), model(1)
    write_model(tmp_path / "part_0", one | {"name": two["name"]})
    write_model(tmp_path / "part_0", two | {"name": one["name"]})

    assert counts(plan(tmp_path, held)) == (0, 2, 0, 0)


def test_an_identifier_twice_is_a_conflict_that_names_both_files(tmp_path: Path):
    write_model(tmp_path, model(1))
    write_model(tmp_path, model(2, oifm_id=model(1)["oifm_id"]))
    found = plan(tmp_path)

    (problem,) = found.collisions
    assert counts(found) == (1, 0, 0, 1)
    assert (problem.rule, problem.place) == ("duplicate_id", "oifm_id")
    assert {problem.file, problem.other} == {"femur_laceration.fm.json", "femur_effusion.fm.json"}


def test_a_name_in_other_letters_is_the_same_name(tmp_path: Path):
    write_model(tmp_path, model(1))
    write_model(tmp_path, model(2, name="FEMUR  Lacération"))

    assert [problem.rule for problem in plan(tmp_path).collisions] == ["duplicate_name"]


def test_names_with_the_same_slug_collide(tmp_path: Path):
    write_model(tmp_path, model(1))
    write_model(tmp_path, model(2, name="femur-laceration"), "other.fm.json")

    assert [problem.rule for problem in plan(tmp_path).collisions] == ["duplicate_slug"]


def test_an_attribute_of_another_model_is_a_conflict_at_its_place(tmp_path: Path):
    write_model(tmp_path, model(1))
    write_model(tmp_path, model(2, attributes=model(1)["attributes"]))

    assert [(problem.rule, problem.place) for problem in plan(tmp_path).collisions] == [
        ("duplicate_attribute_id", "attributes[0].oifma_id"),
        ("duplicate_attribute_id", "attributes[1].oifma_id"),
    ]


def test_of_two_that_collide_the_held_one_stays(tmp_path: Path):
    write_model(tmp_path / "z", model(1))
    held = held_after(read_folder(tmp_path))
    write_model(tmp_path / "a", model(2, name=model(1)["name"]))
    found = plan(tmp_path, held)

    assert ([file.file for file in found.rejected], len(found.unchanged)) == (
        ["a/femur_laceration.fm.json"],
        1,
    )


def test_a_stray_copy_yields_to_the_larger_folder(tmp_path: Path):
    tree(tmp_path / "z", 5)
    write_model(tmp_path / "a", model(7, name=model(1)["name"]))

    assert [file.file for file in plan(tmp_path).rejected] == ["a/femur_laceration.fm.json"]


def test_what_collides_with_a_rejected_file_only_is_taken(tmp_path: Path):
    write_model(tmp_path, model(1), "femur_laceration.fm.json")
    write_model(tmp_path, model(2, oifm_id=model(1)["oifm_id"]), "x.fm.json")
    write_model(tmp_path, model(3, attributes=model(2)["attributes"]), "y.fm.json")

    assert [file.file for file in plan(tmp_path).rejected] == ["x.fm.json"]


def test_a_model_of_another_source_is_not_taken_over(tmp_path: Path):
    folder = tree(tmp_path, 2)
    others = held_after(read_folder(folder), "other")
    found = plan(folder, (), others)

    assert counts(found) == (0, 0, 0, 2)
    assert "of source other" in found.collisions[0].message


def test_a_name_of_our_own_models_may_be_used_by_others(tmp_path: Path):
    own = held_after(read_folder(tree(tmp_path / "own", 1)), OWN_SOURCE)
    write_model(tmp_path / "other", model(5, name=model(0)["name"]))
    found = plan(tmp_path / "other", (), own)

    assert counts(found) == (1, 0, 0, 0)
    assert [warning.rule for warning in found.warnings if warning.place == "name"] == ["name_in_other_source"]


def test_a_model_whose_file_is_broken_stays_as_it_was(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 3)))
    (tmp_path / held[0].file).write_text("{")
    found = plan(tmp_path, held)

    assert (found.kept, found.missing) == ((held[0],), ())


def test_a_model_whose_file_is_gone_is_missing(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 3)))
    (tmp_path / held[0].file).unlink()

    assert plan(tmp_path, held).missing == (held[0],)


def test_missing_models_are_kept_when_asked(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 3)))
    (tmp_path / held[0].file).unlink()

    assert plan(tmp_path, held, removes_missing=False).kept == (held[0],)


def test_a_held_model_whose_changed_file_is_rejected_stays_as_it_was(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 2)))
    (tmp_path / held[1].file).unlink()
    number = next(number for number in range(2) if model(number)["oifm_id"] == held[1].facts.oifm_id)
    write_model(tmp_path / "part_0", model(number, name=held[0].facts.name), "x.fm.json")
    found = plan(tmp_path, held)

    assert (counts(found), found.kept) == ((0, 0, 1, 1), (held[1],))


def test_a_moved_file_is_an_update(tmp_path: Path):
    held = held_after(read_folder(tree(tmp_path, 2)))
    (tmp_path / held[0].file).rename(tmp_path / "part_0" / "moved.fm.json")

    assert counts(plan(tmp_path, held)) == (0, 1, 1, 0)


def test_a_shared_synonym_is_a_warning_for_each_owner(tmp_path: Path):
    for number in (1, 2):
        write_model(tmp_path, model(number, synonyms=["the same"]))

    assert [warning.rule for warning in plan(tmp_path).warnings if warning.place] == ["shared_synonym"] * 2


def test_a_synonym_that_names_another_model_is_a_warning(tmp_path: Path):
    write_model(tmp_path, model(1, synonyms=["Femur EFFUSION"]))
    write_model(tmp_path, model(2))

    assert [warning.rule for warning in plan(tmp_path).warnings if warning.place] == ["synonym_is_other_name"]


def test_an_organisation_that_nobody_describes_is_a_warning(tmp_path: Path):
    write_model(tmp_path, model(1, contributors=None))

    assert [warning.rule for warning in plan(tmp_path).warnings] == ["unknown_organization"]


def test_a_person_with_two_records_is_a_warning(tmp_path: Path):
    person = {"github_username": "abc", "email": "abc@example.org", "name": "Abc", "organization_code": "MGB"}
    for number, name in ((1, "Abc"), (2, "Abcd")):
        write_model(tmp_path, model(number, contributors=[{**person, "name": name}]))

    assert [warning.rule for warning in plan(tmp_path).warnings if warning.place] == [
        "contributor_differs"
    ] * 2


def test_what_lay_in_a_folder_that_cannot_be_listed_is_still_there(tmp_path: Path):
    before = read_folder(tree(tmp_path, 12))
    held = held_after(before)
    unseen = [file for file in before.files if file.file.startswith("part_1/")]
    problem = FindingProblem(
        "part_1/", "", "unreadable_folder", "the folder cannot be listed: Permission denied"
    )
    read = replace(before, files=before.files[: -len(unseen)], unreadable=(problem,))
    found = planned(read, "s", held, (), removes_missing=True)

    assert ([model.file for model in found.kept], found.missing) == ([file.file for file in unseen], ())
