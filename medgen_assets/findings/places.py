"""Where in a JSON document something stands, such as `attributes[3].values[1].name`."""

from collections.abc import Iterable, Sequence

KINDS = frozenset({"choice", "numeric", "person", "organization"})
LISTS_OF_KINDS = frozenset({"attributes", "contributors"})
NUMBERS = frozenset({"int", "float", "constrained-int", "constrained-float"})
BOUNDS = frozenset({"minimum", "maximum"})


def place(steps: Iterable[str | int]) -> str:
    """Keys and indexes as one text."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def json_steps(location: Sequence[str | int]) -> list[str | int]:
    """A location of pydantic's without the names of the kinds that its unions chose."""
    return [step for index, step in enumerate(location) if not _is_kind(location, index)]


def _is_kind(location: Sequence[str | int], index: int) -> bool:
    step = location[index]
    if step in KINDS:
        return index >= 2 and isinstance(location[index - 1], int) and location[index - 2] in LISTS_OF_KINDS  # noqa: PLR2004
    return step in NUMBERS and location[index - 1] in BOUNDS and index > 0
