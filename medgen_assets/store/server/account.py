"""The account the server runs under: Postgres refuses to run as root, so root hands it to another one."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medgen_assets.errors import DependencyDown

# Accounts that every Linux has, the more telling one first.
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user and its group, by number."""

    uid: int
    gid: int


def server_account(data: Path, home: Path) -> Account | None:
    """The account a server runs under; None means: whoever asks, because that is not root.

    Whoever owns the data goes on owning them, and what root starts in a user's home stays that user's.
    """
    if os.geteuid() != 0:
        return None
    return _owner(data) or _owner(home) or _unprivileged_account()


def process_options(account: Account | None) -> dict[str, Any]:
    """The options with which `subprocess` starts a program as an account, or as whoever asks."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def hand_over(path: Path, account: Account | None) -> None:
    """Make an account the owner of one file or folder; never of what lies above it."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _owner(path: Path) -> Account | None:
    if not path.exists() or (found := path.stat()).st_uid == 0:
        return None
    try:
        pwd.getpwuid(found.st_uid)
    except KeyError:  # initdb refuses an account without a name, as on a mounted volume
        return None
    return Account(found.st_uid, found.st_gid)


def _unprivileged_account() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise DependencyDown(
        "Postgres does not run as root, and this machine has neither the account 'postgres' nor 'nobody'. "
        "Run medgen as an ordinary user, or set MEDGEN_POSTGRES_URL to a server of your own."
    )
