"""The generated application in a server that others wrote: what it leaves to that server, and what it does itself."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from onespec.serve import reference
from onespec.spec import load
from places import ONE_METHOD

CALL = {
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
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with (
        reference(load(ONE_METHOD)) as made,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        server = uvicorn.Server(
            uvicorn.Config(made.app, ws="none", lifespan="on", log_level="error")
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    yield made
    made.close()


def test_a_call_is_answered(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/v4.0", json.dumps(CALL), JSON)
    answer = connection.getresponse()
    assert (answer.status, "result" in json.loads(answer.read())) == (200, True)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/other", {**JSON, "Content-Length": "2"}, 404),
        ("PUT", "/", {"Content-Length": "2"}, 405),
        ("POST", "/", {**JSON, "Content-Length": "1000001"}, 413),
        ("POST", "/", {**JSON, "Transfer-Encoding": "chunked"}, 411),
        ("POST", "/", {**JSON, "Content-Length": "2", "Content-Encoding": "br"}, 415),
    ],
)
def test_a_head_is_refused_before_its_body_has_come(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == status
