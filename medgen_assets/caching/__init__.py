"""What was worked out is kept: answers in memory while they hold, tables on disk by what they were made from."""

from typing import TYPE_CHECKING, Any

from medgen_assets.caching.answers import AnswerCache
from medgen_assets.caching.counts import CacheCounts
from medgen_assets.caching.keys import answer_key
from medgen_assets.caching.limits import CacheLimits

if TYPE_CHECKING:
    from medgen_assets.caching.tables import Remembered, TableMemo

__all__ = ["AnswerCache", "CacheCounts", "CacheLimits", "Remembered", "TableMemo", "answer_key"]


def __getattr__(name: str) -> Any:
    """What needs Polars is loaded when it is asked for: searches need none, and it maps 200 MB."""
    if name in ("Remembered", "TableMemo"):
        from medgen_assets.caching import tables

        return getattr(tables, name)
    raise AttributeError(name)
