"""Latin transliteration of names: plain letters A-Z as travel documents carry them.

Sources: Cyrillic: ICAO Doc 9303, table of recommended transliterations with its Bulgarian and Macedonian
exceptions (read in two reproductions of appendix 9 to section IV, part 1; the soft sign has no letter there).
National letters of the Latin alphabet: Doc 9303 part 3, first choice of each, as recalled (unconfirmed).
Greek: ISO 843 type 2 (ELOT 743), which Greek passports use.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from medgen_assets.reference.names.greek import latin_from_greek


def letters(own: str, latin: str) -> dict[str, str]:
    """One row of a transliteration table: letters, and what stands for each, by spaces."""
    return dict(zip(own, latin.split(), strict=True))


CYRILLIC = letters(
    "абвгдежзийклмнопрстуфхцчшщъюяыэё",
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie iu ia y e e",
) | {"ь": ""}
BULGARIAN = CYRILLIC | {"щ": "sht"}
MACEDONIAN = CYRILLIC | letters("хцѓќџѕјљњѐѝ", "h c gj kj dj dz j lj nj e i")
LATIN = letters("åäæöøœüßþðđłıŋħ", "aa ae ae oe oe oe ue ss th d d l i n h")
PLAIN_UMLAUTS = LATIN | letters("äöü", "a o u")


OTHER_SIGNS = re.compile(r"[^A-Za-z' \n-]")


def by_letters(table: Mapping[str, str]) -> Callable[[str], str]:
    """A transliteration of names, one a line, that replaces letter by letter, then drops accents and other signs."""
    both_cases = dict(table) | {
        own.upper(): latin.capitalize() for own, latin in table.items() if len(own.upper()) == 1
    }
    replacements = str.maketrans(both_cases)

    def transliterated(names: str) -> str:
        lines = names.split("\n")
        foreign = [number for number, line in enumerate(lines) if not line.isascii()]
        spelt = unicodedata.normalize("NFC", "\n".join(lines[number] for number in foreign))
        for number, line in zip(foreign, unaccented(spelt.translate(replacements)).split("\n"), strict=False):
            lines[number] = line
        return OTHER_SIGNS.sub("", "\n".join(lines))

    return transliterated


def unaccented(names: str) -> str:
    """Letters apart from their marks."""
    return unicodedata.normalize("NFD", names.replace("’", "'"))


TRANSLITERATIONS: Mapping[str, Callable[[str], str]] = {
    "bg": by_letters(BULGARIAN),
    "mk": by_letters(MACEDONIAN),
    "el": latin_from_greek,
    "tr": by_letters(PLAIN_UMLAUTS),
    "es": by_letters(PLAIN_UMLAUTS),
    "pt": by_letters(PLAIN_UMLAUTS),
    "fr": by_letters(PLAIN_UMLAUTS),
}
OTHER_LATIN = by_letters(LATIN)


def latin(names: Sequence[str], language: str) -> list[str]:
    """Names of this language (BCP 47) in the letters A-Z, done at one go as lines of one text."""
    return TRANSLITERATIONS.get(language, OTHER_LATIN)("\n".join(names)).split("\n")
