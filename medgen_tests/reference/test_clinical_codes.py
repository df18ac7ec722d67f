"""Every clinical code can exist, means one thing and says where it comes from."""

import re

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.vocabulary import CodeSystem

INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
PERMUTATIONS = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
while len(PERMUTATIONS) < 8:
    PERMUTATIONS.append([PERMUTATIONS[-1][digit] for digit in PERMUTATIONS[1]])


def dihedral(left: int, right: int) -> int:
    """Product in the dihedral group of the pentagon, on which the Verhoeff digit rests."""
    if left < 5:
        return (left + right) % 5 + (0 if right < 5 else 5)
    return (left - right) % 5 + (5 if right < 5 else 0)


def has_check_digit(code: str) -> bool:
    """Whether a SNOMED CT identifier ends in its Verhoeff check digit."""
    total = 0
    for position, digit in enumerate(reversed(code)):
        total = dihedral(total, PERMUTATIONS[position % 8][int(digit)])
    return total == 0


def has_loinc_digit(code: str) -> bool:
    """Whether a LOINC number ends in its mod 10 check digit."""
    number, check = code.split("-")
    odd, even = number[::-1][0::2], number[::-1][1::2]
    digits = str(int(odd[::-1]) * 2) + even[::-1]
    return (-sum(int(digit) for digit in digits)) % 10 == int(check)


def coded_rows() -> pl.DataFrame:
    """Every code with its display and source, from all tables."""
    tables = (
        clinical.conditions(),
        clinical.treatments(),
        clinical.allergies(),
        clinical.observations(),
    )
    return pl.concat([table.select("code_system", "code", "display", "source") for table in tables])


def codes(system: CodeSystem) -> list[str]:
    return coded_rows().filter(code_system=system)["code"].to_list()


def test_the_check_digit_knows_a_real_code_from_a_typing_error() -> None:
    assert has_check_digit("22298006")
    assert not has_check_digit("22289006")


def test_every_snomed_code_has_its_check_digit() -> None:
    assert [code for code in codes(CodeSystem.SNOMED) if not has_check_digit(code)] == []


def test_every_loinc_code_has_its_check_digit() -> None:
    assert [code for code in codes(CodeSystem.LOINC) if not has_loinc_digit(code)] == []


def test_one_code_has_one_display_everywhere() -> None:
    displays = coded_rows().group_by("code_system", "code").agg(pl.col("display").unique())

    assert displays.filter(pl.col("display").list.len() > 1).rows() == []


def test_one_display_has_one_code_of_a_system() -> None:
    found = coded_rows().group_by("code_system", "display").agg(pl.col("code").unique())

    assert found.filter(pl.col("code").list.len() > 1).rows() == []


def test_local_codes_are_slugs_that_look_like_no_other_code() -> None:
    assert [code for code in codes(CodeSystem.MEDGEN) if not re.fullmatch(r"[a-z][a-z0-9-]*", code)] == []


def test_a_local_code_says_that_none_was_confirmed() -> None:
    local = coded_rows().filter(code_system=CodeSystem.MEDGEN)

    assert local["source"].str.contains("no confirmed code").all()


def test_a_snomed_code_names_its_source() -> None:
    coded = coded_rows().filter(code_system=CodeSystem.SNOMED)

    assert coded["source"].str.contains("IPS Free Set 2022-07-31, CC BY 4.0|HL7 terminology").all()


@pytest.mark.parametrize("semantic_tag", ["(disorder)", "(procedure)", "(finding)", "(event)", "(substance)"])
def test_displays_carry_no_semantic_tag(semantic_tag: str) -> None:
    assert not coded_rows()["display"].str.contains(semantic_tag, literal=True).any()


def test_most_conditions_carry_an_international_code() -> None:
    distinct = clinical.conditions().unique(["code_system", "code"])

    assert distinct.filter(code_system=CodeSystem.SNOMED).height > 0.55 * distinct.height


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [("procedure", 90), ("medication", 80), ("device", 20), ("fluid", 5), ("blood", 5)],
)
def test_the_treatments_are_as_many_as_asked(kind: str, at_least: int) -> None:
    assert clinical.treatments().filter(kind=kind)["display"].n_unique() >= at_least


def test_the_conditions_are_as_many_as_asked() -> None:
    assert clinical.conditions().n_unique(["code_system", "code"]) >= 220


def test_the_vital_signs_are_all_observations() -> None:
    measured = {
        "heart_rate",
        "systolic_bp",
        "diastolic_bp",
        "respiratory_rate",
        "spo2",
        "temperature_c",
        "gcs",
        "pain",
    }

    assert set(clinical.observations().filter("is_vital_sign")["observation_id"]) == measured


def test_an_allergy_forbids_only_known_treatments() -> None:
    forbidden = clinical.allergies()["forbidden_treatments"].explode().drop_nulls()

    assert set(forbidden) <= set(clinical.treatments()["treatment_id"])


def test_a_penicillin_allergy_forbids_every_penicillin() -> None:
    forbidden = clinical.allergies().filter(allergy_id="penicillin")["forbidden_treatments"].item().to_list()
    penicillins = clinical.treatments().filter(pl.col("display").str.contains("(?i)cillin"))["treatment_id"]

    assert sorted(forbidden) == sorted(penicillins)
