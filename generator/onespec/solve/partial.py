"""An expression over a request that is not yet whole -> its value, or UNKNOWN where the missing params decide it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, assert_never

from onespec.cel.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Unary,
)
from onespec.cel.ast import Root
from onespec.cel.evaluate import meaning
from onespec.cel.walk import kind_of, paths
from onespec.datatypes import MISSING, IntegerType
from onespec.model import Constraint, Group, GroupKind
from onespec.solve.answers import ABSENT


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN

Row: TypeAlias = Sequence[object]
"""The value of each param so far: a JSON value, ABSENT or UNKNOWN."""
Test: TypeAlias = Callable[[Row], object]
Places: TypeAlias = Mapping[str, int]
Freed: TypeAlias = Sequence[tuple[Expr, int]]


def constraint_test(constraint: Constraint, places: Places) -> Test:
    """Whether a constraint holds of a row."""
    if isinstance(constraint.shape, Group):
        return _group(constraint.shape, places)
    return test(constraint.condition, places)


def test(expr: Expr, places: Places, freed: Freed = ()) -> Test:
    """The value of an expression over a row; a part that is freed has its own place there."""
    for part, place in freed:
        if part == expr:
            return _at(place)
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
        case Binary(op="&&" | "||" as op, left=left, right=right):
            sides = test(left, places, freed), test(right, places, freed)
            return _logic(op == "||", *sides)
        case Binary(op="==" | "!=" as op) if kind_of(expr.left) == "bool":
            sides = test(expr.left, places, freed), test(expr.right, places, freed)
            return _agreeing(op == "==", *sides)
        case Conditional(test=when, then=then, otherwise=otherwise):
            return _choice(
                *(test(part, places, freed) for part in (when, then, otherwise))
            )
        case Read():
            return _read(expr, places)
        case Binary() | Unary() | Call() | Quantifier() | ListLiteral():
            return _whole(expr, places)
        case _:
            assert_never(expr)


def _logic(decisive: bool, left: Test, right: Test) -> Test:
    """`decisive` is the value that one side alone can settle: true for `||`."""

    def value(row: Row) -> object:
        first = left(row)
        if first is decisive:
            return decisive
        second = right(row)
        if second is decisive:
            return decisive
        return UNKNOWN if first is UNKNOWN or second is UNKNOWN else not decisive

    return value


def _at(place: int) -> Test:
    return lambda row: row[place]


def _agreeing(same: bool, left: Test, right: Test) -> Test:
    def value(row: Row) -> object:
        first, second = left(row), right(row)
        if first is UNKNOWN or second is UNKNOWN:
            return UNKNOWN
        return (first is second) is same

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


def _group(group: Group, places: Places) -> Test:
    """Counts as soon as they can't come right any more."""
    members = [
        [_has(Has(root=Root.PARAMS, path=path), places) for path in paths_]
        for paths_ in group.members
    ]
    low, high = _limits(group.kind, len(members))

    def value(row: Row) -> object:
        sure = possible = 0
        for tests in members:
            flags = [one(row) for one in tests]
            if False in flags:
                continue
            possible += 1
            sure += UNKNOWN not in flags
        if group.kind is GroupKind.ALL_OR_NONE:
            if 0 < sure and possible < len(members):
                return False
            return True if sure == len(members) or possible == 0 else UNKNOWN
        if sure > high or possible < low:
            return False
        return True if sure >= low and possible <= high else UNKNOWN

    return value


def _limits(kind: GroupKind, count: int) -> tuple[int, int]:
    low = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_LEAST_ONE) else 0
    high = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_MOST_ONE) else count
    return low, high
