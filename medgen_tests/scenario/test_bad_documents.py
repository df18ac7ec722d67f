"""Each bad document is refused with one line: where, what, which rule, what was probably meant."""

from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import scenario_from_document
from medgen_tests.scenario.documents import NORTH, SOUTH, document, lines_for, north

ROLE_1 = {"role": "ROLE_1", "count": 2, "beds": 10}
BUS = {"kind": "bus", "count": 2}
MANY = [
    {"kind": kind, "count": 250_000}
    for kind in ("ground_ambulance", "helicopter", "bus", "strategic_aircraft")
]
DEEP: dict[str, Any] = {}
for _ in range(200):
    DEEP = {"a": DEEP}


def event(**fields: Any) -> dict[str, Any]:
    return document(special_events=[{"type": "ambush"} | fields])


def override(**fields: Any) -> dict[str, Any]:
    return document(overrides=fields)


def edge(**fields: Any) -> dict[str, Any]:
    whole = {"from_role": "ROLE_1", "triage": "T1", "to": "RTD", "probability": 1}
    return override(care_transitions=[whole | fields])


BAD = {
    # types
    "name is a number": (document(name=5), "name is 5: must be text."),
    "total is text": (document(total_patients="5"), "total_patients is '5': must be a whole number"),
    "total is true": (document(total_patients=True), "total_patients is true: must be a whole number"),
    "total has a fraction": (
        document(total_patients=2500.0),
        "total_patients is 2500.0: must be a whole number",
    ),
    "zero fraction is written out": (document(total_patients=2500.0), "Write 2500."),
    "total is null": (document(total_patients=None), "total_patients is null: must be a whole number"),
    "days is a list": (document(days=[8]), "days is [8]: must be a whole number"),
    "share is text": (north(share="0.6"), "fronts[0].share is '0.6': must be a number without quotes."),
    "share is true": (north(share=True), "fronts[0].share is true: must be a number without quotes."),
    "fronts is a mapping": (document(fronts={"north": NORTH}), "fronts is {north: {…}}: must be a list."),
    "a front is a word": (
        document(fronts=["north"]),
        "fronts[0] is 'north': must be a mapping of names to values.",
    ),
    "environment is a word": (document(environment="fog"), "environment is 'fog': must be a list."),
    "description is a number": (document(description=5), "description is 5: must be text."),
    "mix is a list": (document(injury_mix=[1, 0, 0]), "injury_mix is [1, 0, 0]: must be a mapping"),
    "policy is null": (document(evacuation_policy=None), "evacuation_policy is null: must be a mapping"),
    # what is missing
    "no name": ({k: v for k, v in document().items() if k != "name"}, "name is missing: must be given."),
    "no fronts": ({"name": "a", "total_patients": 1}, "fronts is missing: must be given."),
    "fronts is empty": (document(fronts=[]), "fronts is []: must not be empty."),
    "a mix with two classes": (
        document(injury_mix={"battle": 0.5, "non_battle": 0.5}),
        "injury_mix.disease is missing: must be given.",
    ),
    "no warfare type": (document(warfare_types={}), "warfare_types is {}: must not be empty."),
    "a front of no nation": (north(nations={}), "fronts[0].nations is {}: must not be empty."),
    # ranges
    "total is zero": (document(total_patients=0), "total_patients is 0: must be at least 1."),
    "total beyond a billion": (
        document(total_patients=1_000_000_001),
        "total_patients is 1000000001: must be at most 1,000,000,000.",
    ),
    "total is huge": (document(total_patients=10**3000), "total_patients is a number of about 3000 digits"),
    "seed is negative": (document(seed=-1), "seed is -1: must be at least 0."),
    "seed beyond 63 bits": (document(seed=2**63), "must be at most 9,223,372,036,854,775,807."),
    "no days": (document(days=0), "days is 0: must be at least 1."),
    "too many days": (document(days=366), "days is 366: must be at most 365."),
    "follow-up is negative": (document(follow_up_days=-1), "follow_up_days is -1: must be at least 0."),
    "variation is negative": (document(daily_rate_cv=-0.1), "daily_rate_cv is -0.1: must be at least 0."),
    "weight is zero": (
        document(warfare_types={"urban": 0}),
        "warfare_types.urban is 0: must be more than 0.",
    ),
    "weight is negative": (
        document(warfare_types={"urban": -1}),
        "warfare_types.urban is -1: must be more than 0.",
    ),
    "share is zero": (
        document(fronts=[NORTH | {"share": 0}, SOUTH | {"share": 1}]),
        "fronts[0].share is 0: must be more than 0.",
    ),
    "distance is zero": (
        north(distances_km={"poi_to_role_1": 0}),
        "fronts[0].distances_km.poi_to_role_1 is 0: must be more than 0.",
    ),
    "hour is 24": (event(hour=24), "special_events[0].hour is 24: must be at most 23."),
    "name is too long": (document(name="a" * 64), "(64 characters): must be lower-case letters"),
    "description is too long": (document(description="x" * 4001), "must have at most 4,000 characters."),
    # NaN, infinity
    "share is NaN": (north(share=nan), "fronts[0].share is nan: must be a finite number."),
    "weight is infinite": (
        document(warfare_types={"urban": inf}),
        "warfare_types.urban is inf: must be a finite number.",
    ),
    "percentage is infinite": (
        north(nations={"EST": -inf}),
        "fronts[0].nations.EST is -inf: must be a finite number.",
    ),
    "days is NaN": (document(days=nan), "days is nan: must be a whole number"),
    "mix is NaN": (
        document(injury_mix={"battle": nan, "non_battle": 0.5, "disease": 0.5}),
        "injury_mix.battle is nan: must be a finite number.",
    ),
    "weight is a huge whole number": (document(warfare_types={"urban": 10**400}), "is too large a number."),
    # unknown keys and words
    "unknown key": (document(sed=7), "sed is 7: no such field. Did you mean seed?"),
    "unknown key in a front": (north(nation={"EST": 100}), "fronts[0].nation is {EST: 100}: no such field."),
    "nearest key in a front": (north(nation={"EST": 100}), "Did you mean nations?"),
    "unknown key deep down": (
        north(distances_km={"poi_to_role1": 5}),
        "fronts[0].distances_km.poi_to_role1 is 5: no such field. Did you mean poi_to_role_1?",
    ),
    "unknown intensity": (
        document(intensity="hihg"),
        "intensity is 'hihg': must be one of low, medium, high, extreme. Did you mean high?",
    ),
    "intensity in capitals": (document(intensity="HIGH"), "Did you mean high?"),
    "unknown tempo": (document(tempo="surging"), "Did you mean surge?"),
    "unknown warfare type": (
        document(warfare_types={"convential": 1}),
        "warfare_types.convential is 1: no such name. Did you mean conventional?",
    ),
    "unknown condition": (
        document(environment=["fogg"]),
        "environment[0] is 'fogg': must be one of rain, fog",
    ),
    "unknown event": (event(type="ambus"), "special_events[0].type is 'ambus': must be one of"),
    "unknown vehicle": (north(vehicles=[BUS | {"kind": "car"}]), "fronts[0].vehicles[0].kind is 'car'"),
    "more vehicles in all than can be told apart": (
        document(
            fronts=[NORTH | {"name": name, "share": 0.25, "vehicles": MANY} for name in ("a", "b", "c", "d")]
        ),
        "fronts is 4,000,000 vehicles: the vehicles of all fronts together must be at most 2,000,000.",
    ),
    "more facilities in all than can be told apart": (
        north(
            facilities=[
                {"role": role, "count": 10_000, "beds": 10} for role in ("ROLE_1", "ROLE_2", "ROLE_3")
            ]
        ),
        "fronts is 30,000 facilities: the facilities of all fronts together must be at most 20,000.",
    ),
    "unknown triage category": (override(triage_weights={"BATTLE": {"T5": 1}}), "T5 is 1: no such name."),
    "unknown mechanism": (
        override(mechanism_weights={"BATTLE": {"gunshott": 1}}),
        "gunshott is 1: no such mechanism of class BATTLE. Did you mean gunshot?",
    ),
    "mechanism of another class": (
        override(mechanism_weights={"DISEASE": {"gunshot": 1}}),
        "no such mechanism of class DISEASE.",
    ),
    "nation in lower case": (
        north(nations={"est": 60, "FIN": 40}),
        "est is 60: no such nation: codes are ISO 3166-1 alpha-3 in upper case, one of 34. Did you mean EST?",
    ),
    "nation in two letters": (north(nations={"NO": 60, "FIN": 40}), "Did you mean NOR?"),
    "nation by its name": (north(nations={"Norway": 60, "FIN": 40}), "Did you mean NOR?"),
    "nation that is none": (north(nations={"XXX": 60, "FIN": 40}), "Known here: ALB, AUS, BEL"),
    "name with capitals": (document(name="Baltic Winter"), "Try baltic_winter."),
    "name that climbs": (
        document(name="../../etc/passwd"),
        "name is '../../etc/passwd': must be lower-case letters",
    ),
    "name with a line break": (document(name="a\nb"), "name is 'a\\nb': must be lower-case letters"),
    "name that ends in a line break": (document(name="a\n"), "name is 'a\\n': must be lower-case letters"),
    "name with a null byte": (document(name="a\x00"), "name is 'a\\x00': must be lower-case letters"),
    "name of a front with a slash": (
        north(name="a/b"),
        "fronts[0].name is 'a/b': must be lower-case letters",
    ),
    "half a character": (document(name="a\ud800"), "name is 'a\\ud800': must be text that UTF-8 can write."),
    "control characters": (document(description="a\x1b[31m"), "must not hold control characters."),
    # sums
    "shares below 1": (
        north(share=0.5),
        "fronts is {north: 0.5, south: 0.4}: the shares must add up to 1; they add up to 0.9.",
    ),
    "thirds too short": (
        document(fronts=[NORTH | {"name": name, "share": 0.333} for name in ("a", "b", "c")]),
        "they add up to 0.999. Write thirds as 0.333333.",
    ),
    "mix above 1": (
        document(injury_mix={"battle": 0.5, "non_battle": 0.3, "disease": 0.3}),
        "{battle: 0.5, non_battle: 0.3, disease: 0.3}: the shares must add up to 1; they add up to 1.1.",
    ),
    "percentages below 100": (
        north(nations={"EST": 60, "FIN": 30}),
        "must add up to 100; they add up to 90.",
    ),
    "shares for percentages": (
        north(nations={"EST": 0.6, "FIN": 0.4}),
        "These are shares; write percentages (35, not 0.35).",
    ),
    # time
    "date only": (document(start="2026-06-01"), "start is '2026-06-01': must be a date, a time and a zone."),
    "no zone": (document(start="2026-06-01T00:00:00"), "must be a date, a time and a zone."),
    "30 February": (document(start="2026-02-30T00:00:00Z"), "is no moment of the calendar."),
    "year 1": (document(start="0001-01-01T00:00:00+14:00"), "must lie in the years 1900 to 2199."),
    "start is a number": (
        document(start=1780272000),
        "start is 1780272000: must be a date, a time and a zone.",
    ),
    # what must fit together
    "front twice": (
        document(fronts=[NORTH | {"share": 0.6}, SOUTH | {"name": "north"}]),
        "fronts[1].name is 'north': stands twice",
    ),
    "role twice": (
        north(facilities=[ROLE_1, ROLE_1]),
        "fronts[0].facilities[1].role is 'ROLE_1': stands twice; one entry per role.",
    ),
    "vehicle twice": (north(vehicles=[BUS, BUS]), "fronts[0].vehicles[1].kind is 'bus': stands twice"),
    "condition twice": (
        document(environment=["fog", "fog"]),
        "environment[1] is 'fog': stands twice in the list.",
    ),
    "category twice": (
        document(evacuation_policy={"air_for": ["T1", "T1"]}),
        "evacuation_policy.air_for[1] is 'T1': stands twice",
    ),
    "warfare type twice": (document(warfare_types=["urban", "urban"]), "names a warfare type twice."),
    "no Role 1": (
        north(facilities=[{"role": "ROLE_2", "count": 1, "beds": 5}]),
        "fronts[0].facilities is [ROLE_2]: at least one Role 1 is needed",
    ),
    "Role 1 none": (
        north(facilities=[ROLE_1 | {"count": 0}]),
        "facilities[0].count is 0: at least one Role 1 is needed",
    ),
    "Role 4 none": (
        north(facilities=[ROLE_1, {"role": "ROLE_4", "count": 0}]),
        "facilities[1].count is 0: at least one Role 4 is needed",
    ),
    "point of injury as facility": (
        north(facilities=[ROLE_1, {"role": "POI", "count": 1, "beds": 1}]),
        "facilities[1].role is 'POI': the point of injury is no facility.",
    ),
    "unlimited Role 2": (
        north(facilities=[ROLE_1, {"role": "ROLE_2", "count": 1, "beds": None}]),
        "facilities[1].beds is null: must be given; only ROLE_4 may be unlimited.",
    ),
    "beds left out": (
        north(facilities=[{"role": "ROLE_1", "count": 1}]),
        "facilities[0].beds is missing: must be given; only ROLE_4 may be unlimited.",
    ),
    "more intensive care than beds": (
        north(facilities=[ROLE_1 | {"icu_beds": 11}]),
        "facilities[0].icu_beds is 11: intensive-care beds are part of beds, of which there are 10.",
    ),
    "event after the end": (
        event(day=5),
        "special_events[0].day is 5: must be at most 4, the days of the exercise.",
    ),
    "repetition after the end": (event(every_days=5), "special_events[0].every_days is 5: must be at most 4"),
    "event on day 0": (event(day=0), "special_events[0].day is 0: must be at least 1."),
    "event on another front": (
        event(front="nort"),
        "front is 'nort': must be the name of a front of this scenario. Did you mean north?",
    ),
    "event larger than the front": (
        event(front="south", casualties=61),
        "special events ask 61 battle casualties of front 'south'; it has 60.",
    ),
    "daily event larger than the front": (
        event(front="south", casualties=16, every_days=1),
        "special events ask 64 battle casualties of front 'south'; it has 60.",
    ),
    # overrides
    "23 hours": (override(hourly_weights={"urban": [1] * 23}), "must have at least 24 entries; it has 23."),
    "24 zeros": (override(hourly_weights={"urban": [0] * 24}), "at least one weight must be above 0."),
    "days do not match": (override(daily_weights=[1, 2]), "must have one weight per day, 4; it has 2."),
    "triage weights all zero": (
        override(triage_weights={"BATTLE": {"T1": 0}}),
        "overrides.triage_weights.BATTLE is {T1: 0}: at least one weight must be above 0.",
    ),
    "share above 1": (
        override(mass_casualty_share={"urban": 1.5}),
        "mass_casualty_share.urban is 1.5: must be at most 1.",
    ),
    "backwards": (edge(from_role="ROLE_3", to="ROLE_2"), "must be a higher role than ROLE_3, or RTD."),
    "from the point of injury to duty": (
        edge(from_role="POI"),
        "nobody returns to duty from the point of injury",
    ),
    "probabilities below 1": (
        edge(probability=0.4),
        "overrides.care_transitions is {RTD: 0.4}: the probabilities from ROLE_1 with T1 must add up to 1",
    ),
    "longest below shortest": (
        override(stay_hours=[{"role": "ROLE_1", "triage": "T1", "shortest": 3, "longest": 2}]),
        "overrides.stay_hours[0].longest is 2: must be at least shortest, 3.",
    ),
    # shape
    "deep nesting": (document(description=DEEP), "description is {a: {…}}: must be text."),
    "a thousand fronts and one": (
        document(fronts=[NORTH | {"name": f"f{n}", "share": 1 / 1001} for n in range(1001)]),
        "must have at most 1,000 entries; it has 1,001.",
    ),
}


@pytest.mark.parametrize(("bad", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_document_is_refused_with_one_line(bad: dict[str, Any], said: str) -> None:
    lines = lines_for(bad)

    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(("bad", "said"), BAD.values(), ids=BAD.keys())
def test_a_line_is_short_and_plain(bad: dict[str, Any], said: str) -> None:
    line = lines_for(bad)[0]

    assert len(line) < 420
    assert line.isprintable()
    assert "pydantic" not in line.lower()
    assert "input should" not in line.lower()


def test_there_are_more_than_forty_bad_documents() -> None:
    assert len(BAD) > 40


def test_every_bad_document_ends_with_exit_code_2() -> None:
    with pytest.raises(BadInput) as refused:
        scenario_from_document(document(days=0))

    assert refused.value.exit_code == 2


def test_all_problems_are_listed_at_once() -> None:
    bad = document(
        days=0,
        intensity="hihg",
        sed=7,
        special_events=[{"type": "ambush", "front": "nort"}],
        fronts=[NORTH | {"nations": {"est": 50, "FIN": 40}}, SOUTH | {"share": 0.3, "nations": {"POL": nan}}],
    )

    assert [line.split(" is ")[0] for line in lines_for(bad)] == [
        "days",
        "intensity",
        "fronts[1].nations.POL",
        "sed",
        "fronts",
        "fronts[0].nations",
        "fronts[0].nations.est",
        "special_events[0].front",
    ]


def test_of_a_great_many_problems_the_first_two_hundred_are_listed() -> None:
    lines = lines_for(document(special_events=[{"type": "ambush", "day": 9}] * 900))

    assert len(lines) == 201
    assert lines[-1] == "more problems: only the first 200 are listed."


def test_long_values_and_keys_are_shortened() -> None:
    line = lines_for(document(**{"x" * 5000: "y" * 5000}))[0]

    assert "(5000 characters)" in line
    assert len(line) < 500


def test_refusing_creates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEDGEN_HOME", str(tmp_path))

    assert all(lines_for(bad) for bad, _ in BAD.values())
    assert list(tmp_path.iterdir()) == []
