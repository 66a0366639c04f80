"""A plain scalar's text -> its JSON value; and what YAML resolves and a spec refuses (tags, anchors, aliases, scalars with two readings) -> diagnostics."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.spec.characters import FAULTS, point
from onespec.spec.nodes import ScalarNode

NUMBER_DIGITS = 30
_WORDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE"),
        ("a boolean", "or true for the boolean"),
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE"),
        ("a boolean", "or false for the boolean"),
    ),
    **dict.fromkeys(("~", "Null", "NULL"), ("nothing", "or null for no value")),
    "=": ("a default value", ""),
    "<<": ("a merge key", ""),
}
_FACTS: dict[str, bool | None] = {"": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][+-][0-9]+)?\Z")
_ODD_NUMBER = re.compile(
    r"""[-+]?(?:
        [0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?  # 0123, +7, 1_000, 1., 1e3
      | \.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?               # .5
      | 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
    )\Z""",
    re.VERBOSE,
)
_TIME = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:.*)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
LONGEST = 2_000
"""Longer lines are not looked into."""
_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F][0-9a-fA-F]{2}")
_ITEM = re.compile(r"\n[ ]*(-[ ][^\r\n]*)")
_HEAD = re.compile(r"[|>][-+0-9]*(?=\s|\Z)")
_PROPERTY = re.compile(r"[ \t]*([&*!][^\s,\[\]{}]*)")
_REST = re.compile(r"(?:[^\s#]|#(?<!\s#)|[ \t]+(?![\s#]|\Z))*")


class Doubt(NamedTuple):
    """Why a plain scalar is refused."""

    kind: str
    """What some readers take it for."""
    other: str
    """The other way to write it, besides quotes; may be empty."""


class TooLong(NamedTuple):
    """A number with more digits than anyone reads."""

    digits: int


class OutOfRange(NamedTuple):
    """A number that becomes infinite, or nought without being nought."""


Refusal = Doubt | TooLong | OutOfRange


def value_of(text: str) -> bool | int | float | str | None | Refusal:
    """What every YAML reader takes the plain scalar for; a refusal where they differ."""
    if text in _FACTS:
        return _FACTS[text]
    if text in _WORDS:
        return Doubt(*_WORDS[text])
    if text[0] not in "0123456789+-.":
        return text
    return _number(text)


def _number(text: str) -> int | float | str | Refusal:
    if _INTEGER.match(text) or _DECIMAL.match(text):
        digits = sum(char.isdigit() for char in text)
        if digits > NUMBER_DIGITS:
            return TooLong(digits)
        return _converted(text)
    if _DATE.match(text):
        return Doubt("a date", "")
    if _TIME.match(text):
        return Doubt("a number in base 60", "")
    if _SPECIAL.match(text):
        return Doubt("a number", "JSON has no such number")
    if _ODD_NUMBER.match(text):
        return Doubt("a number", "or the number as JSON writes it")
    return text


def _converted(text: str) -> int | float | OutOfRange:
    if "." not in text:
        return int(text)
    number = float(text)
    lost = number == 0 and any(
        char in "123456789" for char in text.lower().split("e")[0]
    )
    if number in (float("inf"), float("-inf")) or lost:
        return OutOfRange()
    return number


def quoted(text: str) -> str:
    """The text as a quoted YAML scalar on one line."""
    printable = text.isprintable()
    if printable and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if printable and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not printable)


def swallowed(text: str, start: int, end: int, span: Span) -> list[Diagnostic]:
    """A plain text takes in the lines below it; one that looks like a list item was hardly meant."""
    match = _ITEM.search(text, start, end)
    if not match:
        return []
    place = point(span.file, text, match.start(1), len(match.group(1)))
    return [messages.item_inside_text(place, span.line)]


def glued(key: ScalarNode, value: ScalarNode) -> list[Diagnostic]:
    """In `{a:1}` the whole is a key without a value: a colon needs a space after it."""
    if key.origin is None or value.origin is None or value.origin[1] < value.origin[2]:
        return []
    text, start, end, style = key.origin
    raw = text[start:end]
    if style or ":" not in raw or value.origin[1] != end:
        return []
    return [messages.missing_colon(key.span, raw)]


def crooked_head(raw: str, span: Span) -> list[Diagnostic]:
    """Some readers take `|#` for the head of a block with a comment, others for an error."""
    if _HEAD.match(raw):
        return []
    line = raw.split("\n", 1)[0].rstrip()
    place = replace(span, end_line=span.line, end_column=span.column + len(line))
    return [messages.unquoted_text(place, line[0], quoted(line))]


def half_escapes(
    value: str, text: str, start: int, end: int, span: Span
) -> list[Diagnostic]:
    """Escapes that left half a character in a value, which no file can hold; libyaml stops at them by itself."""
    if not _HALF.search(value):
        return []
    return [
        messages.half_escape(
            point(span.file, text, match.start(), len(match.group())), match.group()
        )
        for match in islice(_HALF_ESCAPE.finditer(text, start, end), FAULTS)
    ]


def refused(text: str, span: Span, why: Refusal) -> Diagnostic:
    """The diagnostic for a plain scalar that readers differ on."""
    if text == "<<":
        return messages.merge_key(span)
    if isinstance(why, Doubt):
        return messages.ambiguous_scalar(span, text, why.kind, quoted(text), why.other)
    if isinstance(why, TooLong):
        return messages.number_too_long(span, why.digits, NUMBER_DIGITS, quoted(text))
    return messages.number_out_of_range(span, text, quoted(text))


def rest_of_line(text: str, start: int) -> str:
    """What follows on the line, without a comment."""
    match = _REST.match(text, start, start + LONGEST)
    return match.group() if match else ""


_BRACKET = re.compile(r"[\[\]{}]")


def _own(rest: str) -> str:
    """What belongs to a value: inside brackets on one line, less than the rest of the line."""
    depth = 0
    for bracket in _BRACKET.finditer(rest):
        if bracket[0] in "]}" and depth == 0:
            return rest[: bracket.start()].split(", ")[0].rstrip()
        depth += 1 if bracket[0] in "[{" else -1
    return rest


def extras(text: str, start: int, span: Span) -> list[Diagnostic]:
    """A diagnostic for each anchor, alias and tag in front of a value."""
    found: list[Diagnostic] = []
    match = _PROPERTY.match(text, start)
    while match and len(found) < 2:  # no value has more than an anchor and a tag
        name = match.group(1)
        at = match.start(1)
        column = span.column + at - start
        place = Span(
            file=span.file,
            line=span.line,
            column=column,
            end_line=span.line,
            end_column=column + len(name),
        )
        found.append(_property(name, place, _own(rest_of_line(text, at))))
        match = _PROPERTY.match(text, match.end())
    return found


def _property(name: str, place: Span, rest: str) -> Diagnostic:
    form = quoted(rest)
    more = rest != name
    if name[0] == "&":
        return messages.anchor(place, name[1:], form if more else "")
    if name[0] == "*":
        return messages.alias(place, name[1:], form)
    return messages.tag(place, name, "" if name.startswith("!!") else form)
