"""Who chooses from lists end to end finds what each would find in a list alone."""

import numpy as np
import polars as pl
import pytest

from medgen_assets.reference.names import NameUniforms, person_names
from medgen_assets.reference.nations import nation_codes
from medgen_assets.simulation.draws import STEP, Draws, chosen
from medgen_assets.simulation.naming import drawn_names, name_book
from medgen_assets.simulation.stacked import first_steps, of_edges, of_weights

UNEVEN = [np.array([0.1, 0.2, 0.7]), np.array([3.0, 0.0]), np.array([0.0, 1 / 3, 1 / 3, 1 / 3, 0.0])]
PEOPLE = 2_000


def uniforms(decision: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Even numbers of a decision."""
    return Draws(7).for_casualties(decision, np.arange(PEOPLE))


@pytest.mark.parametrize("number", range(len(UNEVEN)))
def test_each_list_gives_what_it_gives_alone(number: int):
    drawn = uniforms("item")
    before = sum(len(listed) for listed in UNEVEN[:number])
    together = of_weights(UNEVEN).positions(np.full(PEOPLE, number), drawn) - before

    assert together.tolist() == chosen(drawn, UNEVEN[number]).tolist()


@pytest.mark.parametrize("total", [1.0, 0.3, 99.9, 1 / 3, 7e-3])
def test_the_first_step_reaches_the_edge_and_the_one_before_does_not(total: float):
    edges = np.cumsum(np.array([0.05, 0.1, 0.15, 0.3, 0.399])) * total
    steps = first_steps(edges, np.full(len(edges), total)).astype(np.int64)
    reached = (steps * STEP * total >= edges) & ((steps - 1) * STEP * total < edges)

    assert reached.all()


def test_nobody_falls_off_the_end_of_a_list():
    short = of_edges([np.array([0.5, 0.9]), np.array([1.0])])
    picked = short.positions(np.array([0, 0, 1]), np.array([0.95, 0.2, 1.0 - STEP]))

    assert picked.tolist() == [1, 0, 2]


@pytest.mark.parametrize("nation", ["BGR", "ESP", "BEL", "MKD", "USA"])
def test_names_are_those_of_the_nation_alone(nation: str):
    parts = NameUniforms(*(uniforms(part) for part in ("language", "given", "family", "second", "middle")))
    is_female, book = np.arange(PEOPLE) % 3 == 0, name_book(nation_codes())
    found = drawn_names(book, np.full(PEOPLE, nation_codes().index(nation)), is_female, parts)
    alone = person_names(nation, is_female, parts)
    expected = alone.select(
        given_name=pl.col("given_name") + (" " + pl.col("middle_name")).fill_null(""),
        family_name="family_name",
        given_name_latin="given_latin",
        family_name_latin="family_latin",
        language="language",
    )

    assert pl.DataFrame(found).cast(pl.String).equals(expected)
