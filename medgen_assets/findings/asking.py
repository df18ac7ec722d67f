"""A query taken apart: its keys for an exact match, its ideas, and the other words for each of them."""

from collections.abc import Iterator, Sequence
from functools import cache

from medgen_assets.errors import BadInput, Problem
from medgen_assets.findings.names import folded, slug
from medgen_assets.findings.wording import search_text
from medgen_assets.reference.finding_words import abbreviations, phrases, prefixes, same_words, weights
from medgen_assets.schemas.finding_search import Alternative, AskedQuery
from medgen_assets.vocabulary import FindingTerm

MOST_WORDS = 40
"""Words of a query that are looked for. Assumption: the longest name of a published model has 13."""
LONGEST_KEY = 500
"""Characters of a query that can be the name of something. Assumption: the longest published name has 118."""
LITTLE_WORDS = frozenset({"a", "an", "and", "at", "in", "into", "of", "on", "or", "the", "to", "with"})
"""Left out when a query is compared with the dictionary's phrases."""
ENDINGS = ("ions", "ion", "ing", "ed", "es", "s", "e")
SHORTEST_STEM = 4
"""Letters. Assumption: shorter words are abbreviations, or lose what tells them apart."""

Stems = tuple[str, ...]


def asked(text: str) -> AskedQuery:
    """A query made ready; raises BadInput for one that is blank."""
    if not text.strip():
        raise BadInput(
            [Problem("query", repr(text), "there is nothing to look for.", "Give a word or a name.")]
        )
    words = search_text(_storable(text)).split()[:MOST_WORDS]
    return AskedQuery(text, keys_of(text), tuple(_groups(words)))


def keys_of(text: str) -> tuple[tuple[int, str], ...]:
    """Kind of term and key of everything that may be called exactly so."""
    key = folded(_storable(text)[:LONGEST_KEY])
    return (
        (int(FindingTerm.IDENTIFIER), key),
        (int(FindingTerm.NAME), key),
        (int(FindingTerm.SLUG), slug(key)),
        (int(FindingTerm.SYNONYM), key),
    )


def _storable(text: str) -> str:
    """A text without what no database takes: the character NUL and halves of characters."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def _groups(words: Sequence[str]) -> Iterator[tuple[Alternative, ...]]:
    """The ideas of a query: its words, each once, with what may stand for it.

    What a known phrase means may stand for each of its words, so that a model of that meaning covers the phrase, and
    one that has only some of the words still covers those.
    """
    seen = set[str]()
    for place, (word, meant) in enumerate(_meanings(words)):
        if word in seen:
            continue
        seen.add(word)
        alone, joined = dictionary().get(meaning_key([word]), ()), _joined(words, place)
        others = sorted((*meant, *alone, *joined), key=lambda other: other.weight)
        best = {other.words: other for other in others if other.words != word}
        yield (Alternative(word, 1.0), *best.values())


def _meanings(words: Sequence[str]) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
    """Each word with the meanings of the longest known phrase that begins at it or before."""
    place = 0
    while place < len(words):
        length, meant = _known(words[place:])
        phrase = words[place : place + length]
        share = 1 / sum(word not in LITTLE_WORDS for word in phrase) if meant else 1.0
        shared = tuple(other._replace(share=share) for other in meant)
        for word in phrase:
            yield word, () if word in LITTLE_WORDS else shared
        place += length


def _joined(words: Sequence[str], place: int) -> Iterator[Alternative]:
    """`sub dural` as one word, for either of the two: each is half of it."""
    for pair in (words[max(0, place - 1) : place + 1], words[place : place + 2]):
        if len(pair) > 1 and pair[0] in prefixes():
            yield Alternative("".join(pair), weights()["joined"], 0.5)


def _known(words: Sequence[str]) -> tuple[int, tuple[Alternative, ...]]:
    """How many of the words are one known phrase (1 for an unknown word), and what it means."""
    for length in range(min(longest_phrase(), len(words)), 0, -1):
        if words[0] in LITTLE_WORDS or words[length - 1] in LITTLE_WORDS:
            continue
        if meant := dictionary().get(meaning_key(words[:length])):
            return length, meant
    return 1, ()


def meaning_key(words: Sequence[str]) -> Stems:
    """What a phrase says whichever words it uses: stems, each that has other words by the first of them.

    So `gas in the belly` is `air in abdomen`, and `eye socket fracture` is `orbital fracture`.
    """
    found = [_stem(word) for word in words if word not in LITTLE_WORDS]
    for place in range(len(found) - 1, 0, -1):
        if first := first_words().get(tuple(sorted(found[place - 1 : place + 1]))):
            found[place - 1 : place + 1] = [first]
    return tuple(sorted(first_words().get((word,), word) for word in found))


@cache
def first_words() -> dict[Stems, str]:
    """The stem of the first of words that say the same, by each of them; words of several meanings are left out."""
    firsts: dict[Stems, set[str]] = {}
    for group in same_words():
        first = _stem(search_text(group[0]))
        for word in group:
            firsts.setdefault(stems(search_text(word).split()), set()).add(first)
    return {said: first for said, (first, *others) in firsts.items() if not others}


def stems(words: Sequence[str]) -> Stems:
    """Words without endings and little words, in alphabetical order: forms and order of words make no difference."""
    return tuple(sorted(_stem(word) for word in words if word not in LITTLE_WORDS))


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


@cache
def dictionary() -> dict[Stems, tuple[Alternative, ...]]:
    """Alternatives by what may be asked; of one phrase, those of every entry."""
    found: dict[Stems, dict[str, float]] = {}
    for kind, said, meant in _entries():
        alternatives = found.setdefault(meaning_key(search_text(said).split()), {})
        for words in map(search_text, meant):
            alternatives.setdefault(words, weights()[kind])
    return {key: tuple(Alternative(*pair) for pair in others.items()) for key, others in found.items()}


def _entries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for said, meant in phrases().items():
        yield "phrase", said, meant
    for short, long in abbreviations().items():
        yield "abbreviation", short, long
    for group in same_words():
        for word in group:
            yield "same", word, tuple(other for other in group if other != word)


@cache
def longest_phrase() -> int:
    """Words in the longest entry, little words between them included."""
    said = (*phrases(), *abbreviations(), *(word for group in same_words() for word in group))
    return max(len(phrase.split()) for phrase in said) + 2
