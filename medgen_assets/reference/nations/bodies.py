"""Height and body mass index by sex."""

from functools import cache

import dataframely as dy
import polars as pl

from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.schemas.people import Physiques


@cache
def heights_weights() -> dy.DataFrame[Physiques]:
    """Mean, standard deviation and bounds of height (cm) and body mass index (kg/m2), by sex."""
    rows = [{"sex": sex, **numbers} for sex, numbers in yaml_values("bodies.yaml").items()]
    return pl.DataFrame(rows).select(Physiques.column_names()).pipe(Physiques.validate)
