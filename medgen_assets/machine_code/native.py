"""LLVM's text as code of this machine, and code as functions that Python calls.

LLVM comes with the package llvmlite and takes 50 MB, 85 while it compiles, which a process keeps. So it is asked in a
process of its own, and code that is flat (`flat`) is used without it.
"""

import ctypes
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

FASTEST = 3
"""Level of optimisation."""
Functions = dict[str, Callable[..., int]]


def llvm() -> Any:
    """LLVM itself, ready for this machine."""
    binding: Any = import_module("llvmlite.binding")
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


def target_machine(binding: Any) -> Any:
    """LLVM's idea of this machine; code that is nowhere at home, and close together."""
    cpu, features = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    target = binding.Target.from_triple(binding.get_process_triple())
    return target.create_target_machine(
        cpu=cpu, features=features, opt=FASTEST, reloc="pic", codemodel="small"
    )


def object_code(text: str) -> bytes:
    """The object file of a module in LLVM's text.

    Loops are not made vectors: ours are short, and vectors would need constants beside the code.
    """
    binding = llvm()
    machine = target_machine(binding)
    module = binding.parse_assembly(text)
    module.triple, module.data_layout = binding.get_process_triple(), str(machine.target_data)
    module.verify()
    options = binding.create_pipeline_tuning_options(speed_level=FASTEST)
    options.loop_vectorization = options.slp_vectorization = False
    builder = binding.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def linked(code: bytes, arguments: Mapping[str, list[bool]]) -> Functions:
    """Functions of an object file by name, put together by LLVM; `arguments` as `called` has them."""
    binding = llvm()
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), target_machine(binding))
    engine.add_object_file(binding.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return {
        name: called(engine.get_function_address(name), numbers, engine)
        for name, numbers in arguments.items()
    }


def called(address: int, numbers: list[bool], code: Any) -> Callable[..., int]:
    """The function at an address; `numbers` says of each argument whether it is a number, else it is a row's address.

    Keeps `code` alive, in which it lies.
    """
    kinds = [ctypes.c_int64 if is_number else ctypes.c_void_p for is_number in numbers]
    native = ctypes.CFUNCTYPE(ctypes.c_int64, *kinds)(address)

    def call(*given: Any, _code: Any = code) -> int:
        result: int = native(*given)
        return result

    return call
