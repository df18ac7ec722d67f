"""What must hold of every finished exercise, checked batch by batch on the tables themselves.

Each fact is one function from the tables of a batch to the patients that break it. Capacity at every instant is
checked when care competes for finite means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.reference.prescribing import medication_habits
from medgen_assets.simulation.diagnosis_facts import DIAGNOSIS_FACTS
from medgen_assets.simulation.image_facts import IMAGE_FACTS
from medgen_assets.simulation.known_names import KnownNames
from medgen_assets.simulation.outcome_facts import OUTCOME_FACTS
from medgen_assets.simulation.patient_rows import are_among, beside
from medgen_assets.vocabulary import CasualtyClass, EventKind, Outcome

Tables = Mapping[str, pl.DataFrame]
Offenders = pl.Series
TERMINAL_KINDS = [str(kind) for kind in (EventKind.DEATH, EventKind.RTD, EventKind.END_OF_EXERCISE)]
LEGS = [str(kind) for kind in (EventKind.PICKUP, EventKind.DEPARTURE, EventKind.ARRIVAL)]
DEATHS = [str(outcome) for outcome in (Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH)]
DEATHS_OF_WAR = [str(Outcome.KIA), str(Outcome.DOW)]
CHILD_TABLES = (
    "injuries",
    "events",
    "diagnoses",
    "treatments",
    "vitals",
    "allergies",
    "regular_medications",
    "imaging_findings",
    "resource_stays",
)
CODED_TABLES = ("injuries", "diagnoses", "treatments", "allergies", "regular_medications")
CODED = ("code_system", "code", "display")
EXAMPLES = 5
SAME_PATIENT = (pl.col("patient_id") == pl.col("patient_id").shift(1)).fill_null(value=False)
"""Whether the row before is of the same patient; tables lie in the order of the patients."""


@dataclass(frozen=True)
class InvariantResult:
    """Whether a fact holds, and what breaks it."""

    name: str
    passed: bool
    detail: str


def every_child_row_has_its_patient(tables: Tables) -> Offenders:
    """Ids in child tables that are not among the batch's patients."""
    patients = tables["patients"]
    children = [tables[name] for name in CHILD_TABLES]
    unsure = [child for child in children if not are_among(patients, child["patient_id"])]
    strays = [child.join(patients, on="patient_id", how="anti")["patient_id"] for child in unsure]
    return pl.concat([patients["patient_id"].clear(), *strays])


def every_patient_has_an_injury_and_events(tables: Tables) -> Offenders:
    """Patients without injuries or without events."""
    patients = tables["patients"].select("patient_id")
    missing = [patients.join(tables[name], on="patient_id", how="anti") for name in ("injuries", "events")]
    return pl.concat(missing)["patient_id"]


def nothing_happens_before_injury_or_after_the_outcome(tables: Tables) -> Offenders:
    """Patients with an event, treatment or measurement outside their time."""
    return pl.concat(
        [outside(tables["patients"], tables[name]) for name in ("events", "treatments", "vitals")]
    )


def outside(patients: pl.DataFrame, child: pl.DataFrame) -> Offenders:
    """Patients with a row before their injury or after their outcome."""
    at, span = child["at"], beside(patients, child, "injured_at", "outcome_at")
    return child["patient_id"].filter((at < span["injured_at"]) | (at > span["outcome_at"]))


def no_vital_signs_at_death_or_later(tables: Tables) -> Offenders:
    """Dead patients with a measurement at or after death."""
    is_dead = pl.col("outcome").is_in(DEATHS)
    ends = tables["patients"].select("patient_id", died_at=pl.when(is_dead).then("outcome_at"))
    vitals = tables["vitals"]
    return vitals["patient_id"].filter(vitals["at"] >= beside(ends, vitals, "died_at")["died_at"])


def time_never_goes_back(tables: Tables) -> Offenders:
    """Patients whose events are not in order of time, or not numbered from 0."""
    back = SAME_PATIENT & (pl.col("at") < pl.col("at").shift(1))
    due = pl.when(SAME_PATIENT).then(pl.col("event_no").shift(1) + 1).otherwise(0)
    torn = pl.col("patient_id") < pl.col("patient_id").shift(1)
    return tables["events"].filter(back | torn | (pl.col("event_no") != due))["patient_id"]


def nobody_is_at_two_places(tables: Tables) -> Offenders:
    """Patients with a stay in a bed that begins before the one before it ended."""
    beds = tables["resource_stays"].filter(pl.col("resource_kind") == "bed").sort("patient_id", "from", "to")
    return beds.filter(SAME_PATIENT & (pl.col("from") < pl.col("to").shift(1)))["patient_id"]


def legs_and_arrivals_alternate(tables: Tables) -> Offenders:
    """Patients who arrive without having left, or leave twice: teleporting."""
    legs = tables["events"].filter(pl.col("kind").is_in(LEGS))
    is_arrival = pl.col("kind") == str(EventKind.ARRIVAL)
    has_left = SAME_PATIENT & ~is_arrival.shift(1, fill_value=True)
    return legs.filter(is_arrival != has_left)["patient_id"]


def everyone_has_one_terminal_event_and_it_is_the_last(tables: Tables) -> Offenders:
    """Patients without exactly one terminal event, at the end, at the moment of the outcome."""
    is_terminal = pl.col("kind").is_in(TERMINAL_KINDS)
    is_last = pl.col("patient_id").ne_missing(pl.col("patient_id").shift(-1))
    ends = tables["events"].select("patient_id", "at", terminal=is_terminal, last=is_last)
    ends = ends.filter(pl.col("terminal") | pl.col("last"))
    wrong = pl.col("patient_id").is_duplicated() | ~pl.col("terminal") | ~pl.col("last")
    joined = tables["patients"].select("patient_id", "outcome_at").join(ends, on="patient_id", how="left")
    late = pl.col("at").ne_missing(pl.col("outcome_at"))
    return joined.filter((wrong | late).fill_null(value=True))["patient_id"]


def the_killed_in_action_never_reached_a_facility(tables: Tables) -> Offenders:
    """Patients killed in action after a facility, or dead of wounds before one."""
    reached = pl.col("first_facility_at").is_not_null()
    kia, dow = pl.col("outcome") == str(Outcome.KIA), pl.col("outcome") == str(Outcome.DOW)
    return tables["patients"].filter((kia & reached) | (dow & ~reached))["patient_id"]


def only_battle_casualties_are_killed_in_action_or_die_of_wounds(tables: Tables) -> Offenders:
    """Patients whose kind of death contradicts their class."""
    of_war = pl.col("outcome").is_in(DEATHS_OF_WAR)
    is_battle = pl.col("casualty_class") == str(CasualtyClass.BATTLE)
    wrong = (of_war & ~is_battle) | ((pl.col("outcome") == str(Outcome.DNBI_DEATH)) & is_battle)
    return tables["patients"].filter(wrong)["patient_id"]


def every_code_has_its_own_display(tables: Tables) -> Offenders:
    """Patients with a code that the reference does not have, or has under another display."""
    return pl.concat([known_codes().strangers(tables[name]) for name in CODED_TABLES])


@cache
def known_codes() -> KnownNames:
    """Code system, code and display of all conditions, treatments, allergies and habits of the reference."""
    lists = (clinical.conditions(), clinical.treatments(), clinical.allergies(), medication_habits())
    return KnownNames(pl.concat([table.select(CODED) for table in lists]).unique())


def nobody_is_given_what_an_allergy_forbids(tables: Tables) -> Offenders:
    """Patients treated with something that a known allergy of theirs forbids."""
    allergic = tables["allergies"].select("patient_id", "allergy_id")
    given = tables["treatments"].select("patient_id", "code_system", "code")
    suspects = given.join(allergic, on="patient_id")
    keys = ["allergy_id", "code_system", "code"]
    forbidden = forbidden_codes().select(pl.col(key).cast(suspects.schema[key]) for key in keys)
    return suspects.join(forbidden, on=keys, how="semi")["patient_id"]


@cache
def forbidden_codes() -> pl.DataFrame:
    """Codes of the treatments that each allergy forbids."""
    forbidden = clinical.allergies().select("allergy_id", treatment_id="forbidden_treatments")
    codes = clinical.treatments().select("treatment_id", "code_system", "code")
    return forbidden.explode("treatment_id").drop_nulls().join(codes, on="treatment_id")


def the_body_region_is_that_of_the_worst_injury(tables: Tables) -> Offenders:
    """Patients whose record names another region or condition than their worst injury."""
    worst = (
        tables["injuries"]
        .filter(pl.col("injury_no") == 0)
        .select("patient_id", region="body_region", worst_code="code")
    )
    joined = tables["patients"].join(worst, on="patient_id", how="left", validate="1:1")
    wrong = (pl.col("region") != pl.col("body_region")) | (pl.col("worst_code") != pl.col("condition_code"))
    return joined.filter(wrong.fill_null(True))["patient_id"]


FACTS: tuple[Callable[[Tables], Offenders], ...] = (
    every_child_row_has_its_patient,
    every_patient_has_an_injury_and_events,
    nothing_happens_before_injury_or_after_the_outcome,
    no_vital_signs_at_death_or_later,
    time_never_goes_back,
    nobody_is_at_two_places,
    legs_and_arrivals_alternate,
    everyone_has_one_terminal_event_and_it_is_the_last,
    the_killed_in_action_never_reached_a_facility,
    only_battle_casualties_are_killed_in_action_or_die_of_wounds,
    every_code_has_its_own_display,
    nobody_is_given_what_an_allergy_forbids,
    the_body_region_is_that_of_the_worst_injury,
    *IMAGE_FACTS,
    *OUTCOME_FACTS,
    *DIAGNOSIS_FACTS,
)
COUNTED = "exactly_the_patients_asked_for_with_dense_ids"
SUMMED = "the_outcomes_add_up_to_the_total"
NAMES = (COUNTED, SUMMED, *(fact.__name__ for fact in FACTS))


@dataclass
class Invariants:
    """Facts gathered over the batches of one exercise, in batch order."""

    total_patients: int
    next_id: int = 0
    gap: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    offenders: dict[str, list[int]] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, tables: Tables) -> None:
        """Check one batch: its tables by name, patients and all child tables."""
        self.count(tables["patients"])
        for fact in FACTS:
            found = fact(tables).unique(maintain_order=True)
            self.broken[fact.__name__] = self.broken.get(fact.__name__, 0) + len(found)
            self.offenders.setdefault(fact.__name__, []).extend(found.head(EXAMPLES).to_list())

    def count(self, patients: pl.DataFrame) -> None:
        """Check that ids go on without a gap, and add up the outcomes."""
        wanted = pl.int_range(self.next_id, self.next_id + len(patients), dtype=pl.Int64, eager=True)
        if not self.gap and not (patients["patient_id"] == wanted).all():
            self.gap = f"ids are not dense from {self.next_id}"
        self.next_id += len(patients)
        for outcome, count in patients["outcome"].value_counts().rows():
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + count

    def results(self) -> list[InvariantResult]:
        """One result per fact."""
        missing = (
            "" if self.next_id == self.total_patients else f"{self.next_id} of {self.total_patients} patients"
        )
        known = sum(self.outcomes.get(str(outcome), 0) for outcome in Outcome)
        counted = "; ".join(part for part in (missing, self.gap) if part)
        return [
            InvariantResult(COUNTED, not counted, counted or f"{self.next_id} patients"),
            InvariantResult(SUMMED, known == self.total_patients, f"{known} of {self.total_patients}"),
            *(self.result(fact.__name__) for fact in FACTS),
        ]

    def result(self, name: str) -> InvariantResult:
        """The result of one fact."""
        count = self.broken.get(name, 0)
        examples = ", ".join(str(patient_id) for patient_id in self.offenders.get(name, [])[:EXAMPLES])
        return InvariantResult(
            name, count == 0, f"{count} patients, for example {examples}" if count else "holds"
        )
