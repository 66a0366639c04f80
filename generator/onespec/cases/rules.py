"""Cases of constraints: every combination of what a condition looks at, or as many as tell its sides apart."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from onespec import search
from onespec.cases import expectations
from onespec.cases.choices import deciding
from onespec.cases.makers import repaired
from onespec.cases.positives import Stage, accepted
from onespec.cases.provoke import ABSENT, applied
from onespec.cases.scene import Scene, refused
from onespec.cases.spots import Params, Spot
from onespec.cases.suite import ALL, FULL, QUICK, SAFE, Case
from onespec.language.ast import Path, paths
from onespec.model import Constraint

Row: TypeAlias = Mapping[Path, Any]
"""Values for the params that a condition reads."""

WIDE: Final = 5
"""Values tried of one param."""

MOST: Final = 20
"""Combinations of one constraint that become cases."""

TRIED: Final = 240
"""Combinations that are looked at."""


def rule_cases(stage: Stage) -> Iterator[Case]:
    """Every case about constraints, in the order of the spec."""
    scene = stage.scene
    for rule in scene.method.constraints:
        table = [(row, applied(scene, row)) for row in _rows(scene, rule)]
        broken = [_breaks(scene, params, rule) for _, params in table]
        held = [scene.passes(params) for _, params in table]
        if True not in broken:
            yield from searched(stage, rule)
            continue
        centre = _centre([row for row, _ in table], broken, held)
        order = sorted(
            range(len(table)), key=lambda at: _distance(table[at][0], centre)
        )
        place = 0
        for at in order[:MOST]:
            row, params = table[at]
            near = _distance(row, centre) < 2
            if broken[at]:
                yield _refused(scene, rule, row, params, quick=near)
                continue
            good = repaired(scene, params, row)
            if good is not None:
                place += 1
                yield from _allowed(
                    stage, rule, row, good, place=place, quick=near and place > 1
                )


def _breaks(scene: Scene, params: Params, rule: Constraint) -> bool:
    """Whether the constraint, and nothing else, refuses the params."""
    return [item.constraint for item in refused(scene, params)] == [rule]


def searched(stage: Stage, rule: Constraint) -> Iterator[Case]:
    """The two requests that a search finds, where a look at the values of single params has not found any."""
    scene = stage.scene
    problem = search.prepare(scene.method)
    read = {path[0] for path in paths(rule.condition)}
    for answer in (
        search.smallest_rejected(scene.method, rule, problem),
        search.smallest_satisfying(scene.method, rule, problem),
    ):
        if not isinstance(answer, search.Witness):
            continue
        params = {
            **scene.base,
            **{
                name: value
                for name, value in answer.params.items()
                if name in read or name not in scene.base
            },
        }
        row: Row = {
            (name,): value for name, value in answer.params.items() if name in read
        }
        if _breaks(scene, params, rule):
            yield _refused(scene, rule, row, params, quick=True)
        elif scene.passes(params):
            yield from _allowed(stage, rule, row, params, place=1, quick=False)


def _rows(scene: Scene, rule: Constraint) -> list[Row]:
    """Combinations of values of all that the condition reads."""
    read = [spot for spot in scene.spots if spot.path in paths(rule.condition)]
    options = [_options(scene, rule, spot) for spot in read]
    return [
        dict(zip((spot.path for spot in read), values, strict=True))
        for values in itertools.islice(itertools.product(*options), TRIED)
    ]


def _centre(rows: list[Row], broken: list[bool], held: list[bool]) -> Row:
    """The combination that most changes of a single value break: where the condition has the most to say."""

    def merit(at: int) -> int:
        near = (
            other
            for other, is_broken in zip(rows, broken, strict=True)
            if is_broken and _distance(other, rows[at]) == 1
        )
        return sum(1 for _ in near)

    standing = [at for at, is_held in enumerate(held) if is_held]
    return rows[max(standing, key=merit)] if standing else rows[broken.index(True)]


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
    stage: Stage,
    rule: Constraint,
    row: Row,
    params: Params,
    *,
    place: int,
    quick: bool,
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
            SAFE,
            *((QUICK,) if quick else ()),
            *((FULL,) if place > 2 else ()),
        ),
    )
