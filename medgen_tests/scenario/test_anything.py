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
TYPOS = "{}[]:,&*!|>'\"#-? \n\t\x00\x85\ufeff9eE.é%@`"
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


def lines_about(document: Any) -> list[str]:
    """What is said about a document or text; nothing when it is a scenario."""
    try:
        scenario_from_text(document) if isinstance(document, str) else scenario_from_document(document)
    except BadInput as error:
        return error.lines()
    return []


@pytest.mark.parametrize("seed", range(8))
def test_a_document_with_anything_anywhere_is_loaded_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    said = [lines_about(with_mishaps(dice.choice(STARTS), dice)) for _ in range(100)]

    assert all(line.isprintable() and len(line) < 1000 for lines in said for line in lines)
    assert sum(1 for lines in said if lines) > 50


def with_typos(text: str, dice: random.Random) -> str:
    characters = list(text)
    for _ in range(dice.randrange(1, 6)):
        characters[dice.randrange(len(characters))] = dice.choice(TYPOS)
    return "".join(characters)


def test_a_text_with_anything_anywhere_is_loaded_or_refused() -> None:
    dice = random.Random(1)
    texts = [VALID_TEXT, json.dumps(STARTS[0])]
    said = [lines_about(with_typos(dice.choice(texts), dice)) for _ in range(600)]

    assert all(line.isprintable() for lines in said for line in lines)
