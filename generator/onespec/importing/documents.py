"""Bytes of documents -> JSON values that know where they stand, and references between them followed; nothing is ever fetched."""

from __future__ import annotations

import json
import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from onespec.datatypes import JsonValue
from onespec.importing.notes import Kind, Notes, Place
from onespec.messages import importing as say

BYTES: Final = 64_000_000
"""Most that one document may have."""
DEPTH: Final = 200
"""Levels that a document may have."""
VALUES: Final = 500_000
"""Values that a document may have, each alias of YAML counted with all it stands for."""
CHAIN: Final = 50
"""References that may lead to one another."""
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"
)
_FACTS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Refused(Exception):
    """A source that can't be imported at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class At:
    """A JSON value and its place in a document."""

    value: JsonValue
    place: Place

    @property
    def members(self) -> dict[str, JsonValue]:
        """The members of an object; none of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, key: str) -> At | None:
        """A member; None where there is none."""
        if isinstance(self.value, dict) and key in self.value:
            return At(self.value[key], self.place.below(key))
        return None

    def items(self) -> Iterator[At]:
        """The items of a list; none of anything else."""
        if isinstance(self.value, list):
            for number, item in enumerate(self.value):
                yield At(item, self.place.below(number))

    def entries(self) -> Iterator[tuple[str, At]]:
        """The members of an object; none of anything else."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, At(value, self.place.below(key))

    def text(self, key: str) -> str:
        """A member that is text; empty where it is none."""
        value = self.members.get(key)
        return value if isinstance(value, str) else ""


_Pairs: TypeAlias = "list[tuple[str, Any]]"


class Documents:
    """The document that is imported and those beside it, by the names they were given."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._roots: dict[str, JsonValue] = {}
        self._ids: dict[str, Place] = {}

    def add(self, name: str, data: bytes) -> At:
        """Read one document. Raises Refused."""
        value = self._read(name, data)
        self._roots[name] = value
        root = At(value, Place(file=name, pointer="#"))
        for key in ("$id", "id"):
            known = root.text(key)
            if known:
                self._ids.setdefault(known.rstrip("#"), root.place)
        return root

    @property
    def names(self) -> list[str]:
        """The documents, in the order in which they were added."""
        return list(self._roots)

    def root(self, name: str) -> At:
        """A whole document."""
        return At(self._roots[name], Place(file=name, pointer="#"))

    def replace(self, name: str, value: JsonValue) -> At:
        """Put another value in place of a document."""
        self._roots[name] = value
        return self.root(name)

    def at(self, place: Place) -> At | None:
        """What stands at a place."""
        return self._pointed(self.root(place.file), place.pointer.removeprefix("#"))

    def _read(self, name: str, data: bytes) -> JsonValue:
        if len(data) > BYTES:
            raise Refused(say.too_long(name, BYTES))
        try:
            text = data.decode(_encoding(data))
        except UnicodeDecodeError as error:
            raise Refused(say.not_text(name)) from error
        text = text.removeprefix("\ufeff")
        is_json = text.lstrip()[:1] in ("{", "[") and not name.lower().endswith(
            (".yaml", ".yml")
        )
        doubled: list[str] = []
        try:
            if is_json:
                value = _json(text, doubled)
            else:
                value = _yaml(text, name, doubled)
        except json.JSONDecodeError as error:
            place = f"{name}:{error.lineno}:{error.colno}"
            raise Refused(say.not_json(place, error.msg)) from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
            raise Refused(say.not_yaml(place, str(error.problem or ""))) from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise Refused(say.unreadable(name)) from error
        _measure(value, name)
        for key in dict.fromkeys(doubled):
            whole = Place(file=name, pointer="#")
            self.notes.add(whole, Kind.LEFT_OUT, say.key(key), say.doubled())
        return value

    def follow(self, at: At) -> At:
        """What a reference leads to, through others; the value itself where it is none. Raises LookupError with the reason."""
        seen: list[Place] = []
        while isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str):
            if at.place in seen or len(seen) >= CHAIN:
                raise LookupError(say.reference_circle())
            seen.append(at.place)
            at = self.target(at)
        return at

    def target(self, at: At) -> At:
        """What the reference at hand leads to, at its next step. Raises LookupError with the reason."""
        reference = at.text("$ref")
        address, _, fragment = reference.partition("#")
        home = self._home(address, at.place)
        if home is None:
            raise LookupError(say.reference_not_given(address))
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            found = self._anchor(home, fragment)
        else:
            found = self._pointed(home, fragment)
            if found is None and not address:
                found = self._around(at.place, fragment)
        if found is None:
            raise LookupError(say.reference_nowhere(reference))
        return found

    def _home(self, address: str, place: Place) -> At | None:
        """The document that the first part of a reference means."""
        if not address:
            return self.root(place.file)
        if address in self._ids:
            return self.at(self._ids[address])
        path = unquote(address)
        near = posixpath.normpath(posixpath.join(posixpath.dirname(place.file), path))
        if near in self._roots:
            return self.root(near)
        last = path.rpartition("/")[2]
        known = [name for name in self._roots if name.rpartition("/")[2] == last]
        return self.root(known[0]) if len(known) == 1 and last else None

    def _pointed(self, root: At, pointer: str) -> At | None:
        at: At | None = root
        for raw in pointer.split("/")[1:]:
            step = raw.replace("~1", "/").replace("~0", "~")
            if at is None:
                return None
            if isinstance(at.value, list):
                if not step.isascii() or not step.isdigit():
                    return None
                place, number = at.place.below(step), int(step)
                inside = number < len(at.value)
                at = At(at.value[number], place) if inside else None
            else:
                at = at.get(step)
        return at

    def _around(self, place: Place, pointer: str) -> At | None:
        """The same pointer within the nearest value around the reference that has it: a schema with definitions of its own."""
        steps = place.pointer.split("/")
        for length in range(len(steps) - 1, 1, -1):
            outer = self.at(Place(file=place.file, pointer="/".join(steps[:length])))
            found = None if outer is None else self._pointed(outer, pointer)
            if found is not None:
                return found
        return None

    def _anchor(self, root: At, name: str) -> At | None:
        waiting = [root]
        while waiting:
            at = waiting.pop()
            if name in (at.members.get("$anchor"), at.members.get("$dynamicAnchor")):
                return at
            if at.members.get("$id") == f"#{name}":
                return at
            waiting.extend(inner for _, inner in at.entries())
            waiting.extend(at.items())
        return None


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8"


def _json(text: str, doubled: list[str]) -> JsonValue:
    def members(pairs: _Pairs) -> dict[str, JsonValue]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    doubled.append(key)
                seen.add(key)
        return found

    value: JsonValue = json.loads(
        text, object_pairs_hook=members, parse_constant=_no_number
    )
    return value


def _no_number(word: str) -> None:
    raise ValueError(word)


def _yaml(text: str, name: str, doubled: list[str]) -> JsonValue:
    # The composer would walk into itself without an end: the depth is looked at first, event by event.
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > DEPTH + 2:
            raise Refused(say.too_deep(name, DEPTH))
    tree = yaml.compose(text, Loader=_LOADER)
    if tree is None:
        raise Refused(say.empty(name))
    counted = [0]
    return _plain(tree, name, counted, [], doubled)


def _plain(
    node: Node, name: str, counted: list[int], above: list[int], doubled: list[str]
) -> JsonValue:
    """The JSON value of a node, read by the core schema of YAML 1.2: no dates, no `yes` and `no`."""
    counted[0] += 1
    if counted[0] > VALUES:
        raise Refused(say.too_many(name, VALUES))
    if id(node) in above or len(above) > DEPTH:
        raise Refused(say.too_deep(name, DEPTH))
    inner = [*above, id(node)]
    match node:
        case ScalarNode():
            return _scalar(node)
        case SequenceNode():
            return [_plain(one, name, counted, inner, doubled) for one in node.value]
        case MappingNode():
            found: dict[str, JsonValue] = {}
            for key_node, value in node.value:
                if not isinstance(key_node, ScalarNode):
                    raise Refused(say.key_no_text(name, key_node.start_mark.line + 1))
                key = str(key_node.value)
                made = _plain(value, name, counted, inner, doubled)
                if key == "<<" and isinstance(made, dict) and not key_node.style:
                    found = {**made, **found}
                    continue
                if key in found:
                    doubled.append(key)
                found[key] = made
            return found
        case _:
            return None


def _scalar(node: ScalarNode) -> JsonValue:
    text = str(node.value)
    if node.style or node.tag == "tag:yaml.org,2002:str" and text not in _FACTS:
        return text
    if text in _FACTS:
        return _FACTS[text]
    if _INTEGER.match(text) and len(text) < 400:
        return int(text)
    if _FLOAT.match(text) and len(text) < 400:
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _measure(value: JsonValue, name: str) -> None:
    """Refuse what is too deep or too much, before anything walks it."""
    level: list[JsonValue] = [value]
    total = depth = 0
    while level:
        depth, total = depth + 1, total + len(level)
        if depth > DEPTH:
            raise Refused(say.too_deep(name, DEPTH))
        if total > VALUES:
            raise Refused(say.too_many(name, VALUES))
        below: list[JsonValue] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
        level = below
