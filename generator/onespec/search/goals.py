"""What a query demands of a request that is not yet whole, as goals over a row; and with every doubtful condition set free, for proofs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
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
    operands,
    paths,
    tree,
    walk,
)
from onespec.language.evaluate import ABSENT, UNKNOWN, Meaning, Origin, meaning
from onespec.model import Constraint, Group, GroupKind
from onespec.search.asked import basics, leaves, way
from onespec.search.engine import Goal, Row, Test

Places: TypeAlias = Mapping[str, int]
Freed: TypeAlias = Sequence[Expr]


def test(expr: Expr, places: Places, freed: Freed = ()) -> Test:
    """The value of an expression over a row; a part that is freed is never known."""
    loose = [tree(part) for part in freed]

    def fetch(root: str, name: str) -> Meaning:
        return itemgetter(-1 if root == Root.LOCAL.value else places[name])

    def told(part: list[Any]) -> Meaning | None:
        return (lambda row: UNKNOWN) if part in loose else None

    def bind(row: Row, name: str, item: object) -> Row:
        return [*row, item]

    return meaning(expr, Origin(fetch=fetch, bind=bind, told=told, strict=False))


def constraint_test(constraint: Constraint, places: Places) -> Test:
    """Whether a constraint holds of a row."""
    if isinstance(constraint.shape, Group):
        return _group(constraint.shape, places)
    return test(constraint.condition, places)


def _group(group: Group, places: Places) -> Test:
    members = [_member(paths, places) for paths in group.members]
    low, high = _limits(group.kind, len(members))
    together = group.kind is GroupKind.ALL_OR_NONE
    count = len(members)

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


def _member(paths: tuple[Path, ...], places: Places) -> Test:
    """Whether all of its paths are sent."""
    if len(paths) == len(paths[0]) == 1:
        return _sent(places[paths[0][0]])
    tests = [test(Has(root=Root.PARAMS, path=path), places) for path in paths]

    def value(row: Row) -> object:
        flags = [one(row) for one in tests]
        return False if False in flags else UNKNOWN if UNKNOWN in flags else True

    return value


def _sent(place: int) -> Test:
    def value(row: Row) -> object:
        found = row[place]
        return False if found is ABSENT else UNKNOWN if found is UNKNOWN else True

    return value


def _limits(kind: GroupKind, count: int) -> tuple[int, int]:
    low = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_LEAST_ONE) else 0
    high = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_MOST_ONE) else count
    return low, high


MAX_CLAUSES: Final = 8


@dataclass(slots=True)
class Claim:
    """A condition and whether it shall hold; `group` is given where it is a count over presence."""

    expr: Expr
    wanted: bool
    places: Places
    group: Constraint | None = None
    columns: tuple[int, ...] = field(init=False)
    """The params it names."""
    leaves: tuple[Expr, ...] = field(init=False)
    """The conditions it is made of."""
    made: list[Goal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = _columns(self.expr, self.places)
        self.leaves = tuple(leaves(self.expr))

    @property
    def goals(self) -> list[Goal]:
        """The claim in as many goals as it falls into, so that each is decided as early as can be."""
        if not self.made:
            self.made = self._goals()
        return self.made

    def _goals(self) -> list[Goal]:
        if self.group is not None:
            run = constraint_test(self.group, self.places)
            return [Goal(run if self.wanted else _turned(run), True, self.columns)]
        return [
            Goal(test(clause, self.places), True, _columns(clause, self.places))
            for clause in clauses(self.expr, self.wanted)
        ]


def claim(constraint: Constraint, wanted: bool, places: Places) -> Claim:
    """That a constraint holds, or that it does not."""
    is_group = isinstance(constraint.shape, Group)
    return Claim(constraint.condition, wanted, places, constraint if is_group else None)


def _turned(run: Test) -> Test:
    return lambda row: UNKNOWN if (found := run(row)) is UNKNOWN else not found


def _columns(expr: Expr, places: Places) -> tuple[int, ...]:
    names = dict.fromkeys(path[0] for path in paths(expr))
    return tuple(places[name] for name in names)


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


def relaxed(
    claims: Sequence[Claim], counts: Callable[[Expr], bool], places: Places
) -> list[Goal]:
    """Demands that every request which meets the claims meets as well: what is doubtful may come out as it likes."""
    goals: list[Goal] = []
    for one in claims:
        doubtful = [leaf for leaf in one.leaves if not counts(leaf)]
        if not doubtful:
            goals.extend(one.goals)
        elif one.group is None:
            for clause in clauses(one.expr, one.wanted):
                run = _lenient(test(clause, places, doubtful), True)
                goals.append(Goal(run, True, _columns(clause, places)))
    return [goal for goal in goals if goal.columns]


def _lenient(run: Test, wanted: bool) -> Test:
    """Once every column is there, a value that is still unknown will do; before that it says nothing yet."""
    return lambda row: UNKNOWN if (found := run(row)) is UNKNOWN else found is wanted


def is_sure(leaf: Expr, sure: Mapping[Path, frozenset[str]]) -> bool:
    """Whether the values tried show all that the condition can come to."""
    for basic in basics([leaf]):
        manner = way(basic)
        for part in walk(basic):
            if isinstance(part, Read | Has) and part.root is Root.PARAMS:
                if manner not in sure.get(part.path, frozenset()):
                    return False
    return True
