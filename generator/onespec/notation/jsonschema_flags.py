"""Sums of flags, such as `(has(a) ? 1 : 0) + (has(b) ? 1 : 0) <= 1` -> every combination of the flags that is right."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final, TypeAlias

from onespec.language.ast import Binary, Conditional, Expr, Literal, Unary
from onespec.language.evaluate import evaluate
from onespec.notation.jsonschema_places import Schema, every, some

Said: TypeAlias = "tuple[Schema, bool] | None"

MAX_FLAGS: Final = 6


def flagged(
    expr: Expr, truth: bool, say: Callable[[Expr, bool], Said]
) -> tuple[Schema, bool] | None:
    """The combinations as a schema; None where the expression is something else."""
    tests = _tests(expr)
    if not tests or len(tests) > MAX_FLAGS:
        return None
    rows: list[Schema] = []
    for flags in product((False, True), repeat=len(tests)):
        if evaluate(_decided(expr, dict(zip(map(id, tests), flags))), {}) is not truth:
            continue
        parts = [say(test, flag) for test, flag in zip(tests, flags)]
        known = [part[0] for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        rows.append(every(known))
    return some(rows), True


def _tests(expr: Expr) -> list[Expr] | None:
    """The tests of the conditionals in an expression made of nothing else; None where it reads values."""
    match expr:
        case Literal():
            return []
        case Conditional(test=test, then=Literal(), otherwise=Literal()):
            return [test]
        case Unary(op="-", operand=operand):
            return _tests(operand)
        case Binary(left=left, right=right):
            sides = _tests(left), _tests(right)
            return None if sides[0] is None or sides[1] is None else sides[0] + sides[1]
        case _:
            return None


def _decided(expr: Expr, flags: dict[int, bool]) -> Expr:
    match expr:
        case Conditional(test=test, then=then, otherwise=otherwise):
            return then if flags[id(test)] else otherwise
        case Unary(op=op, operand=operand):
            return Unary(op=op, operand=_decided(operand, flags))
        case Binary(op=op, left=left, right=right):
            return Binary(
                op=op, left=_decided(left, flags), right=_decided(right, flags)
            )
        case _:
            return expr
