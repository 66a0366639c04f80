"""Legal requests that together send every legal value once and every pair of params in each way of being there or not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from onespec import patterns
from onespec.cases.expectations import leaves
from onespec.cases.makers import repaired
from onespec.cases.positives import Stage, accepted
from onespec.cases.provoke import ABSENT, applied
from onespec.cases.scene import Scene, candidates, member
from onespec.cases.spots import Spot
from onespec.cases.strays import FAR, longest
from onespec.cases.suite import FULL, QUICK, SAFE, Case
from onespec.cases.supply import is_legal
from onespec.datatypes import ObjectType, StringType
from onespec.language.ast import Path

MOST: Final = 20
"""Requests of one method."""

ASCII: Final = "".join(map(chr, range(32, 127)))

REAL: Final = 3
"""How many of them quick play lets through."""

Row: TypeAlias = dict[Path, Any]
Options: TypeAlias = Mapping[Path, list[Any]]
"""For each param what a row can say of it; the last one is ABSENT where it is optional."""

Goal: TypeAlias = tuple[Any, ...]
"""Something still to be sent: a param's value by its place, or two params' presence."""


def combo_cases(stage: Stage) -> Iterator[Case]:
    """The requests, as they are and masked."""
    scene = stage.scene
    values: Options = {
        spot.path: _options(scene, spot) for spot in scene.spots if len(spot.path) == 1
    }
    values = {path: found for path, found in values.items() if len(found) > 1}
    rows = list(_rows(scene, values))
    needed = _needed(values, [row for row, _ in rows])
    for index, (row, params) in enumerate(rows):
        covers = [item for path in row for item in _covered(scene, path, row[path])]
        yield from accepted(
            stage,
            f"combinations/{index + 1}",
            "a legal combination of params",
            (f"{scene.method.name}/accepted", *covers),
            params,
            (),
            levels=(FULL, QUICK) if index < REAL else (FULL,),
            masked_levels=(SAFE, QUICK) if index in needed else (SAFE,),
        )


def _needed(values: Options, rows: list[Row]) -> set[int]:
    """Rows without which some value would not be sent; the other ones only vary what is sent together."""
    sent = [{goal for goal in _reached(values, row) if len(goal) == 2} for row in rows]
    kept = set(range(len(rows)))
    for index in range(len(rows)):
        others = set().union(*(sent[other] for other in kept - {index}))
        if sent[index] <= others:
            kept.remove(index)
    return kept


def _options(scene: Scene, spot: Spot) -> list[Any]:
    """What a row can say of a param: legal values that some request can carry, and nothing where it is optional."""
    found = [
        value
        for value in legal_values(scene, spot)
        if repaired(scene, applied(scene, {spot.path: value}), [spot.path]) is not None
    ]
    return found if spot.field.required else [*found, ABSENT]


def _covered(scene: Scene, path: Path, value: Any) -> Iterator[str]:
    """Elements that a value covers."""
    spot = scene.spot(path)
    element = f"{scene.method.name}/params/{spot.dotted}"
    if value is ABSENT:
        yield f"{element}/optional"
        return
    yield f"{element}/legal"
    if getattr(spot.field.type, "enum", ()) or isinstance(value, bool):
        yield f"{element}/legal/{json.dumps(value)}"
    if isinstance(value, Mapping) and isinstance(spot.field.type, ObjectType):
        for name, inner in value.items():
            yield from _covered(scene, (*path, name), inner)


def legal_values(scene: Scene, spot: Spot) -> list[Any]:
    """Values to be accepted: listed ones, members of the account's lists, examples and the longest."""
    kind = spot.field.type
    lists = scene.lists.get(spot.path, ())
    if lists:
        found = [member(spot, name, at) for name in lists for at in (0, -1)]
        return [*found, *candidates(scene, spot)[-1:]]
    found = candidates(scene, spot)
    if isinstance(kind, StringType) and not kind.enum:
        found = found[: max(1, len(spot.field.examples))]
        found += _edges(scene, spot, kind)
    return (
        found
        if getattr(kind, "enum", ()) or isinstance(kind, ObjectType)
        else found[:4]
    )


def _edges(scene: Scene, spot: Spot, kind: StringType) -> list[str]:
    """The longest legal text, and the shortest unless that is left open."""
    if leaves(scene.service, scene.method, "form", path=spot.path):
        return []
    near = kind.max_length is not None and kind.max_length <= FAR
    most = "x" * (kind.max_length or 0) if near else ""
    found = [longest(kind.pattern) if kind.pattern else most]
    shortest = next(patterns.matching(kind.pattern), "") if kind.pattern else ""
    if kind.min_length:
        shortest = shortest or "x" * kind.min_length
    if not leaves(scene.service, scene.method, "short-text", path=spot.path):
        found.append(shortest)
    if kind.pattern:
        found.append(_alphabet(kind.pattern))
    return [value for value in found if value and is_legal(spot.field, value)]


def _alphabet(pattern: str) -> str:
    """Every character that is a legal text by itself, one after the other."""
    return "".join(char for char in ASCII if patterns.matches(pattern, char))


def _rows(scene: Scene, values: Options) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Rows that each reach as much as they can of what is still to be reached."""
    goals = dict.fromkeys(_goals(values))
    for number in range(MOST):
        if not goals:
            return
        row = _greedy(values, goals, number)
        params = repaired(scene, applied(scene, row), ())
        if params is None:
            row = _alone(values, next(iter(goals)))
            params = repaired(scene, applied(scene, row), row)
        reached = _reached(values, row)
        if not reached & goals.keys():
            reached = {next(iter(goals))}
        for goal in reached & goals.keys():
            del goals[goal]
        if params is not None:
            yield row, params


def _goals(values: Options) -> Iterator[Goal]:
    for path, found in values.items():
        for index, value in enumerate(found):
            if value is not ABSENT:
                yield path, index
    optional = [path for path, found in values.items() if found[-1] is ABSENT]
    for left, right in itertools.combinations(optional, 2):
        for here, there in itertools.product((True, False), repeat=2):
            yield left, here, right, there


def _reached(values: Options, row: Row) -> set[Goal]:
    """Goals that a row reaches."""
    places = {
        path: values[path].index(row[path]) for path in row if row[path] is not ABSENT
    }
    found: set[Goal] = set(places.items())
    optional = [path for path, known in values.items() if known[-1] is ABSENT]
    for left, right in itertools.combinations(optional, 2):
        if left in row and right in row:
            found.add((left, row[left] is not ABSENT, right, row[right] is not ABSENT))
    return found


def _greedy(values: Options, goals: Mapping[Goal, None], number: int) -> Row:
    """Params in order, each with the value that reaches most beside those before it; the next one where all are alike."""
    row: Row = {}
    for path, found in values.items():
        scores = [
            len(_reached(values, {**row, path: value}) & goals.keys())
            for value in found
        ]
        alike = min(scores) == max(scores)
        row[path] = found[number % len(found) if alike else scores.index(max(scores))]
    return row


def _alone(values: Options, goal: Goal) -> Row:
    """The one value that a goal asks for; nothing else that could be in its way."""
    if len(goal) == 2:
        return {goal[0]: values[goal[0]][goal[1]]}
    left, here, right, there = goal
    return {
        left: values[left][0] if here else ABSENT,
        right: values[right][0] if there else ABSENT,
    }
