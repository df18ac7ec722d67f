"""LLVM's text as code of this machine, and code as functions that Python calls.

LLVM comes with the package llvmlite, which is imported late: it takes a tenth of a second and 50 MB.
"""

import ctypes
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from medgen_assets.fingerprint import fingerprint

FASTEST = 3
"""Level of optimisation."""


def llvm() -> Any:
    """LLVM itself, ready for this machine."""
    binding: Any = import_module("llvmlite.binding")
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


def this_machine() -> str:
    """Fingerprint of what code is good for: the processor with its features, and the LLVM that made it."""
    binding = llvm()
    about = [binding.get_process_triple(), *host(binding), import_module("llvmlite").__version__]
    return fingerprint(about)


def host(binding: Any) -> tuple[str, str]:
    """Name and features of the processor."""
    return binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()


def target_machine(binding: Any) -> Any:
    """LLVM's idea of this machine."""
    cpu, features = host(binding)
    target = binding.Target.from_triple(binding.get_process_triple())
    return target.create_target_machine(
        cpu=cpu, features=features, opt=FASTEST, reloc="pic", codemodel="jitdefault", jit=True
    )


def object_code(text: str) -> bytes:
    """The object file of a module in LLVM's text."""
    binding = llvm()
    machine = target_machine(binding)
    module = binding.parse_assembly(text)
    module.triple, module.data_layout = binding.get_process_triple(), str(machine.target_data)
    module.verify()
    options = binding.create_pipeline_tuning_options(speed_level=FASTEST)
    builder = binding.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def loaded(code: bytes, arguments: Mapping[str, list[bool]]) -> dict[str, Callable[..., int]]:
    """Functions of an object file by name; `arguments` says of each argument whether it is a number, else a row.

    What they need of LLVM lives as long as they do.
    """
    binding = llvm()
    machine = target_machine(binding)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return {name: function(engine, name, numbers) for name, numbers in arguments.items()}


def function(engine: Any, name: str, numbers: list[bool]) -> Callable[..., int]:
    """One function, which keeps the code alive that it calls."""
    kinds = [ctypes.c_int64 if is_number else ctypes.c_void_p for is_number in numbers]
    native = ctypes.CFUNCTYPE(ctypes.c_int64, *kinds)(engine.get_function_address(name))

    def call(*given: Any, _engine: Any = engine) -> int:
        result: int = native(*given)
        return result

    return call
