"""When a call is sent again and when never, how long it waits before, and what it ends in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from onespec.runtime.client.call import CallOptions, Method
from onespec.runtime.client.client import AsyncSession
from onespec.runtime.client.errors import (
    InvalidResponseError,
    NotSentError,
    OutcomeUnknownError,
    RequestRefusedError,
    RpcError,
)
from onespec.runtime.client.retry import MOST_RETRIES, PAUSES, wait_for_limit
from onespec.runtime.client.transport import (
    BadAnswerError,
    NothingSentError,
    TransportError,
)
from runtime_library import (
    BOOKS_FIND,
    BOOKS_ORDER,
    SYNC,
    AsyncScript,
    Caller,
    LimitError,
    Pauses,
    Step,
    configured,
    error,
    http,
    replying,
    result,
    script,
)

ORDER: dict[str, object] = {"title": "Emma"}
UNSENT = NothingSentError("refused")
CUT = TransportError("cut")

# What is sent again.


def test_what_never_left_is_sent_again_whatever_the_method(
    caller: Caller, pauses: Pauses
) -> None:
    steps = script(UNSENT, UNSENT, result({"id": 1}))
    assert caller.call(steps, BOOKS_ORDER, **ORDER).id == 1
    assert len(steps.sent) == 3
    assert pauses.made == [0.1, 0.4]
    # It is one and the same request: a server may tell it from another by its id.
    assert len({request.body for request in steps.requests}) == 1


LEFT: list[tuple[Step, type[Exception]]] = [
    (CUT, OutcomeUnknownError),
    (OSError("boom"), OutcomeUnknownError),
    (BadAnswerError("not HTTP"), InvalidResponseError),
    (b"<html>", InvalidResponseError),
    (b"", InvalidResponseError),
    (b'{"jsonrpc": "2.0", "id": "another", "result": 1}', InvalidResponseError),
    *(
        (http(status, b"<html>"), OutcomeUnknownError)
        for status in (408, 500, 502, 503, 504)
    ),
    (http(429, b"<html>"), RequestRefusedError),
]


@pytest.mark.parametrize(("step", "kind"), LEFT, ids=range(len(LEFT)))
def test_what_may_have_left_is_sent_again_only_where_twice_is_as_good_as_once(
    step: Step, kind: type[Exception], caller: Caller, pauses: Pauses
) -> None:
    once = script(step, result({"id": 1}))
    options = CallOptions(max_retries=2)
    assert type(caller.failure(once, BOOKS_ORDER, options, **ORDER)) is kind
    assert (len(once.sent), pauses.made) == (1, [])
    again = script(step, step, result(["a"]))
    assert caller.call(again, BOOKS_FIND) == ["a"]
    assert (len(again.sent), pauses.made) == (3, [0.1, 0.4])


FINAL: list[tuple[Step, type[Exception]]] = [
    (error(-1), RpcError),
    (error(-32603, "internal_error"), RpcError),
    (error(-32029, "limit_exceeded", params={"retry": 0}), LimitError),
    (replying(error(-1), 503, retry_after="0"), RpcError),
    (replying(result([]), 503), InvalidResponseError),
    (result([5]), InvalidResponseError),
    *((http(status, b""), RequestRefusedError) for status in (302, 400, 401, 404)),
    (http(501, b""), OutcomeUnknownError),
]


@pytest.mark.parametrize(("step", "kind"), FINAL, ids=range(len(FINAL)))
def test_an_answer_that_will_not_change_is_final_for_every_method(
    step: Step, kind: type[Exception], pauses: Pauses
) -> None:
    steps = script(step, result([]))
    assert type(SYNC.failure(steps, BOOKS_FIND)) is kind
    assert (len(steps.sent), pauses.made) == (1, [])


@pytest.mark.parametrize(
    ("ours", "of_the_call", "attempts"),
    [
        (2, None, 3),
        (1, None, 2),
        (0, None, 1),
        (-1, None, 1),
        (99, None, 3),
        (2, 0, 1),
        (0, 1, 2),
        (0, 99, 3),
        (2, -5, 1),
    ],
)
def test_it_is_tried_again_as_often_as_is_asked_for_and_never_more_than_twice(
    ours: int, of_the_call: int | None, attempts: int, pauses: Pauses
) -> None:
    steps = script(CUT)
    chosen = configured(max_retries=ours)
    options = CallOptions(max_retries=of_the_call)
    found = SYNC.failure(steps, BOOKS_FIND, options, chosen)
    assert type(found) is OutcomeUnknownError
    assert (len(steps.sent), len(pauses.made)) == (attempts, attempts - 1)
    assert attempts <= MOST_RETRIES + 1


def test_the_last_failure_is_the_one_that_is_told(pauses: Pauses) -> None:
    steps = script(CUT, http(503, b""), http(504, b""))
    found = SYNC.failure(steps, BOOKS_FIND)
    assert str(found).endswith(": HTTP status 504 from localhost")
    assert found.http_status == 504


@pytest.mark.parametrize("first", [CUT, http(503, b""), b"<html>"])
def test_an_attempt_that_left_is_not_forgotten_where_a_later_one_did_not_leave(
    first: Step, caller: Caller, pauses: Pauses
) -> None:
    steps = script(first, UNSENT)
    found = caller.failure(steps, BOOKS_FIND, words="x")
    assert type(found) is OutcomeUnknownError
    assert str(found).endswith("is unknown: an earlier attempt left")
    assert found.params == {"words": "x"}
    assert len(steps.sent) == 3


@pytest.mark.parametrize(
    ("method", "params"),
    [(BOOKS_ORDER, ORDER), (BOOKS_FIND, {})],
    ids=["order", "find"],
)
def test_attempts_that_never_left_stay_not_sent(
    method: Method[Any], params: dict[str, object], caller: Caller, pauses: Pauses
) -> None:
    steps = script(UNSENT)
    found = caller.failure(steps, method, **params)
    assert type(found) is NotSentError
    assert str(found) == f"{method.name} was not sent: refused"
    assert len(steps.sent) == 3


def test_a_failure_after_one_that_never_left_is_final_where_twice_does_harm(
    pauses: Pauses,
) -> None:
    steps = script(UNSENT, CUT, result({"id": 1}))
    found = SYNC.failure(steps, BOOKS_ORDER, **ORDER)
    assert type(found) is OutcomeUnknownError
    assert len(steps.sent) == 2


# Deadlines.


@pytest.mark.parametrize(
    ("timeout", "attempts"), [(PAUSES[0], 1), (0.3, 2), (sum(PAUSES), 2), (0.7, 3)]
)
def test_no_pause_is_begun_that_the_deadline_would_end(
    timeout: float, attempts: int, caller: Caller, pauses: Pauses
) -> None:
    steps = script(UNSENT)
    found = caller.failure(steps, BOOKS_ORDER, CallOptions(timeout=timeout), **ORDER)
    assert type(found) is NotSentError
    assert len(steps.sent) == attempts
    assert pauses.passed < timeout


def test_all_attempts_share_one_deadline(pauses: Pauses) -> None:
    steps = script(UNSENT, UNSENT, result({"id": 1}))
    SYNC.call(steps, BOOKS_ORDER, CallOptions(timeout=9), **ORDER)
    assert len({request.deadline for request in steps.requests}) == 1


def test_a_call_can_be_cancelled_while_it_waits() -> None:
    steps = script(UNSENT)

    async def run() -> None:
        session = AsyncSession(configured(), AsyncScript(steps))
        async with asyncio.timeout(0.05):
            await session.call(BOOKS_ORDER, ORDER, None)

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert len(steps.sent) == 1


# Limits.

WAITS = CallOptions(wait_for_limits=True)


def limited(seconds: object, mnemonic: str = "limit_exceeded", **more: object) -> Step:
    """A refusal for a limit of the minute."""
    limits = {"minute_remaining": 0, "minute_reset": seconds}
    return error(
        -32029,
        mnemonic,
        params={"limit_type": "minute"},
        metadata={"limits": limits},
        **more,
    )


def test_a_limit_is_told_and_not_waited_for_unless_that_is_asked(
    caller: Caller, pauses: Pauses
) -> None:
    steps = script(limited(9))
    found = caller.failure(steps, BOOKS_FIND)
    assert (type(found), found.retry_after) == (LimitError, 9)
    assert (len(steps.sent), pauses.made) == (1, [])


def test_a_server_that_says_when_to_call_again_is_not_called_before(
    caller: Caller, pauses: Pauses
) -> None:
    busy = http(503, b"", retry_after="9")
    assert caller.call(script(busy, result(["a"])), BOOKS_FIND) == ["a"]
    assert pauses.made == [9]
    for step in (http(503, b"", retry_after="90"), http(429, b"", retry_after="9")):
        steps = script(step)
        found = caller.failure(steps, BOOKS_FIND)
        assert (found.http_status, len(steps.sent)) == (step.status, 1)
    steps = script(http(429, b"", retry_after="9"), result({"id": 1}))
    assert caller.call(steps, BOOKS_ORDER, WAITS, **ORDER).id == 1
    assert pauses.made == [9, 9]


@pytest.mark.parametrize(
    "mnemonic", ["limit_exceeded", "rate_limit_exceeded", "too_many_requests"]
)
def test_a_limit_is_waited_for_where_that_is_asked_whatever_the_method(
    mnemonic: str, caller: Caller, pauses: Pauses
) -> None:
    # The server refused it, so that nothing was done yet.
    steps = script(limited(9, mnemonic), limited(0, mnemonic), result({"id": 1}))
    assert caller.call(steps, BOOKS_ORDER, WAITS, **ORDER).id == 1
    waited = [seconds for seconds in pauses.made if seconds]
    assert (len(steps.sent), waited) == (3, [9])


def test_other_errors_are_not_waited_for(pauses: Pauses) -> None:
    steps = script(replying(error(-1, "busy"), 503, retry_after="1"))
    found = SYNC.failure(steps, BOOKS_FIND, WAITS)
    assert (found.retry_after, len(steps.sent), pauses.made) == (1, 1, [])


def test_a_limit_that_does_not_say_when_it_ends_is_not_waited_for(
    pauses: Pauses,
) -> None:
    steps = script(error(-32029, "limit_exceeded"))
    found = SYNC.failure(steps, BOOKS_FIND, WAITS)
    assert (found.retry_after, len(steps.sent)) == (None, 1)


@pytest.mark.parametrize("seconds", [30, 3600, 1e300])
def test_a_limit_that_lasts_past_the_deadline_is_told_at_once(
    seconds: float, pauses: Pauses
) -> None:
    steps = script(limited(seconds))
    found = SYNC.failure(steps, BOOKS_FIND, WAITS)
    assert (found.retry_after, len(steps.sent), pauses.made) == (seconds, 1, [])


def test_retries_count_for_limits_too(pauses: Pauses) -> None:
    steps = script(limited(1))
    found = SYNC.failure(steps, BOOKS_FIND, WAITS)
    assert (type(found), len(steps.sent), pauses.made) == (LimitError, 3, [1, 1])
    options = CallOptions(wait_for_limits=True, max_retries=0)
    steps = script(limited(1))
    SYNC.failure(steps, BOOKS_FIND, options)
    assert len(steps.sent) == 1


LIMITS = {
    "minute_reset": 20,
    "minute_remaining": 3,
    "day_reset": 900,
    "day_remaining": 0,
    "month_reset": 500,
    "month_remaining": -1,
}


@pytest.mark.parametrize(
    ("limit", "limits", "header", "seconds"),
    [
        ("minute", LIMITS, None, 20),
        ("minute", LIMITS, "7", 20),
        ("week", LIMITS, "7", 900),
        (None, LIMITS, "7", 900),
        (None, {"day_reset": 9, "day_remaining": 1}, "7", 7),
        (None, {"day_reset": 9}, "7", 7),
        (None, {"day_remaining": 0}, "7", 7),
        (None, {"_reset": 9, "_remaining": 0}, None, 9),
        ("day", {"day_reset": 0}, "7", 0),
        ("day", {"day_reset": -5}, "7", 0),
        ("day", {"day_reset": "9"}, "7", 7),
        ("day", {"day_reset": True}, "7", 7),
        ("day", {"day_reset": None}, "7", 7),
        ("day", {"day_reset": 10**400}, "7", 7),
        (None, {"day_reset": 10**400, "day_remaining": 0}, None, None),
        (["day"], {"day_reset": 9}, "7", 7),
        ("day", [1], "7", 7),
        ("day", None, "7", 7),
        (None, None, None, None),
        (None, None, "1.5", 1.5),
        (None, None, " 7 ", 7),
        (None, None, "-7", 0),
        (None, None, "0", 0),
        (None, None, "", None),
        (None, None, "soon", None),
        (None, None, "nan", None),
        (None, None, "inf", None),
        (None, None, "-inf", None),
        (None, None, "1e999", None),
        (None, None, "Wed, 21 Oct 2015 07:28:00 GMT", 0),
        (None, None, "Wednesday, 21-Oct-15 07:28:00 GMT", 0),
        (None, None, "Wed, 21 Foo 2015 07:28:00 GMT", None),
        (None, None, "Wed, 99 Oct 2015 99:99:99 GMT", None),
    ],
)
def test_the_end_of_a_limit_is_read_from_the_limit_itself_or_else_from_the_header(
    limit: object, limits: object, header: str | None, seconds: float | None
) -> None:
    params = {} if limit is None else {"limit_type": limit}
    metadata: Mapping[str, object] = {} if limits is None else {"limits": limits}
    headers = {} if header is None else {"retry-after": header}
    assert wait_for_limit(params, metadata, headers) == seconds
    refusal = error(-32029, "limit_exceeded", params=params, metadata=metadata)
    named = {} if header is None else {"retry_after": header}
    steps = script(replying(refusal, 200, **named))
    assert SYNC.failure(steps, BOOKS_FIND).retry_after == seconds


def test_metadata_in_a_refusal_that_was_waited_for_gives_way_to_that_of_the_result(
    pauses: Pauses,
) -> None:
    steps = script(limited(1), result([], limits={"minute_remaining": 4}))

    async def run() -> Mapping[str, object]:
        session = AsyncSession(configured(), AsyncScript(steps))
        await session.call(BOOKS_FIND, {}, WAITS)
        return session.metadata

    assert asyncio.run(run()) == {"limits": {"minute_remaining": 4}}
