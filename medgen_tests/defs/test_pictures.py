"""Pictures are small enough to be shown in place, and tables are Markdown."""

import base64

import polars as pl

from medgen_assets.defs import pictures

SHOWN_IN_PLACE = 1_000
"""Characters that the UI shows without a link. Source: measured in the UI, 600 to 1,000."""


def svg(markdown: str) -> str:
    return base64.b64decode(markdown.rpartition("base64,")[2].partition(")")[0]).decode()


def test_the_highest_bar_is_as_high_as_the_picture() -> None:
    assert "v-60" in svg(str(pictures.bars([1.0, 4.0], "Casualties").value))


def test_nothing_is_drawn_for_nothing() -> None:
    assert "d=''" in svg(str(pictures.bars([0.0, 0.0], "Casualties").value))


def test_forty_eight_bars_are_shown_in_place() -> None:
    assert (
        len(str(pictures.bars([float(number % 7) for number in range(48)], "Casualties").value))
        < SHOWN_IN_PLACE
    )


def test_a_table_shows_twenty_rows_and_how_many_there_are() -> None:
    text = str(pictures.table(pl.DataFrame({"number": range(1_234)})).value)

    assert "| 19 |" in text
    assert "| 20 |" not in text
    assert "1,234 rows in all" in text


def test_a_bar_in_a_value_does_not_break_the_table() -> None:
    assert r"a\|b" in str(pictures.table(pl.DataFrame({"text": ["a|b"]})).value)
