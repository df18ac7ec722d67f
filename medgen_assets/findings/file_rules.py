"""The rules within one model that its types do not say; all of them are gone through, none stops another."""

from collections.abc import Iterable, Iterator
from typing import Any

from medgen_assets.findings.documents import Findings
from medgen_assets.findings.names import ENDING, folded, organization_of, slug
from medgen_assets.findings.shapes import FileRules
from medgen_assets.schemas.findings import Document

Attribute = dict[str, Any]
MOST_KEY_BYTES = 2000
"""Of a name that is looked up. Source: a row of a B-tree of Postgres holds 2,704."""


def check(document: Document, rules: FileRules, found: Findings) -> None:
    """Note every error and warning of a typed document, and put `max_selected` right."""
    _check_name(document, found)
    _check_synonyms(document, found)
    _check_keys(document, found)
    for number, tag in _repeated(document.get("tags") or ()):
        found.warn(f"tags[{number}]", "doubled_tag", f"{tag!r} stands twice")
    _check_attribute_ids(document, found)
    for number, attribute in enumerate(document["attributes"]):
        _check_attribute(document, attribute, f"attributes[{number}]", found)
    _check_presence(document, found)
    for where, text in _texts(document):
        if text != text.strip():
            _warn_of_blanks(where, text, found)
    for where, code in _codes(document):
        if code["system"] not in rules.code_systems:
            found.warn(f"{where}.system", "unknown_code_system", f"{code['system']!r} is no known system")


def _check_name(document: Document, found: Findings) -> None:
    name = document["name"]
    expected = slug(name) + ENDING
    if found.file.rsplit("/", 1)[-1] != expected:
        found.warn("", "file_name", f"the file of {name!r} should be called {expected}")
    if folded(name) == folded(document["description"]):
        found.warn("description", "description_is_name", "it only repeats the name")


def _check_synonyms(document: Document, found: Findings) -> None:
    synonyms = document.get("synonyms") or ()
    for number, synonym in _repeated(map(folded, synonyms)):
        found.warn(f"synonyms[{number}]", "doubled_synonym", f"{synonym!r} stands twice")
    own = folded(document["name"])
    for number, synonym in enumerate(synonyms):
        if folded(synonym) == own:
            found.warn(f"synonyms[{number}]", "synonym_is_name", f"{synonym!r} is the name itself")


def _check_keys(document: Document, found: Findings) -> None:
    """Some single characters of other scripts are whole sentences once they are folded."""
    synonyms = enumerate(document.get("synonyms") or ())
    for where, text in (("name", document["name"]), *((f"synonyms[{n}]", text) for n, text in synonyms)):
        if not text.isascii() and len(folded(text).encode()) > MOST_KEY_BYTES:
            found.error(where, "string_too_long", f"folded it has more than {MOST_KEY_BYTES:,} bytes")


def _check_attribute_ids(document: Document, found: Findings) -> None:
    attributes = document["attributes"]
    for number, identifier in _repeated(attribute["oifma_id"] for attribute in attributes):
        found.error(
            f"attributes[{number}].oifma_id",
            "doubled_attribute_id",
            f"{identifier} stands twice in this model",
        )
    for number, name in _repeated(folded(attribute["name"]) for attribute in attributes):
        found.warn(f"attributes[{number}].name", "doubled_attribute_name", f"{name!r} stands twice")


def _check_attribute(document: Document, attribute: Attribute, where: str, found: Findings) -> None:
    identifier = attribute["oifma_id"]
    if organization_of(identifier) != organization_of(document["oifm_id"]):
        found.warn(f"{where}.oifma_id", "other_organization", f"{identifier} is not of {document['oifm_id']}")
    if attribute["type"] == "choice":
        _check_values(attribute, where, found)
        _put_max_selected_right(attribute, where, found)
        return
    least, most = attribute.get("minimum"), attribute.get("maximum")
    if least is not None and most is not None and least > most:
        found.warn(f"{where}.minimum", "minimum_above_maximum", f"{least:g} is above {most:g}")


def _check_values(attribute: Attribute, where: str, found: Findings) -> None:
    start, values = attribute["oifma_id"] + ".", attribute["values"]
    for number, value in enumerate(values):
        code, name = value["value_code"], value["name"]
        if code != start + str(number):
            message = f"{code} stands where {start}{number} belongs"
            found.error(f"{where}.values[{number}].value_code", "value_code_position", message)
        if name != name.strip():
            _warn_of_blanks(f"{where}.values[{number}].name", name, found)
    for number, name in _repeated([value["name"].lower() for value in values]):
        found.warn(f"{where}.values[{number}].name", "doubled_value_name", f"{name!r} stands twice")


def _put_max_selected_right(attribute: Attribute, where: str, found: Findings) -> None:
    count, asked = len(attribute["values"]), attribute.get("max_selected", 1)
    if 1 <= asked <= count:
        return
    if asked < 0:
        found.error(f"{where}.max_selected", "greater_than_equal", f"{asked} is below 1")
        return
    attribute["max_selected"] = 1 if asked == 0 else count
    found.warn(f"{where}.max_selected", "max_selected", f"{asked} is read as {attribute['max_selected']}")


def _check_presence(document: Document, found: Findings) -> None:
    first = document["attributes"][0]["name"]
    if "presence" not in folded(first).split():
        found.warn("attributes[0].name", "presence_first", f"the first attribute is {first!r}, not presence")


def _repeated(texts: Iterable[str]) -> list[tuple[int, str]]:
    """Every text that stood before already, with its number."""
    listed = list(texts)
    if len(set(listed)) == len(listed):
        return []
    first = {text: number for number, text in reversed(list(enumerate(listed)))}
    return [(number, text) for number, text in enumerate(listed) if first[text] < number]


def _warn_of_blanks(where: str, text: str, found: Findings) -> None:
    found.warn(where, "stray_blanks", f"{text!r} begins or ends with blanks")


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    yield "name", document["name"]
    yield "description", document["description"]
    for field in ("synonyms", "tags"):
        for number, text in enumerate(document.get(field) or ()):
            yield f"{field}[{number}]", text
    for number, attribute in enumerate(document["attributes"]):
        yield f"attributes[{number}].name", attribute["name"]


def _codes(document: Document) -> Iterator[tuple[str, dict[str, str]]]:
    for field in ("index_codes", "anatomic_locations"):
        for number, code in enumerate(document.get(field) or ()):
            yield f"{field}[{number}]", code
    for number, attribute in enumerate(document["attributes"]):
        for count, code in enumerate(attribute.get("index_codes") or ()):
            yield f"attributes[{number}].index_codes[{count}]", code
