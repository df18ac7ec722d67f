"""What each study shows of each condition and is asked of each casualty, laid out for many reports at once."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.imaging import imaging_questions, imaging_studies, own_links
from medgen_assets.reference.own_findings import ABSENT, PRESENCE
from medgen_assets.simulation.draws import Bits, Draws, Ids, Reals
from medgen_assets.simulation.names import Names
from medgen_assets.simulation.records.imaging.lexicon import Lexicon, lexicon
from medgen_assets.vocabulary import LATERALITY, BodyRegion, Laterality

Flags = NDArray[np.bool_]

SEVERITIES = 7
REGIONS = Names.of(list(BodyRegion))


@dataclass(frozen=True)
class Lists:
    """Lists of numbers of many cases, end to end."""

    offsets: Ids
    """First entry of each case, with the total at the end."""
    entries: Ids

    def counts(self, cases: Ids) -> Ids:
        """Length of the list of each case."""
        return self.offsets[cases + 1] - self.offsets[cases]


@dataclass(frozen=True)
class Lines:
    """What is said of a finding, one entry per attribute: one of its values, a side, or a number."""

    attribute: Ids
    first_choice: Ids
    """First of its values in `choices`; of a side the left one, which the right one follows."""
    choice_count: Reals
    choices: Ids
    is_side: Flags
    is_drawn: Flags
    """Whether there is anything to draw: several values that are no sides, or a number."""
    low: Reals
    """Bounds of the number; NaN for a value."""
    high: Reals
    decision: Ids
    """Number of what is drawn, in `decisions`."""
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The crosswalk by number."""

    conditions: Names
    seen: Lists
    """For each (study, condition, severity): what is seen, as numbers of `finding` and `lines_of`."""
    asked: Lists
    """For each (study, injured or ill, region): the questions."""
    finding: Ids
    """Finding of each thing seen."""
    is_sided: Flags
    lines_of: Lists
    """Lines of each thing seen; after these, the one line of each question."""
    lines: Lines
    answers: Bits
    """For each finding the questions that it answers, as bits."""

    def shown(self, studies: Ids, conditions: Ids, severities: Ids) -> Ids:
        """Cases of `seen`."""
        return (studies * len(self.conditions.names) + conditions) * SEVERITIES + severities

    def put(self, studies: Ids, is_injury: Flags, regions: Ids) -> Ids:
        """Cases of `asked`."""
        return (studies * 2 + is_injury) * len(REGIONS.names) + regions


@cache
def layout() -> Layout:
    """The layout of the reference tables."""
    words, links = lexicon(), with_severities(own_links())
    things = links.select("condition_id", "severity", "finding").unique(maintain_order=True)
    things = things.with_row_index("thing").with_columns(pl.col("thing").cast(pl.Int64))
    stated = links.join(things, on=["condition_id", "severity", "finding"], maintain_order="left")
    questions = imaging_questions()
    lines = lines_of(stated, questions, words)
    per_thing = np.bincount(stated["thing"].to_numpy(), minlength=things.height)
    counts = np.concatenate([per_thing, np.ones(questions.height, dtype=np.int64)])
    finding = things["finding"].replace_strict(words.findings, return_dtype=pl.Int64)
    return Layout(
        conditions=Names.of(clinical.conditions()["condition_id"].to_list()),
        seen=seen_lists(stated),
        asked=asked_lists(questions),
        finding=finding.to_numpy(),
        is_sided=np.array([(name, "side") in words.attributes for name in things["finding"]]),
        lines_of=Lists(np.concatenate([[0], np.cumsum(counts)]), np.argsort(order_of(stated), kind="stable")),
        lines=lines,
        answers=answers(questions, words),
    )


def with_severities(links: pl.DataFrame) -> pl.DataFrame:
    """The links, one row per severity."""
    windows = pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1)
    return links.with_columns(severity=windows).explode("severity")


def order_of(stated: pl.DataFrame) -> Ids:
    """Sorting key of the lines: by thing; those of questions come after."""
    questions = imaging_questions().height
    things = stated["thing"].to_numpy()
    return np.concatenate([things, np.arange(questions) + (things.max() + 1)])


def seen_lists(stated: pl.DataFrame) -> Lists:
    """What each study shows of each condition at each severity: in range, by this modality, and looked for."""
    studies = imaging_studies().select("treatment_id", "modality", "only_findings", region="body_regions")
    studies = studies.with_row_index("study").explode("region")
    conditions = clinical.conditions().select("condition_id", "body_region").with_row_index("condition")
    things = stated.unique("thing", maintain_order=True).join(
        conditions, on="condition_id", maintain_order="left"
    )
    only = pl.col("only_findings")
    shown = studies.join(things, left_on="region", right_on="body_region").filter(
        pl.col("modalities").list.contains(pl.col("modality")),
        (only.list.len() == 0) | only.list.contains(pl.col("finding")),
    )
    count = clinical.conditions().height
    case = (pl.col("study").cast(pl.Int64) * count + pl.col("condition")) * SEVERITIES + pl.col("severity")
    return gathered(shown.select(case=case, entry="thing"), imaging_studies().height * count * SEVERITIES)


def asked_lists(questions: pl.DataFrame) -> Lists:
    """The questions of each study to the injured and to the ill of each region."""
    numbers = {name: number for number, name in enumerate(imaging_studies()["treatment_id"])}
    everywhere = pl.lit(list(REGIONS.names), dtype=pl.List(pl.String))
    regions = pl.when(pl.col("body_regions").list.len() == 0).then(everywhere).otherwise("body_regions")
    spread = questions.with_row_index("entry").with_columns(region=regions).explode("region")
    study = pl.col("treatment_id").replace_strict(numbers, return_dtype=pl.Int64)
    region = pl.col("region").replace_strict(REGIONS.positions, return_dtype=pl.Int64)
    case = (study * 2 + pl.col("is_injury")) * len(REGIONS.names) + region
    return gathered(
        spread.select(case=case, entry=pl.col("entry").cast(pl.Int64)), len(numbers) * 2 * len(REGIONS.names)
    )


def gathered(pairs: pl.DataFrame, cases: int) -> Lists:
    """Lists from pairs of case and entry, each ascending."""
    ordered = pairs.sort("case", "entry")
    counts = np.bincount(ordered["case"].to_numpy(), minlength=cases)
    return Lists(np.concatenate([[0], np.cumsum(counts)]), ordered["entry"].to_numpy().astype(np.int64))


def lines_of(stated: pl.DataFrame, questions: pl.DataFrame, words: Lexicon) -> Lines:
    """The lines of the links, row by row, and after them those of the questions."""
    rows = list(stated.select("finding", "attribute", "values", "low", "high").iter_rows())
    rows += [(finding, PRESENCE, [ABSENT], None, None) for finding in questions["finding"]]
    choices = [choices_of(words, finding, attribute, values) for finding, attribute, values, _, _ in rows]
    counts = np.array([len(choice) for choice in choices], dtype=np.int64)
    names = [f"imaging {finding} {attribute}" for finding, attribute, *_ in rows]
    decisions = tuple(dict.fromkeys(names))
    number = {decision: no for no, decision in enumerate(decisions)}
    is_side = np.array([values == [LATERALITY] for _, _, values, _, _ in rows])
    is_number = np.array([low is not None for *_, low, _ in rows])
    return Lines(
        attribute=np.array([words.attributes[finding, attribute] for finding, attribute, *_ in rows]),
        first_choice=np.cumsum(counts) - counts,
        choice_count=counts.astype(np.float64),
        choices=np.array([value for choice in choices for value in choice], dtype=np.int64),
        is_side=is_side,
        is_drawn=is_number | (counts > 1) & ~is_side,
        low=np.array([low for *_, low, _ in rows], dtype=np.float64),
        high=np.array([high for *_, high in rows], dtype=np.float64),
        decision=np.array([number[name] for name in names]),
        decisions=decisions,
    )


def choices_of(words: Lexicon, finding: str, attribute: str, values: list[str]) -> list[int]:
    """Numbers of the values that a line may have: the sides, those that are named, or none of a number."""
    named = [str(side) for side in Laterality] if values == [LATERALITY] else values
    return [words.values[finding, attribute, name] for name in named] or [words.no_value]


def answers(questions: pl.DataFrame, words: Lexicon) -> Bits:
    """For each finding the questions to which it is a yes, as bits."""
    bits = np.zeros(len(words.findings), dtype=np.uint64)
    for number, (finding, others) in enumerate(questions.select("finding", "answered_by").iter_rows()):
        for name in (finding, *others):
            bits[words.findings[name]] |= np.uint64(1) << np.uint64(number)
    return bits


@lru_cache(maxsize=8)
def decision_keys(draws: Draws) -> Bits:
    """The key of each decision about how a finding looks."""
    return np.array([draws.key(decision) for decision in layout().lines.decisions], dtype=np.uint64)
