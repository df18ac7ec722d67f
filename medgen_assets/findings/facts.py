"""What the checks across files need to know of one model, so that its document need not stay in memory."""

from typing import Any

from medgen_assets.findings.names import organization_of, slug
from medgen_assets.fingerprint import fingerprint
from medgen_assets.schemas.findings import Document, FindingFacts

DIGITS_KEPT = 16
"""Digits of a contributor's fingerprint. Assumption: 64 bits tell apart the records of one person."""


def facts_of(document: Document) -> FindingFacts:
    """The facts of a valid document."""
    contributors: list[dict[str, Any]] = document.get("contributors") or []
    people = [person for person in contributors if "github_username" in person]
    return FindingFacts(
        document["oifm_id"],
        document["name"],
        slug(document["name"]),
        tuple(attribute["oifma_id"] for attribute in document["attributes"]),
        tuple(document.get("synonyms") or ()),
        tuple((person["github_username"], _record(person)) for person in people),
        (organization_of(document["oifm_id"]), *(person["organization_code"] for person in people)),
        tuple(organization["code"] for organization in contributors if "code" in organization),
    )


def _record(person: dict[str, Any]) -> str:
    kept = {name: person.get(name) for name in ("name", "organization_code", "url")}
    return fingerprint(kept)[:DIGITS_KEPT]
