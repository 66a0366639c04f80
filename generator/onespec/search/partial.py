"""An expression over a request that is not yet whole -> its value, or UNKNOWN where the missing params decide it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, assert_never

from onespec.datatypes import MISSING, IntegerType
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
)
from onespec.language.evaluate import COMPUTED, meaning, same
from onespec.language.walk import kind_of, paths
from onespec.search.answers import ABSENT


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN

Row: TypeAlias = Sequence[object]
"""The value of each param so far: a JSON value, ABSENT or UNKNOWN."""
Test: TypeAlias = Callable[[Row], object]
Places: TypeAlias = Mapping[str, int]
Freed: TypeAlias = Sequence[Expr]


def test(expr: Expr, places: Places, freed: Freed = ()) -> Test:
    """The value of an expression over a row; a part that is freed is never known."""
    if any(part == expr for part in freed):
        return lambda row: UNKNOWN
    match expr:
        case Literal(value=value):
            return lambda row: value
        case Has():
            return _has(expr, places)
        case Unary(op="!", operand=operand):
            inner = test(operand, places, freed)
            return lambda row: (
                UNKNOWN if (found := inner(row)) is UNKNOWN else not found
            )
        case Binary(op="&&" | "||" as op):
            chained = [test(part, places, freed) for part in _chained(op, expr)]
            return _logic(op == "||", chained)
        case Binary(op="==" | "!=" as op) if kind_of(expr.left) == "bool":
            sides = test(expr.left, places, freed), test(expr.right, places, freed)
            return _agreeing(op == "==", *sides)
        case Conditional(test=when, then=then, otherwise=otherwise):
            return _choice(
                *(test(part, places, freed) for part in (when, then, otherwise))
            )
        case Read():
            return _read(expr, places)
        case Binary(op="in", right=ListLiteral(items=items)) if _are_literals(items):
            return _listed(test(expr.left, places, freed), items)
        case Binary(op=op) if op in COMPUTED:
            sides = test(expr.left, places, freed), test(expr.right, places, freed)
            return _computed(COMPUTED[op], *sides)
        case Binary() | Unary() | Call() | Quantifier() | ListLiteral():
            return _whole(expr, places)
        case _:
            assert_never(expr)


def _chained(op: str, expr: Expr) -> list[Expr]:
    if isinstance(expr, Binary) and expr.op == op:
        return _chained(op, expr.left) + _chained(op, expr.right)
    return [expr]


def _logic(decisive: bool, sides: list[Test]) -> Test:
    """`decisive` is the value that one side alone can settle: true for `||`."""

    def value(row: Row) -> object:
        known = True
        for side in sides:
            found = side(row)
            if found is decisive:
                return decisive
            if found is UNKNOWN:
                known = False
        return (not decisive) if known else UNKNOWN

    return value


def _agreeing(same: bool, left: Test, right: Test) -> Test:
    def value(row: Row) -> object:
        first, second = left(row), right(row)
        if first is UNKNOWN or second is UNKNOWN:
            return UNKNOWN
        return (first is second) is same

    return value


def _are_literals(items: tuple[Expr, ...]) -> bool:
    return all(isinstance(item, Literal) for item in items)


def _listed(left: Test, items: tuple[Expr, ...]) -> Test:
    values = [item.value for item in items if isinstance(item, Literal)]

    def value(row: Row) -> object:
        found = left(row)
        if found is UNKNOWN:
            return UNKNOWN
        return any(same(found, one) for one in values)

    return value


def _computed(compute: Callable[..., object], left: Test, right: Test) -> Test:
    """A null where a number is due is behind a guard: it never counts."""

    def value(row: Row) -> object:
        first = left(row)
        if first is UNKNOWN:
            return UNKNOWN
        second = right(row)
        if second is UNKNOWN:
            return UNKNOWN
        try:
            return compute(first, second)
        except TypeError:
            return UNKNOWN

    return value


def _choice(when: Test, then: Test, otherwise: Test) -> Test:
    def value(row: Row) -> object:
        found = when(row)
        if found is UNKNOWN:
            return UNKNOWN
        return then(row) if found else otherwise(row)

    return value


def _has(expr: Has, places: Places) -> Test:
    place, rest = places[expr.path[0]], expr.path[1:]

    def value(row: Row) -> object:
        found = row[place]
        if found is UNKNOWN:
            return UNKNOWN
        if found is ABSENT:
            return False
        for name in rest:
            if not isinstance(found, dict) or name not in found:
                return False
            found = found[name]
        return True

    return value


def _read(expr: Read, places: Places) -> Test:
    """UNKNOWN as well where nothing is there to read: what guards the read settles the matter."""
    place = places[expr.path[0]]
    rest = tuple(zip(expr.path[1:], expr.defaults[1:], strict=True))
    first = expr.defaults[0]
    is_integer = isinstance(expr.type, IntegerType)

    def value(row: Row) -> object:
        found = row[place]
        if found is ABSENT:
            found = UNKNOWN if first is MISSING else first
        for name, default in rest:
            if found is UNKNOWN:
                return UNKNOWN
            if isinstance(found, dict) and name in found:
                found = found[name]
            else:
                found = UNKNOWN if default is MISSING else default
        return int(found) if is_integer and isinstance(found, float) else found

    return value


def _whole(expr: Expr, places: Places) -> Test:
    """Anything else is asked of the evaluator, once all that it reads is there."""
    compute = meaning(expr)
    names = list(dict.fromkeys(path[0] for path in paths(expr)))
    columns = [(name, places[name]) for name in names]

    def value(row: Row) -> object:
        params: dict[str, object] = {}
        for name, place in columns:
            found = row[place]
            if found is UNKNOWN:
                return UNKNOWN
            if found is not ABSENT:
                params[name] = found
        try:
            return compute({Root.PARAMS: params})
        except (LookupError, TypeError):
            return UNKNOWN

    return value
