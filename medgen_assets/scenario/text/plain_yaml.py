"""YAML read strictly, from the parser's events: no key twice, no aliases, no tags, no endless nesting."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from medgen_assets.errors import Problem
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of, shortened
from medgen_assets.scenario.text.parsed import (
    DEEPEST,
    MOST_VALUES,
    TOO_DEEP,
    TOO_MANY,
    TWICE,
    Parsed,
    unreadable,
)
from medgen_assets.scenario.text.scalars import plain_value

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ALIAS = "aliases (&name, *name) are not read in scenarios."
TAG = "tags (!name) are not read in scenarios."
WRITE_OUT = "Write the value out."
LONGEST_REASON = 120


def parsed_yaml(text: str, name: str) -> Parsed:
    """The document in a YAML text; raises BadInput when it is no YAML."""
    reading = Reading(name)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        raise unreadable(
            place_of(name, error), f"is not valid YAML: {shortened(str(error.problem), LONGEST_REASON)}."
        ) from None
    except yaml.YAMLError as error:
        raise unreadable(
            name, f"is not valid YAML: {shortened(str(error).splitlines()[0], LONGEST_REASON)}."
        ) from None
    if not reading.documents:
        raise unreadable(name, "is empty.", "A scenario has at least name, total_patients and fronts.")
    if len(reading.documents) > 1:
        raise unreadable(name, "holds more than one YAML document.", "Keep one scenario per file.")
    return Parsed(reading.documents[0], tuple(reading.problems))


def place_of(name: str, error: yaml.MarkedYAMLError) -> str:
    """The file with line and column, as far as known."""
    mark = error.problem_mark or error.context_mark
    return name if mark is None else f"{name}, line {mark.line + 1}, column {mark.column + 1}"


def line_of(event: yaml.Event) -> int:
    """The line in which an event begins, from 1."""
    return event.start_mark.line + 1 if event.start_mark is not None else 1


@dataclass
class Open:
    """A mapping or list that is being read."""

    content: dict[str, Any] | list[Any]
    key: str | None = None
    is_repeated: bool = False

    @property
    def place(self) -> int | str:
        """Where the next value goes."""
        return len(self.content) if isinstance(self.content, list) else str(self.key)


@dataclass
class Reading:
    """The documents read so far, the collections still open, and the problems met."""

    name: str
    documents: list[Any] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event of the parser."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise unreadable(self.name, TOO_MANY)
        if isinstance(event, yaml.AliasEvent):
            self.put_refused(ALIAS, f"*{event.anchor}")
        elif isinstance(event, yaml.ScalarEvent):
            self.put_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.put(self.open.pop().content)

    @property
    def places(self) -> Places:
        """Path of the value that comes next."""
        return tuple(collection.place for collection in self.open)

    @property
    def awaits_key(self) -> bool:
        """Whether the next node is a key."""
        return bool(self.open) and isinstance(self.open[-1].content, dict) and self.open[-1].key is None

    def problem(self, value: str, rule: str, hint: str = "") -> None:
        """Note what is wrong with the value that comes next."""
        self.problems.append(Problem(path_of(self.places), value, rule, hint))

    def put_refused(self, rule: str, shown_value: str) -> None:
        """Note a value that is not read, and leave its place empty."""
        if self.awaits_key:
            raise unreadable(self.name, f"holds {shortened(shown_value)} for a key; {rule}")
        self.problem(shortened(shown_value), rule, WRITE_OUT)
        self.put(None)

    def put_scalar(self, event: yaml.ScalarEvent) -> None:
        """Add a word, as a key or as a value."""
        if event.anchor is not None or event.tag not in (None, "!"):
            self.put_refused(ALIAS if event.anchor is not None else TAG, str(event.anchor or event.tag))
        elif self.awaits_key:
            self.put_key(event.value, line_of(event))
        else:
            self.put(self.value_of(event))

    def value_of(self, event: yaml.ScalarEvent) -> Any:
        """A quoted word as text, a plain one as what it says."""
        if not event.implicit[0]:
            return event.value
        try:
            return plain_value(event.value)
        except ValueError as error:
            self.problem(str(error), "is no number a scenario can use.")
            return None

    def put_key(self, key: str, line: int) -> None:
        """Begin an entry of the innermost mapping."""
        mapping = self.open[-1]
        mapping.key, mapping.is_repeated = key, key in mapping.content
        if mapping.is_repeated:
            self.problem(f"written again in line {line}", TWICE, "Keep one.")

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        """Open a mapping or a list."""
        if self.awaits_key:
            raise unreadable(self.name, f"has a list or mapping for a key in line {line_of(event)}.")
        if event.anchor is not None or event.tag not in (None, "!"):
            rule = ALIAS if event.anchor is not None else TAG
            self.problem(shortened(str(event.anchor or event.tag)), rule, WRITE_OUT)
        if len(self.open) >= DEEPEST:
            raise unreadable(f"{self.name}, line {line_of(event)}", TOO_DEEP)
        self.open.append(Open({} if isinstance(event, yaml.MappingStartEvent) else []))

    def put(self, value: Any) -> None:
        """Add a value to the innermost collection."""
        if not self.open:
            self.documents.append(value)
            return
        innermost = self.open[-1]
        if isinstance(innermost.content, list):
            innermost.content.append(value)
        else:
            if not innermost.is_repeated:
                innermost.content[str(innermost.key)] = value
            innermost.key = None
