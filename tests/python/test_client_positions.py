"""Params by position: what the loader takes, what the client sends, what the server answers, what the suite tests."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from datetime import date
from types import ModuleType
from typing import Any

import jsonschema
import packages
import pytest
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.runtime.player.session import Options
from onespec.targets import docs, openrpc, schema
from warehouse import GET, MOVE, SERVICE, warehouse


@pytest.fixture(scope="module")
def package() -> str:
    return packages.imported(warehouse(), "warehouse_made")


@pytest.fixture
def app(package: str) -> Any:
    return packages.module("testing", package).App()


class Listener:
    """Hands requests to the reference server and keeps their params."""

    def __init__(self, testing: ModuleType, app: Any) -> None:
        self.params: list[Any] = []
        self._inner = testing.AppTransport(app)

    def send(self, request: Any, /) -> Any:
        self.params.append(json.loads(request.body)["params"])
        return self._inner.send(request)


@pytest.fixture
def listener(package: str, app: Any) -> Listener:
    return Listener(packages.module("testing", package), app)


@pytest.fixture
def api(package: str, listener: Listener) -> Any:
    client = packages.module("client", package).WarehouseMade
    return client("http://localhost/", key="good-key", transport=listener)


def exchanged(app: Any, package: str, method: str, params: Any) -> Any:
    body = {"jsonrpc": "2.0", "id": "1", "method": method, "params": params}
    request = packages.module("testing.server", package).Request(
        json.dumps(body).encode(), {"content-type": "application/json"}
    )
    return json.loads(app.exchange(request).body)


# The loader.


def refusals(**changes: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        warehouse(**changes)
    return [(fault.code, fault.help) for fault in caught.value.diagnostics]


def test_a_required_param_behind_an_optional_one_is_refused_with_a_mend() -> None:
    late = MOVE.replace("shelf: {type: string", "shelf: {type: string, required: true")
    ((code, mend),) = refusals(move=late.partition("constraints:")[0])
    assert code == "required-after-optional"
    assert "move `shelf` above `count`" in mend
    by_name = late.replace("title:", "param_structure: by-name\ntitle:")
    assert warehouse(move=by_name.partition("constraints:")[0])


def test_a_common_param_before_a_required_one_is_mended_by_placing_it() -> None:
    lang = "params: {lang: {type: string, description: Of texts}}\nstate:"
    service = SERVICE.replace("state:", lang, 1)
    found = refusals(service=service)
    assert {code for code, _ in found} == {"required-after-optional"}
    assert all("write `lang:` with nothing after it below" in help for _, help in found)
    placed = [
        (
            text.replace("constraints:\n", "  lang:\nconstraints:\n", 1)
            if "constraints:" in text
            else text.replace("result:\n", "  lang:\nresult:\n", 1)
        )
        for text in (MOVE, GET)
    ]
    assert warehouse(service=service, move=placed[0], get=placed[1])


def test_an_example_that_no_list_can_carry_is_refused() -> None:
    gap = MOVE.replace("note: For Ann", "fast: true")
    ((code, mend),) = refusals(move=gap)
    assert (code, "give `shelf` a value" in mend) == ("gap-in-example", True)


# The client.


def test_keywords_travel_as_a_list_with_null_or_the_default_in_its_gaps(
    api: Any, listener: Listener
) -> None:
    api.item.move(sku="A1")
    api.item.move(sku="A1", note="x")
    api.item.move(fast=True, shelf="S1", sku="A1")
    api.ping()
    assert listener.params == [
        ["good-key", "A1"],
        ["good-key", "A1", 1, "x"],
        ["good-key", "A1", 1, None, "S1", True],
        [],
    ]


def test_a_gap_that_nothing_fills_is_refused_before_anything_is_sent(
    api: Any, listener: Listener, package: str
) -> None:
    errors = packages.module("errors", package)
    with pytest.raises(errors.ConfigurationError, match="`shelf` can't be left out"):
        api.item.move(sku="A1", fast=True)
    # What the server would refuse comes first: it is the caller's own fault.
    with pytest.raises(errors.BadMixError):
        api.item.move(sku="A1", fast=True, count=9)
    assert listener.params == []


def test_a_method_that_takes_either_is_called_by_name(
    api: Any, listener: Listener, package: str
) -> None:
    assert api.item.get(sku="A1").count == 1
    assert listener.params == [{"key": "good-key", "sku": "A1"}]
    testing = packages.module("testing", package)
    client = packages.module("client", package).AsyncWarehouseMade(
        "http://localhost/",
        key="good-key",
        transport=testing.AsyncAppTransport(testing.App()),
    )
    assert asyncio.run(client.item.move(sku="A1", note="x")).moved == 1


def test_a_fake_records_names_however_the_params_travelled(package: str) -> None:
    fake = packages.module("testing", package).FakeWarehouseMade()
    fake.on.item.move(returns={"moved": 3})
    assert fake.client.item.move(sku="A1", note="x").moved == 3
    assert fake.calls[0].params == {"sku": "A1", "count": 1, "note": "x"}


# The server.


def test_the_server_takes_the_forms_that_are_declared_and_no_other(
    app: Any, package: str
) -> None:
    def code(method: str, params: Any) -> int | None:
        reply = exchanged(app, package, method, params)
        return reply["error"]["code"] if "error" in reply else None

    named = {"key": "good-key", "sku": "A1"}
    assert code("item.get", named) is None
    assert code("item.get", [*named.values()]) is None
    assert code("item.move", [*named.values()]) is None
    assert code("item.move", named) == -32600
    assert code("nobody", [1]) == -32601
    assert code("item.move", ["good-key", "X1"]) == -32010
    assert code("item.move", ["good-key", "A1", None]) == -32602


def test_a_value_too_many_is_unexpected_and_told_by_its_place(
    app: Any, package: str
) -> None:
    reply = exchanged(app, package, "item.get", ["good-key", "A1", True, 1])
    assert reply["error"]["code"] == -32602
    assert reply["error"]["data"]["field"] == "3"


# What is published.


def test_schemas_and_descriptions_say_how_params_travel() -> None:
    service = warehouse()
    judge = jsonschema.Draft202012Validator(
        schema.document(service, service.method("item.move"), "request")
    )
    head = {"jsonrpc": "2.0", "id": "1", "method": "item.move"}
    good = [["k", "A1"], ["k", "A1", 1, None, "S1", True]]
    bad = [["k"], ["k", "a"], [*good[1], 1], {"key": "k", "sku": "A1"}]
    assert [judge.is_valid({**head, "params": item}) for item in good] == [True, True]
    assert not any(judge.is_valid({**head, "params": item}) for item in bad)
    told = openrpc.document(service)["methods"]
    assert isinstance(told, list)
    assert [item["paramStructure"] for item in told] == [
        "either",
        "by-position",
        "by-position",
    ]
    pages = {file.path: file.content.decode() for file in docs.files(service)}
    page = pages["docs/md/methods/item.move.md"]
    assert "Params: by position" in page
    assert '"For Ann"\n  ]' in page


# The suite.


def played(service: Any) -> tuple[dict[str, str], Any]:
    with ExitStack() as stack:
        session = conformance(service, Options(), stack, {}, date(2030, 1, 31))
        run = session.run()
    return {item["id"]: item["status"] for item in run.records}, run


def test_every_case_holds_on_the_reference_server_and_gaps_are_told() -> None:
    statuses, run = played(warehouse())
    assert set(statuses.values()) == {"passed"}
    for name in (
        "item.move/structure:by-name",
        "item.get/structure:by-position",
        "item.get/structure:too-many",
        "item.move/unexpected",
        "item.move/params/note.as-number",
    ):
        assert name in statuses or name.replace("/params", "") in statuses
    reason = run.suite.gaps["item.move/params/key/missing"]
    assert "a list of params can't leave this out" in reason


def test_a_list_made_of_a_request_by_name_has_something_in_each_gap() -> None:
    statuses, _ = played(
        warehouse(
            service=SERVICE.replace("by-position", "either"),
            move=MOVE.replace("result:", "errors:\n  gone:\nresult:", 1),
        )
    )
    lists = {id for id in statuses if "structure:by-position/with-" in id}
    assert lists and set(statuses.values()) == {"passed"}


def test_a_server_that_takes_another_form_than_it_should_is_found() -> None:
    """The suite of one service against the server of another that differs in the forms it takes."""
    due = warehouse()
    other = warehouse(
        service=SERVICE.replace("by-position", "either"),
        get=GET.replace("either", "by-name"),
    )
    with ExitStack() as stack:
        theirs = conformance(other, Options(), stack, {}, date(2030, 1, 31))
        ours = conformance(due, Options(), stack, {}, date(2030, 1, 31))
        ours.player.endpoint = theirs.player.endpoint
        failed = [
            item["id"] for item in ours.run().records if item["status"] == "failed"
        ]
    assert failed == [
        "item.get/structure:by-position",
        "item.get/structure:too-many",
        "item.move/structure:by-name",
    ]
