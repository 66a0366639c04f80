"""Columns of values and goals over rows -> the smallest row that passes, some row, or how the search ended without one.

A column holds the values of one place of a request. Which of them are still open is a number with a bit for each; a goal
that leaves one column open says which bits pass, and remembers it, so that no test is asked the same thing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from onespec.language.evaluate import ABSENT, UNKNOWN
from onespec.search.answers import Cell

Row: TypeAlias = Sequence[object]
"""The value of each column so far: a JSON value, ABSENT, HERE or UNKNOWN. Inside a macro its item stands last."""
Test: TypeAlias = Callable[[Row], object]

MAX_STEPS: Final = 40_000
FEW_STEPS: Final = 1_000
"""What a search may take before it is asked whether there is anything to find."""
_ORDERED: Final = 5_000
"""Steps after which any row will do that costs the same."""
_PAIRED: Final = 8_000
"""Pairs of values up to which two columns are held against each other."""
_NOTHING: Final = (0, -1)
_REMEMBERED: Final = 20_000
"""Answers that a goal keeps."""


@dataclass(slots=True, eq=False)
class Goal:
    """A test that a row must pass, and the columns it looks at."""

    test: Test
    columns: tuple[int, ...]
    strict: bool = False
    """Whether a row fails as well where the test stays UNKNOWN though every column is chosen."""
    known: dict[tuple[int, ...], tuple[int, int]] = field(default_factory=dict)
    """What is chosen in each column (-1: open) -> the values of the open one that were asked about, and those that pass."""
    total: Total | None = None
    """The sum it sets limits to, where that is all it does."""
    failing: dict[tuple[int, ...], bool] = field(default_factory=dict)
    """Whether the goal fails with just that, whatever stands in open columns."""


@dataclass(frozen=True, slots=True)
class Total:
    """Whole numbers times weights, and what they may come to together."""

    weights: tuple[int, ...]
    """One for each column of the goal."""
    defaults: tuple[int | None, ...]
    """What a column counts as where nothing is sent; None: nobody knows."""
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of one column that a query lets it have, and what each costs."""

    values: Sequence[Cell]
    costs: Sequence[int]
    open: int
    """A bit for each value that may be chosen."""
    order: tuple[int, ...] = ()
    """The order in which values are tried; by itself, the one they stand in."""
    groups: tuple[tuple[int, int], ...] = field(init=False)
    """Each cost with the values that have it, cheapest first."""
    step: int = field(init=False)
    """By how much two costs differ at least."""

    def __post_init__(self) -> None:
        found: dict[int, int] = {}
        for index in _bits(self.open):
            cost = self.costs[index]
            found[cost] = found.get(cost, 0) | 1 << index
        costs = sorted(found)
        steps = [after - before for before, after in zip(costs, costs[1:])]
        object.__setattr__(self, "groups", tuple((one, found[one]) for one in costs))
        object.__setattr__(self, "step", min(steps, default=1))

    def tried(self, left: int) -> Iterable[int]:
        """The open values in order."""
        if self.order:
            return (index for index in self.order if left >> index & 1)
        return _bits(left)

    def cheapest(self, left: int) -> tuple[int, int]:
        """The least cost, and the value that has it: -1 where several do."""
        for cost, mask in self.groups:
            having = left & mask
            if having:
                return cost, -1 if having & having - 1 else having.bit_length() - 1
        return 0, -1


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row, or None; whether every row was ruled out; and how many steps it took."""

    row: tuple[Cell, ...] | None
    complete: bool
    steps: int
    smallest: bool = True


class Search:
    """Depth first; whatever a choice leaves only one value for is chosen with it."""

    def __init__(
        self, domains: Mapping[int, Domain], goals: Sequence[Goal], width: int
    ) -> None:
        self.steps = 0
        """Values tried and tests asked so far."""
        self._domains = domains
        self._places = tuple(domains)
        self._row: list[object] = [UNKNOWN] * width
        self._picked = [-1] * width
        self._open = {at: domain.open for at, domain in domains.items()}
        self._floor = {at: one.cheapest(one.open) for at, one in domains.items()}
        self._bound = sum(cost for cost, _ in self._floor.values())
        """What a row costs at least, as far as single columns tell."""
        self._goals = [goal for goal in goals if len(goal.columns) > 1]
        self._watch: dict[int, list[Goal]] = {at: [] for at in domains}
        for goal in goals:
            for at in goal.columns:
                self._watch[at].append(goal)
        self._settled: list[int] = []
        """Columns with one value left that is not yet chosen."""
        self._tied = {
            at
            for goal in goals
            if goal.total is not None or len(goal.columns) == 2
            for at in goal.columns
        }
        """Columns in sums and in pairs."""
        self._stirred: list[int] = []
        """Those that have lost values since their goals were looked at."""
        self._trail: list[tuple[int, int, tuple[int, int]]] = []
        self._ranges: dict[tuple[int, int, int | None], tuple[int, int] | None] = {}
        self._limit = 0
        self._short = 0
        """The least budget with which more rows could be tried; 0 where none were cut."""
        self._possible = all(self._open.values()) and self._begin(goals)
        self._frontier = _frontiers(self._places, goals)

    def _begin(self, goals: Sequence[Goal]) -> bool:
        """Draw the conclusions that need no choice."""
        if not all(self._check(goal) for goal in goals):
            return False
        self._settled = [at for at, left in self._open.items() if not left & (left - 1)]
        return self._settle()

    # -- the smallest row ----------------------------------------------------------------------------------------

    def smallest(self, limit: int) -> Outcome:
        """Budgets from the least that a row can cost upwards; of rows that cost the same, the cheap values come early, then the first ones."""
        self._limit = self.steps + limit
        if not self._possible:
            return self._without_row(complete=True)
        budget = self._bound + self._further()
        while True:
            self._short = 0
            mark = len(self._trail)
            outcome = self._priced(0, budget)
            self._undo(mark)
            if outcome is not None:
                return outcome
            if self.steps > self._limit:
                return self._without_row(complete=False)
            if not self._short:
                return self._without_row(complete=True)
            budget = self._short

    def _priced(self, position: int, budget: int) -> Outcome | None:
        """Settle column by column what each costs, cheapest first, and only then which of the values it is."""
        while position < len(self._places):
            at = self._places[position]
            domain, left = self._domains[at], self._open[at]
            if sum(1 for _, mask in domain.groups if mask & left) > 1:
                break
            position += 1
        else:
            return self._valued()
        others = self._bound - self._floor[at][0]
        for cost, mask in domain.groups:
            if not mask & left:
                continue
            if others + cost > budget:
                self._cut(others + cost)
                break
            self.steps += 1
            if self.steps > self._limit:
                break
            mark = len(self._trail)
            outcome = None
            if self._narrow(at, mask) and self._settle():
                least = self._bound
                if least <= budget:
                    least += self._further()
                if least > budget:
                    self._cut(least)
                else:
                    outcome = self._priced(position + 1, budget)
            self._undo(mark)
            if outcome is not None:
                return outcome
        return None

    def _valued(self) -> Outcome | None:
        """The first row at a price that is settled; where that takes long, any row at it."""
        mark = len(self._trail)
        if not self._next():
            self._undo(mark)
            return None
        some = replace(self._with_row(), smallest=False)
        self._undo(mark)
        limit, self._limit = self._limit, min(self._limit, self.steps + _ORDERED)
        failed: list[set[tuple[int, ...]]] = [set() for _ in self._places]
        is_first = self._ordered(0, failed)
        self._limit = limit
        outcome = self._with_row() if is_first else replace(some, steps=self.steps)
        self._undo(mark)
        return outcome

    def _ordered(self, position: int, failed: list[set[tuple[int, ...]]]) -> bool:
        """Whether the columns from a position on can be chosen, first values first; what failed once is not tried again."""
        row, places = self._row, self._places
        while position < len(places) and row[places[position]] is not UNKNOWN:
            position += 1
        if position == len(places):
            return True
        key = tuple([self._picked[at] for at in self._frontier[position]])
        if key in failed[position]:
            return False
        at = places[position]
        for index in self._domains[at].tried(self._open[at]):
            self.steps += 1
            if self.steps > self._limit:
                return False
            mark = len(self._trail)
            if self._choose(at, index) and self._ordered(position + 1, failed):
                return True
            self._undo(mark)
        failed[position].add(key)
        return False

    def _further(self) -> int:
        """What has to be spent beyond the cheapest values: goals that fail with those, no two over one column, each cost a step."""
        row, picked, floor = self._row, self._picked, self._floor
        used: set[int] = set()
        total = 0
        for goal in self._goals:
            left = [at for at in goal.columns if row[at] is UNKNOWN]
            if not left or not used.isdisjoint(left):
                continue
            key = tuple(
                [picked[at] if picked[at] >= 0 else floor[at][1] for at in goal.columns]
            )
            fails = goal.failing.get(key)
            if fails is None:
                fails = self._fails(goal, key)
            if fails:
                used.update(left)
                total += min(self._domains[at].step for at in left)
        return total

    def _fails(self, goal: Goal, key: tuple[int, ...]) -> bool:
        row = self._row
        before = [row[at] for at in goal.columns]
        for at, index in zip(goal.columns, key):
            row[at] = UNKNOWN if index < 0 else self._domains[at].values[index]
        self.steps += 1
        fails = goal.test(row) is False
        for at, value in zip(goal.columns, before):
            row[at] = value
        if len(goal.failing) >= _REMEMBERED:
            goal.failing.clear()
        goal.failing[key] = fails
        return fails

    def _cut(self, budget: int) -> None:
        self._short = min(self._short or budget, budget)

    # -- any row -------------------------------------------------------------------------------------------------

    def any(self, limit: int) -> Outcome:
        """Some row, cheap values first; the column with the fewest values left is chosen next."""
        self._limit = self.steps + limit
        if not self._possible:
            return self._without_row(complete=True)
        mark = len(self._trail)
        found = self._next()
        outcome = (
            self._with_row()
            if found
            else self._without_row(complete=self.steps <= self._limit)
        )
        self._undo(mark)
        return outcome

    def _next(self) -> bool:
        free = [at for at in self._places if self._row[at] is UNKNOWN]
        if not free:
            return True
        at = min(
            free, key=lambda one: (self._open[one].bit_count(), -len(self._watch[one]))
        )
        domain = self._domains[at]
        tried = domain.tried(self._open[at])
        for index in sorted(tried, key=lambda one: domain.costs[one]):
            self.steps += 1
            if self.steps > self._limit:
                return False
            mark = len(self._trail)
            if self._choose(at, index) and self._next():
                return True
            self._undo(mark)
        return False

    # -- choosing and its consequences ---------------------------------------------------------------------------

    def _choose(self, at: int, index: int) -> bool:
        return self._narrow(at, 1 << index) and self._settle()

    def _narrow(self, at: int, mask: int) -> bool:
        """Keep only some values of a column; whether any is left."""
        before = self._open[at]
        left = before & mask
        if left == before:
            return True
        if not left:
            return False
        self._trail.append((at, before, self._floor[at]))
        self._open[at] = left
        floor = self._domains[at].cheapest(left)
        self._bound += floor[0] - self._floor[at][0]
        self._floor[at] = floor
        if not left & (left - 1):
            self._settled.append(at)
        elif at in self._tied:
            self._stirred.append(at)
        return True

    def _settle(self) -> bool:
        """Choose what has one value left, and so on; whether nothing speaks against it."""
        while self._settled or self._stirred:
            if not self._settled:
                if not self._rebound(self._stirred.pop()):
                    return self._gave_up()
                continue
            at = self._settled.pop()
            if self._row[at] is not UNKNOWN:
                continue
            index = self._open[at].bit_length() - 1
            self._row[at] = self._domains[at].values[index]
            self._picked[at] = index
            self._trail.append((at, 0, _NOTHING))
            for goal in self._watch[at]:
                if not self._check(goal):
                    return self._gave_up()
        return True

    def _gave_up(self) -> bool:
        self._settled.clear()
        self._stirred.clear()
        return False

    def _rebound(self, at: int) -> bool:
        """Look again at the sums and the pairs of a column that has lost values."""
        row = self._row
        for goal in self._watch[at]:
            left = sum(row[one] is UNKNOWN for one in goal.columns)
            if left < 2:
                continue
            if goal.total is not None and not self._bounded(goal, goal.total):
                return False
            if len(goal.columns) == 2 and self._is_small(goal):
                if not self._paired(goal):
                    return False
        return True

    def _check(self, goal: Goal) -> bool:
        """Draw what follows from a goal; whether it can still be met."""
        left = [at for at in goal.columns if self._row[at] is UNKNOWN]
        if not left:
            return True
        if goal.total is not None and not self._bounded(goal, goal.total):
            return False
        if len(left) == 1:
            return self._narrow(left[0], self._passing(goal, left[0]))
        if len(goal.columns) == 2 and self._is_small(goal):
            return self._paired(goal)
        return goal.total is not None or self._can_pass(goal)

    def _is_small(self, goal: Goal) -> bool:
        one, other = goal.columns
        size = self._open[one].bit_count() * self._open[other].bit_count()
        return size <= _PAIRED

    def _paired(self, goal: Goal) -> bool:
        """Keep of two open columns only values that some value of the other one goes with."""
        one, other = goal.columns
        kept = found = 0
        for index in _bits(self._open[one]):
            self._row[one] = self._domains[one].values[index]
            self._picked[one] = index
            passing = self._passing(goal, other) & self._open[other]
            if passing:
                kept |= 1 << index
                found |= passing
        self._row[one] = UNKNOWN
        self._picked[one] = -1
        return self._narrow(one, kept) and self._narrow(other, found)

    def _bounded(self, goal: Goal, total: Total) -> bool:
        """Take away what is too much, or too little, whatever the other columns come to."""
        self.steps += 1
        ranges = []
        for at, weight, default in zip(goal.columns, total.weights, total.defaults):
            known = self._range(at, self._open[at], default)
            if known is None:
                return True
            low, high = known
            ranges.append(
                (weight * low, weight * high)
                if weight > 0
                else (weight * high, weight * low)
            )
        lowest = sum(low for low, _ in ranges)
        highest = sum(high for _, high in ranges)
        for place, (low, high) in enumerate(ranges):
            at, weight = goal.columns[place], total.weights[place]
            most = None if total.most is None else total.most - lowest + low
            least = None if total.least is None else total.least - highest + high
            if (most is None or high <= most) and (least is None or low >= least):
                continue
            mask = 0
            for index in _bits(self._open[at]):
                own = weight * self._number(at, index, total.defaults[place])
                if (most is None or own <= most) and (least is None or own >= least):
                    mask |= 1 << index
            if not self._narrow(at, mask):
                return False
        return True

    def _range(self, at: int, mask: int, default: int | None) -> tuple[int, int] | None:
        """The least and the greatest number among open values; None where one of them is none."""
        key = (at, mask, default)
        if key not in self._ranges:
            values = self._domains[at].values
            found: list[int] = []
            for index in _bits(mask):
                value = default if values[index] is ABSENT else values[index]
                if not isinstance(value, int | float) or value != int(value):
                    break
                found.append(int(value))
            else:
                self._ranges[key] = min(found), max(found)
                return self._ranges[key]
            self._ranges[key] = None
        return self._ranges[key]

    def _number(self, at: int, index: int, default: int | None) -> int:
        value = self._domains[at].values[index]
        number = default if value is ABSENT else value
        assert isinstance(number, int | float)
        return int(number)

    def _passing(self, goal: Goal, at: int) -> int:
        """The values of the one open column with which a goal is met."""
        key = tuple([self._picked[one] for one in goal.columns])
        asked, passing = goal.known.get(key, (0, 0))
        missing = self._open[at] & ~asked
        if missing:
            values, row, test, strict = (
                self._domains[at].values,
                self._row,
                goal.test,
                goal.strict,
            )
            for index in _bits(missing):
                row[at] = values[index]
                self.steps += 1
                found = test(row)
                if found is not False and not (strict and found is UNKNOWN):
                    passing |= 1 << index
            row[at] = UNKNOWN
            if len(goal.known) >= _REMEMBERED:
                goal.known.clear()
            goal.known[key] = asked | missing, passing
        return passing

    def _can_pass(self, goal: Goal) -> bool:
        key = tuple([self._picked[one] for one in goal.columns])
        known = goal.known.get(key)
        if known is None:
            self.steps += 1
            known = 0, int(goal.test(self._row) is not False)
            if len(goal.known) >= _REMEMBERED:
                goal.known.clear()
            goal.known[key] = known
        return bool(known[1])

    def _undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            at, before, floor = self._trail.pop()
            if not before:
                self._row[at] = UNKNOWN
                self._picked[at] = -1
                continue
            self._open[at] = before
            self._bound += floor[0] - self._floor[at][0]
            self._floor[at] = floor
        self._settled.clear()
        self._stirred.clear()

    # -- outcomes ------------------------------------------------------------------------------------------------

    def _with_row(self) -> Outcome:
        row = tuple(self._domains[at].values[self._picked[at]] for at in self._places)
        return Outcome(row, True, self.steps)

    def _without_row(self, *, complete: bool) -> Outcome:
        return Outcome(None, complete, self.steps)


def _frontiers(places: Sequence[int], goals: Sequence[Goal]) -> list[tuple[int, ...]]:
    """For each column the earlier ones that goals look at together with it or later ones."""
    ranks = {place: rank for rank, place in enumerate(places)}
    last: dict[int, int] = {}
    for goal in goals:
        reach = max(ranks[at] for at in goal.columns)
        for at in goal.columns:
            last[at] = max(last.get(at, 0), reach)
    return [
        tuple(at for at in places[:rank] if last.get(at, -1) >= rank)
        for rank in range(len(places))
    ]
