"""Text to document: JSON or YAML, told apart by the file's ending or the first character."""

from pathlib import PurePath

from medgen_assets.scenario.text.files import MOST_BYTES, too_large
from medgen_assets.scenario.text.parsed import Parsed
from medgen_assets.scenario.text.plain_json import parsed_json
from medgen_assets.scenario.text.plain_yaml import parsed_yaml

YAML_ENDINGS = {".yaml", ".yml"}


def parsed_text(text: str, name: str, ending: str = "") -> Parsed:
    """The document in a text; raises BadInput when it cannot be read."""
    if len(text) > MOST_BYTES:
        raise too_large(name)
    is_json = ending == ".json" or (ending not in YAML_ENDINGS and text.lstrip()[:1] in ("{", "["))
    return parsed_json(text, name) if is_json else parsed_yaml(text, name)


def ending_of(path: PurePath) -> str:
    """The file's ending, in lower case."""
    return path.suffix.lower()
