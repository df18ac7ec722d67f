"""The breaker says no at once after several failures, and lets one try after a pause."""

from medgen_assets.store.breaker import Breaker


class Clock:
    """Shows what it was set to, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, pause_seconds=2.0, clock=clock)
    for _ in range(3):
        breaker.failed()
    return breaker


def test_it_is_closed_at_first() -> None:
    breaker = Breaker()

    assert (breaker.state, breaker.allows()) == ("closed", True)


def test_it_stays_closed_below_the_limit() -> None:
    breaker = Breaker(failures=3)
    breaker.failed()
    breaker.failed()

    assert breaker.state == "closed"


def test_a_success_in_between_starts_the_count_again() -> None:
    breaker = Breaker(failures=2)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()

    assert breaker.state == "closed"


def test_it_opens_at_the_limit() -> None:
    breaker = broken(Clock())

    assert (breaker.state, breaker.allows()) == ("open", False)


def test_after_the_pause_a_single_attempt_may_be_made() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 2.0

    assert breaker.state == "half-open"
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_a_trial_that_succeeds_closes_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 2.0
    breaker.allows()
    breaker.succeeded()

    assert (breaker.state, breaker.allows()) == ("closed", True)


def test_a_trial_that_fails_opens_it_for_another_pause() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 2.0
    breaker.allows()
    breaker.failed()
    clock.now = 3.9

    assert breaker.state == "open"


def test_a_trial_without_an_answer_lets_the_next_one_try() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = 2.0
    breaker.allows()
    breaker.gave_up()

    assert breaker.allows()
