"""What was worked out is kept: answers in memory while they hold, tables on disk by what they were made from."""

from medgen_assets.caching.answers import AnswerCache
from medgen_assets.caching.counts import CacheCounts
from medgen_assets.caching.keys import answer_key
from medgen_assets.caching.limits import CacheLimits
from medgen_assets.caching.tables import Remembered, TableMemo

__all__ = ["AnswerCache", "CacheCounts", "CacheLimits", "Remembered", "TableMemo", "answer_key"]
