"""Services -> their differences: methods are paired by name, then compared part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Final

from onespec.change.calls import Direction, Version, plain_call
from onespec.change.change import Change, Comparison, Evidence, Level
from onespec.change.constraints import compare_constraints, compare_order
from onespec.change.errors import compare_errors
from onespec.change.fields import Answers, Requests, Walk, shown
from onespec.change.parts import IDLE, WORDS, meaning, words
from onespec.change.service import compare_leftovers, compare_services
from onespec.change.values import plain_values
from onespec.datatypes import Field, JsonValue
from onespec.model import Method, Service
from onespec.search import Key, Value, Witness


def compare(old: Service, new: Service) -> Comparison:
    """Every difference of two versions, the heaviest for callers first."""
    found = [*compare_services(old, new), *_methods(old, new)]
    found += compare_leftovers(old, new, found)
    merged = list(_merged(found))
    order = {id(change): at for at, change in enumerate(merged)}
    merged.sort(key=lambda one: (one.callers.rank, one.level.rank, order[id(one)]))
    return Comparison(old=old, new=new, changes=tuple(merged))


def _merged(changes: Sequence[Change]) -> Iterator[Change]:
    """What one declaration brings about in many methods, told once: the same lines of both files say it."""
    first: dict[object, list[Change]] = {}
    for change in changes:
        spans = change.old_span, change.new_span
        key: object = id(change)
        if change.method and spans != (None, None):
            key = (
                change.id,
                spans,
                change.old,
                change.new,
                change.callers,
                change.servers,
                change.source,
            )
        first.setdefault(key, []).append(change)
    for group in first.values():
        lead, *rest = group
        yield replace(lead, also=tuple((one.method, one.place) for one in rest))


# -- methods ---------------------------------------------------------------------------------------------------------


def _methods(old: Service, new: Service) -> Iterator[Change]:
    before = {method.name: method for method in old.methods}
    after = {method.name: method for method in new.methods}
    for name, method in before.items():
        if name not in after:
            likely = [
                one.name
                for one in new.methods
                if one.name not in before and _bare(one.params) == _bare(method.params)
            ]
            yield Change(
                id="method-removed",
                method=name,
                callers=Level.BREAKING,
                servers=Level.NON_BREAKING,
                source=Level.BREAKING,
                old=name,
                old_span=method.span,
                evidence=_call(old, method),
                note=likely[0] if len(likely) == 1 else "",
            )
    for name, method in after.items():
        if name not in before:
            yield Change(
                id="method-added",
                method=name,
                callers=Level.NON_BREAKING,
                servers=Level.BREAKING,
                new=name,
                new_span=method.span,
            )
        elif before[name] != method or _context(old) != _context(new):
            yield from compare_methods(old, before[name], new, method)


def _context(service: Service) -> object:
    rules = tuple(one for one in service.types if one.constraints)
    return service.protocol, service.envelope.param_structure, service.state, rules


def _bare(params: Sequence[Field]) -> list[object]:
    return [(one.name, one.type, one.required) for one in params]


def _call(service: Service, method: Method) -> Evidence | None:
    """A call that the old version answers, and the new one does not know."""
    params = plain_call(service, method)
    if params is None:
        return None
    return Evidence(kind="request", value=params, old="accepted", new="no such method")


def compare_methods(
    old_service: Service, old: Method, new_service: Service, new: Method
) -> Iterator[Change]:
    """Every difference of one method; what none of the comparisons knows is told as such."""
    before, after = Version(old_service, old), Version(new_service, new)
    forward, backward = Direction(before, after), Direction(after, before)
    walk = Walk(method=new.name, at=("params",), side=Requests(forward, backward))
    told = [
        *walk.fields(old.params, new.params),
        *_structure(before, after),
        *compare_constraints(before, after, forward, backward),
        *compare_errors(before, after, forward, backward),
        *compare_order(before, after),
        *_results(old_service, old, new_service, new),
        *_about(old_service, old, new_service, new),
    ]
    yield from told
    yield from _leftovers(old, new, told)


_TOLD_AT: Final = {"promises": "result"}
"""Attributes of a method whose differences are told at a place of another name."""


def _leftovers(old: Method, new: Method, told: Sequence[Change]) -> Iterator[Change]:
    """What differs in the model and was told by no change so far: nothing passes in silence."""
    left_out = {*WORDS[Method], *IDLE[Method]}
    places = {change.place[0] if change.place else "" for change in told}
    for one in fields(Method):
        if one.name in left_out or not one.compare:
            continue
        was, now = getattr(old, one.name), getattr(new, one.name)
        if _TOLD_AT.get(one.name, one.name) in places or meaning(was) == meaning(now):
            continue
        yield replace(
            _plain("difference-unclassified", new, old, Level.POSSIBLE),
            place=(one.name,),
        )
    # What is said of params, errors and the like is compared where they are.
    bare = [
        replace(
            one,
            params=(),
            credential=None,
            constraints=(),
            placed=(),
            errors=(),
            common_errors=(),
            promises=(),
            result=None,
        )
        for one in (old, new)
    ]
    seen = [words(one) for one in bare]
    if seen[0] != seen[1] and not {"text-changed", "deprecated"} & {c.id for c in told}:
        yield _plain("text-changed", new, old, Level.DOCS)


def _structure(old: Version, new: Version) -> Iterator[Change]:
    """Whether params travel by name or by position, and, where by position, which place each has."""
    before, after = old.method, new.method
    forms = [(one.takes_names, one.takes_positions) for one in (before, after)]
    if forms[0] != forms[1]:
        lost = [was and not now for was, now in zip(*forms)]
        won = [now and not was for was, now in zip(*forms)]
        yield Change(
            id="param-structure-changed",
            method=after.name,
            place=("param_structure",),
            callers=Level.BREAKING if any(lost) else Level.NON_BREAKING,
            servers=Level.BREAKING if any(won) else Level.NON_BREAKING,
            old=before.param_structure,
            new=after.param_structure,
            old_span=before.span,
            new_span=after.span,
            evidence=_sent(old, lost[1], new) if any(lost) else None,
        )
    places = [[param.name for param in one.listed] for one in (before, after)]
    kept = [
        [name for name in side if name in places[1 - at]]
        for at, side in enumerate(places)
    ]
    by_position = forms[0][1] and forms[1][1]
    if by_position and places[1][: len(places[0])] != places[0]:
        # Params that came or went at the end move no other.
        moved = [
            name
            for name in places[0]
            if name in places[1] and places[0].index(name) != places[1].index(name)
        ]
        if moved:
            evidence = _sent(old, True, new, moved[0])
            yield _reordered(
                before,
                after,
                Level.BREAKING,
                (", ".join(places[0]), ", ".join(places[1])),
                evidence,
            )
            return
    if kept[0] != kept[1]:
        yield _reordered(before, after, Level.NONE, ("", ""), None)


def _reordered(
    old: Method,
    new: Method,
    level: Level,
    said: tuple[str, str],
    evidence: Evidence | None,
) -> Change:
    changed = _plain("param-order-changed", new, old, level, said)
    return replace(changed, place=("params",), evidence=evidence)


def _sent(
    old: Version, is_list: bool, new: Version, having: str = ""
) -> Evidence | None:
    """A call in the form of params that the new version does not take, or takes for another one."""
    problem = old.problem
    field = next((one for one in old.method.params if one.name == having), None)
    limits: dict[Key, Sequence[Value]] = {}
    if field is not None:
        limits[("params", having)] = plain_values(field)
    answer = problem.find(allowed=limits)
    if not isinstance(answer, Witness):
        return None
    params: JsonValue = dict(answer.params)
    if is_list:
        listed = [one.name for one in old.method.listed]
        last = max(
            (n for n, name in enumerate(listed) if name in answer.params), default=-1
        )
        fill = old.method.fillers()
        names = listed[: last + 1]
        if any(name not in answer.params and name not in fill for name in names):
            return None
        params = [answer.params.get(name, fill.get(name)) for name in names]
    refused = new.service.protocol["envelope"]
    if having:
        assert isinstance(params, list)
        named = dict(zip([one.name for one in new.method.listed], params))
        refusals = (
            new.refusals(named, old.account(answer.state))
            if len(params) <= len(new.method.listed)
            else ()
        )
        refused = refusals[0].mnemonic if refusals else "accepted, with other params"
    value: dict[str, JsonValue] = {"method": old.method.name, "params": params}
    return Evidence(kind="body", value=value, old="accepted", new=refused)


def _results(
    old_service: Service, old: Method, new_service: Service, new: Method
) -> Iterator[Change]:
    if old.result is None or new.result is None:
        if old.result is not new.result:
            is_new = old.result is None
            kind = "result-described" if is_new else "result-no-longer-described"
            level = Level.NON_BREAKING if is_new else Level.POSSIBLE
            yield replace(_plain(kind, new, old, level), place=("result",))
        return
    walk = Walk(method=new.name, at=("result",), side=Answers(old.result, new.result))
    yield from walk.field(old.result, new.result, ())
    yield from _promises(old_service, old, new_service, new)


def _promises(
    old_service: Service, old: Method, new_service: Service, new: Method
) -> Iterator[Change]:
    """Conditions that results keep, as constraints over a request that holds the result: who sends and who reads is turned around."""
    if meaning(old.promises) == meaning(new.promises):
        return
    sides = [
        Version(
            service,
            Method(
                name=one.name,
                title="",
                params=(replace(one.result, name="result", required=True),),
                constraints=one.promises,
                span=one.span,
            ),
        )
        for service, one in ((old_service, old), (new_service, new))
        if one.result is not None
    ]
    before, after = sides
    forward, backward = Direction(before, after), Direction(after, before)
    for change in compare_constraints(before, after, forward, backward):
        if (
            not change.id.startswith("constraint-")
            or "error" in change.id
            or "field" in change.id
        ):
            continue
        shown = change.evidence
        if shown is not None and isinstance(shown.value, dict):
            is_lost = shown.new != "accepted"
            shown = Evidence(
                kind="answer",
                value=shown.value.get("result"),
                old="promised" if is_lost else "a promise that it breaks",
                new="a promise that it breaks" if is_lost else "promised",
            )
        yield replace(
            change,
            id=change.id.replace("constraint-", "promise-"),
            place=("result", change.place[-1]),
            callers=change.servers,
            servers=change.callers,
            evidence=shown,
        )


def _plain(
    kind: str, new: Method, old: Method, level: Level, said: tuple[str, str] = ("", "")
) -> Change:
    return Change(
        id=kind,
        method=new.name,
        callers=level,
        servers=level,
        old=said[0],
        new=said[1],
        old_span=old.span,
        new_span=new.span,
    )


def _about(
    service: Service, old: Method, new_service: Service, new: Method
) -> Iterator[Change]:
    """What is said of a method as a whole."""
    if bool(old.deprecated) != bool(new.deprecated):
        kind = "deprecated" if new.deprecated else "deprecation-withdrawn"
        yield _plain(
            kind, new, old, Level.NON_BREAKING, (old.deprecated, new.deprecated)
        )
    for name in ("readonly", "idempotent"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            # A client that re-sends by itself leans on it.
            level = Level.POSSIBLE if was else Level.NON_BREAKING
            said = f"{name}: {shown(was)}", f"{name}: {shown(now)}"
            changed = _plain("repeatability-changed", new, old, level, said)
            yield replace(changed, place=(name,))
    if old.auth != new.auth:
        level = Level.BREAKING if new.auth else Level.NON_BREAKING
        kind = "credential-needed" if new.auth else "credential-no-longer-needed"
        evidence = None
        params = plain_call(service, old)
        if new.auth and params is not None:
            slot = "credential" if new.credential is not None else "missing"
            value: JsonValue = {"method": new.name, "params": params}
            refused = new_service.protocol[slot]
            evidence = Evidence(kind="body", value=value, old="accepted", new=refused)
        changed = _plain(kind, new, old, level)
        yield replace(changed, place=("auth",), evidence=evidence)
    if meaning(old.pagination) != meaning(new.pagination):
        # The params and members that pages go by are compared as such; an iterator of the client goes by these words.
        kind, source = "pagination-changed", Level.POSSIBLE
        if old.pagination is None or new.pagination is None:
            kind = (
                "pagination-added" if old.pagination is None else "pagination-removed"
            )
            source = Level.NONE if old.pagination is None else Level.BREAKING
        yield replace(
            _plain(kind, new, old, Level.NON_BREAKING),
            source=source,
            place=("pagination",),
        )
