"""What YAML resolves and a spec refuses: tags, anchors, aliases and scalars with two readings -> diagnostics."""

from __future__ import annotations

import re

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.source.scalars import (
    NUMBER_DIGITS,
    Doubt,
    Refusal,
    TooLong,
    quoted,
)

_HALF = re.compile("[\ud800-\udfff]")
_PROPERTY = re.compile(r"[ \t]*([&*!][^\s,\[\]{}]*)")
_REST = re.compile(r"(?:[^\s#]|#(?<!\s#)|[ \t]+(?![\s#]|\Z))*")


def half_character(text: str) -> bool:
    """Whether an escape left half a character in the text, which no file can hold."""
    return not text.isascii() and _HALF.search(text) is not None


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
    match = _REST.match(text, start)
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
    while match:
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
