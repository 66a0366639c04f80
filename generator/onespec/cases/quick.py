"""Quick play: a request that the account refuses also shows that everything else in it is legal, so one request does for two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from onespec.cases.scene import Scene
from onespec.cases.suite import FULL, QUICK, SAFE, Case
from onespec.runtime.player.values import NotGivenError

MASKED = ".masked"


def doubled(
    scene: Scene, cases: Iterable[Case], combined: Iterable[Case]
) -> list[Case]:
    """All cases, with pairs of them joined for the quick level.

    `combined` are legal combinations, unmasked; what each is joined with is a condition of the method's own table.
    """
    found = list(cases)
    own = {row.mnemonic for row in scene.method.errors}
    rows = [
        case
        for case in found
        if QUICK in case.levels
        and case.condition
        and case.condition[0] in own
        and not case.id.endswith(MASKED)
    ]
    joined: list[Case] = []
    spent: set[str] = set()
    for index, combination in enumerate(combined):
        for row in _in_turn(rows, spent, index):
            params = _carried(scene, row, combination)
            if params is not None and _is_refused(scene, row, params):
                joined.append(_joined(row, combination, params))
                spent |= {f"{combination.id}{MASKED}", row.id}
                break
    return [
        _without_quick(case) if case.id in spent else case for case in found
    ] + joined


def _in_turn(rows: list[Case], spent: set[str], index: int) -> Iterator[Case]:
    """Conditions that are not yet spent, then all of them, a different one first each time."""
    yield from (row for row in rows if row.id not in spent)
    if rows:
        turn = index % len(rows)
        yield from (*rows[turn:], *rows[:turn])


def _joined(row: Case, combination: Case, params: dict[str, Any]) -> Case:
    legal = (item for item in combination.covers if not item.endswith("/result"))
    return replace(
        row,
        id=f"{row.id}/with-{combination.id.rpartition('/')[2]}",
        title=f"{row.title}, in a request that is legal otherwise",
        covers=(*row.covers, *legal),
        params=params,
        levels=(QUICK,),
    )


def _carried(scene: Scene, row: Case, combination: Case) -> dict[str, Any] | None:
    """The combination with all that sets the row's request apart from the smallest legal one."""
    apart = {
        name: value
        for name, value in (row.params or {}).items()
        if scene.base.get(name) != value
    }
    return {**(combination.params or {}), **apart} if apart else None


def _is_refused(scene: Scene, row: Case, params: dict[str, Any]) -> bool:
    try:
        found = scene.refusals(params)
    except NotGivenError:
        return False
    numbers = [
        (item.mnemonic, scene.method.error(item.mnemonic).raises.index(item.raised) + 1)
        for item in found
        if item.raised is not None
    ]
    return len(found) == 1 and numbers == [row.condition]


def _without_quick(case: Case) -> Case:
    left = tuple(level for level in (FULL, SAFE) if level in case.levels)
    return replace(case, levels=left)
