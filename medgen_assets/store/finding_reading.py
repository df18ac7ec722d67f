"""What the findings catalogue holds: models by name, by identifier, by code; its sources and versions."""

from collections.abc import Iterator, Sequence
from typing import Any

from medgen_assets.schemas.finding_catalogue import (
    CatalogueStats,
    CodePlace,
    FoundModels,
    SourceEntry,
    StoredFinding,
    VersionEntry,
)
from medgen_assets.schemas.findings import Document
from medgen_assets.store.finding_retention import oldest_version, refuse_unknown_version
from medgen_assets.store.pool import Database
from medgen_assets.store.queries import query

ROOM = "finding_reading"
MAX_BATCH = 1000
"""Models asked for in one statement. Source: the plan of the findings catalogue."""
VERSIONS_SHOWN = 20
ROWS_AT_ONCE = 200
"""Documents held in memory during an export. Assumption: 200 of 4 kB are nothing."""


class Findings:
    """The findings of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """The version in force; 0 before the first load."""
        return int(self._rows("version")[0][0])

    def refuse_unknown(self, version: int | None) -> None:
        """Raise BadInput for a version that cannot be shown; None is the one in force."""
        if version is not None:
            oldest = self._database.read(oldest_version)
            refuse_unknown_version(version, oldest, self.version())

    def named(self, keys: Sequence[tuple[int, str]], version: int | None = None) -> list[StoredFinding]:
        """The models that a term names exactly (kind and key), best kind first, then by identifier."""
        kinds, texts = [key[0] for key in keys], [key[1] for key in keys]
        found = [StoredFinding(*row) for row in self._rows("named", kinds=kinds, keys=texts, version=version)]
        return sorted(found, key=lambda model: (model.kind, model.oifm_id))

    def many(self, identifiers: Sequence[str], max_batch: int = MAX_BATCH) -> FoundModels:
        """Models by identifier; ⌈different identifiers ÷ max_batch⌉ statements."""
        wanted = list(dict.fromkeys(identifiers))
        slices = [wanted[start : start + max_batch] for start in range(0, len(wanted), max_batch)]
        rows = [StoredFinding(*row) for part in slices for row in self._rows("many", identifiers=part)]
        by_id = {row.oifm_id: row for row in rows}
        return FoundModels(
            {identifier: by_id[identifier] for identifier in wanted if identifier in by_id},
            tuple(identifier for identifier in wanted if identifier not in by_id),
            len(slices),
        )

    def with_attribute(self, oifma_id: str, version: int | None = None) -> list[StoredFinding]:
        """The model that an attribute belongs to."""
        rows = self._rows("with_attribute", oifma_id=oifma_id, version=version)
        return [StoredFinding(*row) for row in rows]

    def with_code(
        self, code: str, systems: Sequence[str] = (), version: int | None = None
    ) -> list[CodePlace]:
        """Where an outside code stands; no system named means any."""
        rows = self._rows("with_code", code=code, systems=list(systems) or None, version=version)
        return [CodePlace(*row) for row in rows]

    def sources(self) -> list[SourceEntry]:
        """The sources by name."""
        return [SourceEntry(*row) for row in self._rows("sources")]

    def stats(self) -> CatalogueStats:
        """How much the catalogue holds."""
        models, attributes, values, synonyms = map(int, self._rows("totals")[0])
        return CatalogueStats(
            version=self.version(),
            models=models,
            attributes=attributes,
            values=values,
            synonyms=synonyms,
            codes=dict(self._rows("codes")),
            sources=tuple(self.sources()),
            warnings=dict(self._rows("warnings")),
            versions=tuple(VersionEntry(*row) for row in self._rows("versions", limit=VERSIONS_SHOWN)),
        )

    def documents(
        self, sources: Sequence[str] = (), version: int | None = None
    ) -> Iterator[tuple[str, str, Document]]:
        """Source, file and document of every model of one version, a few at a time."""
        values = {"sources": list(sources) or None, "version": version}
        with self._database.connection("bulk") as connection, connection.cursor("documents") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(query(ROOM, "documents"), values)
            yield from cursor

    def _rows(self, name: str, **values: Any) -> list[Any]:
        asked = query(ROOM, name)
        return self._database.read(lambda connection: connection.execute(asked, values).fetchall())
