# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Instances that calls have made, and the states in which they are: what the facts of
an account do not say.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from ..client.values import MISSING, at_path, is_list

MOST: Final = 10_000
"""Instances of a lifecycle that are remembered; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a call of a method does."""

    to: str = ""
    """The state that it leads to; empty where the instance stays."""
    starts: bool = False
    """Whether it makes an instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """A state machine that methods move."""

    id: str
    """The param, and the member of results, that names an instance."""
    facts: Mapping[str, str]
    """For each state in which an instance is known, the fact that lists those there."""
    moves: Mapping[str, Move]
    """By the names of methods."""


class Instances:
    """What calls have made so far.

    An instance that a fact lists is where the fact says, and stays there: a test has
    put it there. All others move as calls say.
    """

    def __init__(self, lifecycles: tuple[Lifecycle, ...]) -> None:
        self._lifecycles = lifecycles
        self._made: tuple[OrderedDict[int | float | str, str], ...] = tuple(
            OrderedDict() for _ in lifecycles
        )

    def facts(
        self, params: Mapping[str, object], state: Mapping[str, object]
    ) -> Mapping[str, object]:
        """The state, in which the instances that a request names are where they are."""
        found = dict(state)
        for lifecycle, made, key in self._named(params):
            fact = lifecycle.facts.get(made.get(key, ""))
            if fact is not None and not _is_listed(lifecycle, key, state):
                listed = state.get(fact)
                found[fact] = [*(listed if is_list(listed) else ()), key]
        return found

    def listed(
        self, method: str, state: Mapping[str, object]
    ) -> Iterator[tuple[str, set[float | str]]]:
        """For each member of the result that names a new instance, the ids that facts
        list: they are taken.
        """
        for lifecycle in self._lifecycles:
            move = lifecycle.moves.get(method)
            if move is not None and move.starts:
                facts = (state.get(fact) for fact in lifecycle.facts.values())
                lists = (ids for ids in facts if is_list(ids))
                yield lifecycle.id, {
                    one for ids in lists for one in ids if _is_key(one)
                }

    def move(
        self,
        method: str,
        params: Mapping[str, object],
        data: object,
        state: Mapping[str, object],
    ) -> None:
        """Takes note of what a call has done that succeeded with this result."""
        for lifecycle, made, key in self._named(params):
            move = lifecycle.moves.get(method)
            if move is None or not move.to or key not in made:
                continue
            if _is_listed(lifecycle, key, state):
                continue
            if move.to in lifecycle.facts:
                made[key] = move.to
            else:
                del made[key]
        for lifecycle, made in zip(self._lifecycles, self._made):
            move = lifecycle.moves.get(method)
            if move is None or not move.starts or move.to not in lifecycle.facts:
                continue
            made_id = at_path(data, (lifecycle.id,))
            if _is_key(made_id):
                made[made_id] = move.to
                while len(made) > MOST:
                    made.popitem(last=False)

    def _named(
        self, params: Mapping[str, object]
    ) -> Iterator[
        tuple[Lifecycle, OrderedDict[int | float | str, str], int | float | str]
    ]:
        """The instances that a request is about."""
        for lifecycle, made in zip(self._lifecycles, self._made):
            key = params.get(lifecycle.id, MISSING)
            if _is_key(key):
                yield lifecycle, made, key


def _is_key(value: object) -> TypeGuard[int | float | str]:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _is_listed(
    lifecycle: Lifecycle, key: int | float | str, state: Mapping[str, object]
) -> bool:
    """Whether a fact says where an instance is."""
    listed = (state.get(fact) for fact in lifecycle.facts.values())
    return any(is_list(ids) and key in ids for ids in listed)
