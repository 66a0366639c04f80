"""Searches for requests that satisfy or break constraints, with an honest answer: a witness, a proof, or neither.

`smallest_accepted(method)` and `smallest_rejected(method, constraint)` are what docs and cases show; the latter breaks
that constraint and no other. `smallest_satisfying(method, constraint)` is accepted and meets the constraint's `when`.
`truth_table(constraint, method)` is there where it is small. `prepare(method)` gives a `Problem` for many queries.
A witness is the same on every machine: the fewest optional params, then the first values in declared order.
"""

from __future__ import annotations

from onespec.language.ast import Expr
from onespec.language.evaluate import ABSENT, Absent
from onespec.model import Constraint, Method, WhenThen
from onespec.search.answers import (
    VERSION,
    Answer,
    Key,
    NoneFound,
    Proof,
    Value,
    Witness,
)
from onespec.search.problem import Limits, Near, Problem, prepare
from onespec.search.table import TruthRow, TruthTable, truth_table

__all__ = [
    "ABSENT",
    "Absent",
    "Answer",
    "Key",
    "Limits",
    "Near",
    "NoneFound",
    "Problem",
    "Proof",
    "TruthRow",
    "TruthTable",
    "VERSION",
    "Value",
    "Witness",
    "prepare",
    "smallest_accepted",
    "smallest_rejected",
    "smallest_satisfying",
    "truth_table",
]


def smallest_accepted(method: Method, problem: Problem | None = None) -> Answer:
    """The smallest request that the method's shape and constraints let through."""
    return (problem or prepare(method)).find()


def smallest_rejected(
    method: Method, constraint: Constraint, problem: Problem | None = None
) -> Answer:
    """The smallest request that breaks this constraint and nothing else."""
    found = problem or prepare(method)
    return found.find(broken=[found.constraints.index(constraint)])


def smallest_satisfying(
    method: Method, constraint: Constraint, problem: Problem | None = None
) -> Answer:
    """The smallest accepted request that the constraint has something to say about: its `when` holds."""
    found = problem or prepare(method)
    return found.find(also=_premise(constraint))


def _premise(constraint: Constraint) -> list[tuple[Expr, bool]]:
    if isinstance(constraint.shape, WhenThen):
        return [(constraint.shape.when, True)]
    return []
