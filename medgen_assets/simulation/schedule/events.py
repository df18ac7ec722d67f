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
    return numbered(pl.concat([rows(exercise, group) for group in groups if len(group.at)]), exercise).pipe(
        CasualtyEvents.validate
    )


def incidents_of(exercise: Exercise, cell: Cell) -> list[Incidents]:
    """Mass-casualty and ordinary incidents of one cell; together exactly its casualties."""
    rates = slot_rates(exercise, cell)
    crowds = mass_casualty_incidents(exercise, cell, cell.casualties, rates)
    rest = cell.casualties - int(crowds.sizes.sum())
    return [crowds, ordinary_incidents(exercise, cell, rest, rates)] if rest else [crowds]


def rows(exercise: Exercise, group: Incidents) -> pl.DataFrame:
    """Incidents of one group as rows, moments still in seconds."""
    count = len(group.at)
    return pl.DataFrame(
        {
            "seconds": group.at,
            "front": pl.repeat(exercise.fronts[group.cell.front_no].name, count, eager=True),
            "warfare_type": pl.repeat(str(group.cell.warfare_type), count, eager=True),
            "casualty_class": pl.repeat(str(group.cell.casualty_class), count, eager=True),
            "special_event": pl.repeat(group.special_event, count, dtype=pl.String, eager=True),
            "is_mass_casualty": group.is_mass_casualty,
            "casualties": group.sizes,
        }
    )


def numbered(incidents: pl.DataFrame, exercise: Exercise) -> pl.DataFrame:
    """Sort by time (ties keep the order of the cells) and number incidents and patients."""
    ordered = incidents.sort("seconds", maintain_order=True)
    sizes = ordered["casualties"].to_numpy()
    return ordered.select(
        casualty_event_id=pl.int_range(pl.len(), dtype=pl.Int64),
        at=exercise.instants("at", ordered["seconds"].to_numpy()),
        **{name: pl.col(name) for name in ("front", "warfare_type", "casualty_class", "special_event")},
        is_mass_casualty=pl.col("is_mass_casualty"),
        casualties=pl.col("casualties"),
        first_patient_id=pl.Series(np.cumsum(sizes) - sizes),
    )
