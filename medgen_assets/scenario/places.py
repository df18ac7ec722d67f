"""Ways through a document and its model: what stands at a path, and which names may stand there."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

Places = tuple[int | str, ...]


def places_in(location: tuple[int | str, ...], document: Any) -> Places:
    """The part of pydantic's location that exists in the document, plus the last place."""
    places: list[int | str] = []
    value = document
    for place in location:
        if place == "[key]":
            break
        if isinstance(value, Mapping) or isinstance(place, int):
            places.append(place)
            value = value_at(value, (place,))
    return tuple(places)


def value_at(document: Any, places: Iterable[int | str]) -> Any:
    """The value at a path, or None."""
    value = document
    for place in places:
        if isinstance(value, Mapping):
            value = value.get(place)
        elif isinstance(value, list | tuple) and isinstance(place, int) and place < len(value):
            value = value[place]
        else:
            return None
    return value


def names_at(model: type[BaseModel], places: Places) -> list[str]:
    """The names that may stand at a path: fields of a part, keys or values of a closed list."""
    annotation: Any = model
    for place in places:
        part = first(annotation, lambda kind: isinstance(kind, type) and issubclass(kind, BaseModel))
        if isinstance(place, int) or part is None:
            annotation = value_type(annotation)
        elif place in part.model_fields:
            annotation = part.model_fields[place].annotation
        else:
            return []
    return names_in(annotation)


def value_type(annotation: Any) -> Any:
    """The type of the values of a mapping; of anything else the type itself."""
    mapping = first(annotation, lambda kind: get_origin(kind) is dict)
    return get_args(mapping)[1] if mapping is not None else annotation


def names_in(annotation: Any) -> list[str]:
    """Fields of a part, else members of a closed list, else nothing."""
    mapping = first(annotation, lambda kind: get_origin(kind) is dict)
    inner = get_args(mapping)[0] if mapping is not None else annotation
    part = first(inner, lambda kind: isinstance(kind, type) and issubclass(kind, BaseModel))
    if part is not None:
        return list(part.model_fields)
    closed = first(inner, lambda kind: isinstance(kind, type) and issubclass(kind, StrEnum))
    if closed is not None:
        return [str(member) for member in closed]
    literal = first(inner, lambda kind: get_origin(kind) is Literal)
    return list(get_args(literal)) if literal is not None else []


def first(annotation: Any, wanted: Callable[[Any], bool]) -> Any:
    """The first type within an annotation that is wanted, outermost first; None when there is none."""
    if annotation is NoneType or annotation is Ellipsis:
        return None
    if wanted(annotation):
        return annotation
    if get_origin(annotation) is Literal:
        return None
    found = (first(inner, wanted) for inner in get_args(annotation))
    return next((kind for kind in found if kind is not None), None)
