"""Connections that take a slot of the shared budget when they open and give it back when they close.

The only place where medgen opens connections: psycopg 3 for its own tables, psycopg2 for Dagster's storage.
"""

import time
import weakref
from typing import Any, Self, TypeVar

import psycopg

from medgen_assets.store.budget import Budget

TOO_MANY = ("too many clients", "too many connections", "remaining connection slots")
"""What a full server answers at connect, where no error code is available. Source: PostgreSQL 15, 18."""
FULL_RETRY_SECONDS = 0.1
"""Pause before a full server is asked again. Assumption: other clients come and go within seconds."""

Connection = TypeVar("Connection")


class BudgetedConnection(psycopg.Connection[Any]):
    """A psycopg connection that holds one slot for as long as it is open."""

    @classmethod
    def connect(
        cls, conninfo: str = "", *, admission: "Admission | None" = None, **options: Any
    ) -> Self:
        """Take a slot, waiting for it as long as the admission says, then connect."""
        if admission is None:
            return super().connect(conninfo, **options)
        return admission.connect(lambda: super(BudgetedConnection, cls).connect(conninfo, **options))

    def close(self) -> None:
        """Close the connection, which frees its slot."""
        super().close()
        if release := getattr(self, "release_slot", None):
            release()
