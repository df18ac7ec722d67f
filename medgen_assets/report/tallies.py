"""Counts over the batches of a data set: each batch is counted by itself and the counts are added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

MIX_COLUMNS = (
    "casualty_class",
    "triage_initial",
    "mechanism",
    "body_region",
    "warfare_type",
    "nation",
)
TIMELINE_STEPS = ("first_aid", "resuscitation", "surgery")
PATIENT_COLUMNS = [
    *MIX_COLUMNS,
    "front",
    "injured_at",
    "first_facility_at",
    "outcome",
    "outcome_at",
    *(f"is_{step}_in_time" for step in TIMELINE_STEPS),
    *(f"{step}_minutes" for step in TIMELINE_STEPS),
    "survivability",
    "died_waiting_for",
    "disability",
    "disability_grade",
]
"""What is counted; read once for all questions, which takes half the time of a file scanned for each."""
EARLY_RETURN_HOURS = 72
"""Return to duty within so many hours is left out of the denominators of %KIA and %DOW.
Source: Holcomb et al., J Trauma 2006;60:397."""


@dataclass(frozen=True)
class Tallies:
    """Counts of patients, or of treatments: one small table per question, counted in the column `number`."""

    by_hour: pl.DataFrame
    mixes: dict[str, pl.DataFrame]
    outcomes: pl.DataFrame
    first_facility: pl.DataFrame
    moves: pl.DataFrame
    treatments: pl.DataFrame
    timeline: pl.DataFrame
    deaths: pl.DataFrame
    disabilities: pl.DataFrame

    @property
    def patients(self) -> int:
        """Patients in all."""
        return int(self.outcomes["number"].sum())


def tallied(patients: Sequence[Path], events: Sequence[Path], treatments: Sequence[Path]) -> Tallies:
    """Count all batches; the three tables' files in batch order."""
    counts = [_patient_counts(path) for path in patients]
    moves = [_moves(of_events, of_patients) for of_events, of_patients in zip(events, patients, strict=True)]
    return Tallies(
        by_hour=_added([each["by_hour"] for each in counts]).sort("hour", "front"),
        mixes={column: _largest_first([each[column] for each in counts]) for column in MIX_COLUMNS},
        outcomes=_added([each["outcomes"] for each in counts]),
        first_facility=_added([each["first_facility"] for each in counts]).sort("triage", "minutes"),
        moves=_added(moves),
        treatments=_largest_first([_treatment_counts(path) for path in treatments]),
        timeline=_added([each["timeline"] for each in counts]),
        deaths=_added([each["deaths"] for each in counts]),
        disabilities=_added([each["disabilities"] for each in counts]),
    )


def _counted(rows: pl.LazyFrame, *keys: str | pl.Expr) -> pl.LazyFrame:
    return rows.group_by(*keys).agg(number=pl.len().cast(pl.Int64))


def _added(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat(counts)
    return whole.group_by(pl.exclude("number")).agg(pl.col("number").sum())


def _largest_first(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    added = _added(counts)
    names = [name for name in added.columns if name != "number"]
    return added.sort("number", *names, descending=[True, *(False for _ in names)])


def _patient_counts(path: Path) -> dict[str, pl.DataFrame]:
    rows = pl.read_parquet(path, columns=PATIENT_COLUMNS).lazy()
    waited = (pl.col("first_facility_at") - pl.col("injured_at")).dt.total_minutes()
    returned_after = pl.col("outcome_at") - pl.col("injured_at")
    is_early = (pl.col("outcome") == "RTD") & (returned_after <= pl.duration(hours=EARLY_RETURN_HOURS))
    questions = {
        "by_hour": _counted(rows, pl.col("injured_at").dt.truncate("1h").alias("hour"), "front"),
        "outcomes": _counted(rows, "casualty_class", "outcome", is_early.alias("is_early_return")),
        "first_facility": _counted(
            rows.filter(pl.col("first_facility_at").is_not_null()),
            pl.col("triage_initial").alias("triage"),
            waited.alias("minutes"),
        ),
        "timeline": _counted(_steps(rows), "step", "is_met", "minutes"),
        "deaths": _counted(_the_dead(rows), "outcome", "survivability", "died_waiting_for"),
        "disabilities": _counted(
            rows.filter(pl.col("disability").is_not_null()), "disability", "disability_grade"
        ),
        **{column: _counted(rows, pl.col(column).alias("value")) for column in MIX_COLUMNS},
    }
    return dict(zip(questions, pl.collect_all(list(questions.values())), strict=True))


def _steps(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row per patient and step of the 10-1-2 timeline that was due."""
    steps = [
        rows.filter(pl.col(f"is_{step}_in_time").is_not_null()).select(
            step=pl.lit(step), is_met=f"is_{step}_in_time", minutes=f"{step}_minutes"
        )
        for step in TIMELINE_STEPS
    ]
    return pl.concat(steps)


def _the_dead(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.filter(pl.col("survivability").is_not_null())


def _moves(events: Path, patients: Path) -> pl.DataFrame:
    """Steps between roles, and from the last role to the outcome; from the point of injury on.

    Events lie in the order of the patients, so that the step before is the row before.
    """
    patient = pl.col("patient_id")
    came_from = pl.when(patient == patient.shift(1)).then(pl.col("target").shift(1)).fill_null("POI")
    arrivals = (
        pl.scan_parquet(events)
        .filter(pl.col("kind") == "arrival")
        .select("patient_id", target="role")
        .with_columns(source=came_from)
        .collect()
    )
    last = arrivals.filter(patient.ne_missing(patient.shift(-1))).select("patient_id", source="target")
    endings = (
        pl.read_parquet(patients, columns=["patient_id", "outcome"])
        .join(last, on="patient_id", how="left")
        .select(pl.col("source").fill_null("POI"), target="outcome")
    )
    return _counted(
        pl.concat([arrivals.select("source", "target"), endings]).lazy(), "source", "target"
    ).collect()


def _treatment_counts(path: Path) -> pl.DataFrame:
    return _counted(pl.scan_parquet(path), "kind", "display").collect()
