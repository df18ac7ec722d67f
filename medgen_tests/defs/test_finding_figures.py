"""What loads and searches of findings did is kept for Prometheus, over all processes of a home."""

from pathlib import Path

import pytest

from medgen_assets.caching import CacheLimits
from medgen_assets.caching.counts import CacheCounts
from medgen_assets.defs.finding_catalogue import FindingCatalogue
from medgen_assets.defs.finding_figures import TELL_SECONDS, SearchFigures, finding_families
from medgen_assets.defs.finding_loads import LoadOptions, load_folder
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.store.pool import Database
from medgen_tests.findings.trees import model, tree, write_model


def told(name: str) -> dict[str, float]:
    """The samples of a family by their labels."""
    (family,) = (one for one in finding_families() if one.name == f"medgen_finding_{name}")
    return {" ".join((*sample.labels.values(), sample.suffix)): sample.value for sample in family.samples}


def test_loads_are_counted_by_ending_and_files_by_outcome(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 12)
    load_folder(catalogue_database, folder)
    load_folder(catalogue_database, folder)
    load_folder(catalogue_database, folder, LoadOptions(is_dry_run=True))
    (folder / "broken.fm.json").write_text("{")
    load_folder(catalogue_database, folder, LoadOptions(is_atomic=True))

    assert told("loads") == {"written _total": 1, "without_news _total": 1, "refused _total": 1}
    assert told("load_files") == {
        "inserted _total": 12,
        "updated _total": 0,
        "unchanged _total": 24,
        "rejected _total": 0,
        "invalid _total": 1,
    }


def test_the_seconds_of_a_load_are_told_stage_by_stage(catalogue_database: Database, tmp_path: Path):
    loaded = load_folder(catalogue_database, tree(tmp_path / "models", 12))

    assert told("load_seconds") == {f"{stage} _total": spent for stage, spent in loaded.seconds.items()}
    assert sum(told("load_seconds").values()) > 0


def test_searches_are_counted_with_what_the_cache_did(catalogue_database: Database, tmp_path: Path):
    load_folder(catalogue_database, tree(tmp_path / "models", 12))
    for _ in range(2):  # two processes, one after the other
        catalogue = FindingCatalogue(catalogue_database, FindingSwitches(), CacheLimits(entries=1))
        for text in ("femur", "femur", "skull"):
            catalogue.search(text)
        catalogue.search_many(["femur", "skull"])
        catalogue.figures.tell()

    seconds = told("search_seconds")
    assert (seconds["one _count"], seconds["many _count"], seconds["many +Inf _bucket"]) == (6, 2, 2)
    assert told("cache_requests") == {"hit _total": 2, "miss _total": 4, "joined _total": 0}
    assert told("cache_removals")["full _total"] == 2
    assert told("cache_entries") == {"": 1}


def test_a_load_that_outdates_answers_is_seen_in_the_figures(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 12)
    load_folder(catalogue_database, folder)
    catalogue = FindingCatalogue(catalogue_database, FindingSwitches())
    catalogue.search("femur")
    write_model(folder, model(50))
    load_folder(catalogue_database, folder)
    catalogue.search("femur")
    catalogue.figures.tell()

    assert told("cache_removals")["outdated _total"] == 1


def test_a_process_that_lives_long_tells_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MEDGEN_HOME", str(tmp_path))
    now = [0.0]
    figures = SearchFigures(CacheCounts, lambda: now[0])
    with figures.timed("one"):
        pass
    before = told("search_seconds")["one _count"]
    now[0] = TELL_SECONDS
    with figures.timed("one"):
        pass

    assert (before, told("search_seconds")["one _count"]) == (0, 2)
