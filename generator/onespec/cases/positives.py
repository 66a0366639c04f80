"""Requests that must be accepted: as they are, and masked by an error that the account raises, so that nothing is set off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from onespec.cases import expectations
from onespec.cases.makers import has
from onespec.cases.provoke import ABSENT, provocation
from onespec.cases.scene import Scene, outside
from onespec.cases.spots import Params, put
from onespec.cases.suite import FULL, QUICK, SAFE, Case
from onespec.language.ast import Path, tree
from onespec.model import ErrorKind, Raise
from onespec.runtime.player.values import NotGivenError


@dataclass(frozen=True, slots=True)
class Mask:
    """One param whose value the account refuses, whatever else the request says."""

    path: Path
    value: Any
    kind: ErrorKind
    raised: Raise


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene with its masks."""

    scene: Scene
    masks: tuple[Mask, ...]


def stage(scene: Scene) -> Stage:
    """The scene with every mask it has; those on params that each request carries anyway come first."""
    found: list[Mask] = []
    for kind in scene.method.errors:
        for raised in kind.raises:
            scheme = provocation(scene, raised)
            if scheme is None or scheme.state or len(scheme.values) != 1:
                continue
            ((path, value),) = scheme.values.items()
            if len(path) == 1 and value is not ABSENT:
                found.append(Mask(path, _turned(scene, path, value), kind, raised))
    required = {spot.path for spot in scene.spots if spot.field.required}
    found.sort(key=lambda mask: mask.path not in required)
    return Stage(scene, tuple(found))


def _turned(scene: Scene, path: Path, value: Any) -> Any:
    """A stranger of another kind than the condition's own case sends."""
    if isinstance(value, dict) and "$outside" in value:
        lists = tuple(value["$outside"])
        return outside(scene, scene.spot(path), lists, foreign=True, start=True)
    return value


def accepted(
    stage: Stage,
    name: str,
    title: str,
    covers: Iterable[str],
    params: Params,
    keep: Iterable[Path],
    *,
    levels: Iterable[str] = (FULL, QUICK),
    masked_levels: Iterable[str] = (SAFE,),
) -> Iterator[Case]:
    """The request as it is, and masked; a method that changes nothing needs no mask."""
    method = stage.scene.method
    effect = not method.readonly
    if not effect:
        levels = dict.fromkeys((*levels, *masked_levels))
    if tuple(levels):
        yield Case(
            id=f"{method.name}/{name}",
            title=title,
            covers=(*covers, f"{method.name}/result", *legal(stage.scene, params)),
            expect={"result": True},
            method=method.name,
            params=params,
            levels=tuple(levels),
            effect=effect,
        )
    mask = masked(stage, params, keep) if effect and tuple(masked_levels) else None
    if mask is not None:
        yield _masked_case(stage, f"{name}.masked", title, covers, mask, masked_levels)


def legal(scene: Scene, params: Params, but: Path = ()) -> Iterator[str]:
    """Elements that a request covers by sending legal values."""
    for spot in scene.spots:
        if spot.path != but and has(params, spot.path):
            yield f"{scene.method.name}/params/{spot.dotted}/legal"


def _masked_case(
    stage: Stage,
    name: str,
    title: str,
    covers: Iterable[str],
    found: tuple[Params, Mask],
    levels: Iterable[str],
) -> Case:
    scene, (params, mask) = stage.scene, found
    return Case(
        id=f"{scene.method.name}/{name}",
        title=f"{title}; stopped by `{mask.kind.mnemonic}`",
        covers=(*covers, *legal(scene, params, mask.path)),
        expect=raised_error(scene, mask.kind, mask.raised),
        method=scene.method.name,
        params=params,
        levels=tuple(levels),
        condition=numbered(mask.kind, mask.raised),
    )


def numbered(kind: ErrorKind, raised: Raise) -> tuple[str, int]:
    """What tells a condition apart from all others of its method."""
    return kind.mnemonic, kind.raises.index(raised) + 1


def raised_error(scene: Scene, kind: ErrorKind, raised: Raise) -> dict[str, Any]:
    """What a reply says where a condition of the error table is met."""
    path = raised.field or ()
    expected = expectations.error(
        scene.service,
        scene.method,
        kind,
        path=path,
        raised=raised,
        hidden=expectations.is_secret(scene.method.params, path),
    )
    if raised.value is not None and "value" in expected["error"]:
        expected["error"]["value"] = {
            **expected["error"]["value"],
            "tree": tree(raised.value),
        }
    return expected


def masked(
    stage: Stage, params: Params, keep: Iterable[Path]
) -> tuple[Params, Mask] | None:
    """The params with one mask that touches none of those to keep."""
    kept = {path[0] for path in keep}
    for mask in stage.masks:
        if mask.path[0] in kept:
            continue
        tried = put(params, mask.path, mask.value)
        try:
            refused = stage.scene.refusals(tried)
        except NotGivenError:
            continue
        if [item.raised for item in refused] == [mask.raised]:
            return tried, mask
    return None
