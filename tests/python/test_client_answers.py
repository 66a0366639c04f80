"""What a caller is told when a server answers with something other than a reply: what became of the call, and why."""

from __future__ import annotations

import asyncio
import html
import json
import time
import traceback
from collections.abc import Callable
from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode

import pytest
from fault_server import Exchange, Fault, FaultServer
from fault_table import body, good, partly, sends
from packages import module

TOKEN = "s3cr3t/t0ken+0123==&x"
PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}

both = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


def call(url: str, is_async: bool = False, **options: Any) -> Any:
    """The result of a call, or what it raises."""
    chosen = module("").CallOptions(**{"timeout": 6.0, **options})

    async def run() -> Any:
        made = module("").AsyncCallApiMade(url, access_token=TOKEN, max_retries=2)
        async with made as api:
            return await api.start.simple_call(**PARAMS, options=chosen)

    try:
        if is_async:
            return asyncio.run(run())
        with module("").CallApiMade(url, access_token=TOKEN, max_retries=2) as api:
            return api.start.simple_call(**PARAMS, options=chosen)
    except module("").CallApiMadeError as error:
        return error


def failure(fault: Fault, is_async: bool = False, **options: Any) -> Any:
    """What a call raises that meets a fault."""
    with FaultServer(good) as server:
        server.faults.append(fault)
        found = call(server.url, is_async, **options)
        assert len(server.requests) == 1
    assert isinstance(found, module("").CallApiMadeError), found
    return found


# Refused before it was carried out.


@both
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 429, 451])
def test_a_refusal_by_http_says_that_it_was_not_carried_out_and_all_about_it(
    status: int, is_async: bool
) -> None:
    page = b"<html><h1>Go  away</h1>\n</html>"
    headers = ["X-Request-Id: r-7", "Content-Type: text/html; charset=utf-8"]
    with FaultServer(good) as server:
        server.faults.append(body(page, f"{status} No", *headers))
        found = call(server.url, is_async)
        host = f"127.0.0.1:{server.port}"
        assert len(server.requests) == 1
    assert type(found) is module("errors").RequestRefusedError
    assert not isinstance(found, module("errors").OutcomeUnknownError)
    assert (found.http_status, found.host, found.sent) == (status, host, True)
    assert (found.body, found.excerpt) == (page, "<html><h1>Go away</h1> </html>")
    assert found.response.headers["x-request-id"] == "r-7"
    assert found.media_type == "text/html"
    assert f"HTTP status {status} from {host}" in str(found)
    assert found.params["contact"] == PARAMS["contact"]


@pytest.mark.parametrize("status", [300, 301, 302, 305, 307, 308])
def test_a_redirect_is_a_refusal_that_names_the_other_host_alone(status: int) -> None:
    place = "Location: https://me:pw@login.example:8/in?token=s3cr3t"
    found = failure(body(b"", f"{status} Elsewhere", place))
    assert type(found) is module("errors").RequestRefusedError
    assert str(found).endswith("a redirect to login.example, and none is followed")
    assert found.response.headers["location"].endswith("token=s3cr3t")
    odd = failure(body(b"", f"{status} Elsewhere", "Location: http://[::1"))
    assert str(odd).endswith("a redirect, and none is followed")


@pytest.mark.parametrize("status", [303, 408, 409, 500, 502, 503, 504])
def test_a_status_that_leaves_it_open_keeps_the_answer_all_the_same(
    status: int,
) -> None:
    page = b"<html>oh</html>"
    found = failure(body(page, f"{status} Oh", "Retry-After: 9"))
    assert type(found) is module("errors").OutcomeUnknownError
    assert (found.http_status, found.retry_after) == (status, 9)
    assert found.excerpt == "<html>oh</html>"


@both
def test_a_status_counts_though_the_rest_of_the_answer_never_comes(
    is_async: bool,
) -> None:
    start = b"HTTP/1.1 %s\r\nContent-Length: 90\r\nRetry-After: 3\r\n\r\n<html>"
    found = failure(sends(start % b"403 No"), is_async)
    assert type(found) is module("errors").RequestRefusedError
    assert (found.http_status, found.retry_after, found.body) == (403, 3, b"<html>")
    found = failure(partly(lambda _: start % b"502 No", "hang"), is_async, timeout=0.3)
    assert type(found) is module("errors").OutcomeUnknownTimeoutError
    assert (found.http_status, found.retry_after) == (502, 3)


# When to call again.


def test_retry_after_is_read_in_seconds_and_as_a_date() -> None:
    def told(*headers: str) -> float:
        found: float = failure(body(b"", "429 Slow down", *headers)).retry_after
        return found

    assert told("Retry-After: 12") == 12
    soon = formatdate(time.time() + 60, usegmt=True)
    assert 50 < told(f"Retry-After: {soon}") <= 60
    long_ago = formatdate(time.time() - 60, usegmt=True)
    assert told(f"Retry-After: {long_ago}") == 0
    # The server's clock is an hour slow, and it counts by its own.
    date, until = (
        formatdate(time.time() - 3600 + s, usegmt=True).replace("GMT", zone)
        for s, zone in ((0, "GMT"), (15, "GMT"))
    )
    assert 14 <= told(f"Date: {date}", f"Retry-After: {until}") <= 16
    assert failure(body(b"", "429 No", "Retry-After: later")).retry_after is None


@both
def test_a_limit_told_by_http_is_waited_for_where_that_is_asked(is_async: bool) -> None:
    with FaultServer(good) as server:
        server.faults.append(body(b"<html>", "429 No", "Retry-After: 0.2"))
        started = time.monotonic()
        found = call(server.url, is_async, wait_for_limits=True)
        assert found.call_session_id == 237859081
        assert time.monotonic() - started >= 0.2
        assert len(server.requests) == 2
        server.faults.append(body(b"<html>", "429 No", "Retry-After: 60"))
        found = call(server.url, is_async, wait_for_limits=True)
        assert (found.http_status, found.retry_after) == (429, 60)


@pytest.mark.parametrize("is_rpc", [True, False], ids=["JSON-RPC", "HTTP"])
def test_a_limit_that_names_no_end_has_that_of_the_last_answer(is_rpc: bool) -> None:
    def reply(exchange: Exchange) -> bytes:
        limits = {"minute_remaining": 0, "minute_reset": 30, "day_remaining": 5}
        result = {"data": {"call_session_id": 1}, "metadata": {"limits": limits}}
        return json.dumps({**identity(exchange), "result": result}).encode()

    def refusal(exchange: Exchange) -> bytes:
        error = {"code": -32029, "message": "", "data": {"mnemonic": "limit_exceeded"}}
        return json.dumps({**identity(exchange), "error": error}).encode()

    def identity(exchange: Exchange) -> dict[str, object]:
        return {"jsonrpc": "2.0", "id": exchange.message["id"]}

    limited = body(refusal) if is_rpc else body(b"", "429 No")
    with FaultServer(good) as server:
        server.faults.extend([body(reply), limited])
        with module("").CallApiMade(server.url, access_token=TOKEN) as api:
            api.start.simple_call(**PARAMS)
            with pytest.raises(module("").CallApiMadeError) as caught:
                api.start.simple_call(**PARAMS)
    assert 20 < caught.value.retry_after <= 30


# Secrets in answers that nobody could read.

ECHOES: dict[str, Callable[[bytes], bytes]] = {
    "as it came": lambda sent: sent,
    "cut in the middle": lambda sent: sent[: sent.index(b"s3cr3t") + 9],
    "in a page": lambda sent: b"<pre>" + html.escape(sent.decode()).encode(),
    "in a form": lambda sent: urlencode({"access_token": TOKEN, "a": 1}).encode(),
    "in a text of JSON": lambda sent: json.dumps({"body": sent.decode()}).encode(),
    "shown by Python": lambda sent: repr(json.loads(sent)).encode(),
    "in UTF-16": lambda sent: sent.decode().encode("utf-16"),
    "in part": lambda sent: b'access_token: "s3cr3t/t0k...", contact: 5',
}


@pytest.mark.parametrize("name", ECHOES)
@pytest.mark.parametrize("status", ["200 OK", "403 No", "502 No"])
def test_no_secret_can_be_read_in_what_an_error_shows(name: str, status: str) -> None:
    found = failure(body(lambda e: ECHOES[name](e.body), status))
    shown = [str(found), repr(found), repr(vars(found)), found.excerpt]
    shown += [found.body.decode("latin-1"), found.body.decode("utf-16", "replace")]
    shown += traceback.format_exception(found)
    assert [text for text in shown if "s3cr3t" in text.replace("\0", "")] == []
    assert b"secret" in found.body.replace(b"\0", b"")
    # Whoever asks for it gets the answer itself.
    assert b"s3cr3t" in found.response.body.replace(b"\0", b"")


# Time.


@both
def test_a_request_is_not_sent_when_its_time_is_over(is_async: bool) -> None:
    """It waited for its turn: only one connection is allowed, and that is in use."""

    def slowly(exchange: Exchange) -> bool:
        exchange.stop.wait(0.6)
        return good(exchange)

    with FaultServer(slowly) as server:
        settings = {"access_token": TOKEN, "max_connections": 1, "max_retries": 0}

        async def run() -> list[object]:
            made = module("").AsyncCallApiMade(server.url, **settings)
            async with made as api:
                calls = [
                    api.start.simple_call(
                        **PARAMS, options=module("").CallOptions(timeout=limit)
                    )
                    for limit in (6.0, 0.3)
                ]
                return await asyncio.gather(*calls, return_exceptions=True)

        async def threads() -> list[object]:
            with module("").CallApiMade(server.url, **settings) as api:
                calls = [
                    asyncio.to_thread(
                        api.start.simple_call,
                        **PARAMS,
                        options=module("").CallOptions(timeout=limit),
                    )
                    for limit in (6.0, 0.3)
                ]
                # The first one shall have the connection.
                first = asyncio.ensure_future(calls[0])
                while not server.requests:
                    await asyncio.sleep(0.01)
                return await asyncio.gather(first, calls[1], return_exceptions=True)

        first, second = asyncio.run(run() if is_async else threads())
        assert len(server.requests) == 1
    assert getattr(first, "call_session_id", first) == 237859081
    assert type(second) is module("errors").NotSentTimeoutError


@both
def test_looking_up_the_host_takes_no_longer_than_the_call_may(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    look_up = socket.getaddrinfo
    elapsed: list[float] = []

    def slowly(*args: Any, **more: Any) -> Any:
        time.sleep(1.5)
        return look_up(*args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)

    async def run() -> None:
        made = module("").AsyncCallApiMade("http://localhost:9/", access_token=TOKEN)
        started = time.monotonic()
        options = module("").CallOptions(timeout=0.3)
        with pytest.raises(module("errors").NotSentTimeoutError):
            await made.start.simple_call(**PARAMS, options=options)
        elapsed.append(time.monotonic() - started)

    if is_async:
        asyncio.run(run())
    else:
        started = time.monotonic()
        found = call("http://localhost:9/", timeout=0.3)
        elapsed.append(time.monotonic() - started)
        assert type(found) is module("errors").NotSentTimeoutError
    assert elapsed[0] < 1.2


def test_a_timeout_can_be_caught_as_one_and_as_what_it_means() -> None:
    errors = module("errors")
    for kind, meaning in (
        (errors.NotSentTimeoutError, errors.NotSentError),
        (errors.OutcomeUnknownTimeoutError, errors.OutcomeUnknownError),
    ):
        assert issubclass(kind, (meaning,)) and issubclass(kind, TimeoutError)
        assert issubclass(kind, errors.DeadlineExceededError)


# What comes behind an answer.

SURPLUS = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"x", b"\r\n"]


@both
@pytest.mark.parametrize("surplus", SURPLUS, ids=range(len(SURPLUS)))
@pytest.mark.parametrize("size", [None, 1, 7], ids=["whole", "bytes", "pieces"])
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunks"])
def test_nothing_behind_an_answer_meets_the_next_call(
    is_chunked: bool, size: int | None, surplus: bytes, is_async: bool
) -> None:
    def answered(exchange: Exchange) -> bool:
        result = {"data": {"call_session_id": len(server.requests)}}
        reply = {"jsonrpc": "2.0", "id": exchange.message["id"], "result": result}
        content = json.dumps(reply).encode()
        head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
        if is_chunked:
            parts = [content[:5], content[5:30], content[30:]]
            chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in parts)
            data = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
            data += b"0\r\nX-Sum: 1\r\n\r\n"
        else:
            data = head + b"CONTENT-LENGTH:%d\r\n\r\n" % len(content) + content
        step = size or len(data)
        for start in range(0, len(data) - 1, step):
            exchange.send(data[:-1][start : start + step])
        # Together with the end, or it would be a matter of luck who is first.
        exchange.send(data[-1:] + surplus)
        return True

    async def run(api: Any) -> list[int]:
        found = []
        for _ in range(4):
            made = api.start.simple_call(**PARAMS)
            result = await made if is_async else made
            found.append(result.call_session_id)
        return found

    with FaultServer(answered) as server:
        kind = "AsyncCallApiMade" if is_async else "CallApiMade"
        api = getattr(module(""), kind)(server.url, access_token=TOKEN)
        assert asyncio.run(run(api)) == [1, 2, 3, 4]
        assert server.connections == 4
