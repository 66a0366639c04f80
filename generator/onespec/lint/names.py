"""Comparisons held against names and enums: an order that reads backwards, a value that is not declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from onespec import names
from onespec.datatypes import StringType
from onespec.diagnostics import Diagnostic
from onespec.language.ast import (
    Binary,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Read,
    Root,
    Unary,
    walk,
)
from onespec.lint.subject import Subject, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, Rule, WhenThen
from onespec.nearest import nearest

EARLY: Final = {
    "from": ("to", "till", "until", "thru", "through"),
    "start": ("end", "stop", "finish"),
    "starts": ("ends",),
    "started": ("ended", "finished", "stopped"),
    "begin": ("end",),
    "begins": ("ends",),
    "min": ("max",),
    "minimum": ("maximum",),
    "since": ("until", "till"),
    "after": ("before",),
    "first": ("last",),
    "low": ("high",),
    "lower": ("upper",),
    "lowest": ("highest",),
    "least": ("most",),
    "open": ("close",),
    "opens": ("closes",),
    "opening": ("closing",),
    "departure": ("arrival", "return"),
    "checkin": ("checkout",),
    "created": ("updated", "deleted", "closed"),
    "floor": ("ceiling",),
}
"""A word that says the lesser side, with those that say the greater."""


def order(subject: Subject) -> Iterator[Diagnostic]:
    """Constraints that want the start after the end."""
    for constraint in subject.method.constraints:
        for early, late in _wanted(constraint):
            if _is_pair(early.path[-1], late.path[-1]):
                sent: list[tuple[Expr, bool]] = [
                    (Has(root=Root.PARAMS, path=early.path), True),
                    (Has(root=Root.PARAMS, path=late.path), True),
                    (Binary(op="!=", left=early, right=late), True),
                ]
                answer = subject.problem.find(also=sent)
                yield say.reversed_order(
                    early.span or span_of(constraint),
                    constraint.id,
                    ".".join(early.path),
                    ".".join(late.path),
                    subject.shown(answer),
                )


def _wanted(constraint: Constraint) -> Iterator[tuple[Read, Read]]:
    """Pairs of which the constraint wants the first to be the greater."""
    match constraint.shape:
        case WhenThen(then=expr) | Rule(rule=expr):
            yield from _greater(expr, True)
        case Group():
            return


def _greater(expr: Expr, truth: bool) -> Iterator[tuple[Read, Read]]:
    match expr:
        case Unary(op="!", operand=operand):
            yield from _greater(operand, not truth)
        case Binary(op="&&" | "||", left=left, right=right):
            yield from _greater(left, truth)
            yield from _greater(right, truth)
        case Binary(op=op, left=Read() as left, right=Read() as right):
            if op in (">", ">=") if truth else op in ("<", "<="):
                yield left, right
            elif op in ("<", "<=") if truth else op in (">", ">="):
                yield right, left
        case _:
            return


def _is_pair(early: str, late: str) -> bool:
    """Whether two names differ only in the word that says which comes first."""
    left, right = names.words(early), names.words(late)
    if len(left) != len(right):
        return False
    changed = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(changed) == 1 and changed[0][1] in EARLY.get(changed[0][0], ())


def members(subject: Subject) -> Iterator[Diagnostic]:
    """Texts that a param with an enum is compared with in vain."""
    for constraint in subject.method.constraints:
        for part in walk(constraint.condition):
            if isinstance(part, Binary) and part.op in ("==", "!=", "in"):
                yield from _strangers(constraint, part)


def _strangers(constraint: Constraint, part: Binary) -> Iterator[Diagnostic]:
    for one, other in ((part.left, part.right), (part.right, part.left)):
        if not isinstance(one, Read) or not isinstance(one.type, StringType):
            continue
        known = [str(member.value) for member in one.type.enum]
        items = other.items if isinstance(other, ListLiteral) else (other,)
        for item in items:
            if known and isinstance(item, Literal) and isinstance(item.value, str):
                if item.value not in known:
                    yield say.unknown_value(
                        item.span or span_of(constraint),
                        constraint.id,
                        ".".join(one.path),
                        f"`{json.dumps(item.value, ensure_ascii=False)}`",
                        nearest(item.value, known) or "",
                        None,
                    )
