"""What a command loads, and what it does not."""

import subprocess
import sys


def modules_after(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after some lines."""
    lines = f"import sys\n{code}\nprint(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", lines], text=True).split())


LOAD = """from medgen_assets.cli.collection import loading
with loading():
    import medgen_assets.defs.exercise
    import medgen_assets.defs.storage"""


def test_a_generation_loads_nothing_that_colours_tracebacks() -> None:
    loaded = modules_after(LOAD)

    assert "structlog" in loaded
    assert not {"rich", "pygments"} & loaded


def test_what_was_hidden_can_be_loaded_later() -> None:
    loaded = modules_after(f"{LOAD}\nimport rich, pygments")

    assert {"rich", "pygments"} <= loaded


def test_what_is_loaded_already_stays() -> None:
    loaded = modules_after(f"import pygments\n{LOAD}\nassert sys.modules['pygments'] is not None")

    assert "pygments" in loaded
