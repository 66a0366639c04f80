"""A condition of the error table -> the request, and where need be the account, that meets it and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from onespec.cases.choices import deciding
from onespec.cases.makers import around, has
from onespec.cases.scene import Scene
from onespec.cases.spots import Params, drop, put
from onespec.cases.supply import is_legal, legal_literals
from onespec.datatypes import ArrayType, Field, JsonValue, StringType
from onespec.language.ast import Path, Root, paths
from onespec.model import Raise
from onespec.runtime.player.values import NotGivenError

PATIENCE: Final = 400
"""Combinations that a search looks at."""

OTHER: Final = "other"
"""A text that a fact can be where any other one will do."""

ABSENT: Final = "(absent)"
"""Stands for a param that is left out; compared by identity."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """Values for the params that a condition reads, and facts that differ from the sample account."""

    values: Mapping[Path, Any]
    state: Mapping[str, JsonValue]


def applied(scene: Scene, values: Mapping[Path, Any]) -> Params:
    """The smallest legal request with some params set or left out."""
    params = scene.base
    for path, value in sorted(values.items(), key=lambda item: len(item[0])):
        if value is ABSENT:
            params = drop(params, path) if has(params, path) else params
        elif (
            len(path) == 1
            or has(params, path[:-1])
            or values.get(path[:-1]) is not ABSENT
        ):
            params = put(around(scene, path, params), path, value)
    return params


def meets(scene: Scene, scheme: Scheme, raised: Raise) -> bool:
    """Whether that condition, and nothing else, refuses the request."""
    try:
        found = scene.refusals(applied(scene, scheme.values), scheme.state)
    except NotGivenError:
        return False
    return [item.raised for item in found] == [raised]


def harmless(scene: Scene, scheme: Scheme) -> bool:
    """Whether nothing refuses the request."""
    try:
        return not scene.refusals(applied(scene, scheme.values), scheme.state)
    except NotGivenError:
        return False


def choices(scene: Scene, raised: Raise) -> dict[Path, list[Any]]:
    """For each param that a condition reads, what to try."""
    found: dict[Path, list[Any]] = {}
    for path in paths(raised.when):
        spot = next((item for item in scene.spots if item.path == path), None)
        if spot is not None:
            values = deciding(scene, raised.when, spot)
            found[path] = values if spot.field.required else [*values, ABSENT]
    return found


def provocation(scene: Scene, raised: Raise) -> Scheme | None:
    """The first request found that the condition alone refuses."""
    key = ("provocation", id(raised))
    if key not in scene.memo:
        scene.memo[key] = _provocation(scene, raised)
    found: Scheme | None = scene.memo[key]
    return found


def _provocation(scene: Scene, raised: Raise) -> Scheme | None:
    options = choices(scene, raised)
    for state in itertools.chain([{}], _accounts(scene, raised)):
        rows = itertools.product(*options.values())
        for values in itertools.islice(rows, PATIENCE):
            scheme = Scheme(dict(zip(options, values, strict=True)), state)
            if meets(scene, scheme, raised):
                return scheme
    return None


def _accounts(scene: Scene, raised: Raise) -> Iterator[dict[str, JsonValue]]:
    """Accounts that differ from the sample in one fact that the condition reads."""
    named = dict.fromkeys(path[0] for path in paths(raised.when, Root.STATE))
    # A text can be anything; other facts have values that say something.
    known = sorted(
        scene.service.state, key=lambda fact: isinstance(fact.type, StringType)
    )
    for fact in known:
        if fact.name in named:
            for value in facts(fact, scene.state.get(fact.name)):
                yield {fact.name: value}


def facts(fact: Field, value: JsonValue) -> Iterator[JsonValue]:
    """Other values of a fact, those nearest to a limit first."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (0, 1, value + 1)
    elif isinstance(value, list) and isinstance(fact.type, ArrayType):
        yield from ([], legal_literals(fact.type.items)[:1])
    else:
        others = [*fact.examples, OTHER, *legal_literals(fact)]
        yield from (item for item in others if item != value and is_legal(fact, item))
