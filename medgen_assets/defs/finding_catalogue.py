"""The findings catalogue as commands and assets ask it: search with what is remembered, get, export, restore."""

import asyncio
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from medgen_assets.caching import AnswerCache, CacheLimits, answer_key
from medgen_assets.concurrency import BatchLimits, BatchProcessor, Done, Outcome
from medgen_assets.defs.finding_export import written
from medgen_assets.defs.finding_figures import SearchFigures
from medgen_assets.errors import BadInput, Problem
from medgen_assets.findings.asking import asked, keys_of
from medgen_assets.schemas.finding_catalogue import CodePlace, StoredFinding
from medgen_assets.schemas.finding_search import AskedQuery, FoundFinding, SearchOptions
from medgen_assets.schemas.finding_switches import FindingSwitches, off_by_variable, switches_without
from medgen_assets.schemas.findings import KEPT_VERSIONS
from medgen_assets.store.finding_loading import changing
from medgen_assets.store.finding_reading import Findings
from medgen_assets.store.finding_retention import Pruned
from medgen_assets.store.finding_search import searched
from medgen_assets.store.pool import Database
from medgen_assets.store.settings import Settings

SETTING = "findings_off"
KEEP_SETTING = "findings_keep_versions"
KEEP_VARIABLE = "MEDGEN_FINDINGS_KEEP"
SHADOW_VARIABLE = "MEDGEN_FINDINGS_SHADOW"
"""Set to anything: every search is answered the plain way too, and a difference is logged."""
RANKING = 2
"""Raised whenever the same query may be answered otherwise; part of the key of every kept answer."""
CODE_SEPARATOR = ":"

Answer = tuple[FoundFinding, ...]
log = logging.getLogger(__name__)


def switches_of(database: Database) -> FindingSwitches:
    """What is on: all, but for what the variable names, or else the setting."""
    off = off_by_variable()
    return switches_without(Settings(database).get(SETTING, []) if off is None else off)


def kept_versions(database: Database) -> int:
    """How many of the newest versions a load leaves: what the variable says, or else the setting; 0 is all."""
    named = os.environ.get(KEEP_VARIABLE)
    asked = Settings(database).get(KEEP_SETTING, KEPT_VERSIONS) if named is None else named
    if not str(asked).isascii() or not str(asked).isdigit():
        rule = "it is a number of versions; 0 keeps all."
        raise BadInput([Problem(KEEP_VARIABLE, repr(asked), rule)])
    return int(asked)


class FindingCatalogue:
    """The catalogue of one database."""

    def __init__(
        self, database: Database, switches: FindingSwitches | None = None, limits: CacheLimits | None = None
    ) -> None:
        self.database = database
        self.switches = switches or switches_of(database)
        self.findings = Findings(database)
        self.is_shadowed = bool(os.environ.get(SHADOW_VARIABLE))
        self.differences = 0
        """Answers of which the plain way gave another."""
        self._answers: AnswerCache[Answer] = AnswerCache(
            limits, generations=lambda _: self.findings.version()
        )
        self.figures = SearchFigures(self._answers.counts)
        """What these searches cost; whoever is done with them lets it tell."""

    def search(self, text: str, options: SearchOptions | None = None) -> Answer:
        """The models that a query means, best first; raises BadInput for a blank one."""
        with self.figures.timed("one"):
            return self._search(asked(text), self._options(options))

    def _search(self, query: AskedQuery, options: SearchOptions) -> Answer:
        if not self.switches.cache:
            return self._plain(query, options)
        key = answer_key("search", RANKING, query.keys, query.groups, options)
        found = self._answers.answer(key, lambda: self._plain(query, options))
        return self._compared([query], [found], options)[0]

    def search_many(
        self, texts: Sequence[str], options: SearchOptions | None = None
    ) -> list[Answer | BadInput]:
        """The answers in the order of the queries, each the same as `search` would give, or its error."""
        options = self._options(options)
        if not self.switches.batch_search:
            return self._each(texts, options)
        with self.figures.timed("many"):
            return self._together(texts, options)

    def _together(self, texts: Sequence[str], options: SearchOptions) -> list[Answer | BadInput]:
        """All queries by one statement."""
        queries = list(map(_asked, texts))
        good = [query for query in queries if isinstance(query, AskedQuery)]
        found = [tuple(answer) for answer in searched(self.database, good, options)]
        answers = iter(self._compared(good, found, options))
        return [next(answers) if isinstance(query, AskedQuery) else query for query in queries]

    def _each(self, texts: Sequence[str], options: SearchOptions) -> list[Answer | BadInput]:
        """Query by query, as many at once as there are connections."""

        async def one(text: str) -> Answer:
            return await asyncio.to_thread(self.search, text, options)

        limits = BatchLimits(max_concurrency=self.database.options.max_size)
        result = asyncio.run(BatchProcessor(one, limits).run(texts))
        return [_value_or_refusal(outcome) for outcome in result.outcomes]

    def _options(self, options: SearchOptions | None) -> SearchOptions:
        """The options, of a version that can be shown; raises BadInput for another."""
        options = options or SearchOptions()
        self.findings.refuse_unknown(options.version)
        return options

    def _plain(self, query: AskedQuery, options: SearchOptions) -> Answer:
        return tuple(searched(self.database, [query], options)[0])

    def _compared(
        self, queries: Sequence[AskedQuery], answers: list[Answer], options: SearchOptions
    ) -> list[Answer]:
        """The same answers; in shadow mode, what the plain way answers otherwise is counted and logged."""
        if self.is_shadowed:
            for query, answer in zip(queries, answers, strict=True):
                if self._plain(query, options) != answer:
                    self.differences += 1
                    log.warning("The plain way answers %r otherwise.", query.text)
        return answers

    def get(self, text: str, version: int | None = None) -> list[StoredFinding]:
        """The models meant by an identifier (of a model, an attribute or a value), a name, a slug or a synonym.

        Empty when there is none.
        """
        self.findings.refuse_unknown(version)
        if text.strip().upper().startswith("OIFMA_"):
            return self.findings.with_attribute(text.strip().upper().partition(".")[0], version)
        return self.findings.named(keys_of(text), version)

    def with_code(self, text: str, version: int | None = None) -> list[CodePlace]:
        """Where an outside code stands, written `SYSTEM:CODE` or as the code alone."""
        self.findings.refuse_unknown(version)
        system, separator, code = text.strip().rpartition(CODE_SEPARATOR)
        return self.findings.with_code(code, (system,) if separator else (), version)

    def sources_named(self, names: Sequence[str]) -> tuple[str, ...]:
        """Sources by name or by the folder they were loaded from; raises BadInput for an unknown one."""
        entries = self.findings.sources()
        by_name = {entry.source: entry.source for entry in entries}
        by_folder = {entry.folder: entry.source for entry in entries}
        found = [by_name.get(name) or by_folder.get(str(Path(name).resolve())) for name in names]
        unknown = [name for name, source in zip(names, found, strict=True) if source is None]
        if unknown:
            rule = f"the sources are {', '.join(by_name)}." if by_name else "nothing was loaded yet."
            raise BadInput([Problem("source", repr(name), rule) for name in unknown])
        return tuple(source for source in found if source is not None)

    def export(self, folder: Path, sources: Sequence[str] = (), version: int | None = None) -> int:
        """Write every model into `<folder>/<source>/<file>`, each file whole; gives their number."""
        self.findings.refuse_unknown(version)
        return written(folder, self.findings.documents(sources, version))

    def restore(self, version: int) -> int:
        """Make an earlier version the one in force, as the next one."""
        with changing(self.database) as change:
            return change.restore(version)

    def prune(self, keep: int, *, is_dry_run: bool = False) -> Pruned:
        """Remove what holds in none of the newest versions, of which so many stay; 0 keeps all."""
        if not keep:
            return Pruned(0, 0)
        with changing(self.database, is_rehearsal=is_dry_run) as change:
            return change.prune(keep)

    def cache_counts(self) -> dict[str, int]:
        """What the cache of answers did so far."""
        return self._answers.counts().document()


def _asked(text: str) -> AskedQuery | BadInput:
    try:
        return asked(text)
    except BadInput as refusal:
        return refusal


def _value_or_refusal(outcome: Outcome[str, Answer]) -> Answer | BadInput:
    """What became of one query; an error that is not the query's own is everybody's."""
    if isinstance(outcome, Done):
        return outcome.value
    if isinstance(outcome.error, BadInput):
        return outcome.error
    raise outcome.error
