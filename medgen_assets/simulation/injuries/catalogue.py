"""Which conditions a mechanism causes in a region at a severity, laid out for drawing many at once."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.simulation.names import Names
from medgen_assets.vocabulary import BodyRegion

Ids = NDArray[np.int64]
Reals = NDArray[np.float64]

SEVERITIES = 6
REGIONS = tuple(str(region) for region in BodyRegion)


@dataclass(frozen=True)
class Catalogue:
    """Conditions, mechanisms and regions by number, and the candidates for each (mechanism, region, severity)."""

    mechanisms: tuple[str, ...]
    conditions: pl.DataFrame
    region_weights: Reals
    """Shape (mechanisms, regions)."""
    regions_mean: Reals
    """Mean number of injured regions, by mechanism."""
    offsets: Ids
    """First candidate of each (mechanism, region, severity), flat, with the total number at the end."""
    candidates: Ids
    """Condition numbers, cell after cell."""
    cumulative: Reals
    """Running sum of the candidates' weights over all cells."""

    def mechanism_no(self, name: str) -> int:
        """Number of a mechanism."""
        return self.mechanisms.index(name)

    @cached_property
    def is_possible(self) -> NDArray[np.bool_]:
        """Whether a mechanism can hurt a region at a severity; shape (mechanisms, regions, severities)."""
        shape = (len(self.mechanisms), len(REGIONS), SEVERITIES)
        return (np.diff(self.offsets) > 0).reshape(shape) & (self.region_weights > 0)[:, :, None]

    def drawn(self, mechanisms: Ids, regions: Ids, severities: Ids, uniforms: Reals) -> Ids:
        """Condition number for each (mechanism, region, severity 1..6); every cell asked must be possible."""
        cells = (mechanisms * len(REGIONS) + regions) * SEVERITIES + severities - 1
        first, last = self.offsets[cells], self.offsets[cells + 1]
        below = np.where(first > 0, self.cumulative[first - 1], 0.0)
        wanted = below + uniforms * (self.cumulative[last - 1] - below)
        picked = np.searchsorted(self.cumulative, wanted, side="right")
        numbers: Ids = self.candidates[np.clip(picked, first, last - 1)]
        return numbers


@cache
def catalogue() -> Catalogue:
    """The catalogue of the reference tables."""
    conditions, mechanisms = (
        clinical.conditions(),
        clinical.mechanisms().unique("mechanism", maintain_order=True),
    )
    names = tuple(mechanisms["mechanism"])
    cells = candidate_cells(names, conditions)
    counts = np.bincount(cells["cell"].to_numpy(), minlength=len(names) * len(REGIONS) * SEVERITIES)
    return Catalogue(
        names,
        conditions,
        region_weights(names),
        mechanisms["regions_mean"].to_numpy(),
        np.concatenate([[0], np.cumsum(counts)]),
        cells["condition_no"].to_numpy().astype(np.int64),
        np.cumsum(cells["weight"].to_numpy()),
    )


@cache
def condition_names() -> Names:
    """Medgen's own names of the conditions, numbered as in the catalogue."""
    return Names.of(clinical.conditions()["condition_id"].to_list())


@cache
def mechanism_names() -> Names:
    """The mechanisms, numbered as in the catalogue."""
    return Names.of(catalogue().mechanisms)


def region_weights(names: tuple[str, ...]) -> Reals:
    """Weight of each region by mechanism; shape (mechanisms, regions)."""
    table = np.zeros((len(names), len(REGIONS)))
    for name, region, weight in (
        clinical.mechanism_regions().select("mechanism", "body_region", "weight").rows()
    ):
        table[names.index(name), REGIONS.index(region)] = weight
    return table


def candidate_cells(names: tuple[str, ...], conditions: pl.DataFrame) -> pl.DataFrame:
    """One row per candidate condition of a cell: cell number, condition number, weight; in cell order."""
    numbered = conditions.with_row_index("condition_no").select(
        "condition_id",
        "condition_no",
        severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1),
    )
    mechanism_no = {name: number for number, name in enumerate(names)}
    region_no = {name: number for number, name in enumerate(REGIONS)}
    cell = (
        pl.col("mechanism").replace_strict(mechanism_no, return_dtype=pl.Int64) * len(REGIONS)
        + pl.col("body_region").replace_strict(region_no, return_dtype=pl.Int64)
    ) * SEVERITIES
    return (
        clinical.mechanism_conditions()
        .join(numbered, on="condition_id", how="inner")
        .explode("severity")
        .select(
            cell=cell + pl.col("severity") - 1,
            condition_no=pl.col("condition_no").cast(pl.Int64),
            weight="weight",
        )
        .sort("cell", "condition_no")
    )
