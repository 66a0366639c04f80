"""Lifecycles in two versions -> calls that one version takes where the other refuses them, found by walking both at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from onespec.change.calls import plain_call
from onespec.change.change import Change, Evidence, Level, Proof
from onespec.change.parts import meaning
from onespec.datatypes import JsonValue
from onespec.diagnostics import Span
from onespec.model import ErrorKind, Lifecycle, Move, Raise, Service
from onespec.notation import cel_text
from onespec.verdict import sample_state

_ANY: Final = ""
"""Where an instance is for a version that does not say: every call is taken."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """One lifecycle as one version has it; None where it has none of that name."""

    service: Service
    lifecycle: Lifecycle | None
    moves: Mapping[str, Move]

    def refuses(self, method: str, state: str) -> str:
        """The mnemonic that answers a call about an instance in a state; empty where it is taken."""
        if self.lifecycle is None or state == _ANY:
            return ""
        if self.lifecycle.state(state).forgotten:
            return self.lifecycle.unknown
        move = self.moves.get(method)
        if move is None or move.starts or state in move.sources:
            return ""
        return self.lifecycle.error

    def after(self, method: str, state: str) -> str:
        """Where a call that is taken leads to."""
        move = self.moves.get(method)
        if move is None or state == _ANY:
            return state
        return move.to or state

    def becomes(self, state: str) -> tuple[str, ...]:
        """Where an instance can get to without a call."""
        if self.lifecycle is None or state == _ANY:
            return ()
        return self.lifecycle.state(state).becomes

    def start(self, method: str) -> str | None:
        """The state that a method makes an instance in; None where it makes none."""
        move = self.moves.get(method)
        return move.to if move is not None and move.starts else None


@dataclass(frozen=True, slots=True)
class _Way:
    """How an instance got to where it is in either version."""

    states: tuple[str, str]
    calls: tuple[str, ...]
    is_certain: bool
    """Whether calls alone lead there, and nothing that only the new version says can happen by itself."""
    found_in: str = ""
    """The state in which it stood to begin with, where no call made it."""


@dataclass(slots=True)
class _Told:
    """What the walk has met, by method."""

    refused: dict[str, tuple[_Way, str]] = field(default_factory=dict)
    allowed: dict[str, tuple[_Way, str]] = field(default_factory=dict)
    answered: dict[str, tuple[_Way, str, str]] = field(default_factory=dict)


def compare_lifecycles(old: Service, new: Service) -> Iterator[Change]:
    """Differences of the order in which calls are taken."""
    names = [one.name for one in (*old.lifecycles, *new.lifecycles)]
    for name in dict.fromkeys(names):
        sides = _machine(old, name), _machine(new, name)
        if _says(sides[0]) != _says(sides[1]):
            yield from _compare(name, *sides)


def _machine(service: Service, name: str) -> _Machine:
    found = {one.name: one for one in service.lifecycles}
    moves = {
        method.name: move
        for method in service.methods
        for move in method.moves
        if move.lifecycle == name
    }
    return _Machine(service, found.get(name), moves)


def _says(machine: _Machine) -> object:
    moves = {name: meaning(one) for name, one in machine.moves.items()}
    return meaning(machine.lifecycle), moves


def _compare(name: str, old: _Machine, new: _Machine) -> Iterator[Change]:
    told = _walked(old, new)
    for method in dict.fromkeys([*told.refused, *told.allowed]):
        yield _call(name, method, told, old, new)
    errors = [
        ("", "") if one is None else (one.error, one.unknown)
        for one in (old.lifecycle, new.lifecycle)
    ]
    if told.answered:
        method, (way, was, now) = next(iter(told.answered.items()))
        evidence = _evidence(way, method, old, was, now)
        yield _change(
            "call-order-error-changed",
            name,
            old,
            new,
            Level.BREAKING,
            Level.BREAKING,
            said=(was, now),
            evidence=evidence,
        )
    elif errors[0][1] != errors[1][1] and old.lifecycle and new.lifecycle:
        lost = Level.BREAKING if errors[0][1] else Level.NON_BREAKING
        yield _change(
            "call-order-error-changed",
            name,
            old,
            new,
            lost,
            Level.BREAKING,
            said=(errors[0][1], errors[1][1]),
        )
    elif not told.refused and not told.allowed:
        is_news = old.lifecycle is None or new.lifecycle is None
        level = Level.NON_BREAKING if is_news else Level.NONE
        kind = "lifecycle-respelled"
        if is_news:
            kind = "lifecycle-added" if old.lifecycle is None else "lifecycle-removed"
        yield _change(kind, name, old, new, level, level)


def _walked(old: _Machine, new: _Machine) -> _Told:
    """Every pair of states that calls lead an instance to, with the calls that tell the versions apart there."""
    told = _Told()
    both = {method.name for method in old.service.methods}
    both &= {method.name for method in new.service.methods}
    about = sorted(both & {*old.moves, *new.moves, *_naming(old), *_naming(new)})
    waiting = deque(_starts(about, old, new))
    seen: set[tuple[tuple[str, str], bool]] = set()
    while waiting:
        way = waiting.popleft()
        if (way.states, way.is_certain) in seen or (way.states, True) in seen:
            continue
        seen.add((way.states, way.is_certain))
        before, after = way.states
        for method in about:
            if old.start(method) is not None or new.start(method) is not None:
                continue
            was, now = old.refuses(method, before), new.refuses(method, after)
            if not was and not now:
                led = old.after(method, before), new.after(method, after)
                calls = (*way.calls, method)
                waiting.append(_Way(led, calls, way.is_certain, way.found_in))
            elif not was:
                told.refused.setdefault(method, (way, now))
            elif not now:
                told.allowed.setdefault(method, (way, was))
            elif was != now:
                told.answered.setdefault(method, (way, was, now))
        shared = set(old.becomes(before))
        for state in new.becomes(after):
            is_shared = state in shared
            led = (state if is_shared or before == _ANY else before, state)
            is_certain = way.is_certain and (is_shared or before == _ANY)
            waiting.append(_Way(led, way.calls, is_certain, way.found_in))
    return told


def _naming(machine: _Machine) -> Iterator[str]:
    """Methods that send the id of an instance."""
    if machine.lifecycle is not None:
        for method in machine.service.methods:
            if any(param.name == machine.lifecycle.id for param in method.params):
                yield method.name


def _starts(about: list[str], old: _Machine, new: _Machine) -> Iterator[_Way]:
    """Instances that calls make, and those that are there already, in states that both versions have."""
    for method in about:
        made = old.start(method), new.start(method)
        if made != (None, None):
            states = made[0] or _ANY, made[1] or _ANY
            yield _Way(states, (method,), True)
    if old.lifecycle is None or new.lifecycle is None:
        one = old.lifecycle or new.lifecycle
        for state in () if one is None else one.known:
            sides = (_ANY, state.name) if one is new.lifecycle else (state.name, _ANY)
            yield _Way(sides, (), True, state.name)
        return
    known = {state.name for state in new.lifecycle.known}
    for state in old.lifecycle.known:
        if state.name in known:
            yield _Way((state.name, state.name), (), True, state.name)


def _call(name: str, method: str, told: _Told, old: _Machine, new: _Machine) -> Change:
    """A method that one version takes where the other refuses it."""
    refused, allowed = told.refused.get(method), told.allowed.get(method)
    callers = servers = Level.NON_BREAKING
    evidence = None
    if allowed is not None:
        servers = Level.BREAKING
        evidence = _evidence(allowed[0], method, new, allowed[1], "accepted")
    if refused is not None:
        callers = Level.BREAKING if refused[0].is_certain else Level.POSSIBLE
        evidence = _evidence(refused[0], method, old, "accepted", refused[1])
    kind = "changed" if refused and allowed else "narrowed" if refused else "widened"
    return _change(
        f"call-order-{kind}",
        name,
        old,
        new,
        callers,
        servers,
        method=method,
        said=(_sources(old, method), _sources(new, method)),
        evidence=evidence,
    )


def _sources(machine: _Machine, method: str) -> str:
    move = machine.moves.get(method)
    return ", ".join(move.sources) if move is not None else ""


def _evidence(
    way: _Way, method: str, taker: _Machine, was: str, now: str
) -> Evidence | None:
    """The calls that lead there, and the one that tells the versions apart; the id is what the first of them is told."""
    lifecycle = taker.lifecycle
    id_name = None if lifecycle is None else lifecycle.id
    state: dict[str, JsonValue] = {}
    instance: JsonValue = f"<{id_name}>"
    if way.found_in and lifecycle is not None:
        fact = lifecycle.state(way.found_in).fact
        listed = sample_state(taker.service).get(fact)
        instance = listed[0] if isinstance(listed, list) and listed else 1
        state = {fact: [instance]}
    calls: list[JsonValue] = []
    for name in (*way.calls, method):
        params = plain_call(taker.service, taker.service.method(name))
        if params is None:
            return None
        if id_name in params:
            params[str(id_name)] = instance
        calls.append({"method": name, "params": params})
    return Evidence(kind="calls", value=calls, old=was, new=now, state=state)


def _change(
    kind: str,
    name: str,
    old: _Machine,
    new: _Machine,
    callers: Level,
    servers: Level,
    *,
    method: str = "",
    said: tuple[str, str] = ("", ""),
    evidence: Evidence | None = None,
) -> Change:
    spans: list[Span | None] = []
    for one in (old, new):
        declared: Move | Lifecycle | None = one.moves.get(method) or one.lifecycle
        spans.append(None if declared is None else declared.span)
    return Change(
        id=kind,
        method=method,
        place=("lifecycles", name),
        callers=callers,
        servers=servers,
        old=said[0],
        new=said[1],
        old_span=spans[0],
        new_span=spans[1],
        evidence=evidence,
        proof=Proof.SHOWN if evidence else Proof.PROVEN,
    )


# -- conditions that lifecycles bring about --------------------------------------------------------------------------


def without_order(service: Service, kind: ErrorKind) -> tuple[Raise, ...]:
    """The conditions of a row but for those that keep the order of calls, which are compared by the calls they allow."""
    mine = [
        one for one in service.lifecycles if kind.mnemonic in (one.error, one.unknown)
    ]
    return tuple(
        row for row in kind.raises if not any(_keeps_order(row, one) for one in mine)
    )


def _keeps_order(row: Raise, lifecycle: Lifecycle) -> bool:
    if row.field != (lifecycle.id,):
        return False
    told = cel_text.authored(row.when).replace("params.", "")
    facts = [state.fact for state in lifecycle.known]
    listed = [f" in state.{fact}" for fact in facts]
    return any(told.endswith(one) and told.count(" ") == 2 for one in listed) or (
        told.startswith("!(") and all(f"{one})" in told for one in listed)
    )
