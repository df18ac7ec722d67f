"""`medgen db`: start, stop, look at, migrate and roll back the database."""

from typing import TYPE_CHECKING, Annotated

import typer

from medgen_assets.cli.answers import say, say_json
from medgen_assets.cli.options import AsJson

if TYPE_CHECKING:
    from medgen_assets.store.pool import Database

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command()
def start(*, as_json: AsJson = False) -> None:
    """Start the embedded server, or make sure the external one answers."""
    from medgen_assets.store.server import ensure_server, server_status

    ensure_server()
    found = server_status()
    if as_json:
        say_json(found)
    else:
        say(f"Postgres {found['version']} is running.")


@app.command()
def stop(*, as_json: AsJson = False) -> None:
    """Stop the embedded server; the sessions of its clients end."""
    from medgen_assets.store.server import stop_server

    is_stopped = stop_server()
    if as_json:
        say_json({"is_stopped": is_stopped})
    else:
        say("Stopped." if is_stopped else "No embedded server was running.")


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Where the server is, whether it runs, and how many connections it has."""
    from medgen_assets.store.server import server_status

    found = server_status()
    if as_json:
        say_json(found)
    else:
        say(*(f"{name:<16} {value}" for name, value in found.items() if value is not None))


@app.command()
def migrate(*, as_json: AsJson = False) -> None:
    """Take every step of the schema that is missing."""
    from medgen_assets.store.migrating import migrate as taken_steps

    with database_as_it_is() as database:
        answer_steps(taken_steps(database), "taken", as_json=as_json)


@app.command()
def rollback(
    *,
    steps: Annotated[int, typer.Option(help="How many steps.")] = 1,
    to: Annotated[int | None, typer.Option(help="Number of the last step that stays; 0: none.")] = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Lose the rows of the tables, and the columns, that go.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take back the last steps of the schema."""
    from medgen_assets.store.migrating import rollback as steps_back

    with database_as_it_is() as database:
        taken_back = steps_back(database, steps, to=to, is_loss_accepted=accept_loss)
    answer_steps(taken_back, "taken back", as_json=as_json)


def database_as_it_is() -> "Database":
    """The database without any step taken by opening it."""
    from medgen_assets.store.pool import Database
    from medgen_assets.store.server import ensure_server

    return Database(ensure_server().url)


def answer_steps(steps: list[str], verb: str, *, as_json: bool) -> None:
    """Say which steps of the schema were taken."""
    if as_json:
        say_json({"steps": steps})
    else:
        say(*([f"{step} {verb}." for step in steps] or [f"No step to be {verb}."]))
