"""Care is one text: plain on lists or compiled on arrays, the same things happen."""

import sys
from typing import Any

import numpy as np
import pytest

from medgen_assets.defs.machine_code import code_of_this_machine
from medgen_assets.machine_code.flat import flat_code
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow, plain_flow
from medgen_assets.simulation.care.memory import halves
from medgen_assets.simulation.draws import Draws
from medgen_tests.simulation.exercises import exercise

FACILITIES: list[dict[str, Any]] = [
    {"role": "ROLE_1", "count": 2, "beds": 8},
    {"role": "ROLE_2", "count": 1, "beds": 12, "tables": 1, "icu_beds": 2, "ventilators": 1},
    {"role": "CSU", "count": 1, "beds": 5},
    {"role": "ROLE_3", "count": 1, "beds": 60, "tables": 2, "icu_beds": 4, "ventilators": 2},
]
CROWDED: list[dict[str, Any]] = [
    {
        "name": "north",
        "share": 1.0,
        "nations": {"EST": 100},
        "facilities": FACILITIES,
        "vehicles": [
            {"kind": "ground_ambulance", "count": 6},
            {"kind": "helicopter", "count": 1},
            {"kind": "bus", "count": 1},
        ],
    }
]
ATTACKED = [{"kind": "ground_ambulance", "count": 12, "attacked_share": 0.02}, *CROWDED[0]["vehicles"][1:]]
"""Too little of everything, so that everybody waits for something."""
BLOOD = {"whole_blood": 10, "red_cells": {"O-": 10, "A+": 20}, "plasma": 40, "platelets": 40}
LOST: dict[str, dict[str, Any]] = {
    "ROLE_1": {"lost_on_day": 2, "blood": BLOOD},
    "ROLE_2": {"blood": BLOOD, "surge": {"beds": 6, "notice_hours": 3}},
    "CSU": {"lost_on_day": 3, "surge": {"beds": 4}},
    "ROLE_3": {"surge": {"beds": 20}},
}
LOSING: list[Any] = [
    CROWDED[0]
    | {"vehicles": ATTACKED, "facilities": [row | LOST.get(str(row["role"]), {}) for row in FACILITIES]}
]
"""The same, with facilities that are lost on the way, further beds, and little blood."""
TRIAGED = {"expectant": "comfort"}


def journal(flow: Flow) -> engine.Journal:
    asked = exercise(
        total_patients=900, fronts=LOSING, environment=["storm"], days=3, evacuation_policy=TRIAGED
    )
    return engine.joined(list(engine.journals(asked, engine.casualty_events(asked), flow=flow))).in_order()


def test_machine_code_writes_the_journal_of_the_plain_functions():
    plain, compiled = journal(plain_flow()), journal(compiled_flow(code_of_this_machine()))

    assert all(np.array_equal(a, b) for a, b in zip(plain.tables(), compiled.tables(), strict=True))
    assert len(plain.retriages) > 0


def test_the_machine_code_of_care_needs_no_linker_on_linux():
    assert (flat_code(code_of_this_machine()) is None) == (sys.platform != "linux")


def test_a_draw_in_the_flow_is_the_draw_of_the_model():
    from medgen_assets.simulation.care.flow.chance import drawn
    from medgen_assets.simulation.care.flow.layout import KEYS, SAVED

    ids = np.array([0, 1, 77, 2**31 - 1])
    key = Draws(7).key("saved at ROLE_2").view(np.int64)
    memory = [0] * 200
    memory[KEYS] = 80
    memory[80 + (SAVED * 6 + 2) * 2 :] = halves(key).tolist()
    found = [drawn(memory, SAVED, 2, int(number)) for number in ids]

    assert np.array_equal(np.array(found) * 2.0**-52, Draws(7).for_casualties("saved at ROLE_2", ids))


@pytest.mark.parametrize("stride", [61, 400])
def test_who_looks_elsewhere_first_when_a_facility_is_lost_hangs_on_no_cut(stride: int):
    asked = exercise(total_patients=900, fronts=LOSING, days=3)
    events = engine.casualty_events(asked)
    cut, whole = (
        engine.joined(list(engine.journals(asked, events, size))).in_order() for size in (stride, 900)
    )

    assert [rows.tobytes() for rows in cut.tables()] == [rows.tobytes() for rows in whole.tables()]
