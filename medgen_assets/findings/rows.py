"""A model as the lines of its tables. No e-mail address gets this far.

A JSON text without a backslash holds no tab, no line end and no backslash, so most files need no escaping.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from medgen_assets.findings.copy_text import NOTHING, escaped
from medgen_assets.findings.names import folded, organization_of, slug
from medgen_assets.findings.wording import search_text
from medgen_assets.reference.finding_rules import modality_of_tag, regions_of_tag
from medgen_assets.schemas.findings import Document, ModelRows
from medgen_assets.vocabulary import FindingTerm

Codes = list[dict[str, str]] | None
Text = Callable[[str], str]


def rows_of(document: Document, file: str, sha256: str, *, is_plain: bool) -> ModelRows:
    """The lines of a valid document without e-mail addresses; plain when no text of it needs escaping."""
    text = str if is_plain else escaped
    return ModelRows(
        _model(document, file, sha256),
        "\n".join(_terms(document, text)),
        "\n".join(_attributes(document, text)),
        "\n".join(_values(document, text)),
        "\n".join(_codes(document, text)),
        "\n".join(_contributors(document, text)),
    )


def without_addresses(document: Document) -> Document:
    """The same document, its contributors' e-mail addresses dropped for good."""
    for contributor in document.get("contributors") or ():
        contributor.pop("email", None)
    return document


def _model(document: Document, file: str, sha256: str) -> str:
    tags = list(dict.fromkeys(folded(tag) for tag in document.get("tags") or ()))
    attributes = [attribute["name"] for attribute in document["attributes"]]
    modalities, regions = modality_of_tag(), regions_of_tag()
    columns = (
        document["oifm_id"],
        organization_of(document["oifm_id"]),
        document["name"],
        folded(document["name"]),
        slug(document["name"]),
        document["description"],
        file,
        sha256,
        _listed(attribute["oifma_id"] for attribute in document["attributes"]),
        _listed(tags),
        _listed(dict.fromkeys(modalities[tag] for tag in tags if tag in modalities)),
        _listed(dict.fromkeys(region for tag in tags for region in regions.get(tag, ()))),
        search_text(document["description"]),
        search_text(" ".join((*tags, *attributes))),
        orjson.dumps(document).decode(),
    )
    return "\t".join(map(escaped, columns))


def _listed(texts: Iterable[str]) -> str:
    """An array as Postgres writes it."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _terms(document: Document, text: Text) -> Iterator[str]:
    """What the model is called: its identifier, name and slug, and each synonym once."""
    identifier, name = document["oifm_id"], document["name"]
    yield f"0\t{FindingTerm.IDENTIFIER}\t{identifier.lower()}\t{identifier}\t"
    yield f"1\t{FindingTerm.NAME}\t{text(folded(name))}\t{text(name)}\t{search_text(name)}"
    yield f"2\t{FindingTerm.SLUG}\t{slug(name)}\t{slug(name)}\t"
    synonyms = {folded(synonym): synonym for synonym in document.get("synonyms") or ()}
    for number, (key, synonym) in enumerate(synonyms.items(), start=3):
        yield f"{number}\t{FindingTerm.SYNONYM}\t{text(key)}\t{text(synonym)}\t{search_text(synonym)}"


def _attributes(document: Document, text: Text) -> Iterator[str]:
    for number, attribute in enumerate(document["attributes"]):
        is_choice = attribute["type"] == "choice"
        unit = attribute.get("unit")
        columns = (
            number,
            attribute["oifma_id"],
            text(attribute["name"]),
            attribute["type"],
            _or_nothing(attribute.get("minimum")),
            _or_nothing(attribute.get("maximum")),
            NOTHING if unit is None else text(unit),
            attribute.get("required", False),
            attribute.get("max_selected", 1) if is_choice else NOTHING,
        )
        yield "\t".join(map(str, columns))


def _or_nothing(value: Any) -> Any:
    return NOTHING if value is None else value


def _values(document: Document, text: Text) -> Iterator[str]:
    for number, attribute in enumerate(document["attributes"]):
        for place, value in enumerate(attribute.get("values") or ()):
            yield f"{number}\t{place}\t{value['value_code']}\t{text(value['name'])}"


def _codes(document: Document, text: Text) -> Iterator[str]:
    nowhere = f"{NOTHING}\t{NOTHING}"
    for kind, codes in (
        ("index", document.get("index_codes")),
        ("location", document.get("anatomic_locations")),
    ):
        yield from _code_lines(f"{nowhere}\t{kind}", codes, text)
    for number, attribute in enumerate(document["attributes"]):
        yield from _code_lines(f"{number}\t{NOTHING}\tindex", attribute.get("index_codes"), text)
        for place, value in enumerate(attribute.get("values") or ()):
            if codes := value.get("index_codes"):
                yield from _code_lines(f"{number}\t{place}\tindex", codes, text)


def _code_lines(start: str, codes: Codes, text: Text) -> list[str]:
    return [f"{start}\t{text(code['system'])}\t{text(code['code'])}" for code in codes or ()]


def _contributors(document: Document, text: Text) -> Iterator[str]:
    for number, contributor in enumerate(document.get("contributors") or ()):
        columns = (
            contributor.get("github_username"),
            contributor["name"],
            contributor.get("organization_code", contributor.get("code")),
            contributor.get("url"),
        )
        yield "\t".join((str(number), *(NOTHING if column is None else text(column) for column in columns)))
