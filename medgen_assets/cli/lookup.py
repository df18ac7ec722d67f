"""From the word on the command line to a scenario: an existing file, a stored scenario, a preset."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medgen_assets.scenario.loading import LoadedScenario
    from medgen_assets.store.scenario_rows import StoredScenario


@dataclass
class StoredScenarios:
    """Looks a scenario up in the database, which is not made for the question."""

    found: "StoredScenario | None" = None

    def document(self, name: str) -> "dict[str, object] | None":
        """The document of a stored scenario, or None."""
        from medgen_assets.store.opening import open_database
        from medgen_assets.store.scenarios import Scenarios

        if not has_database():
            return None
        with open_database() as database:
            self.found = Scenarios(database).get_many([name]).found.get(name)
        return None if self.found is None else self.found.document

    @property
    def version(self) -> int | None:
        """Version of the stored scenario that was found."""
        return None if self.found is None else self.found.version


def has_database() -> bool:
    """Whether a database exists already; asking for a name that nobody stored creates nothing."""
    from medgen_assets.store.home import medgen_home
    from medgen_assets.store.server.external import external_url
    from medgen_assets.store.server.place import Place

    return external_url() is not None or Place(medgen_home()).data.is_dir()


def found_scenario(named: str) -> "tuple[LoadedScenario, int | None]":
    """The scenario of that name, and its version if it is a stored one; raises BadInput."""
    from medgen_assets.scenario.loading import find_scenario

    stored = StoredScenarios()
    return find_scenario(named, stored.document), stored.version
