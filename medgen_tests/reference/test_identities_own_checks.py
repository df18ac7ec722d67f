"""The five schemes without a public validator, against rules written down anew and published numbers."""

import datetime as dt

import numpy as np
import pytest

from medgen_assets.reference.identities import IdentityMode, national_ids
from medgen_assets.reference.identities.digits import digits, luhn, mod_11_10, verhoeff
from medgen_tests.reference.identity_readers import CHECKS, READERS, albanian_letter

COUNT = 400
NUMBERS = np.arange(COUNT)
BIRTH_DATES = np.datetime64("1966-03-01") + (NUMBERS * 6007 % 15_000).astype("timedelta64[D]")
IS_FEMALE = NUMBERS % 2 == 0
SERIALS = (NUMBERS.astype(np.uint64) + np.uint64(5)) * np.uint64(0xBF58476D1CE4E5B9)
BORN = [dt.date.fromisoformat(str(date)) for date in BIRTH_DATES]


def numbers_of(nation: str, mode: IdentityMode = IdentityMode.VALID) -> list[str]:
    return [number or "" for number in national_ids(nation, BIRTH_DATES, IS_FEMALE, SERIALS, mode)]


def remainder(number: str, weights: range | list[int], modulus: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % modulus


@pytest.mark.parametrize("published", ["J00101999W", "J05115999K", "J03101999F", "J08101999P"])
def test_the_albanian_check_letter_agrees_with_published_numbers(published: str):
    assert albanian_letter(published) == published[9]


def test_albanian_numbers_have_the_right_check_letter():
    assert all(albanian_letter(number) == number[9] for number in numbers_of("ALB"))


def test_reserved_albanian_numbers_end_in_z():
    assert {number[9] for number in numbers_of("ALB", IdentityMode.RESERVED)} == {"Z"}


def test_albanian_numbers_carry_birth_date_and_sex():
    expected = [
        f"{'ABCDEFGHIJK'[(born.year - 1900) // 10]}{born.year % 10}"
        f"{born.month + 50 * bool(is_female):02}{born.day:02}"
        for born, is_female in zip(BORN, IS_FEMALE, strict=True)
    ]

    assert [number[:6] for number in numbers_of("ALB")] == expected


def test_hungarian_check_digits_turn_round_in_1997():
    for number, born in zip(numbers_of("HUN"), BORN, strict=True):
        weights = range(1, 11) if born.year < 1997 else range(10, 0, -1)

        assert remainder(number[:10], weights, 11) == int(number[10])


def test_hungarian_numbers_carry_birth_date_and_sex():
    expected = [
        f"{1 + bool(is_female) + 2 * (born.year >= 2000)}{born:%y%m%d}"
        for born, is_female in zip(BORN, IS_FEMALE, strict=True)
    ]

    assert [number[:7] for number in numbers_of("HUN")] == expected


def test_the_example_of_the_luxembourg_sheet_has_both_check_digits():
    body = digits(np.array([18931201057]), 11)

    assert (luhn(body)[0], verhoeff(body)[0]) == (3, 2)


def test_luxembourg_numbers_begin_with_the_birth_date():
    assert [number[:8] for number in numbers_of("LUX")] == [f"{born:%Y%m%d}" for born in BORN]


@pytest.mark.parametrize("nation", ["MNE", "MKD"])
def test_master_citizen_numbers_have_the_right_check_digit(nation: str):
    weights = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

    assert all(-remainder(number, weights, 11) % 11 == int(number[12]) for number in numbers_of(nation))


@pytest.mark.parametrize(("nation", "regions"), [("MNE", range(20, 30)), ("MKD", range(41, 50))])
def test_master_citizen_numbers_carry_the_region_of_their_republic(nation: str, regions: range):
    assert {int(number[7:9]) for number in numbers_of(nation)} <= set(regions)


@pytest.mark.parametrize("nation", ["HUN", "LUX", "MNE", "MKD"])
def test_reserved_numbers_have_a_month_of_birth_50_too_high(nation: str):
    place = {"HUN": 3, "LUX": 4, "MNE": 2, "MKD": 2}[nation]
    months = [int(number[place : place + 2]) for number in numbers_of(nation, IdentityMode.RESERVED)]

    assert months == [born.month + 50 for born in BORN]


def test_verhoeff_gives_the_digit_of_its_textbook_example():
    assert verhoeff(np.array([[2, 3, 6]]))[0] == 3


def test_iso_7064_gives_the_digit_of_its_textbook_example():
    assert mod_11_10(digits(np.array([794]), 4))[0] == 5


@pytest.mark.parametrize("nation", READERS)
def test_numbers_tell_birth_date_and_sex_to_whoever_knows_the_rule(nation: str):
    told = [READERS[nation](number) for number in numbers_of(nation)]

    for (born_told, sex_told), born, is_female in zip(told, BORN, IS_FEMALE, strict=True):
        assert born_told is None or str(born).startswith(born_told)
        assert sex_told in {None, "female" if is_female else "male"}


@pytest.mark.parametrize("nation", CHECKS)
def test_valid_numbers_pass_our_own_check_and_no_reserved_one(nation: str):
    assert all(CHECKS[nation](number) for number in numbers_of(nation))
    assert not any(CHECKS[nation](number) for number in numbers_of(nation, IdentityMode.RESERVED))
