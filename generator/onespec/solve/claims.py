"""What a query demands of a request, as goals over a row; and the same with every doubtful condition set free, for proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onespec.cel.ast import Expr, Has, Path, Read, Root
from onespec.cel.walk import paths, walk
from onespec.model import Constraint, Group
from onespec.solve.atoms import basics, leaves, way
from onespec.solve.partial import Places, Test, test
from onespec.solve.search import Column, Goal


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


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Goals and further columns: one for each condition that may now be true or false at will."""

    goals: tuple[Goal, ...]
    columns: Mapping[int, Column]
    width: int


def relaxed(
    claims: Sequence[Claim], sure: Mapping[Path, frozenset[str]], places: Places
) -> Relaxed:
    """Demands that every request which meets the claims meets as well."""
    freed: list[tuple[Expr, int]] = []
    goals: list[Goal] = []
    for one in claims:
        doubtful = [leaf for leaf in leaves(one.expr) if not _is_sure(leaf, sure)]
        if not doubtful:
            goals.append(one.goal)
            continue
        if one.is_group:
            continue
        for leaf in doubtful:
            if all(leaf != known for known, _ in freed):
                freed.append((leaf, len(places) + len(freed)))
        own = [place for known, place in freed if known in doubtful]
        run = test(one.expr, places, freed)
        goals.append(Goal(run, one.wanted, (*one.columns, *own)))
    columns = {place: Column((False, True), (0, 0)) for _, place in freed}
    return Relaxed(tuple(goals), columns, len(places) + len(freed))


def _is_sure(leaf: Expr, sure: Mapping[Path, frozenset[str]]) -> bool:
    """Whether the values tried show all that the condition can come to."""
    for basic in basics([leaf]):
        manner = way(basic)
        for part in walk(basic):
            if isinstance(part, Read | Has) and part.root is Root.PARAMS:
                if manner not in sure.get(part.path, frozenset()):
                    return False
    return True
