"""The table of knobs in docs/model.md has every knob that moves something, with its direction."""

from medgen_tests.acceptance.knob_table import ARROWS, WORDS, written
from medgen_tests.acceptance.test_knobs import ROWS

RUN = "python -m medgen_tests.acceptance.knob_table"


def number(text: str) -> float:
    """A figure of the table."""
    return float(text.replace(",", ""))


def test_every_knob_that_moves_something_is_in_the_table_with_its_direction():
    wanted = [(row.knob, WORDS.get(row.knob), ARROWS[row.direction]) for row in ROWS]

    assert [(knob, words, direction) for knob, words, direction, *_ in written()] == wanted, RUN


def test_every_measured_effect_has_the_direction_of_its_row():
    moved = [(direction, number(after) - number(before)) for *_, direction, before, after in written()]

    assert all(
        (step > 0) if direction == "rises" else (step < 0)
        for direction, step in moved
        if direction != "differs"
    )
    assert all(step != 0 for _, step in moved)
