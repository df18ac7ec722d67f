"""The finding models of medgen are valid, have ids that follow from their names, and codes that are confirmed."""

import json

import polars as pl

from medgen_assets.findings.cross_checks import cross_warnings
from medgen_assets.findings.reading import read_folder
from medgen_assets.reference import clinical
from medgen_assets.reference.finding_rules import modality_of_tag, regions_of_tag
from medgen_assets.reference.own_findings import (
    ENDING,
    FOLDER,
    ORGANIZATION,
    own_files,
    own_findings,
    own_number,
    slug_of,
)

DOCUMENTS = [json.loads(path.read_text("utf-8")) for path in own_files()]
ASKED_FOR = (
    "femur fracture",
    "tibia fracture",
    "fibula fracture",
    "traumatic humerus fracture",
    "radius fracture",
    "ulna fracture",
    "pelvic fracture",
    "skull fracture",
    "traumatic rib fracture",
    "traumatic vertebral fracture",
    "facial bone fracture",
    "mandible fracture",
    "traumatic clavicle fracture",
    "splenic laceration",
    "liver laceration",
    "kidney laceration",
    "traumatic bowel perforation",
    "pancreatic laceration",
    "hemoperitoneum",
    "pericardial tamponade",
    "traumatic hemothorax",
    "traumatic pneumothorax",
    "traumatic tension pneumothorax",
    "flail chest",
    "traumatic lung contusion",
    "blast lung injury",
    "burn injury",
    "smoke inhalation injury",
    "traumatic limb amputation",
    "compartment syndrome",
    "limb artery injury",
    "retained fragment",
    "traumatic epidural hematoma",
    "traumatic subdural hematoma",
    "traumatic subarachnoid hemorrhage",
    "cerebral contusion",
    "traumatic diffuse axonal injury",
    "globe rupture",
    "tympanic membrane perforation",
    "frostbite injury",
)
"""What a military catalogue needs and the published one has not, or only under another aspect."""
CONFIRMED = {
    ("RADLEX", "RID28473", "absent"),
    ("RADLEX", "RID28472", "present"),
    ("RADLEX", "RID39110", "indeterminate"),
    ("RADLEX", "RID5824", "left"),
    ("RADLEX", "RID5825", "right"),
    ("RADLEX", "RID58", "liver"),
    ("RADLEX", "RID86", "spleen"),
    ("SNOMED", "2667000", "Absent (qualifier value)"),
    ("SNOMED", "52101004", "Present (qualifier value)"),
    ("SNOMED", "82334004", "Indeterminate (qualifier value)"),
}
"""Codes with the display that thousands of published models give them (openimagingdata/findingmodels 4475ac1)."""


def codes() -> set[tuple[str, str, str]]:
    """Every code of every model, at all levels."""
    found = set()
    waiting: list[object] = list(DOCUMENTS)
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if {"system", "code"} <= set(part):
                found.add((part["system"], part["code"], part["display"]))
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return found


def test_all_are_valid_and_none_needs_a_second_look() -> None:
    folder = read_folder(FOLDER)
    strange = [problem for file in folder.files for problem in (*file.errors, *file.warnings)]

    assert (strange, list(cross_warnings(folder.valid, ()))) == ([], [])
    assert len(folder.valid) >= 60


def test_no_name_and_no_id_is_given_twice() -> None:
    attributes = [attribute["oifma_id"] for document in DOCUMENTS for attribute in document["attributes"]]

    assert len({slug_of(document["name"]) for document in DOCUMENTS}) == len(DOCUMENTS)
    assert len({document["oifm_id"] for document in DOCUMENTS}) == len(DOCUMENTS)
    assert len(set(attributes)) == len(attributes)


def test_what_a_military_catalogue_needs_is_there() -> None:
    assert [name for name in ASKED_FOR if name not in own_findings()] == []


def test_ids_follow_from_names() -> None:
    wrong = [
        document["name"]
        for document in DOCUMENTS
        if document["oifm_id"] != f"OIFM_{ORGANIZATION}_{own_number(slug_of(document['name']))}"
        or any(
            attribute["oifma_id"]
            != f"OIFMA_{ORGANIZATION}_{own_number(slug_of(document['name']) + '/' + attribute['name'])}"
            for attribute in document["attributes"]
        )
    ]

    assert wrong == []


def test_files_are_named_after_their_models() -> None:
    slugs = [slug_of(document["name"]) + ENDING for document in DOCUMENTS]

    assert slugs == [path.name for path in own_files()]


def test_every_model_asks_for_presence_first() -> None:
    first = {tuple(value["name"] for value in document["attributes"][0]["values"]) for document in DOCUMENTS}

    assert {document["attributes"][0]["name"] for document in DOCUMENTS} == {"presence"}
    assert first == {("absent", "present", "indeterminate")}


def test_every_model_says_more_than_that_it_is_there() -> None:
    assert [document["name"] for document in DOCUMENTS if len(document["attributes"]) < 2] == []


def test_tags_say_modality_and_part_of_the_body() -> None:
    known = {**modality_of_tag(), **regions_of_tag()}
    whole_body = {"acute imaging abnormality", "acute bone injury"}
    wrong = [
        document["name"]
        for document in DOCUMENTS
        if not any(tag.lower() in modality_of_tag() for tag in document["tags"])
        or (
            document["name"] not in whole_body
            and not any(tag.lower() in regions_of_tag() for tag in document["tags"])
        )
    ]

    assert known
    assert wrong == []


def test_numbers_have_a_unit_and_ordered_bounds() -> None:
    numeric = [
        attribute
        for document in DOCUMENTS
        for attribute in document["attributes"]
        if attribute["type"] == "numeric"
    ]

    assert all(attribute["unit"] and attribute["minimum"] < attribute["maximum"] for attribute in numeric)


def test_a_code_stands_with_the_display_of_its_system() -> None:
    conditions = clinical.conditions().filter(pl.col("code_system") == "SNOMED CT")
    known = {("SNOMEDCT", *row) for row in conditions.select("code", "display").iter_rows()}
    foreign = {code for code in codes() if code[0] != "medgen"}

    assert foreign - known - CONFIRMED == set()
