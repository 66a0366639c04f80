"""Tabs of a text that stand where YAML readers disagree on their width or meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from onespec.diagnostics import Diagnostic
from onespec.messages import yaml as messages
from onespec.source.characters import FAULTS, point
from onespec.source.reader import Reader

_TABS = re.compile("\t+")
_COMMENT = re.compile(r"(?:^|[ \t])#")


class Tabs(NamedTuple):
    """What was found about the tabs of a text."""

    text: str
    """The text with a space for each tab that stands outside quoted and block text."""
    faults: list[Diagnostic]
    indented: bool
    """Whether a tab indents a line, so that the nesting below it is guesswork."""


def without_tabs(file: str, text: str) -> Tabs:
    """Takes out the tabs that carry no meaning, and reports those that could carry one."""
    if "\t" not in text:
        return Tabs(text, [], False)
    inside = _text_ranges(file, text)
    pieces: list[str] = []
    faults: list[Diagnostic] = []
    done = 0
    indented = False
    starts = [first for first, _ in inside]
    for match in _TABS.finditer(text):
        start, end = match.span()
        nearest = bisect_right(starts, start) - 1
        if nearest >= 0 and start < inside[nearest][1]:
            continue
        pieces += [text[done:start], " " * (end - start)]
        done = end
        if len(faults) == FAULTS:
            continue
        line = text.rfind("\n", 0, start) + 1
        before = text[line:start]
        after = text.find("\n", end)
        rest = text[end : after if after >= 0 else len(text)].strip()
        if _COMMENT.search(before) or rest == "" or rest[0] == "#":
            continue
        indents = not before.strip()
        indented = indented or indents
        faults.append(messages.tab(point(file, text, start, end - start), indents))
    return Tabs("".join(pieces) + text[done:], faults, indented)


def _text_ranges(file: str, text: str) -> list[tuple[int, int]]:
    """Where quoted and block texts stand; read with spaces for tabs, which keeps every index."""
    reader = Reader(file, text.replace("\t", " "))
    reader.document()
    ranges: list[tuple[int, int]] = []
    for node in reader.scalars:
        if node.origin is None or not node.origin[3]:
            continue
        _, start, end, style = node.origin
        if style in "|>":
            start = max(text.find("\n", start), start)
        ranges.append((start, end))
    return ranges
