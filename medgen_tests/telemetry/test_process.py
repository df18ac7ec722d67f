"""The process knows its own costs."""

from medgen_assets.telemetry import cpu_seconds, peak_rss_mb, process_families


def test_cpu_seconds_grow_with_work() -> None:
    before = cpu_seconds()
    assert sum(number * number for number in range(400_000)) > 0

    assert cpu_seconds() > before


def test_the_peak_is_that_of_a_python_process() -> None:
    assert 5 < peak_rss_mb() < 16_000


def test_both_are_collected() -> None:
    assert [family.name for family in process_families()] == [
        "medgen_process_cpu_seconds",
        "medgen_process_peak_rss_bytes",
    ]
