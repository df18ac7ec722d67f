"""What was too late and what stays: care against the 10-1-2 timeline, deaths, and lasting disability."""

import polars as pl

from medgen_assets.report.charts.bars import Bar, bar_table, plain_table
from medgen_assets.report.charts.ranges import percentiles
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.sections.frame import section
from medgen_assets.report.wording import count, minutes, named, share

STEPS = {
    "first_aid": "First aid within 10 min, of the injured",
    "resuscitation": "Resuscitation within 1 h, of T1",
    "surgery": "Surgery within 2 h, of T1 who needed it",
}
WAITS = {"transport": "under", "bed": "wounds", "surgery": "killed", "nothing": "rest"}
"""What the dead waited for, with its colour class."""
GRADES = ("severe", "moderate", "mild")


def timeline(facts: Facts) -> Markup:
    """How often care kept to the 10-1-2 timeline, and how long it took."""
    rows = [_step(facts.tallies.timeline.filter(step=step), said) for step, said in STEPS.items()]
    note = (
        "Counted from injury, without the killed outright and the ill. Who died before a step that was due "
        "did not get it in time. Resuscitation begins with a bed at a facility."
    )
    return section(
        "10-1-2",
        plain_table(("Step", "In time", "Cases", "Of", "Never", "Median", "90th"), rows),
        element("p", note, _class="note"),
        lead="First aid in 10 minutes, resuscitation in 1 hour, surgery in 2 hours.",
    )


def _step(rows: pl.DataFrame, said: str) -> list[str]:
    asked, met = int(rows["number"].sum()), int(rows.filter("is_met")["number"].sum())
    never = int(rows.filter(pl.col("minutes").is_null())["number"].sum())
    known = rows.filter(pl.col("minutes").is_not_null()).group_by("minutes").agg(pl.col("number").sum())
    known = known.sort("minutes")
    times = percentiles(known["minutes"].to_list(), known["number"].to_list())
    middle, late = (minutes(times[2]), minutes(times[4])) if times else ("–", "–")
    return [said, share(met, asked), count(met), count(asked), count(never), middle, late]


def deaths(facts: Facts) -> Markup:
    """Deaths that care could have averted, by what the dead waited for."""
    numbers = facts.tallies.deaths
    whole = int(numbers["number"].sum())
    survivable = numbers.filter(survivability="potentially_survivable")
    averted = int(survivable["number"].sum())
    bars = [
        Bar(named(wait), int(survivable.filter(died_waiting_for=wait)["number"].sum()), colour)
        for wait, colour in WAITS.items()
    ]
    rows = [
        [named(outcome), *_judged(numbers.filter(outcome=outcome))]
        for outcome in ("KIA", "DOW", "DNBI_DEATH")
    ]
    note = (
        "Non-survivable: killed outright, a worst severity of 6, or a lethal brain injury of severity 5. All "
        "others could have lived with the right care in time; whether there was any is another question."
    )
    return section(
        "Preventable deaths",
        plain_table(("Outcome", "Deaths", "Potentially survivable", "Share"), rows),
        bar_table("Waited for, of the potentially survivable", bars, averted),
        element("p", note, _class="note"),
        lead=f"{count(averted)} of {count(whole)} deaths were potentially survivable.",
    )


def _judged(rows: pl.DataFrame) -> list[str]:
    whole = int(rows["number"].sum())
    averted = int(rows.filter(survivability="potentially_survivable")["number"].sum())
    return [count(whole), count(averted), share(averted, whole)]


def disabilities(facts: Facts) -> Markup:
    """What stays for good among those who lived."""
    numbers = facts.tallies.disabilities
    living = int(numbers["number"].sum())
    lasting = numbers.filter(pl.col("disability_grade").is_not_null())
    kinds = lasting.group_by("disability").agg(pl.col("number").sum()).sort("number", descending=True)
    rows = [
        [
            named(kind),
            *(count(_of(lasting.filter(disability=kind), grade)) for grade in GRADES),
            count(whole),
            share(whole, living),
        ]
        for kind, whole in kinds.sort("number", "disability", descending=[True, False]).iter_rows()
    ]
    return section(
        "What stays",
        plain_table(("Disability", *(named(grade) for grade in GRADES), "All", "Of the living"), rows),
        lead=f"{share(int(lasting['number'].sum()), living)} of the {count(living)} who lived keep something.",
    )


def _of(rows: pl.DataFrame, grade: str) -> int:
    return int(rows.filter(disability_grade=grade)["number"].sum())
