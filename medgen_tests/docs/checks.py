"""The list of what every finished run is checked for."""

from medgen_assets.defs.invariant_checks import DESCRIPTIONS


def check_list() -> str:
    """One line per check: its name as a sentence, and what it looks for."""
    return "\n".join(f"- **{name.replace('_', ' ')}**: {text}" for name, text in DESCRIPTIONS.items())
