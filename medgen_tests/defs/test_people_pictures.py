"""Every nation has its picture: of its people, of its names, of its numbers."""

import base64
import re
from collections.abc import Callable

import pytest

from medgen_assets.defs.people_pictures import (
    Pictures,
    name_pictures,
    nation_pictures,
    number_pictures,
    parts_of,
    signs,
)
from medgen_assets.reference.nations import nations
from medgen_assets.vocabulary import IdentityMode

SHOWN_IN_PLACE = 1_000
"""Characters that the UI shows without a link. Source: measured in the UI, 600 to 1,000."""


@pytest.mark.parametrize("pictures", [nation_pictures, name_pictures, number_pictures])
def test_every_nation_has_a_picture_short_enough_to_be_shown_in_place(pictures: Callable[[], Pictures]):
    drawn = pictures()

    assert set(nations()["name"]) <= set(drawn)
    assert all(len(str(picture.value)) < SHOWN_IN_PLACE for picture in drawn.values())


def test_the_picture_of_a_number_is_the_number():
    found = re.search(r"base64,([^)]*)\)\n\n([^,]*),", str(number_pictures()["Poland"].value))
    assert found is not None
    drawing = base64.b64decode(found[1]).decode()

    assert "".join(re.findall(r">([^<>]+)<", drawing)) == found[2]


@pytest.mark.parametrize(
    ("nation", "marks"), [("POL", [2]), ("ESP", [8]), ("USA", [0]), ("FIN", [7]), ("GBR", [0, 1, 2])]
)
def test_the_mark_of_a_reserved_number_is_found(nation: str, marks: list[int]):
    parts = parts_of(*(signs(nation, mode) for mode in (IdentityMode.RESERVED, IdentityMode.VALID)))

    assert [place for place, part in enumerate(parts) if part == "mark"] == marks
