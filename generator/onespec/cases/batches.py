"""Cases of batches and notifications, where a service takes them; made of requests that set nothing off.

No order of replies is due: each is found by its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from onespec.cases import expectations
from onespec.cases.errors import masked, numbered
from onespec.cases.request import LeftOut, Made, Subject
from onespec.runtime.player.suite import (
    FULL,
    LEVELS,
    SAFE,
    Case,
    Change,
    Expectation,
    Part,
)

NOT_QUICK: Final = (FULL, SAFE)
SILENT: Final = Expectation(silent=True)
LONGEST: Final = 100
"""Requests of a batch that is sent only to see whether it is too long."""
BATCHES: Final = "envelope/batches"
NOTIFICATIONS: Final = "envelope/notifications"
"""Elements of the spec, where these are taken."""


def plain_case(subject: Subject) -> Case:
    """The smallest legal request, stopped by an error of the account where it would be acted on."""
    method = subject.method
    found = None if method.readonly else masked(subject, subject.base, ())
    effect = not method.readonly and found is None
    case = Case(
        id="",
        title="",
        covers=(),
        method=method.name,
        params=subject.base,
        effect=effect,
        levels=(FULL,) if effect else NOT_QUICK,
    )
    if found is None:
        return case
    stopped, mask = found
    return replace(
        case,
        params=stopped,
        expect=expectations.raised_error(subject, mask.kind, mask.raised, stopped),
        condition=numbered(mask.kind, mask.raised),
    )


def batch_cases(subject: Subject) -> Iterator[Made]:
    """A mixed batch, one bad item, ids that come twice, an empty batch, notifications in it, and one that is too long."""
    envelope = subject.service.envelope
    if envelope.batch is None:
        return
    yield from _empty(subject)
    yield from _too_long(subject, envelope.batch.max)
    case = replace(plain_case(subject), covers=(BATCHES,))
    if case.effect or not subject.passes(subject.base):
        yield LeftOut((BATCHES,), "every request that is legal sets something off")
        return
    # The id is set here: those of the parts are made from it, and two have the same.
    is_text = "string" in envelope.id_types
    case = replace(case, request_id="onespec" if is_text else 1)
    unknown = Part(
        body=Change(set={"method": f"{subject.method.name}.unknown_method"}),
        expect=_answer(subject, "method"),
    )
    bad = Part(body=Change(json=1), expect=_answer(subject, "envelope", "any"))
    same = Part(body=Change(set={"id": case.request_id}))
    bare = Part(
        body=Change(drop=("id",)),
        expect=(
            SILENT
            if envelope.notifications
            else _answer(subject, "notification", "any")
        ),
    )
    room = envelope.batch.max or LONGEST
    for name, title, parts, levels in (
        ("mixed", "a batch of requests that get different replies", (Part(), unknown, Part()), LEVELS),
        ("one-bad", "a batch with something in it that is no request", (Part(), bad), LEVELS),
        ("bare", "a batch with a request without `id`", (bare, Part()), NOT_QUICK),
        ("same-id", "a batch of two requests with one `id`", (same, same), (FULL,)),
        ("one", "a batch of one request", (Part(),), NOT_QUICK),
    ):  # fmt: skip
        if len(parts) <= room:
            yield replace(
                case,
                id=f"envelope/batch:{name}",
                title=title,
                batch=parts,
                levels=levels,
            )
    if envelope.notifications:
        yield replace(
            case,
            id="envelope/batch:notifications",
            title="a batch of nothing but a notification",
            batch=(bare,),
            expect=SILENT,
            levels=LEVELS,
        )


def _answer(subject: Subject, slot: str, reply_id: str = "echo") -> Expectation:
    row = expectations.slot_row(subject.service, slot, subject.method)
    return Expectation(errors=(expectations.error(subject, row),), reply_id=reply_id)


def _empty(subject: Subject) -> Iterator[Made]:
    if not expectations.leaves(subject.service, subject.method, "empty-batch"):
        yield _refused(
            subject, "empty", "an empty batch", "envelope", Change(text="[]")
        )


def _too_long(subject: Subject, most: int | None) -> Iterator[Made]:
    if most is None:
        return
    if most <= LONGEST:
        body = Change(wrap=most + 1)
        yield _refused(
            subject, "too-long", "a batch of one request too many", "batch", body
        )
    else:
        reason = f"a batch of more than {most} requests is longer than what is sent"
        yield LeftOut(("envelope/batch",), reason)


def _refused(subject: Subject, name: str, title: str, slot: str, body: Change) -> Case:
    """A batch that one error answers as a whole."""
    row = expectations.slot_row(subject.service, slot, subject.method)
    is_text = "string" in subject.service.envelope.id_types
    return Case(
        id=f"envelope/batch:{name}",
        title=title,
        covers=(
            f"protocol/{slot}",
            f"errors/{row.mnemonic}",
            f"envelope/{slot}",
            BATCHES,
        ),
        expect=_answer(subject, slot, "any"),
        method=subject.method.name,
        params=subject.base,
        request_id="onespec" if is_text else 1,
        body=body,
        levels=LEVELS,
    )


def notification_cases(subject: Subject) -> Iterator[Made]:
    """A notification, and one that is no good: neither is answered."""
    if not subject.service.envelope.notifications:
        return
    bare = Change(drop=("id",))
    case = replace(plain_case(subject), covers=(NOTIFICATIONS,), expect=SILENT)
    if not case.effect and subject.passes(subject.base):
        yield replace(
            case,
            id="envelope/notification",
            title="a notification",
            body=bare,
            levels=LEVELS,
        )
    yield replace(
        case,
        id="envelope/notification:unknown",
        title="a notification of a method that is not there",
        body=replace(bare, set={"method": f"{subject.method.name}.unknown_method"}),
        effect=False,
        levels=LEVELS,
    )
