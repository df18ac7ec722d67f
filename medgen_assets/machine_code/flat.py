"""Code that runs wherever it lies: one stretch of bytes and where its functions begin, used without any linker.

An object file of our functions is of this kind on Linux: they touch nothing but their arguments and each other, so
nothing is left to be filled in. Object files: Tool Interface Standard, Executable and Linking Format 1.2, and the
64-bit layout of the System V ABI.
"""

import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from medgen_assets.machine_code.native import Functions, called

MAGIC = b"\x7fELF\x02\x01"
"""Begin of an object file of 64 bits, low byte first."""
SECTIONS_AT, SECTION_COUNT_AT, NAMES_AT = 0x28, 0x3C, 0x3E
SECTION, SYMBOL = struct.Struct("<IIQQQQIIQQ"), struct.Struct("<IBBHQQ")
PROGRAM, SYMBOLS, RELOCATIONS = 1, 2, (4, 9)
"""Types of section: bytes of the program, names, and places that are to be filled in."""
IN_MEMORY = 2
FUNCTION = 2


@dataclass(frozen=True)
class FlatCode:
    """The bytes, and at which of them each function begins."""

    code: bytes
    begins: Mapping[str, int]


@dataclass(frozen=True)
class Section:
    """A part of an object file: number, type, flags, content, and the number of the section it refers to."""

    number: int
    kind: int
    flags: int
    content: bytes
    link: int


def flat_code(file: bytes) -> FlatCode | None:
    """The code of an object file; None where it is of another kind, or something would have to be filled in."""
    if not file.startswith(MAGIC):
        return None
    found = sections(file)
    code = [part for part in found if part.kind == PROGRAM and part.flags & IN_MEMORY and part.content]
    if len(code) != 1 or any(part.kind in RELOCATIONS for part in found):
        return None
    [names] = [part for part in found if part.kind == SYMBOLS]
    return FlatCode(code[0].content, begins(names.content, found[names.link].content, code[0].number))


def sections(file: bytes) -> list[Section]:
    """The parts of an object file."""
    [table] = struct.unpack_from("<Q", file, SECTIONS_AT)
    [count] = struct.unpack_from("<H", file, SECTION_COUNT_AT)
    rows = [SECTION.unpack_from(file, table + number * SECTION.size) for number in range(count)]
    return [
        Section(number, kind, flags, file[start : start + size], link)
        for number, (_, kind, flags, _, start, size, link, *_) in enumerate(rows)
    ]


def begins(symbols: bytes, names: bytes, section: int) -> dict[str, int]:
    """Where each function of a section begins."""
    return {
        names[name : names.index(b"\0", name)].decode(): value
        for name, info, _, place, value, _ in SYMBOL.iter_unpack(symbols)
        if place == section and info & 0xF == FUNCTION
    }


def placed(flat: FlatCode, arguments: Mapping[str, list[bool]]) -> Functions:
    """Its functions by name, as `native.called` has them; raises OSError where the system lets no code be placed.

    The code is written to a file without a name and mapped from there, so that no memory can be written and run.
    """
    file = os.memfd_create("medgen-care")
    try:
        os.write(file, flat.code)
        memory = mmap.mmap(file, len(flat.code), mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
    finally:
        os.close(file)
    first = np.frombuffer(memory, np.uint8).ctypes.data
    return {name: called(first + flat.begins[name], numbers, memory) for name, numbers in arguments.items()}
