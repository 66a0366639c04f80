"""The HTTP status of replies: what the loader takes, what the server answers, what the client makes of it, what is published and tested."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from typing import Any

import packages
import pytest
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.runtime.player.session import Options
from onespec.targets import docs, openapi
from warehouse import SERVICE, TOGETHER, warehouse

PROFILE = (
    TOGETHER
    + "transport: {status: {-32601: 404, -32010: 410, -32700: 400, otherwise: 200}}\n"
)


@pytest.fixture(scope="module")
def package() -> str:
    return packages.imported(warehouse(service=PROFILE), "warehouse_status")


def refusals(status: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        warehouse(service=f"{SERVICE}transport: {{status: {status}}}\n")
    return [(fault.code, fault.message) for fault in caught.value.diagnostics]


def test_a_profile_names_codes_that_errors_have_and_statuses_of_replies() -> None:
    ((code, words),) = refusals("{-32010: 404, -32011: 404}")
    assert (code, "-32011" in words) == ("status-of-no-error", True)
    ((code, _),) = refusals("{-32010: 302}")
    assert code == "status-of-no-reply"
    assert refusals("always-500")[0][0] == "unknown-value"
    assert refusals("{else: 500}")[0][0] == "bad-name"
    assert refusals("{-32010: 999}")[0][0] == "out-of-range"


def test_the_server_obeys_it_and_the_client_reads_errors_whatever_the_status(
    package: str,
) -> None:
    testing = packages.module("testing", package)
    errors = packages.module("errors", package)
    server = packages.module("testing.server", package)
    app = testing.App()

    def status(body: Any) -> int:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = {"content-type": "application/json"}
        found: int = app.exchange(server.Request(text, head)).status
        return found

    call = {"jsonrpc": "2.0", "id": "1", "method": "ping"}
    assert status(call) == 200
    assert status({**call, "method": "x"}) == 404
    assert status(b"{") == 400
    assert status({**call, "params": {"x": 1}}) == 200
    assert status([call, {**call, "method": "x"}]) == 200
    api = packages.module("client", package).WarehouseStatus(
        "http://localhost/", key="good-key", transport=testing.AppTransport(app)
    )
    with pytest.raises(errors.GoneError) as gone:
        api.item.get(sku="X1")
    assert gone.value.http_status == 410
    fake = testing.FakeWarehouseStatus()
    fake.on.item.get(raises="gone")
    with pytest.raises(errors.GoneError) as gone:
        fake.client.item.get(sku="A1")
    assert gone.value.http_status == 410
    # A gateway's answer is none of the API's, whatever the table says.
    http = packages.module("transport", package).HttpResponse
    fake.on.ping(http=http(status=404, headers={}, body=b"<html>"))
    with pytest.raises(errors.RequestRefusedError):
        fake.client.ping()


def test_it_is_published() -> None:
    service = warehouse(service=PROFILE)
    document: Any = openapi.document(service)
    responses = {
        path.partition("#")[2]: list(item["post"]["responses"])
        for path, item in document["paths"].items()
    }
    assert responses["item.get"] == ["200", "204", "400", "404", "410", "default"]
    assert responses["ping"] == ["200", "204", "400", "404", "default"]
    pages = {file.path: file.content.decode() for file in docs.files(service)}
    assert "410 for the code `-32010`" in pages["docs/md/index.md"]
    assert "HTTP status: 410" in pages["docs/md/errors/gone.md"].replace("*", "")


def test_the_suite_tests_it_where_it_is_said_and_nowhere_else() -> None:
    def failed(due: str) -> set[str]:
        with ExitStack() as stack:
            plain = warehouse(service=TOGETHER)
            theirs = conformance(plain, Options(), stack, {}, date(2030, 1, 31))
            made = warehouse(service=due)
            ours = conformance(made, Options(), stack, {}, date(2030, 1, 31))
            ours.player.endpoint = theirs.player.endpoint
            records = ours.run().records
        return {item["id"] for item in records if item["status"] == "failed"}

    with ExitStack() as stack:
        made = warehouse(service=PROFILE)
        run = conformance(made, Options(), stack, {}, date(2030, 1, 31)).run()
    assert {item["status"] for item in run.records} == {"passed"}
    assert failed(TOGETHER + "transport: {status: always-200}\n") == set()
    found = failed(PROFILE)
    assert "envelope/method:unknown" in found
    assert "envelope/parse:cut-short" in found
    assert not any(name.startswith("envelope/batch") for name in found)
