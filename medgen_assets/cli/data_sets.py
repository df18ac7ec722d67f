"""x"""


def export() -> None:
    """x"""


def verify() -> None:
    """x"""


def report() -> None:
    """x"""


def patient() -> None:
    """x"""
