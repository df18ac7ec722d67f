"""Models written as files, several at once: most of the time of a small file is waiting for the disk."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import aclosing
from itertools import islice
from pathlib import Path

import orjson

from medgen_assets.concurrency import Failed, StreamProcessor
from medgen_assets.errors import BadInput, Problem
from medgen_assets.files import write_whole
from medgen_assets.schemas.findings import Document

FILES_OF_A_PIECE = 50
"""Files that one thread writes in a row. Measured: 2,382 models in 1.4-5.5 s where one after the other took 7-20 s."""
PIECES_AHEAD = 2

Model = tuple[str, str, Document]
"""Source, file and document."""


def written(folder: Path, models: Iterable[Model]) -> int:
    """Write each model into `<folder>/<source>/<file>`, whole; gives their number. The first failure ends it."""
    return asyncio.run(_written(folder, models))


async def _written(folder: Path, models: Iterable[Model]) -> int:
    async def piece_written(piece: list[Model]) -> int:
        return await asyncio.to_thread(_write, folder, piece)

    count = 0
    stream = StreamProcessor(PIECES_AHEAD).map_stream(_pieces(models), piece_written, in_order=False)
    async with aclosing(stream) as outcomes:
        async for outcome in outcomes:
            if isinstance(outcome, Failed):
                raise outcome.error
            count += outcome.value
    return count


def _pieces(models: Iterable[Model]) -> Iterator[list[Model]]:
    left = iter(models)
    while piece := list(islice(left, FILES_OF_A_PIECE)):
        yield piece


def _write(folder: Path, piece: list[Model]) -> int:
    for source, file, document in piece:
        content = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        write_whole(confined(folder / source, file), content)
    return len(piece)


def confined(folder: Path, file: str) -> Path:
    """The place of a file below a folder; raises BadInput for a name that would lead out of it."""
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadInput([Problem("file", repr(file), f"it would lie outside {folder}.")])
    return path
