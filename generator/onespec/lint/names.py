"""Comparisons held against names and declarations: an order that reads backwards, a value that its param can't have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from onespec import names
from onespec.datatypes import ArrayType
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import (
    Binary,
    Expr,
    Has,
    Read,
    Root,
    Unary,
    walk,
)
from onespec.lint import impossible
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
    """Values that a param is compared with in vain, in constraints and in conditions of the method's errors."""
    places = {field.name: field.span for field in subject.method.params}
    for owner, span, condition in _conditions(subject):
        for part in walk(condition):
            for read, item, why in impossible.strangers(part):
                kind = (
                    read.type.items.type
                    if isinstance(read.type, ArrayType)
                    else read.type
                )
                known = impossible.members(kind)
                yield say.unknown_value(
                    item.span or span,
                    owner,
                    ".".join(read.path),
                    f"`{json.dumps(item.value, ensure_ascii=False)}`",
                    why,
                    nearest(str(item.value), known) or "",
                    places.get(read.path[0]),
                )


def _conditions(subject: Subject) -> Iterator[tuple[str, Span, Expr]]:
    """Every condition of the method, with whose it is and where that stands."""
    for constraint in subject.method.constraints:
        yield constraint.id, span_of(constraint), constraint.condition
    for kind in subject.method.errors:
        for row in kind.raises:
            span = row.span or kind.span
            if span is not None:
                yield kind.mnemonic, span, row.when
