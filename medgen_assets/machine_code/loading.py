"""An object file as functions: without LLVM where its code is flat and the system lets it be placed, else by LLVM."""

import os
from collections.abc import Mapping
from contextlib import suppress

from medgen_assets.machine_code.flat import flat_code, placed
from medgen_assets.machine_code.native import Functions, linked


def loaded(file: bytes, arguments: Mapping[str, list[bool]]) -> Functions:
    """The functions of an object file that was made on such a machine."""
    flat = flat_code(file) if hasattr(os, "memfd_create") else None
    if flat is not None:
        with suppress(OSError):
            return placed(flat, arguments)
    return linked(file, arguments)
