"""A constraint -> its truth table, where it has few conditions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from onespec.language.ast import Expr, paths
from onespec.language.evaluate import UNKNOWN
from onespec.model import Constraint, Method
from onespec.search.asked import basics
from onespec.search.goals import constraint_test, test
from onespec.search.problem import Problem, prepare

MAX_CONDITIONS: Final = 5
MAX_ROWS: Final = 16
MAX_TRIED: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """One combination of the conditions that a request can have."""

    flags: tuple[bool | None, ...]
    """For each condition whether it holds; None where there is no value to ask about."""
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthTable:
    """Every combination of a constraint's conditions that a request can have, all false first."""

    conditions: tuple[Expr, ...]
    rows: tuple[TruthRow, ...]


def truth_table(
    constraint: Constraint, method: Method, problem: Problem | None = None
) -> TruthTable | None:
    """The table; None where it would be large."""
    conditions = _unique(basics([constraint.condition]))
    if not 0 < len(conditions) <= MAX_CONDITIONS:
        return None
    found = problem or prepare(method)
    alone = prepare(found.method, [constraint])
    places = alone.places
    tests = [test(condition, places) for condition in conditions]
    verdict = constraint_test(constraint, places)
    read = list(dict.fromkeys(path[0] for path in paths(constraint.condition)))
    columns = [alone.params[places[name]].column().values for name in read]
    rows: dict[tuple[bool | None, ...], bool] = {}
    for values in islice(product(*columns), MAX_TRIED):
        row: list[object] = [UNKNOWN] * len(places)
        for name, value in zip(read, values, strict=True):
            row[places[name]] = value
        flags = tuple(_flag(one(row)) for one in tests)
        rows.setdefault(flags, verdict(row) is True)
    if len(rows) > MAX_ROWS:
        return None
    ordered = sorted(rows.items(), key=lambda item: tuple(map(_rank, item[0])))
    return TruthTable(
        conditions=tuple(conditions),
        rows=tuple(TruthRow(flags=flags, accepted=good) for flags, good in ordered),
    )


def _unique(conditions: list[Expr]) -> list[Expr]:
    found: list[Expr] = []
    for condition in conditions:
        if condition not in found:
            found.append(condition)
    return found


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _rank(flag: bool | None) -> int:
    return -1 if flag is None else int(flag)
