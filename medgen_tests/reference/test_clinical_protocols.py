"""Protocols give each role what it can do, in time, and nothing absurd."""

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.vocabulary import Role, TreatmentKind

ROLES = [Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4]
BLEEDING_LIMB_GROUPS = {
    "amputation",
    "femur_fracture_open",
    "fracture_forearm_open",
    "fracture_humerus_open",
    "fracture_lower_leg_open",
    "limb_hemorrhage",
    "limb_wound",
}
RECOVERY = [
    "burn_rehabilitation",
    "counseling",
    "dressing_change",
    "duty_assessment",
    "echocardiography",
    "hearing_rehabilitation",
    "neuro_rehabilitation",
    "palliative_care",
    "physiotherapy",
    "prosthesis_fitting",
    "psychotherapy",
    "rehabilitation",
]
ONLY_IN = {
    "needle_decompression": {"THORAX"},
    "chest_seal": {"THORAX"},
    "chest_tube": {"THORAX"},
    "pelvic_binder": {"PELVIS"},
    "craniotomy": {"HEAD"},
    "craniectomy": {"HEAD"},
    "cricothyroidotomy": {"FACE", "NECK"},
    "cervical_collar": {"HEAD", "NECK", "SPINE"},
    "splenectomy": {"ABDOMEN"},
    "laparotomy": {"THORAX", "ABDOMEN", "PELVIS"},
    "spinal_fusion": {"SPINE"},
    "eye_repair": {"FACE"},
    "tooth_extraction": {"FACE"},
}
"""Operations and devices of one part of the body (original generator's body-part limits, and more)."""


def orders() -> pl.DataFrame:
    return clinical.protocols().join(clinical.treatments().drop("source"), on="treatment_id", validate="m:1")


def groups() -> set[str]:
    return set(clinical.conditions()["treatment_group"])


def minutes(group: str, role: Role, treatment: str) -> float:
    row = clinical.protocols().filter(treatment_group=group, role=role, treatment_id=treatment)
    return float(row["minutes"].item())


@pytest.mark.parametrize("role", ROLES)
def test_every_group_is_treated_at_every_role(role: Role) -> None:
    assert groups() - set(clinical.protocols().filter(role=role)["treatment_group"]) == set()


def test_no_protocol_is_for_nobody() -> None:
    assert set(clinical.protocols()["treatment_group"]) == groups()


def test_every_treatment_is_used() -> None:
    assert set(clinical.treatments()["treatment_id"]) == set(clinical.protocols()["treatment_id"])


def test_every_protocol_row_fits_some_condition_of_its_group() -> None:
    reach = (
        clinical.conditions()
        .group_by("treatment_group")
        .agg(mildest=pl.col("severity_min").min(), worst=pl.col("severity_max").max())
    )
    joined = clinical.protocols().join(reach, on="treatment_group", validate="m:1")

    assert joined.filter(
        (pl.col("severity_max") < pl.col("mildest")) | (pl.col("severity_min") > pl.col("worst"))
    ).is_empty()


def test_every_group_gets_something_at_role_1_2_and_3_at_each_severity() -> None:
    graded = (
        clinical.conditions()
        .select(
            "treatment_group",
            severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1),
        )
        .explode("severity")
        .unique()
    )
    served = graded.join(clinical.protocols(), on="treatment_group").filter(
        pl.col("severity").is_between("severity_min", "severity_max")
    )
    for role in (Role.ROLE_1, Role.ROLE_2, Role.ROLE_3):
        missing = graded.join(served.filter(role=role), on=["treatment_group", "severity"], how="anti")

        assert missing.rows() == [], role


def test_tourniquets_are_for_bleeding_limbs() -> None:
    given = set(clinical.protocols().filter(treatment_id="tourniquet")["treatment_group"])
    bound = clinical.conditions().filter(pl.col("treatment_group").is_in(sorted(given)))

    assert given == BLEEDING_LIMB_GROUPS
    assert set(bound["body_region"]) == {"UPPER_EXTREMITY", "LOWER_EXTREMITY"}
    assert "none" not in bound["hemorrhage"].to_list()


@pytest.mark.parametrize("device", ["tourniquet", "splint", "traction_splint", "plaster_cast", "fasciotomy"])
def test_what_fits_limbs_is_marked_so(device: str) -> None:
    assert clinical.treatments().filter(treatment_id=device)["is_limb_only"].item()


def test_splints_are_for_groups_of_the_limbs() -> None:
    splinted = clinical.protocols().filter(
        pl.col("treatment_id").is_in(["splint", "traction_splint", "plaster_cast"])
    )
    bound = clinical.conditions().filter(
        pl.col("treatment_group").is_in(splinted["treatment_group"].implode())
    )

    assert set(bound["body_region"]) == {"UPPER_EXTREMITY", "LOWER_EXTREMITY"}


@pytest.mark.parametrize("treatment", ONLY_IN)
def test_what_belongs_to_one_part_is_done_there(treatment: str) -> None:
    given = clinical.protocols().filter(treatment_id=treatment)["treatment_group"]
    places = clinical.conditions().filter(pl.col("treatment_group").is_in(given.implode()))["body_region"]

    assert set(places) <= ONLY_IN[treatment]


def test_surgery_begins_at_role_2() -> None:
    assert orders().filter(pl.col("is_surgery"), pl.col("role").is_in([Role.POI, Role.ROLE_1])).is_empty()


def test_imaging_begins_at_role_2() -> None:
    assert orders().filter(pl.col("is_imaging"), pl.col("role").is_in([Role.POI, Role.ROLE_1])).is_empty()


@pytest.mark.parametrize(
    ("image", "role"),
    [
        ("efast", Role.ROLE_2),
        ("chest_xray", Role.ROLE_2),
        ("ct_scan", Role.ROLE_3),
        ("mri_brain", Role.ROLE_4),
    ],
)
def test_each_role_has_its_imaging(image: str, role: Role) -> None:
    assert not clinical.protocols().filter(treatment_id=image, role=role).is_empty()


@pytest.mark.parametrize("role", [Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3])
def test_only_role_4_scans_the_brain_by_resonance(role: Role) -> None:
    assert clinical.protocols().filter(treatment_id="mri_brain", role=role).is_empty()


@pytest.mark.parametrize("absent", ["intubation", "blood", "icu_admission", "chest_tube", "blood_test"])
def test_first_aid_stays_first_aid(absent: str) -> None:
    at_poi = orders().filter(role=Role.POI)

    assert at_poi.filter((pl.col("treatment_id") == absent) | (pl.col("kind") == absent)).is_empty()


def test_intensive_care_begins_at_role_3() -> None:
    assert clinical.protocols().filter(treatment_id="icu_admission")["role"].min() == Role.ROLE_3


def test_role_4_rehabilitates_everybody() -> None:
    recovering = clinical.protocols().filter(pl.col("treatment_id").is_in(RECOVERY), role=Role.ROLE_4)

    assert groups() - set(recovering["treatment_group"]) == set()


def test_blood_is_for_those_who_bleed_or_whose_marrow_fails() -> None:
    transfused = orders().filter(kind=TreatmentKind.BLOOD)

    assert transfused["severity_min"].min() >= 3  # type: ignore[operator]


def test_bleeding_is_stopped_within_the_ten_minutes_of_first_aid() -> None:
    assert minutes("limb_hemorrhage", Role.POI, "tourniquet") <= 10
    assert minutes("junctional_hemorrhage", Role.POI, "direct_pressure") <= 10


def test_a_tension_pneumothorax_is_decompressed_minutes_after_arrival() -> None:
    assert minutes("tension_pneumothorax", Role.ROLE_1, "needle_decompression") <= 5


def test_damage_control_surgery_starts_tens_of_minutes_after_arrival() -> None:
    starts = clinical.protocols().filter(treatment_id="damage_control_surgery", role=Role.ROLE_2)["minutes"]

    assert 20 <= starts.min() <= starts.max() <= 60  # type: ignore[operator]


def test_the_longest_operation_takes_hours_and_the_shortest_half_an_hour() -> None:
    surgery = clinical.treatments().filter("is_surgery")["duration_minutes"]

    assert surgery.min() >= 30  # type: ignore[operator]
    assert 120 <= surgery.max() <= 210  # type: ignore[operator]


@pytest.mark.parametrize(
    "group",
    ["respiratory_mild", "enteritis", "combat_stress", "dental", "skin_disease", "sti"],
)
def test_the_mildly_ill_get_no_trauma_care(group: str) -> None:
    absurd = [
        "tourniquet",
        "hypothermia_wrap",
        "tranexamic_acid",
        "whole_blood",
        "chest_tube",
        "damage_control_surgery",
        "splint",
    ]

    assert clinical.protocols().filter(pl.col("treatment_id").is_in(absurd), treatment_group=group).is_empty()


def test_the_nerve_agent_poisoned_get_atropine_before_they_are_moved() -> None:
    assert minutes("nerve_agent", Role.POI, "atropine_autoinjector") <= 2
