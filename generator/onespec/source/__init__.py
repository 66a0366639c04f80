"""YAML text -> a tree of nodes with spans. Refuses duplicate keys, anchors, tags and scalars that YAML readers disagree on."""

from __future__ import annotations

from onespec.source.nodes import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    key_text,
    plain,
)
from onespec.source.parser import parse
from onespec.source.scalars import quoted

__all__ = [
    "Entry",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "key_text",
    "parse",
    "plain",
    "quoted",
]
