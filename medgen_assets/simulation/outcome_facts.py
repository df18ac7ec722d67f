"""What must hold of outcomes: who returns is fit, who died is judged, and the timeline is that of the events."""

from collections.abc import Mapping

import polars as pl

from medgen_assets.vocabulary import DiedWaitingFor, DisabilityGrade, EventKind, Fitness, Outcome

Tables = Mapping[str, pl.DataFrame]
Offenders = pl.Series
IS_DEAD = pl.col("outcome").is_in([str(end) for end in (Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH)])
STEPS = {
    EventKind.FIRST_AID: "first_aid_minutes",
    EventKind.BED: "resuscitation_minutes",
    EventKind.SURGERY_START: "surgery_minutes",
}
"""The first event of each kind, and the column of minutes that it ends."""
QUEUED = (DiedWaitingFor.TRANSPORT, DiedWaitingFor.BED, DiedWaitingFor.SURGERY)
"""What is waited for in a queue; for first aid and pickup nobody queues, but the time they take goes by."""


def who_returns_is_fit_and_who_died_is_judged(tables: Tables) -> Offenders:
    """Patients whose fitness, disability, survivability or last wait contradicts their outcome."""
    judged = pl.col("survivability", "died_waiting_for").is_null()
    living = pl.col("fitness", "disability").is_not_null()
    wrong = pl.any_horizontal(judged, living) == IS_DEAD
    back = (pl.col("outcome") == str(Outcome.RTD)) == (pl.col("fitness") != str(Fitness.UNFIT)).fill_null(
        value=False
    )
    crippled = (pl.col("fitness") == str(Fitness.FIT)) & (
        pl.col("disability_grade") == str(DisabilityGrade.SEVERE)
    )
    return tables["patients"].filter(wrong | ~back | crippled.fill_null(value=False))["patient_id"]


def the_timeline_is_that_of_the_events(tables: Tables) -> Offenders:
    """Patients whose minutes to first aid, a bed or surgery are not those of the first such event."""
    events = tables["events"]
    firsts = (
        events.select("patient_id", "kind", "at")
        .filter(events["kind"].is_in([str(kind) for kind in STEPS]))
        .unique(["patient_id", "kind"], keep="first", maintain_order=True)
    )
    patients = tables["patients"].select("patient_id", "injured_at", *STEPS.values())
    told = firsts.join(patients, on="patient_id", validate="m:1", maintain_order="left")
    seconds = (pl.col("at") - pl.col("injured_at")).dt.total_seconds()
    noted = pl.coalesce(pl.when(pl.col("kind") == str(kind)).then(column) for kind, column in STEPS.items())
    wrong = told.filter(noted.ne_missing(-(-seconds // 60)))["patient_id"]
    known = patients.select(pl.col(*STEPS.values()).count()).sum_horizontal().item()
    return wrong if known <= len(firsts) else pl.concat([wrong, invented(patients, firsts)])


def invented(patients: pl.DataFrame, firsts: pl.DataFrame) -> Offenders:
    """Patients with more minutes than events that they could be of."""
    known = patients.select("patient_id", known=pl.sum_horizontal(pl.col(*STEPS.values()).is_not_null()))
    happened = firsts.group_by("patient_id").agg(happened=pl.len())
    counted = known.join(happened, on="patient_id", how="left", maintain_order="left")
    return counted.filter(pl.col("known") > pl.col("happened").fill_null(0))["patient_id"]


def who_died_waiting_stood_in_a_queue(tables: Tables) -> Offenders:
    """Patients who died waiting for means, and for whom no wait began."""
    waited = tables["patients"].filter(pl.col("died_waiting_for").is_in(list(map(str, QUEUED))))
    queued = (
        tables["events"].filter(pl.col("kind") == str(EventKind.QUEUE_START)).select("patient_id").unique()
    )
    return waited.join(queued, on="patient_id", how="anti")["patient_id"]


OUTCOME_FACTS = (
    who_returns_is_fit_and_who_died_is_judged,
    the_timeline_is_that_of_the_events,
    who_died_waiting_stood_in_a_queue,
)
