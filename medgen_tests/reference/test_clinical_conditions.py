"""Conditions fit the place they lie in and the care they get."""

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.vocabulary import BodyRegion, CasualtyClass, Hemorrhage

PLACES = {
    r"(?i)\b(scalp|skull|brain|cerebral|intracranial|subdural|epidural)\b": {BodyRegion.HEAD},
    r"(?i)\b(face|facial|eye|eyes|globe|cornea|corneal|eyelid|lip|mandible|orbit|nasal|nose|tooth)\b": {
        BodyRegion.FACE
    },
    r"(?i)\b(neck|larynx|carotid|jugular)\b": {
        BodyRegion.NECK,
        BodyRegion.FACE,
        BodyRegion.SPINE,
    },
    r"(?i)\b(chest|lung|rib|ribs|sternum|pneumothorax|hemothorax|heart)\b": {BodyRegion.THORAX},
    r"(?i)\b(abdomen|abdominal|liver|spleen|bowel|colon|stomach|kidney)\b": {BodyRegion.ABDOMEN},
    r"(?i)\b(pelvis|pelvic|buttock|bladder|urethra|rectum|perineum|groin)\b": {
        BodyRegion.PELVIS,
        BodyRegion.LOWER_EXTREMITY,
    },
    r"(?i)\b(arm|forearm|hand|hands|finger|wrist|elbow|humerus|radius|ulna|clavicle|scapula|thumb)\b": {
        BodyRegion.UPPER_EXTREMITY
    },
    r"(?i)\b(leg|legs|thigh|knee|ankle|foot|feet|toe|femur|femurs|tibia|fibula|patella|hip)\b": {
        BodyRegion.LOWER_EXTREMITY
    },
    r"(?i)\b(spine|spinal|vertebra|vertebral)\b": {BodyRegion.SPINE},
}


def injuries() -> pl.DataFrame:
    return clinical.conditions().filter(
        pl.col("casualty_classes").list.contains(CasualtyClass.BATTLE)
        | pl.col("casualty_classes").list.contains(CasualtyClass.NON_BATTLE_INJURY)
    )


@pytest.mark.parametrize("words", PLACES, ids=lambda words: words.split("(")[2].split("|")[0])
def test_an_injury_named_after_a_place_lies_there(words: str) -> None:
    named = injuries().filter(pl.col("display").str.contains(words))
    elsewhere = named.filter(~pl.col("body_region").is_in([str(place) for place in PLACES[words]]))
    two_places = r"hand and|pelvis or groin|heart or|skin|burns? of multiple|dog bite"
    exceptions = rf"(?i){two_places}|anterior abdominal|neck of femur"

    assert elsewhere.filter(~pl.col("display").str.contains(exceptions)).select("condition_id").rows() == []


def test_limbs_have_sides_unless_both_are_hurt() -> None:
    limb = injuries().filter(pl.col("body_region").is_in(["UPPER_EXTREMITY", "LOWER_EXTREMITY"]))

    assert sorted(limb.filter(~pl.col("is_sided"))["condition_id"]) == [
        "crush_syndrome",
        "femur_fractures_both",
        "foot_frostbite_deep",
        "hand_frostbite_deep",
        "immersion_foot",
        "legs_amputation",
    ]


def test_what_a_tourniquet_stops_is_compressible() -> None:
    trunk = injuries().filter(pl.col("body_region").is_in(["THORAX", "ABDOMEN"]), severity_min=4)

    assert Hemorrhage.COMPRESSIBLE not in trunk["hemorrhage"].to_list()


def test_amputations_bleed() -> None:
    assert Hemorrhage.NONE not in clinical.conditions().filter("is_amputation")["hemorrhage"].to_list()


def test_a_worse_amputation_is_deadlier() -> None:
    lethality = dict(clinical.conditions().select("condition_id", "lethality").rows())

    assert (
        lethality["toe_amputation"]
        < lethality["foot_amputation"]
        < lethality["lower_leg_amputation"]
        < lethality["thigh_amputation"]
        < lethality["legs_amputation"]
    )


def test_soft_tissue_wounds_rarely_kill() -> None:
    mild = clinical.conditions().filter(treatment_group="limb_wound")

    assert mild["lethality"].max() <= 0.5  # type: ignore[operator]


def test_severe_nerve_agent_poisoning_is_the_deadliest_poisoning_but_cyanide() -> None:
    ranked = (
        clinical.conditions()
        .filter(pl.col("treatment_group").is_in(["nerve_agent", "cyanide", "vesicant", "lung_agent"]))
        .sort("lethality", descending=True)["condition_id"]
    )

    assert set(ranked[:2]) == {"cyanide_poisoning", "nerve_agent_severe"}


def test_nobody_is_back_from_an_amputated_leg_within_the_exercise() -> None:
    limb = clinical.conditions().filter(
        pl.col("condition_id").is_in(["lower_leg_amputation", "thigh_amputation"])
    )

    assert limb["rtd_days_min"].min() == 365


def test_no_condition_needs_one_sex() -> None:
    sexed = r"(?i)\b(scrot|testi[sc]|prostat|penis|ovar|uter|vagin|pregnan|epididym)"

    assert not clinical.conditions()["display"].str.contains(sexed).any()
    assert not clinical.treatments()["display"].str.contains(sexed).any()


def test_every_condition_can_happen() -> None:
    caused = set(clinical.mechanism_conditions()["condition_id"])

    assert set(clinical.conditions()["condition_id"]) == caused


@pytest.mark.parametrize(
    "group",
    [
        "tbi_mild",
        "burn_major",
        "blast_lung",
        "combat_stress",
        "nerve_agent",
        "frostbite",
        "heat_stroke",
        "hypothermia",
    ],
)
def test_every_kind_of_casualty_is_there(group: str) -> None:
    assert group in clinical.conditions()["treatment_group"].to_list()
