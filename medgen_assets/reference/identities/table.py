"""The schemes of all nations as one table, to be looked at."""

from typing import Final

import dataframely as dy
import polars as pl

from medgen_assets.reference.identities.scheme import Scheme
from medgen_assets.reference.identities.service import service_number_shapes
from medgen_assets.schemas.people import IdentitySchemes

Row = dict[str, str | int | bool | None]

NO_NUMBER: Final[Row] = {
    "name": None,
    "has_birth_date": False,
    "has_sex": False,
    "reserved_mark": None,
    "reserved_places": 0,
    "valid_places": 0,
    "source": None,
}
"""What there is to say of a nation without identity numbers."""


def table_of(schemes: dict[str, Scheme]) -> dy.DataFrame[IdentitySchemes]:
    """One row per nation, those without a number of their own included."""
    rows = [row_of(nation, schemes.get(nation)) for nation in sorted(service_number_shapes())]
    return (
        pl.DataFrame(rows, infer_schema_length=None)
        .select(IdentitySchemes.column_names())
        .pipe(IdentitySchemes.validate)
    )


def row_of(nation: str, scheme: Scheme | None) -> Row:
    """The row of one nation."""
    soldiers: Row = {"nation": nation, "service_number": service_number_shapes()[nation]}
    if scheme is None:
        return NO_NUMBER | soldiers
    return soldiers | {
        "name": scheme.name,
        "has_birth_date": scheme.has_birth_date,
        "has_sex": scheme.has_sex,
        "reserved_mark": scheme.reserved,
        "reserved_places": scheme.reserved_serials.capacity,
        "valid_places": scheme.valid_serials.capacity,
        "source": scheme.source,
    }
