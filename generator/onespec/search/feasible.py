"""Columns and goals -> some row that passes, in whatever order finds one soonest, or that there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from onespec.search.partial import UNKNOWN
from onespec.search.search import Column, Goal, Outcome

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
