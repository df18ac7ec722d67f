"""The casualty events of an exercise: all incidents of all cells in time order, patient ids dense."""

import numpy as np
import polars as pl

from medgen_assets.schemas.schedule import CasualtyEvents
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.schedule.cells import Cell, cells
from medgen_assets.simulation.schedule.incidents import Incidents, mass_casualty_incidents, ordinary_incidents
from medgen_assets.simulation.schedule.slots import slot_rates
from medgen_assets.simulation.schedule.special_events import special_incidents


def casualty_events(exercise: Exercise) -> pl.DataFrame:
    """Every incident of the exercise, in time order (table CasualtyEvents)."""
    special, ordinary_cells = special_incidents(exercise, cells(exercise))
    groups = special + [group for cell in ordinary_cells for group in incidents_of(exercise, cell)]
    return CasualtyEvents.validate(numbered(exercise, groups))


def incidents_of(exercise: Exercise, cell: Cell) -> list[Incidents]:
    """Mass-casualty and ordinary incidents of one cell; together exactly its casualties."""
    rates = slot_rates(exercise, cell)
    crowds = mass_casualty_incidents(exercise, cell, cell.casualties, rates)
    rest = cell.casualties - int(crowds.sizes.sum())
    return [crowds, ordinary_incidents(exercise, cell, rest, rates)] if rest else [crowds]


def numbered(exercise: Exercise, groups: list[Incidents]) -> pl.DataFrame:
    """The incidents of all groups, sorted by time (ties keep the order of the groups), with patient ids.

    Only moments, sizes and the number of the group are sorted; names are given afterwards, so that little lies twice.
    """
    seconds = np.concatenate([group.at for group in groups])
    order = np.argsort(seconds, kind="stable")
    sizes = np.concatenate([group.sizes for group in groups])[order]
    is_crowd = np.concatenate([group.is_mass_casualty for group in groups])[order]
    number = np.repeat(np.arange(len(groups), dtype=np.uint32), [len(group.at) for group in groups])[order]
    seconds = seconds[order]
    del order
    return pl.DataFrame(
        {
            "casualty_event_id": pl.int_range(len(sizes), dtype=pl.Int64, eager=True),
            "at": exercise.instants("at", seconds),
            **{name: names.gather(number) for name, names in names_of(exercise, groups).items()},
            "is_mass_casualty": is_crowd,
            "casualties": sizes,
            "first_patient_id": np.cumsum(sizes) - sizes,
        }
    )


def names_of(exercise: Exercise, groups: list[Incidents]) -> dict[str, pl.Series]:
    """What all incidents of a group have in common, a row for each group."""
    cells_of_groups = [group.cell for group in groups]
    columns: dict[str, list[str | None]] = {
        "front": [exercise.fronts[cell.front_no].name for cell in cells_of_groups],
        "warfare_type": [str(cell.warfare_type) for cell in cells_of_groups],
        "casualty_class": [str(cell.casualty_class) for cell in cells_of_groups],
        "special_event": [group.special_event for group in groups],
    }
    return {name: pl.Series(name, values, dtype=pl.String) for name, values in columns.items()}
