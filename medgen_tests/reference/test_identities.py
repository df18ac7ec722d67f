"""Identity numbers pass public validators and agree with their holders; reserved ones are never issued."""

import datetime as dt
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest
from stdnum.exceptions import ValidationError

from medgen_assets.errors import BadInput
from medgen_assets.reference.identities import IdentityMode, identity_schemes, national_ids
from medgen_assets.reference.nations import nation_codes

ORACLES = {
    "BEL": "be.nn",
    "BGR": "bg.egn",
    "CAN": "ca.sin",
    "CZE": "cz.rc",
    "DEU": "de.idnr",
    "DNK": "dk.cpr",
    "ESP": "es.dni",
    "EST": "ee.ik",
    "FIN": "fi.hetu",
    "FRA": "fr.nir",
    "GBR": "gb.nhs",
    "GRC": "gr.amka",
    "HRV": "hr.oib",
    "ISL": "is_.kennitala",
    "ITA": "it.codicefiscale",
    "LTU": "lt.asmens",
    "LVA": "lv.pvn",
    "MKD": "si.emso",
    "MNE": "si.emso",
    "NLD": "nl.bsn",
    "NOR": "no.fodselsnummer",
    "POL": "pl.pesel",
    "PRT": "pt.cc",
    "ROU": "ro.cnp",
    "SVK": "sk.rc",
    "SVN": "si.emso",
    "SWE": "se.personnummer",
    "TUR": "tr.tckimlik",
    "USA": "us.ssn",
}
PASS_WHEN_RESERVED = {"GBR", "POL", "PRT"}
"""Their reserved numbers pass: a range for tests, a birth in 2200-2299, a number not reached yet."""
DATE_ORACLES = [
    "BEL",
    "BGR",
    "CZE",
    "DNK",
    "EST",
    "ITA",
    "LTU",
    "LVA",
    "MKD",
    "MNE",
    "NOR",
    "POL",
    "ROU",
    "SVN",
    "SWE",
]
SEX_ORACLES = ["BEL", "EST", "GRC", "ITA", "MKD", "MNE", "NOR", "POL", "SVN", "SWE"]

COUNT = 600
NUMBERS = np.arange(COUNT)
BIRTH_DATES = np.datetime64("1966-01-01") + (NUMBERS * 7919 % 15_340).astype("timedelta64[D]")
"""Births from 1966 to 2007, all days of the year."""
IS_FEMALE = NUMBERS % 3 == 0
SERIALS = (NUMBERS.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)


def oracle(nation: str) -> ModuleType:
    return import_module(f"stdnum.{ORACLES[nation]}")


def numbers_of(nation: str, mode: IdentityMode) -> list[str]:
    return [number or "" for number in national_ids(nation, BIRTH_DATES, IS_FEMALE, SERIALS, mode)]


def passes(validator: ModuleType, number: str) -> bool:
    try:
        validator.validate(number)
    except ValidationError:
        return False
    return True


def born(position: int) -> dt.date:
    return dt.date.fromisoformat(str(BIRTH_DATES[position]))


def test_every_nation_has_a_scheme_or_is_known_to_have_none():
    assert {*identity_schemes(), "AUS", "NZL"} == set(nation_codes())


@pytest.mark.parametrize("nation", ORACLES)
def test_valid_numbers_pass_the_public_validator(nation: str):
    refused = [
        number for number in numbers_of(nation, IdentityMode.VALID) if not passes(oracle(nation), number)
    ]

    assert refused == []


@pytest.mark.parametrize("nation", sorted(set(ORACLES) - PASS_WHEN_RESERVED))
def test_reserved_numbers_are_refused_by_the_public_validator(nation: str):
    taken = [number for number in numbers_of(nation, IdentityMode.RESERVED) if passes(oracle(nation), number)]

    assert taken == []


@pytest.mark.parametrize("nation", sorted(PASS_WHEN_RESERVED))
def test_reserved_numbers_that_the_public_validator_takes_are_the_documented_ones(nation: str):
    assert all(passes(oracle(nation), number) for number in numbers_of(nation, IdentityMode.RESERVED))


@pytest.mark.parametrize("nation", DATE_ORACLES)
def test_valid_numbers_carry_the_birth_date(nation: str):
    read = [oracle(nation).get_birth_date(number) for number in numbers_of(nation, IdentityMode.VALID)]

    assert read == [born(position) for position in range(COUNT)]


@pytest.mark.parametrize("nation", SEX_ORACLES)
def test_valid_numbers_carry_the_sex(nation: str):
    read = [oracle(nation).get_gender(number) for number in numbers_of(nation, IdentityMode.VALID)]

    assert read == ["F" if is_female else "M" for is_female in IS_FEMALE]


@pytest.mark.parametrize("mode", IdentityMode)
def test_the_same_serial_gives_the_same_number_alone_and_among_others(mode: IdentityMode):
    for nation in identity_schemes():
        alone = national_ids(nation, BIRTH_DATES[7:8], IS_FEMALE[7:8], SERIALS[7:8], mode)

        assert alone == numbers_of(nation, mode)[7:8]


def test_reserved_is_the_default():
    assert national_ids("POL", BIRTH_DATES, IS_FEMALE, SERIALS) == numbers_of("POL", IdentityMode.RESERVED)


def test_reserved_american_numbers_lie_in_area_9xx_outside_the_taxpayer_groups():
    parts = [number.split("-") for number in numbers_of("USA", IdentityMode.RESERVED)]

    assert all(area.startswith("9") and int(group) < 50 for area, group, _ in parts)


def test_reserved_finnish_codes_are_temporary_ones():
    assert all(oracle("FIN").is_valid(number, True) for number in numbers_of("FIN", IdentityMode.RESERVED))


def test_reserved_norwegian_numbers_have_a_synthetic_month():
    months = [int(number[2:4]) for number in numbers_of("NOR", IdentityMode.RESERVED)]

    assert months == [born(position).month + 80 for position in range(COUNT)]


def test_australians_and_new_zealanders_have_no_national_number():
    assert national_ids("NZL", BIRTH_DATES, IS_FEMALE, SERIALS) == [None] * COUNT


def test_an_unknown_nation_is_refused_with_the_known_ones():
    with pytest.raises(BadInput, match=r"nation is XXX.*ALB"):
        national_ids("XXX", BIRTH_DATES, IS_FEMALE, SERIALS)
