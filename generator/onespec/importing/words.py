"""Text and data of a foreign document -> what may stand in a spec: no control characters, no half characters, and not without an end."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from onespec.datatypes import JsonValue

LINE: Final = 200
"""Characters of a title."""
PROSE: Final = 20_000
"""Characters of a text for people."""
SAMPLE: Final = 20_000
"""Characters of an example or default, written as JSON."""
LEVELS: Final = 12
"""Levels of an example or default."""
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What a spec file may not hold as it is."""


def line(text: str) -> str:
    """Text on one line, as a title is."""
    shown = " ".join(_HIDDEN.sub(" ", text).split())
    return shown if len(shown) <= LINE else f"{shown[: LINE - 1].rstrip()}…"


def prose(text: str) -> str:
    """Text for people: its lines without what ends them."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    shown = "\n".join(one.rstrip() for one in _HIDDEN.sub(" ", plain).split("\n"))
    shown = shown.strip("\n").strip()
    shown = re.sub(r"\n{3,}", "\n\n", shown)
    return shown if len(shown) <= PROSE else f"{shown[: PROSE - 1].rstrip()}…"


def fits(value: JsonValue) -> bool:
    """Whether a value is short and shallow enough to stand in a spec."""
    return (
        _levels(value) <= LEVELS
        and len(json.dumps(value)) <= SAMPLE
        and _is_held(value)
    )


def data(value: JsonValue) -> Any:
    """A value as a spec can hold it."""
    if isinstance(value, dict):
        return {key: data(one) for key, one in value.items()}
    if isinstance(value, list):
        return [data(one) for one in value]
    return value


def _is_held(value: JsonValue) -> bool:
    """Whether all of its texts and numbers can be written in a file at all."""
    match value:
        case dict():
            return all(_is_held(key) and _is_held(one) for key, one in value.items())
        case list():
            return all(map(_is_held, value))
        case str():
            return not re.search("[\ud800-\udfff]", value)
        case int() | float():
            return abs(value) < 1e28
        case _:
            return True


def _levels(value: JsonValue) -> int:
    deep, level = 0, [value]
    while level and deep <= LEVELS:
        deep += 1
        below: list[JsonValue] = []
        for one in level:
            if isinstance(one, dict):
                below += one.values()
            elif isinstance(one, list):
                below += one
        level = below
    return deep
