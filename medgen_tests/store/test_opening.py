"""The database of a home opens ready for use, wherever its server is."""

from pathlib import Path

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.store.opening import open_database
from medgen_assets.store.scenarios import Scenarios


def test_a_database_of_ones_own_is_brought_up_to_date(postgres_url: str, medgen_home: Path) -> None:
    with open_database() as database:
        assert Scenarios(database).page().total == 0


def test_a_budget_beyond_what_the_server_allows_is_refused(
    postgres_url: str, medgen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDGEN_MAX_CONNECTIONS", "999")

    with pytest.raises(BadInput, match="MEDGEN_MAX_CONNECTIONS is 999: the server allows"):
        open_database()
