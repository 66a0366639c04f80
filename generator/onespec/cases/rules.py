"""Cases of constraints: every combination of what a condition looks at, or as many as tell its sides apart."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from onespec import search
from onespec.cases import expectations
from onespec.cases.conditions import deciding
from onespec.cases.errors import accepted
from onespec.cases.request import (
    Made,
    Param,
    Params,
    Setting,
    Settings,
    Subject,
    applied,
    changed,
    drop,
    has,
    near_to,
    put,
    repaired,
    ruled_of,
    sample_account,
    value_at,
)
from onespec.datatypes import BooleanType
from onespec.language.ast import paths
from onespec.language.evaluate import ABSENT, Absent
from onespec.model import Constraint, WhenThen
from onespec.placed import held, ways_to
from onespec.runtime.player.suite import FULL, LEVELS, QUICK, SAFE, Case
from onespec.runtime.player.values import SYMBOLS
from onespec.values import Steps

WIDE: Final = 5
"""Values tried of one param."""

MOST: Final = 20
"""Combinations of one constraint that become cases."""

BESIDE: Final = 4
"""Legal requests in which one constraint is broken."""

TRIED: Final = 240
"""Combinations that are looked at."""


def rule_cases(subject: Subject) -> Iterator[Made]:
    """Every case about constraints, in the order of the spec."""
    for rule in subject.method.placed:
        yield from _searched(subject, rule)
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


def beside_cases(subject: Subject, legal: Sequence[Case]) -> Iterator[Case]:
    """Each constraint broken in requests that are legal otherwise, until every way of sending a param has been beside it once."""
    for rule in subject.method.constraints:
        breaking = next(
            (
                settings
                for settings in _settings(subject, rule)
                if (params := applied(subject, settings)) is not None
                and _breaks(subject, params, rule)
            ),
            None,
        )
        if breaking is None:
            continue
        rows = [
            (case, params)
            for case in legal
            if (params := _with(subject, case.params or {}, breaking)) is not None
            and _breaks(subject, params, rule)
        ]
        sent = {case.id: set(_ways(subject, params)) for case, params in rows}
        seen: set[str] = set()
        for _ in range(min(BESIDE, len(rows))):
            case, params = max(rows, key=lambda row: len(sent[row[0].id] - seen))
            if sent[case.id] <= seen:
                break
            seen |= sent[case.id]
            found = _refused(subject, rule, breaking, params, quick=False)
            yield replace(found, id=f"{found.id}/beside-{case.id.rpartition('/')[2]}")


def _with(subject: Subject, params: Params, settings: Settings) -> Params | None:
    """Params with some settings in them; None where one of these has no place there."""
    for path, value in settings.items():
        try:
            params = (
                drop(params, path)
                if isinstance(value, Absent)
                else put(params, path, value)
            )
        except LookupError:
            return None
    return params


def _ways(subject: Subject, params: Params) -> Iterator[str]:
    """The params that are sent, flags and enums by their values."""
    for param in subject.params:
        value = value_at(params, param.path)
        kind = param.field.type
        if isinstance(value, Absent) or not param.stands_in(params):
            continue
        listed = getattr(kind, "enum", ()) or isinstance(kind, BooleanType)
        is_plain = isinstance(value, bool | int | float | str)
        yield f"{param.dotted}={value}" if listed and is_plain else param.dotted


def _breaks(subject: Subject, params: Params, rule: Constraint) -> bool:
    """Whether the constraint, and nothing else, refuses the params."""
    found = subject.refused_by(params)
    # Of the items of a list several can break one.
    return bool(found) and all(item.constraint == rule for item in found)


def _at_fault(subject: Subject, params: Params) -> Steps:
    """The param that the first refusal names."""
    return next((item.path for item in subject.refused_by(params)), ())


def _searched(subject: Subject, rule: Constraint) -> Iterator[Made]:
    """The two requests that a search finds, where a look at the values of single params has not found any."""
    for is_broken in (True, False):
        params = _found(subject, rule, is_broken) or _built(subject, rule, is_broken)
        if params is None:
            continue
        settings: Settings = {
            path: value_at(params, path)
            for path in sorted(set(paths(rule.condition)))
            if has(params, path)
        }
        if is_broken:
            yield _refused(subject, rule, settings, params, quick=True)
        else:
            yield from _allowed(subject, rule, settings, params, place=1, quick=False)


def _is_due(
    subject: Subject, rule: Constraint, is_broken: bool, params: Params
) -> bool:
    return _breaks(subject, params, rule) if is_broken else subject.passes(params)


def _found(subject: Subject, rule: Constraint, is_broken: bool) -> Params | None:
    """A request that breaks the constraint alone, or that it has something to say of, as a search over the params finds it."""
    problem, state = subject.problem, sample_account(subject)
    near = near_to(subject, subject.base)
    if near is None:
        return None
    premise = rule.shape.when if isinstance(rule.shape, WhenThen) else None
    answer = problem.find(
        broken=[problem.rules.index(rule)] if is_broken else [],
        also=[] if is_broken or premise is None else [(premise, True)],
        allowed=state,
        near=near,
    )
    if not isinstance(answer, search.Witness):
        return None
    params = changed(subject, subject.base, answer.changes)
    return params if _is_due(subject, rule, is_broken, params) else None


def _built(subject: Subject, rule: Constraint, is_broken: bool) -> Params | None:
    """The same for a constraint of a type, made from an object of the type outwards: a search knows little of what is deep inside."""
    if rule.base is None:
        return None
    service, method = subject.service, subject.method
    ruled = ruled_of(subject)
    rules = held(service.types, method.params)
    for way in ways_to(method.params, rule.place, rules):
        make = ruled.breaking if is_broken else ruled.meeting
        item = make(str(way[-1].type_name), rule.base)
        whole = None if item is None else ruled.holding(way, item)
        if whole is None:
            continue
        name = rule.place[0]
        params = put(subject.base, (name,), whole)
        if _is_due(subject, rule, is_broken, params):
            return params
        near = near_to(subject, params, [(name,)])
        problem, broken = subject.problem, [subject.problem.rules.index(rule)]
        answer = problem.find(
            broken=broken if is_broken else [],
            allowed=sample_account(subject),
            near=near,
        )
        if isinstance(answer, search.Witness):
            mended = changed(subject, params, answer.changes)
            if _is_due(subject, rule, is_broken, mended):
                return mended
    return None


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
        expect=expectations.refusal(subject, kind, _at_fault(subject, params)),
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
