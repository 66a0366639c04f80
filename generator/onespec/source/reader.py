"""Parse events -> the tree; what YAML allows and a spec does not is collected on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.source.characters import FAULTS
from onespec.source.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from onespec.source.places import Places
from onespec.source.refusals import (
    crooked_head,
    extras,
    glued,
    half_escapes,
    refused,
    swallowed,
)
from onespec.source.scalars import value_of
from onespec.source.syntax import explained
from onespec.source.trouble import Trouble

DEPTH = 40
VALUES = 50_000

# Without libyaml PyYAML reads the same, only slower.
PARSER: Callable[[str], Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DIRECTIVE = re.compile(r"^%.*$", re.MULTILINE)
_UNREADABLE = (
    yaml.YAMLError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
)

# PyYAML has no types of its own; events are told apart by class.
Event = Any


class _Stop(Exception):
    """A limit is passed: nothing after it is read."""


class Reader:
    """Walks the events of one text once."""

    def __init__(self, file: str, text: str) -> None:
        self.text = text
        self.places = Places(file, text)
        self.faults: list[Diagnostic] = []
        self.broken: Diagnostic | None = None
        """The syntax error that ended the reading."""
        self.scalars: list[ScalarNode] = []
        self.count = 0
        self.next: Callable[[], Event]

    def document(self) -> Node | None:
        """The one document; None where it can't be read to its end."""
        try:
            self.next = PARSER(self.text).get_event
            self.next()
            return self._only_document()
        except _Stop:
            return None
        except yaml.MarkedYAMLError as error:
            trouble = Trouble.of(self.places.file, self.text, self.scalars, error)
            self.broken = explained(trouble)
        except _UNREADABLE:
            at = self.scalars[-1].span if self.scalars else self.places.point(0)
            self.broken = messages.unreadable_yaml(at)
        return None

    def _only_document(self) -> Node | None:
        start = self.next()
        if type(start) is StreamEndEvent:
            self.faults.append(messages.empty_file(self.places.point(0)))
            return None
        self._directives(start)
        tree = self._node(self.next(), 0)
        self.next()
        after = self.next()
        if type(after) is not StreamEndEvent:
            mark = after.start_mark
            place = self.places.point(mark.index, 3)
            self.faults.append(messages.several_documents(place))
        elif type(tree) is ScalarNode and _nothing(tree):
            self.faults.append(messages.empty_file(tree.span))
        return tree

    def _directives(self, start: Event) -> None:
        if start.explicit:
            found = _DIRECTIVE.finditer(self.text, 0, start.end_mark.index)
            for match in islice(found, FAULTS):
                width = len(match.group().rstrip())
                place = self.places.point(match.start(), width)
                self.faults.append(messages.directive(place))

    def _node(self, event: Event, depth: int) -> Node:
        self.count += 1
        if self.count > VALUES:
            self._stop(messages.too_many_values(self._place(event), VALUES))
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if event.anchor is not None or kind is not AliasEvent and event.tag is not None:
            place = self._place(event)
            self.faults += extras(self.text, event.start_mark.index, place)
        if kind is AliasEvent:
            return ScalarNode(value=None, span=self._place(event))
        if depth >= DEPTH:
            self._stop(messages.too_deep(self._place(event), DEPTH))
        if kind is MappingStartEvent:
            return self._mapping(event, depth + 1)
        return self._sequence(event, depth + 1)

    def _stop(self, fault: Diagnostic) -> NoReturn:
        self.faults.append(fault)
        raise _Stop

    def _mapping(self, start: Event, depth: int) -> MappingNode:
        entries: list[Entry] = []
        seen: dict[object, int] = {}
        event = self.next()
        while type(event) is not MappingEndEvent:
            key = self._node(event, depth)
            value = self._node(self.next(), depth)
            if type(key) is not ScalarNode:
                self.faults.append(messages.key_not_scalar(key.span))
            elif self._accepted(key, seen):
                entries.append(Entry(key=key, value=value))
                if start.flow_style and type(value) is ScalarNode:
                    self.faults += glued(key, value)
            event = self.next()
        last = entries[-1].value if entries else None
        return MappingNode(entries=tuple(entries), span=self._over(start, event, last))

    def _accepted(self, key: ScalarNode, seen: dict[object, int]) -> bool:
        if key.origin is None:  # an alias, refused already
            return False
        if key.value is None and _nothing(key):
            self.faults.append(messages.key_missing(key.span))
            return False
        # In Python True equals 1; as keys they differ.
        value = (key.value,) if isinstance(key.value, bool) else key.value
        if value in seen:
            shown = self.text[key.origin[1] : key.origin[2]]
            self.faults.append(messages.duplicate_key(key.span, shown, seen[value]))
            return False
        seen[value] = key.span.line
        return True

    def _sequence(self, start: Event, depth: int) -> SequenceNode:
        items: list[Node] = []
        event = self.next()
        while type(event) is not SequenceEndEvent:
            items.append(self._node(event, depth))
            event = self.next()
        last = items[-1] if items else None
        return SequenceNode(items=tuple(items), span=self._over(start, event, last))

    def _over(self, start: Event, end: Event, last: Node | None) -> Span:
        """A block collection ends with its last value: YAML lets it run on to the next line that is not its own."""
        if start.flow_style or last is None:
            return self.places.between(start.start_mark, end.end_mark)
        return self.places.until(start.start_mark, last.span)

    def _place(self, event: Event) -> Span:
        return self.places.between(event.start_mark, event.end_mark)

    def _scalar(self, event: Event) -> ScalarNode:
        text: str = event.value
        style: str = event.style or ""
        start = event.start_mark
        end = event.end_mark.index
        if style == "|" or style == ">":
            raw = self.text[start.index : end].rstrip(" \r\n")
            end = start.index + len(raw)
            span = self.places.block(start, raw)
            self.faults += crooked_head(raw, span)
        else:
            span = self._place(event)
        value: bool | int | float | str | None = text
        if event.tag is not None or event.anchor is not None:
            self.faults += extras(self.text, start.index, span)
        elif not style:
            if span.line != span.end_line:
                self.faults += swallowed(self.text, start.index, end, span)
            read = value_of(text)
            if isinstance(read, tuple):
                self.faults.append(refused(text, span, read))
            else:
                value = read
        elif style == '"' and not text.isascii():
            self.faults += half_escapes(text, self.text, start.index, end, span)
        origin = (self.text, start.index, end, style)
        node = ScalarNode(value=value, span=span, origin=origin)
        self.scalars.append(node)
        return node


def _nothing(node: ScalarNode) -> bool:
    origin = node.origin
    return origin is not None and origin[1] == origin[2]
