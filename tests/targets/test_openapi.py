"""`openapi.json` says each method as a path of its own and passes the judge of OpenAPI documents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urldefrag

import pytest
from onespec.model import Batch, Method, Server, Service, Transport
from onespec.targets import openapi
from openapi_spec_validator import OpenAPIV31SpecValidator
from shapes import REQUEST, SERVICE, validator

DOCUMENT = json.loads(openapi.files(SERVICE)[0].content)
START = DOCUMENT["paths"]["/v1#start.call"]["post"]


def servers(*urls: str) -> tuple[Server, ...]:
    return tuple(Server(name=f"s{i}", url=url) for i, url in enumerate(urls))


def body(part: object) -> dict[str, object]:
    """The schema of a request or a response, complete in itself."""
    assert isinstance(part, dict)
    schema: dict[str, object] = part["content"]["application/json"]["schema"]
    return schema | {"components": DOCUMENT["components"]}


def test_there_is_one_file() -> None:
    assert ["openapi.json"] == [file.path for file in openapi.files(SERVICE)]


def test_the_file_holds_the_document() -> None:
    assert openapi.document(SERVICE) == DOCUMENT


def test_the_document_is_valid() -> None:
    assert [] == [str(e) for e in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()]


@pytest.mark.parametrize(
    "method",
    [Method(name="m", title=""), Method(name="a/b-c.d_e", title="t")],
    ids=lambda method: method.name,
)
def test_a_small_service_is_valid(method: Method) -> None:
    service = Service(
        name="s", title="t", version="v", release="1.0.0", methods=(method,)
    )
    document = openapi.document(service)
    assert [] == [str(e) for e in OpenAPIV31SpecValidator(document).iter_errors()]


def test_the_judge_finds_faults() -> None:
    broken = json.loads(openapi.files(SERVICE)[0].content)
    del broken["paths"]["/v1#start.call"]["post"]["responses"]["200"]["description"]
    assert [] != [str(error) for error in OpenAPIV31SpecValidator(broken).iter_errors()]


@pytest.mark.parametrize(
    "urls",
    [
        ["https://api.example.org/v1"],
        ["https://a.example.org/v1", "https://b.example.org/test/v1"],
        ["https://api.example.org/"],
        ["https://api.example.org/rpc/"],
        ["https://api.example.org/x{y}/v1"],
    ],
    ids=" ".join,
)
def test_server_and_path_together_make_the_address(urls: list[str]) -> None:
    document = openapi.document(replace(SERVICE, servers=servers(*urls)))
    paths = document["paths"]
    assert isinstance(paths, dict)
    made = [
        urldefrag(server["url"] + next(iter(paths))).url
        for server in json.loads(json.dumps(document["servers"]))
    ]
    assert [url.replace("{", "%7B").replace("}", "%7D") for url in urls] == made
    assert [] == [str(e) for e in OpenAPIV31SpecValidator(document).iter_errors()]


def test_addresses_with_nothing_in_common_keep_their_paths() -> None:
    service = replace(SERVICE, servers=servers("https://a.org/v1", "https://b.org/v2"))
    document = openapi.document(service)
    urls = [server["url"] for server in json.loads(json.dumps(document["servers"]))]
    assert ["https://a.org/v1", "https://b.org/v2"] == urls


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"method": "list.calls"}, False),
        ({"params": REQUEST | {"contact": "1\n"}}, False),
        ({"params": REQUEST | {"message": {"type": "tts", "value": "x"}}}, True),
        ({"params": {}}, False),
    ],
    ids=json.dumps,
)
def test_the_body_is_the_whole_call(change: dict[str, object], expected: bool) -> None:
    call = {"jsonrpc": "2.0", "method": "start.call", "id": 1, "params": REQUEST}
    assert expected == validator(body(START["requestBody"])).is_valid(call | change)


def test_a_reply_is_a_result_or_an_error_of_the_table() -> None:
    judge = validator(body(START["responses"]["200"]))
    envelope: dict[str, object] = {"jsonrpc": "2.0", "id": 1}
    data = {"mnemonic": "data_type_error"}
    replies = [
        envelope | {"result": {"data": {"id": 1}}},
        envelope | {"error": {"code": -32602, "message": "m", "data": data}},
        envelope | {"error": {"code": -32002, "message": "m", "data": data}},
    ]
    assert [True, True, False] == list(map(judge.is_valid, replies))


def test_a_batch_is_answered_by_a_list() -> None:
    envelope = replace(SERVICE.envelope, batch=Batch())
    document: Any = openapi.document(replace(SERVICE, envelope=envelope))
    operation = document["paths"]["/v1#start.call"]["post"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    judge = validator(schema | {"components": document["components"]})
    one = {"jsonrpc": "2.0", "id": 1, "result": {"data": {"id": 1}}}
    assert [True, True, False] == list(map(judge.is_valid, (one, [one, one], [1])))
    alone = validator(body(START["responses"]["200"]))
    assert not alone.is_valid([one])


def test_other_statuses_bring_any_error() -> None:
    judge = validator(body(DOCUMENT["components"]["responses"]["error"]))
    assert {"$ref": "#/components/responses/error"} == START["responses"]["default"]
    error = {"code": 1, "message": "m", "data": {"mnemonic": "another"}}
    replies = [{"jsonrpc": "2.0", "id": 1, key: error} for key in ("error", "result")]
    assert [True, False] == list(map(judge.is_valid, replies))


def test_examples_are_what_travels() -> None:
    sent = START["requestBody"]["content"]["application/json"]["examples"]
    params = REQUEST | {"token": "YOUR_TOKEN"}
    value = sent["example_1"]["value"]
    assert ["example_1"] == list(sent)
    assert {"method": "start.call", "params": params}.items() <= value.items()
    assert validator(body(START["requestBody"])).is_valid(value)


def test_an_example_that_is_refused_shows_as_the_reply_that_it_gets() -> None:
    got = START["responses"]["200"]["content"]["application/json"]["examples"]
    told = [(e["summary"], "error" in e["value"]) for e in got.values()]
    assert [("Plain", False), ("Listed", True)] == told
    judge = validator(body(START["responses"]["200"]))
    assert all(judge.is_valid(example["value"]) for example in got.values())


def test_the_media_type_has_no_parameters() -> None:
    transport = Transport(
        http_method="PUT", content_type="application/json; charset=UTF-8"
    )
    document = openapi.document(replace(SERVICE, transport=transport))
    text = json.dumps(document)
    assert '"put": {' in text and '"application/json": {' in text
    assert "charset" not in text
