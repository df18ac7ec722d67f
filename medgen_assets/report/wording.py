"""How figures, times and the data set's own words are said to a reader."""

from datetime import datetime, timedelta

NAMES = {
    "BATTLE": "Battle casualty",
    "NON_BATTLE_INJURY": "Non-battle injury",
    "DISEASE": "Disease",
    "T1": "T1 immediate",
    "T2": "T2 delayed",
    "T3": "T3 minimal",
    "T4": "T4 expectant",
    "POI": "Point of injury",
    "ROLE_1": "Role 1",
    "ROLE_2": "Role 2",
    "CSU": "Staging unit",
    "ROLE_3": "Role 3",
    "ROLE_4": "Role 4",
    "RTD": "Returned to duty",
    "KIA": "Killed in action",
    "DOW": "Died of wounds",
    "DNBI_DEATH": "Died, not in battle",
    "EVACUATED_OUT_OF_THEATRE": "Evacuated out of theatre",
    "UNDER_TREATMENT": "Still under treatment",
    "SYSTEMIC": "Whole body",
    "cbrn": "CBRN",
    "ied": "IED",
    "rpg": "RPG",
    "fpv_drone": "FPV drone",
}


def named(value: str) -> str:
    """The reader's name for a value of the data set: `vehicle_crash` is "Vehicle crash"."""
    return NAMES.get(value) or value.replace("_", " ").lower().capitalize()


def count(number: int) -> str:
    """12345 as 12,345."""
    return f"{number:,}"


def share(part: float, whole: float) -> str:
    """A part of a whole in percent, or a dash where there is no whole."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def minutes(number: float) -> str:
    """A time in minutes, in hours from three hours on, in days from three days on."""
    if number < 3 * 60:
        return f"{number:.0f} min"
    if number < 3 * 24 * 60:
        return f"{number / 60:.1f} h"
    return f"{number / 60 / 24:.1f} d"


def day_of(moment: datetime, start: datetime) -> int:
    """The number of the day in the exercise, from 1."""
    return (moment - start) // timedelta(days=1) + 1


def moment(value: datetime) -> str:
    """A time of day with its date, UTC."""
    return f"{value:%d %b %H:%M}"
