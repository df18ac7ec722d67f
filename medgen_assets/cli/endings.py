"""How a command ends: one line per problem on stderr, and the exit code the contract gives it."""

import sys
import traceback

from typer.exceptions import TyperException

from medgen_assets.errors import MedgenError

DONE = 0
ANSWER_IS_NO = 1
BAD_INPUT = 2
DEPENDENCY_DOWN = 3
INTERRUPTED = 130


def ended(error: BaseException, *, is_debug: bool) -> int:
    """Say what went wrong and give the exit code."""
    if is_debug:
        traceback.print_exception(error, file=sys.stderr)
    told = understood(error)
    for line in problem_lines(told):
        print(line, file=sys.stderr)
    return exit_code(told)


def understood(error: BaseException) -> BaseException:
    """The error itself, or what an error of a database driver means."""
    if isinstance(error, KeyboardInterrupt | MedgenError | TyperException):
        return error
    from medgen_assets.store.trouble import database_trouble

    return database_trouble(error) or error


def exit_code(error: BaseException) -> int:
    """The exit code of an error: that of its family; what nobody foresaw answers no."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, MedgenError | TyperException):
        return error.exit_code
    return ANSWER_IS_NO


def problem_lines(error: BaseException) -> list[str]:
    """What, where and what to do, a line per problem."""
    if isinstance(error, KeyboardInterrupt):
        return ["medgen: interrupted."]
    if isinstance(error, MedgenError):
        return [f"medgen: {line}" for line in error.lines()]
    if isinstance(error, TyperException):
        return [f"medgen: {error.format_message()} Try --help."]
    name = type(error).__name__
    return [
        f"medgen: this should not happen: {name}: {error}. Run the command again with --debug and report it."
    ]
