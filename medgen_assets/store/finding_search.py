"""Searches of the findings catalogue: any number of queries by one statement, of one version, whole."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from medgen_assets.schemas.finding_search import Alternative, AskedQuery, FoundFinding, SearchOptions
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query

Idea = tuple[Alternative, ...]
NEAREST = 0.4
"""Least share of three-letter pieces that a misspelt word has in common with the word meant.
Assumption: one wrong letter in a word of eight leaves about half of them."""
MISSPELT = 0.9
"""Weight of the word that a misspelt one is nearest to; those farther weigh less in proportion.
Assumption: a word that nothing holds is a slip of the hand nearly always, so it weighs as other words for it do."""


def searched(
    database: Database, queries: Sequence[AskedQuery], options: SearchOptions
) -> list[list[FoundFinding]]:
    """The answers in the order of the queries; two statements for any number, none for no queries."""
    if not queries:
        return []
    values = {
        **_columns(queries),
        "version": options.version,
        "limit": options.limit,
        "offset": options.offset,
        "nearest": NEAREST,
        "misspelt": MISSPELT,
        **{name: list(wanted) or None for name, wanted in asdict(options.filters).items()},
    }
    answers: list[list[FoundFinding]] = [[] for _ in queries]
    longest_ms = str(round(1000 * database.options.statement_seconds("search")))
    for number, *found in database.read(lambda connection: _rows(connection, values, longest_ms)):
        answers[number].append(FoundFinding(*found))
    return answers


def _columns(queries: Sequence[AskedQuery]) -> dict[str, list[Any]]:
    """All queries as columns: keys for an exact match, the ideas of each; every idea and every word once."""
    keys = [(number, *key) for number, asked in enumerate(queries) for key in asked.keys]
    ideas, words = dict[Idea, int](), dict[str, int]()
    asked_for = [
        (number, ideas.setdefault(idea, len(ideas) + 1))
        for number, asked in enumerate(queries)
        for idea in asked.groups
    ]
    idea_words = [
        (idea_no, words.setdefault(other.words, len(words) + 1), other.weight, other.share)
        for idea, idea_no in ideas.items()
        for other in idea
    ]
    return {
        **_by_column(("key_query_nos", "key_kinds", "keys"), keys),
        **_by_column(("query_nos", "query_idea_nos"), asked_for),
        **_by_column(("idea_nos", "word_nos", "weights", "shares"), idea_words),
        "said": [idea[0].words for idea in ideas],
        "words": list(words),
    }


def _by_column(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _rows(connection: Connection, values: dict[str, Any], longest_ms: str) -> list[Any]:
    """The rows found, by two statements; prepared, because planning takes half of the time of a single search."""
    connection.execute(query("finding_search", "prepare"), {"longest_ms": longest_ms})
    rows: list[Any] = connection.execute(query("finding_search", "search"), values, prepare=True).fetchall()
    return rows
