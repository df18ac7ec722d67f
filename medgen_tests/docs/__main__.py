"""Rewrites what is generated: parts of the documentation, the list of data files: `python -m medgen_tests.docs`."""

from medgen_assets.reference.tables import CHECKED
from medgen_tests.docs.generated import parts
from medgen_tests.reference.checked_tables import listed

for part in parts():
    part.rewrite()
CHECKED.write_text(listed(), "utf-8")
