"""What a query demands of a request, as goals over a row; and the same with every doubtful condition set free, for proofs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import Final

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
    walk,
)
from onespec.model import Constraint, Group
from onespec.search.atoms import basics, leaves, way
from onespec.search.counts import constraint_test
from onespec.search.partial import UNKNOWN, Places, Test, test
from onespec.search.search import Goal

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
