"""A method -> a problem that queries are put to: its params as columns, its constraints as tests, split where they share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onespec.cel.ast import Expr
from onespec.cel.walk import paths
from onespec.datatypes import JsonValue
from onespec.model import Constraint, Method
from onespec.solve.answers import Absent, Answer, NoneFound, Proof, Value, Witness
from onespec.solve.atoms import basics
from onespec.solve.columns import Param, param
from onespec.solve.links import Links, links
from onespec.solve.partial import Test, constraint_test, test
from onespec.solve.search import Goal, Outcome, search


@dataclass(slots=True)
class Problem:
    """Made once for a method by `prepare`; remembers what each independent part comes to."""

    method: Method
    constraints: tuple[Constraint, ...]
    links: Links
    params: tuple[Param, ...]
    places: Mapping[str, int]
    tests: tuple[Test, ...]
    parts: tuple[tuple[int, ...], ...]
    """Columns that constraints tie together, each part in order."""
    kept: dict[tuple[int, ...], Outcome] = field(default_factory=dict)

    def find(
        self,
        broken: Iterable[int] = (),
        ignored: Iterable[int] = (),
        allowed: Mapping[int, Callable[[Value], bool]] | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
    ) -> Answer:
        """The smallest request that breaks just the constraints at `broken` (indexes), has allowed values, and more."""
        unmet, skipped, limits = set(broken), set(ignored), dict(allowed or {})
        touched = set(limits)
        for expr, _ in also:
            touched.update(self._columns(expr))
        for index in unmet | skipped:
            touched.update(self._columns(self.constraints[index].condition))
        changed = self._merged(touched)
        goals = [
            Goal(run, index not in unmet, self._columns(constraint.condition))
            for index, (run, constraint) in enumerate(
                zip(self.tests, self.constraints, strict=True)
            )
            if index not in skipped
        ]
        goals.extend(
            Goal(test(expr, self.places), wanted, self._columns(expr))
            for expr, wanted in also
        )
        outcomes = {changed: self._solve(changed, goals, limits)} if changed else {}
        for part in self.parts:
            if not set(part) & set(changed):
                outcomes[part] = self._part(part, goals)
        return self._answer(outcomes, goals, limits)

    def _columns(self, expr: Expr) -> tuple[int, ...]:
        names = dict.fromkeys(path[0] for path in paths(expr))
        return tuple(self.places[name] for name in names)

    def _merged(self, touched: set[int]) -> tuple[int, ...]:
        """Every column that shares a part with one of these."""
        found = set(touched)
        for part in self.parts:
            if found & set(part):
                found |= set(part)
        return tuple(sorted(found))

    def _part(self, part: tuple[int, ...], goals: list[Goal]) -> Outcome:
        if part not in self.kept:
            self.kept[part] = self._solve(part, goals, {})
        return self.kept[part]

    def _solve(
        self,
        part: tuple[int, ...],
        goals: list[Goal],
        limits: Mapping[int, Callable[[Value], bool]],
    ) -> Outcome:
        """Columns get new numbers within the part; a goal without columns is judged at once."""
        inside = [goal for goal in goals if set(goal.columns) & set(part)]
        if any(goal.test([]) is not goal.wanted for goal in goals if not goal.columns):
            return Outcome(None, True, 0)
        columns = {at: self.params[at].column(limits.get(at)) for at in part}
        return search(columns, inside, len(self.params))

    def _is_proof(
        self,
        part: tuple[int, ...],
        outcome: Outcome,
        goals: list[Goal],
        limits: Mapping[int, Callable[[Value], bool]],
    ) -> bool:
        """No row is a proof where the values tried are all that matter; else the sure goals alone must have none."""
        if not outcome.complete:
            return False
        if all(self.params[at].exact for at in part):
            return True
        empty = [at for at in part if not self.params[at].column(limits.get(at)).values]
        if empty:
            return any(self.params[at].exact for at in empty)
        sure = [
            goal
            for goal in goals
            if set(goal.columns) & set(part)
            and all(self.params[at].exact for at in goal.columns)
        ]
        places = sorted({at for goal in sure for at in goal.columns})
        if not places:
            return False
        columns = {at: self.params[at].column(limits.get(at)) for at in places}
        again = search(columns, sure, len(self.params))
        return again.row is None and again.complete

    def _answer(
        self,
        outcomes: Mapping[tuple[int, ...], Outcome],
        goals: list[Goal],
        limits: Mapping[int, Callable[[Value], bool]],
    ) -> Answer:
        tried = sum(outcome.steps for outcome in outcomes.values())
        params: dict[str, JsonValue] = {}
        values: dict[int, Value] = {}
        for part, outcome in outcomes.items():
            if outcome.row is None:
                is_proof = outcome.complete and all(
                    self.params[at].exact for at in part
                )
                return Proof() if is_proof else NoneFound(tried=tried)
            values.update(zip(part, outcome.row, strict=True))
        for at, one in enumerate(self.params):
            value = values[at]
            if not isinstance(value, Absent):
                params[one.field.name] = value
        return Witness(params=params)


def prepare(
    method: Method,
    constraints: Sequence[Constraint] | None = None,
    also: Sequence[Expr] = (),
) -> Problem:
    """The problem of a method, of its own constraints unless others are given.

    `also` are further conditions that queries will use: their constants are tried as well.
    """
    chosen = tuple(method.constraints if constraints is None else constraints)
    conditions = [constraint.condition for constraint in chosen]
    asked = [*conditions, *also]
    places = {one.name: at for at, one in enumerate(method.params)}
    known = links(method.params, asked)
    base = basics(asked)
    return Problem(
        method=method,
        constraints=chosen,
        links=known,
        params=tuple(param(one, known, base, places) for one in method.params),
        places=places,
        tests=tuple(constraint_test(constraint, places) for constraint in chosen),
        parts=_parts(conditions, places),
    )


def _parts(
    conditions: Sequence[Expr], places: Mapping[str, int]
) -> tuple[tuple[int, ...], ...]:
    """Columns grouped so that no condition reaches from one group into another."""
    parts: list[set[int]] = [{at} for at in places.values()]
    for condition in conditions:
        reached = {places[path[0]] for path in paths(condition)}
        joined = [part for part in parts if part & reached]
        if len(joined) > 1:
            parts = [part for part in parts if part not in joined]
            parts.append(set().union(*joined))
    return tuple(sorted(tuple(sorted(part)) for part in parts))
