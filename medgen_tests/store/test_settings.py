"""Settings hold any JSON value by name."""

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.store.pool import Database
from medgen_assets.store.settings import Settings


def test_a_setting_that_was_never_set_has_the_default(database: Database) -> None:
    assert Settings(database).get("absent", default=3) == 3


def test_a_setting_keeps_its_value(database: Database) -> None:
    Settings(database).put("a.b", {"x": [1, None, "z"]})

    assert Settings(database).get("a.b") == {"x": [1, None, "z"]}


def test_a_setting_can_be_changed_and_forgotten(database: Database) -> None:
    settings = Settings(database)
    settings.put("a", 1)
    settings.put("a", None)

    assert settings.get("a", default="unset") is None
    settings.remove("a")
    assert settings.get("a", default="unset") == "unset"


def test_a_setting_needs_a_proper_name(database: Database) -> None:
    with pytest.raises(BadInput):
        Settings(database).put("A B", 1)
