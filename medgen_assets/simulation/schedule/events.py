"""The casualty events of an exercise: all incidents of all cells in time order, patient ids dense."""

import numpy as np
import polars as pl

from medgen_assets.schemas.columns import as_stored
from medgen_assets.schemas.schedule import CasualtyEvents
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.schedule.cells import Cell, cells
from medgen_assets.simulation.schedule.incidents import Incidents, mass_casualty_incidents, ordinary_incidents
from medgen_assets.simulation.schedule.slots import slot_rates
from medgen_assets.simulation.schedule.special_events import special_incidents
from medgen_assets.vocabulary import CasualtyClass, SpecialEventType, WarfareType

STRETCH = 100_000
"""Incidents that are held to the rules of their table at a time. Assumption: 100,000, twenty megabytes."""


def casualty_events(exercise: Exercise) -> pl.DataFrame:
    """Every incident of the exercise, in time order (table CasualtyEvents)."""
    special, ordinary_cells = special_incidents(exercise, cells(exercise))
    groups = special + [group for cell in ordinary_cells for group in incidents_of(exercise, cell)]
    return validated(numbered(exercise, groups))


def validated(table: pl.DataFrame) -> pl.DataFrame:
    """The same table, held to the rules of CasualtyEvents stretch by stretch: asking them takes 100 bytes a row.

    A stretch begins with the last incident of the one before, so that the rules about neighbours hold across them.
    """
    for first in range(0, max(len(table), 1), STRETCH):
        part = as_stored(table[max(first - 1, 0) : first + STRETCH])
        ahead = part["first_patient_id"][0] if first else 0
        CasualtyEvents.validate(part.with_columns(pl.col("first_patient_id") - ahead))
    return table


def incidents_of(exercise: Exercise, cell: Cell) -> list[Incidents]:
    """Mass-casualty and ordinary incidents of one cell; together exactly its casualties."""
    rates = slot_rates(exercise, cell)
    crowds = mass_casualty_incidents(exercise, cell, cell.casualties, rates)
    rest = cell.casualties - int(crowds.sizes.sum())
    return [crowds, ordinary_incidents(exercise, cell, rest, rates)] if rest else [crowds]


def numbered(exercise: Exercise, groups: list[Incidents]) -> pl.DataFrame:
    """The incidents of all groups, sorted by time (ties keep the order of the groups), with patient ids.

    Only moments, sizes and the number of the group are sorted, in 32 bits; names are categories of a byte.
    """
    seconds = np.concatenate([group.at for group in groups], dtype=np.int32, casting="unsafe")
    order = np.argsort(seconds, kind="stable")
    at = exercise.instants("at", seconds[order].astype(np.int64))
    del seconds
    number = np.repeat(np.arange(len(groups), dtype=np.uint32), [len(group.at) for group in groups])[order]
    names = {name: names.gather(number) for name, names in names_of(exercise, groups).items()}
    del number
    sizes = np.concatenate([group.sizes for group in groups])[order]
    is_crowd = np.concatenate([group.is_mass_casualty for group in groups])[order]
    del order
    return pl.DataFrame(
        {
            "casualty_event_id": pl.int_range(len(sizes), dtype=pl.Int64, eager=True),
            "at": at,
            **names,
            "is_mass_casualty": is_crowd,
            "casualties": sizes,
            "first_patient_id": np.cumsum(sizes) - sizes,
        }
    )


def kinds_of(exercise: Exercise) -> dict[str, pl.Enum]:
    """Types of the columns of names: closed lists, a byte a row where a text takes sixteen."""
    return {
        "front": pl.Enum([front.name for front in exercise.fronts]),
        "warfare_type": pl.Enum(WarfareType),
        "casualty_class": pl.Enum(CasualtyClass),
        "special_event": pl.Enum(SpecialEventType),
    }


def names_of(exercise: Exercise, groups: list[Incidents]) -> dict[str, pl.Series]:
    """What all incidents of a group have in common, a row for each group."""
    cells_of_groups = [group.cell for group in groups]
    columns: dict[str, list[str | None]] = {
        "front": [exercise.fronts[cell.front_no].name for cell in cells_of_groups],
        "warfare_type": [str(cell.warfare_type) for cell in cells_of_groups],
        "casualty_class": [str(cell.casualty_class) for cell in cells_of_groups],
        "special_event": [group.special_event for group in groups],
    }
    kinds = kinds_of(exercise)
    return {name: pl.Series(name, values, dtype=kinds[name]) for name, values in columns.items()}
