"""A value in a spec held against the type it belongs to: faults with the place of the very node that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from onespec.datatypes import Field, ObjectType
from onespec.diagnostics import Diagnostic, Span
from onespec.loader.describe import dotted, shown
from onespec.loader.findings import MOST, first_key
from onespec.loader.trees import key_text, node_at
from onespec.messages import values as say
from onespec.nearest import nearest
from onespec.source import MappingNode, Node, ScalarNode
from onespec.values import (
    MISSING_FIELD,
    UNEXPECTED,
    WRONG_TYPE,
    Steps,
    ValueFault,
    field_faults,
    member_faults,
)


def check_value(
    node: Node, value: object, field: Field, what: str
) -> Iterator[Diagnostic]:
    """Faults of one value, such as a default or an example."""
    for fault in islice(field_faults(field, value), MOST):
        yield _said(fault, node, what, _members(field))


def check_members(
    node: Node, values: Mapping[str, object], fields: Sequence[Field], what: str
) -> Iterator[Diagnostic]:
    """Faults of a set of named values, such as an example's params."""
    known = tuple(field.name for field in fields)
    for fault in islice(member_faults(fields, values), MOST):
        yield _said(fault, node, what, known)


def _members(field: Field) -> tuple[str, ...]:
    if isinstance(field.type, ObjectType):
        return tuple(member.name for member in field.type.fields)
    return ()


def _said(fault: ValueFault, root: Node, what: str, known: Sequence[str]) -> Diagnostic:
    if fault.slot == MISSING_FIELD:
        owner = node_at(root, fault.path[:-1])
        return say.missing_member(
            _opening(owner), _named(what, fault.path[:-1]), str(fault.path[-1])
        )
    if fault.slot == UNEXPECTED:
        name = str(fault.path[-1])
        nested = known if len(fault.path) == 1 else ()
        span = _key_span(node_at(root, fault.path[:-1]), name)
        return say.unexpected_member(
            span, _named(what, fault.path[:-1]), name, nested, nearest(name, nested)
        )
    assert fault.field is not None
    node = node_at(root, fault.path)
    span, named = node.span, _named(what, fault.path)
    if fault.slot == WRONG_TYPE:
        written = shown(node) if isinstance(node, ScalarNode) else ""
        return say.wrong_value_type(span, named, fault.value, fault.field, written)
    return say.illegal_value(span, named, fault.value, fault.field)


def _named(what: str, path: Steps) -> str:
    if not path:
        return what
    return f"`{dotted(path)}` in {what}"


def _key_span(owner: Node, name: str) -> Span:
    if isinstance(owner, MappingNode):
        for entry in owner.entries:
            if key_text(entry.key) == name:
                return entry.key.span
    return owner.span


def _opening(node: Node) -> Span:
    return first_key(node) if isinstance(node, MappingNode) else node.span
