"""Nodes and paths of a spec -> the words by which diagnostics call them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from onespec.source import MappingNode, Node, ScalarNode, SequenceNode


def found(node: Node) -> str:
    match node:
        case MappingNode():
            return "a mapping"
        case SequenceNode():
            return "a list"
        case ScalarNode(value=None):
            return "empty"
        case ScalarNode(value=bool() as value):
            return f"`{json.dumps(value)}`"
        case ScalarNode(value=int() | float() as value):
            return f"the number {shown(node)}"
        case ScalarNode():
            return "text"


def shown(node: Node) -> str:
    """A scalar as JSON, text without its quotes."""
    if isinstance(node, ScalarNode):
        return node.value if isinstance(node.value, str) else json.dumps(node.value)
    return found(node)


def bound(keyword: object, wanted: object) -> str:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
    }
    return f"{words.get(str(keyword), 'at most')} {json.dumps(wanted)}"


def describe(path: Sequence[str | int], kind: str) -> str:
    if not path:
        return f"the {kind}"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of `{dotted(path[:-1])}`"
    return f"`{dotted(path)}`"


def dotted(path: Sequence[str | int]) -> str:
    """`params.first_call`, `constraints.1.id`: indexes count from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
