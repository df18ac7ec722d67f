"""Where MEDGEN_HOME is."""

from pathlib import Path

import pytest

from medgen_assets.store.home import medgen_home as home


def test_the_variable_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_HOME", "~/exercises")

    assert home() == Path.home() / "exercises"


def test_a_relative_one_starts_at_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_HOME", "here")
    monkeypatch.chdir(tmp_path)

    assert home() == tmp_path / "here"


def test_without_it_the_users_data_folder_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDGEN_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")

    assert home() == Path("/data/medgen")


@pytest.mark.parametrize("ignored", ["", "relative/path"])
def test_a_data_folder_that_is_not_absolute_is_ignored(ignored: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDGEN_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", ignored)

    assert home() == Path.home() / ".local" / "share" / "medgen"
