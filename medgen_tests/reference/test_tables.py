"""Reference files are read whole or refused with what is wrong."""

from pathlib import Path

import dataframely as dy
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.tables import CHECKED, csv_table, yaml_table
from medgen_assets.schemas.clinical import BodyRegions
from medgen_tests.reference.checked_tables import content, listed, proven, shipped_tables


class Fruits(dy.Schema):
    """A table for these tests."""

    name = dy.String(primary_key=True)
    weight = dy.Float64(min=0)
    is_sweet = dy.Bool()
    kinds = dy.List(dy.String())


def written(folder: Path, text: str, name: str = "fruits.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_columns_are_typed_by_the_schema(tmp_path: Path) -> None:
    folder = written(tmp_path, "name,weight,is_sweet,kinds\nplum,1.5,true,a|b\npear,2,false,\n")

    assert csv_table("fruits", Fruits, folder).rows() == [
        ("plum", 1.5, True, ["a", "b"]),
        ("pear", 2.0, False, []),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,weight,is_sweet\nplum,1,true\n", "must have exactly"),
        ("name,weight,is_sweet,kinds\nplum,heavy,true,a\n", "heavy"),
        ("name,weight,is_sweet,kinds\nplum,-1,true,a\n", "min"),
        ("name,weight,is_sweet,kinds\nplum,1,yes,a\n", "is_sweet"),
        ("name,weight,is_sweet,kinds\nplum,1,true,a\nplum,1,true,a\n", "primary_key"),
    ],
)
def test_a_bad_table_is_refused_with_the_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        csv_table("fruits", Fruits, written(tmp_path, text))


def test_the_list_of_checked_tables_is_up_to_date() -> None:
    assert CHECKED.read_text("utf-8") == listed(), "run python -m medgen_tests.docs"


@pytest.mark.parametrize("name", sorted(shipped_tables()))
def test_a_table_that_is_not_checked_again_is_the_same(name: str) -> None:
    table = csv_table(name, shipped_tables()[name])

    assert table.schema == proven(name).schema
    assert table.equals(proven(name))


def test_a_listed_table_with_other_bytes_is_checked(tmp_path: Path) -> None:
    shipped = content("body_regions").decode()
    twice = shipped + shipped.splitlines()[-1] + "\n"

    with pytest.raises(BadInput, match="primary_key"):
        csv_table("body_regions", BodyRegions, written(tmp_path, twice, "body_regions.csv"))


def test_all_missing_headings_are_named_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path, "description: fruit\nvalues: [1]\ncolor: red\n", "fruits.yaml")

    with pytest.raises(BadInput) as error:
        yaml_table("fruits", folder)

    assert [problem.value for problem in error.value.problems] == [
        "unit",
        "source",
        "date",
        "color",
    ]
