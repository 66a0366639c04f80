"""YAML text -> a tree of nodes with spans. Refuses duplicate keys, anchors, tags and scalars that YAML readers disagree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from onespec.diagnostics import Diagnostic, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """One scalar; `value` is its JSON value."""

    value: bool | int | float | str | None
    span: Span
    """For a quoted scalar it covers the quotes."""

    def slice(self, start: int, end: int) -> Span:
        """Where characters `start` to `end` of a text value stand in the file, as near as escapes and folding let one say."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key and its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """Entries in the author's order, each key once."""

    entries: tuple[Entry, ...]
    span: Span

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
    span: Span


Node: TypeAlias = "ScalarNode | MappingNode | SequenceNode"


def parse(file: str, data: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The document's tree, or None and every fault found; `file` is the name diagnostics show."""
    raise NotImplementedError


def plain(node: Node) -> object:
    """The JSON value a node stands for (dict, list, text, number, boolean or None)."""
    raise NotImplementedError
