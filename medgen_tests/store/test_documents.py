"""A resolved scenario is found by what it says, exactly as it was kept."""

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.fingerprint import canonical_json, fingerprint
from medgen_assets.store.documents import Documents
from medgen_assets.store.pool import Database
from medgen_assets.store.scenario_rows import UnknownScenario

DOCUMENT = {
    "name": "baltic",
    "seed": 2**63 - 1,
    "share": 0.1,
    "huge": 1e16,
    "tiny": 1e-7,
    "minus": -0.0,
    "text": "ä\t",
}


def kept(database: Database) -> str:
    Documents(database).put("baltic", fingerprint(DOCUMENT), DOCUMENT)
    return fingerprint(DOCUMENT)


def test_it_comes_back_with_the_same_bytes(database: Database) -> None:
    found = Documents(database).get(kept(database))

    assert canonical_json(found) == canonical_json(DOCUMENT)
    assert fingerprint(found) == fingerprint(DOCUMENT)


def test_it_is_found_by_its_partition_key(database: Database) -> None:
    key = f"baltic@{kept(database)[:12]}"

    assert Documents(database).get_by_partition_key(key) == DOCUMENT


def test_keeping_it_again_changes_nothing(database: Database) -> None:
    kept(database)
    kept(database)
    with database.connection() as connection:
        row = connection.execute("SELECT count(*) FROM scenario_document").fetchone()

    assert row == (1,)


def test_what_was_never_kept_is_unknown(database: Database) -> None:
    with pytest.raises(UnknownScenario, match="no resolved scenario"):
        Documents(database).get_by_partition_key("baltic@000000000000")


def test_a_fingerprint_that_is_none_is_refused(database: Database) -> None:
    with pytest.raises(BadInput):
        Documents(database).put("baltic", "abc", DOCUMENT)
