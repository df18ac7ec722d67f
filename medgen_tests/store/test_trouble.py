"""The troubles of a database are said in one line, whichever driver met them."""

import psycopg
import psycopg2
import psycopg2.errors
import pytest
import sqlalchemy
from psycopg.conninfo import conninfo_to_dict

from medgen_assets.errors import DependencyDown
from medgen_assets.store.pool import Database
from medgen_assets.store.trouble import database_trouble


def met(statement: str, database: Database) -> BaseException:
    """What the driver raises for a statement."""
    with pytest.raises(psycopg.Error) as raised, database.connection() as connection:
        connection.execute(statement)  # type: ignore[call-overload]  # any text
    return raised.value


def raise_in(state: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{state}'; END $$"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "disk is full: could not extend file. Free some space"),
        ("53200", "lacks resources: could not extend file."),
        ("57P01", "connection to the database was lost: could not extend file."),
        ("08006", "connection to the database was lost"),
    ],
)
def test_a_trouble_of_the_server_is_named(database: Database, state: str, said: str) -> None:
    trouble = database_trouble(met(raise_in(state), database))

    assert isinstance(trouble, DependencyDown)
    assert said in str(trouble)
    assert "\n" not in str(trouble)


def test_a_terminated_session_is_a_lost_connection(database: Database) -> None:
    trouble = database_trouble(met("SELECT pg_terminate_backend(pg_backend_pid())", database))

    assert "was lost" in str(trouble)


@pytest.mark.parametrize("statement", ["SELECT 1 / 0", "SELECT nonsense", raise_in("23505")])
def test_a_mistake_of_ours_is_no_trouble_of_the_database(database: Database, statement: str) -> None:
    assert database_trouble(met(statement, database)) is None


def test_dagsters_driver_is_understood_behind_sqlalchemy(migrated_url: str) -> None:
    parts = conninfo_to_dict(migrated_url)
    engine = sqlalchemy.create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(**parts))
    with pytest.raises(sqlalchemy.exc.OperationalError) as raised, engine.connect() as connection:
        connection.execute(sqlalchemy.text(raise_in("53100")))
    engine.dispose()

    assert "disk is full: could not extend file" in str(database_trouble(raised.value))


def test_it_is_found_behind_other_errors() -> None:
    error = ValueError("outer")
    error.__cause__ = KeyError("inner")
    error.__cause__.__context__ = psycopg.OperationalError("the wire was cut")
    error.__cause__.__context__.__context__ = error

    assert "was lost: the wire was cut" in str(database_trouble(error))


def test_other_errors_and_no_error_are_none() -> None:
    assert database_trouble(ValueError("x")) is None
    assert database_trouble(None) is None
