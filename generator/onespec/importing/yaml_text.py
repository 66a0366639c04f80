"""Plain data -> the text of a spec file, in the part of YAML that all readers take alike; text of others is quoted wherever it could mean something."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from onespec.spec.scalars import quoted, value_of

WIDTH: Final = 110
"""Characters of a line on which a list is not broken."""
_PLAIN: Final = re.compile(r"[A-Za-z_$/(<][^\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]*\Z")
_STUMBLES: Final = re.compile(
    r": | #|:\Z|[\[\]{},]|\s\Z|[\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_INSIDE: Final = re.compile(r": | #|:\Z|\s\Z|[\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ODD: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def document(data: dict[str, Any], head: str = "") -> str:
    """A whole file."""
    body = "".join(f"{line}\n" for line in _mapping(data, 0))
    return head + (body or "{}\n")


def entry(key: str | int | bool | float, value: Any, indent: int) -> list[str]:
    """The lines of one key with its value."""
    return list(_entry(key, value, indent))


def _mapping(data: dict[Any, Any], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(key, value, indent)


def _entry(key: Any, value: Any, indent: int) -> Iterator[str]:
    head = f"{' ' * indent}{scalar(key)}:"
    match value:
        case dict() if value:
            yield head
            yield from _mapping(value, indent + 2)
        case list() if value:
            flow = _flow(value)
            if flow and len(head) + len(flow) < WIDTH:
                yield f"{head} {flow}"
            else:
                yield head
                yield from _sequence(value, indent + 2)
        case str() if "\n" in value and _is_block(value):
            yield f"{head} |-"
            pad = " " * (indent + 2)
            yield from (f"{pad}{line}" if line else "" for line in value.split("\n"))
        case None:
            yield head
        case _:
            yield f"{head} {scalar(value)}"


def _sequence(items: list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in items:
        if isinstance(item, dict) and item:
            lines = list(_mapping(item, indent + 2))
            yield f"{pad}- {lines[0][indent + 2 :]}"
            yield from lines[1:]
        elif isinstance(item, list) and item and not _flow(item):
            lines = list(_sequence(item, indent + 2))
            yield f"{pad}- {lines[0][indent + 2 :]}"
            yield from lines[1:]
        else:
            yield f"{pad}- {_flow(item) if isinstance(item, list) else scalar(item)}"


def _flow(items: list[Any]) -> str:
    """A list of plain values on one line; empty where it is another."""
    if any(isinstance(one, dict | list) and one for one in items):
        return ""
    return f"[{', '.join(scalar(one, inside=True) for one in items)}]"


def scalar(value: Any, *, inside: bool = False) -> str:
    """One value on one line. `inside` a list on one line more has to be quoted."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case dict():
            return "{}"
        case list():
            return "[]"
        case _:
            return _text(str(value), inside)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{value:.1f}"
    shown = repr(value)
    if "e" not in shown:
        return shown
    mantissa, _, exponent = shown.partition("e")
    mantissa = mantissa if "." in mantissa else f"{mantissa}.0"
    return f"{mantissa}e{exponent if exponent[0] in '+-' else '+' + exponent}"


def _text(text: str, inside: bool) -> str:
    stumbles = _STUMBLES if inside else _INSIDE
    if (
        _PLAIN.match(text)
        and not stumbles.search(text)
        and len(text) < 1_000
        and value_of(text) == text
    ):
        return text
    return quoted(text) if not _ODD.search(text) else json.dumps(text)


def _is_block(text: str) -> bool:
    """Whether a text on several lines can stand as it is, indented."""
    lines = text.split("\n")
    return (
        not _ODD.search(text)
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[0].strip())
        and text.strip("\n") == text
        and not any(line != line.rstrip() for line in lines)
    )
