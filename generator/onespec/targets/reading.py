"""An expression -> the params and state facts it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from onespec.cel.ast import (
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


def paths(expr: Expr, root: Root) -> tuple[Path, ...]:
    """Each path under a root, once, in the order met."""
    found = (
        node.path
        for node in walk(expr)
        if isinstance(node, Read | Has) and node.root is root
    )
    return tuple(dict.fromkeys(found))


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and every part of it, outermost first."""
    yield expr
    for part in parts(expr):
        yield from walk(part)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """What an expression is made of, left to right."""
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
        case Quantifier(range=values, body=body):
            return values, body
        case _:
            assert_never(expr)
