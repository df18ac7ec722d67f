"""Every attribute and value of medgen's own finding models by number, so that rows are made by looking up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from medgen_assets.reference.own_findings import FindingModel, own_findings
from medgen_assets.simulation.names import Texts

FINDING_COLUMNS = ("finding_id", "finding", "attribute_id", "attribute", "unit")
VALUE_COLUMNS = ("value_code", "value")


@dataclass(frozen=True)
class Lexicon:
    """Attributes and values of all models, numbered; the last value is none, of a number."""

    findings: dict[str, int]
    """Number of each model by name."""
    attributes: dict[tuple[str, str], int]
    """Number of each attribute, by names of model and attribute."""
    values: dict[tuple[str, str, str], int]
    """Number of each value, by names of model, attribute and value."""
    attribute_texts: Texts
    """By number of attribute: the model and the attribute as the report names them."""
    value_texts: Texts
    """By number of value: its code and its name."""

    @property
    def no_value(self) -> int:
        """The number that stands for no value."""
        return len(self.values)


@cache
def lexicon() -> Lexicon:
    """The lexicon of the models that medgen brings along."""
    models = list(own_findings().values())
    attributes = [(model, attribute) for model in models for attribute in model.attributes.values()]
    values = [
        (model.name, attribute.name, name, code)
        for model, attribute in attributes
        for name, code in attribute.codes.items()
    ]
    return Lexicon(
        {model.name: number for number, model in enumerate(models)},
        {(model.name, attribute.name): number for number, (model, attribute) in enumerate(attributes)},
        {(model, attribute, name): number for number, (model, attribute, name, _) in enumerate(values)},
        attribute_texts(models),
        texts_of([(code, name) for _, _, name, code in values] + [(None, None)], VALUE_COLUMNS),
    )


def attribute_texts(models: Sequence[FindingModel]) -> Texts:
    """The model and the attribute as the report names them, one row per attribute."""
    rows = [
        (model.oifm_id, model.name, attribute.oifma_id, attribute.name, attribute.unit)
        for model in models
        for attribute in model.attributes.values()
    ]
    return texts_of(rows, FINDING_COLUMNS)


def texts_of(rows: Sequence[tuple[str | None, ...]], names: Sequence[str]) -> Texts:
    """The texts of some rows, each row with one text under each name."""
    return Texts.of(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))
