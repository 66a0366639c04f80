"""Error tables in two versions -> what answers otherwise: rows are told apart by their mnemonic, situations by their condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onespec.change.calls import Direction, Found, Open, Shown
from onespec.change.change import Change, Evidence, Level, Proof
from onespec.change.fields import decided, request_evidence
from onespec.language.ast import Has, Read, Root, walk
from onespec.model import ErrorKind, Method, Raise
from onespec.notation import cel_text
from onespec.search import Proof as NoRequest

Rows = Mapping[str, ErrorKind]


def compare_errors(
    old: Method, new: Method, forward: Direction, backward: Direction
) -> Iterator[Change]:
    """Differences of all rows that can answer a call of the method."""
    before = {kind.mnemonic: kind for kind in old.all_errors()}
    after = {kind.mnemonic: kind for kind in new.all_errors()}
    renamed = dict(_renamed(before, after))
    for mnemonic, kind in before.items():
        if mnemonic in renamed:
            yield _renaming(kind, after[renamed[mnemonic]], new.name)
        elif mnemonic not in after:
            yield _change("error-removed", new.name, kind, None, source=Level.BREAKING)
    taken = set(renamed.values())
    for mnemonic, kind in after.items():
        if mnemonic not in before:
            if mnemonic not in taken:
                yield from _added(kind, before, forward, new.name)
        else:
            yield from _row(before[mnemonic], kind, new.name)
            yield from _situations(before[mnemonic], kind, forward, backward, new.name)


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


def _row(old: ErrorKind, new: ErrorKind, method: str) -> Iterator[Change]:
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
    if (old.cause, old.fix, old.help_url) != (new.cause, new.fix, new.help_url):
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
    come = [row for text, row in zip(now, new.raises) if text not in was]
    gone = [row for text, row in zip(was, old.raises) if text not in now]
    yield from _fields(old, new, method)
    if not come and not gone:
        return
    callers, servers, evidence, proof = decided(
        _first(forward, come), _first(backward, gone)
    )
    kind = "error-condition-changed"
    if (callers, servers) == (Level.NONE, Level.NONE):
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


def _first(direction: Direction, rows: Sequence[Raise]) -> Found:
    outcome: Found = NoRequest()
    for row in rows:
        found = direction.against(row)
        if isinstance(found, Shown):
            return found
        if isinstance(found, Open):
            outcome = found
    return outcome


def _fields(old: ErrorKind, new: ErrorKind, method: str) -> Iterator[Change]:
    """What `error.data` names, in situations that both versions have."""
    before = dict(zip(situations(old), old.raises))
    for text, row in zip(situations(new), new.raises):
        other = before.get(text)
        if other is None or other.field == row.field:
            continue
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
