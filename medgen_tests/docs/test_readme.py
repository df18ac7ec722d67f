"""What the README promises a planner is so: its example, its presets, its commands."""

import re
from collections.abc import Mapping

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from medgen_assets.cli.app import app
from medgen_assets.scenario.loading import DEFAULT_PRESET, preset, preset_names, scenario_from_text
from medgen_tests.docs.pages import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)`.*\| ([\d,]+) \| (\d+) \| (\d+) / (\d+) / (\d+) \|$", re.MULTILINE)
PRESETS = {name: tuple(int(text.replace(",", "")) for text in rest) for name, *rest in ROW.findall(README)}
COMMANDS = README.partition("## Commands")[2].partition("\n## ")[0]


def test_the_example_is_a_good_scenario() -> None:
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)

    assert example is not None
    assert scenario_from_text(example[1]).scenario.name == "baltic_winter"


def test_all_presets_are_listed_and_the_default_first() -> None:
    assert sorted(PRESETS) == sorted(preset_names())
    assert next(iter(PRESETS)) == DEFAULT_PRESET


@pytest.mark.parametrize("name", PRESETS)
def test_the_figures_of_a_preset_are_its_own(name: str) -> None:
    scenario = preset(name)
    mix = scenario.injury_mix
    percentages = [round(100 * share) for share in (mix.battle, mix.non_battle, mix.disease)]

    assert PRESETS[name] == (scenario.total_patients, scenario.days, *percentages)


def test_every_command_is_listed() -> None:
    missing = [name for name in command_names() if name not in COMMANDS]

    assert missing == []


def test_every_listed_command_exists() -> None:
    listed = re.findall(r"^\| `(\w+)", COMMANDS, re.MULTILINE)

    assert set(listed) - {"test"} <= set(command_names())


def command_names() -> list[str]:
    """Names of the commands and of the commands within them."""
    commands = commands_of(get_command(app))
    return [*commands, *(name for command in commands.values() for name in commands_of(command))]


def commands_of(command: object) -> Mapping[str, object]:
    """The commands within a command; none where it has none."""
    return command.commands if isinstance(command, TyperGroup) else {}
