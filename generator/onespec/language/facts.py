"""An expression -> what is known of the request where it is true: which keys were sent, which values are not null."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Has,
    Literal,
    Path,
    Read,
    Root,
    Unary,
)


class Known(Enum):
    """What a fact says of a path."""

    SENT = "sent"
    NOT_NULL = "not_null"


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
        case Unary(op="!", operand=operand):
            return facts(operand, not truth)
        case Binary(op="&&" | "||" as op, left=left, right=right):
            both = facts(left, truth), facts(right, truth)
            return both[0] | both[1] if (op == "&&") is truth else both[0] & both[1]
        case Binary(op="==" | "!=" as op, left=left, right=right):
            return _compared(left, right, (op == "==") is truth)
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
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Literal) and isinstance(other.value, bool):
            found |= facts(one, other.value is same)
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
