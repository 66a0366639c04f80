"""Placeholders of messages: each is filled wherever its row answers, or refused; and no secret is ever told."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date

import onespec
import pytest
from onespec.conform import conformance
from onespec.runtime.player.session import Options
from onespec.runtime.player.wire import LocalEndpoint
from onespec.serve import reference
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: shop_api
title: Shop API
version: v1
release: 1.0.0
servers: {production: "https://shop.example/v1"}
state:
  keys: {type: array, items: string, secret: true, example: [your_key]}
  owner: {type: string, example: Ada}
protocol:
  parse: unread
  missing: missed
  type: wrong
  value: wrong
  unexpected: stranger
  constraint: mix
errors:
  unread: {code: -32700, message: "UNREAD"}
  missed: {code: -32602, message: "MISSED"}
  wrong: {code: -32602, message: "WRONG"}
  stranger: {code: -32602, message: "STRANGER"}
  mix: {code: -32602, message: "MIX"}
  rest: {code: -32000, message: "REST"}
"""

METHOD = """\
method: shop.order
title: Order
params:
  key: {type: string, required: true, secret: true, example: your_key}
  sku: {type: string, required: true, minLength: 2, maxLength: 9}
  count: {type: integer, minimum: 1, maximum: 9}
  flag: {type: boolean, default: false}
  lines: {type: array, items: {type: object, fields: {num: {type: integer, required: true}}}}
constraints:
  - {id: few, when: has(count) && count > 5, then: flag, blame: [count]}
errors:
  bad_key: {code: -32001, message: "BAD", raise: [{when: "!(key in state.keys)", field: key}]}
result: {done: {type: boolean, required: true}}
"""


def sources(**messages: str) -> dict[str, str]:
    """The spec with some of its messages replaced."""
    service, method = SERVICE, METHOD
    for name, text in messages.items():
        service = service.replace(f'"{name.upper()}"', f'"{text}"')
        method = method.replace(f'"{name.upper()}"', f'"{text}"')
    return {"service.yaml": service, "methods/shop.order.yaml": method}


def refused(**messages: str) -> list[tuple[str, str]]:
    """Code and what the span covers, of each fault."""
    files = sources(**messages)
    try:
        load_sources(files)
    except onespec.SpecError as error:
        texts = {f"spec/{name}": text.split("\n") for name, text in files.items()}
        return [
            (d.code, texts[d.span.file][d.span.line - 1][d.span.column - 1 :][:7])
            for d in error.diagnostics
        ]
    return []


@pytest.mark.parametrize(
    ("row", "text", "place"),
    [
        ("unread", "At {field}", "{field}"),
        ("unread", "For {sku}", '{sku}"}'),
        ("missed", "Param {name} is missing", "{name} "),
        ("missed", "Param {sku} is missing", "{sku} i"),
        ("missed", "{value} is missing", "{value}"),
        ("wrong", "{reason} is wrong", "{reason"),
        ("stranger", "{value} is nothing", "{value}"),
        ("stranger", "{owner} knows no such param", "{owner}"),
        ("mix", "{flag} is missing", "{flag} "),
        ("mix", "{owner} does not want that", "{owner}"),
        ("mix", "{{x}} and {other}", "{other}"),
    ],
)
def test_a_placeholder_that_nothing_fills_is_refused_where_it_stands(
    row: str, text: str, place: str
) -> None:
    assert [("unfilled-placeholder", place)] == refused(**{row: text})


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("mix", "{key} does not allow that"),
        ("bad", "{key} is wrong"),
        ("rest", "{key} is tired"),
        ("rest", "one of {keys} is tired"),
    ],
)
def test_a_secret_is_refused_in_every_message(row: str, text: str) -> None:
    assert ["secret-in-message"] == [code for code, _ in refused(**{row: text})]


def test_a_secret_is_refused_as_what_a_condition_tells_of_a_request() -> None:
    files = sources()
    files["methods/shop.order.yaml"] = METHOD.replace("field: key", "value: key")
    with pytest.raises(onespec.SpecError) as caught:
        load_sources(files)
    (fault,) = caught.value.diagnostics
    assert "secret-in-message" == fault.code
    assert "`key`" in fault.message


def test_a_secret_of_one_method_is_refused_in_a_common_message() -> None:
    """The condition fits another method, where the param of that name is none."""
    files = sources(rest="{token} is tired")
    files["service.yaml"] = files["service.yaml"].replace(
        '{token} is tired"', '{token} is tired", raise: [{when: "token == \'x\'"}]'
    )
    for name, more in (("a", ""), ("b", ", secret: true")):
        files[f"methods/shop.{name}.yaml"] = (
            f"method: shop.{name}\ntitle: It\n"
            f"params: {{token: {{type: string, required: true{more}}}}}\n"
        )
    with pytest.raises(onespec.SpecError) as caught:
        load_sources(files)
    assert ["secret-in-message"] == [f.code for f in caught.value.diagnostics]


def test_a_row_that_nothing_brings_may_tell_what_only_the_vendor_knows() -> None:
    assert [] == refused(rest="Wait for {seconds} seconds")


def test_a_param_named_like_what_is_wrong_makes_the_placeholder_ambiguous() -> None:
    files = sources(missed="{field} is missing")
    files["methods/shop.order.yaml"] = METHOD.replace("  flag:", "  field:").replace(
        "then: flag", "then: field"
    )
    with pytest.raises(onespec.SpecError) as caught:
        load_sources(files)
    (fault,) = caught.value.diagnostics
    assert "unfilled-placeholder" == fault.code
    assert "the param `field`" in fault.message


def test_each_fault_is_told_once_however_many_methods_share_the_row() -> None:
    files = sources(missed="{name} is missing")
    for name in "abcdefgh":
        files[f"methods/shop.{name}.yaml"] = METHOD.replace(
            "method: shop.order", f"method: shop.{name}"
        )
    with pytest.raises(onespec.SpecError) as caught:
        load_sources(files)
    assert ["unfilled-placeholder"] == [f.code for f in caught.value.diagnostics]


TOLD = {
    "missed": "Param {field} is missing",
    "wrong": "{value} is not legal for {field}",
    "stranger": "There is no param {field}",
    "mix": "{field} does not go with {sku} and {count}: {value}",
}
"""Messages that tell all there is to tell."""


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"key": "your_key"}, "Param sku is missing"),
        ({"sku": "x"}, "Param key is missing"),
        ({"key": "your_key", "sku": "a"}, "a is not legal for sku"),
        ({"key": "your_key", "sku": 7}, "7 is not legal for sku"),
        ({"key": 7, "sku": "abc"}, "null is not legal for key"),
        ({"key": "your_key", "sku": "abc", "x": 1}, "There is no param x"),
        (
            {"key": "your_key", "sku": "abc", "lines": [{}]},
            "Param lines.0.num is missing",
        ),
        (
            {"key": "your_key", "sku": "abc", "count": 7},
            "count does not go with abc and 7: 7",
        ),
    ],
)
def test_the_server_fills_what_the_loader_lets_through(
    params: dict[str, object], message: str
) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "shop.order", "params": params}
    with reference(load_sources(sources(**TOLD))) as made:
        endpoint = LocalEndpoint(made.app, made.request)
        reply = endpoint.send(json.dumps(request).encode(), "application/json")
    assert message == json.loads(reply.body)["error"]["message"]


def test_the_suite_holds_the_server_to_what_its_messages_tell() -> None:
    with ExitStack() as stack:
        service = load_sources(sources(**TOLD))
        session = conformance(service, Options(), stack, {}, date(2030, 1, 1))
        records = session.run().records
    assert records
    assert [] == [item for item in records if item["status"] != "passed"]
    covered = {element for item in records for element in item["covers"]}
    assert {"errors/missed/field", "errors/wrong/value", "errors/mix/sku"} <= covered
