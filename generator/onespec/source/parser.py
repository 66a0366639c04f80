"""The bytes of a spec file -> its tree, or every fault that was found in them, in file order."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.source.characters import FAULTS, decoded
from onespec.source.nodes import Node
from onespec.source.reader import Reader
from onespec.source.tabs import without_tabs

_TRIES = 20
_LOCAL = ("directive", "missing-colon", "unknown-escape", "unquoted-text")
"""Faults that harm nothing beyond their own span."""


def parse(file: str, data: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The document's tree, or None and every fault found; `file` is the name diagnostics show."""
    text, found = decoded(file, data)
    if not text and found:
        return None, tuple(found)
    tabs = without_tabs(file, text)
    found += tabs.faults
    tree: Node | None = None
    if not tabs.indented:
        tree, faults = _read(file, tabs.text)
        found += faults
    if found:
        return None, _listed(found)
    return tree, ()


def _read(file: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """Where a syntax error has one small cause, that is taken out and the rest read on."""
    broken: list[Diagnostic] = []
    while True:
        reader = Reader(file, text)
        tree = reader.document()
        if reader.broken is None:
            return tree, broken + reader.faults
        if any(reader.broken.span == known.span for known in broken):
            return None, broken + reader.faults
        broken.append(reader.broken)
        mended = _mended(text, reader.broken)
        if mended == text or len(broken) == _TRIES:
            return None, broken + reader.faults
        text = mended


def _mended(text: str, fault: Diagnostic) -> str:
    """The text with something harmless where the fault is; unchanged where that wouldn't help."""
    span = fault.span
    if fault.code not in _LOCAL or span.line != span.end_line:
        return text
    start = 0
    for _ in range(span.line - 1):
        start = text.index("\n", start) + 1
    first, last = start + span.column - 1, start + span.end_column - 1
    width = last - first
    filler = ("#" if fault.code == "directive" else "x") * width
    if fault.code == "missing-colon":
        # A key of its own, unlike any other that is put in.
        filler = f"{span.line}-".ljust(width - 1, "x") + ":"
    return text[:first] + filler + text[last:] if len(filler) == width else text


def _listed(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    ordered = sorted(dict.fromkeys(found), key=_place)
    if len(ordered) > FAULTS:
        more = len(ordered) - FAULTS
        last = ordered[FAULTS - 1].span
        ordered[FAULTS:] = [messages.more_faults(last, more)]
    return tuple(ordered)


def _place(diagnostic: Diagnostic) -> tuple[Span, str]:
    return diagnostic.span, diagnostic.code
