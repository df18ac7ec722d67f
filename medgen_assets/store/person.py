"""Who asks, as this machine knows them."""

import getpass


def person() -> str:
    """The name of the account that medgen runs under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
