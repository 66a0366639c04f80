"""A line that YAML reads as something else than text -> which part needs quotes, why, and the quoted form."""

from __future__ import annotations

import re
from typing import NamedTuple

from onespec.messages import yaml as messages
from onespec.source.refusals import LONGEST, rest_of_line
from onespec.source.scalars import quoted

_LINE = re.compile(
    r"""[ ]*(?:-[ ]+)*
        (?P<key>(?:"[^"\n]*"|'[^'\n]*'
          |(?:[^\s'"{\[\]},\#&*!|>%@`?:-]|[?:-](?=\S))(?:[^:\n]|:(?!\s))*):[ ]+)?
        (?P<value>[^\s\#].*)?""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_CLOSING = {"{": "}", "[": "]"}


class Misread(NamedTuple):
    """A stretch of one line that needs quotes."""

    start: int
    end: int
    cause: str
    form: str
    """The quoted form to write."""


def misread(line: str, column: int) -> Misread | None:
    """The text of the line that YAML stumbled over at the column; None where it isn't one of the known ways."""
    match = _LINE.match(line) if len(line) <= LONGEST else None
    if not match or not match.group("value"):
        return None
    start = match.start("value")
    value = rest_of_line(line, start)
    if not match.group("key"):
        head = _head(value)
        if head and value[0] in "!&*@`%|>]},":
            return _made(start, head, value[0])
    if value[:1] in _CLOSING and not _closed_early(value):
        return _item(line, start, column)
    cause = _cause(value, bool(match.group("key")))
    return _made(start, value, cause) if cause else None


def _head(value: str) -> str:
    """The part before a colon, where the value is itself a key and a value."""
    head, colon, _ = value.partition(": ")
    return head if colon else value.removesuffix(":") if value.endswith(":") else ""


def _made(start: int, text: str, cause: str) -> Misread:
    return Misread(start, start + len(text), cause, _form(text))


def _form(text: str) -> str:
    """The quoted form; a text that has quotes around it already keeps its inside."""
    first = text[:1]
    match = _QUOTED.match(text)
    if match and text[match.end() : match.end() + 1].isalnum():
        if text.endswith(first):  # an apostrophe inside single quotes
            return quoted(text[1:-1])
    return quoted(text)


def _cause(value: str, keyed: bool) -> str:
    """The key into the reasons that `messages` knows; empty where quotes aren't what lacks."""
    first = value[:1]
    if first in ("'", '"'):
        match = _QUOTED.match(value)
        return "after " + first if match and match.end() < len(value) else ""
    if first in messages.STARTS:
        return first
    if keyed and (value[:2] in ("- ", "? ", ": ") or value in ("-", "?", ":")):
        return first + " "
    if keyed and (": " in value or value.endswith(":")):
        return "colon"
    return ""


def _closed_early(value: str) -> bool:
    """Whether more follows the bracket that closes the first one."""
    depth = 0
    at = 0
    while at < len(value):
        match = _QUOTED.match(value, at)
        if match:
            at = match.end()
            continue
        depth += (value[at] in "{[") - (value[at] in "}]")
        at += 1
        if depth == 0:
            return at < len(value)
    return False


def _item(line: str, start: int, column: int) -> Misread | None:
    """The item of a list or mapping on one line that holds the column."""
    opened: list[tuple[str, int]] = []
    first = start
    for at in range(start, min(column, len(line))):
        char = line[at]
        if char in _CLOSING:
            opened.append((char, first))
            first = at + 1
        elif char in "]}" and opened:
            first = opened.pop()[1]
        elif char == "," and opened:
            first = at + 1
    inner = opened[-1][0] if opened else ""
    if line[column : column + 1] in ("]", "}") and line[column] != _CLOSING.get(inner):
        return None
    end = _item_end(line, first)
    text = line[first:end]
    match = re.match(r"\s*(?:[\w.-]+:\s+)?", text)
    skip = match.end() if match else 0
    text = text[skip:].rstrip()
    if not text or not opened and first == start:
        return None
    cause = _cause(text, True)
    if not cause and text[0] in "'\"":
        return None
    return _made(first + skip, text, cause or "cut")


def _item_end(line: str, start: int) -> int:
    depth = 0
    at = start
    while at < len(line):
        match = _QUOTED.match(line, at) if not line[start:at].strip() else None
        if match:
            at = match.end()
            continue
        char = line[at]
        if depth == 0 and char in ",]}":
            return at
        depth += (char in "{[") - (char in "}]")
        at += 1
    return at
