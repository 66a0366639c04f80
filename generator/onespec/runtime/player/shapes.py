# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""A JSON value and the shape it should have -> what is wrong with it. Members that a shape does not name are let pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .trees import same


def faults(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Everything wrong with a value, each in a sentence."""
    if value is None and shape.get("nullable"):
        return
    kind = shape.get("type", "any")
    if not _has_type(kind, value):
        yield f"{where} is {name_of(value)}, not {_ARTICLES[kind]}"
        return
    if "enum" in shape and not any(same(value, item) for item in shape["enum"]):
        yield f"{where} is none of the values it can have"
    pattern = shape.get("pattern")
    if pattern and re.fullmatch(pattern, str(value)) is None:
        yield f"{where} is of another form"
    yield from _bounds(shape, value, where)
    if isinstance(value, dict) and kind == "object":
        yield from _members(shape, value, where)
    if isinstance(value, list) and kind == "array":
        for index, item in enumerate(value):
            yield from faults(shape["items"], item, f"{where}[{index}]")


def _bounds(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    size = len(value) if isinstance(value, str | list) else value
    if "least" in shape and size < shape["least"]:
        yield f"{where} is below {shape['least']}"
    if "most" in shape and size > shape["most"]:
        yield f"{where} is above {shape['most']}"


def _members(
    shape: Mapping[str, Any], value: Mapping[str, Any], where: str
) -> Iterator[str]:
    for name in shape.get("required", ()):
        if name not in value:
            yield f"{where} has no `{name}`"
    for name, inner in shape.get("members", {}).items():
        if name in value:
            yield from faults(inner, value[name], f"{where}.{name}")


def _has_type(kind: str, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "integer":
            return number and float(value).is_integer()
        case "number":
            return number
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
    return True


def name_of(value: Any) -> str:
    """What kind of value it is, in words."""
    if value is None:
        return "null"
    for kind in ("boolean", "integer", "number", "string", "array", "object"):
        if _has_type(kind, value):
            return _ARTICLES[kind]
    return "something else"


_ARTICLES = {
    "boolean": "a boolean",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "array": "a list",
    "object": "an object",
}
