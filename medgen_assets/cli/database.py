"""`medgen db`: start, stop, look at, migrate and roll back the database."""

from typing import Annotated

import typer

from medgen_assets.cli.answers import say, say_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def start() -> None:
    """Start the embedded server, or make sure the external one answers."""
    from medgen_assets.store.server import ensure_server, server_status

    ensure_server()
    say(f"Postgres {server_status()['version']} is running.")


@app.command()
def stop() -> None:
    """Stop the embedded server; the sessions of its clients end."""
    from medgen_assets.store.server import stop_server

    say("Stopped." if stop_server() else "No embedded server was running.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Where the server is, whether it runs, and how many connections it has."""
    from medgen_assets.store.server import server_status

    found = server_status()
    if as_json:
        say_json(found)
    else:
        say(*(f"{name:<16} {value}" for name, value in found.items() if value is not None))
