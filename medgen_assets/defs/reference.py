"""What is known, as assets: one per subject, versioned by the bytes of its data files."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import yaml

from medgen_assets.defs import pictures
from medgen_assets.defs.people import PEOPLE_SUBJECTS
from medgen_assets.defs.subject import ROOM, Figures, Subject
from medgen_assets.defs.tables import COLUMN_SCHEMA, ROW_COUNT, column_schema
from medgen_assets.reference import (
    clinical,
    consequences,
    diagnosis,
    imaging,
    interventions,
    operations,
    vital_signs,
)
from medgen_assets.schemas import clinical as clinical_tables
from medgen_assets.schemas import consequences as consequence_tables
from medgen_assets.schemas import diagnosis as diagnosis_tables
from medgen_assets.schemas import imaging as imaging_tables
from medgen_assets.schemas import interventions as intervention_tables
from medgen_assets.schemas import vital_signs as vital_tables

GROUP = "reference"
CODE_VERSION = "1"


def figures(*files: str) -> pl.DataFrame:
    """The figures of YAML data files as one table."""
    rows = [
        (Path(file).stem, name, str(value))
        for file in files
        for name, value in _leaves("", yaml_document(ROOM / file)["values"])
    ]
    return pl.DataFrame(rows, schema=["table", "figure", "value"], orient="row")


def yaml_document(path: Path) -> dict[str, Any]:
    """A YAML data file, read by the fast parser where there is one."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506, both are safe
    return document


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Every figure with its dotted name; lists of plain figures stay together."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), inner)
    else:
        yield path, value


def hours_of_fighting() -> dg.MetadataValue[Any]:
    """Arrivals by hour of the day for each warfare type."""
    blocks = " ▁▂▃▄▅▆▇█"
    lines = [
        f"{kind:<13}"
        + "".join(
            blocks[round(8 * weight / max(pattern.hourly_weights))] for weight in pattern.hourly_weights
        )
        for kind, pattern in operations.warfare_patterns().items()
    ]
    return dg.MetadataValue.md("```\n" + "\n".join(lines) + "\n             0     6     12    18   23 h\n```")


def regions_hurt() -> dg.MetadataValue[Any]:
    """Share of each body region in the weights of all mechanisms."""
    shares = clinical.mechanism_regions().group_by("body_region").agg(weight=pl.col("weight").sum())
    return pictures.table(shares.sort("weight", descending=True))


SUBJECTS = (
    *PEOPLE_SUBJECTS,
    Subject(
        "body_regions",
        "Regions of the body with their region of the Injury Severity Score.",
        ("data/body_regions.csv",),
        clinical.body_regions,
        clinical_tables.BodyRegions,
    ),
    Subject(
        "conditions",
        "Diagnoses by body region and severity, with code, bleeding, lethality, course and time to duty.",
        ("data/conditions.csv", "data/course.yaml"),
        clinical.conditions,
        clinical_tables.Conditions,
    ),
    Subject(
        "mechanisms",
        "What hurts people: how often in each way of fighting, where on the body, and with which conditions.",
        ("data/mechanisms.csv", "data/mechanism_regions.csv", "data/mechanism_conditions.csv"),
        clinical.mechanisms,
        clinical_tables.Mechanisms,
        {"regions": clinical.mechanism_regions, "conditions": clinical.mechanism_conditions},
        regions_hurt,
    ),
    Subject(
        "protocols",
        "What each role of care does for each group of injuries, when, with which treatments and measurements.",
        (
            "data/protocols.csv",
            "data/treatments.csv",
            "data/observations.csv",
            "data/allergies.csv",
            "data/allergy_share.yaml",
            "data/substitutes.csv",
            "data/lasting_treatments.csv",
            "data/regular_medications.csv",
        ),
        clinical.protocols,
        clinical_tables.Protocols,
        {"treatments": clinical.treatments, "observations": clinical.observations},
    ),
    Subject(
        "interventions",
        "What care can do against each lethal course, by whom, with what, and within how many minutes.",
        ("data/interventions.csv",),
        interventions.interventions,
        intervention_tables.Interventions,
    ),
    Subject(
        "disabilities",
        "What injuries leave for good, by protocol group and severity.",
        ("data/disabilities.csv",),
        consequences.disabilities,
        consequence_tables.Disabilities,
    ),
    Subject(
        "vital_patterns",
        "Vital signs on the way to death from each cause, and how fast they recover.",
        ("data/vital_patterns.csv", "data/vital_recovery.csv"),
        vital_signs.vital_patterns,
        vital_tables.VitalPatterns,
    ),
    Subject(
        "diagnostic_errors",
        "What each role sees of which conditions, and what they are taken for otherwise.",
        (
            "data/mistakes.csv",
            "data/presentations.csv",
            "data/look_alikes.csv",
            "data/body_sites.csv",
        ),
        diagnosis.mistakes,
        diagnosis_tables.Mistakes,
        {"presentations": diagnosis.presentations},
    ),
    Subject(
        "injury_findings",
        "What each condition leaves on images, as findings of medgen's own catalogue and of published ones.",
        (
            "data/injury_findings.csv",
            "data/imaging_studies.csv",
            "data/imaging_questions.csv",
            "data/findings/*.fm.json",
        ),
        imaging.injury_findings,
        imaging_tables.InjuryFindings,
        {"studies": imaging.imaging_studies, "questions": imaging.imaging_questions},
    ),
    Subject(
        "finding_words",
        "What finding models may refer to, what their tags mean, and other words for the same.",
        ("data/finding_rules.yaml", "data/finding_words.yaml"),
        partial(figures, "data/finding_rules.yaml", "data/finding_words.yaml"),
    ),
    Subject(
        "facilities",
        "Facilities, vehicles and distances a front gets when the scenario does not say, and what finite means do.",
        ("data/facilities.yaml", "data/vehicles.yaml", "data/distances.yaml", "data/finite_means.yaml"),
        partial(
            figures,
            "data/facilities.yaml",
            "data/vehicles.yaml",
            "data/distances.yaml",
            "data/finite_means.yaml",
        ),
    ),
    Subject(
        "transitions",
        "Where casualties go next from each role, how long they stay, wait and travel, and how soon care begins.",
        ("data/care_transitions.yaml", "data/evacuation_times.yaml", "data/care_minutes.yaml"),
        partial(
            figures, "data/care_transitions.yaml", "data/evacuation_times.yaml", "data/care_minutes.yaml"
        ),
    ),
    Subject(
        "warfare_patterns",
        "When each type of warfare wounds, in which clusters, which classes and how badly.",
        ("data/warfare_patterns.yaml", "data/expectant_share.yaml", "data/dnbi_arrivals.yaml"),
        partial(
            figures, "data/warfare_patterns.yaml", "data/expectant_share.yaml", "data/dnbi_arrivals.yaml"
        ),
        picture=hours_of_fighting,
    ),
    Subject(
        "tempo_and_intensity",
        "How the load is spread over the days, how hard it is fought, and what special events add.",
        ("data/tempo.yaml", "data/intensity.yaml", "data/special_events.yaml"),
        partial(figures, "data/tempo.yaml", "data/intensity.yaml", "data/special_events.yaml"),
    ),
    Subject(
        "environment_effects",
        "What weather, light and terrain do to casualty rates, movement and disease.",
        ("data/environment.yaml",),
        partial(figures, "data/environment.yaml"),
    ),
)


def reference_asset(subject: Subject) -> dg.AssetsDefinition:
    """The asset of one subject."""

    @dg.asset(
        name=subject.name,
        description=subject.description,
        group_name=GROUP,
        owners=["team:medgen"],
        kinds={"yaml" if subject.schema is Figures else "csv"},
        tags={"room": "reference"},
        code_version=CODE_VERSION,
        metadata={
            COLUMN_SCHEMA: column_schema(subject.schema),
            "files": dg.MetadataValue.md("\n".join(f"- `{file}`" for file in subject.files)),
        },
    )
    def reference_table() -> dg.MaterializeResult[Any]:
        table = subject.table()
        counts = {f"rows of {name}": more().height for name, more in subject.more.items()}
        return dg.MaterializeResult(
            data_version=dg.DataVersion(subject.data_version()),
            metadata={
                ROW_COUNT: table.height,
                **counts,
                "at a glance": (subject.picture or partial(pictures.table, table))(),
                **subject.pictures(),
            },
        )

    return reference_table


SUBJECT_NAMES = frozenset(subject.name for subject in SUBJECTS)
REFERENCE_ASSETS = tuple(reference_asset(subject) for subject in SUBJECTS)


def asset_of_file(stem: str) -> str:
    """The reference asset that holds the data file of this name, without folder and ending."""
    return next(subject.name for subject in SUBJECTS if stem in {Path(file).stem for file in subject.files})
