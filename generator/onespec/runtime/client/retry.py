# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The course of a call: when it may be tried again, and how long to wait before.

It is written as steps without I/O, so that `async` and other code decide alike.
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from .call import Call, batch_request
from .errors import (
    ClientError,
    DeadlineExceededError,
    NotSentError,
    OutcomeUnknownError,
    RequestRefusedError,
    media_type,
)
from .reply import (
    Replies,
    UnreadableError,
    read_body,
    read_error,
    read_reply,
    split_batch,
)
from .transport import (
    BadAnswerError,
    HttpRequest,
    HttpResponse,
    NothingSentError,
    TransportBugError,
    TransportError,
)
from .values import is_number, is_object, to_float

MOST_RETRIES = 2
"""However much is asked for: a third failure needs a person."""

PAUSES = (0.1, 0.4)
"""Seconds before another attempt, by the number of failed ones."""

LIMITED = frozenset(["limit_exceeded", "rate_limit_exceeded", "too_many_requests"])
"""Mnemonics that say a limit is used up."""

TOO_MANY = 429
"""The HTTP status of a limit that is used up."""

TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
"""HTTP statuses that may pass."""

REDIRECTS = frozenset({300, 301, 302, 305, 307, 308})
"""Statuses that send a request elsewhere; 303 says that it was carried out."""

REFUSED = REDIRECTS | {
    *(400, 401, 402, 403, 404, 405, 407, 410, 411, 413, 414, 415, 417, 421),
    *(425, 426, 428, 429, 431, 451),
}
"""Statuses that say of a request that it was not carried out.

All others leave that open: 408 and the 5xx come from servers on the way as well, when
the request has long been passed on.
"""


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
F = TypeVar("F")
Course: TypeAlias = Generator[Step, Outcome, F]


def course(call: Call) -> Course[Answer | Problem]:
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
        if left and isinstance(found.error, (NotSentError, RequestRefusedError)):
            found = Problem(_left_before(call, found.error), found.wait)
        left = left or isinstance(found.error, OutcomeUnknownError)
        if found.wait is None or attempt > min(call.retries, MOST_RETRIES):
            return found
        if found.wait >= call.time_left():
            return found
        yield Pause(found.wait)


def batch_course(calls: Sequence[Call]) -> Course[list[Answer | Problem]]:
    """The same for the calls of a batch, each with an outcome of its own.

    What is tried again are those of them that may be, and no others.
    """
    found: dict[int, Answer | Problem] = {}
    left: set[int] = set()
    attempt, pending = 0, [*range(len(calls))]
    while pending:
        attempt += 1
        started = time.monotonic()
        sent = [calls[number] for number in pending]
        outcome = yield batch_request(sent)
        again: list[int] = []
        for number, item in zip(pending, _examine_batch(sent, outcome, attempt)):
            call = calls[number]
            _log(call, attempt, time.monotonic() - started, item)
            found[number] = item
            if isinstance(item, Answer):
                continue
            error = item.error
            if number in left and isinstance(
                error, (NotSentError, RequestRefusedError)
            ):
                found[number] = Problem(_left_before(call, error), item.wait)
            if isinstance(error, OutcomeUnknownError):
                left.add(number)
            if item.wait is not None and attempt <= min(call.retries, MOST_RETRIES):
                again.append(number)
        wait = max((_wait(found[number]) for number in again), default=0.0)
        if not again or wait >= calls[0].time_left():
            break
        yield Pause(wait)
        pending = again
    return [found[number] for number in range(len(calls))]


def _wait(found: Answer | Problem) -> float:
    return (found.wait or 0.0) if isinstance(found, Problem) else 0.0


def _left_before(call: Call, last: ClientError) -> OutcomeUnknownError:
    """The error where the last attempt did nothing and one before it may have."""
    return call.unknown(
        "an earlier attempt left",
        last.response,
        timed_out=isinstance(last, DeadlineExceededError),
        retry_after=getattr(last, "retry_after", None),
    )


def _examine(call: Call, outcome: Outcome, attempt: int) -> Answer | Problem:
    """Try again where nothing left, or where doing it twice does no harm."""
    again = PAUSES[min(attempt, len(PAUSES)) - 1]
    harmless = again if call.repeatable else None
    if isinstance(outcome, HttpResponse):
        return _read(call, outcome, harmless)
    if not isinstance(outcome, TransportError):
        return Problem(call.unknown("the transport gave no HttpResponse"))
    response, timed_out = outcome.response, outcome.timed_out
    found: Problem
    if isinstance(outcome, NothingSentError):
        found = Problem(call.not_sent(str(outcome), timed_out=timed_out), again)
    elif response is not None and not 200 <= response.status < 300:
        # The status came whole, and says more than that the rest of it did not.
        found = _by_status(call, response, harmless, timed_out=timed_out)
    elif isinstance(outcome, BadAnswerError):
        found = Problem(call.invalid(str(outcome), response), harmless)
    else:
        error = call.unknown(str(outcome), response, timed_out=timed_out)
        found = Problem(error, harmless)
    found.error.__cause__ = outcome.__cause__
    if isinstance(outcome, TransportBugError):
        return replace(found, wait=None)
    return found


def _is_success(response: HttpResponse) -> bool:
    return 200 <= response.status < 300


def _examine_batch(
    calls: Sequence[Call], outcome: Outcome, attempt: int
) -> list[Answer | Problem]:
    """What came of each call of a batch. Replies are told apart by their ids alone."""
    if not isinstance(outcome, HttpResponse):
        return [_examine(call, outcome, attempt) for call in calls]
    again = PAUSES[min(attempt, len(PAUSES)) - 1]
    replies = split_batch(outcome.body)
    known = {(isinstance(c.request_id, str), c.request_id) for c in calls}
    others = [len(mine) for key, mine in replies.by_id.items() if key not in known]
    replies = replace(replies, strangers=replies.strangers + sum(others))
    return [
        _of_batch(call, outcome, replies, again if call.repeatable else None)
        for call in calls
    ]


def _of_batch(
    call: Call,
    response: HttpResponse,
    replies: Replies,
    harmless: float | None,
) -> Answer | Problem:
    """What came of one call of a batch."""
    if replies.whole is not None:
        # One error in place of a list: all of the batch is refused.
        reply = read_error(replies.whole)
        assert reply.error is not None
        return _failed(call, response, reply.error, reply.metadata)
    if call.notifies:
        return _notified(call, response)
    mine = replies.of(call.request_id)
    if len(mine) == 1:
        return _judged(call, response, mine[0], harmless)
    if replies.problem and not _is_success(response):
        return _by_status(call, response, harmless)
    if mine or replies.problem:
        reason = replies.problem or f"the batch has {len(mine)} replies with its id"
    elif replies.strangers:
        reason = "the batch has no reply with its id, and one with the id of no request"
    else:
        reason = "the batch has no reply with its id"
        return Problem(call.unknown(reason, response), harmless)
    return Problem(call.invalid(reason, response), harmless)


def _notified(call: Call, response: HttpResponse) -> Answer | Problem:
    """What is known of a notification: an error that answers it all the same is told,
    any other body is passed over.
    """
    replies = split_batch(response.body)
    if replies.whole is not None:
        reply = read_error(replies.whole)
        assert reply.error is not None
        return _failed(call, response, reply.error, reply.metadata)
    if _is_success(response):
        return Answer(data=None, metadata={}, response=response)
    return _by_status(call, response, None)


def _read(
    call: Call, response: HttpResponse, harmless: float | None
) -> Answer | Problem:
    if call.notifies:
        return _notified(call, response)
    try:
        value = read_body(response.body)
    except UnreadableError as error:
        if _is_success(response):
            return Problem(call.invalid(str(error), response), harmless)
        return _by_status(call, response, harmless)
    return _judged(call, response, value, harmless)


def _judged(
    call: Call, response: HttpResponse, value: object, harmless: float | None
) -> Answer | Problem:
    """What a JSON value says as the reply to a call."""
    status = response.status
    is_success = _is_success(response)
    try:
        reply = read_reply(value, call.request_id, call.service.result_member)
    except UnreadableError as error:
        if is_success:
            return Problem(call.invalid(str(error), response), harmless)
        return _by_status(call, response, harmless)
    if reply.error is not None:
        return _failed(call, response, reply.error, reply.metadata)
    if not is_success:
        reason = f"a result under HTTP status {status}"
        return Problem(call.invalid(reason, response, reply.data))
    return Answer(data=reply.data, metadata=reply.metadata, response=response)


def _by_status(
    call: Call,
    response: HttpResponse,
    harmless: float | None,
    *,
    timed_out: bool = False,
) -> Problem:
    """What is known of a call from the HTTP status alone: the body is no reply."""
    status = response.status
    is_limit = status == TOO_MANY
    seconds = retry_after(response.headers)
    if is_limit and seconds is None:
        seconds = wait_for_limit({}, {"limits": call.limits}, {})
    reason = _said_by_http(call, response)
    error: ClientError
    if status in REFUSED:
        error = call.turned_away(reason, response, seconds)
    else:
        error = call.unknown(reason, response, timed_out=timed_out, retry_after=seconds)
    wait = harmless if status in TRANSIENT else None
    if is_limit and call.wait_for_limits:
        # Refused, so that it does no harm to call again, whatever the method.
        wait = seconds
    elif wait is not None and seconds is not None and seconds > wait:
        # Never before its time; a limit is waited for only where that is asked.
        wait = None if is_limit else seconds
    return Problem(error, wait)


def _said_by_http(call: Call, response: HttpResponse) -> str:
    """Such as `HTTP status 403 from example.com, text/html`."""
    parts = [f"HTTP status {response.status} from {call.host}"]
    kind = media_type(response)
    parts += [kind] if kind else []
    if response.status in REDIRECTS:
        try:
            there = urlsplit(response.headers.get("location", "")).hostname
        except ValueError:
            there = None
        # Never more of the address: what follows the host may hold a secret.
        where = f" to {there}" if there else ""
        parts.append(f"a redirect{where}, and none is followed")
    return ", ".join(parts)


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
    is_limit = found.mnemonic in LIMITED
    if is_limit and found.retry_after is None:
        # It names no end of its own: what the last answer with limits said holds on.
        found.retry_after = wait_for_limit(found.params, {"limits": call.limits}, {})
    wait = found.retry_after if is_limit and call.wait_for_limits else None
    return Problem(found, wait, metadata)


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
    return retry_after(headers)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """What `Retry-After` says in seconds, never less than zero; None without one.

    A date counts from the answer's own `Date`: the two clocks need not agree.
    """
    said = headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        until = _moment(said)
        if until is None:
            return None
        date = _moment(headers.get("date", ""))
        seconds = until - (time.time() if date is None else date)
    return max(0.0, seconds) if math.isfinite(seconds) else None


_DATE = re.compile(
    r"\w+, (\d\d)[ -](\w{3})[ -](\d{4}|\d\d) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|[+-]0000)"
)
_MONTHS: tuple[str, ...] = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


def _moment(text: str) -> float | None:
    """A date of HTTP as seconds; None for anything else."""
    # `email.utils` reads them too, and takes longer to load than this module.
    found = _DATE.fullmatch(text.strip())
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[place]) for place in (1, 3, 4, 5, 6))
    month = _MONTHS.index(found[2].lower()) + 1
    # Two digits are the old form: those of a year that is near.
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    return moment.timestamp()


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
