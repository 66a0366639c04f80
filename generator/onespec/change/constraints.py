"""Constraints in two versions -> which sets of requests they let through, decided by search and not by their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onespec.change.calls import Direction, Found, Shown, Version
from onespec.change.change import Change, Evidence, Level, Proof
from onespec.change.fields import decided
from onespec.language.ast import Read, walk
from onespec.model import Constraint
from onespec.notation import cel_text
from onespec.search import Proof as NoRequest
from onespec.search import Witness


def compare_constraints(
    old: Version, new: Version, forward: Direction, backward: Direction
) -> Iterator[Change]:
    """Every constraint that came, went or reads otherwise, with the request that tells the versions apart."""
    before = {one.id: one for one in old.method.constraints}
    after = {one.id: one for one in new.method.constraints}
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
        rest = [c.condition for c in new.method.constraints if c is not one]
        more = forward.against(one, rest)
        less = NoRequest() if other is None else backward.against(other)
        yield _told(other, one, more, less, new)
    yield from _errors(old, new, changed)
    yield from _order(old, new)


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
    if (old.message, old.description) != (new.message, new.description):
        yield _change("text-changed", old, new, version, Level.DOCS, Level.DOCS)


def _errors(old: Version, new: Version, changed: bool) -> Iterator[Change]:
    """Requests that both refuse, and answer with different errors."""
    before = {one.id: one for one in old.method.constraints}
    told: set[str] = set()
    for index, one in enumerate(new.method.constraints):
        other = before.get(one.id)
        if not changed and (other is None or other.error == one.error):
            continue
        found = _both_refuse(old, new, new, index)
        if found is not None:
            told.add(one.id)
            yield _error(other, one, new, found)
    for index, one in enumerate(old.method.constraints):
        if not changed or one.id in told:
            continue
        found = _both_refuse(old, new, old, index)
        if found is not None:
            now = next((c for c in new.method.constraints if c.id == one.id), None)
            yield _error(one, now, new, found)


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


def _both_refuse(
    old: Version, new: Version, breaker: Version, *broken: int
) -> Evidence | None:
    """A request that breaks these constraints of one version, and that both refuse by a constraint, with different errors."""
    answer = breaker.problem.find(broken=broken)
    if not isinstance(answer, Witness) or answer.state:
        return None
    before, after = (
        version.refusals(answer.params, breaker.state) for version in (old, new)
    )
    mine, theirs = (after, before) if breaker is new else (before, after)
    if not mine or mine[0].constraint is not breaker.method.constraints[broken[0]]:
        return None
    if not theirs or theirs[0].constraint is None:
        return None
    if before[0].mnemonic == after[0].mnemonic:
        return None
    return Evidence(
        kind="request",
        value=dict(answer.params),
        old=before[0].mnemonic,
        new=after[0].mnemonic,
    )


def _order(old: Version, new: Version) -> Iterator[Change]:
    """Constraints that changed places and answer differently: a request that breaks both now gets the other error."""
    before = [one.id for one in old.method.constraints]
    after: Sequence[Constraint] = new.method.constraints
    for left, one in enumerate(after):
        for right in range(left + 1, len(after)):
            other = after[right]
            if one.error == other.error or not {one.id, other.id} <= set(before):
                continue
            if before.index(one.id) < before.index(other.id):
                continue
            found = _both_refuse(old, new, new, left, right)
            if found is not None:
                yield _change(
                    "constraint-order-changed",
                    one,
                    one,
                    new,
                    Level.NON_BREAKING,
                    Level.NON_BREAKING,
                    found,
                    Proof.SHOWN,
                    (found.old, found.new),
                )
