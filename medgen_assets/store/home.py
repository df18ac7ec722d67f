"""Where medgen keeps what belongs to a user: the database, caches and default output."""

import os
from pathlib import Path


def medgen_home() -> Path:
    """The folder named by MEDGEN_HOME, or `medgen` in the user's data folder (XDG base directories)."""
    if named := os.environ.get("MEDGEN_HOME"):
        return Path(os.path.abspath(os.path.expanduser(named)))
    return _data_folder() / "medgen"


def _data_folder() -> Path:
    # The XDG specification says that a relative path in the variable is to be ignored.
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path(os.path.expanduser("~/.local/share"))
