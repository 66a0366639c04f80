"""A mapping of a spec, its shape already checked -> attributes of the model, by the keys that the published schema has for it; and where a stage of loading gathers its faults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, TypeAlias

from onespec import language
from onespec.datatypes import MISSING, ArrayType, Field, Link
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import EACH, Expr, Path, deciding
from onespec.messages import spec as say
from onespec.model import HistoryEntry
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain

WHOLE: Final[Mapping[str, Callable[..., object]]] = {
    "link": Link,
    "historyEntry": HistoryEntry,
}
"""Definitions of the schema that are read without looking at anything else -> what becomes of them."""

JUDGED: Final = ("expression", "paramPath")
"""Texts that mean something only against the params of a method: the caller says how they are read."""

_JUDGING: Final = frozenset(["properties", "additionalProperties", "if"])
"""Keywords of what holds other parts of a spec."""

MOST: Final = 300
"""Faults after which a stage is given up: what is still to come would only repeat them."""

Read: TypeAlias = Callable[[Node], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a mapping, as the published schema has it."""

    into: str
    """The attribute of the model that its value becomes."""
    kind: str
    """The definition that its value, or each item of it, refers to; empty where its schema stands beside the key."""
    listed: bool
    """Whether it holds a list."""
    read: Read | None
    """How its value, or each item of it, is read; None where that takes more than the value itself."""
    types: tuple[str, ...]
    """For a keyword that limits values: the types it belongs to."""


@cache
def spec_schema() -> Mapping[str, Any]:
    """The published schema of the spec language."""
    text = resources.files("onespec").joinpath("spec.schema.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@cache
def keys_of(kind: str) -> Mapping[str, Key]:
    """The keys of a definition of the schema, in its order; the author's own `x-` keys are none of them."""
    properties = spec_schema()["definitions"][kind]["properties"]
    return {name: _key(name, schema) for name, schema in properties.items()}


def _key(name: str, schema: Mapping[str, Any]) -> Key:
    value = _resolved(schema)
    listed = value.get("type") == "array"
    each = value.get("items", {}) if listed else schema
    kind = each.get("$ref", "").removeprefix("#/definitions/")
    return Key(
        into=schema.get("x-into", re.sub("[A-Z]", r"_\g<0>", name).lower()),
        kind=kind,
        listed=listed,
        read=_read(kind, _resolved(each)),
        types=tuple(schema.get("x-of", ())),
    )


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or what it refers to."""
    while "$ref" in schema or "allOf" in schema:
        reference = schema.get("$ref") or schema["allOf"][0]["$ref"]
        schema = spec_schema()["definitions"][reference.removeprefix("#/definitions/")]
    return schema


def _read(kind: str, schema: Mapping[str, Any]) -> Read | None:
    if kind in WHOLE:
        return lambda node: WHOLE[kind](**attributes(node, kind))
    if kind in JUDGED or not _JUDGING.isdisjoint(schema):
        return None
    match schema.get("type"):
        case "integer":
            return lambda node: int(plain(node))
        case "boolean":
            return lambda node: plain(node) or MISSING
        case list() as types if not {"array", "object"}.isdisjoint(types):
            return None
        case _:
            return plain


def attributes(
    body: Node, kind: str, of: str = "", **judged: Callable[[Any], object]
) -> dict[str, Any]:
    """What a mapping says, by the attributes of the model that a definition of the schema becomes.

    A key that isn't there is left to the model's own default, and so is one that says no more than that: `false`,
    or an empty list. `judged` has readers for definitions whose values mean something only beside others; keys that
    nothing reads are left to the caller. `of` picks the keywords of one type from those of a field.
    """
    assert isinstance(body, MappingNode)
    known = keys_of(kind)
    said: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    for entry in body.entries:
        name, node = str(entry.key.value), entry.value
        key = known.get(name)
        if key is None:
            extensions[name] = plain(node)
            continue
        read = judged.get(key.kind, key.read)
        if not key.into or read is None or of not in (key.types or ("",)):
            continue
        value = _items(node, read) if key.listed else read(node)
        if value is not MISSING:
            said[key.into] = value
    if extensions and not of:
        said["extensions"] = extensions
    return said


def as_declared(document: MappingNode, keys: Iterable[str]) -> dict[str, Any]:
    """What a document says under these keys, as JSON and in the order of the keys."""
    found = {key: document.get(key) for key in keys}
    return {key: plain(node) for key, node in found.items() if node is not None}


def _items(node: Node, read: Read) -> object:
    assert isinstance(node, SequenceNode)
    found = [read(item) for item in node.items]
    return tuple(item for item in found if item is not None) or MISSING


class Enough(Exception):
    """Too many faults were found; carries those that are nowhere else."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)


class Findings:
    """The faults of one stage, in the order they are met."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def add(self, *diagnostics: Diagnostic) -> None:
        """Take faults in."""
        self.extend(diagnostics)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take many faults in."""
        for diagnostic in diagnostics:
            self.diagnostics.append(diagnostic)
            if len(self.diagnostics) > MOST:
                raise Enough(self.diagnostics)


def text(node: MappingNode, key: str, otherwise: str = "") -> str:
    """The text under a key."""
    value = node.get(key)
    if isinstance(value, ScalarNode) and isinstance(value.value, str):
        return value.value
    return otherwise


def scalar(node: MappingNode, key: str) -> ScalarNode | None:
    """The scalar under a key."""
    value = node.get(key)
    return value if isinstance(value, ScalarNode) else None


def flag(node: MappingNode, key: str) -> bool:
    """The boolean under a key; absent counts as false."""
    found = scalar(node, key)
    return found is not None and found.value is True


def patterns_of(node: MappingNode) -> tuple[str, ...] | None:
    """What `methods:` lists; None where it isn't there, and nothing for `none`."""
    if node.get("methods") is None:
        return None
    return tuple(str(item.value) for item in texts(node, "methods"))


def entries(node: MappingNode, key: str) -> tuple[Entry, ...]:
    """The entries of the mapping under a key; none where it is absent."""
    value = node.get(key)
    return value.entries if isinstance(value, MappingNode) else ()


def items(node: MappingNode, key: str) -> tuple[Node, ...]:
    """The items of the list under a key; none where it is absent."""
    value = node.get(key)
    return value.items if isinstance(value, SequenceNode) else ()


def mappings(node: MappingNode, key: str) -> tuple[MappingNode, ...]:
    """The mappings in the list under a key."""
    return tuple(item for item in items(node, key) if isinstance(item, MappingNode))


def first_key(node: MappingNode) -> Span:
    """The first key of a mapping: enough to point at it without underlining all of it."""
    return node.entries[0].key.span if node.entries else node.span


def texts(node: MappingNode, key: str) -> tuple[ScalarNode, ...]:
    """The texts in the list under a key, as nodes."""
    return tuple(item for item in items(node, key) if isinstance(item, ScalarNode))


def find_path(
    node: ScalarNode,
    params: Sequence[Field],
    owner: str,
    findings: Findings,
    *,
    each: bool = False,
    holder: Field | None = None,
) -> Path | None:
    """The path of a param or of a member of an object param; a param whose own name has dots comes first.

    `each` lets it lead to an item of a list: `lines.*.sku`. `holder` is the type whose members the params are, if any.
    """
    found = language.wire_path(str(node.value), tuple(params), each=each)
    if isinstance(found, language.Target):
        return found.path
    if found.parent is not None and language.is_unknown(found.parent.type):
        return None
    known = [(field.name, field.span) for field in found.known]
    if each and found.parent is not None and isinstance(found.parent.type, ArrayType):
        known = [(EACH, None)]
    parent = found.parent or holder
    what = f"a member of `{parent.name}`" if parent else "a param"
    name = found.step.name if found.parent else str(node.value)
    step = found.step
    span = node.slice(step.start, step.end) if found.parent else node.span
    findings.add(say.unknown_name(span, owner, "names", name, what, known))
    return None


def blamed_path(
    node: ScalarNode,
    params: Sequence[Field],
    condition: Expr | None,
    owner: str,
    findings: Findings,
    holder: Field | None = None,
) -> Path | None:
    """The path that an error is about; it may name an item of a list where the condition tells which one is at fault.

    A condition that is None is faulty itself, and then nobody can tell.
    """
    path = find_path(node, params, owner, findings, each=True, holder=holder)
    if path is None or condition is None or EACH not in path:
        return path
    if deciding(condition, path) is None or path.count(EACH) > 1:
        of = ".".join(path[: path.index(EACH)])
        findings.add(say.no_item(node.span, owner, str(node.value), of))
        return None
    return path
