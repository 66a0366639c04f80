"""A method -> a problem that queries are put to: its params as columns, its constraints as tests, split where they share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from onespec.cel.ast import Expr, Path
from onespec.cel.walk import paths
from onespec.datatypes import JsonValue
from onespec.model import Constraint, Method
from onespec.solve.answers import Absent, Answer, NoneFound, Proof, Value, Witness
from onespec.solve.atoms import basics
from onespec.solve.claims import Claim, claim, is_sure, relaxed
from onespec.solve.counts import constraint_test
from onespec.solve.columns import Param, param
from onespec.solve.feasible import feasible
from onespec.solve.links import Links, links
from onespec.solve.partial import test
from onespec.solve.search import FEW_STEPS, MAX_STEPS, Column, Outcome, Search

Limits: TypeAlias = Mapping[int, Callable[[Value], bool]]


@dataclass(slots=True)
class Problem:
    """Made once for a method by `prepare`; remembers what each independent part comes to."""

    method: Method
    constraints: tuple[Constraint, ...]
    links: Links
    params: tuple[Param, ...]
    places: Mapping[str, int]
    claims: tuple[Claim, ...]
    """Each constraint, kept."""
    parts: tuple[tuple[int, ...], ...]
    """Columns that constraints tie together, each part in order."""
    sure: Mapping[Path, frozenset[str]]
    kept: dict[tuple[int, ...], Outcome] = field(default_factory=dict)

    def find(
        self,
        broken: Iterable[int] = (),
        ignored: Iterable[int] = (),
        allowed: Limits | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
    ) -> Answer:
        """The smallest request that breaks just the constraints at `broken` (indexes), has allowed values, and more."""
        unmet, skipped, limits = set(broken), set(ignored), dict(allowed or {})
        extra = [self._claim(expr, wanted) for expr, wanted in also]
        touched = {at for one in extra for at in one.columns} | set(limits)
        for index in unmet | skipped:
            touched.update(self.claims[index].columns)
        claims = [
            replace(one, wanted=False) if index in unmet else one
            for index, one in enumerate(self.claims)
            if index not in skipped
        ]
        claims.extend(extra)
        changed = self._merged(touched)
        outcomes = {changed: self._solve(changed, claims, limits)} if changed else {}
        if not changed:
            outcomes[()] = self._solve((), claims, {})
        for part in self.parts:
            if not set(part) & set(changed):
                outcomes[part] = self._part(part)
        return self._answer(outcomes)

    def _claim(self, expr: Expr, wanted: bool) -> Claim:
        return claim(expr, wanted, test(expr, self.places), self.places, None)

    def _merged(self, touched: set[int]) -> tuple[int, ...]:
        """Every column that shares a part with one of these."""
        found = set(touched)
        for part in self.parts:
            if found & set(part):
                found |= set(part)
        return tuple(sorted(found))

    def _part(self, part: tuple[int, ...]) -> Outcome:
        if part not in self.kept:
            self.kept[part] = self._solve(part, self.claims, {})
        return self.kept[part]

    def _solve(
        self, part: tuple[int, ...], claims: Sequence[Claim], limits: Limits
    ) -> Outcome:
        """The smallest row; else some row; else whether there surely is none. Claims without params count everywhere."""
        fixed = [one for one in claims if not one.columns]
        if any(one.run([]) is not one.wanted for one in fixed):
            return Outcome(None, True, 0)
        inside = [one for one in claims if set(one.columns) & set(part)]
        goals = [one.goal for one in inside]
        columns = {at: self.params[at].column(limits.get(at)) for at in part}
        width = len(self.params)
        ordered = Search(columns, goals, width)
        outcome = ordered.run(FEW_STEPS)
        if outcome.row is None and not outcome.complete:
            some = feasible(columns, goals, width)
            if some.row is not None:
                outcome = ordered.run(MAX_STEPS)
                if outcome.row is None:
                    return replace(some, smallest=False)
            elif some.complete:
                outcome = some
        if outcome.row is None and outcome.complete:
            return replace(outcome, complete=self._is_proof(part, inside, limits))
        return outcome

    def _is_proof(
        self, part: tuple[int, ...], claims: Sequence[Claim], limits: Limits
    ) -> bool:
        """Whether there is no row even where every doubtful condition may come out as it likes."""
        loose = relaxed(claims, self.sure, self.places)

        def counts(basic: Expr) -> bool:
            return is_sure(basic, self.sure)

        columns: dict[int, Column] = {}
        for at in part:
            column = self.params[at].column(limits.get(at), counts)
            if not column.values:
                name = (self.params[at].field.name,)
                if self.sure[name]:
                    return True
                column = Column((None,), (0,))
            columns[at] = column
        outcome = feasible(columns, loose, len(self.params))
        return outcome.row is None and outcome.complete

    def _answer(self, outcomes: Mapping[tuple[int, ...], Outcome]) -> Answer:
        values: dict[int, Value] = {}
        missing = [one for one in outcomes.values() if one.row is None]
        if missing:
            if any(one.complete for one in missing):
                return Proof()
            return NoneFound(tried=sum(one.steps for one in outcomes.values()))
        for part, outcome in outcomes.items():
            values.update(zip(part, outcome.row or (), strict=True))
        params: dict[str, JsonValue] = {}
        for at, one in enumerate(self.params):
            value = values[at]
            if not isinstance(value, Absent):
                params[one.field.name] = value
        return Witness(
            params=params, smallest=all(one.smallest for one in outcomes.values())
        )


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
    params = tuple(param(one, known, base, places) for one in method.params)
    claims = tuple(
        claim(one.condition, True, constraint_test(one, places), places, one)
        for one in chosen
    )
    return Problem(
        method=method,
        constraints=chosen,
        links=known,
        params=params,
        places=places,
        claims=claims,
        parts=_parts(conditions, places),
        sure=_sure(params, known),
    )


def _sure(params: Sequence[Param], known: Links) -> dict[Path, frozenset[str]]:
    """For each path the ways that it and all it is linked to are sure in."""
    own: dict[Path, frozenset[str]] = {}
    for one in params:
        own.update(one.sure)
    found: dict[Path, frozenset[str]] = {}
    for path, ways in own.items():
        for other in known.linked(path):
            ways = ways & own.get(other, frozenset())
        found[path] = ways
    return found


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
