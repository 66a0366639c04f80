"""Requests that differ from the smallest legal one in a single respect, and the cases made of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from onespec.cases import expectations
from onespec.cases.scene import Scene, candidates, read_by, refused
from onespec.cases.spots import Params, Spot, drop, get, put
from onespec.cases.suite import ALL, Case
from onespec.language.ast import Path
from onespec.runtime.player.values import NotGivenError
from onespec.values import MISSING_FIELD


def around(scene: Scene, path: Path, params: Params | None = None) -> Params:
    """Params in which every object above a path is there."""
    result = scene.base if params is None else params
    for end in range(1, len(path)):
        if path[end - 1].isdecimal() or has(result, path[:end]):
            continue
        found = candidates(scene, scene.spot(path[:end]))
        result = put(result, path[:end], found[0])
    return result


def has(params: Params, path: Path) -> bool:
    """Whether something stands at a path."""
    try:
        get(params, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def with_value(scene: Scene, path: Path, value: object) -> Params:
    """The smallest legal request with one value set."""
    return put(around(scene, path), path, value)


def without(scene: Scene, path: Path) -> Params:
    """The smallest legal request with one value left out."""
    return drop(around(scene, path), path)


def shape_case(
    scene: Scene,
    spot: Spot,
    name: str,
    title: str,
    slot: str,
    params: Params,
    *,
    levels: Iterable[str] = ALL,
    path: Path | None = None,
    covers: Iterable[str] = (),
) -> Case:
    """A case of a param that is absent, strange, of a wrong type or of a wrong value."""
    where = spot.path if path is None else path
    row = expectations.slot_row(scene.service, slot, scene.method)
    hidden = (
        expectations.is_secret(scene.method.params, spot.path) or slot == MISSING_FIELD
    )
    named = () if any(step.isdecimal() for step in where) else where
    element = (
        f"{scene.method.name}/params/{spot.dotted}" if spot.path else scene.method.name
    )
    return Case(
        id=f"{scene.method.name}/{'.'.join((*spot.path, name) if spot.path else (name,))}",
        title=title,
        covers=(
            *covers,
            f"errors/{row.mnemonic}",
            f"protocol/{slot}",
            f"{element}/{slot}",
        ),
        expect=expectations.error(
            scene.service, scene.method, row, path=named, hidden=hidden
        ),
        method=scene.method.name,
        params=params,
        levels=tuple(levels),
        faulty=where[0] if where else "",
    )


def repaired(scene: Scene, params: Params, keep: Iterable[Path]) -> Params | None:
    """The params made legal by changes to others than those to keep; None where no small change does."""
    kept = set(keep)
    if scene.passes(params):
        return params
    named = {path[0] for item in refused(scene, params) for path in read_by(item)}
    others = [
        spot
        for spot in scene.spots
        if len(spot.path) == 1 and spot.path not in kept and spot.path[0] in named
    ]
    for count in (1, 2):
        for chosen in itertools.combinations(others, count):
            choices = [candidates(scene, spot)[:4] for spot in chosen]
            for values in itertools.product(*choices):
                tried = params
                for spot, value in zip(chosen, values, strict=True):
                    tried = put(tried, spot.path, value)
                if scene.passes(tried):
                    return tried
    return None


def only(scene: Scene, params: Params, mnemonic: str) -> bool:
    """Whether one thing refuses the params, and it is that error."""
    try:
        found = scene.refusals(params)
    except NotGivenError:
        return False
    return [item.mnemonic for item in found] == [mnemonic]
