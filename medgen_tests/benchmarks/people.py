"""Measures the people of each nation as the model draws them.

`python -m medgen_tests.benchmarks.people` writes the table of docs/people.md (about ten minutes of CPU).
"""

import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from medgen_assets.reference.nations import BLOOD_COLUMNS, nation_codes, nations
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.demographics import persons
from medgen_assets.simulation.edge_cases import models
from medgen_assets.simulation.engine import exercise_of
from medgen_assets.vocabulary import CasualtyClass, IdentityMode
from medgen_tests.reference.identity_readers import is_taken, told

PAGE = Path(__file__).parents[2] / "docs" / "people.md"
MARKS = re.compile(r"<!-- measured: people -->\n.*?<!-- end: people -->", re.DOTALL)
PEOPLE = 100_000
HEADER = (
    "nation",
    "given names",
    "surnames",
    "full names",
    "validator: valid / reserved, %",
    "birth date read back, %",
    "sex read back, %",
    "equal reserved numbers, %",
    "blood χ² p",
    "women in battle, %",
    "women in non-battle injury, %",
    "women in disease, %",
)


@dataclass(frozen=True)
class Measured:
    """What was found about the people of a nation; shares in per cent, None where nothing can be asked."""

    nation: str
    given_names: int
    surnames: int
    full_names: int
    valid_pass: float | None
    reserved_pass: float | None
    birth_dates: float | None
    sexes: float | None
    equal_numbers: float | None
    blood_p: float
    women: tuple[float, ...]

    def cells(self) -> tuple[str, ...]:
        """The measurement as a row of the table."""
        both = "" if self.valid_pass is None else f"{self.valid_pass:.1f} / {self.reserved_pass:.1f}"
        optional = ["" if share is None else f"{share:.2f}" for share in self.optional()]
        counts = (str(number) for number in (self.given_names, self.surnames, self.full_names))
        return (
            self.nation,
            *counts,
            both,
            *optional,
            f"{self.blood_p:.2f}",
            *(f"{share:.2f}" for share in self.women),
        )

    def optional(self) -> tuple[float | None, ...]:
        """What not every scheme has."""
        return self.birth_dates, self.sexes, self.equal_numbers


def drawn(nation: str, count: int, mode: IdentityMode) -> pl.DataFrame:
    """People of one nation, the classes in turn, as the model draws them; seed 7."""
    front = {"name": "front", "share": 1.0, "nations": {nation: 100}}
    document = {"name": "people", "total_patients": count, "seed": 7, "fronts": [front]}
    scenario = Scenario.model_validate(document | {"identity_numbers": str(mode)}).resolved()
    ids = np.arange(count, dtype=np.int64)
    classes = np.array([str(name) for name in CasualtyClass])[ids % len(CasualtyClass)]
    incident = pl.DataFrame({"front": ["front"] * count, "casualty_class": classes}).with_columns(
        injured_at=pl.lit(scenario.start)
    )
    people = persons(exercise_of(scenario), ids, models(ids, torture=False), incident, incident)
    return people.with_columns(incident["casualty_class"])


def share_of(agree: list[bool]) -> float | None:
    """Per cent of those that agree."""
    return 100.0 * sum(agree) / len(agree) if agree else None


def agreement(nation: str, people: pl.DataFrame) -> tuple[float | None, float | None]:
    """Per cent of valid numbers that carry birth date and sex of their holder."""
    dates, sexes = list[bool](), list[bool]()
    for number, born, sex in people.select("national_id", "birth_date", "sex").rows():
        born_told, sex_told = told(nation, number) if number else (None, None)
        dates += [str(born).startswith(born_told)] if born_told else []
        sexes += [sex_told == sex] if sex_told else []
    return share_of(dates), share_of(sexes)


def pass_share(nation: str, people: pl.DataFrame) -> float | None:
    """Per cent of the numbers that the public validator takes, or our own check."""
    return share_of([is_taken(nation, number) for number in people["national_id"].drop_nulls()])


def chi_squared_p(nation: str, groups: pl.Series) -> float:
    """Chance of a chi-squared at least as large (7 degrees of freedom), were the groups as published."""
    shares = nations().row(by_predicate=pl.col("nation") == nation, named=True)
    counts = dict(groups.value_counts().rows())
    expected = {group: shares[column] * len(groups) for column, group in BLOOD_COLUMNS.items()}
    x = sum((counts.get(group, 0) - wanted) ** 2 / wanted for group, wanted in expected.items() if wanted)
    # Abramowitz and Stegun 26.4.4 for seven degrees of freedom.
    tail = math.sqrt(2 * x / math.pi) * math.exp(-x / 2) * (1 + x / 3 + x * x / 15)
    return math.erfc(math.sqrt(x / 2)) + tail


def measured(nation: str, count: int = PEOPLE) -> Measured:
    """Everything about so many people of one nation."""
    people, valid = drawn(nation, count, IdentityMode.RESERVED), drawn(nation, count, IdentityMode.VALID)
    numbers = people["national_id"].drop_nulls()
    birth_dates, sexes = agreement(nation, valid)
    by_class = people.group_by("casualty_class").agg(women=100.0 * (pl.col("sex") == "female").mean())
    women = dict(by_class.rows())
    return Measured(
        nation=nation,
        given_names=people["given_name"].n_unique(),
        surnames=people["family_name"].n_unique(),
        full_names=people.select("given_name", "family_name").n_unique(),
        valid_pass=pass_share(nation, valid),
        reserved_pass=pass_share(nation, people),
        birth_dates=birth_dates,
        sexes=sexes,
        equal_numbers=100.0 * (1 - numbers.n_unique() / len(numbers)) if len(numbers) else None,
        blood_p=chi_squared_p(nation, people["blood_group"]),
        women=tuple(women[str(name)] for name in CasualtyClass),
    )


def page_part(rows: list[Measured]) -> str:
    """The table between its marks."""
    lines = [" | ".join(cells) for cells in (HEADER, ["---"] * len(HEADER), *(row.cells() for row in rows))]
    table = "\n".join(f"| {line} |" for line in lines)
    return f"<!-- measured: people -->\n{table}\n<!-- end: people -->"


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    part = page_part([measured(nation, asked) for nation in nation_codes()])
    PAGE.write_text(MARKS.sub(lambda _: part, PAGE.read_text("utf-8")), "utf-8")
