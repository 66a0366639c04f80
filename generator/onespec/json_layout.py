"""JSON values -> text for people: what fits on a line stays on it, the rest is one member a line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from onespec.texts import JsonText, json_text

WIDTH: Final = 100


def json_lines(value: object, indent: int = 0) -> JsonText:
    """A value as it stands in a file behind `indent` blanks; its first line carries none of them."""
    return JsonText(_lay(value, indent, indent))


def json_members(value: Mapping[str, object], indent: int = 2) -> JsonText:
    """The members of an object without its braces, for a frame that opens and closes them."""
    if not value:
        raise ValueError("an object without members leaves a hole in its frame")
    return JsonText(_lines(_pairs(value, indent), indent))


def _lay(value: object, column: int, indent: int) -> str:
    """Text of a value that starts at `column`, in a line indented by `indent`."""
    match value:
        case str():
            return _string(value)
        case list() | tuple() if value:
            items = [_lay(item, indent + 2, indent + 2) for item in value]
            return _bracket("[", items, "]", column, indent)
        case Mapping() if value:
            return _bracket("{", _pairs(value, indent + 2), "}", column, indent)
    return json_text(value, None)


@lru_cache(maxsize=10_000)
def _string(text: str) -> str:
    """The same few keys and sentences come back in every file, so each is encoded once."""
    return json_text(text, None)


def _pairs(value: Mapping[str, object], indent: int) -> list[str]:
    pairs = []
    for key, member in value.items():
        start = f"{_string(key)}: "
        pairs.append(start + _lay(member, indent + len(start), indent))
    return pairs


def _bracket(
    opening: str, items: list[str], closing: str, column: int, indent: int
) -> str:
    """Brackets around items, which hold no line break of their own unless they were too long for a line."""
    length = column + sum(map(len, items)) + 2 * len(items)
    if length < WIDTH and not any("\n" in item for item in items):
        return f"{opening}{', '.join(items)}{closing}"
    blanks = " " * indent
    return f"{opening}\n{blanks}  {_lines(items, indent + 2)}\n{blanks}{closing}"


def _lines(items: list[str], indent: int) -> str:
    return (",\n" + " " * indent).join(items)
