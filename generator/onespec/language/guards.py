"""What is known of a request where an expression is true, and which reads need that: keys may be absent, values null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from onespec.datatypes import MISSING, Field, JsonValue, MapType, Missing
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Path,
    Read,
    Root,
    Unary,
)
from onespec.language.scope import Target


class Known(Enum):
    """What a fact says of a path."""

    SENT = "sent"
    NOT_NULL = "not_null"
    INSIDE = "inside"
    """As `SENT`, of an entry of a map: what a help asks there is `'key' in map`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that holds wherever an expression does."""

    known: Known
    root: Root
    path: Path


def facts(expr: Expr, truth: bool = True) -> frozenset[Fact]:
    """What is known where the expression is true (or, on request, where it is false)."""
    match expr:
        case Has(root=root, path=path) if truth:
            return _sent(root, path)
        case Binary(
            op="in",
            left=Literal(value=str() as key),
            right=Read(root=root, path=path, type=MapType()),
        ) if truth:
            return _sent(root, (*path, key))
        case Unary(op="!", operand=operand):
            return facts(operand, not truth)
        case Binary(op="&&" | "||" as op, left=left, right=right):
            both = facts(left, truth), facts(right, truth)
            return both[0] | both[1] if (op == "&&") is truth else both[0] & both[1]
        case Binary(op="==" | "!=" as op, left=left, right=right):
            return _compared(left, right, (op == "==") is truth)
        case Binary(
            op="in", left=Read() as read, right=ListLiteral(items=items)
        ) if truth:
            ways = [_told(read, item) for item in items]
            return frozenset[Fact]().union(*ways[:1]).intersection(*ways)
        case Conditional(test=test, then=then, otherwise=otherwise):
            yes = facts(test) | facts(then, truth)
            no = facts(test, False) | facts(otherwise, truth)
            return _branches(then, otherwise, yes, no, truth)
        case _:
            return frozenset()


def _branches(
    then: Expr,
    otherwise: Expr,
    yes: frozenset[Fact],
    no: frozenset[Fact],
    truth: bool,
) -> frozenset[Fact]:
    """A branch that is a constant of the other truth can't be the one taken."""
    if isinstance(then, Literal) and then.value is (not truth):
        return no
    if isinstance(otherwise, Literal) and otherwise.value is (not truth):
        return yes
    return yes & no


def _compared(left: Expr, right: Expr, same: bool) -> frozenset[Fact]:
    """`x != null` tells that x is not null; so does `x == 'a'`."""
    found: set[Fact] = set()
    for one, other in ((left, right), (right, left)):
        if not isinstance(one, Read) or not isinstance(other, Literal):
            continue
        if (other.value is None) is not same:
            found.add(Fact(known=Known.NOT_NULL, root=one.root, path=one.path))
        if same:
            found |= _told(one, other)
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Literal) and isinstance(other.value, bool):
            found |= facts(one, other.value is same)
    return frozenset(found)


def _told(read: Read, value: Expr) -> frozenset[Fact]:
    """What is there beside a discriminator that has a value."""
    found: set[Fact] = set()
    for told in read.tells:
        if isinstance(value, Literal) and value.value == told.value:
            beside = read.path[:-1]
            for name in told.sent:
                found |= _sent(read.root, (*beside, name))
            for name in told.not_null:
                path = (*beside, name)
                found.add(Fact(known=Known.NOT_NULL, root=read.root, path=path))
    return frozenset(found)


def _sent(root: Root, path: Path) -> frozenset[Fact]:
    """A sent key was sent inside sent objects that are not null."""
    sent = [
        Fact(known=Known.SENT, root=root, path=path[:end])
        for end in range(1, len(path) + 1)
    ]
    above = [
        Fact(known=Known.NOT_NULL, root=root, path=path[:end])
        for end in range(1, len(path))
    ]
    return frozenset(sent + above)


def needed(target: Target, known: frozenset[Fact]) -> tuple[Fact, ...]:
    """What has to be asked before a value can be read, in order; nothing where there always is one, be it null."""
    found: list[Fact] = []
    while True:
        path, kind = missing_guard(target, known), Known.SENT
        if path is None:
            path, kind = may_be_null(target, known), Known.NOT_NULL
            if path is None or path == target.path:
                return tuple(found)
        fact = Fact(known=kind, root=target.root, path=path)
        found.append(fact)
        known = (
            known
            | {fact}
            | (_sent(target.root, path) if kind is Known.SENT else frozenset())
        )


def briefly(asked: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The same without what others make sure of: who asks for a member asks for its object as well."""
    sent = [fact.path for fact in asked if fact.known is Known.SENT]
    return tuple(
        fact
        for fact in asked
        if not any(
            len(path) > len(fact.path) and path[: len(fact.path)] == fact.path
            for path in sent
        )
    )


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
    """Whether the default of an object or a tuple gives its member or place a value."""
    if isinstance(parent, list):
        return True
    inside = isinstance(parent, Mapping) and field.name in parent
    return inside or field.default is not MISSING


def _stand_in(parent: JsonValue | Missing, field: Field) -> JsonValue | Missing:
    """What the field is where it, or the object above it, was not sent; MISSING where that can't be."""
    if isinstance(parent, Mapping) and field.name in parent:
        return parent[field.name]
    if isinstance(parent, list):
        return parent[int(field.name)]
    return MISSING if field.required and parent is MISSING else field.default


def may_be_null(target: Target, known: frozenset[Fact]) -> Path | None:
    """The first path on the way whose value may be null."""
    for depth, field in enumerate(target.fields):
        path = target.path[: depth + 1]
        fact = Fact(known=Known.NOT_NULL, root=target.root, path=path)
        if field.nullable and fact not in known:
            return path
    return None
