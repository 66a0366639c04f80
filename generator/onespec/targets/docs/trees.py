"""A checked expression -> a tree of JSON lists, for the evaluator in the pages' script."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from onespec import patterns
from onespec.datatypes import MISSING, JsonValue
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
    Unary,
)

Tree: TypeAlias = "list[JsonValue]"


def tree(expr: Expr) -> Tree:
    """The expression as lists: a kind, then its parts."""
    match expr:
        case Literal(value=value):
            return ["value", value]
        case ListLiteral(items=items):
            return ["list", *map(tree, items)]
        case Read(root=root, path=path, defaults=defaults):
            known: list[JsonValue] = [[] if d is MISSING else [d] for d in defaults]
            return ["read", root.value, list(path), known]
        case Has(root=root, path=path):
            return ["has", root.value, list(path)]
        case Unary(op=op, operand=operand):
            return ["!" if op == "!" else "neg", tree(operand)]
        case Binary(op=op, left=left, right=right):
            return [op, tree(left), tree(right)]
        case Conditional(test=test, then=then, otherwise=otherwise):
            return ["?", tree(test), tree(then), tree(otherwise)]
        case Call(function=function, args=args):
            return ["call", function, *_args(function, args)]
        case Quantifier(kind=kind, range=values, variable=variable, body=body):
            return [kind, tree(values), variable, tree(body)]
        case _:
            assert_never(expr)


def _args(function: str, args: tuple[Expr, ...]) -> list[Tree]:
    """The arguments; a pattern as ECMA reads it."""
    if function == "matches" and isinstance(args[1], Literal):
        return [tree(args[0]), ["value", patterns.ecma(str(args[1].value))]]
    return [tree(arg) for arg in args]
