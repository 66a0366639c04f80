"""What YAML resolves and a spec refuses: tags, anchors, aliases and scalars with two readings -> diagnostics."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.source.characters import FAULTS
from onespec.source.nodes import ScalarNode
from onespec.source.places import point
from onespec.source.scalars import (
    NUMBER_DIGITS,
    Doubt,
    Refusal,
    TooLong,
    quoted,
)

LONGEST = 2_000
"""Longer lines are not looked into."""

_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F][0-9a-fA-F]{2}")
_ITEM = re.compile(r"\n[ ]*(-[ ][^\r\n]*)")
_HEAD = re.compile(r"[|>][-+0-9]*(?=\s|\Z)")
_PROPERTY = re.compile(r"[ \t]*([&*!][^\s,\[\]{}]*)")
_REST = re.compile(r"(?:[^\s#]|#(?<!\s#)|[ \t]+(?![\s#]|\Z))*")


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


def _own(rest: str) -> str:
    """What belongs to a value: inside brackets on one line, less than the rest of the line."""
    depth = 0
    for at, char in enumerate(rest):
        if char in "]}" and depth == 0:
            return rest[:at].split(", ")[0].rstrip()
        depth += (char in "[{") - (char in "]}")
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
