"""Whatever is written, either a scenario comes out or BadInput: nothing else ever gets through."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import preset, preset_names, scenario_from_document, scenario_from_text
from medgen_tests.scenario.documents import VALID_TEXT
from medgen_tests.scenario.test_originals import INLINE, PRESET, TEMPLATE

ANYTHING: list[Any] = [
    *(None, True, 0, -1, 1, 7.5, 10**400, -(10**400), float("nan"), float("inf"), -0.0, 1e308),
    *("", "x", "T1", "ROLE_1", "north", "\x00", "\ud800", "2026-06-01T00:00:00Z", "9" * 5000),
    *([], [[]], [None], [1] * 30, [{"type": "ambush"}], [{"name": None}]),
    *({}, {"a": 1}, {"T1": {}}, {"": None}, {"fronts": []}, {"BATTLE": {"gunshot": 1}}, {"urban": [0] * 24}),
]
STARTS = [preset(name).with_seed(1).resolved().document() for name in preset_names()] + [
    INLINE,
    PRESET,
    TEMPLATE,
]


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, item in items for place in places_of(item, (*path, key))]


def with_mishaps(start: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    document = deepcopy(start)
    for place in dice.sample(places_of(document), k=dice.randrange(1, 4)):
        holder: Any = document
        try:
            for key in place[:-1]:
                holder = holder[key]
            holder[place[-1]] = dice.choice(ANYTHING)
            if dice.random() < 0.3:
                holder[dice.choice(["sed", "", "\n", "name", 5])] = dice.choice(ANYTHING)
        except (TypeError, KeyError, IndexError):
            continue
    return document


def outcome(document: Any) -> str:
    try:
        scenario_from_document(document)
    except BadInput as error:
        assert error.lines()
        assert all(line.isprintable() and len(line) < 1000 for line in error.lines())
        return "refused"
    return "loaded"


@pytest.mark.parametrize("seed", range(8))
def test_a_document_with_anything_anywhere_is_loaded_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    outcomes = {outcome(with_mishaps(dice.choice(STARTS), dice)) for _ in range(100)}

    assert "refused" in outcomes


def test_a_text_with_anything_anywhere_is_loaded_or_refused() -> None:
    dice = random.Random(1)
    texts = [VALID_TEXT, json.dumps(STARTS[0])]
    for _ in range(600):
        characters = list(dice.choice(texts))
        for _ in range(dice.randrange(1, 6)):
            characters[dice.randrange(len(characters))] = dice.choice(
                "{}[]:,&*!|>'\"#-? \n\t\x00\x85\ufeff9eE.é%@`"
            )
        try:
            scenario_from_text("".join(characters))
        except BadInput as error:
            assert all(line.isprintable() for line in error.lines())
