"""People of the same birth date and sex get different numbers, as many of them as the scheme has room for."""

import numpy as np
import pytest

from medgen_assets.reference.identities import (
    IdentityMode,
    id_capacity,
    identity_schemes,
    national_ids,
    service_capacity,
    service_numbers,
)
from medgen_assets.reference.nations import nation_codes

MOST = 3_000
BORN = ("1961-04-30", "1996-02-29", "2004-12-05")


def people(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Birth dates, sexes and serials: `count` men and as many women on each birth date."""
    births = np.repeat(np.array(BORN, dtype="datetime64[D]"), 2 * count)
    return births, np.tile(np.repeat([True, False], count), len(BORN)), np.tile(np.arange(count), 6)


@pytest.mark.parametrize("mode", IdentityMode)
@pytest.mark.parametrize("nation", identity_schemes())
def test_identity_numbers_differ_up_to_the_capacity(nation: str, mode: IdentityMode):
    scheme, count = identity_schemes()[nation], min(MOST, id_capacity(nation, mode))
    births, is_female, serials = people(count)
    if not (scheme.has_birth_date and scheme.has_sex):
        births, is_female, serials = births[:count], is_female[:count], serials[:count]
    numbers = national_ids(nation, births, is_female, serials.astype(np.uint64), mode)

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("nation", ["DEU", "GBR", "NLD", "PRT", "USA"])
def test_the_last_places_of_a_large_scheme_differ_from_the_first(nation: str):
    last = id_capacity(nation) - 1 - np.arange(MOST)
    places = np.concatenate([np.arange(MOST), last]).astype(np.uint64)
    births = np.full(len(places), np.datetime64(BORN[0]))
    numbers = national_ids(nation, births, np.zeros(len(places), dtype=np.bool_), places)

    assert len(set(numbers)) == 2 * MOST


@pytest.mark.parametrize("nation", nation_codes())
def test_service_numbers_differ_up_to_the_capacity(nation: str):
    count = min(MOST, service_capacity(nation))
    births, is_female, serials = (column[:count] for column in people(count))
    numbers = service_numbers(nation, births, is_female, serials.astype(np.uint64))

    assert len(set(numbers)) == count


def test_australia_has_room_for_nobody():
    assert id_capacity("AUS") == 0
