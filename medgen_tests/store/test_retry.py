"""A read is asked once more when its connection was lost, after a pause that differs, while its caller waits."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from medgen_assets.store.retry import PAUSE_SECONDS, once_more

LOST = psycopg.errors.AdminShutdown("terminating connection due to administrator command")


def asked(answers: "Iterator[int | Exception]") -> Callable[[], int]:
    def ask() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ask


def test_a_lost_connection_costs_one_pause_and_no_answer() -> None:
    pauses: list[float] = []

    assert once_more(asked(iter([LOST, 7])), 5, pause=pauses.append) == 7
    assert len(pauses) == 1


def test_what_is_answered_at_once_waits_for_nothing() -> None:
    pauses: list[float] = []

    assert once_more(asked(iter([7])), 5, pause=pauses.append) == 7
    assert pauses == []


def test_the_second_loss_is_told() -> None:
    with pytest.raises(psycopg.errors.AdminShutdown):
        once_more(asked(iter([LOST, LOST, 7])), 5, pause=lambda _: None)


def test_a_query_that_is_wrong_is_asked_once() -> None:
    with pytest.raises(psycopg.errors.QueryCanceled):
        once_more(asked(iter([psycopg.errors.QueryCanceled("too slow"), 7])), 5, pause=lambda _: None)


def test_nobody_is_asked_again_for_a_caller_who_has_waited_too_long() -> None:
    times = iter([0.0, 5.1])
    with pytest.raises(psycopg.errors.AdminShutdown):
        once_more(asked(iter([LOST, 7])), 5, clock=lambda: next(times), pause=lambda _: None)


def test_those_who_lose_their_connection_together_come_back_apart() -> None:
    pauses: list[float] = []
    for _ in range(100):
        once_more(asked(iter([LOST, 7])), 5, pause=pauses.append)

    assert len(set(pauses)) == 100
    assert 0 <= min(pauses) < PAUSE_SECONDS / 4 < PAUSE_SECONDS * 3 / 4 < max(pauses) <= PAUSE_SECONDS
