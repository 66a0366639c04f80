"""An expression -> the expressions in it, and what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
)
from onespec.language.functions import FUNCTIONS
from onespec.language.kinds import kind


def parts(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly in another, left to right."""
    match expr:
        case Literal() | Read() | Has():
            return ()
        case ListLiteral(items=items):
            return items
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return left, right
        case Conditional(test=test, then=then, otherwise=otherwise):
            return test, then, otherwise
        case Call(args=args):
            return args
        case Quantifier(range=range_, body=body):
            return range_, body
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything in it, outermost first."""
    yield expr
    for part in parts(expr):
        yield from walk(part)


def paths(expr: Expr, root: Root = Root.PARAMS) -> tuple[Path, ...]:
    """The paths that an expression reads or asks the presence of under one root, each once, left to right."""
    found = (part for part in walk(expr) if isinstance(part, Read | Has))
    return tuple(dict.fromkeys(part.path for part in found if part.root is root))


def is_condition(expr: Expr) -> bool:
    """Whether the expression is true or false."""
    return kind_of(expr) == "bool"


def kind_of(expr: Expr) -> str:
    """Kind of the value of an expression: `bool`, `int`, `double`, `string`, `list`, `object` or `null`."""
    match expr:
        case Literal(value=value):
            return _literal_kind(value)
        case Read(type=datatype):
            return kind(datatype)
        case Unary(op="-", operand=operand):
            return kind_of(operand)
        case Binary(op="+" | "-" | "*", left=left):
            return kind_of(left)
        case Conditional(then=then):
            return kind_of(then)
        case Call(function=name):
            return FUNCTIONS[name].gives
        case ListLiteral():
            return "list"
        case _:
            return "bool"


def _literal_kind(value: object) -> str:
    names = {bool: "bool", int: "int", float: "double", str: "string"}
    return names.get(type(value), "null")


def operands(op: str, expr: Expr, truth: bool) -> list[tuple[Expr, bool]]:
    """The sides of a chain of one operator with what each shall be; `!(a && b)` is a chain of `||`."""
    match expr:
        case Unary(op="!", operand=operand):
            return operands({"&&": "||", "||": "&&"}[op], operand, not truth)
        case Binary(op=own, left=left, right=right) if own == op:
            return operands(op, left, truth) + operands(op, right, truth)
        case _:
            return [(expr, truth)]
