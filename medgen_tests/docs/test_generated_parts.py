"""What the pages copy from the code is what the code says."""

import pytest

from medgen_assets.exporters.layout import TABLES
from medgen_tests.docs.data_dictionary import data_set_tables
from medgen_tests.docs.generated import COMMAND, Part, parts


@pytest.mark.parametrize("part", parts(), ids=lambda part: f"{part.page.name}: {part.name}")
def test_a_generated_part_is_up_to_date(part: Part) -> None:
    assert part.written() == part.wanted(), f"The code has moved on. Run: {COMMAND}"


def test_every_column_of_the_data_set_says_what_it_means() -> None:
    silent = [
        f"{name}.{column}" for name, schema in TABLES.items() for column, found in schema.columns().items()
        if not found.description
    ]  # fmt: skip

    assert silent == []


def test_the_dictionary_names_every_column_of_every_table() -> None:
    dictionary = data_set_tables()

    missing = [
        f"{name}.{column}" for name, schema in TABLES.items() for column in schema.columns()
        if f"| `{column}` |" not in dictionary.partition(f"### {name}\n")[2].partition("\n### ")[0]
    ]  # fmt: skip

    assert missing == []
