"""Conditions of the spec -> sentences in the page's dialect."""

from __future__ import annotations

from onespec.cel.ast import Binary, Expr, Has, Literal, Read, Unary
from onespec.markup import Dialect, Shown, line
from onespec.model import Constraint
from onespec.notation.english_types import json_words


def condition(say: Dialect, expr: Expr) -> Shown:
    """A boolean expression in words."""
    return line(say, _rough(expr))


def sentence(say: Dialect, constraint: Constraint) -> Shown:
    """A constraint as the rule it is."""
    return line(say, _rough(constraint.condition))


def _rough(expr: Expr) -> str:
    match expr:
        case Binary(op=op, left=left, right=right):
            word = {
                "&&": "and",
                "||": "or",
                "==": "is",
                "!=": "is not",
                "in": "is one of",
            }.get(op, op)
            return f"{_rough(left)} {word} {_rough(right)}"
        case Unary(op="!", operand=operand):
            return f"not {_rough(operand)}"
        case Has(path=path):
            return f"`{'.'.join(path)}` is sent"
        case Read(path=path):
            return f"`{'.'.join(path)}`"
        case Literal(value=value):
            return f"`{json_words(value)}`"
        case _:
            return "..."
