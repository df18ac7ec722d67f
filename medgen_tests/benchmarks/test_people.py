"""The people of every nation are as the reference says, in numbers large enough to see it."""

import pytest

from medgen_assets.reference.nations import nation_codes, women_shares
from medgen_tests.benchmarks.people import PAGE, Measured, measured
from medgen_tests.reference.test_identities import PASS_WHEN_RESERVED

SOME = 9_000
RARE = 1e-5
"""Chance below which blood groups count as wrong; 34 nations are asked."""


@pytest.fixture(scope="module", params=nation_codes())
def found(request: pytest.FixtureRequest) -> Measured:
    return measured(request.param, SOME)


@pytest.mark.slow
def test_every_valid_number_passes_and_no_reserved_one(found: Measured):
    assert found.valid_pass in {None, 100.0}
    assert found.reserved_pass in {None, 0.0} or found.nation in PASS_WHEN_RESERVED


@pytest.mark.slow
def test_no_two_have_the_same_number(found: Measured):
    assert found.equal_numbers in {None, 0.0}


@pytest.mark.slow
def test_numbers_agree_with_birth_date_and_sex(found: Measured):
    assert {found.birth_dates, found.sexes} <= {None, 100.0}


@pytest.mark.slow
def test_blood_groups_are_as_published(found: Measured):
    assert found.blood_p > RARE


@pytest.mark.slow
def test_women_are_as_many_as_published(found: Measured):
    rows = women_shares().filter(nation=found.nation).select("casualty_class", "women_share").rows()
    expected = [100 * dict(rows)[name] for name in ("BATTLE", "NON_BATTLE_INJURY", "DISEASE")]

    assert list(found.women) == pytest.approx(expected, abs=5)


def test_the_page_has_a_row_for_every_nation():
    table = PAGE.read_text("utf-8").partition("<!-- measured: people -->")[2]

    assert all(f"\n| {nation} | " in table for nation in nation_codes())
