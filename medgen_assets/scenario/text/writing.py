"""A plain document as YAML that reads back as itself."""

from math import inf
from typing import Any

import yaml

from medgen_assets.scenario.text.scalars import plain_value

KEPT_NULLS = {"beds"}
"""Null is the same as left out everywhere; for beds it says unlimited, which is worth reading."""


class Writer(yaml.SafeDumper):
    """Safe YAML in which no text can be read as something else."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Write everything out."""
        return True


def text_node(writer: Writer, text: str) -> yaml.ScalarNode:
    """Text plain where it reads back as text, else in quotes."""
    is_safe = text.isprintable() and plain_value(text) == text
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_safe else '"')


Writer.add_representer(str, text_node)


def yaml_text(document: dict[str, Any]) -> str:
    """The document as YAML, fields in their order, without nulls."""
    return yaml.dump(
        without_nulls(document),
        Dumper=Writer,
        sort_keys=False,
        allow_unicode=True,
        width=inf,
        default_flow_style=None,
    )


def without_nulls(value: Any) -> Any:
    """The value without entries that are null, save those that mean something."""
    if isinstance(value, dict):
        kept = ((key, item) for key, item in value.items() if item is not None or key in KEPT_NULLS)
        return {key: without_nulls(item) for key, item in kept}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
