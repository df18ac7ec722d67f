"""Reference assets are versioned by the bytes of their data files."""

from collections import Counter
from pathlib import Path

import dagster as dg
import pytest

from medgen_assets.defs.dagster_runs import outdated_subjects
from medgen_assets.defs.reference import REFERENCE_ASSETS, SUBJECTS, asset_of_file
from medgen_assets.defs.subject import ROOM, Subject
from medgen_assets.simulation.distributions import DISTRIBUTIONS


def test_every_data_file_belongs_to_exactly_one_asset() -> None:
    owned = Counter(path for subject in SUBJECTS for path in subject.paths())
    files = {path for path in (ROOM / "data").rglob("*") if path.is_file()}

    assert {path.name for path in files - set(owned)} == set()
    assert {path.name for path, count in owned.items() if count > 1} == set()


def test_every_data_file_that_a_distribution_reads_has_an_asset() -> None:
    stems = {stem for distribution in DISTRIBUTIONS.values() for stem in distribution.reference_tables}

    assert all(asset_of_file(stem) for stem in stems)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_subject_has_rows_and_something_to_look_at(subject: Subject) -> None:
    table = subject.table()

    assert table.height > 0
    assert list(subject.schema.columns()) == table.columns


def test_the_version_follows_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medgen_assets.defs.subject.ROOM", tmp_path)
    subject = Subject("pets", "Animals.", ("data/pets.csv",), SUBJECTS[1].table)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/pets.csv").write_text("dog")
    before = subject.data_version()
    (tmp_path / "data/pets.csv").write_text("cat")

    assert subject.data_version() != before


def test_what_was_just_made_is_not_made_again() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert len(outdated_subjects(instance)) == len(SUBJECTS)
        dg.materialize(list(REFERENCE_ASSETS), instance=instance)

        assert outdated_subjects(instance) == []
