"""Which orders a role gives for an injury group at a severity, laid out for giving many at once."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.interventions import effects
from medgen_assets.reference.prescribing import lasting_treatments, substitutes
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.history import forbidden_bits
from medgen_assets.vocabulary import Role

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROLES = tuple(str(role) for role in Role)
SEVERITIES = 7
NO_ROW = -1
CODED = ("kind", "code_system", "code", "display", "dose", "dose_unit", "route")


@dataclass(frozen=True)
class Orders:
    """Protocol rows by number, and for each case (role, group, severity, limb) the rows that apply to it."""

    groups: tuple[str, ...]
    coded: pl.DataFrame
    """What a row gives, one line per row number."""
    names: list[str]
    """Name in the draws of each protocol row; those of substitutes and interventions come after and are not drawn."""
    treatment: Ids
    """Number of each row's treatment; rows of several groups may give the same."""
    share: Reals
    seconds: Ids
    """From the start of the contact, or of surgery."""
    is_surgery: Flags
    offsets: Ids
    """First entry of each case in `rows`, with the total at the end."""
    rows: Ids
    is_likeliest: Flags
    """Per entry of `rows`: the likeliest operation of its case."""
    forbidden_by: Bits
    """Allergies that forbid a row, as bits."""
    substitute: Ids
    """Row that is given instead of a forbidden one, with its moment; NO_ROW where there is none."""
    is_lasting: Flags
    """Not given to the same patient twice."""
    row_of: dict[str, int]
    """A row that gives each treatment of the interventions, of no protocol."""

    def cases(self, roles: Ids, groups: Ids, severities: Ids, is_limb: Flags) -> Ids:
        """Number of each case."""
        return ((roles * len(self.groups) + groups) * SEVERITIES + severities) * 2 + is_limb


@cache
def orders() -> Orders:
    """The orders of the reference protocols."""
    items = clinical.treatments().drop("source")
    table = clinical.protocols().drop("source").join(items, on="treatment_id", maintain_order="left")
    whole, substitute = with_substitutes(table, items)
    saving = of_interventions(whole, items)
    row_of = {name: len(whole) + number for number, name in enumerate(saving["treatment_id"])}
    whole = pl.concat([whole, saving])
    substitute = np.concatenate([substitute, np.full(len(saving), NO_ROW)])
    groups = tuple(clinical.conditions()["treatment_group"].unique(maintain_order=True))
    entries = entries_of(table, groups)
    counts = np.bincount(entries["case"].to_numpy(), minlength=len(ROLES) * len(groups) * SEVERITIES * 2)
    return Orders(
        groups=groups,
        coded=whole.select(CODED),
        names=table.select(pl.format("{} {} {}", "treatment_group", "role", "treatment_id"))
        .to_series()
        .to_list(),
        treatment=whole["treatment_id"].rank("dense").to_numpy().astype(np.int64),
        share=table["share"].to_numpy(),
        seconds=(whole["minutes"] * 60).cast(pl.Int64).to_numpy(),
        is_surgery=whole["is_surgery"].to_numpy(),
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        rows=entries["row"].to_numpy(),
        is_likeliest=entries["is_likeliest"].to_numpy(),
        forbidden_by=np.array(
            [forbidden_bits().get(name, 0) for name in whole["treatment_id"]], dtype=np.uint64
        ),
        substitute=substitute,
        is_lasting=whole["treatment_id"].is_in(list(lasting_treatments())).to_numpy(),
        row_of=row_of,
    )


@lru_cache(maxsize=8)
def order_keys(draws: Draws) -> Bits:
    """The key of each protocol row's decision."""
    return np.array([draws.key(f"order {name}") for name in orders().names], dtype=np.uint64)


def with_substitutes(table: pl.DataFrame, items: pl.DataFrame) -> tuple[pl.DataFrame, Ids]:
    """Protocol rows with the rows of their substitutes after them; and the substitute of each row.

    A substitute, which may have its own, is given at the moment and place of the row that it stands for.
    """
    chain, substitute, first = [table], list[int](), 0
    while len(chain[-1]):
        current, second = chain[-1], substitutes()
        first += len(current)
        has = current["treatment_id"].is_in(list(second))
        numbers = first + has.cast(pl.Int64).cum_sum() - 1
        substitute += pl.select(pl.when(has).then(numbers).otherwise(NO_ROW)).to_series().to_list()
        chain.append(
            current.filter(has)
            .select(
                "treatment_group",
                "role",
                "severity_min",
                "severity_max",
                "minutes",
                "share",
                "treatment_id",
                surgery="is_surgery",
            )
            .with_columns(pl.col("treatment_id").replace_strict(second, return_dtype=pl.String))
            .join(items, on="treatment_id", maintain_order="left")
            .with_columns(is_surgery="surgery")
            .select(table.columns)
        )
    return pl.concat(chain), np.array(substitute, dtype=np.int64)


def of_interventions(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """One row for each treatment by which an intervention is done, for nobody by protocol."""
    names = {name for effect in effects() for name in effect.treatments}
    nobody = rows.clear(1).select("treatment_group", "role", "severity_min", "severity_max")
    return (
        items.filter(pl.col("treatment_id").is_in(list(names)))
        .join(nobody, how="cross")
        .with_columns(minutes=pl.lit(0.0), share=pl.lit(0.0))
        .select(pl.col(name).cast(kind) for name, kind in rows.schema.items())
    )


def entries_of(table: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """One line per case and row that applies to it, in case order: case, row, is_likeliest."""
    role = pl.col("role").replace_strict({name: no for no, name in enumerate(ROLES)}, return_dtype=pl.Int64)
    group = pl.col("treatment_group").replace_strict(
        {name: no for no, name in enumerate(groups)}, default=None, return_dtype=pl.Int64
    )
    spread = (
        table.with_row_index("row")
        .with_columns(severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1))
        .explode("severity")
        .join(pl.DataFrame({"is_limb": [False, True]}), how="cross")
        .filter((pl.col("is_limb") | ~pl.col("is_limb_only")) & group.is_not_null())
        .with_columns(
            case=((role * len(groups) + group) * SEVERITIES + pl.col("severity")) * 2 + pl.col("is_limb")
        )
    )
    rank = pl.col("share").rank("ordinal", descending=True).over("case", "is_surgery")
    return (
        spread.sort("case", "row")
        .with_columns(is_likeliest=pl.col("is_surgery") & (rank == 1))
        .select("case", pl.col("row").cast(pl.Int64), "is_likeliest")
    )
