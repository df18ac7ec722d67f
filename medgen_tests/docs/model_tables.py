"""The tables of docs/model.md: what the model reads and computes, from reference and distributions."""

from collections.abc import Callable, Iterable, Mapping
from math import fsum

import polars as pl
import yaml

from medgen_assets.reference import clinical, operations
from medgen_assets.reference.course import CAUSES, course
from medgen_assets.reference.tables import DATA
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.distributions import OUTRIGHT, triage_weights
from medgen_assets.vocabulary import BodyRegion, CasualtyClass, Role, TriageCategory, WarfareType
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
    """Chance and time of death without care by worst severity."""
    known = course()
    rows = [
        (
            str(severity),
            percent(known.lethal_by_severity[severity]),
            hours(known.disease_minutes.get(max(severity, 3))),
            hours(known.exposure_minutes.get(max(severity, 3))),
        )
        for severity in SEVERITIES
    ]
    header = ("severity", "kills without care %", "median time, disease", "median time, exposure")
    figures = ("lethal_by_severity", "disease_minutes", "exposure_minutes")
    return f"{table(header, rows)}\n\n{sources('course', *figures)}"


def hours(minutes: float | None) -> str:
    """Minutes, with hours beside them from two hours on."""
    if minutes is None:
        return ""
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"


def class_factors() -> str:
    """Factor on the chance of death by class."""
    rows = [(str(name), f"{factor:g}") for name, factor in course().class_factor.items()]
    return f"{table(('class', 'factor on the chance of death'), rows)}\n\n{sources('course', 'class_factor')}"


def rescue() -> str:
    """Chance that the care of a role stops a lethal course for good, by cause; and what it buys otherwise."""
    known = course()
    rows = [(cause, *[percent(known.rescue[cause][Role(role)]) for role in CARE]) for cause in CAUSES]
    delay = ("*time left to live, if not stopped*", *[f"× {known.delay[Role(role)]:g}" for role in CARE])
    header = ("cause of death", *[f"{role} %" for role in CARE])
    return f"{table(header, [*rows, delay])}\n\n{sources('course', 'rescue', 'delay')}"


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
    "transitions": transitions,
    "stays": stays,
    "catalogue": catalogue,
    "mechanisms": mechanism_mix,
    "regions": region_mix,
}
