"""Rewrites the generated parts of the documentation: `python -m medgen_tests.docs`."""

from medgen_tests.docs.generated import parts

for part in parts():
    part.rewrite()
