"""Nothing at all, everything at once, and one front without the others."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from medgen_assets.defs.machine_code import code_of_this_machine
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.course import seconds_of
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow, plain_flow
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_assets.simulation.care.passage import journals_of_front
from medgen_assets.simulation.hurt import hurt
from medgen_assets.vocabulary import Intervention
from medgen_tests.simulation.care.test_laws import CHANGES, DEATHS, front
from medgen_tests.simulation.exercises import exercise

NOTHING: dict[str, Any] = CHANGES | {
    "total_patients": 3000,
    "fronts": front(
        vehicles=[{"kind": "ground_ambulance", "count": 0}, {"kind": "strategic_aircraft", "count": 0}]
    ),
    "overrides": {"withheld_interventions": [str(intervention) for intervention in Intervention]},
}
"""No vehicle comes, and nobody does anything for anybody."""


@cache
def untreated() -> tuple[np.ndarray[Any, Any], dict[str, np.ndarray[Any, Any]]]:
    """The second at which each dies of the untreated course, and how it ended with no resources."""
    asked = exercise(**NOTHING)
    events = engine.casualty_events(asked)
    known = hurt(asked, events, np.arange(3000))
    death = seconds_of(known.injured, known.courses.is_lethal, known.courses.death_minutes)
    fates = dict(zip(FATE_FIELDS, engine.journal_of(asked, events).fates.T, strict=True))
    return np.where(death < asked.end_seconds, death, -1), fates


def test_without_any_resources_those_die_whom_the_untreated_course_kills_and_nobody_else():
    death, fates = untreated()

    assert np.array_equal(np.isin(fates["outcome"], DEATHS), death >= 0)
    assert (death >= 0).mean() > 0.2


def test_without_any_resources_they_die_at_the_second_of_the_untreated_course():
    death, fates = untreated()

    assert np.array_equal(fates["outcome_at"][death >= 0], death[death >= 0])


def test_without_any_resources_no_course_is_stopped():
    _, fates = untreated()

    assert (fates["stopped"] < 0).all()


@pytest.mark.parametrize("is_compiled", [False, True], ids=["plain", "compiled"])
@pytest.mark.parametrize("number", [0, 1], ids=["north", "south"])
def test_a_front_gone_through_alone_gives_the_rows_that_it_gives_among_all(number: int, is_compiled: bool):  # noqa: FBT001
    flow = compiled_flow(code_of_this_machine()) if is_compiled else plain_flow()
    asked, everywhere = apart(flow)
    alone = engine.joined(
        list(journals_of_front(asked, engine.casualty_events(asked), number, flow=flow))
    ).in_order()
    own = np.unique(alone.fates[:, 0])

    assert len(own) > 500
    for rows, among in zip(alone.tables(), everywhere.tables(), strict=True):
        assert rows.tobytes() == among[np.isin(among[:, 0], own)].tobytes()


def apart(flow: Flow) -> tuple[engine.Exercise, engine.Journal]:
    """An exercise with two fronts, and all of them gone through together."""
    asked = exercise()
    events = engine.casualty_events(asked)
    return asked, engine.joined(list(engine.journals(asked, events, flow=flow))).in_order()


@pytest.mark.parametrize("stride", [137, 1000, 5000])
def test_how_the_casualties_are_cut_into_strides_changes_no_byte(stride: int):
    flow = compiled_flow(code_of_this_machine())
    asked = exercise()
    events = engine.casualty_events(asked)
    cut = engine.joined(list(engine.journals(asked, events, stride, flow))).in_order()

    assert [rows.tobytes() for rows in cut.tables()] == [rows.tobytes() for rows in apart(flow)[1].tables()]


@pytest.mark.parametrize("incidents", [1, 40, 999])
def test_how_the_schedule_is_cut_into_pieces_changes_no_byte(incidents: int):
    flow = compiled_flow(code_of_this_machine())
    asked = exercise()
    pieces = list(engine.casualty_events(asked).iter_slices(incidents))
    cut = engine.joined(list(engine.journals(asked, pieces, flow=flow))).in_order()

    assert [rows.tobytes() for rows in cut.tables()] == [rows.tobytes() for rows in apart(flow)[1].tables()]
