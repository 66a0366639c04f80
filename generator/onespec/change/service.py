"""What holds for a whole service, in two versions: addresses, the credential, how requests travel, what surrounds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from onespec.change.calls import plain_call
from onespec.change.change import Change, Evidence, Level
from onespec.change.errors import compare_rows
from onespec.change.fields import Answers, Walk, shown
from onespec.change.moves import compare_lifecycles
from onespec.change.parts import IDLE, WORDS, meaning, words
from onespec.datatypes import Field, JsonValue, ObjectType
from onespec.model import Service


def compare_services(old: Service, new: Service) -> Iterator[Change]:
    yield from _flags(old, new)
    yield from _surroundings(old, new)
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
    yield from _credential(old, new)
    yield from _session(old, new)
    yield from _transport(old, new)
    yield from compare_lifecycles(old, new)
    yield from _protocol_rows(old, new)
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
    shared = groups[0].keys() & groups[1].keys()
    titles = [
        {one.code: one.title for one in side.code_groups if one.code in shared}
        for side in (old, new)
    ]
    if _words(old) != _words(new) or titles[0] != titles[1]:
        yield _of("text-changed", old, new, Level.DOCS, ("", ""), "")


def _words(service: Service) -> object:
    """What is said of the service as a whole, of its types and its facts."""
    types = [words(one) for one in service.types]
    facts = [words(one) for one in _facts(service)]
    params = [words(one) for one in service.params]
    said = words(
        replace(
            service, version="", methods=(), types=(), state=(), params=(), errors=()
        )
    )
    return said, types, facts, params


def compare_leftovers(
    old: Service, new: Service, told: list[Change]
) -> Iterator[Change]:
    """What differs in the model and was told by no change so far: nothing passes in silence."""
    left_out = {*WORDS[Service], *IDLE[Service], "methods"}
    places = {change.place[0] for change in told if change.place}
    for one in fields(Service):
        if one.name in left_out or not one.compare or one.name in places:
            continue
        was, now = getattr(old, one.name), getattr(new, one.name)
        if meaning(was) != meaning(now):
            yield _of(
                "difference-unclassified", old, new, Level.POSSIBLE, ("", ""), one.name
            )
    if _facts(old) != _facts(new):
        yield _of("account-changed", old, new, Level.DOCS, ("", ""), "state")
    gone = {one.name for one in old.types} - {one.name for one in new.types}
    renamed = {change.old for change in told if change.id == "type-named-otherwise"}
    for name in sorted(gone - renamed):
        yield _of(
            "shared-type-removed",
            old,
            new,
            Level.NONE,
            (name, ""),
            f"types.{name}",
            source=Level.POSSIBLE,
        )
    if old.types != new.types and not told:
        yield _of("declaration-moved", old, new, Level.NONE, ("", ""), "types")
    if old.params != new.params and not told:
        yield _of("declaration-moved", old, new, Level.NONE, ("", ""), "params")
    if old.errors != new.errors and not told:
        yield _of("declaration-moved", old, new, Level.NONE, ("", ""), "errors")


def _facts(service: Service) -> list[Field]:
    """Facts that an author declared, without those of lifecycles."""
    made = {state.fact for one in service.lifecycles for state in one.states}
    return [fact for fact in service.state if fact.name not in made]


def _protocol_rows(old: Service, new: Service) -> Iterator[Change]:
    """Rows of the common table that no method has."""
    answered = {
        kind.mnemonic
        for side in (old, new)
        for method in side.methods
        for kind in method.all_errors()
    }
    after = {kind.mnemonic: kind for kind in new.errors}
    for kind in old.errors:
        if kind.mnemonic in after and kind.mnemonic not in answered:
            yield from compare_rows(kind, after[kind.mnemonic], "")


def _credential(old: Service, new: Service) -> Iterator[Change]:
    was, now = old.auth, new.auth
    if was == now:
        return
    sides = [
        (
            ""
            if one is None
            else " ".join(
                filter(
                    None,
                    [
                        one.scheme,
                        (
                            f"in the header {one.header}"
                            if one.header
                            else f"as the param {one.param}"
                        ),
                    ],
                )
            )
        )
        for one in (was, now)
    ]
    if was is None:
        # Whether it is needed each method says.
        yield _of(
            "credential-declared",
            old,
            new,
            Level.NON_BREAKING,
            ("", sides[1]),
            "auth",
            source=Level.BREAKING,
        )
    elif now is None or (was.param, was.header, was.scheme) != (
        now.param,
        now.header,
        now.scheme,
    ):
        yield _of(
            "credential-changed",
            old,
            new,
            Level.BREAKING,
            (sides[0], sides[1]),
            "auth",
            source=Level.BREAKING,
            evidence=_carried(old, new),
        )
    else:
        names = [
            ", ".join(filter(None, (one.env, one.password_env))) for one in (was, now)
        ]
        yield _of(
            "credential-variable-changed",
            old,
            new,
            Level.NONE,
            (names[0], names[1]),
            "auth",
            source=Level.BREAKING,
        )


def _carried(old: Service, new: Service) -> Evidence | None:
    """A request with the credential as the old version has it."""
    for method in old.methods:
        if not method.auth or method.name not in {one.name for one in new.methods}:
            continue
        params = plain_call(old, method)
        if params is None:
            continue
        slot = "missing" if new.auth else "unexpected"
        if new.auth is not None and new.auth.header:
            slot = "credential"
        value: dict[str, JsonValue] = {"method": method.name, "params": params}
        return Evidence(
            kind="body", value=value, old="accepted", new=new.protocol[slot]
        )
    return None


def _session(old: Service, new: Service) -> Iterator[Change]:
    """How a client logs in by itself: nothing of it is seen on the wire."""
    if meaning(old.session) == meaning(new.session):
        return
    kind, source = "session-changed", Level.POSSIBLE
    if old.session is None or new.session is None:
        kind = "session-added" if old.session is None else "session-removed"
        source = Level.NONE if old.session is None else Level.BREAKING
    yield _of(kind, old, new, Level.NON_BREAKING, ("", ""), "session", source=source)


def _transport(old: Service, new: Service) -> Iterator[Change]:
    was, now = old.transport, new.transport
    for name in ("http_method", "content_type", "encoding"):
        if getattr(was, name) != getattr(now, name):
            said = getattr(was, name), getattr(now, name)
            yield _of(
                "transport-changed", old, new, Level.BREAKING, said, f"transport.{name}"
            )
    if was.status == now.status:
        return
    if was.status is None or now.status is None:
        # Nobody said which status, or nobody says any more.
        lost = Level.POSSIBLE if now.status is None else Level.NON_BREAKING
        kind = (
            "status-described" if was.status is None else "status-no-longer-described"
        )
        yield _of(
            kind,
            old,
            new,
            lost,
            ("", ""),
            "transport.status",
            servers=Level.NON_BREAKING if now.status is None else Level.BREAKING,
        )
        return
    codes = {kind.code: kind for side in (old, new) for kind in side.errors}
    codes |= {kind.code: kind for method in new.methods for kind in method.errors}
    moved = [
        code for code in sorted(codes) if was.status.of(code) != now.status.of(code)
    ]
    for code in moved:
        sides = str(was.status.of(code)), str(now.status.of(code))
        row = codes[code]
        value: dict[str, JsonValue] = {
            "code": code,
            "message": row.template,
            "data": {"mnemonic": row.mnemonic},
        }
        shows = Evidence(
            kind="error", value=value, old=f"HTTP {sides[0]}", new=f"HTTP {sides[1]}"
        )
        yield _of(
            "status-changed",
            old,
            new,
            Level.BREAKING,
            sides,
            f"transport.status.{code}",
            evidence=shows,
        )
    if not moved:
        yield _of(
            "status-respelled", old, new, Level.NONE, ("", ""), "transport.status"
        )


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
                evidence=None if now else _form(name, old, new),
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


def _form(name: str, old: Service, new: Service) -> Evidence | None:
    """A batch of one call, or a call without an id."""
    if name == "batch":
        return _batch(old, new, 1)
    one = _anybody(old, new)
    if one is None:
        return None
    refused = new.protocol["notification"]
    return Evidence(
        kind="body", value={"id": None, **one}, old="carried out", new=refused
    )


def _surroundings(old: Service, new: Service) -> Iterator[Change]:
    """Members that stand beside the result, and in every `error.data`."""
    for name in ("metadata", "error_data"):
        was, now = getattr(old.envelope, name), getattr(new.envelope, name)
        if was == now:
            continue
        sides = [
            Field(name="", type=ObjectType(fields=one, open=True)) for one in (was, now)
        ]
        walk = Walk(method="", at=("envelope", name), side=Answers(sides[0], sides[1]))
        yield from walk.fields(was, now)
    most = [
        one.envelope.batch.max if one.envelope.batch else None for one in (old, new)
    ]
    if old.envelope.batch and new.envelope.batch and most[0] != most[1]:
        is_less = most[1] is not None and (most[0] is None or most[1] < most[0])
        evidence = _batch(old, new, (most[1] or 0) + 1) if is_less else None
        yield _of(
            "batch-limit-lowered" if is_less else "batch-limit-raised",
            old,
            new,
            Level.BREAKING if is_less else Level.NON_BREAKING,
            (shown(most[0] or "any number"), shown(most[1] or "any number")),
            "envelope.batch",
            servers=Level.NON_BREAKING if is_less else Level.BREAKING,
            evidence=evidence,
        )


def _batch(old: Service, new: Service, count: int) -> Evidence | None:
    """So many calls in one body."""
    if count > 100:
        return None
    one = _anybody(old, new)
    if one is None:
        return None
    return Evidence(
        kind="body", value=[one] * count, old="answered", new=new.protocol["batch"]
    )


def _anybody(old: Service, new: Service) -> dict[str, JsonValue] | None:
    """A call that both versions have, as its body says it."""
    shared = {method.name for method in new.methods}
    for method in old.methods:
        params = plain_call(old, method) if method.name in shared else None
        if params is not None:
            return {"method": method.name, "params": params}
    return None


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
        value: dict[str, JsonValue] = {
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
            evidence=Evidence(kind="error", value=value, old=mnemonic, new=other),
        )
