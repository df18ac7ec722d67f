"""The line of progress in a log file: each stage begins and ends in it, and nothing is told twice."""

import pytest

from medgen_assets.cli.progress_line import ProgressLine
from medgen_assets.defs.progress import Progress


def shown(capsys: pytest.CaptureFixture[str], *progress: Progress, is_silent: bool = False) -> list[str]:
    with ProgressLine(is_silent=is_silent) as line:
        for one in progress:
            line.show(one)
    return [text.partition(" (")[0] for text in capsys.readouterr().err.splitlines()]


def test_the_end_of_a_stage_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    end = [Progress("care", 20, 20, seconds) for seconds in (1.0, 1.1, 1.2)]

    assert shown(capsys, Progress("care", 3, 20, 0.5), *end) == ["care 3 of 20", "care 20 of 20"]


def test_between_begin_and_end_a_line_comes_every_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    told = shown(capsys, *(Progress("care", second, 100, float(second)) for second in range(1, 13)))

    assert told == ["care 1 of 100", "care 6 of 100", "care 11 of 100"]


def test_each_stage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = shown(capsys, Progress("care", 5, 5, 1.0), Progress("patients", 5, 5, 0.1))

    assert told == ["care 5 of 5", "patients 5 of 5"]


def test_who_asked_for_quiet_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, Progress("care", 5, 5, 1.0), is_silent=True) == []
