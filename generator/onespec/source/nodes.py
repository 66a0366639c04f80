"""The tree that a spec file becomes: scalars, mappings and sequences, each knowing its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from onespec.diagnostics import Span
from onespec.source.offsets import Origin, stretch


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


def plain(node: Node) -> object:
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
