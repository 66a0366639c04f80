# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The course of a call: when it may be tried again, and how long to wait before.

It is written as steps without I/O, so that `async` and other code decide alike.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .call import Call
from .errors import ClientError, NotSentError, OutcomeUnknownError
from .reply import UnreadableError, read_reply
from .transport import (
    BadAnswerError,
    HttpRequest,
    HttpResponse,
    NothingSentError,
    TransportError,
)
from .values import is_number, is_object, to_float

MOST_RETRIES = 2
"""However much is asked for: a third failure needs a person."""

PAUSES = (0.1, 0.4)
"""Seconds before another attempt, by the number of failed ones."""

LIMITED = frozenset(["limit_exceeded", "rate_limit_exceeded", "too_many_requests"])
"""Mnemonics that say a limit is used up."""

TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
"""HTTP statuses that may pass."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait that many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A result, and the HTTP answer it came in."""

    data: object = field(repr=False)
    metadata: Mapping[str, object] = field(repr=False)
    response: HttpResponse


@dataclass(frozen=True, slots=True)
class Problem:
    """How an attempt failed, and in how many seconds to try again, if ever."""

    error: ClientError
    wait: float | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])


Step: TypeAlias = "HttpRequest | Pause"
Outcome: TypeAlias = "HttpResponse | TransportError | None"
Course: TypeAlias = Generator[Step, Outcome, "Answer | Problem"]


def course(call: Call) -> Course:
    """What to do for a call, step by step; ends with its answer or the last problem."""
    attempt, left = 0, False
    while True:
        attempt += 1
        started = time.monotonic()
        outcome = yield call.request()
        found = _examine(call, outcome, attempt)
        _log(call, attempt, time.monotonic() - started, found)
        if isinstance(found, Answer):
            return found
        if left and isinstance(found.error, NotSentError):
            found = Problem(call.unknown("an earlier attempt left"), found.wait)
        left = left or isinstance(found.error, OutcomeUnknownError)
        if found.wait is None or attempt > min(call.retries, MOST_RETRIES):
            return found
        if found.wait >= call.time_left():
            return found
        yield Pause(found.wait)


def _examine(call: Call, outcome: Outcome, attempt: int) -> Answer | Problem:
    """Try again where nothing left, or where doing it twice does no harm."""
    again = PAUSES[min(attempt, len(PAUSES)) - 1]
    harmless = again if call.repeatable else None
    match outcome:
        case NothingSentError():
            return Problem(call.not_sent(str(outcome)), again)
        case HttpResponse():
            return _read(call, outcome, harmless)
        case BadAnswerError():
            return Problem(call.invalid(str(outcome), None, b""), harmless)
        case _:
            return Problem(call.unknown(str(outcome)), harmless)


def _read(
    call: Call, response: HttpResponse, harmless: float | None
) -> Answer | Problem:
    status = response.status
    is_success = 200 <= status < 300
    try:
        reply = read_reply(response.body, call.request_id, call.service.result_member)
    except UnreadableError as error:
        if is_success:
            return Problem(call.invalid(str(error), status, response.body), harmless)
        transient = harmless if status in TRANSIENT else None
        return Problem(call.unknown(f"HTTP status {status}", status), transient)
    if reply.error is not None:
        return _failed(call, response, reply.error, reply.metadata)
    if not is_success:
        reason = f"a result under HTTP status {status}"
        return Problem(call.invalid(reason, status, response.body, reply.data))
    return Answer(data=reply.data, metadata=reply.metadata, response=response)


def _failed(
    call: Call,
    response: HttpResponse,
    error: Mapping[str, object],
    metadata: Mapping[str, object],
) -> Problem:
    """A refusal by the server: tried again only for a limit that a caller waits for."""
    found = call.answered(
        response,
        error,
        lambda params: wait_for_limit(params, metadata, response.headers),
    )
    limited = call.wait_for_limits and found.mnemonic in LIMITED
    return Problem(found, found.retry_after if limited else None, metadata)


def wait_for_limit(
    params: Mapping[str, object],
    metadata: Mapping[str, object],
    headers: Mapping[str, str],
) -> float | None:
    """Seconds until the limit is restored: from the limits, or `Retry-After`."""
    limits = metadata.get("limits")
    if is_object(limits):
        named = _seconds(limits.get(f"{params.get('limit_type')}_reset"))
        if named is not None:
            return named
        spent = [
            _seconds(value)
            for name, value in limits.items()
            if name.endswith("_reset")
            and _is_spent(limits.get(f"{name[:-6]}_remaining"))
        ]
        known = [seconds for seconds in spent if seconds is not None]
        if known:
            return max(known)
    try:
        seconds = float(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds(value: object) -> float | None:
    seconds = to_float(value)
    return None if seconds is None else max(0.0, seconds)


def _is_spent(value: object) -> bool:
    return is_number(value) and value <= 0


def _log(call: Call, attempt: int, seconds: float, found: Answer | Problem) -> None:
    """One line for each attempt on the package's logger: no body, no secret."""
    logger = logging.getLogger(call.service.name)
    level = logging.INFO if isinstance(found, Answer) else logging.WARNING
    if not logger.isEnabledFor(level):
        return
    if isinstance(found, Answer):
        outcome = f"HTTP {found.response.status} ok"
    else:
        status = found.error.http_status
        shown = "no answer" if status is None else f"HTTP {status}"
        outcome = f"{shown} {type(found.error).__name__}: {found.error}"
    logger.log(
        level,
        "%s id=%s attempt=%d %.1f ms %s",
        call.method,
        call.masker.text(str(call.request_id)),
        attempt,
        seconds * 1000,
        outcome,
    )
