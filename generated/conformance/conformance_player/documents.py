# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A YAML or JSON file -> its value, and the line of each key and item in it.

People write these files by hand, so whatever readers of YAML understand in different ways is refused: a key that stands
twice, `on` and `012`, anchors. Nothing is built but what JSON has.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeAlias

from .suite import WrongUseError

Steps: TypeAlias = tuple[str | int, ...]
"""Names and positions that lead to a value."""

LARGEST: Final = 1_000_000
"""Bytes of a file that is read."""

DEEPEST: Final = 50
"""Mappings and lists in one another."""

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says."""

    value: Any
    name: str = ""
    """The file; empty where there is none."""
    lines: Mapping[Steps, int] = field(default_factory=dict)

    def at(self, path: Steps) -> str:
        """`profile.yaml:12: `, as the start of a message about a value; the nearest line known where it has none."""
        while path and path not in self.lines:
            path = path[:-1]
        line = self.lines.get(path)
        place = f"{self.name}:{line}" if line else self.name
        return f"{place}: " if place else ""


def load_document(path: Path) -> Document:
    """The document in a YAML or JSON file. Raises WrongUseError with the file, the line where there is one, and the reason."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{path}: it is no text in UTF-8 ({error})") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUseError(f"{path}: it can't be read: {reason}") from error
    if len(content) > LARGEST:
        raise WrongUseError(f"{path}: it has more than {LARGEST} bytes")
    try:
        if path.suffix == ".json":
            return _from_json(text, str(path))
        return _from_yaml(text, str(path))
    except RecursionError as error:
        raise WrongUseError(f"{path}: it is nested too deeply") from error


def nearest(name: str, known: Iterator[str] | list[str]) -> str:
    """` did you mean ...?` with the most similar name, or all of them where none is similar and they are few."""
    names = list(known)
    folded = {item.lower(): item for item in reversed(names)}
    close = get_close_matches(str(name).lower(), folded, 1, 0.6)
    if close:
        return f"; did you mean `{folded[close[0]]}`?"
    listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; known are {listed}" if names else "; nothing is known there"


def shown(value: Any) -> str:
    """A value in a message: short, on one line, and without characters that a terminal acts on."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = ascii(text)[1:-1]
    return text if len(text) <= 60 else f"{text[:57]}..."


# -- JSON ------------------------------------------------------------------------------------------------------------


def _from_json(text: str, name: str) -> Document:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise WrongUseError(f"{name}: `{shown(key)}` stands twice in an object")
            found[key] = value
        return found

    def constant(word: str) -> Any:
        raise WrongUseError(f"{name}: `{word}` is no number of JSON")

    try:
        value = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except WrongUseError:
        raise
    except ValueError as error:
        raise WrongUseError(f"{name}: it is not JSON: {error}") from error
    try:
        lines = _from_yaml(text, name).lines
    except WrongUseError:
        lines = {}
    return Document(value, name, lines)


# -- YAML ------------------------------------------------------------------------------------------------------------


def _from_yaml(text: str, name: str) -> Document:
    # A suite that plays against its own server needs no YAML at all.
    try:
        yaml = importlib.import_module("yaml")
    except ImportError as error:
        raise WrongUseError(
            f"{name}: install PyYAML to read it, or write it as JSON"
        ) from error
    try:
        _look_over(yaml, text, name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except WrongUseError:
        raise
    except (yaml.YAMLError, ValueError, LookupError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise WrongUseError(f"{place}: it is not YAML: {reason}") from error
    lines: dict[Steps, int] = {}
    value = None if node is None else _value(yaml, node, (), lines, name)
    return Document(value, name, lines)


def _look_over(yaml: Any, text: str, name: str) -> None:
    """Refuses what would make the document larger or stranger than it looks, before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = f"{name}:{event.start_mark.line + 1}"
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise WrongUseError(f"{place}: a second document starts here")
        if getattr(event, "anchor", None):
            raise WrongUseError(f"{place}: anchors and aliases are not read here")
        if getattr(event, "tag", None):
            raise WrongUseError(f"{place}: tags like `{shown(event.tag)}` are not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise WrongUseError(f"{place}: it is nested too deeply")


def _value(
    yaml: Any, node: Any, path: Steps, lines: dict[Steps, int], name: str
) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(yaml, item, (*path, place), lines, name)
            for place, item in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(yaml, node, name)
    found: dict[str, Any] = {}
    for key_node, item in node.value:
        place = f"{name}:{key_node.start_mark.line + 1}"
        key = (
            _scalar(yaml, key_node, name)
            if isinstance(key_node, yaml.ScalarNode)
            else None
        )
        if not isinstance(key, str):
            raise WrongUseError(f"{place}: a key is a text; put quotes round it")
        if key in found:
            first = lines[(*path, key)]
            raise WrongUseError(
                f"{place}: `{shown(key)}` stands twice; first in line {first}"
            )
        lines[(*path, key)] = key_node.start_mark.line + 1
        found[key] = _value(yaml, item, (*path, key), lines, name)
    return found


def _scalar(yaml: Any, node: Any, name: str) -> Any:
    """A text in quotes, or a word that all readers take for the same."""
    text: str = node.value
    if node.style is not None:
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    resolved = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    if resolved.rpartition(":")[2] in ("str", "timestamp"):
        return text
    raise WrongUseError(
        f"{name}:{node.start_mark.line + 1}: `{shown(text)}` is read differently by different readers; put quotes round it"
    )
