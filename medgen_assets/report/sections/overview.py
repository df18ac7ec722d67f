"""The head of the page: what was asked for, and the figures a planner wants first."""

from datetime import UTC, datetime
from typing import Any

import polars as pl

from medgen_assets.report.charts.bars import behind_a_click, plain_table
from medgen_assets.report.charts.ranges import percentiles
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Content, Markup, element
from medgen_assets.report.rates import Rates, outcome_number
from medgen_assets.report.wording import count, minutes, named, share

SHORT_FINGERPRINT = 12


def header(facts: Facts) -> Markup:
    """Name, description and identity of the data set."""
    origin, document = facts.origin, facts.document
    name = origin.get("scenario.name", "unnamed")
    described = str(document.get("description") or "")
    return element(
        "header",
        element("p", "Casualty exercise report", _class="kicker"),
        element("h1", named(name)),
        element("p", described, _class="description") if described else Markup(""),
        element("dl", *_identity(facts), _class="identity"),
    )


def _identity(facts: Facts) -> list[Markup]:
    origin, document = facts.origin, facts.document
    pairs = [
        ("Seed", origin.get("seed", "–")),
        ("Scenario fingerprint", origin.get("scenario.sha256", "–")[:SHORT_FINGERPRINT]),
        ("Start", _instant(document.get("start", "–"))),
        ("Days", f"{document.get('days', '–')} + {document.get('follow_up_days', '–')} of follow-up"),
        ("Made by", f"medgen {origin.get('generator.version', '–')}"),
    ]
    return [element("div", element("dt", term), element("dd", value)) for term, value in pairs]


def key_figures(facts: Facts) -> Markup:
    """The tiles under the head."""
    tallies, rates = facts.tallies, Rates.of(facts.tallies.outcomes)
    whole = tallies.patients
    deaths = sum(outcome_number(tallies.outcomes, outcome) for outcome in ("KIA", "DOW", "DNBI_DEATH"))
    returned = outcome_number(tallies.outcomes, "RTD")
    evacuated = outcome_number(tallies.outcomes, "EVACUATED_OUT_OF_THEATRE")
    tiles = [
        ("Patients", count(whole), f"{count(rates.battle)} in battle"),
        ("Mass-casualty incidents", *_mass_casualties(facts)),
        ("Deaths", count(deaths), f"{share(deaths, whole)} of all patients"),
        (
            "Killed in action",
            count(rates.killed),
            f"{share(rates.killed, rates.battle)} of battle casualties",
        ),
        ("Returned to duty", count(returned), f"{share(returned, whole)} of all patients"),
        ("Evacuated out of theatre", count(evacuated), f"{share(evacuated, whole)} of all patients"),
        ("To the first facility", _median_wait(facts), "median from injury or onset"),
        ("Busiest hour", *_busiest_hour(facts)),
    ]
    return element("div", *(_tile(*tile) for tile in tiles), _class="tiles")


def _tile(name: str, figure: str, note: str) -> Markup:
    return element(
        "div",
        element("p", name, _class="name"),
        element("p", figure, _class="figure"),
        element("p", note, _class="note"),
        _class="tile",
    )


def _mass_casualties(facts: Facts) -> tuple[str, str]:
    hurt = int(facts.mass_casualties["casualties"].sum())
    return count(facts.mass_casualties.height), f"{share(hurt, facts.tallies.patients)} of all patients"


def _median_wait(facts: Facts) -> str:
    waits = facts.tallies.first_facility.group_by("minutes").agg(pl.col("number").sum()).sort("minutes")
    if waits.is_empty():
        return "–"
    return minutes(percentiles(waits["minutes"].to_list(), waits["number"].to_list())[2])


def _busiest_hour(facts: Facts) -> tuple[str, str]:
    hours = facts.tallies.by_hour.group_by("hour").agg(pl.col("number").sum()).sort("number", "hour")
    hour, number = hours.row(-1)
    return count(number), f"{hour:%d %b %H:%M} UTC"


def request(facts: Facts) -> Markup:
    """What the scenario asked for, folded away."""
    document = facts.document
    keys = ("intensity", "tempo", "warfare_types", "special_events", "environment", "injury_mix")
    rows: list[list[Content]] = [[named(key), _said(document[key])] for key in keys if document.get(key)]
    fronts = document.get("fronts")
    for front in fronts if isinstance(fronts, list) else []:
        if isinstance(front, dict):
            asked = f"share {front.get('share', '–')}; nations {_said(front.get('nations') or {})}"
            rows.append([f"Front {front.get('name', '')}", asked])
    if not rows:
        return Markup("")
    return behind_a_click("What was asked for", plain_table(("", "Asked"), rows))


def _instant(value: Any) -> str:
    """A moment of the document, which YAML may have left as text."""
    try:
        return _said(datetime.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        return str(value)


def _said(value: Any) -> str:
    """A value of the document in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in value.items() if inner is not None)
    if isinstance(value, list):
        return "; ".join(_said(inner) for inner in value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return str(value)
