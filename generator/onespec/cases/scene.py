"""A method in its sample account: legal values for each param, the smallest legal request, and what refuses a request."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from onespec.cases.forms import shape
from onespec.cases.spots import Params, Spot, drop, put, spots
from onespec.cases.supply import legal_literals, outsiders
from onespec.datatypes import JsonValue, ObjectType, StringType
from onespec.language.ast import Binary, Call, Expr, Path, Read, Root, paths, walk
from onespec.language.functions import FUNCTIONS
from onespec.model import Method, Service
from onespec.runtime.player.values import Facts, NotGivenError, resolve
from onespec.verdict import Judge, Refusal, sample_state

PATIENCE: Final = 200
"""Requests that a search tries before it gives up."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that case makers ask about one method."""

    service: Service
    method: Method
    state: Mapping[str, JsonValue]
    lists: Mapping[Path, tuple[str, ...]]
    """For each param, the lists of the state that some condition looks for its value in."""
    spots: tuple[Spot, ...]
    judge: Judge
    base: Params
    """The smallest request that nothing refuses, as far as a search found one."""
    memo: dict[object, Any] = field(default_factory=dict)
    """Answers that are asked for again and again."""

    def refusals(
        self, params: Params, state: Mapping[str, JsonValue] | None = None
    ) -> tuple[Refusal, ...]:
        """Every reason to refuse the params, in an account that differs from the sample by some facts.

        Raises NotGivenError where the account lacks what a symbol stands for.
        """
        account = {**self.state, **(state or {})}
        sent: Params = resolve(params, Facts(account))
        return tuple(self.judge.refusals(sent, account))

    def passes(self, params: Params) -> bool:
        """Whether nothing refuses the params."""
        try:
            return not self.refusals(params)
        except NotGivenError:
            return False

    def spot(self, path: Path) -> Spot:
        """The spot of a path."""
        return next(spot for spot in self.spots if spot.path == path)


def scene(service: Service, method: Method) -> Scene:
    """The scene of a method."""
    state = sample_state(service)
    bare = Scene(
        service,
        method,
        state,
        _lists(method),
        spots(method),
        Judge(service, method),
        {},
    )
    return replace(bare, base=_base(bare))


def candidates(scene: Scene, spot: Spot) -> list[Any]:
    """Legal values for a spot; what the account supplies comes first."""
    key = ("candidates", spot.path)
    if key not in scene.memo:
        scene.memo[key] = _candidates(scene, spot)
    found: list[Any] = scene.memo[key]
    return found


def _candidates(scene: Scene, spot: Spot) -> list[Any]:
    if isinstance(spot.field.type, ObjectType):
        return list(itertools.islice(_objects(scene, spot), 8))
    lists = scene.lists.get(spot.path, ())
    if lists:
        return [*(member(spot, name, 0) for name in lists), outside(scene, spot)]
    return [*legal_literals(spot.field)]


def member(spot: Spot, name: str, at: int) -> Any:
    """One member of a list of the state, as a number where the param is one."""
    symbol = {"$fact": name, "at": at}
    return symbol if isinstance(spot.field.type, StringType) else {"$number": symbol}


def outside(
    scene: Scene,
    spot: Spot,
    lists: tuple[str, ...] = (),
    *,
    foreign: bool = False,
    start: bool = False,
) -> Any:
    """A legal value that no list holds: all lists that matter for the spot, unless some are named.

    A `foreign` one is to be refused, so the profile's own choice for the param does not stand in for it. With `start` it
    differs from what the lists hold at its start, not at its end.
    """
    names = lists or scene.lists.get(spot.path, ())
    key = ("outside", spot.path, names, foreign, start)
    if key not in scene.memo:
        scene.memo[key] = _outside(scene, spot, names, foreign, start)
    return scene.memo[key]


def _outside(
    scene: Scene, spot: Spot, names: tuple[str, ...], foreign: bool, start: bool
) -> Any:
    held = [item for name in names for item in _items(scene.state.get(name))]
    found = outsiders(spot.field, held)
    symbol: dict[str, Any] = {"$outside": list(names), "from": found}
    if foreign:
        turned = "start" if start else "end"
        return {**symbol, "near": turned, "shape": shape(spot.field)}
    examples = [item for item in spot.field.examples if str(item) not in map(str, held)]
    symbol["from"] = [*examples, *(item for item in found if item not in examples)]
    return {**symbol, "param": spot.path[0]} if len(spot.path) == 1 else symbol


def _items(value: JsonValue | None) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _objects(scene: Scene, spot: Spot) -> Iterator[Params]:
    """Objects with their required members only, every way their candidates allow."""
    kind = spot.field.type
    assert isinstance(kind, ObjectType)
    needed = [field for field in kind.fields if field.required]
    inner = [
        candidates(scene, Spot((*spot.path, field.name), field)) for field in needed
    ]
    for values in itertools.product(*inner):
        yield {field.name: value for field, value in zip(needed, values, strict=True)}


def _lists(method: Method) -> dict[Path, tuple[str, ...]]:
    """`x in state.list` and `string(x) in state.list`, wherever they stand in a condition."""
    found: dict[Path, dict[str, None]] = {}
    for row in (*method.errors, *method.common_errors):
        for raised in row.raises:
            for part in walk(raised.when):
                pair = _membership(part)
                if pair is not None:
                    found.setdefault(pair[0], {})[pair[1]] = None
    return {path: tuple(names) for path, names in found.items()}


def _membership(part: Expr) -> tuple[Path, str] | None:
    match part:
        case Binary(op="in", left=left, right=Read(root=Root.STATE, path=(name,))):
            match left:
                case Read(root=Root.PARAMS, path=path):
                    return path, name
                case Call(function=call, args=(Read(root=Root.PARAMS, path=path),)):
                    row = FUNCTIONS[call]
                    as_text = row.converts and row.gives == "string"
                    return (path, name) if as_text else None
    return None


def _base(scene: Scene) -> Params:
    """Required params with their first candidates; then what is refused is tried otherwise."""
    params: Params = {}
    for spot in scene.spots:
        if spot.field.required and len(spot.path) == 1:
            params[spot.path[0]] = next(iter(_open(scene, spot)), None)
    for _ in range(len(scene.spots) + 1):
        found = _count(scene, params)
        if found == 0:
            break
        better = _improved(scene, params, found)
        if better is None:
            break
        params = better
    return params


def _open(scene: Scene, spot: Spot) -> list[Any]:
    """Candidates of a required param, with a way for the profile to say what is sent."""
    found = candidates(scene, spot)
    free = spot.path not in scene.lists and not getattr(spot.field.type, "enum", ())
    if not free or isinstance(spot.field.type, ObjectType):
        return found
    return [{"$param": spot.path[0], "else": value} for value in found]


def _improved(scene: Scene, params: Params, worst: int) -> Params | None:
    """The params with one of those that matter changed, so that less refuses them."""
    named = {path[0] for item in refused(scene, params) for path in read_by(item)}
    for spot in scene.spots:
        if len(spot.path) > 1 or spot.path[0] not in named:
            continue
        for value in itertools.islice(_open(scene, spot), PATIENCE):
            tried = put(params, spot.path, value)
            if _count(scene, tried) < worst:
                return tried
        bare = drop(params, spot.path)
        if not spot.field.required and _count(scene, bare) < worst:
            return bare
    return None


def refused(scene: Scene, params: Params) -> tuple[Refusal, ...]:
    """What refuses the params; nothing where a symbol stands for nothing."""
    try:
        return scene.refusals(params)
    except NotGivenError:
        return ()


def _count(scene: Scene, params: Params) -> int:
    """How much refuses the params; a symbol that stands for nothing is worst."""
    try:
        return len(scene.refusals(params))
    except NotGivenError:
        return PATIENCE


def read_by(item: Refusal) -> tuple[Path, ...]:
    """The params that decide about a refusal."""
    if item.constraint is not None:
        return paths(item.constraint.condition)
    if item.raised is not None:
        return paths(item.raised.when)
    return (tuple(map(str, item.path)),)
