"""Cases of constraints: every combination of what a condition looks at, or as many as tell its sides apart."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Final

from onespec import search
from onespec.cases import expectations
from onespec.cases.conditions import deciding
from onespec.cases.errors import accepted
from onespec.cases.request import (
    ABSENT,
    Absent,
    Made,
    Param,
    Params,
    Setting,
    Settings,
    Subject,
    applied,
    repaired,
)
from onespec.language.ast import paths
from onespec.model import Constraint
from onespec.runtime.player.suite import FULL, LEVELS, QUICK, SAFE, Case
from onespec.runtime.player.values import SYMBOLS

WIDE: Final = 5
"""Values tried of one param."""

MOST: Final = 20
"""Combinations of one constraint that become cases."""

TRIED: Final = 240
"""Combinations that are looked at."""


def rule_cases(subject: Subject) -> Iterator[Made]:
    """Every case about constraints, in the order of the spec."""
    for rule in subject.method.constraints:
        table = [
            (settings, params)
            for settings in _settings(subject, rule)
            if (params := applied(subject, settings)) is not None
        ]
        broken = [_breaks(subject, params, rule) for _, params in table]
        if True not in broken:
            yield from _searched(subject, rule)
            continue
        held = [subject.passes(params) for _, params in table]
        centre = _centre([settings for settings, _ in table], broken, held)
        order = sorted(
            range(len(table)), key=lambda at: _distance(table[at][0], centre)
        )
        place = 0
        for at in order[:MOST]:
            settings, params = table[at]
            near = _distance(settings, centre) < 2
            if broken[at]:
                yield _refused(subject, rule, settings, params, quick=near)
                continue
            good = repaired(subject, params, settings)
            if good is not None:
                place += 1
                yield from _allowed(
                    subject,
                    rule,
                    settings,
                    good,
                    place=place,
                    quick=near and place > 1,
                )


def _breaks(subject: Subject, params: Params, rule: Constraint) -> bool:
    """Whether the constraint, and nothing else, refuses the params."""
    return [item.constraint for item in subject.refused_by(params)] == [rule]


def _searched(subject: Subject, rule: Constraint) -> Iterator[Made]:
    """The two requests that a search finds, where a look at the values of single params has not found any."""
    problem = search.prepare(subject.method)
    read = {path[0] for path in paths(rule.condition)}
    for answer in (
        search.smallest_rejected(subject.method, rule, problem),
        search.smallest_satisfying(subject.method, rule, problem),
    ):
        if not isinstance(answer, search.Witness):
            continue
        params: Params = {
            **subject.base,
            **{
                name: value
                for name, value in answer.params.items()
                if name in read or name not in subject.base
            },
        }
        settings: Settings = {
            (name,): value for name, value in answer.params.items() if name in read
        }
        if _breaks(subject, params, rule):
            yield _refused(subject, rule, settings, params, quick=True)
        elif subject.passes(params):
            yield from _allowed(subject, rule, settings, params, place=1, quick=False)


def _settings(subject: Subject, rule: Constraint) -> list[Settings]:
    """Combinations of values of all that the condition reads."""
    read = [param for param in subject.params if param.path in paths(rule.condition)]
    options = [_options(subject, rule, param) for param in read]
    return [
        dict(zip((param.path for param in read), values, strict=True))
        for values in itertools.islice(itertools.product(*options), TRIED)
    ]


def _options(subject: Subject, rule: Constraint, param: Param) -> list[Setting]:
    values = deciding(subject, rule.condition, param)[:WIDE]
    return [*values] if param.field.required else [ABSENT, *values]


def _centre(rows: list[Settings], broken: list[bool], held: list[bool]) -> Settings:
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


def _distance(row: Settings, start: Settings) -> int:
    return sum(row[path] is not start[path] for path in row)


def _label(settings: Settings) -> str:
    """Settings in short, for ids: `early_switching=true,first_call=contact`."""
    return ",".join(
        f"{'.'.join(map(str, path))}={_short(value)}"
        for path, value in settings.items()
    )


def _short(value: Setting) -> str:
    if isinstance(value, Absent):
        return "absent"
    if isinstance(value, dict | list):
        return f"{type(value).__name__}{len(value)}"
    if isinstance(value, SYMBOLS):
        return type(value).__name__.lower()
    return json.dumps(value).strip('"')[:24]


def _refused(
    subject: Subject,
    rule: Constraint,
    settings: Settings,
    params: Params,
    *,
    quick: bool,
) -> Case:
    kind = expectations.row_of(subject.service, rule.error, subject.method)
    name = subject.method.name
    return Case(
        id=f"{name}/constraints/{rule.id}/breaks:{_label(settings)}",
        title=f"breaks `{rule.id}`",
        covers=(
            f"{name}/constraints/{rule.id}/refused",
            f"{name}/errors/{kind.mnemonic}",
            f"errors/{kind.mnemonic}",
            *(f"errors/{kind.mnemonic}/{item}" for item in kind.placeholders),
        ),
        expect=expectations.refusal(subject, kind, rule.blame[0] if rule.blame else ()),
        method=name,
        params=params,
        levels=LEVELS if quick else (FULL, SAFE),
    )


def _allowed(
    subject: Subject,
    rule: Constraint,
    settings: Settings,
    params: Params,
    *,
    place: int,
    quick: bool,
) -> Iterator[Case]:
    """Only the first few are let through for real; a mask shows as well that the rest pass the constraint."""
    name = subject.method.name
    yield from accepted(
        subject,
        f"constraints/{rule.id}/holds:{_label(settings)}",
        f"satisfies `{rule.id}`",
        (f"{name}/constraints/{rule.id}/allowed",),
        params,
        settings,
        levels=(FULL, QUICK) if place == 1 else (FULL,) if place == 2 else (),
        masked_levels=(
            SAFE,
            *((QUICK,) if quick else ()),
            *((FULL,) if place > 2 else ()),
        ),
    )
