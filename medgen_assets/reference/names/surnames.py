"""Women's surnames from men's, and surnames from fathers' names, by the grammar of each language.

Source: the languages' ordinary grammar as recalled; the Czech, Latvian and Macedonian rules are tested
against Faker's separate lists of men's and women's surnames.
"""

from collections.abc import Callable, Mapping

Feminine = Callable[[str], Mapping[str, float]]
"""Forms a woman of the family may bear, with their shares."""


def ending_replaced(name: str, endings: Mapping[str, str]) -> str | None:
    """The name with the first of these endings replaced, or None when it has none of them."""
    for ending, replacement in endings.items():
        if name.endswith(ending):
            return name[: -len(ending)] + replacement
    return None


POLISH_ADJECTIVES = {
    "ski": "ska",
    "cki": "cka",
    "dzki": "dzka",
    "ny": "na",
    "wy": "wa",
    "ły": "ła",
    "ty": "ta",
}
POLISH_ENDINGS = tuple(POLISH_ADJECTIVES)


def polish(name: str) -> Mapping[str, float]:
    """Adjectives in -ski, -cki, -dzki, -ny, -wy… change; nouns stay."""
    if not name.endswith(POLISH_ENDINGS):
        return {name: 1.0}
    return {ending_replaced(name, POLISH_ADJECTIVES) or name: 1.0}


IRREGULAR = {
    "Havel": "Havlová",
    "Pavel": "Pavlová",
    "Čierny": "Čierna",
    "Šťastny": "Šťastna",
    "Hudec": "Hudecová",
}
"""Czech and Slovak surnames that the rules below would get wrong."""
CZECH_STEMS = {"něk": "ňk", "děk": "ďk", "těk": "ťk", "ek": "k"}
SLOVAK_STEMS = {"ček": "čk", "ok": "k"}
VOWELS = "aeiouyáéíóúůýěäô"


def czech(name: str) -> Mapping[str, float]:
    """-ý to -á; -í and -ů stay; otherwise -ová, with the vowel of the last syllable dropped as usual."""
    return {slavic_ova(name, {"ý": "á"}, CZECH_STEMS): 1.0}


def slovak(name: str) -> Mapping[str, float]:
    """-ý to -á and -sky to -ska; -í stays; otherwise -ová, the last vowel dropped as usual."""
    return {slavic_ova(name, {"ý": "á", "sky": "ska", "cky": "cka"}, SLOVAK_STEMS): 1.0}


def slavic_ova(name: str, adjectives: Mapping[str, str], stems: Mapping[str, str]) -> str:
    """The Czech or Slovak form."""
    if name in IRREGULAR:
        return IRREGULAR[name]
    if name.endswith(("í", "ů")):
        return name
    adjective = ending_replaced(name, adjectives)
    return adjective if adjective is not None else slavic_stem(name, stems) + "ová"


def slavic_stem(name: str, stems: Mapping[str, str]) -> str:
    """The surname without its last vowel: Svobod(a), Adam(e)c; but Švec and Kadlec keep theirs."""
    if name.endswith("ec") and name[-4:-3].lower() in VOWELS:
        return name[:-2] + "c"
    shortened = ending_replaced(name, stems) or name
    return shortened[:-1] if shortened.endswith(("a", "o", "e")) else shortened


def slavic_cyrillic(name: str) -> Mapping[str, float]:
    """Bulgarian and Macedonian: -ов, -ев, -ин, -ски, -цки, -ки change; others stay."""
    endings = {
        "ов": "ова",
        "ев": "ева",
        "ёв": "ёва",
        "ин": "ина",
        "ски": "ска",
        "шки": "шка",
        "чки": "чка",
        "цки": "цка",
    }
    return {ending_replaced(name, endings) or name: 1.0}


def russian_latin(name: str) -> Mapping[str, float]:
    """Russian surnames in Latin letters: -ov, -ev, -jov, -in change; others stay."""
    endings = {"ov": "ova", "ev": "eva", "in": "ina", "ski": "skaja"}
    return {ending_replaced(name, endings) or name: 1.0}


def latvian(name: str) -> Mapping[str, float]:
    """-is to -e, -skis to -ska, -ais to -ā, -š and -s to -a; -us, -a, -e stay."""
    endings = {"nieks": "niece", "skis": "ska", "ais": "ā", "is": "e", "us": "us", "š": "a", "s": "a"}
    return {ending_replaced(name, endings) or name: 1.0}


MARRIED_SHARE = 0.5
MAIDEN_SHARE = 0.42
NEUTRAL_SHARE = 0.08
"""Shares of Lithuanian women's forms; assumption: half of them married, few with the short form."""


def lithuanian(name: str) -> Mapping[str, float]:
    """-ienė married, -aitė, -ytė, -utė, -iūtė unmarried, -ė neutral."""
    maiden = {"ius": "iūtė", "jus": "jūtė", "as": "aitė", "is": "ytė", "ys": "ytė", "us": "utė"}
    married = {
        "ius": "ienė",
        "jus": "jienė",
        "as": "ienė",
        "is": "ienė",
        "ys": "ienė",
        "us": "ienė",
        "a": "ienė",
    }
    neutral = {"ius": "ė", "as": "ė", "is": "ė", "ys": "ė", "us": "ė"}
    forms = {
        ending_replaced(name, married): MARRIED_SHARE,
        ending_replaced(name, maiden): MAIDEN_SHARE,
        ending_replaced(name, neutral): NEUTRAL_SHARE,
    }
    known = {form: share for form, share in forms.items() if form is not None}
    return known or {name: 1.0}


FEMININE: Mapping[str, Feminine] = {
    "polish": polish,
    "czech": czech,
    "slovak": slovak,
    "slavic_cyrillic": slavic_cyrillic,
    "russian_latin": russian_latin,
    "latvian": latvian,
    "lithuanian": lithuanian,
}


def bulgarian_patronymic(father: str) -> tuple[str, str]:
    """Son's and daughter's patronymic of a Bulgarian given name."""
    if father.endswith("й"):
        stem = father[:-1] + "ев"
    elif father.endswith(("ьо", "ю", "я")):
        stem = father.removesuffix("ьо").removesuffix("ю").removesuffix("я") + "ев"
    else:
        stem = (father[:-1] if father.endswith(("о", "а", "е", "и")) else father) + "ов"
    return stem, stem + "а"
