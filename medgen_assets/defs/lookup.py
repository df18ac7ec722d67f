"""From a word to a scenario: a partition key, an existing file, a stored scenario, a preset.

No Dagster here: the command line asks too, and a name that nobody stored makes no database.
"""

from dataclasses import dataclass

from medgen_assets.scenario.loading import LoadedScenario, find_scenario, scenario_from_document
from medgen_assets.store.documents import Documents
from medgen_assets.store.home import medgen_home
from medgen_assets.store.opening import open_database
from medgen_assets.store.scenario_rows import Document, StoredScenario
from medgen_assets.store.scenarios import Scenarios
from medgen_assets.store.server.external import external_url
from medgen_assets.store.server.place import Place


@dataclass(frozen=True)
class FoundScenario:
    """A scenario, and its version if it is a stored one."""

    loaded: LoadedScenario
    version: int | None = None


@dataclass
class StoredLookup:
    """Looks a name up among the stored scenarios and remembers what was found."""

    found: StoredScenario | None = None

    def document(self, name: str) -> Document | None:
        """The document of a stored scenario, or None."""
        if has_database():
            with open_database() as database:
                self.found = Scenarios(database).get_many([name]).found.get(name)
        return None if self.found is None else self.found.document


def has_database() -> bool:
    """Whether there is a database, so that a question need not make one."""
    return external_url() is not None or Place(medgen_home()).data.is_dir()


def found_scenario(named: str) -> FoundScenario:
    """The scenario of that name; raises BadInput when there is none, or it breaks its rules."""
    if "@" in named and has_database():
        return FoundScenario(scenario_of_partition(named))
    stored = StoredLookup()
    loaded = find_scenario(named, stored.document)
    return FoundScenario(loaded, None if stored.found is None else stored.found.version)


def scenario_of_partition(key: str) -> LoadedScenario:
    """The resolved scenario that a partition key stands for; raises UnknownScenario."""
    with open_database() as database:
        return scenario_from_document(Documents(database).get_by_partition_key(key), f"partition {key}")
