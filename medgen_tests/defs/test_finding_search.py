"""Searches: the order of the answers, other words for the same, filters, versions, and equality of all ways."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from medgen_assets.defs.finding_catalogue import (
    KEEP_SETTING,
    KEEP_VARIABLE,
    SETTING,
    SHADOW_VARIABLE,
    FindingCatalogue,
    kept_versions,
    switches_of,
)
from medgen_assets.defs.finding_loads import LoadOptions, load_folder
from medgen_assets.errors import BadInput
from medgen_assets.schemas.finding_search import FindingFilters, SearchOptions
from medgen_assets.schemas.finding_switches import VARIABLE, FindingSwitches
from medgen_assets.store.budget import Budget
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Database
from medgen_assets.store.settings import Settings
from medgen_tests.findings.trees import model, tree, write_model

MODELS = (
    model(1, name="fracture", synonyms=["bone fracture"], tags=["XR"]),
    model(
        2,
        name="Rib Fracture",
        description="Break of one rib or of several.",
        synonyms=None,
        tags=["chest", "XR"],
    ),
    model(3, name="Traumatic Brain Injury", synonyms=["head wound"], tags=["neuro", "CT"]),
    model(
        4,
        name="pneumothorax",
        synonyms=["collapsed lung", "shared term"],
        description="Air in the pleural space.",
    ),
    model(5, name="hemothorax", synonyms=["shared term"], description="Blood in the pleural cavity."),
    model(6, name="pleural effusion", synonyms=["fracture of water"], description="Fluid beside the lung."),
    model(7, name="odd one out", synonyms=["rib fracture"], description="Nothing that is a fracture."),
    model(
        8, name="soft tissue swelling", synonyms=None, description="Seen with fracture.", tags=["soft tissue"]
    ),
)


@pytest.fixture
def catalogue(catalogue_database: Database, tmp_path: Path) -> FindingCatalogue:
    """A catalogue of eight models."""
    for one in MODELS:
        write_model(tmp_path / "few", one)
    load_folder(catalogue_database, tmp_path / "few")
    return FindingCatalogue(catalogue_database, FindingSwitches())


def names(catalogue: FindingCatalogue, text: str, options: SearchOptions | None = None) -> list[str]:
    """The names found."""
    return [found.name for found in catalogue.search(text, options)]


def filtered(**filters: tuple[str, ...]) -> SearchOptions:
    """Options with these filters."""
    return SearchOptions(filters=FindingFilters(**filters))


@pytest.mark.parametrize("text", ["OIFM_EFG_000003", "oifm_efg_000003", "  OIFM_EFG_000003 "])
def test_an_identifier_is_found_first_however_it_is_written(catalogue: FindingCatalogue, text: str):
    assert catalogue.search(text)[0][:3] == ("OIFM_EFG_000003", "Traumatic Brain Injury", 5.0)


def test_name_comes_before_synonym_before_all_others(catalogue: FindingCatalogue):
    found = catalogue.search("rib fracture")

    assert [(one.name, one.score) for one in found[:2]] == [("Rib Fracture", 4.0), ("odd one out", 2.0)]
    assert found[2].name == "fracture"


@pytest.mark.parametrize("text", ["rib_fracture", "Rib-Fracture"])
def test_a_slug_is_exact(catalogue: FindingCatalogue, text: str):
    assert catalogue.search(text)[0][1:3] == ("Rib Fracture", 3.0)


def test_an_exact_match_leaves_room_for_others(catalogue: FindingCatalogue):
    assert len(names(catalogue, "fracture")) == 5


def test_all_owners_of_a_term_are_found(catalogue: FindingCatalogue):
    assert names(catalogue, "shared term")[:2] == ["pneumothorax", "hemothorax"]


def test_name_outweighs_synonym_outweighs_description(catalogue: FindingCatalogue):
    found = [name for name in names(catalogue, "fractures") if name != "Rib Fracture"]

    assert (found[0], found[3]) == ("fracture", "soft tissue swelling")
    assert set(found[1:3]) == {"odd one out", "pleural effusion"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("haemothorax", "hemothorax"),
        ("pneumothrax", "pneumothorax"),
        ("hemothroax", "hemothorax"),
        ("TBI", "Traumatic Brain Injury"),
        ("broken ribs", "Rib Fracture"),
        ("swollen soft tissues", "soft tissue swelling"),
        ("blood in the chest cavity", "hemothorax"),
        ("punctured lung", "pneumothorax"),
        ("Pleural  EFFUSIÓN", "pleural effusion"),
        ("brain injury", "Traumatic Brain Injury"),
        ("fluid around the lung", "pleural effusion"),
        ("haemo thorax", "hemothorax"),
        ("pneumo-thorax", "pneumothorax"),
        ("gas in the chest", "pneumothorax"),
        ("hemohtorax", "hemothorax"),
        ("puenmothorax", "pneumothorax"),
    ],
)
def test_other_words_for_the_same_find_it(catalogue: FindingCatalogue, text: str, expected: str):
    assert names(catalogue, text)[0] == expected


def test_filters_apply_before_the_limit(catalogue: FindingCatalogue):
    options = SearchOptions(limit=1, filters=FindingFilters(tags=("soft tissue",)))

    assert names(catalogue, "fracture", options) == ["soft tissue swelling"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"modalities": ("XR",)}, 2),
        ({"modalities": ("CT",)}, 2),
        ({"body_regions": ("EXTERNAL",)}, 1),
        ({"organizations": ("ABCD",)}, 3),
        ({"sources": ("few",)}, 5),
        ({"sources": ("other",)}, 0),
        ({"code_systems": ("GAMUTS",)}, 5),
        ({"code_systems": ("RADLEX",)}, 0),
        ({"tags": ("xr", "chest")}, 4),
    ],
)
def test_every_filter_limits_what_is_found(
    catalogue: FindingCatalogue, filters: dict[str, tuple[str, ...]], count: int
):
    assert len(names(catalogue, "fracture", filtered(**filters))) == count


def test_limit_and_offset_cut_one_steady_order(catalogue: FindingCatalogue):
    whole = catalogue.search("fracture")
    cut = [catalogue.search("fracture", SearchOptions(limit=2, offset=offset)) for offset in (0, 2, 4)]

    assert tuple(found for part in cut for found in part) == whole


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_a_blank_query_is_refused(catalogue: FindingCatalogue, text: str):
    with pytest.raises(BadInput, match="nothing to look for"):
        catalogue.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "'; DROP TABLE finding_model",
        "100%",
        "a_c",
        ".*othorax",
        "\\",
        "a & | ! b",
        "\ud800",
        "of the",
        "?",
    ],
)
def test_any_text_is_only_text(catalogue: FindingCatalogue, text: str):
    catalogue.search(text)

    assert len(names(catalogue, "fracture")) == 5


def test_a_very_long_query_is_answered(catalogue: FindingCatalogue):
    assert names(catalogue, "fracture " * 1200)[0] == "fracture"


def test_many_queries_are_answered_as_one_by_one_with_doubles_in_place(catalogue: FindingCatalogue):
    texts = [
        "fracture",
        "TBI",
        "pneumothrax",
        "fracture",
        "nothing known",
        "haemothorax",
        "rib",
        "OIFM_EFG_000003",
    ]

    assert catalogue.search_many(texts) == [catalogue.search(text) for text in texts]


@pytest.mark.parametrize("switches", [FindingSwitches(), FindingSwitches(batch_search=False)])
def test_a_query_that_cannot_be_asked_is_refused_alone(
    catalogue: FindingCatalogue, switches: FindingSwitches
):
    asking = FindingCatalogue(catalogue.database, switches)
    first, refused, last = asking.search_many(["fracture", " ", "TBI"])

    assert isinstance(refused, BadInput)
    assert (first, last) == (catalogue.search("fracture"), catalogue.search("TBI"))


def test_no_query_is_no_answer(catalogue: FindingCatalogue):
    assert catalogue.search_many([]) == []


def test_a_hundred_queries_are_one_statement(catalogue: FindingCatalogue):
    texts = [f"fracture {number}" for number in range(100)]
    with catalogue.database.connection() as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
    before = _transactions(catalogue)
    catalogue.search_many(texts)
    batch = _transactions(catalogue) - before

    assert batch <= 2


def test_a_search_ends_after_the_longest_time_that_is_allowed(findings_url: str, tmp_path: Path):
    options = PoolOptions(search_seconds=0.001)
    with Database(findings_url, options, budget=Budget(tmp_path / "other", 19)) as database:
        catalogue = FindingCatalogue(database, FindingSwitches())

        with pytest.raises(psycopg.errors.QueryCanceled):
            catalogue.search_many([f"fracture of the {number}th rib and lung" for number in range(500)])


def _transactions(catalogue: FindingCatalogue) -> int:
    """Transactions that this process has asked of the database, the next one not included."""
    return catalogue.database.pool_status().requests


@pytest.mark.parametrize("name", ["cache", "batch_search"])
def test_answers_are_the_same_with_a_switch_off(catalogue: FindingCatalogue, name: str):
    texts = [one["name"] for one in MODELS] + ["TBI", "broken ribs", "pneumothrax"]
    plain = FindingCatalogue(catalogue.database, FindingSwitches(**{name: False}))

    assert plain.search_many(texts) == catalogue.search_many(texts)
    assert [plain.search(text) for text in texts] == [catalogue.search(text) for text in texts]


def test_a_search_repeated_comes_from_the_cache(catalogue: FindingCatalogue):
    for _ in range(3):
        catalogue.search("fracture")

    assert (catalogue.cache_counts()["hits"], catalogue.cache_counts()["misses"]) == (2, 1)


def test_an_empty_answer_is_kept_too(catalogue: FindingCatalogue):
    for _ in range(2):
        catalogue.search("xyzzyxyzzy")

    assert catalogue.cache_counts()["hits"] == 1


def test_the_search_after_a_load_sees_it(catalogue: FindingCatalogue, tmp_path: Path):
    before = names(catalogue, "fracture")
    write_model(tmp_path / "few", model(9, name="skull fracture"))
    load_folder(catalogue.database, tmp_path / "few")

    assert set(names(catalogue, "fracture")) - set(before) == {"skull fracture"}


def test_an_earlier_version_can_be_searched(catalogue: FindingCatalogue, tmp_path: Path):
    before = catalogue.search("fracture")
    write_model(tmp_path / "few", model(1, name="broken bone", synonyms=None), "fracture.fm.json")
    load_folder(catalogue.database, tmp_path / "few")

    assert catalogue.search("fracture", SearchOptions(version=1)) == before
    assert "fracture" not in names(catalogue, "fracture")


def test_a_word_that_an_earlier_version_knew_is_not_taken_for_another(
    catalogue: FindingCatalogue, tmp_path: Path
):
    write_model(tmp_path / "few", model(9, name="hemothorix"))
    load_folder(catalogue.database, tmp_path / "few")

    assert names(catalogue, "hemothorix") == ["hemothorix"]
    assert names(catalogue, "hemothorix", SearchOptions(version=1)) == []


def test_an_earlier_version_is_made_the_one_in_force(catalogue: FindingCatalogue, tmp_path: Path):
    before = catalogue.search("fracture")
    (tmp_path / "few" / "rib_fracture.fm.json").unlink()
    write_model(tmp_path / "few", model(9, name="skull fracture"))
    write_model(tmp_path / "few", MODELS[3] | {"description": "Changed, with a fracture."})
    load_folder(catalogue.database, tmp_path / "few")
    after = catalogue.search("fracture")

    assert (catalogue.restore(1), catalogue.search("fracture")) == (3, before)
    assert (catalogue.restore(2), catalogue.search("fracture")) == (4, after)


def test_a_version_that_never_was_cannot_be_restored(catalogue: FindingCatalogue):
    with pytest.raises(BadInput, match="versions 1 to 1"):
        catalogue.restore(2)


def versions_of(catalogue: FindingCatalogue, folder: Path, count: int) -> None:
    """Load the folder so often, with one model that is different each time."""
    for number in range(count):
        write_model(folder, model(9, name="skull fracture", description=f"Number {number} of some."))
        load_folder(catalogue.database, folder, LoadOptions(is_paranoid=True))


def test_the_newest_versions_stay_searchable_and_restorable(catalogue: FindingCatalogue, tmp_path: Path):
    versions_of(catalogue, tmp_path / "few", 4)
    before = [catalogue.search("fracture", SearchOptions(version=version)) for version in (4, 5)]
    gone = catalogue.prune(2)

    assert gone == (3, 2)  # the second and the third version had a skull fracture of their own
    assert [catalogue.search("fracture", SearchOptions(version=version)) for version in (4, 5)] == before
    assert (catalogue.restore(4), catalogue.search("fracture")) == (6, before[0])


def test_what_is_pruned_is_refused_by_every_question(catalogue: FindingCatalogue, tmp_path: Path):
    versions_of(catalogue, tmp_path / "few", 2)
    catalogue.prune(1)

    for question in (
        lambda: catalogue.search("fracture", SearchOptions(version=2)),
        lambda: catalogue.search_many(["fracture"], SearchOptions(version=2)),
        lambda: catalogue.get("fracture", 2),
        lambda: catalogue.with_code("10003", 2),
        lambda: catalogue.export(tmp_path / "out", version=2),
        lambda: catalogue.restore(2),
        lambda: catalogue.search("fracture", SearchOptions(version=4)),
    ):
        with pytest.raises(BadInput, match="versions 3 to 3"):
            question()


def test_the_version_in_force_is_never_pruned(catalogue: FindingCatalogue):
    before = catalogue.search("fracture")

    assert (catalogue.prune(0), catalogue.prune(1)) == ((0, 0), (0, 0))
    assert catalogue.search("fracture") == before


def test_a_dry_run_prunes_nothing(catalogue: FindingCatalogue, tmp_path: Path):
    versions_of(catalogue, tmp_path / "few", 3)

    assert [catalogue.prune(1, is_dry_run=True) for _ in range(2)] == [(3, 2), (3, 2)]


def test_no_part_of_a_pruned_content_is_left(catalogue: FindingCatalogue, tmp_path: Path):
    versions_of(catalogue, tmp_path / "few", 3)
    catalogue.prune(1)
    parts = ("term", "attribute", "value", "code", "contributor")
    asked = "SELECT count(*) FROM finding_{} WHERE finding_no NOT IN (SELECT finding_no FROM finding_model)"
    with catalogue.database.connection() as connection:
        left = [connection.execute(asked.format(part)).fetchone() for part in parts]

    assert left == [(0,)] * 5


def test_a_load_leaves_as_many_versions_as_are_kept(catalogue: FindingCatalogue, tmp_path: Path):
    versions_of(catalogue, tmp_path / "few", 4)
    write_model(tmp_path / "few", model(10, name="spleen fracture"))
    load_folder(catalogue.database, tmp_path / "few", LoadOptions(keep_versions=2))

    assert [entry.version for entry in catalogue.findings.stats().versions if not entry.is_pruned] == [6, 5]


@pytest.mark.parametrize(("variable", "setting", "kept"), [(None, None, 100), (None, 7, 7), ("3", 7, 3)])
def test_how_many_versions_stay_is_said_by_variable_or_setting(
    catalogue_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    variable: str | None,
    setting: int | None,
    kept: int,
):
    if variable is not None:
        monkeypatch.setenv(KEEP_VARIABLE, variable)
    if setting is not None:
        Settings(catalogue_database).put(KEEP_SETTING, setting)

    assert kept_versions(catalogue_database) == kept


def test_a_number_of_versions_that_is_none_is_refused(
    catalogue_database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(KEEP_VARIABLE, "-1")

    with pytest.raises(BadInput, match="number of versions"):
        kept_versions(catalogue_database)


def test_a_load_after_a_restore_writes_what_the_folder_says(catalogue: FindingCatalogue, tmp_path: Path):
    write_model(tmp_path / "few", model(9, name="skull fracture"))
    load_folder(catalogue.database, tmp_path / "few")
    catalogue.restore(1)
    loaded = load_folder(catalogue.database, tmp_path / "few")

    assert (loaded.inserted, loaded.unchanged, loaded.version) == (1, 8, 4)


def test_clients_during_loads_see_one_version_or_the_other(
    catalogue_database: Database, findings_url: str, tmp_path: Path
):
    folder = tree(tmp_path / "models", 40)
    states = ["before all", "after all"]
    allowed = []
    for state in states:
        for number in range(40):
            write_model(folder / f"part_{number // 10}", model(number, synonyms=[state, f"number {number}"]))
        load_folder(catalogue_database, folder, LoadOptions(is_paranoid=True))
        allowed.append({found.oifm_id for found in FindingCatalogue(catalogue_database).search(state, ALL)})
    is_over = threading.Event()
    catalogue = FindingCatalogue(catalogue_database, FindingSwitches(cache=False))
    writer = FindingCatalogue(
        Database(findings_url, budget=Budget(tmp_path / "writer", 19)), FindingSwitches()
    )

    def client() -> list[int]:
        seen = []
        while not is_over.is_set():
            before, after = catalogue.search_many(states, ALL)
            seen.append(
                sum(found.score >= 2 for found in before) * 100 + sum(found.score >= 2 for found in after)
            )
        return seen

    with ThreadPoolExecutor(50) as clients:
        asked = [clients.submit(client) for _ in range(50)]
        try:
            for version in (1, 2, 1, 2, 1):
                writer.restore(version)
        finally:
            is_over.set()
        seen = {found for one in asked for found in one.result()}

    writer.database.close()
    assert seen <= {4000, 40}
    assert [len(found) for found in allowed] == [40, 40]


ALL = SearchOptions(limit=1000)


def test_an_attribute_or_value_code_leads_to_its_model(catalogue: FindingCatalogue):
    (found,) = catalogue.get("OIFMA_EFG_000006.1")

    assert found.oifm_id == "OIFM_EFG_000003"


def test_an_outside_code_leads_to_its_places(catalogue: FindingCatalogue):
    values = catalogue.with_code("SNOMED:52101004")

    assert (len(values), values[0].value, values[0].attribute) == (8, "present", "presence")
    assert [place.oifm_id for place in catalogue.with_code("10003")] == ["OIFM_EFG_000003"]


def test_names_are_no_patterns(catalogue: FindingCatalogue):
    assert catalogue.get(".*othorax") == []


def test_a_source_is_named_by_its_folder_too(catalogue: FindingCatalogue, tmp_path: Path):
    assert catalogue.sources_named([str(tmp_path / "few")]) == ("few",)


def test_an_unknown_source_is_refused_with_those_there_are(catalogue: FindingCatalogue):
    with pytest.raises(BadInput, match="the sources are few"):
        catalogue.sources_named(["many"])


def test_what_is_exported_loads_as_the_same(catalogue: FindingCatalogue, tmp_path: Path):
    count = catalogue.export(tmp_path / "out")
    loaded = load_folder(catalogue.database, tmp_path / "out" / "few", LoadOptions(source="few"))

    assert (count, loaded.invalid, loaded.updated + loaded.unchanged) == (8, 0, 8)


def test_switches_are_taken_from_the_variable_else_from_the_setting(
    catalogue_database: Database, monkeypatch: pytest.MonkeyPatch
):
    Settings(catalogue_database).put(SETTING, ["cache"])
    by_setting = switches_of(catalogue_database)
    monkeypatch.setenv(VARIABLE, "incremental,batch_search")

    assert by_setting == FindingSwitches(cache=False)
    assert switches_of(catalogue_database) == FindingSwitches(incremental=False, batch_search=False)


def test_an_unknown_switch_is_refused(catalogue_database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "speed")

    with pytest.raises(BadInput, match="the switches are cache"):
        switches_of(catalogue_database)


def test_in_shadow_mode_the_plain_way_answers_too_and_no_difference_is_found(
    catalogue: FindingCatalogue, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(SHADOW_VARIABLE, "1")
    shadowed = FindingCatalogue(catalogue.database, FindingSwitches())
    texts = [one["name"] for one in MODELS]
    found = [shadowed.search_many(texts), [shadowed.search(text) for text in texts]]

    assert (found, shadowed.differences) == ([catalogue.search_many(texts)] * 2, 0)


def test_a_wrong_answer_is_noticed_in_shadow_mode(
    catalogue: FindingCatalogue, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(SHADOW_VARIABLE, "1")
    shadowed = FindingCatalogue(catalogue.database, FindingSwitches())
    shadowed.search("fracture")
    with catalogue.database.connection() as connection:  # behind the back of the version
        connection.execute("UPDATE finding_model SET name = 'other' WHERE name = 'fracture'")
    shadowed.search("fracture")

    assert shadowed.differences == 1
