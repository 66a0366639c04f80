"""Cases of constraints: every combination of what a condition looks at, or as many as tell its sides apart."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from onespec.cases import expectations
from onespec.cases.choices import deciding
from onespec.cases.makers import only, repaired
from onespec.cases.positives import Stage, accepted
from onespec.cases.provoke import ABSENT, applied
from onespec.cases.scene import Scene
from onespec.cases.spots import Params, Spot
from onespec.cases.suite import ALL, FULL, QUICK, SAFE, Case
from onespec.cel.ast import Path
from onespec.cel.walk import paths
from onespec.model import Constraint

Row: TypeAlias = Mapping[Path, Any]
"""Values for the params that a condition reads."""

WIDE: Final = 5
"""Values tried of one param."""

MOST: Final = 20
"""Combinations of one constraint that become cases."""

TRIED: Final = 240
"""Combinations that are looked at."""

FEW: Final = 3
"""Cases of either outcome that the quick level plays."""


def rule_cases(stage: Stage) -> Iterator[Case]:
    """Every case about constraints, in the order of the spec."""
    scene = stage.scene
    for rule in scene.method.constraints:
        broken, held = 0, 0
        for row in itertools.islice(_table(scene, rule), MOST):
            params = applied(scene, row)
            if only(scene, params, rule.error):
                broken += 1
                yield _refused(scene, rule, row, params, quick=broken <= FEW)
                continue
            good = repaired(scene, params, row)
            if good is not None:
                held += 1
                yield from _allowed(stage, rule, row, good, place=held)


def _table(scene: Scene, rule: Constraint) -> list[Row]:
    """Combinations of values, nearest to the first broken one first."""
    read = [spot for spot in scene.spots if spot.path in paths(rule.condition)]
    options = [_options(scene, rule, spot) for spot in read]
    rows = [
        dict(zip((spot.path for spot in read), values, strict=True))
        for values in itertools.islice(itertools.product(*options), TRIED)
    ]
    for row in rows:
        if only(scene, applied(scene, row), rule.error):
            return sorted(rows, key=lambda other: _distance(other, row))
    return []


def _options(scene: Scene, rule: Constraint, spot: Spot) -> list[Any]:
    values = deciding(scene, rule.condition, spot)[:WIDE]
    return values if spot.field.required else [ABSENT, *values]


def _distance(row: Row, start: Row) -> int:
    return sum(row[path] is not start[path] for path in row)


def _label(row: Row) -> str:
    """A row in short, for ids: `early_switching=true,first_call=contact`."""
    return ",".join(f"{'.'.join(path)}={_short(value)}" for path, value in row.items())


def _short(value: Any) -> str:
    if value is ABSENT:
        return "absent"
    if isinstance(value, dict | list):
        return f"{type(value).__name__}{len(value)}"
    return json.dumps(value).strip('"')[:24]


def _refused(
    scene: Scene, rule: Constraint, row: Row, params: Params, *, quick: bool
) -> Case:
    kind = expectations.row_of(scene.service, rule.error, scene.method)
    path = rule.blame[0] if rule.blame else ()
    name = scene.method.name
    return Case(
        id=f"{name}/constraints/{rule.id}/breaks:{_label(row)}",
        title=f"breaks `{rule.id}`",
        covers=(
            f"{name}/constraints/{rule.id}/refused",
            f"{name}/errors/{kind.mnemonic}",
            f"errors/{kind.mnemonic}",
        ),
        expect=expectations.error(
            scene.service,
            scene.method,
            kind,
            path=path,
            hidden=expectations.is_secret(scene.method.params, path),
        ),
        method=name,
        params=params,
        levels=ALL if quick else (FULL, SAFE),
    )


def _allowed(
    stage: Stage, rule: Constraint, row: Row, params: Params, *, place: int
) -> Iterator[Case]:
    """Only the first few are let through for real; a mask shows as well that the rest pass the constraint."""
    name = stage.scene.method.name
    yield from accepted(
        stage,
        f"constraints/{rule.id}/holds:{_label(row)}",
        f"satisfies `{rule.id}`",
        (f"{name}/constraints/{rule.id}/allowed",),
        params,
        row,
        levels=(FULL, QUICK) if place == 1 else (FULL,) if place == 2 else (),
        masked_levels=(
            (FULL, SAFE, QUICK)
            if 1 < place <= FEW
            else (FULL, SAFE) if place > 2 else (SAFE,)
        ),
    )
