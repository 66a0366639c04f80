"""Nodes and paths of a spec -> the words by which diagnostics call them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from onespec.messages.wording import shown as shortened
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
            return f"the text {json.dumps(shortened(shown(node)), ensure_ascii=False)}"


def shown(node: Node) -> str:
    """A scalar as it is written in the file, text without its quotes."""
    if not isinstance(node, ScalarNode):
        return found(node)
    if isinstance(node.value, str):
        return node.value
    if node.origin is not None and isinstance(node.value, int | float):
        # `4.10` is not 4.1 to the one who wrote it.
        text, start, end, _ = node.origin
        return text[start:end].strip()
    return json.dumps(node.value)


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
    return ".".join(
        str(step + 1) if isinstance(step, int) else shortened(step) for step in path
    )
