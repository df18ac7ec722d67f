"""Faker's person providers as submodules of this package, so that they load without starting Faker.

Importing `faker` loads every provider of every locale (0.5 s); a locale's module alone takes milliseconds.
Its import `from .. import Provider` finds the class below.
"""

from importlib.util import find_spec
from pathlib import Path

_faker = find_spec("faker")
if _faker is None or _faker.origin is None:
    raise ModuleNotFoundError("faker is not installed; run the set-up again")
__path__.append(str(Path(_faker.origin).parent / "providers" / "person"))


class Provider:
    """What a locale's provider inherits from; only its word lists are of use here."""
