"""What happened to each patient, in order: the events of the walk, of care, and the end."""

import polars as pl

from medgen_assets.schemas.records import Events
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.records.ordering import by_patient_and_second
from medgen_assets.vocabulary import EventKind, Outcome, Role

COLUMNS = ("patient_id", "at", "kind", "role", "facility_id", "vehicle_id", "triage", "detail")
TRIAGE_SECONDS = 138
"""From arrival to triage. Source: 2.3 min at Vigorous Warrior 2024 (Benhassine et al. 2025, table 1)."""
DIAGNOSIS_MINUTES = 15
"""From arrival to a diagnosis (min). Assumption: after triage, a primary survey of ten minutes."""
TERMINAL = {
    Outcome.RTD: EventKind.RTD,
    Outcome.KIA: EventKind.DEATH,
    Outcome.DOW: EventKind.DEATH,
    Outcome.DNBI_DEATH: EventKind.DEATH,
    Outcome.EVACUATED_OUT_OF_THEATRE: EventKind.END_OF_EXERCISE,
    Outcome.UNDER_TREATMENT: EventKind.END_OF_EXERCISE,
}


def events(
    exercise: Exercise,
    casualties: pl.DataFrame,
    fates: pl.DataFrame,
    visits: pl.DataFrame,
    contacts: pl.DataFrame,
    treatments: pl.DataFrame,
    vitals: pl.DataFrame,
) -> pl.DataFrame:
    """All events of all patients (table Events)."""
    first_aid, bed, triage, diagnosis, surgery_start, surgery_end = contact_events(casualties, contacts)
    departure, arrival = leg_events(visits, casualties)
    looked, treated = measured_events(contacts, treatments, vitals)
    before = [injury_events(casualties), first_aid, arrival, bed, triage, diagnosis]
    after = [looked, treated, surgery_start, surgery_end, departure, final_events(fates, casualties, visits)]
    frames = before + after  # the order of events at the same moment
    together = pl.concat([frame.select(COLUMNS) for frame in frames])
    second = exercise.seconds(together["at"])
    ordered = together[by_patient_and_second(together["patient_id"].to_numpy(), second)]
    return ordered.select(
        "patient_id",
        pl.int_range(pl.len(), dtype=pl.Int64).over("patient_id").alias("event_no"),
        *COLUMNS[1:],
    ).pipe(Events.validate)


def nothing(name: str) -> pl.Expr:
    """A column without values."""
    return pl.lit(None, dtype=pl.String).alias(name)


def kind_of(kind: EventKind) -> pl.Expr:
    """The kind column."""
    return pl.lit(str(kind)).alias("kind")


def injury_events(casualties: pl.DataFrame) -> pl.DataFrame:
    """The injury, or the onset of illness."""
    return casualties.select(
        "patient_id",
        pl.col("injured_at").alias("at"),
        kind_of(EventKind.INJURY),
        pl.lit(str(Role.POI)).alias("role"),
        nothing("facility_id"),
        nothing("vehicle_id"),
        pl.col("triage_initial").alias("triage"),
        pl.col("condition_display").alias("detail"),
    )


def contact_events(casualties: pl.DataFrame, contacts: pl.DataFrame) -> list[pl.DataFrame]:
    """First aid, arrival, bed, triage, diagnosis and surgery of each contact."""
    named = contacts.join(
        casualties.select("patient_id", "condition_display"), on="patient_id", validate="m:1"
    )
    at_injury, at_facility = named.filter(pl.col("contact_no") == 0), named.filter(pl.col("contact_no") > 0)
    triaged = pl.col("from_at") + pl.duration(seconds=TRIAGE_SECONDS)
    diagnosed = pl.col("from_at") + pl.duration(minutes=DIAGNOSIS_MINUTES)
    operated = at_facility.filter(pl.col("surgery_from").is_not_null())
    display = pl.col("condition_display").alias("detail")
    return [
        contact_event(at_injury, EventKind.FIRST_AID, pl.col("from_at")),
        contact_event(at_facility, EventKind.BED, pl.col("from_at")),
        contact_event(named, EventKind.TRIAGE, triaged),
        contact_event(at_facility, EventKind.DIAGNOSIS, diagnosed, display),
        contact_event(operated, EventKind.SURGERY_START, pl.col("surgery_from")),
        contact_event(operated, EventKind.SURGERY_END, pl.col("surgery_to")),
    ]


def contact_event(
    contacts: pl.DataFrame, kind: EventKind, at: pl.Expr, detail: pl.Expr | None = None
) -> pl.DataFrame:
    """Events of one kind at contacts, where the contact lasted until then."""
    return contacts.select(
        "patient_id",
        at.alias("at"),
        kind_of(kind),
        "role",
        "facility_id",
        nothing("vehicle_id"),
        "triage",
        nothing("detail") if detail is None else detail,
        "to_at",
    ).filter(pl.col("at") <= pl.col("to_at"))


def measured_events(
    contacts: pl.DataFrame, treatments: pl.DataFrame, vitals: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The measurements, and the treatment of each contact by the name of what came first."""
    keys = ["patient_id", "contact_no"]
    place = contacts.select(*keys, "role", "facility_id", "triage")
    first = treatments.unique(keys, keep="first", maintain_order=True).select(*keys, "at", "display")
    looked = vitals.select(*keys, "at").join(place, on=keys, maintain_order="left", validate="m:1")
    return (
        looked.with_columns(kind_of(EventKind.VITALS), nothing("vehicle_id"), nothing("detail")),
        first.join(place, on=keys, maintain_order="left", validate="1:1")
        .rename({"display": "detail"})
        .with_columns(kind_of(EventKind.TREATMENT), nothing("vehicle_id")),
    )


def leg_events(visits: pl.DataFrame, casualties: pl.DataFrame) -> list[pl.DataFrame]:
    """Pickup or departure, and arrival, of each leg."""
    origin = {name: pl.col(name).shift(1).over("patient_id") for name in ("role", "facility_id", "triage")}
    initial = casualties.select("patient_id", "triage_initial")
    legs = (
        visits.join(initial, on="patient_id", validate="m:1")
        .sort("patient_id", "visit_no")
        .with_columns(
            origin_role=origin["role"].fill_null(str(Role.POI)),
            origin_facility=origin["facility_id"],
            origin_triage=pl.coalesce(origin["triage"], "triage_initial"),
        )
    )
    is_pickup = (pl.col("visit_no") == 0) & pl.col("vehicle_id").is_not_null()
    start = pl.when(is_pickup).then(pl.lit(str(EventKind.PICKUP))).otherwise(pl.lit(str(EventKind.DEPARTURE)))
    return [
        legs.select(
            "patient_id",
            pl.col("departed_at").alias("at"),
            start.alias("kind"),
            pl.col("origin_role").alias("role"),
            pl.col("origin_facility").alias("facility_id"),
            "vehicle_id",
            pl.col("origin_triage").alias("triage"),
            pl.format("to {}", "facility_id").alias("detail"),
        ),
        legs.filter(pl.col("arrived_at").is_not_null()).select(
            "patient_id",
            pl.col("arrived_at").alias("at"),
            kind_of(EventKind.ARRIVAL),
            "role",
            "facility_id",
            "vehicle_id",
            "triage",
            nothing("detail"),
        ),
    ]


def final_events(fates: pl.DataFrame, casualties: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """The one terminal event of each patient."""
    last = (
        visits.sort("patient_id", "visit_no").unique("patient_id", keep="last").select("patient_id", "triage")
    )
    kinds = {str(outcome): str(kind) for outcome, kind in TERMINAL.items()}
    here = pl.col("outcome_location").is_in(["POI", "IN_TRANSIT"])
    return (
        fates.join(casualties.select("patient_id", "triage_initial"), on="patient_id", validate="1:1")
        .join(last, on="patient_id", how="left", validate="1:1")
        .select(
            "patient_id",
            pl.col("outcome_at").alias("at"),
            pl.col("outcome").replace_strict(kinds, return_dtype=pl.String).alias("kind"),
            pl.col("outcome_role").alias("role"),
            pl.when(~here).then(pl.col("outcome_location")).alias("facility_id"),
            nothing("vehicle_id"),
            pl.coalesce("triage", "triage_initial").alias("triage"),
            pl.col("outcome").alias("detail"),
        )
    )
