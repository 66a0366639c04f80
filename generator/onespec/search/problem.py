"""A method -> a problem that queries are put to: its places as columns, its rules as goals, split where they share nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from onespec.datatypes import Field, JsonValue, MapType, ObjectType, UnionType, resolved
from onespec.language.ast import Expr, Path, Root
from onespec.language.evaluate import ABSENT, UNKNOWN, Absent
from onespec.model import Constraint, Group, Method, Raise, WhenThen
from onespec.search.answers import (
    HERE,
    Answer,
    Cell,
    Here,
    Key,
    NoneFound,
    Proof,
    Value,
    Witness,
)
from onespec.search.asked import Links, basics, links
from onespec.search.candidates import candidates
from onespec.search.engine import (
    FEW_STEPS,
    MAX_STEPS,
    Domain,
    Goal,
    Outcome,
    Row,
    Search,
    Test,
)
from onespec.search.goals import Claim, Layout, is_sure, test
from onespec.values import chosen, field_faults, identity

Rule: TypeAlias = Constraint | Raise
"""What an accepted request keeps: a constraint holds, and a condition of an error does not."""

Limit: TypeAlias = "Callable[[Cell], bool] | Sequence[Value]"
"""What a query lets a place be: what a test allows, or just these values in this order."""

Limits: TypeAlias = Mapping[Key, Limit]
"""The same for some places."""

_PARAMS: Final = Root.PARAMS.value
_STATE: Final = Root.STATE.value

CHANGED: Final = 2
COME_OR_GONE: Final = 3
OTHER_STATE: Final = 1_000
"""What differences cost, in optional keys: another account is worse than any change of a request."""

BUDGET: Final = 1_000_000
"""Steps of long searches after which a problem's further queries are cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A request that an answer shall differ from as little as can be, and what of it has to stay."""

    params: Mapping[str, JsonValue]
    kept: Sequence[Path] = ()
    """Places that stay as they are, with all that stands below them."""


@dataclass(slots=True, eq=False)
class Column:
    """One place of a request or a state, with the values worth trying in the order of the witness."""

    place: int
    key: Key
    item: Field
    values: list[Cell]
    """JSON values, ABSENT, and HERE for an object whose members have columns of their own."""
    sure: frozenset[str]
    """Ways of asking in which these values show all that any could."""
    above: tuple[int, ...]
    """Columns of the objects that hold it, outermost first."""
    own: int = field(init=False)
    """How many of the values are its own; those behind them were brought by queries."""
    costs: list[int] = field(init=False)
    indexes: dict[Hashable, int] = field(init=False)
    tests: list[Test] | None = None
    """What rules ask of it; None where some rule compares it with another place."""
    alike: list[int] = field(default_factory=list)
    """For each value the first one that no rule tells from it."""
    known: dict[tuple[object, ...], int] = field(default_factory=dict)
    domains: dict[tuple[object, ...], Domain] = field(default_factory=dict)
    """What queries have let it have, by the request to stay near to and the values allowed."""

    def __post_init__(self) -> None:
        self.own = len(self.values)
        self.costs = [self._cost(value) for value in self.values]
        self.indexes = {_identity(one): at for at, one in enumerate(self.values)}

    def index(self, value: Cell) -> int:
        """Where a value stands; one that is new is taken in."""
        at = self.indexes.setdefault(_identity(value), len(self.values))
        if at == len(self.values):
            self.values.append(value)
            self.costs.append(self._cost(value))
        return at

    def _cost(self, value: Cell) -> int:
        if self.key[0] == _STATE:
            return OTHER_STATE if self.values[0] is not value else 0
        return cost(self.item, value)

    def costs_near(self, near: int) -> list[int]:
        """What each value costs where one of them is the one to stay near to."""
        if self.key[0] == _STATE:
            return self.costs
        absent = self.indexes.get(_identity(ABSENT), -1)
        found = [CHANGED] * len(self.values)
        if near == absent:
            found = [COME_OR_GONE] * len(self.values)
        elif absent >= 0:
            found[absent] = COME_OR_GONE
        found[near] = 0
        return found

    def told_apart(self, indexes: Iterable[int], width: int) -> Iterator[int]:
        """Of values that no rule tells apart only the first."""
        if self.tests is None:
            yield from indexes
            return
        for at in range(len(self.alike), len(self.values)):
            self.alike.append(self.known.setdefault(self._signature(at, width), at))
        seen: set[int] = set()
        for index in indexes:
            if self.alike[index] not in seen:
                seen.add(self.alike[index])
                yield index

    def _signature(self, at: int, width: int) -> tuple[object, ...]:
        row: list[object] = [UNKNOWN] * width
        for above in self.above:
            row[above] = HERE
        row[self.place] = self.values[at]
        told = (one(row) for one in self.tests or ())
        return (self.values[at] is ABSENT, self.costs[at], *told)


def _identity(value: object) -> Hashable:
    return value if value is ABSENT or value is HERE else identity(value)


def cost(field: Field, value: object) -> int:
    """How many optional keys a value sends, those inside objects too."""
    if isinstance(value, Absent):
        return 0
    return (0 if field.required else 1) + _inner(field, value)


def _inner(field: Field, value: object) -> int:
    kind = resolved(field.type)
    if isinstance(kind, UnionType):
        option = chosen(kind, value)
        return 0 if option is None else _inner(option, value)
    if isinstance(kind, MapType) and isinstance(value, Mapping):
        return sum(cost(kind.values, item) for item in value.values())
    if not isinstance(kind, ObjectType) or not isinstance(value, Mapping):
        return 0
    return sum(
        cost(member, value[member.name])
        for member in kind.fields
        if member.name in value
    )


@dataclass(slots=True, eq=False)
class Problem:
    """Made once for a method by `prepare`; remembers what each independent part comes to."""

    method: Method
    rules: tuple[Rule, ...]
    links: Links
    columns: tuple[Column, ...]
    layout: Layout
    kept: tuple[Claim, ...]
    """Each rule, kept."""
    broken: tuple[Claim, ...]
    """Each rule, not kept."""
    structure: tuple[Goal, ...]
    """That members stand in objects, and in which of them."""
    parts: tuple[tuple[int, ...], ...]
    """Columns that rules tie together, each part in order."""
    sure: Mapping[Key, frozenset[str]]
    solved: dict[tuple[object, ...], Outcome] = field(default_factory=dict)
    judged: dict[int, bool] = field(default_factory=dict)
    asked: list[Expr] = field(default_factory=list)
    """Conditions that `judged` speaks of, held so that their ids stay theirs."""
    spent: int = 0
    """Steps that long searches have taken so far."""

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """The rules that are constraints, which come first."""
        return tuple(rule for rule in self.rules if isinstance(rule, Constraint))

    def find(
        self,
        broken: Iterable[int] = (),
        ignored: Iterable[int] = (),
        allowed: Limits | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
        near: Near | None = None,
    ) -> Answer:
        """The smallest request, or the one nearest to another, that breaks just the rules at `broken` (indexes), has allowed values, and more."""
        query = _Query(self, set(broken), set(ignored), allowed or {}, also, near)
        return query.answer()

    def excludes(
        self,
        broken: Iterable[int] = (),
        ignored: Iterable[int] = (),
        allowed: Limits | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
    ) -> bool:
        """Whether there surely is no such request; quicker than to find the smallest."""
        unmet, skipped, limits = set(broken), set(ignored), allowed or {}
        query = _Query(self, unmet, skipped, limits, also, is_any=True)
        return isinstance(query.answer(), Proof)

    def is_sure(self, leaf: Expr) -> bool:
        """Whether the values tried show all that a condition can come to; remembered by the very condition."""
        key = id(leaf)
        if key not in self.judged:
            self.judged[key] = is_sure(leaf, self.sure)
            self.asked.append(leaf)
        return self.judged[key]

    def allowance(self, usual: int) -> int:
        """A problem that has cost much already is asked less of: hostile ones must not take minutes."""
        return usual if self.spent < BUDGET else usual // 20


class _Query:
    """One question."""

    def __init__(
        self,
        problem: Problem,
        broken: set[int],
        ignored: set[int],
        allowed: Limits,
        also: Sequence[tuple[Expr, bool]],
        near: Near | None = None,
        *,
        is_any: bool = False,
    ) -> None:
        self._problem = problem
        self._limits = _placed(problem, allowed)
        layout = problem.layout
        self._extra = [Claim(one, wanted, layout, strict=True) for one, wanted in also]
        self._claims = [
            problem.broken[index] if index in broken else claim
            for index, claim in enumerate(problem.kept)
            if index not in ignored
        ] + self._extra
        touched = {at for one in self._extra for at in one.columns} | set(self._limits)
        for index in broken | ignored:
            touched.update(problem.kept[index].columns)
        self._changed = self._merged(touched)
        self._near = None if near is None else self._cells(near)
        self._is_any = is_any
        """Whether any request will do."""
        self._fixed = {
            column.place
            for column in problem.columns
            if near is not None
            and column.key[0] == _PARAMS
            and any(column.key[1 : len(path) + 1] == path for path in near.kept)
        }

    def _merged(self, touched: set[int]) -> tuple[int, ...]:
        """Every column that shares a part with one of these."""
        found = set(touched)
        for part in self._problem.parts:
            if found & set(part):
                found |= set(part)
        return tuple(sorted(found))

    def _cells(self, near: Near) -> list[int]:
        """For each column the index of what the near request has there."""
        layout = self._problem.layout
        return [
            (
                0
                if column.key[0] == _STATE
                else column.index(_cell(near.params, column.key, layout))
            )
            for column in self._problem.columns
        ]

    def answer(self) -> Answer:
        """The best request, or any."""
        problem, outcomes = self._problem, {}
        if any(
            goal.test([]) is not True
            for claim in self._claims
            if not claim.columns
            for goal in claim.goals
        ):
            return Proof()
        if self._changed:
            outcomes[self._changed] = self._solve(self._changed, self._claims)
        for part in problem.parts:
            if part[0] not in self._changed:
                outcomes[part] = self._part(part)
        return self._answer(outcomes)

    def _part(self, part: tuple[int, ...]) -> Outcome:
        """What a part comes to that the query asks nothing special of."""
        near = self._near and tuple((self._near[at], at in self._fixed) for at in part)
        key = (part, near, self._is_any)
        if key not in self._problem.solved:
            self._problem.solved[key] = self._solve(part, self._problem.kept)
        return self._problem.solved[key]

    def _solve(self, part: tuple[int, ...], claims: Sequence[Claim]) -> Outcome:
        """The best row; else some row; else whether there surely is none."""
        inside = set(part)
        claims = [one for one in claims if one.columns and one.columns[0] in inside]
        goals = [goal for one in claims for goal in one.goals]
        if any(not goal.columns and goal.test([]) is False for goal in goals):
            return Outcome(None, True, 0)
        goals = [goal for goal in goals if goal.columns]
        goals += self._structure(inside)
        domains = {at: self._domain(at) for at in part}
        outcome = self._searched(domains, goals)
        if outcome.row is None and outcome.complete:
            return replace(outcome, complete=self._is_proof(domains, claims))
        return outcome

    def _structure(self, inside: set[int]) -> list[Goal]:
        return [one for one in self._problem.structure if one.columns[0] in inside]

    def _domain(self, at: int) -> Domain:
        """The values of a column that the query allows, as far as rules tell them apart."""
        column = self._problem.columns[at]
        near = -1 if self._near is None else self._near[at]
        costs = column.costs if near < 0 else column.costs_near(near)
        if at in self._fixed:
            return Domain(column.values, costs, 1 << near)
        limit, layout = self._limits.get(at), self._problem.layout
        order: tuple[int, ...] = ()
        indexes: Iterable[int] = range(column.own)
        if callable(limit):
            indexes = [one for one in indexes if limit(column.values[one])]
        elif limit is not None:
            cells = (_as_cell(value, column.key, layout) for value in limit)
            indexes = order = tuple(dict.fromkeys(map(column.index, cells)))
            costs = column.costs if near < 0 else column.costs_near(near)
        indexes = tuple(indexes)
        # Of more values each costs what it cost before, but for those that are taken in.
        key = (near, indexes, bool(order), limit is None, len(column.values))
        known = column.domains.get(key)
        if known is None:
            width = len(self._problem.columns)
            mask = 0
            for index in column.told_apart(indexes, width):
                mask |= 1 << index
            if near >= 0 and limit is None:
                mask |= 1 << near
            known = Domain(column.values, costs, mask, order)
            column.domains[key] = known
        return known

    def _searched(
        self, domains: Mapping[int, Domain], goals: Sequence[Goal]
    ) -> Outcome:
        """In order of the witness first; where that takes long, any row at all decides whether to go on."""
        problem = self._problem
        search = Search(domains, goals, len(problem.columns))
        if self._is_any:
            some = search.any(problem.allowance(MAX_STEPS))
            problem.spent += search.steps
            return some
        outcome = search.smallest(FEW_STEPS)
        if outcome.row is not None or outcome.complete:
            return outcome
        some = search.any(problem.allowance(MAX_STEPS))
        if some.row is not None:
            outcome = search.smallest(problem.allowance(MAX_STEPS))
            some = outcome if outcome.row else replace(some, smallest=False)
        problem.spent += search.steps
        return replace(some, steps=search.steps)

    def _is_proof(self, domains: Mapping[int, Domain], claims: Sequence[Claim]) -> bool:
        """Whether there is no row even where every doubtful condition may come out as it likes."""
        problem = self._problem
        known: dict[int, Domain] = {}
        for at, domain in domains.items():
            is_known = bool(problem.sure[problem.columns[at].key])
            if domain.open:
                known[at] = domain
            elif is_known:
                return True
        if all(problem.is_sure(leaf) for one in claims for leaf in one.leaves):
            return all(problem.sure[problem.columns[at].key] for at in domains)
        goals = [goal for one in claims for goal in one.relaxed(problem.is_sure)]
        goals = [
            goal
            for goal in (*goals, *self._structure(set(domains)))
            if goal.columns and known.keys() >= set(goal.columns)
        ]
        search = Search(known, goals, len(problem.columns))
        outcome = search.any(problem.allowance(MAX_STEPS))
        problem.spent += search.steps
        return outcome.row is None and outcome.complete

    def _answer(self, outcomes: Mapping[tuple[int, ...], Outcome]) -> Answer:
        missing = [one for one in outcomes.values() if one.row is None]
        if missing:
            if any(one.complete for one in missing):
                return Proof()
            return NoneFound(tried=sum(one.steps for one in outcomes.values()))
        row: list[Cell] = [ABSENT] * len(self._problem.columns)
        for part, outcome in outcomes.items():
            for at, value in zip(part, outcome.row or (), strict=True):
                row[at] = value
        columns, layout = self._problem.columns, self._problem.layout
        state = {
            column.key[1]: _bare(row[column.place])
            for column in columns
            if column.key[0] == _STATE and row[column.place] is not column.values[0]
        }
        return Witness(
            params=_params(self._problem.method, row, layout),
            smallest=all(one.smallest for one in outcomes.values()),
            state=state,
            changes=self._changes(row),
        )

    def _changes(self, row: Sequence[Cell]) -> dict[Key, Value]:
        if self._near is None:
            return {}
        return {
            column.key: _bare(value)
            for column, value, near in zip(self._problem.columns, row, self._near)
            if column.key[0] == _PARAMS and value is not column.values[near]
        }


def _placed(problem: Problem, allowed: Limits) -> dict[int, Limit]:
    """The limits by column; one of something inside a union becomes a list of whole values of the union."""
    places = problem.layout.places
    found = {places[key]: allowed[key] for key in allowed if key in places}
    inner: dict[int, dict[Key, Limit]] = {}
    for key, limit in allowed.items():
        if key not in places:
            held = next(k for n in range(len(key), 1, -1) if (k := key[:n]) in places)
            inner.setdefault(places[held], {})[key[len(held) :]] = limit
    for at, limits in inner.items():
        column = problem.columns[at]
        limit = found.get(at, lambda value: True)
        known = [one for one in column.values if callable(limit) and limit(one)]
        found[at] = _wholes(column.item, known if callable(limit) else limit, limits)
    return found


def _wholes(
    item: Field, values: Iterable[Cell], limits: Mapping[Key, Limit]
) -> list[Value]:
    """Values that have inside what is asked for, made of known ones by putting it in."""
    found = [one for one in values if not isinstance(one, Here)]
    for path, limit in limits.items():
        for wanted in () if callable(limit) else list(limit)[:MOST_INSIDE]:
            made = [_with(one, path, wanted) for one in found[:MOST_INSIDE]]
            found += [
                v for v in made if v is not ABSENT and not any(field_faults(item, v))
            ]
    kept = [
        v for v in found if all(_has_inside(item, v, *one) for one in limits.items())
    ]
    return list({_identity(value): value for value in kept}.values())


MOST_INSIDE: Final = 24
"""Values, of a union or of something inside it, that are tried with one another."""


def _with(value: Value, path: Key, wanted: Value) -> Value:
    """A value with another one inside it; ABSENT where nothing there could hold it."""
    if not path:
        return wanted
    if not isinstance(value, dict):
        return ABSENT
    inner = _with(value.get(path[0], ABSENT), path[1:], wanted)
    if inner is ABSENT:
        return {name: one for name, one in value.items() if name != path[0]}
    return {**value, path[0]: inner}


def _has_inside(item: Field, value: Value, path: Key, limit: Limit) -> bool:
    """Whether what stands inside a value is one of those allowed; another option of a union has nothing there."""
    found: Value = value
    for at, name in enumerate(path):
        kind = resolved(item.type)
        while isinstance(kind, UnionType):
            option = chosen(kind, found)
            if option is None:
                return True
            kind = resolved(option.type)
        held = kind.fields if isinstance(kind, ObjectType) else ()
        member = next((one for one in held if one.name == name), None)
        if member is None or not isinstance(found, dict):
            return True
        item, found = member, found.get(name, ABSENT)
    if callable(limit):
        return bool(limit(found))
    return any(_identity(one) == _identity(found) for one in limit)


def _bare(value: Cell) -> Value:
    return {} if isinstance(value, Here) else value


def _cell(params: Mapping[str, JsonValue], key: Key, layout: Layout) -> Cell:
    """What a column has where a request is given."""
    found: JsonValue | Mapping[str, JsonValue] = params
    for name in key[1:]:
        if not isinstance(found, Mapping) or name not in found:
            return ABSENT
        found = found[name]
    return _as_cell(dict(found) if isinstance(found, Mapping) else found, key, layout)


def _as_cell(value: Value, key: Key, layout: Layout) -> Cell:
    return HERE if key in layout.members and isinstance(value, dict) else value


def _params(method: Method, row: Row, layout: Layout) -> dict[str, JsonValue]:
    values = {
        field.name: layout.value((_PARAMS, field.name))(row) for field in method.params
    }
    return {name: value for name, value in values.items() if value is not ABSENT}


# -- making one ------------------------------------------------------------------------------------------------------


def prepare(
    method: Method,
    constraints: Sequence[Constraint] | None = None,
    also: Sequence[Expr] = (),
    *,
    raises: Sequence[Raise] = (),
    facts: Sequence[Field] = (),
    sample: Mapping[str, JsonValue] | None = None,
    given: Mapping[Key, Sequence[JsonValue]] | None = None,
) -> Problem:
    """The problem of a method, of all its constraints unless others are given.

    `also` are further conditions that queries will use: their constants are tried as well. Conditions of errors that
    shall not be met are rules too, behind the constraints; what they read of the state is as the `sample` has it, unless
    a query needs another. `given` values of a place are tried before all others.
    """
    chosen = tuple(method.rules if constraints is None else constraints)
    rules: tuple[Rule, ...] = (*chosen, *raises)
    conditions = [*(one.condition for one in chosen), *(one.when for one in raises)]
    # Whether a rule of a type has anything to say is asked of the items of a list as well.
    also = [
        *also,
        *(
            one.shape.when
            for one in chosen
            if one.base is not None and isinstance(one.shape, WhenThen)
        ),
    ]
    known = links(method.params, [*conditions, *also], facts, sample)
    columns, layout = _columns(method.params, facts, known, given or {})
    _alone(columns, layout, basics([*conditions, *also]))
    kept = tuple(_claim(rule, layout, is_kept=True) for rule in rules)
    return Problem(
        method=method,
        rules=rules,
        links=known,
        columns=columns,
        layout=layout,
        kept=kept,
        broken=tuple(_claim(rule, layout, is_kept=False) for rule in rules),
        structure=tuple(_structure(columns)),
        parts=_parts(columns, kept),
        sure=_sure(columns, known),
    )


def _claim(rule: Rule, layout: Layout, *, is_kept: bool) -> Claim:
    if isinstance(rule, Raise):
        return Claim(rule.when, not is_kept, layout, strict=not is_kept)
    group = rule.shape if isinstance(rule.shape, Group) else None
    return Claim(rule.condition, is_kept, layout, group)


def _columns(
    params: Sequence[Field],
    facts: Sequence[Field],
    known: Links,
    given: Mapping[Key, Sequence[JsonValue]],
) -> tuple[tuple[Column, ...], Layout]:
    found: list[Column] = []
    members: dict[Key, tuple[str, ...]] = {}

    def add(item: Field, key: Key, above: tuple[int, ...], lacking: bool) -> None:
        """A column for a place, and for those below it that rules look at."""
        place, values = len(found), list[Cell]()
        if lacking or not item.required:
            values.append(ABSENT)
        inner = _members(item, key, known)
        if inner is None:
            tried = candidates(item, key, known)
            values += _each_once([*given.get(key, ()), *tried.values])
            sure = tried.sure
        else:
            values += [HERE]
            values += [None] if item.nullable else []
            sure = frozenset(["presence"])
        found.append(Column(place, key, item, values, sure, above))
        if inner is not None:
            members[key] = tuple(member.name for member in inner)
            for member in inner:
                add(member, (*key, member.name), (*above, place), len(values) > 1)

    for item in params:
        add(item, (_PARAMS, item.name), (), False)
    for fact in facts:
        key = (_STATE, fact.name)
        if any(other[:2] == key for other in known.notes):
            tried = candidates(fact, key, known)
            own: list[Cell] = [
                known.stated.get(key, ABSENT),
                *given.get(key, ()),
                *tried.values,
            ]
            values = _each_once(own)
            found.append(Column(len(found), key, fact, values, frozenset(), ()))
    places = {column.key: column.place for column in found}
    return tuple(found), Layout(places, members)


def _each_once(values: Iterable[Cell]) -> list[Cell]:
    found: dict[Hashable, Cell] = {}
    for value in values:
        found.setdefault(_identity(value), value)
    return list(found.values())


def _members(item: Field, key: Key, known: Links) -> list[Field] | None:
    """The members of an object that get columns; None where it is looked at from outside only."""
    if not isinstance(item.type, ObjectType):
        return None
    below = {
        other[len(key)]
        for other in known.notes
        if len(other) > len(key) and other[: len(key)] == key
    }
    if not below:
        return None
    whole = key in known.notes and known.notes[key].ways - {"presence"}
    return [
        member
        for member in item.type.fields
        if member.required or whole or member.name in below
    ]


def _alone(
    columns: Sequence[Column], layout: Layout, conditions: Iterable[Expr]
) -> None:
    """Tell each column what rules ask of it alone."""
    for column in columns:
        column.tests = []
    for condition in conditions:
        looked = layout.columns(condition)
        run = test(condition, layout)
        for at in looked:
            column = columns[at]
            if column.tests is None:
                continue
            if set(looked) <= {at, *column.above}:
                column.tests.append(run)
            else:
                column.tests = None


def _structure(columns: Sequence[Column]) -> Iterator[Goal]:
    for column in columns:
        if column.above and len(columns[column.above[-1]].values) > 1:
            above, place = column.above[-1], column.place
            yield Goal(_inside(above, place, column.item.required), (above, place))


def _inside(above: int, place: int, is_required: bool) -> Test:
    """A member is there only where its object is, and where it is required, then it has to be."""

    def value(row: Row) -> object:
        holder, held = row[above], row[place]
        if holder is UNKNOWN or held is UNKNOWN:
            return UNKNOWN
        if holder is HERE:
            return held is not ABSENT or not is_required
        return held is ABSENT

    return value


def _sure(columns: Sequence[Column], known: Links) -> dict[Key, frozenset[str]]:
    """For each place the ways that it and all it is linked to are sure in."""
    own = {column.key: column.sure for column in columns}
    found: dict[Key, frozenset[str]] = {}
    for key, ways in own.items():
        for other in known.linked(key):
            ways = ways & own.get(other, frozenset())
        found[key] = ways
    return found


def _parts(
    columns: Sequence[Column], claims: Sequence[Claim]
) -> tuple[tuple[int, ...], ...]:
    """Columns grouped so that no rule reaches from one group into another."""
    group = list(range(len(columns)))

    def lead(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    ties = [claim.columns for claim in claims if claim.columns]
    ties += [(column.above[-1], column.place) for column in columns if column.above]
    for first, *rest in ties:
        for other in rest:
            group[max(lead(first), lead(other))] = min(lead(first), lead(other))
    parts: dict[int, list[int]] = {}
    for at in range(len(columns)):
        parts.setdefault(lead(at), []).append(at)
    return tuple(map(tuple, parts.values()))
