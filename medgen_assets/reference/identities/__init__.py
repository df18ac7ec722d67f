"""National identity numbers that agree with birth date and sex.

Mode `reserved` (the default) gives numbers that no register issues, each with a visible mark that its scheme
documents; mode `valid` gives numbers of the issued form with right check digits, which may be someone's.
"""

from functools import cache

import dataframely as dy
import numpy as np
from numpy.typing import NDArray

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.identities import balkan, baltic, central, nordic, southern, western
from medgen_assets.reference.identities.digits import Texts
from medgen_assets.reference.identities.holders import Flags, Holders, Serials, holders_of
from medgen_assets.reference.identities.scheme import Scheme, made
from medgen_assets.reference.identities.service import (
    service_capacity,
    service_number_has_birth_date,
    service_number_shapes,
    service_numbers,
    service_texts,
)
from medgen_assets.reference.identities.table import table_of
from medgen_assets.schemas.people import IdentitySchemes
from medgen_assets.vocabulary import IdentityMode

NATIONS_WITHOUT_NUMBER = frozenset({"AUS", "NZL"})
"""Nations that give their people no national identity number; their soldiers have a service number only."""

NATIONS_WITHOUT_DAY = frozenset({"FRA"})
"""Nations whose numbers carry year and month of birth only."""


@cache
def identity_schemes() -> dict[str, Scheme]:
    """The scheme of each nation that has one."""
    found = (
        *nordic.SCHEMES,
        *baltic.SCHEMES,
        *balkan.SCHEMES,
        *central.SCHEMES,
        *western.SCHEMES,
        *southern.SCHEMES,
    )
    return {scheme.nation: scheme for scheme in sorted(found, key=lambda scheme: scheme.nation)}


def national_ids(
    nation: str,
    birth_dates: NDArray[np.datetime64],
    is_female: Flags,
    serials: Serials,
    mode: IdentityMode = IdentityMode.RESERVED,
) -> list[str | None]:
    """One number per person, decided by birth date, sex and serial alone.

    People of one birth date and sex get different numbers if their serials differ and lie below `id_capacity`; higher
    serials begin anew. None where the nation has no such number. Births 1954-2036. BadInput for an unknown nation.
    """
    if nation in NATIONS_WITHOUT_NUMBER:
        return [None] * len(serials)
    holders = holders_of(birth_dates, is_female, serials, mode)
    numbers: list[str | None] = identity_texts(nation, holders).astype(str).tolist()
    return numbers


def identity_texts(nation: str, holders: Holders) -> Texts:
    """The same as texts of ASCII signs, of a nation that has such numbers; BadInput for an unknown one."""
    scheme = identity_schemes().get(nation)
    if scheme is None:
        known = ", ".join([*identity_schemes(), *sorted(NATIONS_WITHOUT_NUMBER)])
        raise BadInput(
            [Problem("nation", nation, "its identity numbers are not known.", f"Use one of {known}.")]
        )
    return made(scheme, holders)


def id_capacity(nation: str, mode: IdentityMode = IdentityMode.RESERVED) -> int:
    """People of the same birth date and sex who get different numbers; 0 where the nation has no number."""
    if nation in NATIONS_WITHOUT_NUMBER:
        return 0
    return identity_schemes()[nation].serials(is_reserved=mode is IdentityMode.RESERVED).capacity


def scheme_table() -> dy.DataFrame[IdentitySchemes]:
    """One row per nation: name of the number, what it carries, its mark, room and source; shape of service numbers."""
    return table_of(identity_schemes())


def has_day_of_birth(nation: str) -> bool:
    """Whether people born on different days have different numbers whatever their serials."""
    scheme = identity_schemes().get(nation)
    return scheme is not None and scheme.has_birth_date and nation not in NATIONS_WITHOUT_DAY


__all__ = [
    "Holders",
    "IdentityMode",
    "Scheme",
    "Texts",
    "has_day_of_birth",
    "holders_of",
    "id_capacity",
    "identity_schemes",
    "identity_texts",
    "national_ids",
    "scheme_table",
    "service_capacity",
    "service_number_has_birth_date",
    "service_number_shapes",
    "service_numbers",
    "service_texts",
]
