"""The table of docs/people.md: how each nation numbers its people."""

from medgen_assets.reference.identities import scheme_table
from medgen_tests.docs.pages import table

HEADER = ("nation", "number", "carries", "mark of a reserved number", "places", "source of the rule")


def identity_schemes() -> str:
    """Number, what it carries, mark, different reserved numbers for one birth date and sex, source."""
    rows = [
        (
            row["nation"],
            row["name"],
            carried(has_birth_date=row["has_birth_date"], has_sex=row["has_sex"]),
            row["reserved_mark"],
            f"{row['reserved_places']:,}",
            row["source"],
        )
        for row in scheme_table().iter_rows(named=True)
        if row["name"]
    ]
    return table(HEADER, rows)


def carried(*, has_birth_date: bool, has_sex: bool) -> str:
    """What stands in a number, in words."""
    parts = ["birth date"] * has_birth_date + ["sex"] * has_sex
    return ", ".join(parts) or "nothing"
