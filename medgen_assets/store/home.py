"""Where medgen keeps what belongs to a user: the database, caches and default output."""

import os
from pathlib import Path

from medgen_assets.errors import DependencyDown


def medgen_home() -> Path:
    """The folder named by MEDGEN_HOME, or `medgen` in the user's data folder (XDG base directories)."""
    try:
        if named := os.environ.get("MEDGEN_HOME"):
            return Path(named).expanduser().absolute()
        return _data_folder() / "medgen"
    except RuntimeError as error:  # an account without a home folder, as in some containers
        raise DependencyDown(
            "There is no folder to keep medgen's database in: this account has no home. Set MEDGEN_HOME."
        ) from error


def _data_folder() -> Path:
    # The XDG specification says that a relative path in the variable is to be ignored.
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"
