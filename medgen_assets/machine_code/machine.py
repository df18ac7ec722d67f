"""What machine code is good for, known without asking LLVM."""

import platform
from importlib.metadata import version
from pathlib import Path

from medgen_assets.fingerprint import fingerprint

PROCESSOR = Path("/proc/cpuinfo")
TELLING = ("vendor_id", "cpu family", "model", "flags", "CPU implementer", "CPU part", "Features")
"""What Linux says of a processor that decides which instructions it has."""


def this_machine() -> str:
    """Fingerprint of the system, the processor with its features, and the LLVM that makes code for it."""
    return fingerprint([platform.system(), platform.machine(), processor(), version("llvmlite")])


def processor() -> list[str]:
    """The lines about the first processor that tell; what the system calls it, where there are none."""
    try:
        lines = PROCESSOR.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    except OSError:
        return [platform.processor()]
    return [line for line in lines if line.partition("\t")[0].partition(":")[0].strip() in TELLING]
