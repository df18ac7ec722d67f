"""Every page leads somewhere: its links, its pictures and the files it names are there."""

import re
from pathlib import Path

import pytest

from medgen_tests.docs.links import broken_links, missing_files
from medgen_tests.docs.pages import DOCS, PROJECT, named, pages

NEEDED = ("README.md", "CONTEXT.md", "CHANGELOG.md", "docs/model.md", "docs/data.md", "docs/adr/README.md")
OF_ONE_MACHINE = re.compile(r"(?<![\w.:~/])/(?:home|root|tmp|work|mnt|srv|Users)/|\b(?:shared|mission)[/]\w")
REGISTRY = re.compile(r"\b(?:files\.)?py(?:pi|thonhosted)\.\w+|\bartifactory\b|\bnexus\b", re.IGNORECASE)


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    assert missing_files(page) == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_a_page_names_no_place_of_one_machine(page: Path) -> None:
    found = [match[0] for match in OF_ONE_MACHINE.finditer(page.read_text("utf-8"))]

    assert found == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_a_page_names_no_package_registry(page: Path) -> None:
    found = [match[0] for match in REGISTRY.finditer(page.read_text("utf-8"))]

    assert found == []


@pytest.mark.parametrize("name", NEEDED)
def test_a_page_that_readers_are_sent_to_is_there(name: str) -> None:
    assert (PROJECT / name).is_file()


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    linked = (PROJECT / "README.md").read_text("utf-8")

    unreached = [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in linked]

    assert unreached == []


def test_no_picture_lies_unused() -> None:
    text = "".join(page.read_text("utf-8") for page in pages())

    unused = [picture.name for picture in (DOCS / "pictures").iterdir() if picture.name not in text]

    assert unused == []
