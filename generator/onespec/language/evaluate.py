"""A checked expression and a request -> its value. This is the meaning that every other notation is held to.

The evaluator itself ships with every generated suite, so it stands with the player; here it is asked about expressions.
"""

from __future__ import annotations

from collections.abc import Mapping

from onespec.language.ast import Expr, tree
from onespec.runtime.player import expressions
from onespec.runtime.player.expressions import (
    ABSENT,
    ROOTS,
    UNKNOWN,
    Absent,
    Meaning,
    NoValueError,
    Origin,
    Roots,
    same,
)

__all__ = [
    "ABSENT",
    "UNKNOWN",
    "Absent",
    "Meaning",
    "NoValueError",
    "Origin",
    "Roots",
    "evaluate",
    "meaning",
    "same",
]


def evaluate(
    expr: Expr, params: Mapping[str, object], state: Mapping[str, object] | None = None
) -> object:
    """The value of an expression over params whose types were checked; absent ones count with their defaults.

    Integers are exact and do not overflow. Raises NoValueError where a read has nothing to give.
    """
    return meaning(expr)({"params": params, "state": state or {}})


def meaning(expr: Expr, origin: Origin = ROOTS) -> Meaning:
    """A function that computes the expression, by itself of roots; worth keeping where it is asked often."""
    return expressions.meaning(tree(expr), origin)
