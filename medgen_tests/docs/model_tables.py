"""The tables of docs/model.md: what the model reads and computes, from reference and distributions."""

from collections.abc import Callable, Iterable, Mapping
from math import fsum

import polars as pl
import yaml

from medgen_assets.reference import clinical, operations
from medgen_assets.reference.course import CAUSES, course
from medgen_assets.reference.interventions import interventions
from medgen_assets.reference.tables import DATA
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.care.effects import BAND_MINUTES, NEED_BITS, effect_tables
from medgen_assets.simulation.distributions import OUTRIGHT, triage_weights
from medgen_assets.vocabulary import (
    BodyRegion,
    CasualtyClass,
    Hemorrhage,
    Need,
    Role,
    TriageCategory,
    WarfareType,
)
from medgen_tests.docs.pages import table

CARE = ("POI", "ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4")
SEVERITIES = range(1, 7)
EVERY_TYPE = Scenario.model_validate(
    {
        "name": "every_type",
        "total_patients": 1,
        "warfare_types": [str(kind) for kind in WarfareType],
        "fronts": [{"name": "front", "share": 1, "nations": {"USA": 100}}],
    }
)


def percent(share: float) -> str:
    """A share in percent with one decimal; nothing for none."""
    return f"{100 * share:.1f}" if share else ""


def shares(weights: Iterable[float]) -> list[str]:
    """Weights as percent of their sum."""
    listed = list(weights)
    total = fsum(listed)
    return [percent(weight / total) if total else "" for weight in listed]


def severity_mix() -> str:
    """Killed outright and triage categories by class and warfare type, at medium intensity."""
    found = {row[:3]: row[3] for row in triage_weights(EVERY_TYPE).rows()}
    levels = [OUTRIGHT, *TriageCategory]
    rows = [
        (str(of_class), str(kind), *[percent(found.get((kind, of_class, level), 0.0)) for level in levels])
        for of_class in CasualtyClass
        for kind in WarfareType
    ]
    return table(("class", "warfare type", "killed outright %", "T1 %", "T2 %", "T3 %", "T4 %"), rows)


def mechanism_mix() -> str:
    """Share of each mechanism within its class by warfare type, and the mean number of regions it hurts."""
    mechanisms = clinical.mechanisms()
    rows = [row for of_class in CasualtyClass for row in mechanism_rows(of_class, mechanisms)]
    return table(("class", "mechanism", *[f"{kind} %" for kind in WarfareType], "regions"), rows)


def mechanism_rows(of_class: CasualtyClass, mechanisms: pl.DataFrame) -> list[tuple[str, ...]]:
    """Rows of one class."""
    own = mechanisms.filter(pl.col("casualty_class") == of_class)
    columns = [shares(own[str(kind)]) for kind in WarfareType]
    regions = [f"{mean:.2f}" for mean in own["regions_mean"]]
    return list(zip([str(of_class)] * len(own), own["mechanism"], *columns, regions, strict=True))


def region_mix() -> str:
    """Where each mechanism hurts: share of each body region."""
    regions = list(BodyRegion)
    weights = clinical.mechanism_regions().select("mechanism", "body_region", "weight").rows()
    found = {(mechanism, region): weight for mechanism, region, weight in weights}
    rows = [
        (name, *shares(found.get((name, region), 0.0) for region in regions))
        for name in clinical.mechanisms()["mechanism"]
    ]
    return table(("mechanism", *[f"{region} %" for region in regions]), rows)


def untreated_course() -> str:
    """Chance and time of death without care, by severity, bleeding, cause, dosage and wound."""
    return "\n\n".join(
        (
            lethality_table(),
            sources("course", "lethal_by_severity", "self_limiting"),
            times_table(),
            sources("course", "untreated_minutes", "untreated_variation", "simedis"),
            dosage_table(),
            sources("course", "nerve_agent"),
            sepsis_table(),
            sources("course", "sepsis"),
        )
    )


def lethality_table() -> str:
    """What kills without care, and which bleedings stop by themselves, by severity."""
    known, bleedings = course(), [kind for kind in Hemorrhage if kind != Hemorrhage.NONE]
    rows = [
        (
            str(severity),
            percent(known.lethal_by_severity[severity]),
            *[percent(known.self_limiting[kind][severity]) for kind in bleedings],
        )
        for severity in SEVERITIES
    ]
    stop = [f"{kind} bleeding stops by itself %" for kind in bleedings]
    return table(("severity", "kills without care %", *stop), rows)


def times_table() -> str:
    """Median time to death without care by cause and severity."""
    found = course().untreated_minutes
    rows = [
        (str(cause), *[hours(found[cause].get(severity)) for severity in (3, 4, 5, 6)]) for cause in found
    ]
    return table(("cause", "severity 3", "severity 4", "severity 5", "severity 6"), rows)


def dosage_table() -> str:
    """Dosage bands of nerve agent with what they do without care."""
    known = course()
    rows = [
        (
            f"IP-{band}",
            f"{figures.dosage:g}",
            " ".join(str(severity) for severity, bands in known.band_by_severity.items() if band in bands),
            percent(figures.dies),
            f"{figures.minutes:.0f} min" if figures.dies else "",
        )
        for band, figures in known.bands.items()
    ]
    return table(("dosage band", "from mg·min/m³", "severity", "kills without care %", "median time"), rows)


def sepsis_table() -> str:
    """Which wounds kill by infection without care."""
    rows = [(group, percent(share)) for group, share in course().sepsis.dies_by_group.items()]
    return table(("wound of severity 4 and more", "septic death without care %"), rows)


def hours(minutes: float | None) -> str:
    """Minutes, with hours beside them from two hours on."""
    if minutes is None:
        return ""
    return f"{minutes:g} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def class_factors() -> str:
    """Factor on the chance of death by class."""
    rows = [(str(name), f"{factor:g}") for name, factor in course().class_factor.items()]
    return f"{table(('class', 'factor on the chance of death'), rows)}\n\n{sources('course', 'class_factor')}"


def rescue() -> str:
    """Chance that the care of a role stops a lethal course for good 30 min after injury, with and without a table."""
    known, band = effect_tables(), BAND_MINUTES.index(30)
    every = (1 << len(Need)) - 1
    rows = []
    for number, cause in enumerate(CAUSES):
        shares = [
            " / ".join(
                percent(known.stops[number, list(Role).index(Role(role)), means, band]) or "0"
                for means in (every - NEED_BITS[Need.TABLE], every)
            )
            for role in CARE
        ]
        rows.append((str(cause), *shares))
    return table(("cause", *[f"{role} %" for role in CARE]), rows)


def interventions_table() -> str:
    """Every intervention with its figures and their source."""
    rows = [
        (
            str(row["intervention"]),
            str(row["cause"]),
            ", ".join(row["roles"]),
            percent(row["stops"]),
            f"× {row['buys']:g}",
            f"{span(row['full_minutes'])}–{span(row['floor_minutes'])} → {100 * row['floor']:.0f} %",
            ", ".join(row["needs"]),
            row["source"],
        )
        for row in interventions().iter_rows(named=True)
    ]
    header = ("intervention", "against", "by", "stops %", "time left", "window", "needs", "source or reason")
    return table(header, rows)


def span(minutes: float) -> str:
    """Minutes below two hours, hours below two days, else days."""
    if minutes < 120:
        return f"{minutes:g} min"
    return f"{minutes / 60:g} h" if minutes < 2880 else f"{minutes / 1440:g} d"


def sources(name: str, *figures: str) -> str:
    """The sources of some figures of a reference table, as they stand in it."""
    document = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))["source"]
    return "\n".join(f"- `{figure}`: {document[figure]}." for figure in figures)


def transitions() -> str:
    """Where the living go next, in percent of those who leave, before the holding policy is asked."""
    targets = (*CARE[1:], "RTD")
    found = {
        (str(row["from_role"]), str(row["triage"]), str(row["to"])): row["probability"]
        for row in operations.care_transitions()
    }
    rows = [
        (origin, str(triage), *[percent(found.get((origin, str(triage), target), 0.0)) for target in targets])
        for origin in CARE
        for triage in TriageCategory
    ]
    return table(("from", "triage", *[f"{target} %" for target in targets]), rows)


def stays() -> str:
    """Usual stay at each role by triage category."""
    found = operations.evacuation_times().stay_hours
    rows = [
        (role, *["{:g}–{:g}".format(*found[Role(role), triage]) for triage in TriageCategory])
        for role in CARE
    ]
    return table(("role", *[f"{triage} (h)" for triage in TriageCategory]), rows)


def catalogue() -> str:
    """How many rows the clinical reference has."""
    rows = [
        (name, f"{len(frame):,}", coded(frame))
        for name, frame in (
            ("conditions", clinical.conditions()),
            ("mechanisms", clinical.mechanisms()),
            ("mechanism × region × condition", clinical.mechanism_conditions()),
            ("treatments", clinical.treatments()),
            ("protocol rows", clinical.protocols()),
        )
    ]
    return table(("table", "rows", "of these by code system"), rows)


def coded(frame: pl.DataFrame) -> str:
    """Rows by code system, where there is one."""
    if "code_system" not in frame.columns:
        return ""
    counts = frame["code_system"].value_counts().sort("code_system").rows()
    return ", ".join(f"{system} {count}" for system, count in counts)


MODEL_TABLES: Mapping[str, Callable[[], str]] = {
    "severity mix": severity_mix,
    "untreated course": untreated_course,
    "class factors": class_factors,
    "rescue": rescue,
    "interventions": interventions_table,
    "transitions": transitions,
    "stays": stays,
    "catalogue": catalogue,
    "mechanisms": mechanism_mix,
    "regions": region_mix,
}
