"""A distribution is remembered by everything that it comes from, so that what is stale is not used."""

import subprocess
import sys
from pathlib import Path

import pytest

import medgen_assets
from medgen_assets.defs.versions import distribution_version
from medgen_assets.simulation.distributions import DISTRIBUTIONS

OPENED = """
import sys
from pathlib import Path
import polars
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation.distributions import DISTRIBUTIONS
from medgen_assets.reference.tables import DATA
scenario = preset("nato_article_5").with_seed(7).resolved()
for name, module in list(sys.modules.items()):  # the scenario's defaults have read some of them
    if name.startswith("medgen_assets.reference"):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()
opened = set()
def heard(event, arguments):
    if event == "open" and str(arguments[0]).startswith(str(DATA)):
        opened.add(Path(arguments[0]).stem)
sys.addaudithook(heard)
read_csv = polars.read_csv  # opens its files where no hook hears it
def told(source, **options):
    if not isinstance(source, bytes):  # bytes were read by Python, and the hook has heard it
        opened.add(Path(source).stem)
    return read_csv(source, **options)
polars.read_csv = told
DISTRIBUTIONS[sys.argv[1]].compute(scenario)
print(*sorted(opened))
"""
IMPORTED = """
import sys
import medgen_assets.simulation.distributions
print(*sorted(name for name in sys.modules if name.startswith("medgen_assets.")))
"""
INPUTS_ALONE = ("scenario", "schemas", "errors", "fingerprint", "files")
"""Rooms that tell what was asked, or what a table may hold: none of their figures gets into a distribution."""
PACKAGE = Path(next(iter(medgen_assets.__path__)))


def printed(program: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=PACKAGE.parent
    ).stdout.split()


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_data_file_that_is_read_is_named(name: str) -> None:
    assert set(printed(OPENED, name)) == set(DISTRIBUTIONS[name].reference_tables)


def test_a_changed_source_file_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = distribution_version.__wrapped__()
    same = distribution_version.__wrapped__()
    monkeypatch.setattr("medgen_assets.defs.versions.files_of", lambda *_: {"tables.py": "changed"})

    assert distribution_version.__wrapped__() != before == same


def test_no_other_room_has_a_part_in_distributions() -> None:
    rooms = {name.split(".")[1] for name in printed(IMPORTED)}

    assert rooms - set(INPUTS_ALONE) == {"reference", "simulation", "vocabulary"}
    assert [name for name in printed(IMPORTED) if name.startswith("medgen_assets.simulation.")] == [
        "medgen_assets.simulation.distributions"
    ]
