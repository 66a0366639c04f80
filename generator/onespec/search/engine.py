"""Columns of values and goals over rows -> the smallest row that passes, some row, or how the search ended without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.language.evaluate import UNKNOWN
from onespec.search.answers import Value

Row: TypeAlias = Sequence[object]
"""The value of each param so far: a JSON value, ABSENT or UNKNOWN. Inside a macro its item stands last."""
Test: TypeAlias = Callable[[Row], object]

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


MAX_TESTS: Final = 120_000


def feasible(
    columns: Mapping[int, Column],
    goals: Sequence[Goal],
    width: int,
    limit: int = MAX_TESTS,
) -> Outcome:
    """Any row; where there is none and all were ruled out, a complete outcome without one."""
    search = _Feasible(columns, goals, width, limit)
    found = search.run()
    picked = tuple(columns[at].values[search.picked[at]] for at in columns)
    return Outcome(picked if found else None, found or not search.spent, search.tests)


class _Feasible:
    """The tightest column next; every choice prunes the columns that goals then leave alone."""

    def __init__(
        self,
        columns: Mapping[int, Column],
        goals: Sequence[Goal],
        width: int,
        limit: int,
    ) -> None:
        self._limit = limit
        self._columns = columns
        self._watch: dict[int, list[Goal]] = {at: [] for at in columns}
        for goal in goals:
            for at in goal.columns:
                self._watch[at].append(goal)
        self._row: list[object] = [UNKNOWN] * width
        self._open = {at: list(range(len(columns[at].values))) for at in columns}
        self._goals = goals
        self.picked = dict.fromkeys(columns, 0)
        self.tests = 0

    @property
    def spent(self) -> bool:
        """Whether the search gave up."""
        return self.tests > self._limit

    def run(self) -> bool:
        """Whether a row was found; `picked` has it."""
        for goal in self._goals:
            if len(goal.columns) == 1 and not self._prune(goal.columns[0], goal, []):
                return False
        return self._next()

    def _next(self) -> bool:
        free = [at for at in self._open if self._row[at] is UNKNOWN]
        if not free:
            return True
        at = min(
            free, key=lambda one: (len(self._open[one]), -len(self._watch[one]), one)
        )
        for index in self._open[at]:
            if self.spent:
                break
            self._row[at] = self._columns[at].values[index]
            self.picked[at] = index
            undo: list[tuple[int, list[int]]] = []
            if self._consistent(at, undo) and self._next():
                return True
            for column, kept in reversed(undo):
                self._open[column] = kept
        self._row[at] = UNKNOWN
        return False

    def _consistent(self, at: int, undo: list[tuple[int, list[int]]]) -> bool:
        for goal in self._watch[at]:
            left = [one for one in goal.columns if self._row[one] is UNKNOWN]
            if len(left) == 1:
                if not self._prune(left[0], goal, undo):
                    return False
                continue
            self.tests += 1
            found = goal.test(self._row)
            if found is not UNKNOWN and found is not goal.wanted:
                return False
        return True

    def _prune(self, at: int, goal: Goal, undo: list[tuple[int, list[int]]]) -> bool:
        """Drop what the goal does not allow in the one column it still leaves open."""
        before = self._open[at]
        kept: list[int] = []
        for index in before:
            self._row[at] = self._columns[at].values[index]
            self.tests += 1
            if goal.test(self._row) is not (not goal.wanted):
                kept.append(index)
        self._row[at] = UNKNOWN
        if len(kept) < len(before):
            undo.append((at, before))
            self._open[at] = kept
        return bool(kept)
