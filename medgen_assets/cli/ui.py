"""x"""


def ui() -> None:
    """x"""
