"""How diagnoses go wrong: what each role sees of which conditions, and what they are taken for otherwise."""

from functools import cache
from typing import Any

import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.diagnosis import BodySites, LookAlikes, Mistakes, Presentations

SEEING_ROLES = ("POI", "ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4")


@cache
def presentations() -> pl.DataFrame:
    """How conditions show, with the share 0-1 that each role sees for what it is."""
    return csv_table("presentations", Presentations)


@cache
def mistakes() -> pl.DataFrame:
    """How each group or condition shows, and what it is taken for when it is missed."""
    return csv_table("mistakes", Mistakes)


@cache
def look_alikes() -> dict[str, list[str]]:
    """The conditions of each look."""
    return dict(csv_table("look_alikes", LookAlikes).select("look_alike", "conditions").rows())


@cache
def body_sites() -> dict[str, list[str]]:
    """The sites within a region that a word of a condition_id means."""
    return dict(csv_table("body_sites", BodySites).select("word", "sites").rows())


@cache
def seen_shares() -> pl.DataFrame:
    """Share of each condition that each role sees for what it is, in the order of the conditions."""
    names = subjects().join(presentations(), on="presentation", maintain_order="left")
    return names.select("condition_id", *SEEING_ROLES)


@cache
def subjects() -> pl.DataFrame:
    """The row of `mistakes` that holds for each condition: its own, that of its look, or that of its group."""
    looks = {condition: look for look, conditions in look_alikes().items() for condition in conditions}
    known = {row["subject"]: row for row in mistakes().iter_rows(named=True)}
    rows = []
    for condition, group in clinical.conditions().select("condition_id", "treatment_group").iter_rows():
        row = known.get(condition) or known.get(looks.get(condition, "")) or known[group]
        rows.append((condition, row["presentation"], row["mistaken_for"]))
    names = ["condition_id", "presentation", "mistaken_for"]
    return pl.DataFrame(rows, schema=names, orient="row")


@cache
def wrong_diagnoses() -> dict[str, list[str]]:
    """The conditions that each condition may be taken for: of its region, place and class; often none."""
    table = clinical.conditions()
    facts = {row["condition_id"]: row for row in table.iter_rows(named=True)}
    members: dict[str, list[str]] = dict(look_alikes())
    for group, names in (
        table.group_by("treatment_group", maintain_order=True).agg("condition_id").iter_rows()
    ):
        members.setdefault(group, names)
    return {
        condition: [
            other
            for other in dict.fromkeys(name for kind in kinds for name in members[kind])
            if other != condition and could_be(facts[condition], facts[other])
        ]
        for condition, kinds in subjects().select("condition_id", "mistaken_for").iter_rows()
    }


def could_be(true: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether one condition may be taken for another: where it lies, on which side, how grave, in whom it occurs."""
    if true["body_region"] != other["body_region"] or (other["is_sided"] and not true["is_sided"]):
        return False
    if other["severity_min"] > true["severity_max"]:
        return False
    here, there = sites_of(true["condition_id"]), sites_of(other["condition_id"])
    if here and there and here.isdisjoint(there):
        return False
    is_gross = other["is_amputation"] or other["treatment_group"] == "unsurvivable"
    return not is_gross and set(true["casualty_classes"]) <= set(other["casualty_classes"])


@cache
def sites_of(condition_id: str) -> frozenset[str]:
    """Sites within the region that the name of a condition tells; none when it may lie anywhere in it.

    Words that narrow one another are taken together ("lower leg"), others each for itself.
    """
    words = body_sites()
    told = [frozenset(words[word]) for word in condition_id.split("_") if word in words]
    if not told:
        return frozenset()
    return frozenset.intersection(*told) or frozenset.union(*told)
