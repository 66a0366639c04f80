"""Error tables in two versions -> what answers otherwise: rows are told apart by their mnemonic, situations by their condition."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from onespec.change.calls import Direction, Found, Open, Shown, Version
from onespec.change.change import Change, Evidence, Level, Proof
from onespec.change.constraints import both_refuse
from onespec.change.fields import Answers, Walk, decided, request_evidence
from onespec.change.moves import without_order
from onespec.change.parts import meaning, words
from onespec.datatypes import Field, ObjectType
from onespec.language.ast import Expr, Has, Read, Root, paths, walk
from onespec.language.evaluate import NoValueError, Roots
from onespec.language.evaluate import meaning as meaning_of
from onespec.model import ErrorKind, Raise
from onespec.notation import cel_text
from onespec.search import Proof as NoRequest

Rows = Mapping[str, ErrorKind]


def compare_errors(
    old: Version, new: Version, forward: Direction, backward: Direction
) -> Iterator[Change]:
    """Differences of all rows that can answer a call of the method."""
    # A credential that travels otherwise is told of the service.
    is_moved = old.service.auth != new.service.auth
    before, after = _rows(old, is_moved), _rows(new, is_moved)
    method = new.method.name
    # Rows that only keep the order of calls are compared by the calls.
    keeping = {
        one.error
        for side in (old, new)
        for one in side.service.lifecycles
        if not any(
            rows[one.error].raises for rows in (before, after) if one.error in rows
        )
    }
    renamed = dict(_renamed(before, after))
    for mnemonic, kind in before.items():
        if mnemonic in renamed:
            yield _renaming(kind, after[renamed[mnemonic]], method)
        elif mnemonic not in after and mnemonic not in keeping:
            moved = _answered_otherwise(old, new, old, kind)
            if moved is not None:
                yield _moving(kind, kind, method, moved)
            yield _change("error-removed", method, kind, None, source=Level.BREAKING)
    taken = set(renamed.values())
    for mnemonic, kind in after.items():
        if mnemonic not in before:
            if mnemonic not in taken and mnemonic not in keeping:
                moved = _answered_otherwise(old, new, new, kind)
                if moved is not None:
                    yield _moving(kind, kind, method, moved)
                yield from _added(kind, before, forward, method)
        elif before[mnemonic] != kind:
            told = [
                *compare_rows(before[mnemonic], kind, method),
                *_situations(before[mnemonic], kind, forward, backward, method),
                *_telling(before[mnemonic], kind, old, new),
            ]
            yield from told
            if not told and meaning(before[mnemonic]) != meaning(kind):
                yield _change(
                    "difference-unclassified",
                    method,
                    before[mnemonic],
                    kind,
                    callers=Level.POSSIBLE,
                    servers=Level.POSSIBLE,
                )


def _answered_otherwise(
    old: Version, new: Version, breaker: Version, kind: ErrorKind
) -> Evidence | None:
    """A request that this row of one version answers, and another one of the other version."""
    for row in kind.raises:
        found = both_refuse(old, new, breaker, row)
        if found is not None:
            return found
    return None


def _moving(old: ErrorKind, new: ErrorKind, method: str, found: Evidence) -> Change:
    return _change(
        "error-situation-moved",
        method,
        old,
        new,
        callers=Level.BREAKING,
        servers=Level.BREAKING,
        said=(found.old, found.new),
        evidence=found,
    )


def _rows(version: Version, is_moved: bool) -> dict[str, ErrorKind]:
    """Every row that can answer a call, without the conditions that are compared elsewhere: those of lifecycles, and of a credential that moved."""
    auth = version.service.auth
    found: dict[str, ErrorKind] = {}
    for kind in version.method.all_errors():
        rows = without_order(version.service, kind)
        if is_moved and auth is not None:
            rows = tuple(
                row
                for row in rows
                if not any(path[0] == auth.param for path in paths(row.when))
            )
        found[kind.mnemonic] = replace(kind, raises=rows)
    return found


def _renamed(before: Rows, after: Rows) -> Iterator[tuple[str, str]]:
    """Rows that are gone, and those that answer in their place: the same situations, or the same words and code."""
    gone = [kind for name, kind in before.items() if name not in after]
    come = [kind for name, kind in after.items() if name not in before]
    for kind in gone:
        for other in come:
            same_words = (kind.code, kind.template) == (other.code, other.template)
            same_cases = bool(kind.raises) and situations(kind) == situations(other)
            if same_words or same_cases:
                come.remove(other)
                yield kind.mnemonic, other.mnemonic
                break


def situations(kind: ErrorKind) -> list[str]:
    """The conditions under which a row answers, as text."""
    return [cel_text.authored(row.when) for row in kind.raises]


def _renaming(old: ErrorKind, new: ErrorKind, method: str) -> Change:
    return _change(
        "error-renamed",
        method,
        old,
        new,
        callers=Level.BREAKING,
        servers=Level.BREAKING,
        source=Level.BREAKING,
        said=(old.mnemonic, new.mnemonic),
        evidence=_error(old, new),
    )


def _error(old: ErrorKind, new: ErrorKind) -> Evidence:
    """The error object as the new version sends it, and what an old reader looks for."""
    filled = {name: f"<{name}>" for name in new.placeholders}
    return Evidence(
        kind="error",
        value={
            "code": new.code,
            "message": new.template,
            "data": {"mnemonic": new.mnemonic, "params": dict(filled)},
        },
        old=f"{old.mnemonic} ({old.code})",
        new=f"{new.mnemonic} ({new.code})",
    )


def _added(
    kind: ErrorKind, before: Rows, forward: Direction, method: str
) -> Iterator[Change]:
    """A new row: breaking where a request that was accepted meets it in the very account of the sample."""
    moved = _moved(kind, before)
    if moved is not None:
        yield _change(
            "error-situation-moved",
            method,
            moved,
            kind,
            callers=Level.BREAKING,
            servers=Level.BREAKING,
            said=(moved.mnemonic, kind.mnemonic),
            evidence=_error(moved, kind),
        )
        return
    outcomes = [forward.against(row, in_sample=True) for row in kind.raises]
    shown = next((one for one in outcomes if isinstance(one, Shown)), None)
    undecided = any(isinstance(one, Open) for one in outcomes)
    reads_only_params = [row for row in kind.raises if not reads_state(row)]
    callers = Level.NON_BREAKING
    if shown is not None:
        callers = Level.BREAKING
    elif undecided and reads_only_params:
        callers = Level.POSSIBLE
    evidence = None if shown is None else request_evidence(shown, old_accepts=True)
    yield _change(
        "error-added",
        method,
        None,
        kind,
        callers=callers,
        servers=Level.BREAKING if callers is not Level.BREAKING else Level.NON_BREAKING,
        evidence=evidence,
        proof=(
            Proof.SHOWN
            if evidence
            else Proof.UNDECIDED if callers is Level.POSSIBLE else Proof.STATED
        ),
    )


def _moved(kind: ErrorKind, before: Rows) -> ErrorKind | None:
    """The old row that answered a situation of this one."""
    own = set(situations(kind))
    for other in before.values():
        if own & set(situations(other)):
            return other
    return None


def reads_state(row: Raise) -> bool:
    """Whether a condition asks what the request does not say."""
    return any(
        isinstance(part, Read | Has) and part.root is Root.STATE
        for part in walk(row.when)
    )


def compare_rows(old: ErrorKind, new: ErrorKind, method: str) -> Iterator[Change]:
    if old.code != new.code:
        yield _change(
            "error-code-changed",
            method,
            old,
            new,
            callers=Level.BREAKING,
            servers=Level.BREAKING,
            said=(str(old.code), str(new.code)),
            evidence=_error(old, new),
        )
    lost = [name for name in old.placeholders if name not in new.placeholders]
    won = [name for name in new.placeholders if name not in old.placeholders]
    for name in lost:
        other = won.pop(0) if won else ""
        yield _change(
            "placeholder-renamed" if other else "placeholder-removed",
            method,
            old,
            new,
            callers=Level.BREAKING,
            servers=Level.BREAKING,
            source=Level.BREAKING,
            said=(name, other),
            evidence=_error(old, new),
        )
    for name in won:
        yield _change(
            "placeholder-added",
            method,
            old,
            new,
            servers=Level.BREAKING,
            said=("", name),
        )
    if old.template != new.template and not lost and not won:
        yield _change(
            "error-wording-changed",
            method,
            old,
            new,
            said=(old.template, new.template),
        )
    if old.data != new.data:
        sides = [_data(kind) for kind in (old, new)]
        walk = Walk(
            method=method,
            at=("errors", new.mnemonic, "data"),
            side=Answers(sides[0], sides[1]),
        )
        yield from walk.fields(old.data, new.data)
    told = [
        words(replace(kind, template="", deprecated="", data=())) for kind in (old, new)
    ]
    advice = {old.deprecated, new.deprecated}
    if told[0] != told[1] or len(advice - {""}) > 1:
        yield _change(
            "text-changed", method, old, new, callers=Level.DOCS, servers=Level.DOCS
        )
    if bool(old.deprecated) != bool(new.deprecated):
        kind = "deprecated" if new.deprecated else "deprecation-withdrawn"
        yield _change(kind, method, old, new)


def _situations(
    old: ErrorKind,
    new: ErrorKind,
    forward: Direction,
    backward: Direction,
    method: str,
) -> Iterator[Change]:
    """Conditions of a row that came, went or read otherwise; each tried on both versions."""
    was, now = situations(old), situations(new)
    needed = {one.name for one in forward.taker.method.params if one.required}
    needed &= {one.name for one in backward.taker.method.params if one.required}
    seen = [[_with_defaults(row, needed) for row in kind.raises] for kind in (old, new)]
    come = [row for told, row in zip(seen[1], new.raises) if told not in seen[0]]
    gone = [row for told, row in zip(seen[0], old.raises) if told not in seen[1]]
    if not come and not gone:
        return
    callers, servers, evidence, proof = decided(
        _first(forward, come), _first(backward, gone)
    )
    kind = "error-condition-changed"
    if (callers, servers) == (Level.NONE, Level.NONE):
        if was == now:
            return
        kind = "error-condition-respelled"
    yield _change(
        kind,
        method,
        old,
        new,
        callers=callers,
        servers=servers,
        said=(" or ".join(was), " or ".join(now)),
        evidence=evidence,
        proof=proof,
        rows=(gone, come),
    )


def _with_defaults(row: Raise, needed: Container[str]) -> object:
    """A condition with what it reads where nothing is sent, but of params that are always sent."""
    reads = [
        part.defaults
        for part in walk(row.when)
        if isinstance(part, Read) and part.path[0] not in needed
    ]
    return cel_text.authored(row.when), reads


def _first(direction: Direction, rows: Sequence[Raise]) -> Found:
    outcome: Found = NoRequest()
    for row in rows:
        found = direction.against(row)
        if isinstance(found, Shown):
            return found
        if isinstance(found, Open):
            outcome = found
    return outcome


def _telling(
    old: ErrorKind, new: ErrorKind, before: Version, after: Version
) -> Iterator[Change]:
    """What `error.data` says in situations that both versions have: the param it names, and values, asked of a request that meets it."""
    known = dict(zip(situations(old), old.raises))
    method = after.method.name
    for text, row in zip(situations(new), new.raises):
        other = known.get(text)
        if other is None:
            continue
        if other.field != row.field:
            yield _change(
                "error-field-changed",
                method,
                old,
                new,
                callers=Level.BREAKING,
                servers=Level.BREAKING,
                said=(".".join(other.field or ()), ".".join(row.field or ())),
                evidence=_error(old, new),
            )
        for name, was, now in _values(other, row):
            if _text(was) == _text(now):
                continue
            told = _asked(was, now, row, after)
            level = Level.POSSIBLE if told is None else Level.BREAKING
            yield _change(
                "error-value-changed",
                method,
                old,
                new,
                callers=level,
                servers=level,
                said=(f"{name} {_text(was)}", f"{name} {_text(now)}"),
                evidence=told,
                proof=Proof.SHOWN if told else Proof.UNDECIDED,
            )


def _values(old: Raise, new: Raise) -> Iterator[tuple[str, Expr | None, Expr | None]]:
    """Each member of `error.data` that both conditions fill."""
    if old.field == new.field:
        yield "value", old.value, new.value
    for at in ("params", "data"):
        was, now = dict(getattr(old, at)), dict(getattr(new, at))
        for name in was:
            if name in now:
                yield f"{at}.{name}" if at == "params" else name, was[name], now[name]


def _text(value: Expr | None) -> str:
    return "" if value is None else cel_text.authored(value)


def _asked(
    was: Expr | None, now: Expr | None, row: Raise, version: Version
) -> Evidence | None:
    """A request that the condition answers, where both versions say something else."""
    found = version.breaking(row)
    if found is None:
        return None
    account = version.account(found.state)
    roots: Roots = {"params": found.params, "state": account}
    plain: object = found.params
    for step in row.field or ():
        plain = plain.get(step) if isinstance(plain, Mapping) else None
    try:
        values = [
            plain if one is None else meaning_of(one)(roots) for one in (was, now)
        ]
    except NoValueError:
        return None
    if values[0] == values[1]:
        return None
    sides = [json.dumps(one, ensure_ascii=False, default=str) for one in values]
    return Evidence(
        kind="request",
        value=dict(found.params),
        old=f"an error that says {sides[0]}",
        new=f"an error that says {sides[1]}",
        state={name: account[name] for name in found.state if name in account},
    )


def _data(kind: ErrorKind) -> Field:
    return Field(name="", type=ObjectType(fields=kind.data, open=True))


def _change(
    kind: str,
    method: str,
    old: ErrorKind | None,
    new: ErrorKind | None,
    *,
    callers: Level = Level.NON_BREAKING,
    servers: Level = Level.NON_BREAKING,
    source: Level = Level.NONE,
    said: tuple[str, str] = ("", ""),
    evidence: Evidence | None = None,
    proof: Proof | None = None,
    rows: tuple[Sequence[Raise], Sequence[Raise]] = ((), ()),
) -> Change:
    named = new or old
    assert named is not None
    spans = [
        (part[0].span if part else None) or (None if row is None else row.span)
        for part, row in zip(rows, (old, new), strict=True)
    ]
    return Change(
        id=kind,
        method=method,
        place=("errors", named.mnemonic),
        callers=callers,
        servers=servers,
        source=source,
        old=said[0],
        new=said[1],
        old_span=spans[0],
        new_span=spans[1],
        evidence=evidence,
        proof=proof or (Proof.SHOWN if evidence else Proof.STATED),
    )
