"""A method -> a problem that queries are put to: its params as columns, its constraints as goals, split where they share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from onespec.datatypes import Field, JsonValue, ObjectType
from onespec.language.ast import Expr, Path, paths
from onespec.language.evaluate import ABSENT, UNKNOWN, Absent
from onespec.model import Constraint, Method
from onespec.search.answers import Answer, NoneFound, Proof, Value, Witness
from onespec.search.asked import Links, basics, links
from onespec.search.candidates import candidates
from onespec.search.engine import (
    FEW_STEPS,
    MAX_STEPS,
    MAX_TESTS,
    Column,
    Goal,
    Outcome,
    Search,
    Test,
    feasible,
)
from onespec.search.goals import (
    Claim,
    Places,
    claim,
    is_sure,
    relaxed,
    test,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One param with the values worth trying."""

    field: Field
    values: tuple[Value, ...]
    sure: Mapping[Path, frozenset[str]]
    """Ways of asking about it and its members in which these values show all that any could."""
    asked: tuple[Basic, ...]
    """What the rules ask about it."""
    place: int
    width: int

    def column(
        self,
        allowed: Callable[[Value], bool] | None = None,
        counts: Callable[[Expr], bool] = lambda expr: True,
    ) -> Column:
        """The values to search through, of those that a query allows, as far as conditions that count tell them apart."""
        values: Iterable[Value] = self.values
        if allowed is not None:
            values = (value for value in values if allowed(value))
        counted = [basic for basic in self.asked if counts(basic.expr)]
        if all(basic.is_alone for basic in counted):
            values = _distinct(values, self._signature([b.test for b in counted]))
        kept = tuple(values)
        return Column(kept, tuple(cost(self.field, value) for value in kept))

    def _signature(self, tests: list[Test]) -> Callable[[Value], tuple[object, ...]]:
        """What the rules can tell of a value."""

        def told(value: Value) -> tuple[object, ...]:
            row: list[object] = [UNKNOWN] * self.width
            row[self.place] = value
            return (cost(self.field, value), *(one(row) for one in tests))

        return told


@dataclass(frozen=True, slots=True)
class Basic:
    """A condition, and whether it is about one param only."""

    expr: Expr
    test: Test
    is_alone: bool


def param(field: Field, links: Links, basics: Sequence[Expr], places: Places) -> Param:
    """A param of a method; `basics` are the conditions of all rules."""
    found = candidates(field, (field.name,), links)
    absent: tuple[Value, ...] = () if field.required else (ABSENT,)
    own = [expr for expr in basics if field.name in _names(expr)]
    return Param(
        field=field,
        values=(*absent, *found.values),
        sure={(field.name,): found.sure, **found.inner},
        asked=tuple(
            Basic(expr, test(expr, places), _names(expr) == {field.name})
            for expr in own
        ),
        place=places[field.name],
        width=len(places),
    )


def _distinct(
    values: Iterable[Value], signature: Callable[[Value], tuple[object, ...]]
) -> Iterator[Value]:
    seen: set[tuple[object, ...]] = set()
    for value in values:
        key = signature(value)
        if key not in seen:
            seen.add(key)
            yield value


def _names(expr: Expr) -> set[str]:
    return {path[0] for path in paths(expr)}


def cost(field: Field, value: Value) -> int:
    """How many optional keys a value sends, those inside objects too."""
    if isinstance(value, Absent):
        return 0
    return (0 if field.required else 1) + _inner(field, value)


def _inner(field: Field, value: JsonValue) -> int:
    if not isinstance(field.type, ObjectType) or not isinstance(value, Mapping):
        return 0
    return sum(
        cost(member, value[member.name])
        for member in field.type.fields
        if member.name in value
    )


def at_path(value: Value, path: Path) -> Value:
    """What stands at a path below a param's value; ABSENT where nothing does."""
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return ABSENT
        value = value[name]
    return value


BUDGET: Final = 1_000_000
"""Steps of long searches after which a problem's further queries are cut short."""

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
    broken: tuple[Claim, ...]
    """Each constraint, not kept."""
    parts: tuple[tuple[int, ...], ...]
    """Columns that constraints tie together, each part in order."""
    sure: Mapping[Path, frozenset[str]]
    kept: dict[tuple[int, ...], Outcome] = field(default_factory=dict)
    judged: dict[int, bool] = field(default_factory=dict)
    asked: list[Expr] = field(default_factory=list)
    """Conditions that `judged` speaks of, held so that their ids stay theirs."""
    spent: int = 0
    """Steps that long searches have taken so far."""

    def find(
        self,
        broken: Iterable[int] = (),
        ignored: Iterable[int] = (),
        allowed: Limits | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
    ) -> Answer:
        """The smallest request that breaks just the constraints at `broken` (indexes), has allowed values, and more."""
        unmet, skipped, limits = set(broken), set(ignored), dict(allowed or {})
        extra = [Claim(expr, wanted, self.places) for expr, wanted in also]
        touched = {at for one in extra for at in one.columns} | set(limits)
        for index in unmet | skipped:
            touched.update(self.claims[index].columns)
        claims = [
            self.broken[index] if index in unmet else one
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
        inside = [
            one for one in claims if not one.columns or set(one.columns) & set(part)
        ]
        goals = [goal for one in inside for goal in one.goals]
        if any(goal.test([]) is not True for goal in goals if not goal.columns):
            return Outcome(None, True, 0)
        goals = [goal for goal in goals if goal.columns]
        columns = {at: self.params[at].column(limits.get(at)) for at in part}
        outcome = self._searched(columns, goals)
        if outcome.row is None and outcome.complete:
            return replace(outcome, complete=self._is_proof(part, inside, limits))
        return outcome

    def _searched(
        self, columns: Mapping[int, Column], goals: Sequence[Goal]
    ) -> Outcome:
        """In order of the witness first; where that takes long, any row at all decides whether to go on."""
        width = len(self.params)
        ordered = Search(columns, goals, width)
        outcome = ordered.run(FEW_STEPS)
        if outcome.row is not None or outcome.complete:
            return outcome
        some = feasible(columns, goals, width, self._allowance(MAX_TESTS))
        self.spent += some.steps
        if some.row is None:
            return some if some.complete else outcome
        outcome = ordered.run(self._allowance(MAX_STEPS))
        self.spent += outcome.steps
        return outcome if outcome.row is not None else replace(some, smallest=False)

    def _allowance(self, usual: int) -> int:
        """A problem that has cost much already is asked less of: hostile ones must not take minutes."""
        return usual if self.spent < BUDGET else usual // 20

    def _is_proof(
        self, part: tuple[int, ...], claims: Sequence[Claim], limits: Limits
    ) -> bool:
        """Whether there is no row even where every doubtful condition may come out as it likes."""
        columns: dict[int, Column] = {}
        for at in part:
            column = self.params[at].column(limits.get(at), self._is_sure)
            if not column.values:
                name = (self.params[at].field.name,)
                if self.sure[name]:
                    return True
                column = Column((None,), (0,))
            columns[at] = column
        if all(self._is_sure(leaf) for one in claims for leaf in one.leaves):
            return all(self.sure[(self.params[at].field.name,)] for at in part)
        loose = relaxed(claims, self._is_sure, self.places)
        limit = self._allowance(MAX_TESTS)
        outcome = feasible(columns, loose, len(self.params), limit)
        self.spent += outcome.steps
        return outcome.row is None and outcome.complete

    def _is_sure(self, leaf: Expr) -> bool:
        """Whether the values tried show all that a condition can come to; remembered by the very condition."""
        key = id(leaf)
        if key not in self.judged:
            self.judged[key] = is_sure(leaf, self.sure)
            self.asked.append(leaf)
        return self.judged[key]

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
    claims = tuple(claim(one, True, places) for one in chosen)
    return Problem(
        method=method,
        constraints=chosen,
        links=known,
        params=params,
        places=places,
        claims=claims,
        broken=tuple(claim(one, False, places) for one in chosen),
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
