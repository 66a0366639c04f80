"""A checked expression -> a tree of JSON lists, which cases carry and the player evaluates."""

from __future__ import annotations

from typing import assert_never

from onespec import patterns
from onespec.datatypes import JsonValue, Missing
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


def tree(expr: Expr) -> list[JsonValue]:
    """The expression as lists: a kind, then its parts."""
    match expr:
        case Literal(value=value):
            return ["value", value]
        case ListLiteral(items=items):
            return ["list", *map(tree, items)]
        case Read(root=root, path=path, defaults=defaults):
            known: list[JsonValue] = [
                [] if isinstance(item, Missing) else [item] for item in defaults
            ]
            return ["read", root.value, list(path), known]
        case Has(root=root, path=path):
            return ["has", root.value, list(path)]
        case Unary(op=op, operand=operand):
            return ["!" if op == "!" else "neg", tree(operand)]
        case Binary(op=op, left=left, right=right):
            return [op, tree(left), tree(right)]
        case Conditional(test=test, then=then, otherwise=otherwise):
            return ["?", tree(test), tree(then), tree(otherwise)]
        case Call(function="matches", args=(text, Literal(value=pattern))):
            return ["matches", tree(text), ["value", patterns.python(str(pattern))]]
        case Call(function=function, args=args):
            return [function, *map(tree, args)]
        case Quantifier(kind=kind, range=values, variable=variable, body=body):
            return [kind, tree(values), variable, tree(body)]
        case _:
            assert_never(expr)
