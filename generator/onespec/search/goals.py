"""What a query demands of a request that is not yet whole, as goals over a row; and with every doubtful condition set free, for proofs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations, product
from operator import itemgetter
from typing import Any, Final, TypeAlias

from onespec.language.ast import (
    Binary,
    Expr,
    Has,
    Path,
    Read,
    Root,
    Unary,
    kind_of,
    operands,
    tree,
    walk,
)
from onespec.language.evaluate import ABSENT, UNKNOWN, Meaning, Origin, meaning
from onespec.model import Group, GroupKind
from onespec.runtime.player import expressions
from onespec.search.answers import HERE, Key
from onespec.search.asked import basics, border, key_of, leaves, way
from onespec.search.engine import Goal, Row, Test, Total

Freed: TypeAlias = Sequence[Expr]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which place of a request has which column."""

    places: Mapping[Key, int]
    members: Mapping[Key, tuple[str, ...]]
    """Of the objects whose members have columns, the members that do."""

    def chain(self, key: Key) -> tuple[int, ...]:
        """The columns of what holds a place, outermost first, and its own; fewer where a column holds a whole object."""
        ends = range(2, len(key) + 1)
        return tuple(self.places[key[:end]] for end in ends if key[:end] in self.places)

    def columns(self, expr: Expr) -> tuple[int, ...]:
        """Every column that an expression looks at."""
        found: dict[int, None] = {}
        for part in walk(expr):
            if isinstance(part, Read | Has) and part.root is not Root.LOCAL:
                key = key_of(part)
                found.update(dict.fromkeys(self.chain(key)))
                if isinstance(part, Read):
                    found.update(dict.fromkeys(self._below(key)))
        return tuple(found)

    def _below(self, key: Key) -> Iterator[int]:
        for name in self.members.get(key, ()):
            yield self.places[*key, name]
            yield from self._below((*key, name))

    def value(self, key: Key) -> Meaning:
        """What gives the value of a whole place; of an object, UNKNOWN until all its members are."""
        own = itemgetter(self.places[key])
        if key not in self.members:
            return own
        members = [(name, self.value((*key, name))) for name in self.members[key]]

        def assembled(row: Row) -> object:
            found = own(row)
            if found is not HERE:
                return found
            held = {}
            for name, member in members:
                one = member(row)
                if one is UNKNOWN:
                    return UNKNOWN
                if one is not ABSENT:
                    held[name] = one
            return held

        return assembled


def test(expr: Expr, layout: Layout, freed: Freed = ()) -> Test:
    """The value of an expression over a row; a part that is freed is never known."""
    loose = [tree(part) for part in freed]

    def fetch(root: str, name: str) -> Meaning:
        if root == Root.LOCAL.value:
            return lambda row: row[-1][name]
        return layout.value((root, name))

    def told(part: list[Any]) -> Meaning | None:
        if part in loose:
            return lambda row: UNKNOWN
        if part[0] in ("read", "has"):
            key = (part[1], *part[2])
            is_inner = part[0] == "has" or len(key) > 2
            if is_inner and key in layout.places:
                return _inside(part, key, layout)
        return None

    def bind(row: Row, name: str, item: object) -> Row:
        """The variables in reach stand behind the columns."""
        *columns, last = row
        if isinstance(last, _Variables):
            return [*columns, _Variables({**last, name: item})]
        return [*row, _Variables({name: item})]

    return meaning(expr, Origin(fetch=fetch, bind=bind, told=told, strict=False))


class _Variables(dict[str, object]):
    """The variables of macros, by name."""


def _inside(part: list[Any], key: Key, layout: Layout) -> Meaning:
    """A read, or the presence, of a member that has a column: asked of the columns above it in turn.

    Where one of them says that nothing is there, what the member comes to is a constant: a default, if anything.
    """
    chain, last = layout.chain(key), len(key) - 2
    plain = _of_whole(part)
    without = [plain(_held(key[2:], depth, ABSENT)) for depth in range(last + 1)]
    as_null = [plain(_held(key[2:], depth, None)) for depth in range(last + 1)]
    is_has, whole = part[0] == "has", part[4:] == ["int"]
    own = layout.value(key)

    def value(row: Row) -> object:
        for depth, at in enumerate(chain):
            found = row[at]
            if found is UNKNOWN:
                return UNKNOWN
            if found is ABSENT:
                return without[depth]
            if depth < last and found is None:
                return as_null[depth]
        if is_has:
            return True
        found = own(row)
        return int(found) if whole and isinstance(found, float) else found

    return value


def _of_whole(part: list[Any]) -> Meaning:
    """What a read, or the presence, comes to where the whole value of the param that it starts at is known."""
    ask, root, name = (
        expressions.meaning(part, Origin(strict=False)),
        part[1],
        part[2][0],
    )
    return lambda value: ask({root: {} if value is ABSENT else {name: value}})


def _held(names: Path, depth: int, value: object) -> object:
    """A param in which, so many steps down, a value or nothing stands."""
    held = value
    for name in reversed(names[:depth]):
        held = {} if held is ABSENT else {name: held}
    return held


# -- claims ----------------------------------------------------------------------------------------------------------

MAX_CLAUSES: Final = 8
MAX_PAIRS: Final = 40
"""Members of a group up to which it is said pair by pair."""


@dataclass(slots=True, eq=False)
class Claim:
    """A condition and whether it shall hold."""

    expr: Expr
    wanted: bool
    layout: Layout
    group: Group | None = None
    """Given where the condition is a count over presence."""
    strict: bool = False
    """Whether it has to be known, once all it reads is chosen, and not just not be known to fail."""
    columns: tuple[int, ...] = field(init=False)
    """The columns it looks at."""
    leaves: tuple[Expr, ...] = field(init=False)
    """The conditions it is made of."""
    made: list[Goal] | None = None
    loose: list[Goal] | None = None

    def __post_init__(self) -> None:
        self.columns = self.layout.columns(self.expr)
        self.leaves = tuple(leaves(self.expr))

    @property
    def goals(self) -> list[Goal]:
        """The claim in as many goals as it falls into, so that each is decided as early as can be."""
        if self.made is None:
            self.made = list(self._goals())
        return self.made

    def _goals(self) -> Iterator[Goal]:
        if self.group is not None:
            yield from _group(self.group, self.wanted, self.layout)
            return
        for clause in clauses(self.expr, self.wanted):
            run, columns = test(clause, self.layout), self.layout.columns(clause)
            total = _total(clause, columns, self.layout)
            yield Goal(run, columns, self.strict, total=total)

    def relaxed(self, counts: Callable[[Expr], bool]) -> list[Goal]:
        """Goals that every request which meets the claim meets as well: what is doubtful may come out as it likes."""
        if self.loose is None:
            self.loose = list(self._relaxed(counts))
        return self.loose

    def _relaxed(self, counts: Callable[[Expr], bool]) -> Iterator[Goal]:
        doubtful = [leaf for leaf in self.leaves if not counts(leaf)]
        if not doubtful:
            yield from self.goals
        elif self.group is None:
            for clause in clauses(self.expr, self.wanted):
                run = test(clause, self.layout, doubtful)
                columns = [
                    self.layout.columns(leaf)
                    for leaf in leaves(clause)
                    if leaf not in doubtful
                ]
                looked = tuple(dict.fromkeys(at for one in columns for at in one))
                if looked:
                    yield Goal(run, looked)


def _total(expr: Expr, columns: tuple[int, ...], layout: Layout) -> Total | None:
    """What a comparison of sums of whole numbers says of them; None for any other condition."""
    holds = True
    while isinstance(expr, Unary) and expr.op == "!":
        expr, holds = expr.operand, not holds
    if not isinstance(expr, Binary) or kind_of(expr.left) != "int":
        return None
    sides = border(expr.left, expr.right)
    ats = {} if sides is None else {layout.places.get(key): key for key in sides[0]}
    limits = _LIMITS.get((expr.op, holds))
    if sides is None or limits is None or len(ats) < 2 or set(ats) != set(columns):
        return None
    scale = math.lcm(*(weight.denominator for weight in sides[0].values()))
    weights = tuple(int(sides[0][ats[at]] * scale) for at in columns)
    edge = -sides[1] * scale
    low, high = limits
    return Total(
        weights=weights,
        defaults=tuple(_default(expr, ats[at]) for at in columns),
        least=math.floor(edge) if low else None,
        most=math.ceil(edge) if high else None,
    )


_LIMITS: Final[Mapping[tuple[str, bool], tuple[bool, bool]]] = {
    ("==", True): (True, True),
    ("!=", False): (True, True),
    ("<=", True): (False, True),
    (">", False): (False, True),
    ("<", True): (False, True),
    (">=", False): (False, True),
    (">=", True): (True, False),
    ("<", False): (True, False),
    (">", True): (True, False),
    ("<=", False): (True, False),
}
"""For a comparison, and whether it holds: whether a sum is bounded below, and above. An edge that is excluded is left to the test."""


def _default(expr: Expr, key: Key) -> int | None:
    """What a param that is not sent counts as."""
    read = next(
        part for part in walk(expr) if isinstance(part, Read) and key_of(part) == key
    )
    default = read.defaults[-1]
    return default if type(default) is int else None


def clauses(expr: Expr, truth: bool) -> list[Expr]:
    """Conditions that all hold just where the expression is `truth`; each reaches no further than it must."""
    found: list[Expr] = []
    for part in _sides("&&", expr, truth):
        sides = [_sides("&&", *side) for side in _sides("||", *part)]
        if math.prod(map(len, sides)) > MAX_CLAUSES:
            found.append(_literal(*part))
            continue
        for picked in product(*sides):
            literals = [_literal(*side) for side in picked]
            found.append(reduce(_either, literals))
    return found


def _sides(op: str, expr: Expr, truth: bool) -> list[tuple[Expr, bool]]:
    """What `op` joins in an expression that shall be `truth`: `!(a || b)` is a chain of `&&`."""
    own = op if truth else {"&&": "||", "||": "&&"}[op]
    return operands(own, expr, truth)


def _literal(expr: Expr, truth: bool) -> Expr:
    return expr if truth else Unary(op="!", operand=expr)


def _either(left: Expr, right: Expr) -> Expr:
    return Binary(op="||", left=left, right=right)


def is_sure(leaf: Expr, sure: Mapping[Key, frozenset[str]]) -> bool:
    """Whether the values tried show all that the condition can come to."""
    for basic in basics([leaf]):
        manner = way(basic)
        for part in walk(basic):
            if isinstance(part, Read | Has) and part.root is not Root.LOCAL:
                if manner not in sure.get(key_of(part), frozenset()):
                    return False
    return True


# -- groups ----------------------------------------------------------------------------------------------------------


def _group(group: Group, wanted: bool, layout: Layout) -> Iterator[Goal]:
    """A group of params in goals over two of them, as far as it can be said so."""
    members = [_member(paths, layout) for paths in group.members]
    low, high = _limits(group.kind, len(members))
    runs = [run for run, _ in members]
    columns = tuple(dict.fromkeys(at for _, ats in members for at in ats))
    if not wanted or len(members) > MAX_PAIRS or len(members) < 2:
        kept = _counted(runs, low, high, group.kind)
        yield Goal(kept if wanted else _turned(kept), columns)
        return
    if group.kind is GroupKind.ALL_OR_NONE:
        for one, other in zip(members, members[1:]):
            yield _pair(one, other, lambda left, right: left is right)
        return
    if high == 1:
        for one, other in combinations(members, 2):
            yield _pair(one, other, lambda left, right: not (left and right))
    if low == 1:
        yield Goal(_counted(runs, 1, len(members), group.kind), columns)


Member: TypeAlias = tuple[Test, tuple[int, ...]]
"""Whether one member of a group is sent, and the columns that say so."""


def _pair(one: Member, other: Member, holds: Callable[[bool, bool], bool]) -> Goal:
    (left, here), (right, there) = one, other

    def value(row: Row) -> object:
        first, second = left(row), right(row)
        if first is UNKNOWN or second is UNKNOWN:
            return UNKNOWN
        return holds(first is True, second is True)

    return Goal(value, tuple(dict.fromkeys((*here, *there))))


def _counted(members: Sequence[Test], low: int, high: int, kind: GroupKind) -> Test:
    together, count = kind is GroupKind.ALL_OR_NONE, len(members)

    def value(row: Row) -> object:
        sure = possible = 0
        for one in members:
            found = one(row)
            if found is not False:
                possible += 1
                if found is True:
                    sure += 1
        if together:
            if 0 < sure and possible < count:
                return False
            return True if sure == count or possible == 0 else UNKNOWN
        if sure > high or possible < low:
            return False
        return True if sure >= low and possible <= high else UNKNOWN

    return value


def _turned(run: Test) -> Test:
    return lambda row: UNKNOWN if (found := run(row)) is UNKNOWN else not found


def _member(paths: tuple[Path, ...], layout: Layout) -> Member:
    """Whether all of its paths are sent."""
    asked = [Has(root=Root.PARAMS, path=path) for path in paths]
    tests = [test(one, layout) for one in asked]
    columns = tuple(dict.fromkeys(at for one in asked for at in layout.columns(one)))
    if len(tests) == 1:
        return tests[0], columns

    def value(row: Row) -> object:
        flags = [one(row) for one in tests]
        return False if False in flags else UNKNOWN if UNKNOWN in flags else True

    return value, columns


def _limits(kind: GroupKind, count: int) -> tuple[int, int]:
    low = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_LEAST_ONE) else 0
    high = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_MOST_ONE) else count
    return low, high
