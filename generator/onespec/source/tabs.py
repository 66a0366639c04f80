"""Tabs of a text that stand where YAML readers disagree on their width or meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from onespec.diagnostics import Diagnostic
from onespec.messages import yaml as messages
from onespec.source.characters import FAULTS
from onespec.source.places import point
from onespec.source.reader import Reader

_TABS = re.compile("\t+")
_COMMENT = re.compile(r"(?<![^ \t\n])#")
_BLANK = re.compile(r"\s*")
_CONTENT = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"\n|\Z")


class Tabs(NamedTuple):
    """What was found about the tabs of a text."""

    text: str
    """The text with a space for each tab that stands outside quoted and block text."""
    faults: list[Diagnostic]
    indented: bool
    """Whether a tab indents a line, so that the nesting below it is guesswork."""


class _Text(NamedTuple):
    """The stretch of one quoted or block text."""

    start: int
    end: int
    block: bool
    first: int
    """Where the first line with something in it starts; it sets the depth of a block."""


class _Line(NamedTuple):
    """What matters about a line: indexes into the whole text."""

    start: int
    content: int
    """Its first character that is no white space."""
    last: int
    """The end of the line without a comment and without white space."""
    end: int


def without_tabs(file: str, text: str) -> Tabs:
    """Takes out the tabs that carry no meaning, and reports those that could carry one."""
    if "\t" not in text:
        return Tabs(text, [], False)
    texts = _texts(file, text)
    starts = [found.start for found in texts]
    pieces: list[str] = []
    faults: list[Diagnostic] = []
    done = 0
    indented = False
    line = _line(text, 0)
    for match in _TABS.finditer(text):
        start, end = match.span()
        if start > line.end:
            line = _line(text, start)
        nearest = bisect_right(starts, start) - 1
        if nearest >= 0 and _kept(texts[nearest], line, start):
            continue
        pieces += [text[done:start], " " * (end - start)]
        done = end
        if start >= line.last or len(faults) == FAULTS:
            continue
        indents = start < line.content
        indented = indented or indents
        faults.append(messages.tab(point(file, text, start, end - start), indents))
    return Tabs("".join(pieces) + text[done:], faults, indented)


def _line(text: str, at: int) -> _Line:
    start = text.rfind("\n", 0, at) + 1
    end = _line_end(text, at)
    content = _CONTENT.match(text, start)
    comment = _COMMENT.search(text, start, end)
    last = comment.start() if comment else end
    last = start + len(text[start:last].rstrip())
    return _Line(start, content.end() if content else start, last, end)


def _kept(around: _Text, line: _Line, start: int) -> bool:
    """Whether a tab is part of the text around it, to every reader."""
    if start >= around.end:
        return False
    if not around.block or start >= line.content:
        return True
    # It starts a line of a block: text, unless the line is blank or sets the depth.
    return line.content < line.end and line.start > around.first


def _texts(file: str, text: str) -> list[_Text]:
    """Quoted and block texts; read with spaces for tabs, which keeps every index."""
    reader = Reader(file, text.replace("\t", " "))
    reader.document()
    found: list[_Text] = []
    for node in reader.scalars:
        if node.origin is None or not node.origin[3]:
            continue
        _, start, end, style = node.origin
        block = style in ("|", ">")
        if block:
            # The head is no text, the white space that ends the last line is.
            start = _line_end(text, start)
            end = max(_line_end(text, end), start)
        blank = _BLANK.match(text, start)
        first = text.rfind("\n", 0, blank.end() if blank else start) + 1
        found.append(_Text(start, end, block, first))
    return found


def _line_end(text: str, at: int) -> int:
    match = _LINE_END.search(text, at)
    return match.start() if match else len(text)
