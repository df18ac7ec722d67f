"""What comes out of one exercise, beside what is published: what a physician judges the model by.

Published figures: docs/model.md, section 3.1, says how sure each source is.
"""

from datetime import timedelta
from math import sqrt

import polars as pl

from medgen_assets.scenario.loading import preset
from medgen_assets.simulation import engine
from medgen_tests.docs.pages import table

PRESET, SEED = "nato_article_5", 7
HEADER = ("measure, battle casualties unless said otherwise", "here % (95 %)", "published %", "of whom")
WARS = "US WWII / Vietnam / Iraq and Afghanistan to about 2006 (Dupuy Institute)"
REGISTRY = "US 2005–09, treated (Belmont et al. 2012)"
KILLED = "British killed 2003–12 (Webster et al. 2021)"
CIVILIANS = "civilian injured, Netherlands 2012–14 (van Rein et al. 2018)"
TREATED = "US registry 2001–05, hurt in battle or otherwise (Owens et al. 2008, abstract)"
EXERCISE = "NATO exercise Vigorous Warrior 2024 (Benhassine et al. 2025)"
WITHOUT_EXPLOSION = (
    "gunshot",
    "stabbing",
    "burn_battle",
    "building_collapse",
    "immersion_battle",
    "chemical_weapon",
)
REGIONS = {
    "head and neck": (("HEAD", "FACE", "NECK"), "28.1"),
    "thorax": (("THORAX",), "9.9"),
    "abdomen and pelvis": (("ABDOMEN", "PELVIS"), "10.1"),
    "arms and legs": (("UPPER_EXTREMITY", "LOWER_EXTREMITY"), "51.9"),
}

Row = tuple[str, ...]


def outcomes() -> str:
    """The table, from one run of the default preset."""
    asked = engine.exercise_of(preset(PRESET).with_seed(SEED).resolved())
    total = asked.scenario.total_patients
    schedule = engine.casualty_events(asked)
    records = engine.stretch(asked, schedule, engine.journal_of(asked, schedule), 0, total).records
    battle = records["patients"].filter(pl.col("casualty_class") == "BATTLE")
    wounds = records["injuries"].join(battle.filter(lives()).select("patient_id"), on="patient_id")
    treated = records["patients"].filter(
        (pl.col("casualty_class") != "DISEASE") & lives() & ~is_outcome("KIA")
    )
    early = measured(
        "back to duty within 72 h, of all injured who reached care", treated, is_soon_back(), "18", TREATED
    )
    parts = [*lethality(battle), early, *times(battle), *triage(battle), *first_triage(battle)]
    return table(HEADER, [*parts, *wounding(battle, wounds)])


def is_outcome(name: str) -> pl.Expr:
    """Whether a patient ended so."""
    return pl.col("outcome") == name


def lives() -> pl.Expr:
    """Whether a patient was not dead at once."""
    return pl.col("outcome_at") > pl.col("injured_at")


def is_soon_back() -> pl.Expr:
    """Whether a patient returned to duty within 72 hours."""
    return is_outcome("RTD") & (pl.col("outcome_at") - pl.col("injured_at") <= timedelta(hours=72))


def lethality(battle: pl.DataFrame) -> list[Row]:
    """Rates of death, each with its own denominator, and early return to duty."""
    stayed = battle.filter(~is_soon_back())
    wounded, killed = battle.filter(~is_outcome("KIA")), battle.filter(is_outcome("KIA"))
    died = is_outcome("KIA") | is_outcome("DOW")
    return [
        measured("%KIA", stayed, is_outcome("KIA"), "20.2 / 20.0 / 13.7", WARS),
        measured("%DOW", stayed.filter(~is_outcome("KIA")), is_outcome("DOW"), "3.5 / 3.2 / 4.9", WARS),
        measured("case fatality rate", battle, died, "19.2 / 15.8 / 9.5", WARS),
        measured("back to duty within 72 h, of the wounded", wounded, is_soon_back(), "20 / 35 / 51", WARS),
        measured("dead at once, of the killed in action", killed, ~lives(), "57.1", KILLED),
    ]


def times(battle: pl.DataFrame) -> list[Row]:
    """How soon the killed in action are dead."""
    killed = battle.filter(is_outcome("KIA"))
    after = pl.col("outcome_at") - pl.col("injured_at")
    return [
        measured(
            f"dead within {minutes} min, of the killed in action",
            killed,
            after <= timedelta(minutes=minutes),
            share,
            KILLED,
        )
        for minutes, share in ((10, "67.7"), (60, "91.4"), (120, "99.0"))
    ]


def triage(battle: pl.DataFrame) -> list[Row]:
    """The triage mix of those not dead at once."""
    mix = {"T1": "36.0", "T2": "29.4", "T3": "30.8", "T4": "3.8"}
    alive = battle.filter(lives())
    return [
        measured(
            f"{name}, of those not dead at once", alive, pl.col("triage_initial") == name, share, EXERCISE
        )
        for name, share in mix.items()
    ]


def first_triage(battle: pl.DataFrame) -> list[Row]:
    """How often the first triage was too low, and too high."""
    seen = battle.filter(pl.col("triage_assigned").is_not_null())
    truth, given = pl.col("triage_initial"), pl.col("triage_assigned")
    grave, others = seen.filter(truth == "T1"), seen.filter(truth.is_in(["T2", "T3"]))
    return [
        measured("T1 under-triaged at first", grave, given != "T1", "21.6", CIVILIANS),
        measured("T2 and T3 over-triaged at first", others, given < truth, "30.6", CIVILIANS),
    ]


def wounding(battle: pl.DataFrame, wounds: pl.DataFrame) -> list[Row]:
    """Where, by what, and whom."""
    mechanism = pl.col("mechanism")
    return [
        *(
            measured(f"wounds of {name}", wounds, pl.col("body_region").is_in(regions), share, REGISTRY)
            for name, (regions, share) in REGIONS.items()
        ),
        measured("by explosion", battle, ~mechanism.is_in(WITHOUT_EXPLOSION), "74.4", REGISTRY),
        measured("by gunshot", battle, mechanism == "gunshot", "19.9", REGISTRY),
        measured("men", battle, pl.col("sex") == "male", "98.8", REGISTRY),
    ]


def measured(name: str, rows: pl.DataFrame, hit: pl.Expr, published: str, population: str) -> Row:
    """A share of rows with its 95 % interval by the normal approximation, beside the published one."""
    count = rows.height
    share = rows.select(hit.sum()).item() / count
    half_width = 1.96 * sqrt(share * (1 - share) / count)
    return name, f"{100 * share:.1f} ± {100 * half_width:.1f}", published, population
