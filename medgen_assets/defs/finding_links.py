"""The links of injuries against the catalogue in force: their models, and what is not there. Without Polars."""

from medgen_assets.errors import Problem
from medgen_assets.reference.crosswalk import dangling, named_links
from medgen_assets.reference.own_findings import FindingModel, finding_model
from medgen_assets.store.finding_reading import Findings


def linked_models(findings: Findings) -> dict[str, FindingModel]:
    """The models of the catalogue that links lead to, by identifier."""
    wanted = sorted({link.oifm_id for link in named_links()})
    return {oifm_id: finding_model(found.document) for oifm_id, found in findings.many(wanted).found.items()}


def dangling_links(findings: Findings) -> list[Problem]:
    """What links name and the catalogue does not have."""
    return dangling(linked_models(findings))
