"""Batches and notifications: what the client sends and makes of what comes, what the server answers, what the suite tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from typing import Any

import packages
import pytest
from onespec.conform import conformance
from onespec.runtime.player.session import Options
from onespec.spec import load_sources
from onespec.targets import docs, openapi
from warehouse import FILES, TOGETHER, warehouse


@pytest.fixture(scope="module")
def package() -> str:
    return packages.imported(warehouse(service=TOGETHER), "warehouse_together")


@pytest.fixture(scope="module")
def errors(package: str) -> Any:
    return packages.module("errors", package)


@pytest.fixture
def app(package: str) -> Any:
    return packages.module("testing", package).App()


class Line:
    """A transport that keeps what was sent, and answers with the server or with what a test says."""

    def __init__(self, package: str, app: Any) -> None:
        self.sent: list[Any] = []
        self.answers: list[Callable[[Any], Any]] = []
        self._http = packages.module("transport", package)
        self._inner = packages.module("testing", package).AppTransport(app)

    def send(self, request: Any, /) -> Any:
        self.sent.append(json.loads(request.body))
        if not self.answers:
            return self._inner.send(request)
        found = self.answers.pop(0)(self.sent[-1])
        if isinstance(found, Exception):
            raise found
        if isinstance(found, tuple):
            status, body = found
            return self._http.HttpResponse(status=status, headers={}, body=body)
        body = json.dumps(found).encode()
        return self._http.HttpResponse(status=200, headers={}, body=body)


@pytest.fixture
def line(package: str, app: Any) -> Line:
    return Line(package, app)


@pytest.fixture
def api(package: str, line: Line) -> Any:
    client = packages.module("client", package).WarehouseTogether
    return client("http://localhost/", key="good-key", transport=line)


def moved(item: Any, count: int = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": item["id"], "result": {"moved": count}}


# Batches.


def test_each_call_of_a_batch_has_a_result_or_its_own_error(
    api: Any, line: Line, app: Any, errors: Any
) -> None:
    with api.batch() as batch:
        good = batch.item.move(sku="A1")
        gone = batch.item.move(sku="X1")
        bad = batch.item.move(sku="no such form")
        there = batch.ping()
        with pytest.raises(errors.ConfigurationError, match="has no outcome yet"):
            good.result()
    # What the client itself refuses is not sent.
    assert [item["method"] for item in line.sent[0]] == ["item.move"] * 2 + ["ping"]
    assert (good.result().moved, there.result()) == (1, True)
    with pytest.raises(errors.GoneError) as told:
        gone.result()
    assert (told.value.field, told.value.sent) == ("sku", True)
    assert bad.exception().sent is False
    assert app.placed == 2


def test_replies_are_told_apart_by_their_ids_alone(
    api: Any, line: Line, errors: Any
) -> None:
    def shuffled(sent: Any) -> list[Any]:
        first, second, third = sent
        return [moved(third, 3), {**moved(second), "id": "a stranger's"}, moved(first)]

    line.answers = [shuffled]
    with api.batch() as batch:
        entries = [batch.item.move(sku=f"A{number}") for number in range(3)]
    assert [entries[0].result().moved, entries[2].result().moved] == [1, 3]
    with pytest.raises(errors.InvalidResponseError, match="id of no request"):
        entries[1].result()

    line.answers = [lambda sent: [moved(sent[0]), moved(sent[1]), moved(sent[1])]]
    with api.batch() as batch:
        entries = [batch.item.move(sku=f"A{number}") for number in range(3)]
    assert entries[0].result().moved == 1
    with pytest.raises(errors.InvalidResponseError, match="2 replies with its id"):
        entries[1].result()
    with pytest.raises(errors.OutcomeUnknownError) as unknown:
        entries[2].result()
    assert type(unknown.value) is errors.OutcomeUnknownError
    assert unknown.value.sent is True


def test_one_error_in_place_of_a_list_is_every_calls_error(
    api: Any, line: Line, errors: Any
) -> None:
    error = {"code": -32600, "message": "No", "data": {"mnemonic": "invalid_request"}}
    line.answers = [lambda sent: {"jsonrpc": "2.0", "id": None, "error": error}]
    with api.batch() as batch:
        entries = [batch.item.move(sku="A1"), batch.ping()]
    found = [entry.exception() for entry in entries]
    assert [item.mnemonic for item in found] == ["invalid_request"] * 2
    assert found[0] is not found[1]
    assert [item.method for item in found] == ["item.move", "ping"]


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b"7", b"[7]"])
def test_an_answer_that_is_no_list_of_replies_leaves_every_outcome_unknown(
    api: Any, line: Line, errors: Any, body: bytes
) -> None:
    line.answers = [lambda sent: (200, body)] * 3
    with api.batch() as batch:
        entries = [batch.item.move(sku="A1"), batch.item.move(sku="A2")]
    for entry in entries:
        assert isinstance(entry.exception(), errors.OutcomeUnknownError)
    assert len(line.sent) == 1


def test_only_what_may_be_repeated_is_tried_again(
    api: Any, line: Line, errors: Any, package: str
) -> None:
    transport = packages.module("transport", package)
    line.answers = [lambda sent: transport.TransportError("cut off")]
    with api.batch() as batch:
        once, again = batch.item.move(sku="A1"), batch.item.get(sku="A1")
    assert [len(item) for item in line.sent] == [2, 1]
    assert again.result().count == 1
    with pytest.raises(errors.OutcomeUnknownError):
        once.result()

    line.sent.clear()
    line.answers = [lambda sent: transport.NothingSentError("no line")]
    with api.batch() as batch:
        once, again = batch.item.move(sku="A1"), batch.item.get(sku="A1")
    assert [len(item) for item in line.sent] == [2, 2]
    assert (once.result().moved, again.result().count) == (1, 1)

    line.answers = [lambda sent: (403, b"no")]
    with api.batch() as batch:
        refused = batch.item.get(sku="A1")
    assert isinstance(refused.exception(), errors.RequestRefusedError)


def test_a_long_batch_is_split_an_empty_one_is_not_sent_and_a_left_one_neither(
    api: Any, line: Line, errors: Any
) -> None:
    with api.batch() as batch:
        entries = [batch.item.get(sku=f"A{number}") for number in range(7)]
    assert [len(item) for item in line.sent] == [3, 3, 1]
    assert [entry.result().count for entry in entries] == [1] * 7
    line.sent.clear()
    with api.batch():
        pass
    with pytest.raises(KeyError), api.batch() as batch:
        entry = batch.ping()
        raise KeyError
    assert isinstance(entry.exception(), errors.NotSentError)
    assert line.sent == []
    with pytest.raises(errors.ConfigurationError, match="begin another"):
        batch.ping()


def test_options_belong_to_the_batch_and_ids_to_its_calls(
    api: Any, line: Line, errors: Any, package: str
) -> None:
    options = packages.module("", package).CallOptions
    with api.batch(options=options(timeout=5)) as batch:
        batch.ping(options=options(request_id="mine"))
        with pytest.raises(errors.ConfigurationError, match="same `request_id`"):
            batch.ping(options=options(request_id="mine"))
        with pytest.raises(errors.ConfigurationError, match="no other option"):
            batch.ping(options=options(timeout=1))
    assert [item["id"] for item in line.sent[0]] == ["mine"]


# Notifications.


def test_a_notification_is_carried_out_and_gives_nothing_back(
    api: Any, line: Line, app: Any, errors: Any
) -> None:
    assert api.notify.item.move(sku="A1") is None
    assert api.notify.item.move(sku="X1") is None
    assert "id" not in line.sent[0]
    assert app.placed == 1
    with pytest.raises(errors.InvalidParamsError):
        api.notify.item.move(sku="no such form")
    assert len(line.sent) == 2


def test_what_comes_for_a_notification_is_passed_over_but_for_an_error(
    api: Any, line: Line, errors: Any, package: str
) -> None:
    for answer in ((200, b""), (204, b""), (200, b"ok"), (202, b'{"x": 1}')):
        line.answers = [lambda sent, answer=answer: answer]
        api.notify.item.get(sku="A1")
    error = {"code": -32010, "message": "gone", "data": {"mnemonic": "gone"}}
    line.answers = [lambda sent: {"jsonrpc": "2.0", "id": None, "error": error}]
    with pytest.raises(errors.GoneError):
        api.notify.item.get(sku="A1")
    line.sent.clear()
    transport = packages.module("transport", package)
    line.answers = [lambda sent: transport.TransportError("cut off")]
    # It only reads; yet nobody can tell whether it was done.
    with pytest.raises(errors.OutcomeUnknownError):
        api.notify.item.get(sku="A1")
    assert len(line.sent) == 1


def test_notifications_go_with_a_batch_and_tell_of_themselves_at_its_end(
    api: Any, line: Line, app: Any, errors: Any
) -> None:
    with api.batch() as batch:
        batch.notify.item.move(sku="A1")
        entry = batch.ping()
    assert (entry.result(), app.placed) == (True, 2)
    with api.batch() as batch:
        batch.notify.item.move(sku="A1")
    assert app.placed == 3
    line.answers = [lambda sent: (500, b"")]
    with pytest.raises(errors.OutcomeUnknownError), api.batch() as batch:
        batch.notify.item.move(sku="A1")


def test_async_code_has_the_same(package: str, app: Any, errors: Any) -> None:
    testing = packages.module("testing", package)
    client = packages.module("client", package).AsyncWarehouseTogether(
        "http://localhost/", key="good-key", transport=testing.AsyncAppTransport(app)
    )

    async def played() -> Any:
        async with client.batch() as batch:
            good, gone = batch.item.move(sku="A1"), batch.item.move(sku="X1")
        await client.notify.item.move(sku="A1")
        return good.result().moved, type(gone.exception())

    assert asyncio.run(played()) == (1, errors.GoneError)
    assert app.placed == 2


def test_a_fake_answers_batches_and_records_notifications(package: str) -> None:
    fake = packages.module("testing", package).FakeWarehouseTogether()
    fake.on.item.move(returns={"moved": 4})
    fake.on.ping(raises="internal_error")
    with fake.client.batch() as batch:
        first, second = batch.item.move(sku="A1"), batch.ping()
    fake.client.notify.ping()
    assert first.result().moved == 4
    assert second.exception().mnemonic == "internal_error"
    assert [(call.method, call.notification) for call in fake.calls] == [
        ("item.move", False),
        ("ping", False),
        ("ping", True),
    ]


def test_a_namespace_of_that_name_keeps_it() -> None:
    notify = FILES["methods/ping.yaml"].replace("method: ping", "method: notify.all")
    files = {**FILES, "service.yaml": TOGETHER, "methods/notify.all.yaml": notify}
    service = load_sources(files)
    name = packages.imported(service, "warehouse_notify")
    client = packages.module("client", name).WarehouseNotify("http://x/", key="k")
    assert client.notify.all is not None
    assert client.notify_.notify.all is not None


# The server.


def exchanged(app: Any, package: str, body: Any) -> tuple[int, Any]:
    request = packages.module("testing.server", package).Request(
        json.dumps(body).encode(), {"content-type": "application/json"}
    )
    found = app.exchange(request)
    return found.status, json.loads(found.body) if found.body else None


def test_the_server_answers_each_request_of_a_batch(app: Any, package: str) -> None:
    ping = {"jsonrpc": "2.0", "method": "ping", "id": 1}
    bare = {"jsonrpc": "2.0", "method": "ping"}
    status, found = exchanged(app, package, [ping, 7, {**ping, "id": 2, "method": "x"}])
    assert status == 200
    assert [(item["id"], item.get("error", {}).get("code")) for item in found] == [
        (1, None),
        (None, -32600),
        (2, -32601),
    ]
    assert exchanged(app, package, [bare, {**bare, "method": "x"}]) == (204, None)
    assert exchanged(app, package, {**bare, "params": [1]}) == (204, None)
    assert exchanged(app, package, [])[1]["error"]["code"] == -32600
    assert exchanged(app, package, [ping] * 4)[1]["id"] is None
    # No request at all: nothing says that it wants no answer.
    assert exchanged(app, package, {"method": "ping"})[1]["error"]["code"] == -32600


# What is published.


def test_pages_and_descriptions_say_what_is_taken() -> None:
    service = warehouse(service=TOGETHER)
    pages = {file.path: file.content.decode() for file in docs.files(service)}
    assert "supported, with at most 3 requests" in pages["docs/md/index.md"]
    assert "an array of more than 3 requests" in "".join(pages.values())
    assert "there is no `id`" not in pages["docs/md/errors/invalid_request.md"]
    document: Any = openapi.document(service)
    assert (document["x-batch"], document["x-notifications"]) == ({"max": 3}, True)
    path = next(iter(document["paths"].values()))
    assert "204" in path["post"]["responses"]


# The suite.


def statuses(service: Any, spoil: Callable[[Any], Any] | None = None) -> dict[str, str]:
    with ExitStack() as stack:
        session = conformance(service, Options(), stack, {}, date(2030, 1, 31))
        endpoint: Any = session.player.endpoint
        send = endpoint.send
        if spoil is not None:
            endpoint.send = lambda *given: spoil(send(*given))
        run = session.run()
    return {item["id"]: item["status"] for item in run.records}


def spoilt(change: Callable[[list[Any]], Any]) -> Callable[[Any], Any]:
    """Replies to batches as a faulty server has them."""

    def spoil(reply: Any) -> Any:
        if not reply.body.startswith(b"["):
            return reply
        body = json.dumps(change(json.loads(reply.body))).encode()
        return type(reply)(reply.status, body, reply.headers)

    return spoil


def test_the_suite_tests_batches_in_any_order_and_notifications() -> None:
    service = warehouse(service=TOGETHER)
    backwards = statuses(service, spoilt(lambda replies: replies[::-1]))
    assert set(backwards.values()) == {"passed"}
    taken = {name.partition("/")[2] for name in backwards if name.startswith("env")}
    assert taken >= {
        *(f"batch:{name}" for name in ("mixed", "one-bad", "bare", "same-id", "one")),
        *("batch:empty", "batch:too-long", "batch:notifications"),
        *("notification", "notification:unknown"),
    }

    def failed(change: Callable[[list[Any]], Any]) -> set[str]:
        found = statuses(service, spoilt(change))
        return {
            name.removeprefix("envelope/batch:")
            for name, status in found.items()
            if status == "failed"
        }

    every = {"mixed", "one-bad", "bare", "same-id", "one"}
    assert failed(lambda replies: replies[1:]) == every
    assert failed(lambda replies: [*replies, replies[0]]) == every
    assert failed(lambda replies: replies[0]) == every
    assert "mixed" in failed(
        lambda replies: [{**item, "id": replies[0]["id"]} for item in replies]
    )


def test_a_server_that_answers_notifications_or_refuses_batches_is_found() -> None:
    due = warehouse(service=TOGETHER)
    plain = warehouse(service=TOGETHER.replace("batch: {max: 3}\n  notifications: true", "ids: [string, number]"))  # fmt: skip
    with ExitStack() as stack:
        theirs = conformance(plain, Options(), stack, {}, date(2030, 1, 31))
        ours = conformance(due, Options(), stack, {}, date(2030, 1, 31))
        ours.player.endpoint = theirs.player.endpoint
        failed = {
            item["id"] for item in ours.run().records if item["status"] == "failed"
        }
    assert failed == {
        *(f"envelope/batch:{name}" for name in ("mixed", "one-bad", "bare", "one")),
        *("envelope/batch:same-id", "envelope/batch:notifications"),
        *("envelope/notification", "envelope/notification:unknown"),
    }
