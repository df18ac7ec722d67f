"""The scenarios that come with medgen, each a YAML document."""

from functools import cache
from importlib.resources import files

from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.showing import meant, shown

DEFAULT_PRESET = "nato_article_5"


@cache
def preset_names() -> tuple[str, ...]:
    """Names of the presets, the default one first."""
    stems = sorted(
        file.name.removesuffix(".yaml") for file in files(__name__).iterdir() if file.name.endswith(".yaml")
    )
    return tuple(sorted(stems, key=lambda name: name != DEFAULT_PRESET))


def preset_text(name: str) -> str:
    """The document of a preset; raises BadInput for a name that is none, before any file is touched."""
    if name not in preset_names():
        raise BadInput([Problem("", shown(name), "is no preset.", meant(name, preset_names()))])
    return files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
