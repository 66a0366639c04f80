"""A constraint -> its truth table, where it has few conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from operator import itemgetter
from typing import Any, Final, TypeAlias

from onespec.language.ast import Expr, tree
from onespec.language.evaluate import UNKNOWN, Meaning, Origin, meaning
from onespec.model import Constraint, Method
from onespec.search.answers import Proof, Witness
from onespec.search.asked import basics
from onespec.search.goals import test
from onespec.search.problem import Problem, prepare

MAX_CONDITIONS: Final = 5
MAX_ROWS: Final = 16
MAX_TRIED: Final = 5_000

Flags: TypeAlias = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """One combination of the conditions that a request can have."""

    flags: Flags
    """For each condition whether it holds; None where there is no value to ask about."""
    accepted: bool
    is_witnessed: bool = True
    """Whether a request that has it was found; else none was, and none was ruled out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthTable:
    """Every combination of a constraint's conditions that a request can have, all false first."""

    conditions: tuple[Expr, ...]
    rows: tuple[TruthRow, ...]


def truth_table(
    constraint: Constraint, method: Method, problem: Problem | None = None
) -> TruthTable | None:
    """The table; None where it would be large."""
    conditions = tuple(dict.fromkeys(basics([constraint.condition])))
    if not 0 < len(conditions) <= MAX_CONDITIONS:
        return None
    found = problem or prepare(method)
    alone = prepare(found.method, [constraint])
    rows = _tried(alone, conditions)
    verdict = _verdict(constraint.condition, conditions)
    for flags in product((False, True), repeat=len(conditions)):
        if flags not in rows and len(rows) <= MAX_ROWS:
            wanted = list(zip(conditions, flags, strict=True))
            answer = alone.find(ignored=[0], also=wanted)
            if not isinstance(answer, Proof):
                rows[flags] = TruthRow(
                    flags=flags,
                    accepted=verdict(flags) is True,
                    is_witnessed=isinstance(answer, Witness),
                )
    if len(rows) > MAX_ROWS:
        return None
    ordered = sorted(rows.values(), key=lambda row: tuple(map(_rank, row.flags)))
    return TruthTable(conditions=conditions, rows=tuple(ordered))


def _tried(problem: Problem, conditions: Sequence[Expr]) -> dict[Flags, TruthRow]:
    """The combinations that the values worth trying come to, without any search."""
    (rule,) = problem.rules
    assert isinstance(rule, Constraint)
    layout, width = problem.layout, len(problem.columns)
    tests = [test(condition, layout) for condition in conditions]
    verdict = test(rule.condition, layout)
    read = sorted(layout.columns(rule.condition))
    structure = [one.test for one in problem.structure if set(one.columns) <= set(read)]
    columns = []
    for at in read:
        column = problem.columns[at]
        kept = column.told_apart(range(column.own), width)
        columns.append([column.values[index] for index in kept])
    rows: dict[Flags, TruthRow] = {}
    for values in islice(product(*columns), MAX_TRIED):
        row: list[object] = [UNKNOWN] * width
        for at, value in zip(read, values, strict=True):
            row[at] = value
        if all(one(row) is not False for one in structure):
            flags = tuple(_flag(one(row)) for one in tests)
            if flags not in rows:
                accepted = verdict(row) is True
                rows[flags] = TruthRow(flags=flags, accepted=accepted)
    return rows


def _verdict(expr: Expr, conditions: Sequence[Expr]) -> Meaning:
    """The outcome as a function of what the conditions come to."""
    places = [(tree(condition), at) for at, condition in enumerate(conditions)]

    def told(part: list[Any]) -> Meaning | None:
        found = next((at for one, at in places if one == part), None)
        return None if found is None else itemgetter(found)

    def fetch(root: str, name: str) -> Meaning:
        return lambda flags: UNKNOWN

    return meaning(expr, Origin(fetch=fetch, told=told, strict=False))


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _rank(flag: bool | None) -> int:
    return -1 if flag is None else int(flag)
