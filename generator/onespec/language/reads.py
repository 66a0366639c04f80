"""A chain of names -> a read or a presence test, refused where a request may leave it without a value."""

from __future__ import annotations

from collections.abc import Mapping

from onespec.datatypes import MISSING, Field, JsonValue, Missing
from onespec.diagnostics import Span
from onespec.language.ast import Has, Path, Read, Root
from onespec.language.facts import Fact, Known
from onespec.language.scope import Target


def read(target: Target, span: Span) -> Read:
    """The value at the end of the chain."""
    return Read(
        root=target.root,
        path=target.path,
        type=target.field.type,
        defaults=tuple(_default(target, one) for one in target.fields),
        nullable=_nullable(target),
        span=span,
    )


def has(target: Target, span: Span) -> Has:
    """Whether the key at the end of the chain was sent."""
    return Has(
        root=target.root, path=target.path, nullable=_nullable(target), span=span
    )


def _default(target: Target, field: Field) -> JsonValue | Missing:
    """Items of a list and facts of the state have no default that a read could see."""
    if field is target.fields[0] and target.root is not Root.PARAMS:
        return MISSING
    return field.default


def _nullable(target: Target) -> tuple[bool, ...]:
    flags = tuple(field.nullable for field in target.fields)
    return flags if any(flags) else ()


def missing_guard(target: Target, known: frozenset[Fact]) -> Path | None:
    """The first path on the way whose value a request can leave out; None where there is always one."""
    stand_in: JsonValue | Missing = MISSING
    for depth, field in enumerate(target.fields):
        path = target.path[: depth + 1]
        if depth == 0 and target.root is not Root.PARAMS:
            continue
        if Fact(known=Known.SENT, root=target.root, path=path) in known:
            stand_in = MISSING
            continue
        if not field.required and field.default is MISSING:
            return path
        if stand_in is not MISSING and not _fills(stand_in, field):
            return path
        stand_in = _stand_in(stand_in, field)
    return None


def _fills(parent: JsonValue | Missing, field: Field) -> bool:
    """Whether the default of an object gives its member a value."""
    inside = isinstance(parent, Mapping) and field.name in parent
    return inside or field.default is not MISSING


def _stand_in(parent: JsonValue | Missing, field: Field) -> JsonValue | Missing:
    """What the field is where it, or the object above it, was not sent; MISSING where that can't be."""
    if isinstance(parent, Mapping) and field.name in parent:
        return parent[field.name]
    return MISSING if field.required and parent is MISSING else field.default


def may_be_null(target: Target, known: frozenset[Fact]) -> Path | None:
    """The first path on the way whose value may be null."""
    for depth, field in enumerate(target.fields):
        path = target.path[: depth + 1]
        fact = Fact(known=Known.NOT_NULL, root=target.root, path=path)
        if field.nullable and fact not in known:
            return path
    return None
