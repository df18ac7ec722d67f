"""A query taken apart: words, the meanings of phrases, and keys for an exact match."""

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.findings.asking import MOST_WORDS, asked, dictionary
from medgen_assets.findings.wording import search_text
from medgen_assets.reference.finding_words import abbreviations, phrases, same_words


def ideas(text: str) -> dict[str, dict[str, float]]:
    """What may stand for each word, with its weight."""
    return {
        group[0].words: {other.words: other.weight for other in group[1:]} for group in asked(text).groups
    }


def test_an_unknown_word_stands_for_itself():
    assert ideas("xyzzy") == {"xyzzy": {}}


@pytest.mark.parametrize("text", ["collapsed lung", "Lungs, collapsed!", "lung collapse"])
def test_a_phrase_means_the_same_in_any_form_and_order(text: str):
    assert all("pneumothorax" in others for others in ideas(text).values())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("gas in the belly", "pneumoperitoneum"),
        ("eye socket fracture", "orbital bony defect"),
        ("belly bleeding", "hemoperitoneum"),
    ],
)
def test_a_phrase_is_known_in_other_words_for_its_words(said: str, meant: str):
    assert meant in [other for others in ideas(said).values() for other in others]


def test_a_beginning_written_apart_is_joined_with_what_follows_it():
    assert ideas("sub dural air") == {
        "sub": {"subdural": 0.9},
        "dural": {"subdural": 0.9},
        "air": {"gas": 0.85},
    }


def test_a_word_of_a_phrase_keeps_its_own_other_words():
    assert "pulmonary" in ideas("collapsed lung")["lung"]


def test_what_stands_for_two_words_counts_half_for_each():
    groups = asked("collapsed lung").groups

    assert [
        alternative.share for group in groups for alternative in group if alternative.words == "pneumothorax"
    ] == [
        0.5,
        0.5,
    ]


def test_little_words_do_not_part_a_phrase():
    assert "hemothorax" in ideas("blood in the chest")["chest"]


def test_british_spelling_becomes_american():
    assert list(ideas("Oesophageal haematoma")) == ["esophageal", "hematoma"]


def test_a_word_said_twice_counts_once():
    assert list(ideas("fracture of a fracture")) == ["fracture", "of", "a"]


def test_what_was_asked_weighs_most():
    weights = [
        weight
        for others in ideas("broken collarbone with shrapnel and TBI").values()
        for weight in others.values()
    ]

    assert 0 < min(weights) <= max(weights) <= 1


def test_a_very_long_query_is_cut():
    assert len(asked(" ".join(f"word{number}" for number in range(1000))).groups) == MOST_WORDS


def test_keys_are_of_identifier_name_slug_and_synonym():
    assert asked(" Rib  FRACTURE ").keys == (
        (0, "rib fracture"),
        (1, "rib fracture"),
        (2, "rib_fracture"),
        (3, "rib fracture"),
    )


def test_a_blank_query_is_refused():
    with pytest.raises(BadInput):
        asked("  ")


def test_every_entry_of_the_dictionary_can_be_asked_for():
    entries = (*phrases(), *abbreviations(), *(word for group in same_words() for word in group))
    without = [entry for entry in entries if not any(ideas(entry).values())]

    assert without == []


def test_no_entry_of_the_dictionary_is_british_or_empty():
    texts = [alternative.words for others in dictionary().values() for alternative in others]

    assert [text for text in texts if not text or search_text(text) != text] == []
