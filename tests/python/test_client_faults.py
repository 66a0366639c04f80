"""What becomes of a call when the network or the server fails: one exception, in time, and never a second request."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from typing import Any

import pytest
from fault_replies import ENVELOPES, ERRORS, RESULTS
from fault_server import FaultServer
from fault_table import BODIES, NETWORK, STATUSES, Case, good
from packages import module

CASES = [*NETWORK, *STATUSES, *BODIES, *ENVELOPES, *RESULTS, *ERRORS]
TOKEN = "s3cr3t-token-0123456789"
TIMEOUT = 0.4
LONG = 6.0
"""For faults that the client sees by reading, not by waiting."""

PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


def sync_calls(url: str, timeout: float) -> list[object]:
    with module("").CallApiMade(url, access_token=TOKEN) as api:
        found: list[object] = []
        for limit in (timeout, LONG):
            options = module("").CallOptions(timeout=limit)
            try:
                found.append(api.start.simple_call(**PARAMS, options=options))
            except Exception as error:
                found.append(error)
        return found


async def async_calls(url: str, timeout: float) -> list[object]:
    async with module("").AsyncCallApiMade(url, access_token=TOKEN) as api:
        found: list[object] = []
        for limit in (timeout, LONG):
            options = module("").CallOptions(timeout=limit)
            try:
                found.append(await api.start.simple_call(**PARAMS, options=options))
            except Exception as error:
                found.append(error)
        return found


def calls(is_async: bool, url: str, timeout: float) -> list[object]:
    """A call that meets the fault and one after it, on the same client."""
    if is_async:
        return asyncio.run(async_calls(url, timeout))
    return sync_calls(url, timeout)


def waits(case: Case) -> bool:
    return any(word in case.name for word in ("hang", "drip"))


def test_there_are_faults_enough_and_each_has_a_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_ends_in_its_one_exception(
    case: Case, is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(good) as server:
        (server.early if case.is_early else server.faults).append(case.fault)
        timeout = TIMEOUT if waits(case) else LONG
        started = time.monotonic()
        first, second = calls(is_async, server.url, timeout)
        elapsed = time.monotonic() - started
        requests = len(server.requests)
    assert type(first).__name__ == case.expected, first
    assert getattr(second, "call_session_id", second) == 237859081
    assert elapsed < timeout + 1
    assert requests == (1 if case.is_early else 2)
    assert isinstance(first, Exception)
    shown = [str(first), repr(first), caplog.text, repr(vars(first))]
    shown += traceback.format_exception(first)
    assert [text for text in shown if TOKEN in text] == []
    assert "\n" not in str(first)
    assert first.__context__ is None and first.__cause__ is None


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_refused_connection_says_that_nothing_was_sent(is_async: bool) -> None:
    with FaultServer(good) as server:
        url = server.url
    first, second = calls(is_async, url, LONG)
    assert [type(found).__name__ for found in (first, second)] == ["NotSentError"] * 2


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_an_answer_too_many_never_meets_the_next_call(is_async: bool) -> None:
    from fault_server import http, reply
    from fault_table import RESULT, sends

    twice = sends(lambda e: http(reply(e, result=RESULT)) * 2, keep=True)
    with FaultServer(good) as server:
        server.faults.append(twice)
        first, second = calls(is_async, server.url, LONG)
        connections = server.connections
    assert [found.call_session_id for found in (first, second)] == [237859081] * 2  # type: ignore[attr-defined]
    assert connections == 2


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_calls_share_a_connection(is_async: bool) -> None:
    with FaultServer(good) as server:
        calls(is_async, server.url, LONG)
        assert server.connections == 1
