"""`onespec serve`: what is built in memory runs, keeps to its limits and logs nothing that was sent."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from onespec.serve import Logged, Reference, reference
from onespec.serve.loaded import importable, module
from onespec.spec import load, load_sources
from places import ONE_METHOD
from served import served

GOOD = {
    "access_token": "your_access_token",
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


@pytest.fixture(scope="module")
def made() -> Iterator[Reference]:
    with reference(load(ONE_METHOD), docs=True) as found:
        yield found


@contextmanager
def connected(made: Reference) -> Iterator[http.client.HTTPConnection]:
    with served(Logged(made)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            yield connection
        finally:
            connection.close()


def call(connection: http.client.HTTPConnection, **change: object) -> tuple[int, bytes]:
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "start.simple_call",
        "params": {**GOOD, **change},
    }
    connection.request(
        "POST", "/v4.0", json.dumps(body), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_call_and_the_docs_come_from_one_address(made: Reference) -> None:
    with connected(made) as connection:
        status, body = call(connection)
        connection.request("GET", "/?access_token=nothing")
        page = connection.getresponse()
        assert (status, "result" in json.loads(body)) == (200, True)
        assert (page.status, page.read(15)) == (200, b"<!DOCTYPE html>")


def test_the_log_says_method_and_outcome_and_nothing_that_was_sent(
    made: Reference, capsys: pytest.CaptureFixture[str]
) -> None:
    with connected(made) as connection:
        call(connection)
        call(connection, access_token="secret-token-of-mine")
    said = capsys.readouterr().err
    assert "start.simple_call: accepted" in said
    assert "start.simple_call: access_token_invalid" in said
    assert "secret-token-of-mine" not in said
    assert "your_access_token" not in said


def test_rpc_discover_gets_the_openrpc_document(made: Reference) -> None:
    body = {"jsonrpc": "2.0", "id": "d", "method": "rpc.discover"}
    headers = {"Content-Type": "application/json"}
    with connected(made) as connection:
        connection.request("POST", "/", json.dumps(body), headers)
        reply = json.loads(connection.getresponse().read())
        connection.request("GET", "/openrpc.json")
        document = json.loads(connection.getresponse().read())
    assert {"jsonrpc": "2.0", "id": "d", "result": document} == reply
    names = [method["name"] for method in document["methods"]]
    assert ["start.simple_call"] == names


def test_a_method_of_that_name_is_the_services_own() -> None:
    service = "onespec: 1\nname: own_api\ntitle: t\nversion: v\nrelease: 1.0.0\n"
    method = "method: rpc.discover\ntitle: t\nresult: {type: integer, example: 7}\n"
    files = {"service.yaml": service, "methods/rpc.discover.yaml": method}
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover", "params": {}}'
    with reference(load_sources(files), docs=True) as own:
        headers = {"content-type": "application/json"}
        answer = own.app.exchange(own.request(body=body, headers=headers))
    assert {"jsonrpc": "2.0", "id": 1, "result": 7} == json.loads(answer.body)


def test_a_page_of_another_name_is_refused(made: Reference) -> None:
    with connected(made) as connection:
        connection.request("GET", "/", headers={"Host": "rebound.example"})
        assert connection.getresponse().status == 421


def test_modules_in_memory_leave_those_that_were_there_as_they_were() -> None:
    files = {
        "python/json/__init__.py": b"here = 1\n",
        "python/made_up/inner/part.py": b"value = 2\n",
    }
    before = sys.modules["json"]
    with importable(files, "python"):
        assert module("json").here == 1
        assert module("made_up.inner.part").value == 2
    assert sys.modules["json"] is before
    assert "made_up" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        module("made_up")
