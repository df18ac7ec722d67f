"""The database as a Dagster resource: one pool of connections, opened at first use, closed with the run."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import dagster as dg
from pydantic import Field, PrivateAttr

from medgen_assets.store.opening import open_database
from medgen_assets.store.options import PoolOptions, Purpose
from medgen_assets.store.pool import AsyncConnection, Connection, Database
from medgen_assets.store.pool_status import PoolStatus

STANDARD = PoolOptions()


class PostgresResource(dg.ConfigurableResource[Database]):
    """The database of this MEDGEN_HOME, or of MEDGEN_POSTGRES_URL.

    Where it is, and any password, come from the environment and are no configuration of a run. The options are
    those of `PoolOptions`, checked together before the run begins.
    """

    min_size: int = Field(default=STANDARD.min_size, description="Connections kept although idle.")
    max_size: int = Field(default=STANDARD.max_size, description="Connections of one process at most.")
    max_waiting: int = Field(default=STANDARD.max_waiting, description="Requests that may wait at once.")
    wait_seconds: float = Field(
        default=STANDARD.wait_seconds, description="Wait for a connection of the pool."
    )
    slot_wait_seconds: float = Field(
        default=STANDARD.slot_wait_seconds, description="Wait for a place in the budget of all processes."
    )
    connect_seconds: float = Field(default=STANDARD.connect_seconds, description="Time to connect.")
    startup_seconds: float = Field(
        default=STANDARD.startup_seconds, description="Time in which the first connection must open."
    )
    max_idle_seconds: float = Field(
        default=STANDARD.max_idle_seconds, description="Age at which an idle connection closes."
    )
    max_lifetime_seconds: float = Field(
        default=STANDARD.max_lifetime_seconds, description="Age at which any connection closes."
    )
    lookup_seconds: float = Field(default=STANDARD.lookup_seconds, description="Limit of one lookup.")
    search_seconds: float = Field(default=STANDARD.search_seconds, description="Limit of one search.")
    bulk_seconds: float = Field(default=STANDARD.bulk_seconds, description="Limit of one bulk statement.")
    tcp_user_seconds: float = Field(
        default=STANDARD.tcp_user_seconds, description="Time after which a silent wire counts as broken."
    )

    _opened: Database | None = PrivateAttr(default=None)

    def options(self) -> PoolOptions:
        """The options of the pool; raises BadInput with every problem."""
        return PoolOptions(**{name: getattr(self, name) for name in type(self).model_fields})

    @property
    def opened(self) -> Database:
        """The open database; the same one until the run ends."""
        if self._opened is None:
            self._opened = open_database(self.options())
        return self._opened

    def connection(self, purpose: Purpose = "lookup") -> AbstractContextManager[Connection]:
        """A connection for one transaction: committed at the end of the block, rolled back on an error."""
        return self.opened.connection(purpose)

    def async_connection(self, purpose: Purpose = "lookup") -> AbstractAsyncContextManager[AsyncConnection]:
        """The same for a coroutine, in whatever event loop it runs."""
        return self.opened.async_connection(purpose)

    def pool_status(self) -> PoolStatus:
        """Size, in use, available, waiting, requests, wait times and errors of the pool."""
        return self.opened.pool_status()

    def setup_for_execution(self, _: dg.InitResourceContext) -> None:
        """Refuse options that do not fit before anything begins; nothing is opened yet."""
        self.options()

    def teardown_after_execution(self, _: dg.InitResourceContext) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
