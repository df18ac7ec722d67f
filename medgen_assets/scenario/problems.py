"""What pydantic found, said in our own words: path, value, rule, nearest valid name."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from medgen_assets.errors import Problem
from medgen_assets.scenario.places import Places, names_at, places_in, value_at
from medgen_assets.scenario.quantities import MOST
from medgen_assets.scenario.showing import meant, path_of, shown, slugged

Rule = tuple[str, str]

EMPTY = "must not be empty."
LIST, MAPPING, TEXT = "must be a list.", "must be a mapping of names to values.", "must be text."
WHOLE, NUMBER = (
    "must be a whole number, written without quotes, decimal point or leading zero.",
    "must be a number without quotes.",
)
RULES: Mapping[str, str] = {
    "missing": "must be given.",
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing_size": WHOLE,
    "float_type": NUMBER,
    "finite_number": "must be a finite number.",
    "string_type": TEXT,
    "string_unicode": "must be text that UTF-8 can write.",
    "tuple_type": LIST,
    "list_type": LIST,
    "dict_type": MAPPING,
    "mapping_type": MAPPING,
    "model_type": MAPPING,
    "model_attributes_type": MAPPING,
}
NAME_RULE = (
    "must be lower-case letters a-z, digits and _, begin with a letter, and have at most 63 characters."
)
BOUNDS: Mapping[str, str] = {
    "greater_than": "must be more than {gt}.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than_equal": "must be at most {le}.",
    "too_short": "must have at least {min_length} entries; it has {actual_length}.",
    "too_long": "must have at most {max_length} entries; it has {actual_length}.",
    "string_too_short": "must have at least {min_length} characters.",
    "string_too_long": "must have at most {max_length} characters.",
}


def problems_of(error: ValidationError, model: type[BaseModel], document: Any) -> Iterator[Problem]:
    """One problem per broken rule of the model's fields."""
    for detail in error.errors(include_url=False):
        if not is_consequence(detail):
            yield problem_of(detail, model, document)


def is_consequence(detail: ErrorDetails) -> bool:
    """Whether a finding only follows from another: a default not made, a list short of its bad entries."""
    if detail["type"] == "too_short":
        return len(detail["input"]) >= int(detail["ctx"]["min_length"])
    return detail["type"] == "default_factory_not_called"


def problem_of(detail: ErrorDetails, model: type[BaseModel], document: Any) -> Problem:
    """One of pydantic's findings in our words."""
    places, kind = places_in(detail["loc"], document), detail["type"]
    if detail["loc"][-1:] == ("[key]",):
        known = names_at(model, places[:-1])
        return Problem(
            path_of(places), shown(value_at(document, places)), "no such name.", meant(places[-1], known)
        )
    if kind == "extra_forbidden":
        known = names_at(model, places[:-1])
        return Problem(path_of(places), shown(detail["input"]), "no such field.", meant(places[-1], known))
    value = "missing" if kind == "missing" else shown(detail["input"])
    return Problem(path_of(places), value, *rule_of(detail, model, places))


def rule_of(detail: ErrorDetails, model: type[BaseModel], places: Places) -> Rule:
    """The broken rule and a hint."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "rule":
        return context["rule"], context["hint"]
    if kind in ("enum", "literal_error"):
        known = names_at(model, places)
        return f"must be one of {', '.join(known)}.", near_only(detail["input"], known)
    if kind == "string_pattern_mismatch":
        return NAME_RULE, slug_hint(detail["input"])
    if kind == "float_type" and isinstance(detail["input"], int) and not isinstance(detail["input"], bool):
        return "is too large a number.", ""
    if kind in BOUNDS:
        amounts = {name: written(amount) for name, amount in context.items()}
        return EMPTY if amounts.get("actual_length") == "0" else BOUNDS[kind].format(**amounts), ""
    return RULES.get(kind, "is not valid here."), quoted_hint(detail)


def written(amount: Any) -> str:
    """A bound as it is read: 365, 0.5, 1,000,000,000."""
    return (
        f"{amount:,}"
        if isinstance(amount, int)
        else f"{amount:g}"
        if isinstance(amount, float)
        else str(amount)
    )


def near_only(word: Any, known: list[str]) -> str:
    """The nearest name; nothing when none is near, as the rule lists them all."""
    hint = meant(word, known)
    return hint if hint.startswith("Did you mean") else ""


def slug_hint(text: Any) -> str:
    """The nearest name that obeys the rule of names."""
    slug = slugged(str(text))
    return f"Try {slug}." if slug else ""


def quoted_hint(detail: ErrorDetails) -> str:
    """What to do about a number in quotes or with a zero fraction."""
    value = detail["input"]
    if (
        detail["type"].startswith("int")
        and isinstance(value, float)
        and value.is_integer()
        and abs(value) <= MOST
    ):
        return f"Write {int(value)}."
    return ""
