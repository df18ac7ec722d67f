"""Some are operated on again after damage-control surgery."""

import polars as pl

from medgen_tests.simulation.care.test_laws import CHANGES, NOISE, PLENTY, deaths, visits

OFTEN, NEVER = {"reoperation_share": 1.0}, {"reoperation_share": 0.0}


def operated(share: dict[str, float]) -> tuple[set[int], set[int]]:
    """Who was operated on at Role 2, and who of all at Role 3, with plenty of everything."""
    found = visits(fronts=PLENTY, overrides=share).filter(pl.col("surgery_from") >= 0)
    first, second = (set(found.filter(pl.col("role") == role)["patient_id"]) for role in (2, 4))
    return first, second


def test_with_a_share_of_one_whoever_was_operated_on_at_role_two_is_operated_on_at_role_three():
    first, second = operated(OFTEN)
    reached = visits(fronts=PLENTY, overrides=OFTEN).filter(
        (pl.col("role") == 4) & (pl.col("left") - pl.col("bed_from") > 3600) & (pl.col("bed_from") >= 0)
    )

    assert len(first) > 50
    assert first & set(reached["patient_id"]) <= second


def test_the_share_changes_how_many_are_operated_on_again():
    often, never = (len(first & second) for first, second in map(operated, (OFTEN, NEVER)))

    assert often > never


def test_more_reoperations_on_the_same_tables_never_save_lives_beyond_noise():
    assert deaths(**(CHANGES | {"overrides": OFTEN})) >= deaths(**(CHANGES | {"overrides": NEVER})) - NOISE
