"""Changes of the findings catalogue: each in one transaction, one after the other, stamped with a version.

Readers see the version before or the version after, whole. What says nothing new is not written.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from medgen_assets.fingerprint import fingerprint
from medgen_assets.schemas.findings import (
    FindingFacts,
    HeldModel,
    LoadPlan,
    ModelRows,
    ReadFile,
    ReadFolder,
)
from medgen_assets.store.finding_retention import Pruned, oldest_version, pruned, refuse_unknown_version
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query

ROOM = "finding_loading"
MANY = 500
"""Models after which the planner's statistics are made anew. Assumption: a fifth of the published corpus."""
PARTS = ("terms", "attributes", "values", "codes", "contributors")


class CatalogueChange:
    """The catalogue, held for one change; what is written appears when the change is complete."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements = 0
        self._run("lock")
        self.before = int(self._row("version")[0])
        self.folder_before: str | None = None
        """Folder that the source was last loaded from; known once a load was applied."""

    def held(self) -> list[HeldModel]:
        """Every model that the catalogue holds now, of all sources."""
        return [
            HeldModel(number, source, file, sha256, FindingFacts(oifm_id, name, slug, tuple(attributes), ()))
            for number, source, file, sha256, oifm_id, name, slug, attributes in self._run("held").fetchall()
        ]

    def apply(self, source: str, read: ReadFolder, plan: LoadPlan, ended: Sequence[int]) -> int | None:
        """Write what is new, end what is replaced or removed, and give the version then in force.

        `ended` are the numbers of the contents that no longer hold; None means that there never was a version.
        """
        self._note_source(source, read, plan)
        changed = (*plan.inserted, *plan.updated)
        if not changed and not ended:
            return self.before or None
        version = self.before + 1
        if ended:
            self._run("end", version=version, finding_nos=list(ended))
        if changed:
            self._store(source, version, changed)
        removed = len(ended) - len(plan.updated)
        self._stamp(version, "load", source, None, (len(plan.inserted), len(plan.updated), removed))
        if len(changed) >= MANY:
            self._run("analyze")
        return version

    def restore(self, restored: int) -> int:
        """Make an earlier version the one in force, as the next one; raises BadInput when there is none."""
        refuse_unknown_version(restored, oldest_version(self._connection), self.before)
        version = self.before + 1
        ended = self._run("end_what_came_after", version=version, restored=restored).rowcount
        begun = self._run("begin_again", version=version, restored=restored).rowcount
        if not ended and not begun:
            return self.before
        self._stamp(version, "restore", None, restored, (begun, 0, ended))
        return version

    def prune(self, keep: int) -> Pruned:
        """Remove what holds in none of the newest versions, of which so many stay, the one in force at least."""
        return pruned(self._connection, int(self._row("version")[0]), keep)

    def _note_source(self, source: str, read: ReadFolder, plan: LoadPlan) -> None:
        problems, warnings = plan.all_problems(read), plan.all_warnings(read)
        noted = {
            "folder": read.folder,
            "scanned": len(read.files),
            "invalid": len(read.invalid),
            "rejected": len(plan.rejected),
            "problems_fingerprint": fingerprint(
                [[list(one) for one in said] for said in (problems, warnings)]
            ),
        }
        known = self._run("source", source=source).fetchone()
        self.folder_before = known[0] if known else None
        if known == tuple(noted.values()):
            return
        self._run("keep_source", source=source, **noted)
        self._run("forget_problems", source=source)
        numbers = count()
        self._copy_rows(
            "copy_problems",
            (
                (source, next(numbers), is_warning, *problem)
                for is_warning, said in ((False, problems), (True, warnings))
                for problem in said
            ),
        )

    def _store(self, source: str, version: int, changed: Sequence[ReadFile]) -> None:
        numbers = [row[0] for row in self._run("numbers", count=len(changed)).fetchall()]
        rows = [(number, rows_of(file)) for number, file in zip(numbers, changed, strict=True)]
        start = f"{source}\t{{[{version},)}}\t"
        self._copy_text("copy_models", (f"{number}\t{start}{one.model}\n" for number, one in rows))
        for part in PARTS:
            lines = ((number, getattr(one, part)) for number, one in rows)
            self._copy_text(f"copy_{part}", (numbered(number, text) for number, text in lines if text))
        self._run("learn_words", first=numbers[0])

    def _stamp(
        self,
        version: int,
        action: str,
        source: str | None,
        restored: int | None,
        counts: tuple[int, int, int],
    ) -> None:
        inserted, updated, removed = counts
        self._run(
            "stamp",
            version=version,
            action=action,
            source=source,
            restored=restored,
            inserted=inserted,
            updated=updated,
            removed=removed,
        )

    def _run(self, name: str, **values: Any) -> Any:
        self.statements += 1
        return self._connection.execute(query(ROOM, name), values)

    def _row(self, name: str, **values: Any) -> Any:
        return self._run(name, **values).fetchone()

    def _copy_text(self, name: str, texts: Iterable[str]) -> None:
        self.statements += 1
        with self._connection.cursor() as cursor, cursor.copy(query(ROOM, name)) as copy:
            for text in texts:
                copy.write(text)

    def _copy_rows(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        self.statements += 1
        with self._connection.cursor() as cursor, cursor.copy(query(ROOM, name)) as copy:
            for row in rows:
                copy.write_row(row)


def rows_of(file: ReadFile) -> ModelRows:
    """The rows of a file that is to be stored."""
    if file.rows is None:
        raise ValueError(f"{file.file} was read without rows, but the catalogue does not hold it")
    return file.rows


def numbered(number: int, lines: str) -> str:
    """Lines of a child table, each begun with the number of its model and ended."""
    start = f"{number}\t"
    return start + lines.replace("\n", f"\n{start}") + "\n"


@contextmanager
def changing(database: Database, *, is_rehearsal: bool = False) -> Iterator[CatalogueChange]:
    """Hold the catalogue for a change, complete at the end of the block; a rehearsal leaves nothing."""
    with database.connection("bulk") as connection, connection.transaction(force_rollback=is_rehearsal):
        yield CatalogueChange(connection)
