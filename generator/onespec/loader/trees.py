"""Trees of nodes -> JSON values, and paths of a JSON value -> the nodes it came from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from onespec.diagnostics import Span
from onespec.messages import spec as say
from onespec.source import Entry, MappingNode, Node, ScalarNode, SequenceNode

Steps: TypeAlias = tuple[str | int, ...]


def plain(node: Node) -> Any:
    """The JSON value of a node; a number or boolean that is a key counts with its text."""
    match node:
        case ScalarNode(value=value):
            return value
        case SequenceNode(items=items):
            return [plain(item) for item in items]
        case MappingNode(entries=entries):
            return {key_text(entry.key): plain(entry.value) for entry in entries}


def key_text(key: ScalarNode) -> str:
    """A key as text: `-32602` for the number."""
    return key.value if isinstance(key.value, str) else json.dumps(key.value)


def node_at(tree: Node, path: Sequence[str | int]) -> Node:
    """The node at a path of keys and indexes."""
    for step in path:
        if isinstance(tree, SequenceNode) and isinstance(step, int):
            tree = tree.items[step]
        elif isinstance(tree, MappingNode):
            tree = next(e.value for e in tree.entries if key_text(e.key) == step)
    return tree


class Index:
    """Every node of a document by its path, so that a thousand faults cost one walk."""

    def __init__(self, tree: Node) -> None:
        self._file = tree.span.file
        self._nodes: dict[Steps, Node] = {}
        self._entries: dict[Steps, Entry] = {}
        self._walk(tree, ())

    def node(self, path: Steps) -> Node:
        """The node at a path of keys and indexes."""
        return self._nodes[path]

    def key(self, path: Steps) -> Span:
        """Where the key that leads to a path stands; the start of the document for the document itself."""
        if not path:
            return say.start_of(self._file)
        if path in self._entries:
            return self._entries[path].key.span
        span = self._nodes[path].span
        return replace(span, end_line=span.line, end_column=span.column + 1)

    def _walk(self, node: Node, path: Steps) -> None:
        self._nodes[path] = node
        match node:
            case MappingNode(entries=entries):
                for entry in entries:
                    step = (*path, key_text(entry.key))
                    self._entries[step] = entry
                    self._walk(entry.value, step)
            case SequenceNode(items=items):
                for number, item in enumerate(items):
                    self._walk(item, (*path, number))
            case ScalarNode():
                return
