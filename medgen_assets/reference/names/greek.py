"""Greek names in Latin letters by ISO 843 type 2 (ELOT 743), as Greek passports carry them."""

import re
import unicodedata

ALPHABET = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
PAIRS = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch"}
GLIDES = {"αυ": "a", "ευ": "e", "ηυ": "i"}
VOICED = "αεηιουωβγδζλμνρ"
DIAERESIS = "\N{COMBINING DIAERESIS}"
ACUTE = "\N{COMBINING ACUTE ACCENT}"
SIGN = re.compile(rf"ου(?!{ACUTE}?{DIAERESIS})|γ[γξχ]|[αεη]υ(?!{ACUTE}?{DIAERESIS})|\bμπ|μπ\b|.", re.DOTALL)


def latin_from_greek(name: str) -> str:
    """Greek names in the letters A-Z; each word begins with a capital letter."""
    marked = (
        unicodedata.normalize("NFD", name.lower()).replace("ϊ", "ι").replace(ACUTE + DIAERESIS, DIAERESIS)
    )
    text = re.sub(rf"(?<=[αεη]){ACUTE}(?=υ)", DIAERESIS, marked)
    words = "".join(letter_in_latin(match, text) for match in SIGN.finditer(text))
    return re.sub(r"(^|[ \n-])([a-z])", lambda start: start[1] + start[2].upper(), words)


def letter_in_latin(match: re.Match[str], text: str) -> str:
    """One letter or pair; αυ, ευ, ηυ end in v before vowels and voiced consonants, in f elsewhere."""
    sign = match[0]
    if sign in GLIDES:
        following = text[match.end() :].lstrip(ACUTE)[:1]
        return GLIDES[sign] + ("v" if following and following in VOICED else "f")
    if sign == "μπ":
        return "b"
    return PAIRS.get(sign) or ALPHABET.get(sign, sign if sign in " -'\n" else "")
