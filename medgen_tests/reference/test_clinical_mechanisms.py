"""Mechanisms hurt as in published series, with a condition for every region and severity."""

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.vocabulary import CasualtyClass, WarfareType

PARTS = {
    "HEAD": "head_neck",
    "FACE": "head_neck",
    "NECK": "head_neck",
    "THORAX": "thorax",
    "ABDOMEN": "abdomen",
    "PELVIS": "abdomen",
    "UPPER_EXTREMITY": "extremity",
    "LOWER_EXTREMITY": "extremity",
}
BELMONT_2012 = {
    "head_neck": 0.281,
    "thorax": 0.099,
    "abdomen": 0.101,
    "extremity": 0.519,
}
"""Wounds by region, OIF/OEF 2005-09, n = 29,624; tolerance there 2.5 percentage points."""


def mechanism_shares(warfare: WarfareType, casualty_class: CasualtyClass) -> pl.DataFrame:
    return (
        clinical.mechanisms()
        .filter(casualty_class=casualty_class)
        .with_columns(share=pl.col(warfare) / pl.col(warfare).sum())
    )


def share_of(warfare: WarfareType, casualty_class: CasualtyClass, *names: str) -> float:
    chosen = mechanism_shares(warfare, casualty_class).filter(pl.col("mechanism").is_in(names))
    return float(chosen["share"].sum())


def region_shares(warfare: WarfareType, casualty_class: CasualtyClass) -> dict[str, float]:
    """Share of injured regions."""
    normal = pl.col("weight") / pl.col("weight").sum().over("mechanism")
    table = (
        mechanism_shares(warfare, casualty_class)
        .join(clinical.mechanism_regions().with_columns(normal=normal), on="mechanism")
        .group_by("body_region")
        .agg(hurt=(pl.col("share") * pl.col("regions_mean") * pl.col("normal")).sum())
        .with_columns(pl.col("hurt") / pl.col("hurt").sum())
    )
    return dict(table.rows())


def wound_shares(warfare: WarfareType) -> dict[str, float]:
    """Share of wounds in the four parts that published series give; burns and spine apart."""
    parts = dict.fromkeys(BELMONT_2012, 0.0)
    for region, share in region_shares(warfare, CasualtyClass.BATTLE).items():
        if region in PARTS:
            parts[PARTS[region]] += share
    total = sum(parts.values())
    return {part: share / total for part, share in parts.items()}


@pytest.mark.parametrize("part", BELMONT_2012)
def test_conventional_war_wounds_as_in_the_us_registry(part: str) -> None:
    assert wound_shares(WarfareType.CONVENTIONAL)[part] == pytest.approx(BELMONT_2012[part], abs=0.025)


def test_drones_wound_the_limbs_as_in_the_positional_war() -> None:
    assert wound_shares(WarfareType.DRONE)["extremity"] == pytest.approx(0.582, abs=0.04)


def test_gunshots_are_a_fifth_of_conventional_war() -> None:
    assert share_of(WarfareType.CONVENTIONAL, CasualtyClass.BATTLE, "gunshot") == pytest.approx(
        0.199, abs=0.025
    )


def test_explosions_are_three_quarters_of_conventional_war() -> None:
    blasts = clinical.mechanisms().filter("is_blast")["mechanism"].to_list()

    assert 0.72 <= share_of(WarfareType.CONVENTIONAL, CasualtyClass.BATTLE, *blasts) <= 0.80


def test_drones_make_three_quarters_of_drone_war() -> None:
    drones = share_of(WarfareType.DRONE, CasualtyClass.BATTLE, "fpv_drone", "drone_munition")

    assert drones == pytest.approx(0.755, abs=0.04)


def test_ships_burn() -> None:
    assert 0.2 <= share_of(WarfareType.NAVAL, CasualtyClass.BATTLE, "burn_battle") <= 0.4


def test_nine_in_ten_sick_of_a_chemical_attack_are_poisoned() -> None:
    assert share_of(WarfareType.CBRN, CasualtyClass.DISEASE, "chemical_exposure") == pytest.approx(
        0.9, abs=0.05
    )


@pytest.mark.parametrize("warfare", [kind for kind in WarfareType if kind != WarfareType.CBRN])
def test_poisons_and_agents_belong_to_cbrn_alone(warfare: WarfareType) -> None:
    agents = (
        "chemical_exposure",
        "biological_exposure",
        "radiation_exposure",
        "chemical_weapon",
    )

    assert sum(share_of(warfare, kind, *agents) for kind in CasualtyClass) == 0


def test_half_of_disease_and_non_battle_injury_is_musculoskeletal() -> None:
    """50.4 % of 1,324 in a brigade combat team (Belmont), where disease is about half of DNBI."""
    hurt = region_shares(WarfareType.CONVENTIONAL, CasualtyClass.NON_BATTLE_INJURY)
    of_injuries = sum(hurt.get(part, 0) for part in ("UPPER_EXTREMITY", "LOWER_EXTREMITY", "SPINE", "PELVIS"))
    of_disease = share_of(WarfareType.CONVENTIONAL, CasualtyClass.DISEASE, "musculoskeletal_overuse")

    assert 0.48 * of_injuries + 0.52 * of_disease == pytest.approx(0.504, abs=0.05)


def test_a_quarter_of_disease_and_non_battle_injury_is_psychiatric() -> None:
    """23.3 % of 1,324 in a brigade combat team (Belmont)."""
    of_disease = share_of(WarfareType.CONVENTIONAL, CasualtyClass.DISEASE, "combat_stress", "self_harm")

    assert 0.52 * of_disease == pytest.approx(0.233, abs=0.05)


def test_wounds_per_casualty_are_near_the_brigade_series() -> None:
    """1.28 by region (Belmont 2010), tolerance 0.3."""
    battle = mechanism_shares(WarfareType.CONVENTIONAL, CasualtyClass.BATTLE)

    assert float((battle["share"] * battle["regions_mean"]).sum()) == pytest.approx(1.28, abs=0.3)


@pytest.mark.parametrize("warfare", WarfareType)
@pytest.mark.parametrize("casualty_class", CasualtyClass)
def test_every_class_has_mechanisms_in_every_war(warfare: WarfareType, casualty_class: CasualtyClass) -> None:
    assert clinical.mechanisms().filter(casualty_class=casualty_class)[warfare].sum() > 0


def possible() -> set[tuple[str, str, int]]:
    """Every (mechanism, region, severity) for which there is a condition."""
    graded = clinical.conditions().select(
        "condition_id",
        severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1),
    )
    joined = (
        clinical.mechanism_conditions().join(graded, on="condition_id", validate="m:1").explode("severity")
    )
    return set(joined.select("mechanism", "body_region", "severity").rows())


def test_every_injury_mechanism_has_a_condition_for_every_region_and_severity() -> None:
    injuring = clinical.mechanisms().filter(pl.col("casualty_class") != CasualtyClass.DISEASE)["mechanism"]
    regions = clinical.mechanism_regions().filter(pl.col("mechanism").is_in(injuring.implode()))
    wanted = {(name, place, severity) for name, place, *_ in regions.rows() for severity in range(1, 6)}

    assert wanted - possible() == set()


def test_war_crashes_and_crush_can_destroy_head_chest_and_abdomen() -> None:
    violent = clinical.mechanisms().filter(
        (pl.col("casualty_class") == CasualtyClass.BATTLE) & (pl.col("is_penetrating") | pl.col("is_blast"))
        | pl.col("mechanism").is_in(["crush", "building_collapse", "vehicle_crash", "aircraft_crash"])
    )["mechanism"]
    wanted = {(name, place, 6) for name in violent for place in ("HEAD", "THORAX", "ABDOMEN")}

    assert wanted - possible() == set()


def test_every_disease_mechanism_reaches_from_mild_without_a_gap() -> None:
    grades: dict[str, set[int]] = {}
    for mechanism, _, severity in possible():
        grades.setdefault(mechanism, set()).add(severity)
    sick = clinical.mechanisms().filter(casualty_class=CasualtyClass.DISEASE)["mechanism"]

    assert [name for name in sick if grades[name] != set(range(1, max(grades[name]) + 1))] == []


def test_nobody_is_critically_ill_with_toothache_or_a_sore_back() -> None:
    reached = {
        name: max(s for m, _, s in possible() if m == name) for name in ("dental", "musculoskeletal_overuse")
    }

    assert reached == {"dental": 3, "musculoskeletal_overuse": 3}


def test_a_condition_is_caused_only_in_its_own_region() -> None:
    place = clinical.conditions().select("condition_id", region="body_region")
    joined = clinical.mechanism_conditions().join(place, on="condition_id", validate="m:1")

    assert joined.filter(pl.col("body_region") != pl.col("region")).is_empty()


def test_the_weather_has_its_mechanisms() -> None:
    injuries = (
        clinical.mechanisms().filter(casualty_class=CasualtyClass.NON_BATTLE_INJURY)["mechanism"].to_list()
    )

    assert {"heat", "cold", "fall", "crush"} <= set(injuries)


def test_blast_lung_comes_from_explosions() -> None:
    causes = clinical.mechanism_conditions().filter(condition_id="blast_lung")["mechanism"].to_list()
    blasts = clinical.mechanisms().filter("is_blast")["mechanism"].to_list()

    assert set(causes) <= set(blasts)


BLAST_EFFECTS = {
    "primary, the wave": {"blast_lung", "ear_injury"},
    "secondary, fragments": {"limb_wound", "abdomen_penetrating", "head_penetrating"},
    "tertiary, thrown or buried": {"chest_blunt", "spine_injury", "crush_limb"},
    "quaternary, heat and smoke": {"burn_minor", "burn_major", "inhalation_injury"},
}
"""Treatment groups of each effect of a blast; the four effects as in military medical teaching (recalled)."""
EXPLOSIONS = ("blast", "ied", "mine", "aerial_bomb", "missile_strike", "fpv_drone", "drone_munition")


@pytest.mark.parametrize("mechanism", EXPLOSIONS)
@pytest.mark.parametrize("effect", BLAST_EFFECTS)
def test_an_explosion_has_all_four_effects_of_a_blast(mechanism: str, effect: str) -> None:
    groups = clinical.conditions().select("condition_id", "treatment_group")
    caused = clinical.mechanism_conditions().filter(mechanism=mechanism).join(groups, on="condition_id")

    assert set(caused["treatment_group"]) & BLAST_EFFECTS[effect]


ASKED = {
    "blast": {"blast", "rpg", "grenade"},
    "gunshot": {"gunshot"},
    "fragmentation": {"artillery_fragmentation", "mortar_fragmentation"},
    "drone-dropped munition": {"drone_munition"},
    "FPV": {"fpv_drone"},
    "mine and IED": {"mine", "ied"},
    "burn": {"burn_battle", "burn_accident"},
    "vehicle": {"vehicle_strike", "vehicle_crash"},
    "fall": {"fall"},
    "crush": {"crush", "building_collapse"},
    "drowning": {"drowning", "immersion_battle"},
    "cold": {"cold"},
    "heat": {"heat"},
    "chemical": {"chemical_weapon", "chemical_exposure"},
    "blunt": {"blunt_impact"},
    "animal": {"animal"},
    "outbreaks": {"respiratory_infection", "gastrointestinal_infection", "febrile_illness"},
}


@pytest.mark.parametrize("cause", ASKED)
def test_every_cause_leads_to_conditions_that_are_treated(cause: str) -> None:
    caused = clinical.mechanism_conditions().filter(pl.col("mechanism").is_in(list(ASKED[cause])))
    groups = clinical.conditions().select("condition_id", "treatment_group")
    treated = caused.join(groups, on="condition_id").join(
        clinical.protocols().select("treatment_group").unique(),
        on="treatment_group",
        how="left",
        coalesce=False,
    )

    assert set(caused["mechanism"]) == ASKED[cause]
    assert treated["treatment_group_right"].null_count() == 0
