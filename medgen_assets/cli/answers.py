"""What a command prints on stdout: one JSON object, or lines and tables for people."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any


def say_json(answer: Any) -> None:
    """Print one JSON document and nothing else."""
    print(json.dumps(answer, ensure_ascii=False, default=str, allow_nan=False))


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def whisper(*lines: str) -> None:
    """Print lines that are no part of the answer."""
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def plain(entry: Any) -> dict[str, Any]:
    """A dataclass as a mapping, times as text."""
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(entry).items()
    }


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """Rows as aligned text, numbers to the right, headed by the columns' names."""
    cells = [[_text(row.get(column)) for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    is_number = [_is_number_column(rows, column) for column in columns]
    return [_line(line, widths, is_number) for line in [list(columns), *cells]]


def _is_number_column(rows: Sequence[Mapping[str, Any]], column: str) -> bool:
    values = [row.get(column) for row in rows]
    return bool(values) and all(isinstance(value, int | float) or value is None for value in values)


def _line(cells: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    aligned = [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, is_number, strict=True)
    ]
    return "  ".join(aligned).rstrip()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:z,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
