"""x"""


def status() -> None:
    """x"""


def cancel() -> None:
    """x"""
