"""Which lists make up a nation's names: languages with their shares, Faker locales, own files, rules."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.names.frequent import frequent_family, frequent_given
from medgen_assets.reference.names.locales import word_lists
from medgen_assets.reference.names.own_lists import own_words
from medgen_assets.reference.names.surnames import FEMININE
from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.vocabulary import Sex


@dataclass(frozen=True)
class NameSource:
    """The lists of one language of a nation."""

    language: str
    share: float
    faker: str | None = None
    faker_kinds: str = "given family"
    part: str | None = None
    own: str | None = None
    feminine: str | None = None
    family: str = "one_surname"
    middle: str | None = None
    left_out: str = ""
    frequent: str = ""
    """Nation whose commonest names are known for this language."""

    def faker_locale(self, kind: str) -> str | None:
        """The Faker locale that names of this kind come from, if any."""
        return self.faker if kind in self.faker_kinds.split() else None


@cache
def all_sources() -> dict[str, tuple[NameSource, ...]]:
    """The languages of every nation."""
    entries: dict[str, list[dict[str, Any]]] = yaml_values("names/sources.yaml")
    return {nation: languages_of(nation, found) for nation, found in entries.items()}


def languages_of(nation: str, entries: list[dict[str, Any]]) -> tuple[NameSource, ...]:
    """The languages of a nation; its commonest names are of the first."""
    return tuple(
        NameSource(**entry, frequent="" if number else nation) for number, entry in enumerate(entries)
    )


def sources_of(nation: str) -> tuple[NameSource, ...]:
    """The languages of a nation; BadInput when there is no such nation."""
    found = all_sources().get(nation)
    if found is None:
        known = ", ".join(sorted(all_sources()))
        raise BadInput([Problem("nation", nation, "no names are known for it.", f"Use one of {known}.")])
    return found


def given_words(source: NameSource, sex: Sex) -> dict[str, float]:
    """Given names of a sex with weights."""
    locale = source.faker_locale("given")
    faker = {} if locale is None else word_lists(locale).words(f"first_names_{sex}")
    words = joined(kept(source, faker_part(source, faker, "first_names")), own(source, "given", sex))
    return frequent_given(source.frequent, sex, words)


@lru_cache(maxsize=1)  # women's names are made from the men's before them
def family_words(source: NameSource, sex: Sex) -> dict[str, float]:
    """Surnames of a sex with weights; women's by the source's rule where it has one."""
    if sex is Sex.FEMALE and source.feminine is not None:
        return inflected(family_words(source, Sex.MALE), source.feminine)
    locale = source.faker_locale("family")
    faker = {} if locale is None else faker_surnames(locale, sex)
    words = joined(kept(source, faker_part(source, faker, "last_names")), own(source, "family", sex))
    return frequent_family(source.frequent, sex, words)


FREQUENT_POLISH_SURNAMES = 20.0
"""Weight of each of Faker's 200 frequent surnames against its 3,690 rare ones.

assumption: the 200 most frequent surnames are borne by about half of the men in their list.
"""


def faker_surnames(locale: str, sex: Sex) -> dict[str, float]:
    """Surnames of a Faker locale; genitives of fathers' names in Iceland."""
    lists = word_lists(locale)
    if locale == "is_IS":
        ending = "son" if sex is Sex.MALE else "dóttir"
        return {
            father + ending: weight for father, weight in lists.words("last_names_without_suffix").items()
        }
    if locale == "pl_PL":
        frequent = dict.fromkeys(lists.words("male_last_names"), FREQUENT_POLISH_SURNAMES)
        return lists.words("unisex_last_names") | frequent
    return lists.words(f"last_names_{sex}", "last_names")


def faker_part(source: NameSource, words: dict[str, float], kind: str) -> dict[str, float]:
    """The words that also stand in the locale's list of one people (Estonian or Russian in Estonia)."""
    if source.part is None or source.faker is None:
        return words
    people = word_lists(source.faker).words(f"{kind}_{source.part}")
    return {word: weight for word, weight in words.items() if word in people}


def kept(source: NameSource, words: dict[str, float]) -> dict[str, float]:
    """The words of a Faker list without those left out and without abbreviations."""
    left_out = set(source.left_out.split(", "))
    return {word: weight for word, weight in words.items() if word not in left_out and "." not in word}


def own(source: NameSource, kind: str, sex: Sex) -> dict[str, float]:
    """Names of the source's own file; empty where it has none."""
    return {} if source.own is None else own_words(source.own, kind, sex)


def joined(faker: dict[str, float], additions: dict[str, float]) -> dict[str, float]:
    """Both lists; names that only the own file has get the median weight of Faker's list."""
    if not faker:
        return additions
    median = sorted(faker.values())[len(faker) // 2]
    return faker | {name: median for name in additions if name not in faker}


def inflected(surnames: dict[str, float], rule: str) -> dict[str, float]:
    """Women's forms of men's surnames."""
    forms: dict[str, float] = {}
    forms_of = FEMININE[rule]
    for name, weight in surnames.items():
        for form, share in forms_of(name).items():
            forms[form] = forms.get(form, 0.0) + weight * share
    return forms
