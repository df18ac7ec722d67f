"""The table of docs/model.md that says what each knob moves, and by how much.

`python -m medgen_tests.acceptance.knob_table` measures all of them anew (two minutes) and rewrites it. A test holds
the table to the rows of `test_knobs`, and each row to its direction; the figures are those of the day they were
measured.
"""

import re

from medgen_tests.acceptance.test_knobs import ROWS, measured
from medgen_tests.docs.pages import DOCS, table

PAGE = DOCS / "model.md"
BEGIN, END = "<!-- measured: knobs -->", "<!-- end: knobs -->"
ARROWS = {1: "rises", -1: "falls", 0: "differs"}
HEAD = ("knob", "what is measured", "direction", "before", "after")
WORDS = {
    "total_patients": "patients",
    "seed": "kilograms of all patients together",
    "start": "year of the first injury",
    "days": "last day of the year on which anybody is hurt",
    "follow_up_days": "returned to duty",
    "warfare_types": "casualties in mass-casualty incidents",
    "intensity": "T1",
    "tempo": "casualties after day 6",
    "daily_rate_cv": "standard deviation of casualties per day",
    "special_events[].type": "casualties of special events in mass-casualty incidents",
    "special_events[].day": "casualties of special events on day 6",
    "special_events[].every_days": "days with special events",
    "special_events[].front": "casualties of special events in the north",
    "special_events[].hour": "casualties of special events from 20 h on",
    "special_events[].casualties": "casualties of special events",
    "environment": "minutes of a leg to Role 1",
    "injury_mix.battle": "battle casualties",
    "injury_mix.non_battle": "non-battle injuries",
    "injury_mix.disease": "diseases",
    "fronts[].name": "casualties of front east",
    "fronts[].share": "casualties in the north",
    "fronts[].nations": "Norwegians",
    "fronts[].facilities[].role": "visits to Role 3",
    "fronts[].facilities[].count": "facilities visited",
    "fronts[].facilities[].beds": "visits to Role 2",
    "fronts[].facilities[].icu_beds": "stays in intensive care",
    "fronts[].facilities[].ventilators": "deaths",
    "fronts[].facilities[].surgical_teams": "minutes of waiting for a table at Role 2",
    "fronts[].facilities[].blood.whole_blood": "days to death, eight for who lives, all together",
    "fronts[].facilities[].blood.red_cells": "days to death, eight for who lives, all together",
    "fronts[].facilities[].blood.plasma": "days to death, eight for who lives, all together",
    "fronts[].facilities[].blood.platelets": "days to death, eight for who lives, all together",
    "fronts[].facilities[].blood.resupply_days": "days to death, eight for who lives, all together",
    "fronts[].priority": "minutes at the door of Role 1, Estonians of T2",
    "fronts[].facilities[].nation": "minutes at the door of Role 1, Estonians of T2",
    "fronts[].facilities[].surge.beds": "stays in further beds",
    "fronts[].facilities[].surge.notice_hours": "stays in further beds",
    "fronts[].facilities[].surge.quality": "days to death, eight for who lives, all together",
    "fronts[].facilities[].lost_on_day": "visits to the second Role 2",
    "fronts[].facilities[].lost_count": "visits to Role 1",
    "fronts[].facilities[].tables": "operations at Role 2",
    "fronts[].vehicles[].count": "minutes of waiting for transport to Role 1",
    "fronts[].vehicles[].litter": "most in one ambulance",
    "fronts[].vehicles[].walking": "most in one ambulance",
    "fronts[].vehicles[].kind": "legs by helicopter",
    "fronts[].vehicles[].speed_kmh": "minutes of a leg to Role 1",
    "fronts[].vehicles[].attacked_share": "minutes of a leg to Role 1",
    "fronts[].distances_km.poi_to_role_1": "minutes of a leg to Role 1",
    "fronts[].distances_km.role_1_to_role_2": "minutes of a leg to Role 2",
    "fronts[].distances_km.role_2_to_csu": "minutes of a leg to a staging unit",
    "fronts[].distances_km.role_2_to_role_3": "minutes of a leg to Role 3",
    "fronts[].distances_km.role_3_to_role_4": "minutes of a leg to Role 4",
    "evacuation_policy.role_1_days": "returned to duty from Role 1",
    "evacuation_policy.role_2_days": "returned to duty from Role 2",
    "evacuation_policy.role_3_days": "returned to duty from Role 3",
    "evacuation_policy.air_for": "legs by helicopter",
    "evacuation_policy.expectant": "arrivals as T4",
    "identity_numbers": "Finnish numbers that are not reserved",
    "religion": "patients with a religion",
    "next_of_kin": "patients with a relative",
    "torture": "difficult records",
    "overrides.triage_weights": "T1",
    "overrides.mechanism_weights": "gunshots",
    "overrides.hourly_weights": "casualties in the afternoon",
    "overrides.daily_weights": "casualties on day 8",
    "overrides.mass_casualty_share": "casualties in mass-casualty incidents",
    "overrides.care_transitions[].from_role": "second visits at Role 4",
    "overrides.care_transitions[].triage": "second visits at Role 4",
    "overrides.care_transitions[].to": "second visits at Role 3",
    "overrides.care_transitions[].probability": "second visits at Role 4",
    "overrides.stay_hours[].role": "hours of T2 at Role 1",
    "overrides.stay_hours[].triage": "hours of T2 at Role 2",
    "overrides.stay_hours[].shortest": "hours of T2 at Role 2",
    "overrides.stay_hours[].longest": "hours of T2 at Role 2",
    "overrides.first_aid_minutes.shortest": "deaths",
    "overrides.first_aid_minutes.longest": "deaths",
    "overrides.reoperation_share": "operations at Role 3",
    "overrides.withheld_interventions": "deaths",
}
"""What the measure of each row of `test_knobs` is."""


def written() -> list[list[str]]:
    """The rows of the table as they stand in the page, cell by cell."""
    lines = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0].strip().splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def figure(value: float) -> str:
    """A measure in at most six digits."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def measured_table() -> str:
    """All rows, measured now."""
    rows = []
    for row in ROWS:
        before, after = measured(row, row.base), measured(row, row.base | row.change)
        rows.append(
            (f"`{row.knob}`", WORDS[row.knob], ARROWS[row.direction], figure(before), figure(after)),
        )
    return table(HEAD, rows)


def rewrite() -> None:
    """Write the table into the page."""
    text = PAGE.read_text("utf-8")
    between = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    filled = f"{BEGIN}\n{measured_table()}\n{END}"
    PAGE.write_text(between.sub(lambda _: filled, text), "utf-8")


if __name__ == "__main__":
    rewrite()
