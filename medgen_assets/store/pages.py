"""A page of a longer list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items in order, and how many there are on all pages."""

    items: tuple[Item, ...]
    total: int
    limit: int
    offset: int
