"""Faults of servers and networks, each with the one exception that a call must end in."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from fault_server import Exchange, Fault, http, reply

RESULT = {"data": {"call_session_id": 237859081}}
ERROR = {
    "code": -32603,
    "message": "Internal error",
    "data": {"mnemonic": "internal_error"},
}
UNKNOWN = "OutcomeUnknownError"
TIMEOUT = "OutcomeUnknownTimeoutError"
REFUSED = "RequestRefusedError"
INVALID = "InvalidResponseError"


@dataclass(frozen=True)
class Case:
    """A fault and what must come of it."""

    name: str
    fault: Fault
    expected: str
    is_early: bool = False
    """Whether it strikes before a request is read."""


def good(exchange: Exchange) -> bool:
    """What a right server does."""
    exchange.send(http(reply(exchange, result=RESULT)))
    return True


def sends(data: bytes | Callable[[Exchange], bytes], keep: bool = False) -> Fault:
    """Answers with these bytes, then closes or goes on."""

    def fault(exchange: Exchange) -> bool:
        exchange.send(data(exchange) if callable(data) else data)
        return keep

    return fault


def body(
    data: bytes | Callable[[Exchange], bytes], status: str = "200 OK", *headers: str
) -> Fault:
    """Answers with a body in good HTTP."""

    def fault(exchange: Exchange) -> bool:
        content = data(exchange) if callable(data) else data
        exchange.send(http(content, status, *headers))
        return True

    return fault


def answer(**members: object) -> Fault:
    """A reply with the right id."""
    return body(lambda exchange: reply(exchange, **members))


def raw_json(text: str) -> Fault:
    """A reply in which `ID` stands for the right id."""
    return body(lambda e: text.replace("ID", json.dumps(e.message["id"])).encode())


def partly(data: Callable[[Exchange], bytes], then: str) -> Fault:
    """Sends something, then hangs, resets or drips the rest."""

    def fault(exchange: Exchange) -> bool:
        exchange.send(data(exchange))
        if then == "hang":
            exchange.hang()
        if then == "reset":
            exchange.reset()
        return False

    return fault


def drips(prefix: bytes, endless: bytes) -> Fault:
    """Sends something, then byte after byte."""

    def fault(exchange: Exchange) -> bool:
        exchange.send(prefix)
        exchange.drip(endless * 400)
        return False

    return fault


def nothing(_: Exchange) -> bytes:
    return b""


def half(exchange: Exchange) -> bytes:
    return http(reply(exchange, result=RESULT))[:-10]


def chunked(*chunks: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks)


def hang(exchange: Exchange) -> bool:
    exchange.hang()
    return False


def shuts(exchange: Exchange) -> bool:
    """Hangs up unread, when the client has written."""
    exchange.stop.wait(0.05)
    return False


def resets(exchange: Exchange) -> bool:
    """The same with an RST."""
    exchange.stop.wait(0.05)
    return reset(exchange)


def reset(exchange: Exchange) -> bool:
    exchange.reset()
    return False


def bomb(_: Exchange) -> bytes:
    """1 MB that unpacks to 1 GB; a block after a full flush can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + first + again * 1023


OK_HEAD = b"HTTP/1.1 200 OK\r\n"
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"

NETWORK = [
    Case("reset when accepted", resets, UNKNOWN, True),
    Case("closed when accepted", shuts, UNKNOWN, True),
    Case("hang before reading", hang, TIMEOUT, True),
    Case("reset after the request", reset, UNKNOWN),
    Case("closed after the request", sends(b""), UNKNOWN),
    Case("hang after the request", hang, TIMEOUT),
    Case("hang in the status line", partly(lambda _: b"HTTP/1.1 2", "hang"), TIMEOUT),
    Case("hang in the headers", partly(lambda _: OK_HEAD + b"X-A: b", "hang"), TIMEOUT),
    Case("hang in the body", partly(half, "hang"), TIMEOUT),
    Case("reset in the body", partly(half, "reset"), UNKNOWN),
    Case("dripped status line", drips(b"", b"HTTP/1.1 200 OK\r\n"), TIMEOUT),
    Case("dripped headers", drips(OK_HEAD, b"X-A: b\r\n"), TIMEOUT),
    Case("dripped body", drips(LONG, b" "), TIMEOUT),
    Case("dripped chunks", drips(chunked(b" "), b"1\r\n \r\n"), TIMEOUT),
    Case(
        "dripped interim answers", drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), TIMEOUT
    ),
    Case("cut body", sends(half), UNKNOWN),
    Case("cut chunks", sends(chunked(b'{"jsonrpc"')), UNKNOWN),
    Case("cut headers", sends(OK_HEAD + b"Content-Le"), UNKNOWN),
    Case("not HTTP", sends(b"220 mail.example ESMTP\r\n\r\n"), INVALID),
    Case("a header without end", sends(OK_HEAD + b"X: " + b"a" * 200_000), INVALID),
    Case("bad chunk size", sends(chunked()[:-2] + b"\r\n\r\nzz\r\n"), INVALID),
    Case("negative length", sends(OK_HEAD + b"Content-Length: -1\r\n\r\n"), INVALID),
    Case(
        "two lengths",
        sends(OK_HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        INVALID,
    ),
]

STATUSES = [
    *(
        Case(
            f"redirect {code}",
            body(b"", f"{code} Elsewhere", "Location: /v5.0"),
            UNKNOWN if code in (303, 304) else REFUSED,
        )
        for code in (300, 301, 302, 303, 304, 305, 307, 308)
    ),
    Case(
        "challenge 401",
        body(b"", "401 No", 'WWW-Authenticate: Basic realm="x"'),
        REFUSED,
    ),
    Case(
        "challenge 407",
        body(b"", "407 No", 'Proxy-Authenticate: Basic realm="x"'),
        REFUSED,
    ),
    *(
        Case(f"status {code}", body(b"<html>sorry</html>", f"{code} Sorry"), REFUSED)
        for code in (400, 403, 404, 413, 421, 429, 451)
    ),
    *(
        Case(f"status {code}", body(b"<html>sorry</html>", f"{code} Sorry"), UNKNOWN)
        for code in (408, 409, 500, 502, 503, 504, 599)
    ),
    Case(
        "status 403 with a cut body",
        sends(b"HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\n<html>"),
        REFUSED,
    ),
    Case(
        "status 413 packed in an unknown way",
        body(b"abc", "413 No", "Content-Encoding: br"),
        REFUSED,
    ),
    Case(
        "status 502 with a body that is too large",
        body(b" " * (17 << 20), "502 No"),
        UNKNOWN,
    ),
    *(
        Case(
            f"status {code} with an error",
            body(lambda e: reply(e, error=ERROR), f"{code} Sorry", "Retry-After: 1"),
            "InternalError",
        )
        for code in (400, 408, 429, 500, 503)
    ),
    Case(
        "status 500 with a result",
        body(lambda e: reply(e, result=RESULT), "500 No"),
        INVALID,
    ),
]

BODIES = [
    Case("HTML", body(b"<!doctype html><title>Hello</title>"), INVALID),
    Case("empty", body(b""), INVALID),
    Case("no content", sends(b"HTTP/1.1 204 No Content\r\n\r\n", True), INVALID),
    Case("white space", body(b" \n"), INVALID),
    Case("not UTF-8", body(b'{"jsonrpc":"2.0","x":"\xff"}'), INVALID),
    Case(
        "UTF-16",
        body(lambda e: reply(e, result=RESULT).decode().encode("utf-16")),
        INVALID,
    ),
    Case(
        "NaN",
        raw_json('{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":NaN}}}'),
        INVALID,
    ),
    Case(
        "infinity",
        raw_json(
            '{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":1,"x":-Infinity}}}'
        ),
        INVALID,
    ),
    Case(
        "number out of range",
        raw_json(
            '{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":1,"x":1e999}}}'
        ),
        INVALID,
    ),
    Case(
        "number of many digits",
        raw_json(
            '{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":%s}}}'
            % ("9" * 5000)
        ),
        INVALID,
    ),
    Case(
        "key twice",
        raw_json(
            '{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":1,"call_session_id":2}}}'
        ),
        INVALID,
    ),
    Case(
        "id twice",
        raw_json(
            '{"jsonrpc":"2.0","id":"other","id":ID,"result":{"data":{"call_session_id":1}}}'
        ),
        INVALID,
    ),
    Case(
        "two answers in one body", body(lambda e: reply(e, result=RESULT) * 2), INVALID
    ),
    Case(
        "trailing comma",
        raw_json('{"jsonrpc":"2.0","id":ID,"result":{"data":{"call_session_id":1,}}}'),
        INVALID,
    ),
    Case("cut JSON", raw_json('{"jsonrpc":"2.0","id":ID,"result":{"data":'), INVALID),
    Case("deep arrays", body(b"[" * 200_000), INVALID),
    Case("deep objects", body(b'{"a":' * 5_000 + b"1" + b"}" * 5_000), INVALID),
    Case("a list", body(lambda e: b"[" + reply(e, result=RESULT) + b"]"), INVALID),
    Case("text", body(b'"ok"'), INVALID),
    Case("null", body(b"null"), INVALID),
    Case("too large", body(b" " * (17 << 20)), INVALID),
    Case("packed bomb", body(bomb, "200 OK", "Content-Encoding: gzip"), INVALID),
    Case("unknown packing", body(b"abc", "200 OK", "Content-Encoding: br"), INVALID),
    Case(
        "packed twice", body(b"abc", "200 OK", "Content-Encoding: gzip, gzip"), INVALID
    ),
    Case("not packed", body(b"abc", "200 OK", "Content-Encoding: gzip"), INVALID),
    Case(
        "packed and cut",
        body(
            lambda e: gzip.compress(reply(e, result=RESULT))[:-9],
            "200 OK",
            "Content-Encoding: gzip",
        ),
        INVALID,
    ),
]
