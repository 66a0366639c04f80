"""A checked expression and a request -> its value. This is the meaning that every other notation is held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from onespec.language.functions import FUNCTIONS

Values: TypeAlias = Mapping[str, object]
Roots: TypeAlias = Mapping[Root, Values]
Meaning: TypeAlias = Callable[[Roots], object]


class NoValueError(LookupError):
    """A read found neither a value nor a default: a fact of the state that nobody stated, or an unchecked request."""


def evaluate(expr: Expr, params: Values, state: Values | None = None) -> object:
    """The value of an expression over params whose types were checked; absent ones count with their defaults.

    Integers are exact and do not overflow. Raises NoValueError where a read has nothing to give.
    """
    return meaning(expr)({Root.PARAMS: params, Root.STATE: state or {}})


def meaning(expr: Expr) -> Meaning:
    """A function of the roots that computes the expression; worth keeping where it is asked often."""
    match expr:
        case Literal(value=value):
            return lambda roots: value
        case ListLiteral(items=items):
            parts = [meaning(item) for item in items]
            return lambda roots: [part(roots) for part in parts]
        case Read():
            return _read(expr)
        case Has():
            return _has(expr)
        case Unary(op=op, operand=operand):
            inner = meaning(operand)
            if op == "!":
                return lambda roots: not inner(roots)
            return lambda roots: -inner(roots)  # type: ignore[operator]
        case Binary():
            return _binary(expr)
        case Conditional():
            test, then = meaning(expr.test), meaning(expr.then)
            otherwise = meaning(expr.otherwise)
            return lambda roots: then(roots) if test(roots) else otherwise(roots)
        case Call():
            return _call(expr)
        case Quantifier():
            return _quantifier(expr)
        case _:
            assert_never(expr)


def _read(expr: Read) -> Meaning:
    steps = tuple(zip(expr.path, expr.defaults, strict=True))
    root, is_integer = expr.root, isinstance(expr.type, IntegerType)

    def value_at(roots: Roots) -> object:
        value: object = roots[root]
        for name, default in steps:
            if isinstance(value, Mapping) and name in value:
                value = value[name]
            elif default is MISSING:
                raise NoValueError(".".join(expr.path))
            else:
                value = default
        if is_integer and isinstance(value, float):
            return int(value)
        return value

    return value_at


def _has(expr: Has) -> Meaning:
    root, path = expr.root, expr.path

    def was_sent(roots: Roots) -> bool:
        value: object = roots[root]
        for name in path:
            if not isinstance(value, Mapping) or name not in value:
                return False
            value = value[name]
        return True

    return was_sent


def _binary(expr: Binary) -> Meaning:
    left, right = meaning(expr.left), meaning(expr.right)
    match expr.op:
        case "&&":
            return lambda roots: left(roots) and right(roots)
        case "||":
            return lambda roots: left(roots) or right(roots)
        case "in":
            return lambda roots: _holds(right(roots), left(roots))
        case op:
            compute = COMPUTED[op]
            return lambda roots: compute(left(roots), right(roots))


def same(left: object, right: object) -> bool:
    """Whether two values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _holds(values: object, value: object) -> bool:
    if isinstance(values, Mapping):
        return value in values
    assert isinstance(values, list | tuple)
    return any(same(item, value) for item in values)


COMPUTED: Final[dict[str, Callable[..., object]]] = {
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


def _call(expr: Call) -> Meaning:
    compute = FUNCTIONS[expr.function].meaning
    args = [meaning(arg) for arg in expr.args]
    if len(args) == 1:
        only = args[0]
        return lambda roots: compute(only(roots))
    return lambda roots: compute(*(arg(roots) for arg in args))


def _quantifier(expr: Quantifier) -> Meaning:
    values, body, name = meaning(expr.range), meaning(expr.body), expr.variable
    decide = all if expr.kind == "all" else any

    def holds(roots: Roots) -> bool:
        items = values(roots)
        assert isinstance(items, list | tuple)
        return decide(body({**roots, Root.LOCAL: {name: item}}) for item in items)

    return holds
