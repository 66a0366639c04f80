"""Columns of values and tests over rows -> the smallest row that passes them all, or how the search ended without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onespec.search.answers import Value
from onespec.search.partial import UNKNOWN, Test

MAX_STEPS: Final = 40_000
FEW_STEPS: Final = 400
"""What a search may take before it is asked whether there is anything to find."""
_ANY: Final = 1_000_000
"""More than any budget: what failed with it fails with every one."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A test that a row must pass, and the columns it looks at."""

    test: Test
    wanted: bool
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one param in the order they are tried, with the optional keys each one sends."""

    values: tuple[Value, ...]
    costs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row, or None; whether every row was ruled out; and how many steps it took."""

    row: tuple[Value, ...] | None
    complete: bool
    steps: int
    smallest: bool = True


class Search:
    """Depth first in column order under a growing budget of keys; what failed once is not tried again."""

    def __init__(
        self, columns: Mapping[int, Column], goals: Sequence[Goal], width: int
    ) -> None:
        self._columns = tuple(_allowed(at, columns[at], goals, width) for at in columns)
        before = sum(len(column.values) for column in columns.values())
        self._dropped = before - sum(len(column.values) for column in self._columns)
        goals = [goal for goal in goals if len(goal.columns) > 1]
        self._places = tuple(columns)
        ranks = {place: at for at, place in enumerate(self._places)}
        looked = [tuple(ranks[place] for place in goal.columns) for goal in goals]
        self._watch: list[list[Goal]] = [[] for _ in columns]
        for goal, ats in zip(goals, looked, strict=True):
            for at in ats:
                self._watch[at].append(goal)
        self._frontier = _frontiers(len(columns), looked)
        self._failed: list[dict[tuple[int, ...], int]] = [{} for _ in columns]
        self._row: list[object] = [UNKNOWN] * width
        self._picked: list[int] = [0] * len(columns)
        self._steps = 0
        self._limit = FEW_STEPS
        self._short = False
        """Whether some branch was cut for want of budget."""

    def run(self, limit: int) -> Outcome:
        """Budgets from nothing up to every key, each once; a second run goes on where the first gave up."""
        self._limit = limit
        if not all(column.values for column in self._columns):
            return Outcome(None, True, self._dropped)
        most = sum(max(column.costs) for column in self._columns)
        for budget in range(most + 1):
            self._short = False
            if self._from(0, budget):
                picked = zip(self._columns, self._picked, strict=True)
                row = tuple(column.values[index] for column, index in picked)
                return Outcome(row, True, self._steps + self._dropped)
            if self._steps > self._limit:
                return Outcome(None, False, self._steps + self._dropped)
            if not self._short:
                break
        return Outcome(None, True, self._steps + self._dropped)

    def _from(self, at: int, budget: int) -> bool:
        if at == len(self._columns):
            return True
        key = tuple(self._picked[column] for column in self._frontier[at])
        failed = self._failed[at].get(key, -1)
        if failed >= budget:
            self._short = self._short or failed < _ANY
            return False
        around, self._short = self._short, False
        if self._try(at, budget):
            return True
        self._row[self._places[at]] = UNKNOWN
        if self._steps > self._limit:
            return False
        self._failed[at][key] = budget if self._short else _ANY
        self._short = self._short or around
        return False

    def _try(self, at: int, budget: int) -> bool:
        """Each value of a column in turn."""
        column, watching = self._columns[at], self._watch[at]
        for index, value in enumerate(column.values):
            cost = column.costs[index]
            if cost > budget:
                self._short = True
                continue
            self._steps += 1
            if self._steps > self._limit:
                return False
            self._row[self._places[at]] = value
            self._picked[at] = index
            if self._passes(watching) and self._from(at + 1, budget - cost):
                return True
        return False

    def _passes(self, goals: list[Goal]) -> bool:
        row = self._row
        for goal in goals:
            found = goal.test(row)
            if found is not UNKNOWN and found is not goal.wanted:
                return False
        return True


def _allowed(at: int, column: Column, goals: Sequence[Goal], width: int) -> Column:
    """The column without the values that a goal about it alone rules out."""
    own = [goal for goal in goals if goal.columns == (at,)]
    if not own:
        return column
    row: list[object] = [UNKNOWN] * width
    kept: list[int] = []
    for index, value in enumerate(column.values):
        row[at] = value
        if all(goal.test(row) is not (not goal.wanted) for goal in own):
            kept.append(index)
    values = tuple(column.values[index] for index in kept)
    return Column(values, tuple(column.costs[index] for index in kept))


def _frontiers(count: int, looked: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """For each column the earlier ones that goals look at together with it or later ones."""
    found: list[tuple[int, ...]] = []
    for at in range(count):
        earlier: set[int] = set()
        for ats in looked:
            if max(ats) >= at:
                earlier.update(other for other in ats if other < at)
        found.append(tuple(sorted(earlier)))
    return found
