"""Service numbers have the shape of their nation and belong to one person."""

import re

import numpy as np
import pytest

from medgen_assets.reference.identities import service_number_shapes, service_numbers
from medgen_assets.reference.nations import nation_codes

COUNT = 50
BIRTH_DATES = np.datetime64("1980-01-15") + (np.arange(COUNT) * 97).astype("timedelta64[D]")
IS_FEMALE = np.zeros(COUNT, dtype=np.bool_)
SERIALS = (np.arange(COUNT, dtype=np.uint64) + np.uint64(3)) * np.uint64(0x9E3779B97F4A7C15)


def numbers_of(nation: str) -> list[str]:
    return service_numbers(nation, BIRTH_DATES, IS_FEMALE, SERIALS)


def pattern(shape: str) -> str:
    places = shape.replace("DDMMYY", "######").replace("YYMMDD", "######")
    return re.escape(places).replace(r"\#", r"\d").replace("@", "[A-Z]")


def test_every_nation_has_a_shape():
    assert set(service_number_shapes()) == set(nation_codes())


@pytest.mark.parametrize("nation", nation_codes())
def test_service_numbers_have_the_shape_of_their_nation(nation: str):
    assert all(
        re.fullmatch(pattern(service_number_shapes()[nation]), number) for number in numbers_of(nation)
    )


def test_german_service_numbers_begin_with_the_birth_date():
    assert numbers_of("DEU")[0][:6] == "150180"


def test_the_first_free_digit_is_nine():
    assert {number[0] for number in numbers_of("USA")} == {"9"}


def test_different_serials_give_different_service_numbers():
    assert len(set(numbers_of("GBR"))) == COUNT
