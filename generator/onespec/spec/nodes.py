"""The tree that a spec file becomes: scalars, mappings and sequences, each knowing its place down to the characters of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from onespec.diagnostics import Span

_BLANK = " \t\r\n"
_WIDE_ESCAPES = {"x": 4, "u": 6, "U": 10}
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEADER = re.compile(r"[^\n]*\n?")
Origin: TypeAlias = tuple[str, int, int, str]
"""The file's text, where in it a scalar starts and ends, and its style: empty for a plain one, else its first character (a quote, `|` or `>`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """One scalar; `value` is its JSON value."""

    value: bool | int | float | str | None
    span: Span = field(compare=False)
    """For a quoted scalar it covers the quotes."""
    origin: Origin | None = field(default=None, compare=False, repr=False)
    """The text it was read from; None for a node made by hand."""

    def slice(self, start: int, end: int) -> Span:
        """Where characters `start` to `end` of a text value stand in the file, as near as escapes and folding let one say."""
        if self.origin is None or not isinstance(self.value, str):
            return self.span
        return stretch(self.value, self.origin, self.span, start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key and its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """Entries in the author's order, each key once."""

    entries: tuple[Entry, ...]
    span: Span = field(compare=False)

    def get(self, name: str) -> Node | None:
        """The value under a key, or None."""
        for entry in self.entries:
            if entry.key.value == name:
                return entry.value
        return None

    def key(self, name: str) -> ScalarNode | None:
        """The key itself, for pointing at it."""
        for entry in self.entries:
            if entry.key.value == name:
                return entry.key
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceNode:
    """Items in order."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode


def plain(node: Node) -> Any:
    """The JSON value a node stands for (dict, list, text, number, boolean or None); keys that are no text are given as JSON writes them."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key_text(entry.key): plain(entry.value) for entry in node.entries}


def key_text(key: ScalarNode) -> str:
    """A key as text: `-32602`, `true` and `null` are keys as well."""
    value = key.value
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def stretch(value: str, origin: Origin, whole: Span, start: int, end: int) -> Span:
    """The span of `value[start:end]`; the whole scalar's where the two can't be matched."""
    start = min(max(start, 0), len(value))
    end = min(max(end, start), len(value))
    text, first_index, end_index, style = origin
    raw = text[first_index:end_index]
    places = _places(value, raw, style)
    if places is None:
        return whole
    if start < end:
        first, last = places[start][0], places[end - 1][1]
    elif start < len(value):
        first = last = places[start][0]
    else:
        first = last = places[-1][1] if places else min(len(style), len(raw))
    line, column = _position(raw, first, whole)
    end_line, end_column = _position(raw, max(first, last), whole)
    return Span(
        file=whole.file,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
    )


def _position(raw: str, offset: int, whole: Span) -> tuple[int, int]:
    breaks = raw.count("\n", 0, offset)
    if not breaks:
        return whole.line, whole.column + offset
    return whole.line + breaks, offset - raw.rfind("\n", 0, offset)


@lru_cache(maxsize=64)
def _places(value: str, raw: str, style: str) -> list[tuple[int, int]] | None:
    """Start and end in `raw` of each character of the value.

    Folding and indentation only touch white space, so all else stands in the same
    order in both; white space is matched to the nearest there is.
    """
    units = _units(raw, style)
    places: list[tuple[int, int]] = []
    at = 0
    for char in value:
        if char not in _BLANK:
            while at < len(units) and units[at][0] in _BLANK:
                at += 1
            if at == len(units) or units[at][0] != char:
                return None
        if at == len(units):
            places.append((len(raw), len(raw)))
            continue
        found, first, last = units[at]
        if found in _BLANK or found == char:
            places.append((first, last))
            at += found == char or found in "\r\n"
        else:
            places.append((first, first))
    return places


def _units(raw: str, style: str) -> list[tuple[str, int, int]]:
    if style in ("|", ">"):
        header = _HEADER.match(raw)
        skip = header.end() if header else 0
        return [(char, skip + i, skip + i + 1) for i, char in enumerate(raw[skip:])]
    if style == "'":
        return _single_quoted(raw)
    if style == '"':
        return _double_quoted(raw)
    return [(char, i, i + 1) for i, char in enumerate(raw)]


def _single_quoted(raw: str) -> list[tuple[str, int, int]]:
    units: list[tuple[str, int, int]] = []
    at = 1
    while at < len(raw) - 1:
        width = 2 if raw.startswith("''", at) else 1
        units.append((raw[at], at, at + width))
        at += width
    return units


def _double_quoted(raw: str) -> list[tuple[str, int, int]]:
    units: list[tuple[str, int, int]] = []
    at = 1
    while at < len(raw) - 1:
        char, width = raw[at], 1
        if char == "\\":
            code = raw[at + 1]
            width = _WIDE_ESCAPES.get(code, 2)
            if code in "\r\n":  # an escaped line break stands for nothing
                at += 3 if raw.startswith("\\\r\n", at) else 2
                continue
            if code in _WIDE_ESCAPES:
                char = chr(int(raw[at + 2 : at + width], 16))
            else:
                char = _ESCAPES.get(code, code)
        units.append((char, at, at + width))
        at += width
    return units
