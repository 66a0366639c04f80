"""What a query demands of a request, as goals over a row; and the same with every doubtful condition set free, for proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onespec.cel.ast import Expr, Has, Path, Read, Root
from onespec.cel.walk import paths, walk
from onespec.model import Constraint, Group
from onespec.solve.atoms import basics, leaves, way
from onespec.solve.partial import UNKNOWN, Places, Test, test
from onespec.solve.search import Goal


@dataclass(frozen=True, slots=True)
class Claim:
    """A condition and whether it shall hold; `run` computes it over a row."""

    expr: Expr
    wanted: bool
    run: Test
    columns: tuple[int, ...]
    is_group: bool = False

    @property
    def goal(self) -> Goal:
        """The claim as a goal of a search."""
        return Goal(self.run, self.wanted, self.columns)


def claim(
    expr: Expr, wanted: bool, run: Test, places: Places, constraint: Constraint | None
) -> Claim:
    """A claim about the params it names."""
    names = dict.fromkeys(path[0] for path in paths(expr))
    is_group = constraint is not None and isinstance(constraint.shape, Group)
    columns = tuple(places[name] for name in names)
    return Claim(expr, wanted, run, columns, is_group)


def relaxed(
    claims: Sequence[Claim], sure: Mapping[Path, frozenset[str]], places: Places
) -> list[Goal]:
    """Demands that every request which meets the claims meets as well: what is doubtful may come out as it likes."""
    goals: list[Goal] = []
    for one in claims:
        doubtful = [leaf for leaf in leaves(one.expr) if not is_sure(leaf, sure)]
        if not doubtful:
            goals.append(one.goal)
        elif not one.is_group:
            run = _lenient(test(one.expr, places, doubtful), one.wanted)
            goals.append(Goal(run, True, one.columns))
    return goals


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
