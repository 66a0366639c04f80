"""The bytes of a spec file -> its tree, or every fault that was found in them, in file order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple, NoReturn

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
from onespec.spec.characters import FAULTS, Places, decoded, point
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from onespec.spec.scalars import (
    crooked_head,
    extras,
    glued,
    half_escapes,
    refused,
    swallowed,
    value_of,
)
from onespec.spec.syntax import Trouble, explained

_TRIES = 20
_LOCAL = ("directive", "missing-colon", "unknown-escape", "unquoted-text")
"""Faults that harm nothing beyond their own span."""
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
_TABS = re.compile("\t+")
_COMMENT = re.compile(r"(?<![^ \t\n])#")
_BLANK = re.compile(r"\s*")
_CONTENT = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"\n|\Z")


def parse(file: str, data: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The document's tree, or None and every fault found; `file` is the name diagnostics show."""
    text, found = decoded(file, data)
    if not text and found:
        return None, tuple(found)
    tabs = _without_tabs(file, text)
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
            key = self._key(event, depth)
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

    def _key(self, event: Event, depth: int) -> Node:
        """A key; one that some readers take for a boolean is hardly meant as one."""
        known = len(self.faults)
        key = self._node(event, depth)
        if type(event) is ScalarEvent:
            self.faults[known:] = [
                messages.as_key(fault) for fault in self.faults[known:]
            ]
        return key

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
        if "\0" in text:
            at = text.index("\0")
            self.faults.append(messages.nul_in_text(node.slice(at, at + 1)))
        return node


def _nothing(node: ScalarNode) -> bool:
    origin = node.origin
    return origin is not None and origin[1] == origin[2]


class _Tabs(NamedTuple):
    """What was found about the tabs of a text."""

    text: str
    """The text with a space for each tab that stands outside quoted and block text."""
    faults: list[Diagnostic]
    indented: bool
    """Whether a tab indents a line, so that the nesting below it is guesswork."""


class _Text(NamedTuple):
    """The stretch of one quoted or block text."""

    start: int
    end: int
    block: bool
    first: int
    """Where the first line with something in it starts; it sets the depth of a block."""


class _Line(NamedTuple):
    """What matters about a line: indexes into the whole text."""

    start: int
    content: int
    """Its first character that is no white space."""
    last: int
    """The end of the line without a comment and without white space."""
    end: int


def _without_tabs(file: str, text: str) -> _Tabs:
    """Takes out the tabs that carry no meaning, and reports those that could carry one."""
    if "\t" not in text:
        return _Tabs(text, [], False)
    texts = _texts(file, text)
    starts = [found.start for found in texts]
    pieces: list[str] = []
    faults: list[Diagnostic] = []
    done = 0
    indented = False
    line = _line(text, 0)
    for match in _TABS.finditer(text):
        start, end = match.span()
        if start > line.end:
            line = _line(text, start)
        nearest = bisect_right(starts, start) - 1
        if nearest >= 0 and _kept(texts[nearest], line, start):
            continue
        pieces += [text[done:start], " " * (end - start)]
        done = end
        if start >= line.last or len(faults) == FAULTS:
            continue
        indents = start < line.content
        indented = indented or indents
        faults.append(messages.tab(point(file, text, start, end - start), indents))
    return _Tabs("".join(pieces) + text[done:], faults, indented)


def _line(text: str, at: int) -> _Line:
    start = text.rfind("\n", 0, at) + 1
    end = _line_end(text, at)
    content = _CONTENT.match(text, start)
    comment = _COMMENT.search(text, start, end)
    last = comment.start() if comment else end
    last = start + len(text[start:last].rstrip())
    return _Line(start, content.end() if content else start, last, end)


def _kept(text: _Text, line: _Line, start: int) -> bool:
    """Whether a tab is part of the text around it, to every reader."""
    if start >= text.end:
        return False
    if not text.block or start >= line.content:
        return True
    # It starts a line of a block: text, unless the line is blank or sets the depth.
    return line.content < line.end and line.start > text.first


def _texts(file: str, text: str) -> list[_Text]:
    """Quoted and block texts; read with spaces for tabs, which keeps every index."""
    reader = Reader(file, text.replace("\t", " "))
    reader.document()
    found: list[_Text] = []
    for node in reader.scalars:
        if node.origin is None or not node.origin[3]:
            continue
        _, start, end, style = node.origin
        block = style in ("|", ">")
        if block:
            # The head is no text, the white space that ends the last line is.
            start = _line_end(text, start)
            end = max(_line_end(text, end), start)
        blank = _BLANK.match(text, start)
        first = text.rfind("\n", 0, blank.end() if blank else start) + 1
        found.append(_Text(start, end, block, first))
    return found


def _line_end(text: str, at: int) -> int:
    match = _LINE_END.search(text, at)
    return match.start() if match else len(text)
