"""A value in a spec held against the type it belongs to: faults with the place of the very node that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from onespec.datatypes import (
    ArrayType,
    Field,
    MapType,
    ObjectType,
    TupleType,
    item_field,
    members,
    resolved,
)
from onespec.diagnostics import Diagnostic
from onespec.messages import spec as say
from onespec.nearest import nearest
from onespec.notation.english_types import limits as english_limits
from onespec.notation.english_types import type_words
from onespec.samples import legal_values
from onespec.spec.keys import MOST, first_key
from onespec.spec.nodes import MappingNode, Node, ScalarNode, SequenceNode, key_text
from onespec.spec.shape import dotted, shown
from onespec.texts import json_text
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
    faults = islice(field_faults(field, value), MOST)
    yield from _each(list(faults), node, field, what)


def check_members(
    node: Node, values: Mapping[str, object], fields: Sequence[Field], what: str
) -> Iterator[Diagnostic]:
    """Faults of a set of named values, such as an example's params."""
    whole = Field(name="", type=ObjectType(fields=tuple(fields)))
    faults = islice(member_faults(fields, values), MOST)
    yield from _each(list(faults), node, whole, what)


def _each(
    faults: list[ValueFault], root: Node, field: Field, what: str
) -> Iterator[Diagnostic]:
    """One diagnostic for each cause: a member under a misspelt name is not missing as well."""
    absent: dict[Steps, list[str]] = {}
    for fault in faults:
        if fault.slot == MISSING_FIELD:
            absent.setdefault(fault.path[:-1], []).append(str(fault.path[-1]))
    meant: set[Steps] = set()
    for fault in faults:
        owner = fault.path[:-1]
        if fault.slot == UNEXPECTED:
            known = _members(field, owner)
            guess = nearest(str(fault.path[-1]), absent.get(owner, ()))
            meant.add((*owner, guess or ""))
            yield _unexpected(fault, root, what, known, guess)
        elif fault.slot != MISSING_FIELD or fault.path not in meant:
            yield _said(fault, root, what)


def _members(field: Field, path: Steps) -> tuple[str, ...]:
    """The members declared for the object at a path inside a field."""
    for step in path:
        type_ = resolved(field.type)
        if isinstance(type_, ArrayType | TupleType):
            assert isinstance(step, int)
            field = item_field(type_, step) or field
        elif isinstance(type_, MapType):
            field = type_.values
        else:
            field = next(one for one in members(type_) if one.name == step)
    return tuple(dict.fromkeys(member.name for member in members(field.type)))


def _unexpected(
    fault: ValueFault, root: Node, what: str, known: Sequence[str], guess: str | None
) -> Diagnostic:
    owner, name = fault.path[:-1], str(fault.path[-1])
    holder = _node_at(root, owner)
    assert isinstance(holder, MappingNode)
    span = next(e.key.span for e in holder.entries if key_text(e.key) == name)
    near = guess or nearest(name, known)
    return say.unexpected_member(span, _named(what, owner), name, known, near)


def _said(fault: ValueFault, root: Node, what: str) -> Diagnostic:
    node = _node_at(root, fault.path[:-1])
    if fault.slot == MISSING_FIELD:
        named = _named(what, fault.path[:-1])
        opening = first_key(node) if isinstance(node, MappingNode) else node.span
        return say.missing_member(opening, named, str(fault.path[-1]))
    assert fault.field is not None
    if fault.is_key:
        return _wrong_key(fault, root, what, fault.field)
    node = _node_at(root, fault.path)
    span, named = node.span, _named(what, fault.path)
    due, limits = type_words(fault.field), english_limits(fault.field)
    expected = f"{due}: {limits}" if limits else due
    if fault.slot == WRONG_TYPE:
        written = shown(node) if isinstance(node, ScalarNode) else ""
        offer = _offer(fault.field)
        return say.wrong_value_type(
            span, named, fault.value, fault.field, written, due, expected, offer
        )
    offer = _offer(fault.field)
    return say.illegal_value(span, named, fault.value, expected, offer)


def _wrong_key(fault: ValueFault, root: Node, what: str, field: Field) -> Diagnostic:
    holder, key = _node_at(root, fault.path[:-1]), str(fault.path[-1])
    assert isinstance(holder, MappingNode)
    span = next(e.key.span for e in holder.entries if key_text(e.key) == key)
    named = f"a key of {_named(what, fault.path[:-1])}"
    return say.illegal_value(
        span, named, key, english_limits(field), _offer(field), is_key=True
    )


def _offer(field: Field) -> str:
    """A legal value as JSON; empty where none is found."""
    return "".join(str(json_text(value, None)) for value in legal_values(field)[:1])


def _named(what: str, path: Steps) -> str:
    if not path:
        return what
    if not isinstance(path[-1], int):
        return f"`{dotted(path)}` in {what}"
    item = f"item {path[-1] + 1} of "
    return f"{item}`{dotted(path[:-1])}` in {what}" if path[:-1] else item + what


def _node_at(tree: Node, path: Sequence[str | int]) -> Node:
    """The node at a path of keys and indexes."""
    for step in path:
        if isinstance(tree, SequenceNode) and isinstance(step, int):
            tree = tree.items[step]
        elif isinstance(tree, MappingNode):
            tree = next(e.value for e in tree.entries if key_text(e.key) == step)
    return tree
