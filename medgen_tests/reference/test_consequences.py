"""What stays for good is known of groups of conditions that exist, one row for each severity."""

import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.reference.consequences import disabilities


def test_every_group_is_one_of_the_catalogue() -> None:
    known = clinical.conditions()["treatment_group"].unique()

    assert disabilities().filter(~pl.col("treatment_group").is_in(known.to_list())).is_empty()


def test_no_severity_of_a_group_has_two_rows() -> None:
    each = disabilities().select(
        "treatment_group", severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1)
    )

    assert not each.explode("severity").is_duplicated().any()


def test_every_chance_is_the_originals_or_an_assumption() -> None:
    assert disabilities()["source"].str.contains("^(original generator|assumption: )").all()
