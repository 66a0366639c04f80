"""Services -> their differences: methods are paired by name, then compared part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onespec.change.calls import Direction, Version
from onespec.change.change import Change, Comparison, Evidence, Level
from onespec.change.constraints import compare_constraints
from onespec.change.errors import compare_errors
from onespec.change.fields import Answers, Requests, Walk, shown
from onespec.datatypes import Field
from onespec.model import Method, Service
from onespec.search import Witness, smallest_accepted


def compare(old: Service, new: Service) -> Comparison:
    """Every difference of two versions, the heaviest for callers first."""
    found = [*_service(old, new), *_methods(old, new)]
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
                evidence=_call(method),
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
    return service.protocol, service.envelope, service.state


def _bare(params: Sequence[Field]) -> list[object]:
    return [(one.name, one.type, one.required) for one in params]


def _call(method: Method) -> Evidence | None:
    """A call that the old version answers, and the new one does not know."""
    answer = smallest_accepted(method)
    if not isinstance(answer, Witness):
        return None
    return Evidence(
        kind="request",
        value=dict(answer.params),
        old="accepted",
        new="no such method",
    )


def compare_methods(
    old_service: Service, old: Method, new_service: Service, new: Method
) -> Iterator[Change]:
    """Every difference of one method."""
    before, after = Version(old_service, old), Version(new_service, new)
    forward, backward = Direction(before, after), Direction(after, before)
    walk = Walk(method=new.name, side=Requests(forward, backward))
    yield from walk.fields(old.params, new.params)
    yield from compare_constraints(before, after, forward, backward)
    yield from compare_errors(old, new, forward, backward)
    yield from _results(old, new)
    yield from _about(old, new)


def _results(old: Method, new: Method) -> Iterator[Change]:
    if old.result is None or new.result is None:
        if old.result is not new.result:
            yield _plain(
                (
                    "result-described"
                    if old.result is None
                    else "result-no-longer-described"
                ),
                new,
                old,
                Level.NON_BREAKING if old.result is None else Level.POSSIBLE,
            )
        return
    walk = Walk(method=new.name, side=Answers(old.result, new.result))
    yield from walk.field(old.result, new.result, ())


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


def _about(old: Method, new: Method) -> Iterator[Change]:
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
            yield _plain("repeatability-changed", new, old, level, said)
    if old.auth != new.auth:
        level = Level.BREAKING if new.auth else Level.NON_BREAKING
        yield _plain(
            "credential-needed" if new.auth else "credential-no-longer-needed",
            new,
            old,
            level,
        )
    parts = (
        "title",
        "description",
        "flow",
        "open",
        "history",
        "see",
        "examples",
        "since",
    )
    if any(getattr(old, name) != getattr(new, name) for name in parts):
        yield _plain("text-changed", new, old, Level.DOCS)
    names = [[one.name for one in method.params] for method in (old, new)]
    kept = [
        [name for name in side if name in names[1 - at]]
        for at, side in enumerate(names)
    ]
    if kept[0] != kept[1]:
        yield _plain("param-order-changed", new, old, Level.NONE)


# -- the service -----------------------------------------------------------------------------------------------------


def _service(old: Service, new: Service) -> Iterator[Change]:
    yield from _flags(old, new)
    yield from _slots(old, new)
    urls = [[server.url for server in one.servers] for one in (old, new)]
    if urls[0] != urls[1]:
        gone = [url for url in urls[0] if url not in urls[1]]
        come = [url for url in urls[1] if url not in urls[0]]
        level = Level.BREAKING if gone else Level.NON_BREAKING
        yield _of(
            "address-changed",
            old,
            new,
            level,
            (", ".join(gone), ", ".join(come)),
            "servers",
        )
    if old.version != new.version:
        yield _of(
            "version-label-changed",
            old,
            new,
            Level.DOCS,
            (old.version, new.version),
            "version",
        )
    if old.name != new.name:
        yield _of(
            "package-renamed",
            old,
            new,
            Level.NONE,
            (old.name, new.name),
            "name",
            source=Level.BREAKING,
        )
    if old.auth != new.auth:
        yield _of(
            "credential-changed",
            old,
            new,
            Level.BREAKING,
            (str(old.auth), str(new.auth)),
            "auth",
            source=Level.BREAKING,
        )
    groups = [{one.code: one.name for one in side.code_groups} for side in (old, new)]
    for code, name in groups[0].items():
        if groups[1].get(code, name) != name:
            yield _of(
                "code-group-renamed",
                old,
                new,
                Level.NONE,
                (name, groups[1][code]),
                f"code_groups.{code}",
                source=Level.BREAKING,
            )
    texts = ("title", "description", "transport", "open", "see")
    if any(getattr(old, name) != getattr(new, name) for name in texts):
        yield _of("text-changed", old, new, Level.DOCS, ("", ""), "")


def _of(
    kind: str,
    old: Service,
    new: Service,
    level: Level,
    said: tuple[str, str],
    place: str,
    *,
    source: Level = Level.NONE,
    servers: Level | None = None,
    evidence: Evidence | None = None,
) -> Change:
    return Change(
        id=kind,
        place=tuple(place.split(".")) if place else (),
        callers=level,
        servers=level if servers is None else servers,
        source=source,
        old=said[0],
        new=said[1],
        old_span=old.span,
        new_span=new.span,
        evidence=evidence,
    )


def _flags(old: Service, new: Service) -> Iterator[Change]:
    """Forms of a call that the protocol allows."""
    for name in ("batch", "notifications"):
        was, now = bool(getattr(old.envelope, name)), bool(getattr(new.envelope, name))
        if was != now:
            kind = f"{name.removesuffix('s')}-{'allowed' if now else 'withdrawn'}"
            yield _of(
                kind,
                old,
                new,
                Level.NON_BREAKING if now else Level.BREAKING,
                (shown(was), shown(now)),
                f"envelope.{name}",
                servers=Level.BREAKING if now else Level.NON_BREAKING,
            )
    if old.envelope.result != new.envelope.result:
        yield _of(
            "result-moved",
            old,
            new,
            Level.BREAKING,
            (old.envelope.result, new.envelope.result),
            "envelope.result",
        )
    if set(old.envelope.id_types) != set(new.envelope.id_types):
        gone = set(old.envelope.id_types) - set(new.envelope.id_types)
        yield _of(
            "id-types-changed",
            old,
            new,
            Level.BREAKING if gone else Level.NON_BREAKING,
            (", ".join(old.envelope.id_types), ", ".join(new.envelope.id_types)),
            "envelope.ids",
        )


def _slots(old: Service, new: Service) -> Iterator[Change]:
    """What answers a fault of shape: the situation is the same, the error another one."""
    rows = [{kind.mnemonic: kind for kind in one.errors} for one in (old, new)]
    for slot, mnemonic in old.protocol.items():
        other = new.protocol.get(slot, mnemonic)
        if other == mnemonic or other not in rows[1]:
            continue
        was, now = rows[0].get(mnemonic), rows[1][other]
        if (
            was is not None
            and (was.code, was.template) == (now.code, now.template)
            and mnemonic not in rows[1]
        ):
            # The row itself was renamed, and is told as that.
            continue
        value: dict[str, object] = {
            "code": now.code,
            "message": now.template,
            "data": {"mnemonic": other},
        }
        yield _of(
            "protocol-error-changed",
            old,
            new,
            Level.BREAKING,
            (mnemonic, other),
            f"protocol.{slot}",
            evidence=Evidence(kind="error", value=value, old=mnemonic, new=other),  # type: ignore[arg-type]
        )
