"""The bytes of a spec file -> its tree, or every fault that was found in them, in file order."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Span
from onespec.source.characters import decoded
from onespec.source.nodes import Node
from onespec.source.reader import Reader
from onespec.source.tabs import without_tabs


def parse(file: str, data: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The document's tree, or None and every fault found; `file` is the name diagnostics show."""
    text, faults = decoded(file, data)
    if not text and faults:
        return None, tuple(faults)
    tabs = without_tabs(file, text)
    reader = Reader(file, tabs.text)
    tree = reader.document()
    found = faults + tabs.faults
    if not tabs.indented:
        found += reader.faults
    if found:
        return None, tuple(sorted(dict.fromkeys(found), key=_place))
    return tree, ()


def _place(diagnostic: Diagnostic) -> tuple[Span, str]:
    return diagnostic.span, diagnostic.code
