"""Constraints in two versions -> which sets of requests they let through, decided by search and not by their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from onespec.change.calls import Direction, Found, Shown, Version
from onespec.change.change import Change, Evidence, Level, Proof
from onespec.change.fields import decided
from onespec.change.parts import words
from onespec.language.ast import Read, walk
from onespec.model import Constraint, ErrorKind, Raise
from onespec.notation import cel_text
from onespec.search import Proof as NoRequest


def compare_constraints(
    old: Version, new: Version, forward: Direction, backward: Direction
) -> Iterator[Change]:
    """Every constraint that came, went or reads otherwise, with the request that tells the versions apart."""
    before = {one.id: one for one in old.method.rules}
    after = {one.id: one for one in new.method.rules}
    changed = False
    for id, one in before.items():
        if id not in after:
            changed = True
            yield _told(one, None, NoRequest(), backward.against(one), new)
    for id, one in after.items():
        other = before.get(id)
        if other is not None and _reads_alike(other, one):
            yield from _words(other, one, new)
            continue
        changed = True
        rest = [c.condition for c in new.method.rules if c is not one]
        more = forward.against(one, rest)
        less = NoRequest() if other is None else backward.against(other)
        yield _told(other, one, more, less, new)
    yield from _errors(old, new, changed)
    yield from _blame(old, new)


def _reads_alike(old: Constraint, new: Constraint) -> bool:
    """Whether two conditions are written alike and see the same defaults."""
    return cel_text.authored(old.condition) == cel_text.authored(
        new.condition
    ) and _defaults(old) == _defaults(new)


def _defaults(one: Constraint) -> list[object]:
    return [part.defaults for part in walk(one.condition) if isinstance(part, Read)]


def _told(
    old: Constraint | None,
    new: Constraint | None,
    more: Found,
    less: Found,
    version: Version,
) -> Change:
    """`more` is a request that only the new version refuses, `less` one that only the old one does."""
    callers, servers, evidence, proof = decided(more, less)
    tighter, looser = isinstance(more, Shown), isinstance(less, Shown)
    if old is None or new is None:
        kind = "constraint-added" if old is None else "constraint-removed"
    elif tighter and looser:
        kind = "constraint-changed"
    elif tighter or looser:
        kind = f"constraint-{'tightened' if tighter else 'loosened'}"
    elif (callers, servers) == (Level.NONE, Level.NONE):
        kind = "constraint-rewritten"
    else:
        kind = "constraint-changed"
    return _change(kind, old, new, version, callers, servers, evidence, proof)


def _change(
    kind: str,
    old: Constraint | None,
    new: Constraint | None,
    version: Version,
    callers: Level,
    servers: Level,
    evidence: Evidence | None = None,
    proof: Proof = Proof.STATED,
    said: tuple[str, str] | None = None,
) -> Change:
    named = new or old
    assert named is not None
    texts = said or tuple(
        "" if one is None else cel_text.authored(one.condition) for one in (old, new)
    )
    return Change(
        id=kind,
        method=version.method.name,
        place=("constraints", named.id),
        callers=callers,
        servers=servers,
        old=texts[0],
        new=texts[1],
        old_span=None if old is None else old.span,
        new_span=None if new is None else new.span,
        evidence=evidence,
        proof=proof,
    )


def _words(old: Constraint, new: Constraint, version: Version) -> Iterator[Change]:
    if words(old) != words(new) or old.blame[1:] != new.blame[1:]:
        yield _change("text-changed", old, new, version, Level.DOCS, Level.DOCS)


def _blame(old: Version, new: Version) -> Iterator[Change]:
    """Constraints that name another param in `error.data.field`, shown by a request that breaks them in both versions."""
    before = {one.id: one for one in old.method.rules}
    for one in new.method.rules:
        other = before.get(one.id)
        if other is None or other.blame[:1] == one.blame[:1]:
            continue
        said = tuple(
            ".".join(path)
            for each in (other, one)
            for path in [*each.blame[:1], ()][:1]
        )
        found = new.breaking(one)
        refusals = (
            ()
            if found is None
            else old.refusals(found.params, new.account(found.state))
        )
        evidence = None
        if found is not None and refusals and refusals[0].mnemonic == one.error:
            evidence = Evidence(
                kind="request",
                value=dict(found.params),
                old=f"{other.error} with field {said[0] or 'null'}",
                new=f"{one.error} with field {said[1] or 'null'}",
            )
        level = Level.POSSIBLE if evidence is None else Level.BREAKING
        proof = Proof.UNDECIDED if evidence is None else Proof.SHOWN
        yield _change(
            "constraint-field-changed",
            other,
            one,
            new,
            level,
            level,
            evidence,
            proof,
            (said[0], said[1]),
        )


def _errors(old: Version, new: Version, changed: bool) -> Iterator[Change]:
    """Requests that both refuse, and answer with different errors."""
    before = {one.id: one for one in old.method.rules}
    after = {one.id: one for one in new.method.rules}
    told: set[str] = set()
    for one in new.method.rules:
        other = before.get(one.id)
        if not changed and (other is None or other.error == one.error):
            continue
        found = both_refuse(old, new, new, one)
        if found is not None:
            told.add(one.id)
            yield _error(other, one, new, found)
    for one in old.method.rules:
        if not changed or one.id in told:
            continue
        found = both_refuse(old, new, old, one)
        if found is not None:
            yield _error(one, after.get(one.id), new, found)


def _error(
    old: Constraint | None, new: Constraint | None, version: Version, found: Evidence
) -> Change:
    return _change(
        "constraint-error-changed",
        old,
        new,
        version,
        Level.BREAKING,
        Level.BREAKING,
        found,
        Proof.SHOWN,
        (found.old, found.new),
    )


def both_refuse(
    old: Version, new: Version, breaker: Version, *broken: Constraint | Raise
) -> Evidence | None:
    """A request that meets these reasons of one version, the first one before all others, and that both refuse, with different errors."""
    answer = breaker.breaking(*broken)
    if answer is None:
        return None
    account = breaker.account(answer.state)
    before, after = (one.refusals(answer.params, account) for one in (old, new))
    mine, theirs = (after, before) if breaker is new else (before, after)
    if not mine or broken[0] not in (mine[0].constraint, mine[0].raised):
        return None
    if not theirs or theirs[0].slot not in ("constraint", "raise"):
        return None
    if before[0].mnemonic == after[0].mnemonic:
        return None
    return Evidence(
        kind="request",
        value=dict(answer.params),
        old=before[0].mnemonic,
        new=after[0].mnemonic,
        state={name: account[name] for name in answer.state if name in account},
    )


_MOST_PAIRS: Final = 24
"""Pairs of reasons that changed places for which a request that meets both is looked for."""


def compare_order(old: Version, new: Version) -> Iterator[Change]:
    """Reasons to refuse that changed places: which of two errors a request gets that meets both."""
    before, after = dict(_reasons(old)), dict(_reasons(new))
    places = {name: at for at, name in enumerate(before)}
    both = [name for name in after if name in before]
    turned = [
        (left, right)
        for at, left in enumerate(both)
        for right in both[at + 1 :]
        if places[left] > places[right]
    ]
    if not turned:
        return
    differing = [pair for pair in turned if after[pair[0]][1] != after[pair[1]][1]]
    for left, right in differing[:_MOST_PAIRS]:
        found = both_refuse(old, new, new, after[left][0], after[right][0])
        if found is not None:
            yield _turned(left, new, Level.NON_BREAKING, found)
            return
    yield _turned(turned[0][0], new, Level.NONE, None)


Reason: TypeAlias = tuple[str, str, str]
"""Kind, name and condition of a reason to refuse a request."""


def _reasons(
    version: Version,
) -> Iterator[tuple[Reason, tuple[Constraint | Raise, str]]]:
    """Every reason beyond the shape, in the order in which a server looks, with the error that it brings."""
    method = version.method
    for kind in method.common_errors:
        yield from _conditions(kind)
    for rule in method.rules:
        yield ("constraints", rule.id, ""), (rule, rule.error)
    for kind in method.errors:
        yield from _conditions(kind)


def _conditions(
    kind: ErrorKind,
) -> Iterator[tuple[Reason, tuple[Constraint | Raise, str]]]:
    for row in kind.raises:
        name = "errors", kind.mnemonic, cel_text.authored(row.when)
        yield name, (row, kind.mnemonic)


def _turned(
    reason: Reason, version: Version, level: Level, found: Evidence | None
) -> Change:
    is_constraint = reason[0] == "constraints"
    return Change(
        id="constraint-order-changed" if is_constraint else "error-order-changed",
        method=version.method.name,
        place=reason[:2],
        callers=level,
        servers=level,
        old="" if found is None else found.old,
        new="" if found is None else found.new,
        old_span=version.method.span,
        new_span=version.method.span,
        evidence=found,
        proof=Proof.STATED if found is None else Proof.SHOWN,
    )
