"""Cases of the envelope: JSON, batches, notifications, ids, the method's name, the encoding, other spellings of the same JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from onespec.cases import expectations
from onespec.cases.batches import batch_cases, notification_cases, plain_case
from onespec.cases.request import Made, Subject
from onespec.runtime.player.suite import (
    FULL,
    LEVELS,
    SAFE,
    Case,
    Change,
    Expectation,
    ExpectedError,
)

NOT_QUICK: Final = (FULL, SAFE)


def envelope_cases(subject: Subject) -> Iterator[Made]:
    """Every case about what surrounds params, played with one method."""
    yield from _parse(subject)
    yield from batch_cases(subject)
    yield from notification_cases(subject)
    yield from _shape(subject)
    yield from _ids(subject)
    yield from _names(subject)
    yield from _encoding(subject)
    yield from _spellings(subject)


def _case(
    subject: Subject,
    name: str,
    title: str,
    slot: str,
    body: Change,
    *,
    reply_id: str = "echo",
    levels: tuple[str, ...] = LEVELS,
    request_id: str = "onespec",
) -> Case:
    row = expectations.slot_row(subject.service, slot, subject.method)
    has_texts = "string" in subject.service.envelope.id_types
    return Case(
        id=f"envelope/{name}",
        title=title,
        covers=(f"protocol/{slot}", f"errors/{row.mnemonic}", f"envelope/{slot}"),
        expect=Expectation(
            errors=(expectations.error(subject, row),), reply_id=reply_id
        ),
        method=subject.method.name,
        params=subject.base,
        request_id=request_id if has_texts else 1,
        body=body,
        levels=levels,
    )


def _parse(subject: Subject) -> Iterator[Case]:
    # Some parsers take it for a number; no JSON holds it.
    name = json.dumps(subject.method.name)
    nan = f'{{"jsonrpc": "2.0", "method": {name}, "id": "onespec", "params": {{"x": NaN}}}}'
    for name, title, change, quick in (
        ("nan", "a body with `NaN` in it", Change(text=nan), False),
        ("cut-short", "a body that stops half-way", Change(cut=1), True),
        ("no-json", "a body that is no JSON", Change(text="jsonrpc=2.0"), False),
        ("more-behind", "something behind the JSON", Change(append="}"), True),
    ):
        yield _case(
            subject,
            f"parse:{name}",
            title,
            "parse",
            change,
            reply_id="any",
            levels=LEVELS if quick else NOT_QUICK,
        )


def _shape(subject: Subject) -> Iterator[Case]:
    """Bodies that are JSON and no request."""
    envelope = subject.service.envelope
    if envelope.batch is None:
        yield _case(
            subject,
            "batch:one",
            "a list of one request",
            "batch",
            Change(wrap=1),
            reply_id="any",
        )
        yield _case(
            subject,
            "batch:two",
            "a list of two requests",
            "batch",
            Change(wrap=2),
            reply_id="any",
            levels=NOT_QUICK,
        )
    if not envelope.notifications:
        yield _case(
            subject,
            "notification",
            "a request without `id`",
            "notification",
            Change(drop=("id",)),
            reply_id="any",
        )
    either = expectations.leaves(
        subject.service, subject.method, "id-of-invalid-request"
    )
    if not expectations.leaves(subject.service, subject.method, "params-of-envelope"):
        for name, value in (("array", []), ("text", "text"), ("number", 1)):
            if name == "array" and subject.method.takes_positions:
                continue
            yield _case(
                subject,
                f"params:{name}",
                f"`params` is of the type {name}",
                "envelope",
                Change(set={"params": value}),
                reply_id="any" if either else "echo",
                levels=LEVELS if name == "array" else NOT_QUICK,
            )
    for name, title, change, quick in (
        ("no-jsonrpc", "`jsonrpc` is absent", Change(drop=("jsonrpc",)), True),
        (
            "jsonrpc-1",
            "`jsonrpc` is another version",
            Change(set={"jsonrpc": "1.0"}),
            True,
        ),
        ("jsonrpc-number", "`jsonrpc` is a number", Change(set={"jsonrpc": 2.0}), True),
        ("no-method", "`method` is absent", Change(drop=("method",)), False),
        ("method-number", "`method` is a number", Change(set={"method": 1}), False),
        ("text", "the body is a JSON text", Change(json="request"), False),
        ("number", "the body is a number", Change(json=1), False),
    ):
        yield _case(
            subject,
            f"envelope:{name}",
            title,
            "envelope",
            change,
            reply_id="any" if either or change.json is not None else "echo",
            levels=LEVELS if quick else NOT_QUICK,
        )


def _ids(subject: Subject) -> Iterator[Case]:
    """Ids of the wrong type."""
    either = expectations.leaves(subject.service, subject.method, "null-id")
    for name, value in (
        ("boolean", True),
        ("object", {}),
        ("array", ["1"]),
        ("null", None),
    ):
        if value is None and (either or subject.service.envelope.notifications):
            continue
        yield _case(
            subject,
            f"id:{name}",
            f"`id` is of the type {name}",
            "envelope",
            Change(set={"id": value}),
            reply_id="any",
            levels=NOT_QUICK if name == "array" else LEVELS,
        )


def _names(subject: Subject) -> Iterator[Case]:
    known = {method.name for method in subject.service.methods}
    name = subject.method.name
    tried = (
        ("unknown", f"{name}.unknown_method", True),
        ("other-case", name.swapcase(), True),
        ("space", f"{name} ", True),
    )
    for label, wrong, quick in tried:
        if wrong not in known:
            yield _case(
                subject,
                f"method:{label}",
                f"a method called {wrong!r}",
                "method",
                Change(set={"method": wrong}),
                levels=LEVELS if quick else NOT_QUICK,
            )


def _encoding(subject: Subject) -> Iterator[Case]:
    """Bodies in other encodings, said to be so; and bytes that are not what their label says."""
    row = expectations.slot_row(subject.service, "encoding", subject.method)
    mine = {kind.mnemonic for kind in subject.method.all_errors()}
    if (
        subject.service.transport.encoding.upper() != "UTF-8"
        or row.mnemonic not in mine
    ):
        return
    for charset, letter, quick in (
        ("windows-1251", "\u0416", True),
        ("iso-8859-1", "\u00e9", False),
        ("utf-16", "\u0416", False),
    ):
        yield _case(
            subject,
            f"encoding:{charset}",
            f"a body in {charset}",
            "encoding",
            Change(charset=charset),
            reply_id="any",
            request_id=letter,
            levels=LEVELS if quick else NOT_QUICK,
        )
    if "string" not in subject.service.envelope.id_types:
        # The letter that no UTF-8 has stands in the id.
        return
    labelled = _case(
        subject,
        "encoding:not-utf-8",
        "bytes that are not the UTF-8 they are said to be",
        "encoding",
        Change(bytes="windows-1251"),
        reply_id="any",
        request_id="\u0416",
        levels=LEVELS,
    )
    if expectations.leaves(subject.service, subject.method, "encoding-error"):
        parse = expectations.slot_row(subject.service, "parse", subject.method)
        yield _either(labelled, expectations.error(subject, parse))
    else:
        yield labelled


def _spellings(subject: Subject) -> Iterator[Case]:
    """The same request as other JSON; it is stopped by an error of the account where it would be acted on."""
    if not subject.passes(subject.base):
        return
    case = replace(plain_case(subject), covers=("envelope/parse",))
    for name, title, change in (
        ("order", "members in another order", Change(reverse=True)),
        ("escapes", "every character written as an escape", Change(escape=True)),
        ("blanks", "blanks around the JSON", Change(before=" \t\r\n", append="\r\n ")),
    ):
        yield replace(case, id=f"envelope/spelling:{name}", title=title, body=change)


def _either(case: Case, other: ExpectedError) -> Case:
    errors = (*case.expect.errors, other)
    return replace(case, expect=replace(case.expect, errors=errors))
