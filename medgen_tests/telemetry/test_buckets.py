"""Times in buckets: each counts once, and every bucket holds those below it, as Prometheus wants it."""

import pytest

from medgen_assets.telemetry import Buckets, bucket_samples
from medgen_assets.telemetry.buckets import BOUNDS


def cumulated(times: list[float]) -> dict[str, float]:
    """The buckets of these times by upper bound, with count and sum."""
    buckets = Buckets()
    for seconds in times:
        buckets.add(seconds)
    samples = bucket_samples(buckets.taken(), {})
    return {sample.labels.get("le", sample.suffix): sample.value for sample in samples}


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_time_at_a_bound_belongs_below_it(bound: float):
    found = cumulated([bound, bound * 1.0001])

    assert found[str(bound)] == 1
    assert found["+Inf"] == 2


def test_buckets_never_decrease_and_end_with_the_count():
    found = cumulated([0, 0.0004, 0.003, 0.003, 0.7, 99])
    buckets = [found[str(bound)] for bound in (*BOUNDS, "+Inf")]

    assert buckets == sorted(buckets)
    assert (buckets[0], buckets[-1], found["_count"], found["_sum"]) == (2, 6, 6, pytest.approx(99.7064))


def test_what_was_taken_is_not_taken_again():
    buckets = Buckets()
    buckets.add(0.2)

    assert (sum(buckets.taken().values()), sum(buckets.taken().values())) == (pytest.approx(1.2), 0)
