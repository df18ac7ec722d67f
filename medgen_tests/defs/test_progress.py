"""Progress says what is done, how fast, and how long it still takes."""

import pytest

from medgen_assets.defs.progress import Progress, Tally, duration
from medgen_assets.defs.resources import Listener


def test_a_line_says_done_total_rate_and_time_left() -> None:
    assert str(Progress("patients", 2_000, 10_000, 4.0)) == "patients 2,000 of 10,000 (20%), 500/s, 16 s left"


def test_a_beginning_has_no_rate() -> None:
    assert "0/s, 0 s left" in str(Progress("patients", 0, 10, 0.0))


@pytest.mark.parametrize(("seconds", "text"), [(5, "5 s"), (65, "1 min 5 s"), (7_300, "2 h 1 min")])
def test_durations_are_said_as_people_do(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_tally_adds_up() -> None:
    heard: list[int] = []
    tally = Tally("patients", 10, lambda progress: heard.append(progress.done))
    tally.add(4)
    tally.add(6)

    assert heard == [4, 10]


def test_the_log_gets_a_line_a_second_and_the_end_and_others_get_all() -> None:
    lines: list[str] = []
    heard: list[int] = []
    hear = Listener(lambda progress: heard.append(progress.done)).hear(lines.append)
    for done, seconds in ((1, 0.1), (2, 0.2), (3, 1.3), (4, 1.4)):
        hear(Progress("patients", done, 4, seconds))

    assert heard == [1, 2, 3, 4]
    assert [line.split()[1] for line in lines] == ["1", "3", "4"]
