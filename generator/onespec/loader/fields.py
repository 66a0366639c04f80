"""`params:`, `fields:`, `state:` and `types:` -> fields, with every default, enum, bound and example checked."""

from __future__ import annotations

from dataclasses import replace

from onespec import language
from onespec.datatypes import (
    MISSING,
    ArrayType,
    DataType,
    Field,
    ObjectType,
)
from onespec.diagnostics import Span
from onespec.loader import scalars
from onespec.loader.extent import DEPTH, LEAST, MEMBERS, TOGETHER, Known, extent, least
from onespec.loader.findings import (
    Findings,
    entries,
    first_key,
    flag,
    items,
    read_extensions,
    read_links,
    scalar,
    text,
)
from onespec.loader.keywords import KEYWORDS, check_keywords, check_shared
from onespec.loader.trees import plain
from onespec.loader.values import check_value
from onespec.messages import spec as say
from onespec.model import NamedType
from onespec.source import Entry, MappingNode, Node, ScalarNode


class Types:
    """The shared types of a service, read on first use so that they may stand in any order."""

    def __init__(self, declared: tuple[Entry, ...], findings: Findings) -> None:
        self._nodes = {str(entry.key.value): entry for entry in declared}
        self._read: dict[str, Field | None] = {}
        self._open: list[str] = []
        self._extents: Known = {}
        self.findings = findings

    def all(self) -> tuple[NamedType, ...]:
        """Every shared type, in the author's order."""
        found = ((name, self._field(name)) for name in self._nodes)
        return tuple(
            NamedType(
                name=name,
                type=field.type,
                title=field.title,
                description=field.description,
                examples=field.examples,
                span=self._nodes[name].key.span,
            )
            for name, field in found
            if field is not None
        )

    def resolve(self, name: str, span: Span, owner: str) -> Field | None:
        """The field that a shared type stands for; None where it is unknown or faulty."""
        if name not in self._nodes:
            known: list[tuple[str, Span | None]] = [(kind, None) for kind in KEYWORDS]
            known += [(key, entry.key.span) for key, entry in self._nodes.items()]
            self.findings.add(
                say.unknown_name(
                    span, owner, "has the type", name, "a shared type", known
                )
            )
            return None
        if name in self._open:
            circle = [*self._open[self._open.index(name) :], name]
            self.findings.add(say.type_cycle(span, circle))
            self._read[name] = None
            return None
        if len(self._open) >= DEPTH:
            self.findings.add(say.type_too_deep(span, name, DEPTH))
            return None
        return self._field(name)

    def _field(self, name: str) -> Field | None:
        if name not in self._read:
            entry = self._nodes[name]
            self._open.append(name)
            field = read_field(name, entry.value, self, entry.key.span)
            self._open.pop()
            self._read.setdefault(name, self._measured(field, entry.key.span))
        return self._read[name]

    def members(self, field: Field) -> int:
        """How many members a field is, with those inside it."""
        return extent(field.type, self._extents)[0]

    def _measured(self, field: Field, span: Span) -> Field | None:
        """The field, or None where its type is too large to write out wherever it is used."""
        members, levels = extent(field.type, self._extents)
        if levels > DEPTH:
            self.findings.add(say.type_too_deep(span, field.name, DEPTH))
        elif members > MEMBERS:
            self.findings.add(say.type_too_large(span, field.name, members, MEMBERS))
        else:
            return field
        return None


def read_fields(declared: tuple[Entry, ...], types: Types) -> tuple[Field, ...]:
    """The fields of a mapping from name to declaration."""
    fields: list[Field] = []
    members = 0
    for entry in declared:
        name = str(entry.key.value)
        field = read_field(name, entry.value, types, entry.key.span)
        members += types.members(field)
        if members > TOGETHER:
            fault = say.type_too_large(entry.key.span, name, members, TOGETHER)
            types.findings.add(fault)
            break
        fields.append(field)
    return tuple(fields)


def read_field(name: str, node: Node, types: Types, span: Span) -> Field:
    """One field; `items: string` is short for a mapping with that type.

    Where the type can't be told, anything goes: what is said elsewhere about the field is judged all the same.
    """
    short = isinstance(node, ScalarNode)
    body = (
        node
        if isinstance(node, MappingNode)
        else MappingNode(entries=(), span=node.span)
    )
    type_node = node if isinstance(node, ScalarNode) else scalar(body, "type")
    assert type_node is not None
    kind = str(type_node.value)
    if kind in KEYWORDS:
        if not short:
            check_keywords(body, name, kind, types.findings)
        type_, type_name = read_type(body, kind, name, types), None
        base = Field(name=name, type=type_)
    else:
        shared = types.resolve(kind, type_node.span, f"`{name}`" if name else "`items`")
        if shared is None:
            base, type_name = Field(name=name, type=language.UNKNOWN), None
        else:
            check_shared(body, name, kind, types.findings)
            base, type_name = shared, kind
    return _finish(body, name, base, type_name, types.findings, span)


def read_type(body: MappingNode, kind: str, name: str, types: Types) -> DataType:
    """The type of a field that is not a shared one."""
    if kind == "array":
        return _read_array(body, name, types)
    if kind == "object":
        members = read_fields(entries(body, "fields"), types)
        is_open = flag(body, "open") or body.get("fields") is None
        return ObjectType(fields=members, open=is_open)
    return scalars.read_scalar_type(body, kind, name, types.findings)


def _read_array(body: MappingNode, name: str, types: Types) -> ArrayType:
    node = body.get("items")
    if node is None:
        types.findings.add(say.missing_items(first_key(body), name))
    held = Field(name="", type=language.UNKNOWN)
    if node is not None:
        held = read_field("", node, types, node.span)
    fits = scalars.check_order(body, name, "minItems", "maxItems", types.findings)
    array = ArrayType(
        items=held,
        min_items=scalars.whole(body, "minItems") if fits else None,
        max_items=scalars.whole(body, "maxItems") if fits else None,
        unique_items=flag(body, "uniqueItems"),
    )
    smallest, bound = least(array), scalar(body, "minItems")
    if smallest > LEAST and bound is not None:
        types.findings.add(say.smallest_too_large(bound.span, name, smallest, LEAST))
        return replace(array, min_items=None)
    return array


def _finish(
    body: MappingNode,
    name: str,
    base: Field,
    type_name: str | None,
    findings: Findings,
    span: Span,
) -> Field:
    """The type with everything a declaration says around it, and its values checked."""
    default_node = body.get("default")
    field = Field(
        name=name,
        type=base.type,
        type_name=type_name,
        required=flag(body, "required"),
        nullable=flag(body, "nullable") or base.nullable,
        default=MISSING if default_node is None else plain(default_node),
        default_note=text(body, "default_note"),
        title=text(body, "title", base.title),
        description=text(body, "description", base.description),
        docs_type=text(body, "docs_type", base.docs_type),
        group=text(body, "group"),
        examples=tuple(map(plain, _example_nodes(body))) or base.examples,
        secret=flag(body, "secret") or base.secret,
        deprecated=text(body, "deprecated", base.deprecated),
        since=text(body, "since", base.since),
        see=read_links(body) or base.see,
        extensions=read_extensions(body) or base.extensions,
        span=span,
    )
    _check_values(body, field, findings)
    return field


def _example_nodes(body: MappingNode) -> tuple[Node, ...]:
    one = body.get("example")
    return ((one,) if one is not None else ()) + items(body, "examples")


def _check_values(body: MappingNode, field: Field, findings: Findings) -> None:
    shown = f"`{field.name}`" if field.name else "the items"
    default, note = body.get("default"), body.key("default_note")
    if default is not None:
        findings.extend(
            check_value(default, plain(default), field, f"the default of {shown}")
        )
        if note is not None:
            findings.add(say.default_and_note(note.span, field.name))
    for node in _example_nodes(body):
        findings.extend(check_value(node, plain(node), field, f"an example of {shown}"))
