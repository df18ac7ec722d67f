"""What loads and searches of findings did, over all processes of this home, for `medgen metrics`.

Kept in a file of the home and not in the database: a load that changes nothing is to write nothing there.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from medgen_assets.caching.counts import CacheCounts
from medgen_assets.schemas.findings import LoadedFolder
from medgen_assets.store.home import medgen_home
from medgen_assets.telemetry import Buckets, KeptCounts, MetricFamily, Sample, bucket_samples

TELL_SECONDS = 10.0
"""Between two times that a process tells what it did. Assumption: Prometheus looks every 15 s by default."""
WAYS = ("one", "many")
REQUESTS = {"hits": "hit", "misses": "miss", "joined": "joined"}
REMOVALS = {"evictions": "full", "expiries": "expired", "outdated": "outdated"}
FILES = ("inserted", "updated", "unchanged", "rejected", "invalid")
STAGES = ("ask what is held", "read", "plan", "store")
"""What a load measures, as `defs.finding_loads` names it."""
LOADS = ("written", "without_news", "refused")
BETWEEN = " "


def kept_counts() -> KeptCounts:
    """The counts of this home."""
    return KeptCounts(medgen_home() / "findings" / "figures.json")


def note_load(loaded: LoadedFolder, before: int | None) -> None:
    """Count a load; one that was only tried out does not count."""
    if loaded.is_dry_run:
        return
    ending = "refused" if not loaded.is_written else "written" if loaded.version != before else "without_news"
    files = {name: float(getattr(loaded, name)) for name in FILES}
    kept_counts().add(
        {
            f"loads {ending}": 1,
            **{f"load_seconds {stage}": spent for stage, spent in loaded.seconds.items()},
            "removed_models": float(loaded.removed) if loaded.is_written else 0.0,
            **{f"files {name}": count for name, count in files.items()},
        }
    )


class SearchFigures:
    """What the searches of this process did since it last told."""

    def __init__(self, cache: Callable[[], CacheCounts], clock: Callable[[], float] = time.monotonic) -> None:
        self._cache, self._clock = cache, clock
        self._times = {way: Buckets() for way in WAYS}
        self._before: Mapping[str, int] = {}
        self._told_at = clock()

    @contextmanager
    def timed(self, way: str) -> Iterator[None]:
        """Count a search of one query or of many at once, unless it fails."""
        with self._times[way].timed():
            yield
        if self._clock() - self._told_at >= TELL_SECONDS:
            self.tell()

    def tell(self) -> None:
        """Add what happened since to the counts of this home."""
        self._told_at = self._clock()
        counts = {
            f"search {way}{BETWEEN}{bound}": count
            for way, times in self._times.items()
            for bound, count in times.taken().items()
        }
        now, before = self._cache().document(), self._before
        changed = {f"cache {name}": float(now[name] - before.get(name, 0)) for name in (*REQUESTS, *REMOVALS)}
        self._before = now
        latest = {f"cache {name}": float(now[name]) for name in ("entries", "bytes")}
        kept_counts().add({**counts, **changed}, latest)


def finding_families() -> Iterator[MetricFamily]:
    """The figures of this home."""
    kept = kept_counts().totals()
    yield counter("loads", "Loads of finding models.", labelled(kept, "loads", "ending", LOADS))
    yield counter(
        "load_files", "Files of loads, by what came of them.", labelled(kept, "files", "outcome", FILES)
    )
    yield counter(
        "load_seconds",
        "Seconds that the stages of loads took.",
        labelled(kept, "load_seconds", "stage", STAGES),
    )
    gone = (Sample(kept.get("removed_models", 0.0), {}, "_total"),)
    yield counter("removed_models", "Models whose file was gone.", gone)
    yield from cache_families(kept)
    times = tuple(
        sample
        for way in WAYS
        for sample in bucket_samples(under(kept, f"search {way}{BETWEEN}"), {"queries": way})
    )
    text = "Seconds of a search of one query, and of many at once; answers from the cache included."
    yield MetricFamily("medgen_finding_search_seconds", "histogram", text, times)


def cache_families(kept: Mapping[str, float]) -> Iterator[MetricFamily]:
    """The figures of the caches of answers."""
    for name, text, label, names in (
        ("cache_requests", "Answers asked of the cache of searches.", "outcome", REQUESTS),
        ("cache_removals", "Answers that the cache of searches dropped.", "reason", REMOVALS),
    ):
        samples = (
            Sample(kept.get(f"cache {count}", 0.0), {label: shown}, "_total")
            for count, shown in names.items()
        )
        yield counter(name, text, tuple(samples))
    for name, text in (
        ("entries", "Answers in the cache of searches that told last."),
        ("bytes", "Estimated size of the cache of searches that told last."),
    ):
        sample = Sample(kept.get(f"cache {name}", 0.0), {})
        yield MetricFamily(f"medgen_finding_cache_{name}", "gauge", text, (sample,))


def counter(name: str, description: str, samples: tuple[Sample, ...]) -> MetricFamily:
    """A counter of findings."""
    return MetricFamily(f"medgen_finding_{name}", "counter", description, samples)


def labelled(kept: Mapping[str, float], name: str, label: str, values: tuple[str, ...]) -> tuple[Sample, ...]:
    """One sample for each value of a label."""
    return tuple(Sample(kept.get(f"{name} {value}", 0.0), {label: value}, "_total") for value in values)


def under(kept: Mapping[str, float], start: str) -> dict[str, float]:
    """The counts whose names begin so, by the rest of their names."""
    return {name.removeprefix(start): count for name, count in kept.items() if name.startswith(start)}
