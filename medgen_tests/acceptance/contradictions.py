"""What no two facts about a patient may say: each is a function from tables to the patients that break it."""

from collections import Counter
from collections.abc import Callable
from functools import cache

import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.reference.interventions import effects
from medgen_assets.reference.names import names
from medgen_assets.reference.nations import nation_codes, ranks, unit_roles
from medgen_assets.reference.prescribing import lasting_treatments, medication_habits, substitutes
from medgen_assets.simulation import engine
from medgen_tests.reference.identity_readers import is_taken, told
from medgen_tests.simulation.exercises import exercise

Tables = dict[str, pl.DataFrame]
Offenders = pl.Series
CODE = ["code_system", "code"]
EVERYWHERE = [
    {
        "name": "everywhere",
        "share": 1.0,
        "nations": dict.fromkeys(nation_codes(), 100 / len(nation_codes())),
    }
]


@cache
def given_names() -> pl.DataFrame:
    """Given names in Latin letters that each nation gives to each sex."""
    return (
        names()
        .filter(pl.col("kind") == "given")
        .select("nation", "sex", "language", given_name_latin="latin")
        .unique()
    )


def given_names_are_of_the_sex(tables: Tables) -> Offenders:
    ordinary = tables["patients"].filter(pl.col("edge_case").is_null())
    return ordinary.join(given_names(), on=given_names().columns, how="anti")["patient_id"]


def read_back(tables: Tables) -> pl.DataFrame:
    """Patients with an identity number, with what it tells: whether it is taken, the birth date, the sex."""
    rows = tables["patients"].filter(pl.col("national_id").is_not_null())
    pairs = rows.select("nation", "national_id").rows()
    read = [told(nation, number) if is_taken(nation, number) else (None, None) for nation, number in pairs]
    return rows.with_columns(
        is_taken=pl.Series([is_taken(nation, number) for nation, number in pairs], dtype=pl.Boolean),
        told_birth=pl.Series([birth for birth, _ in read], dtype=pl.String),
        told_sex=pl.Series([sex for _, sex in read], dtype=pl.String),
    )


def identity_numbers_are_valid(tables: Tables) -> Offenders:
    return read_back(tables).filter(~pl.col("is_taken"))["patient_id"]


def identity_numbers_carry_the_sex(tables: Tables) -> Offenders:
    return read_back(tables).filter(pl.col("told_sex") != pl.col("sex"))["patient_id"]


def identity_numbers_carry_the_birth_date(tables: Tables) -> Offenders:
    begins = pl.col("birth_date").cast(pl.String).str.starts_with(pl.col("told_birth"))
    return read_back(tables).filter(~begins)["patient_id"]


def identity_numbers_are_one_person_each(tables: Tables) -> Offenders:
    first = tables["patients"].filter(pl.col("same_person_as").is_null(), pl.col("national_id").is_not_null())
    return first.filter(pl.struct("nation", "national_id").is_duplicated())["patient_id"]


def only_women_are_pregnant_and_take_no_contraceptive(tables: Tables) -> Offenders:
    stopped = medication_habits().filter("is_stopped_in_pregnancy").select(CODE)
    taken = tables["regular_medications"].join(stopped, on=CODE, how="semi")
    pregnant = tables["patients"].filter("is_pregnant")
    taking = pregnant.join(taken, on="patient_id", how="semi")
    return pl.concat([pregnant.filter(pl.col("sex") == "male"), taking])["patient_id"]


def medicines_suit_the_sex(tables: Tables) -> Offenders:
    taken = tables["regular_medications"].join(
        medication_habits().select(*CODE, wanted="sex"), on=CODE, validate="m:1"
    )
    joined = taken.join(tables["patients"].select("patient_id", "sex"), on="patient_id", validate="m:1")
    return joined.filter((pl.col("wanted") != "*") & (pl.col("wanted") != pl.col("sex")))["patient_id"]


def injuries_lie_where_their_condition_lies(tables: Tables) -> Offenders:
    conditions = clinical.conditions().select("condition_id", "is_sided", region="body_region")
    joined = tables["injuries"].join(conditions, on="condition_id", validate="m:1")
    sided = pl.col("laterality").is_not_null() == pl.col("is_sided")
    return joined.filter((pl.col("region") != pl.col("body_region")) | ~sided)["patient_id"]


def amputations_are_of_limbs(tables: Tables) -> Offenders:
    amputations = clinical.conditions().filter("is_amputation").select("condition_id")
    lost = tables["injuries"].join(amputations, on="condition_id")
    return lost.filter(~pl.col("body_region").str.ends_with("EXTREMITY"))["patient_id"]


def what_fits_limbs_goes_to_the_hurt_in_a_limb(tables: Tables) -> Offenders:
    of_limbs = clinical.treatments().filter("is_limb_only").select(CODE)
    given = tables["treatments"].join(of_limbs, on=CODE, how="semi")
    limbs = tables["injuries"].filter(pl.col("body_region").str.ends_with("EXTREMITY"))
    return given.join(limbs, on="patient_id", how="anti")["patient_id"]


@cache
def given_for() -> pl.DataFrame:
    """Codes that the protocols of each treatment group give, with their substitutes."""
    items = clinical.protocols().select("treatment_group", "treatment_id").unique()
    found = [items]
    while len(found[-1]):
        second = pl.col("treatment_id").replace_strict(substitutes(), default=None, return_dtype=pl.String)
        found.append(found[-1].with_columns(second).drop_nulls())
    codes = clinical.treatments().select("treatment_id", *CODE)
    return pl.concat(found).join(codes, on="treatment_id").select("treatment_group", *CODE).unique()


def everything_done_is_for_what_was_diagnosed(tables: Tables) -> Offenders:
    groups = clinical.conditions().select(*CODE, "treatment_group").unique()
    thought = tables["diagnoses"].join(groups, on=CODE)
    hurt = thought.select("patient_id", "treatment_group").unique()
    done = tables["treatments"].select("patient_id", *CODE).unique()
    justified = hurt.join(given_for(), on="treatment_group").select("patient_id", *CODE).unique()
    unjustified = done.join(justified, on=["patient_id", *CODE], how="anti")
    return unjustified.join(saving(), on=CODE, how="anti")["patient_id"]


@cache
def saving() -> pl.DataFrame:
    """Codes of what stops lethal courses: it is given to whom it saved, whatever the protocols say."""
    names = [name for effect in effects() for name in effect.treatments]
    return clinical.treatments().filter(pl.col("treatment_id").is_in(names)).select(CODE)


def judged(tables: Tables) -> pl.DataFrame:
    """Diagnoses with whether each is right."""
    true = tables["injuries"].select("patient_id", "injury_no", true="code")
    joined = tables["diagnoses"].join(true, on=["patient_id", "injury_no"], validate="m:1")
    return joined.with_columns(is_right=pl.col("code") == pl.col("true"))


def no_diagnosis_contradicts_an_earlier_image(tables: Tables) -> Offenders:
    images = tables["imaging_findings"].filter(pl.col("injury_no").is_not_null())
    shown = images.group_by("patient_id", "injury_no").agg(shown_at=pl.col("at").min())
    later = (
        judged(tables).join(shown, on=["patient_id", "injury_no"]).filter(pl.col("at") >= pl.col("shown_at"))
    )
    return later.filter(~pl.col("is_right"))["patient_id"]


def who_operates_knows_what_for(tables: Tables) -> Offenders:
    cut = tables["events"].filter(pl.col("kind") == "surgery_start").select("patient_id", "facility_id")
    there = judged(tables).join(cut.unique(), on=["patient_id", "facility_id"])
    return there.filter(~pl.col("is_right"))["patient_id"]


def the_first_triage_follows_the_first_diagnosis(tables: Tables) -> Offenders:
    """Who was seen for what it is at the point of injury has the category that the injuries call for."""
    first = judged(tables).filter((pl.col("injury_no") == 0) & (pl.col("role") == "POI") & pl.col("is_right"))
    people = tables["patients"].filter(pl.col("triage_assigned").is_not_null())
    seen = people.join(first.select("patient_id"), on="patient_id", how="semi")
    wrong = (pl.col("triage_assigned") != pl.col("triage_initial")) & (pl.col("triage_assigned") != "T1")
    return seen.filter(wrong)["patient_id"]


def nobody_gets_or_takes_what_an_allergy_forbids(tables: Tables) -> Offenders:
    forbidden = (
        clinical.allergies()
        .select("allergy_id", treatment_id="forbidden_treatments")
        .explode("treatment_id")
        .join(clinical.treatments().select("treatment_id", *CODE), on="treatment_id")
    )
    sources = ("treatments", "regular_medications")
    had = pl.concat([tables[name].select("patient_id", *CODE) for name in sources])
    allergic = tables["allergies"].select("patient_id", "allergy_id")
    return had.join(allergic, on="patient_id").join(forbidden, on=["allergy_id", *CODE])["patient_id"]


def nothing_that_lasts_is_given_twice(tables: Tables) -> Offenders:
    lasting = clinical.treatments().filter(pl.col("treatment_id").is_in(list(lasting_treatments())))
    given = tables["treatments"].join(lasting.select(*CODE), on=CODE, how="semi")
    return given.group_by("patient_id", *CODE).len().filter(pl.col("len") > 1)["patient_id"]


def ages_fit_the_ranks(tables: Tables) -> Offenders:
    limits = ranks().select("nation", "rank_code", "min_age", "max_age", "title")
    ranked = tables["patients"].join(limits, on=["nation", "rank_code"])
    fits = pl.col("age_years").is_between("min_age", "max_age") & (pl.col("title") == pl.col("rank_title"))
    return ranked.filter(~fits)["patient_id"]


def ranks_fit_the_posts(tables: Tables) -> Offenders:
    held = unit_roles().select("unit_role", "branch", "rank_codes").explode("rank_codes")
    columns = ["unit_role", "branch", "rank_code"]
    posted = tables["patients"].filter(pl.col("unit_role").is_not_null())
    return posted.join(held.rename({"rank_codes": "rank_code"}), on=columns, how="anti")["patient_id"]


def only_soldiers_have_ranks_and_all_known_ones_have(tables: Tables) -> Offenders:
    is_soldier = pl.col("person_status") == "military"
    unknown = (pl.col("edge_case") == "unknown_identity").fill_null(False)
    wrong = pl.col("rank_code").is_not_null() != (is_soldier & ~unknown)
    return tables["patients"].filter(wrong | (is_soldier & (pl.col("age_years") < 18)))["patient_id"]


def ages_are_those_of_the_birth_dates(tables: Tables) -> Offenders:
    eve = pl.col("birth_date").dt.offset_by(pl.format("{}y", pl.col("age_years") + 1))
    day = pl.col("injured_at").dt.date()
    birthday = pl.col("birth_date").dt.offset_by(pl.format("{}y", "age_years"))
    return tables["patients"].filter((day < birthday) | (day > eve))["patient_id"]


FACTS: tuple[Callable[[Tables], Offenders], ...] = (
    given_names_are_of_the_sex,
    identity_numbers_are_valid,
    identity_numbers_carry_the_sex,
    identity_numbers_carry_the_birth_date,
    identity_numbers_are_one_person_each,
    only_women_are_pregnant_and_take_no_contraceptive,
    medicines_suit_the_sex,
    injuries_lie_where_their_condition_lies,
    amputations_are_of_limbs,
    what_fits_limbs_goes_to_the_hurt_in_a_limb,
    everything_done_is_for_what_was_diagnosed,
    no_diagnosis_contradicts_an_earlier_image,
    who_operates_knows_what_for,
    the_first_triage_follows_the_first_diagnosis,
    nobody_gets_or_takes_what_an_allergy_forbids,
    nothing_that_lasts_is_given_twice,
    ages_fit_the_ranks,
    ranks_fit_the_posts,
    only_soldiers_have_ranks_and_all_known_ones_have,
    ages_are_those_of_the_birth_dates,
)


@cache
def offenders(patients: int, *, torture: bool = False) -> Counter[str]:
    """How many patients of all nations break each fact, computed in chunks."""
    asked = exercise(
        total_patients=patients,
        fronts=EVERYWHERE,
        identity_numbers="valid",
        torture=torture,
        warfare_types={"conventional": 1.0, "drone": 1.0, "urban": 1.0, "cbrn": 0.3},
    )
    schedule, found = engine.casualty_events(asked), Counter[str]()
    journal = engine.journal_of(asked, schedule)
    for first, end in engine.stretches(0, patients):
        tables = engine.stretch(asked, schedule, journal, first, end).records
        found.update({fact.__name__: fact(tables).n_unique() for fact in FACTS})
    return found
