"""What the database refuses to keep, said as bad input."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from medgen_assets.errors import BadInput, Problem


@contextmanager
def refusals_named(what: str) -> Iterator[None]:
    """Turn a value that no column takes into BadInput about `what`."""
    try:
        yield
    except (psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation, psycopg.DataError) as error:
        reason = error.diag.message_primary or str(error)
    except (ValueError, TypeError) as error:  # NaN, lone surrogates, values that JSON does not have
        reason = str(error)
    else:
        return
    raise BadInput([Problem(what, "not storable", f"{reason}.", "Correct it and try again.")])
