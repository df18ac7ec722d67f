"""What a page points to: its links, the headings they name, and the files it calls by name."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from medgen_tests.docs.pages import PROJECT, named

LINK = re.compile(r"""(?<!\\)!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc="([^"]+)\"""")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
OURS = re.compile(r"^(?:medgen_assets|medgen_tests|docs|launcher|\.ci)/[\w./-]+$|^[\w.-]+\.md$")
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)")


def broken_links(page: Path) -> list[str]:
    """Relative links of a page whose file or heading is not there."""
    return [target for target in targets(page) if not leads_somewhere(page, target)]


def targets(page: Path) -> Iterator[str]:
    """Every relative link of a page."""
    text = CODE.sub("", FENCE.sub("", page.read_text("utf-8")))
    found = (match[1] or match[2] for match in LINK.finditer(text))
    return (target for target in found if not OUTSIDE.match(target))


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether the file is there, and has the heading if one is named."""
    path, _, heading = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    inside = file.is_relative_to(PROJECT)
    return inside and file.exists() and (not heading or file.suffix != ".md" or heading in anchors(file))


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    headings = HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def missing_files(page: Path) -> list[str]:
    """Files of the project that a page calls by name and that are not there."""
    names = CODE.findall(FENCE.sub("", page.read_text("utf-8")))
    ours = (name.rstrip("/") for name in names if OURS.match(name))
    return [f"{named(page)}: {name}" for name in ours if not is_there(page, name)]


def is_there(page: Path, name: str) -> bool:
    """Whether a file called by name lies in the project, or beside the page."""
    return (PROJECT / name).exists() or (page.parent / name).exists()
