"""The pass through finite means holds those who are in the chain of care, and nobody else."""

import numpy as np
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.compiling import plain_flow
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.passage import FrontCare, strides, together
from medgen_tests.simulation.care.test_machine_code import LOSING
from medgen_tests.simulation.exercises import exercise

CASUALTIES = 900


def people_made(care: FrontCare) -> int:
    """People for whom a front has ever taken memory."""
    person, count = care.memory[layout.LAST_PERSON], 0
    while person != layout.NONE:
        person, count = care.memory[person + layout.MADE_BEFORE], count + 1
    return count


@pytest.mark.parametrize("stride", [100, CASUALTIES])
def test_memory_is_taken_for_no_more_people_than_are_in_the_chain_at_once(stride: int):
    asked = exercise(total_patients=CASUALTIES, fronts=LOSING, days=5)
    events = engine.casualty_events(asked)
    care = FrontCare(asked, 0, plain_flow())
    injured = needs(asked, events, np.arange(CASUALTIES)).injured
    parts = []
    for ids, until in strides(asked, events, stride):
        care.enter(needs(asked, events, ids).rows)
        parts += [*care.advance(until), care.taken()]
    fates = engine.joined([*parts, *care.close()]).in_order().fates
    ended = fates[:, layout.FATE_FIELDS.index("outcome_at")]
    at_once = max(int(((injured <= second) & (ended >= second)).sum()) for second in injured)

    assert 0 < people_made(care) <= at_once < CASUALTIES


def test_the_casualties_of_a_front_are_cut_into_their_own_ids():
    asked = exercise(total_patients=CASUALTIES)
    events = engine.casualty_events(asked).filter(front=asked.fronts[1].name)
    own = [
        number
        for first, count in events.select("first_patient_id", "casualties").rows()
        for number in range(first, first + count)
    ]
    found = list(strides(asked, events, 70))

    assert np.concatenate([ids for ids, _ in found]).tolist() == own
    assert {len(ids) for ids, _ in found[:-1]} == {70}


def test_what_happens_in_one_stretch_is_given_out_some_visits_at_a_time_and_nothing_is_lost():
    whole = engine.journal_of(asked := exercise(total_patients=CASUALTIES), engine.casualty_events(asked))
    pieces = [whole.of(first, first + 10) for first in range(0, CASUALTIES, 10)]
    given = list(together(pieces, 50))

    assert all(50 <= len(part.visits) < 100 for part in given[:-1])
    assert all(map(np.array_equal, engine.joined(given).tables(), whole.tables()))
