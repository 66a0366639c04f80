"""The HTTP of `onespec serve`, byte by byte: what is refused and how, and that nobody keeps the server from others."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from onespec.runtime.server.http import LARGEST_BODY, Request, Response
from onespec.serve import Reference, reference, wire
from onespec.spec import load
from places import ONE_METHOD
from served import served

GOOD = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "start.simple_call",
        "params": {
            "access_token": "your_access_token",
            "first_call": "operator",
            "virtual_phone_number": "74993720692",
            "contact": "79260000000",
            "operator": "79262444491",
        },
    }
).encode()

LENGTH = f"Content-Length: {len(GOOD)}"


@pytest.fixture(scope="module")
def made() -> Iterator[Reference]:
    with reference(load(ONE_METHOD), docs=True) as found:
        yield found


@pytest.fixture(scope="module")
def port(made: Reference) -> Iterator[int]:
    with served(made.app) as found:
        yield found


class Answer:
    """One answer, taken apart."""

    def __init__(self, head: bytes, body: bytes) -> None:
        start, *fields = head.decode("latin-1").split("\r\n")
        self.status = int(start.split()[1])
        pairs = (field.split(": ", 1) for field in fields)
        self.headers = {name.lower(): value for name, value in pairs}
        self.body = body


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def answers(sent: bytes, port: int, *, ends: bool = False) -> list[Answer]:
    """Everything that one connection is answered until the server ends it."""
    with closing(connect(port)) as connection:
        connection.sendall(sent)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        got = b""
        while part := connection.recv(65_536):
            got += part
    found = []
    while got:
        head, _, got = got.partition(b"\r\n\r\n")
        answer = Answer(head, b"")
        if answer.status != 100:
            size = int(answer.headers["content-length"])
            answer.body, got = got[:size], got[size:]
        found.append(answer)
    return found


def head(
    *fields: str, method: str = "POST", path: str = "/", version: str = "HTTP/1.1"
) -> bytes:
    """A head whose connection ends with the answer."""
    lines = [f"{method} {path} {version}", "Host: localhost", *fields]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def call(
    *fields: str, path: str = "/", version: str = "HTTP/1.1", body: bytes = GOOD
) -> bytes:
    given = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    return head(*given, *fields, path=path, version=version) + body


def kept_alive(request: bytes) -> bytes:
    return request.replace(b"Connection: close\r\n", b"")


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
@pytest.mark.parametrize(
    "path", ["/", "/v4.0", "/v4.0/", "/v4.0?a=b", "http://localhost/v4.0"]
)
def test_a_call_is_answered_at_the_root_and_at_the_path_of_the_api(
    port: int, path: str, version: str
) -> None:
    (answer,) = answers(call(path=path, version=version), port)
    assert (answer.status, "result" in json.loads(answer.body)) == (200, True)


JSON = "Content-Type: application/json"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        # Framing.
        (head(JSON, LENGTH, "Transfer-Encoding: chunked"), 400, "not both"),
        (head(JSON, "Transfer-Encoding: chunked"), 411, "Content-Length is due"),
        (head(JSON), 411, "Content-Length is due"),
        (head(JSON, "Content-Length: 1000001"), 413, "at most 1000000 bytes"),
        (head(JSON, f"Content-Length: {'9' * 5000}"), 413, "at most 1000000 bytes"),
        (head(JSON, LENGTH, "Content-Length: 3"), 400, "one whole number"),
        (head(JSON, "Content-Length: +5"), 400, "one whole number"),
        (head(JSON, "Content-Length: -5"), 400, "one whole number"),
        (head(JSON, "Content-Length:"), 400, "one whole number"),
        (head(JSON, LENGTH, "Expect: a miracle"), 417, "100-continue"),
        # Bodies.
        (call("Content-Encoding: gzip"), 415, "without a Content-Encoding"),
        (call("Content-Encoding: identity, br"), 415, "without a Content-Encoding"),
        (head(LENGTH) + GOOD, 415, "application/json"),
        (head("Content-Type: text/plain", LENGTH) + GOOD, 415, "application/json"),
        # Places.
        (call(path="/other"), 404, "calls are sent to / or /v4.0"),
        (head(method="GET", path="/other"), 404, "no such page"),
        (call("Host: evil.example"), 400, "one Host"),
        (call(path="http://evil.example/"), 421, "does not answer to that Host"),
        (call("Origin: http://evil.example"), 403, "another origin"),
        (call("Origin: http://[evil"), 403, "another origin"),
        # Heads.
        (b"GET /\r\n\r\n", 400, "no HTTP request"),
        (b"hello\r\n\r\n", 400, "no HTTP request"),
        (b"GET  / HTTP/1.1\r\n\r\n", 400, "no HTTP request"),
        (b"GET / HTTP/one\r\n\r\n", 400, "no HTTP request"),
        (b"PRI * HTTP/2.0\r\n\r\n", 505, "speaks HTTP/1.1"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 400, "not HTTPS"),
        (b"GET / HTTP/1.1\n\n", 400, "end with CR and LF"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "one Host"),
        (head("Folded: 1", " and more"), 400, "a name, a colon and a value"),
        (head("Blank : 1"), 400, "a name, a colon and a value"),
        (head("Nothing"), 400, "a name, a colon and a value"),
        (head("Bell: \a"), 400, "a name, a colon and a value"),
        (head("Long: " + "a" * 20_000), 431, "at most 16384 bytes"),
        (head(*(f"F{n}: 1" for n in range(2000))), 431, "at most 16384 bytes"),
        (head(*(f"F{n}: 1" for n in range(200))), 431, "at most 100 header fields"),
        (head(method="GET", path="/" + "a" * 20_000), 431, "at most 16384 bytes"),
        (head(method="GET", path="ftp://localhost/"), 400, "no path of this server"),
        (head(method="GET", path="http://[/"), 400, "no address"),
    ],
)  # fmt: skip
def test_what_is_no_call_is_refused_and_the_connection_ended(
    port: int, sent: bytes, status: int, said: str
) -> None:
    (answer,) = answers(sent, port)
    assert (answer.status, said in answer.body.decode()) == (status, True)
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/", "GET, HEAD, POST"),
        ("OPTIONS", "*", "GET, HEAD, POST"),
        ("CONNECT", "localhost:80", "GET, HEAD, POST"),
        ("post", "/", "GET, HEAD, POST"),
        ("POST", "/index.html", "GET, HEAD"),
        ("DELETE", "/openrpc.json", "GET, HEAD"),
        ("GET", "/v4.0", "POST"),
        ("PATCH", "/v4.0", "POST"),
    ],
)
def test_another_method_is_told_which_are_allowed(
    port: int, method: str, path: str, allowed: str
) -> None:
    (answer,) = answers(head("Content-Length: 0", method=method, path=path), port)
    assert (answer.status, answer.headers["allow"]) == (405, allowed)


def test_a_compressed_body_is_told_what_is_taken(port: int) -> None:
    (answer,) = answers(call("Content-Encoding: gzip"), port)
    assert answer.headers["accept-encoding"] == "identity"


def test_requests_that_come_at_once_are_answered_in_turn(port: int) -> None:
    page = kept_alive(head(method="GET", path="/search.json"))
    sent = kept_alive(call()) + page + b"\r\n" + call()
    first, second, third = answers(sent, port)
    assert [first.status, second.status, third.status] == [200, 200, 200]
    number = [
        json.loads(answer.body)["result"]["data"]["call_session_id"]
        for answer in (first, third)
    ]
    assert number[1] == number[0] + 1


def test_nothing_behind_a_refused_body_is_taken_for_a_request(port: int) -> None:
    hidden = call()
    sent = kept_alive(head(f"Content-Length: {len(hidden)}", JSON, path="/other"))
    assert [answer.status for answer in answers(sent + hidden, port)] == [404]


def test_a_page_is_shown_without_its_body_to_head(port: int) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(head(method="HEAD"))
        got = connection.makefile("rb").read()
    assert got.startswith(b"HTTP/1.1 200 OK\r\n") and got.endswith(b"\r\n\r\n")


def test_a_body_may_wait_until_it_is_told_to_come(port: int) -> None:
    leave, answer = answers(call("Expect: 100-continue"), port)
    assert (leave.status, answer.status) == (100, 200)
    too_long = head(JSON, "Content-Length: 5000000", "Expect: 100-continue")
    assert [answer.status for answer in answers(too_long, port)] == [413]


def test_a_refusal_gets_through_to_a_client_that_is_still_sending(port: int) -> None:
    body = b" " * (20 * LARGEST_BODY)
    (answer,) = answers(call(body=body), port)
    assert answer.status == 413


def test_a_body_that_ends_early_is_refused(port: int) -> None:
    (answer,) = answers(call()[:-1], port, ends=True)
    assert answer.status == 400
    assert answer.body == b"the body is shorter than its Content-Length\n"


def test_silent_connections_do_not_lock_others_out(port: int) -> None:
    with ExitStack() as silent:
        for _ in range(300):
            silent.enter_context(closing(connect(port)))
        with closing(connect(port)) as half:
            half.sendall(call()[:-1])
            assert [answer.status for answer in answers(call(), port)] == [200]


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"", None, b""),
        (b"GET / HTTP/1.1\r\nX: ", 408, b"the head did not arrive in time\n"),
        (call()[:-1], 408, b"the body did not arrive in time\n"),
    ],
)
def test_who_is_slow_is_given_up(
    made: Reference,
    monkeypatch: pytest.MonkeyPatch,
    sent: bytes,
    status: int | None,
    said: bytes,
) -> None:
    monkeypatch.setattr(wire, "SLOWEST", 0.05)
    with served(made.app) as port:
        found = answers(sent, port)
    assert [(answer.status, answer.body) for answer in found] == (
        [] if status is None else [(status, said)]
    )


def test_a_failing_application_is_answered_for() -> None:
    class Broken:
        def answer_unread(self, request: object) -> None:
            return None

        def exchange(self, request: object) -> Response:
            raise KeyError("secret")

    with served(Broken()) as port:
        (answer,) = answers(call(), port)
    assert (answer.status, answer.body) == (500, b"the server failed: KeyError\n")


def test_an_answer_in_the_making_is_sent_when_the_server_is_told_to_end(
    made: Reference,
) -> None:
    async def ended_meanwhile() -> bytes:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        class Ending:
            def answer_unread(self, request: object) -> None:
                return None

            def exchange(self, request: Request) -> Response:
                loop.call_soon_threadsafe(stop.set)
                answer: Response = made.app.exchange(request)
                return answer

        (listening,) = wire.listen("127.0.0.1", 0)
        with listening:
            ended = asyncio.create_task(wire.Wire(Ending()).serve([listening], stop))
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            writer.write(kept_alive(call()))
            got = await reader.read()
            writer.close()
            await ended
            return got

    got = asyncio.run(ended_meanwhile())
    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in got


def test_a_port_that_is_in_use_is_refused_and_one_that_is_free_is_found() -> None:
    (first,) = wire.listen("127.0.0.1", 0)
    with first, pytest.raises(OSError):
        wire.listen("127.0.0.1", first.getsockname()[1])
