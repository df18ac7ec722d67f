"""Stages are timed from outside and costs add up."""

import pytest

from medgen_assets.telemetry import Stopwatch, cpu_seconds, peak_rss_mb


def test_a_stage_entered_twice_adds_up() -> None:
    watch = Stopwatch()
    with watch.stage("casualties"):
        first = sum(range(1000))
    once = watch.costs["casualties"].wall_seconds
    with watch.stage("casualties"):
        assert sum(range(1000)) == first

    assert watch.costs["casualties"].wall_seconds > once


def test_a_failing_stage_is_timed_too() -> None:
    watch = Stopwatch()
    with pytest.raises(ValueError, match="broken"), watch.stage("patients"):
        raise ValueError("broken")

    assert list(watch.wall_seconds()) == ["patients"]


def test_cpu_seconds_grow_with_work() -> None:
    before = cpu_seconds()
    assert sum(number * number for number in range(400_000)) > 0

    assert cpu_seconds() > before


def test_the_peak_is_that_of_a_python_process() -> None:
    assert 5 < peak_rss_mb() < 16_000
