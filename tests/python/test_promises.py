"""What results promise: the reference server keeps it, examples have to, and the suite reports who does not."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date

import jsonschema
import pytest
from onespec.build import build
from onespec.cases import suite_of
from onespec.cases.ruled import sample_result
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.model import Service
from onespec.placed import broken_promises
from onespec.runtime.player.replies import differences
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.runtime.player.values import Facts
from onespec.runtime.player.wire import Reply
from onespec.runtime.player.wire import build as build_request
from onespec.spec import load_sources
from onespec.targets.schema import document

SERVICE = """
onespec: 1
name: store
title: Store API
version: v1
release: 1.0.0
types:
  Line:
    type: object
    description: A line
    fields:
      sku: {type: string, description: Which}
      text: {type: string, description: Or in words}
    constraints:
      - {id: named, exactly_one: [sku, text]}
"""
METHOD = """
method: bill.show
title: Bill
readonly: true
params:
  all: {type: boolean, default: false, description: Whether every line is shown}
result:
  type: object
  required: true
  description: The bill
  fields:
    net: {type: integer, required: true, minimum: 5, description: Without tax}
    total: {type: integer, required: true, description: With tax}
    lines: {type: array, items: Line, required: true, minItems: 1, description: What}
  constraints:
    - {id: tax-adds, rule: net < total}
examples:
  - title: One
    params: {}
    result: {net: 5, total: 6, lines: [{sku: a}]}
"""


def made(method: str = METHOD) -> Service:
    return load_sources({"service.yaml": SERVICE, "methods/bill.show.yaml": method})


def told(service: Service, result: object) -> list[str]:
    """What the suite says of a reply with a result."""
    suite = suite_of(service)
    case = next(item for item in suite.cases if item.expect.accepted)
    sent = build_request(suite, case, {})
    body = {"jsonrpc": "2.0", "id": sent.request_id, "result": result}
    reply = Reply(200, json.dumps(body).encode(), {"content-type": "application/json"})
    found = differences(suite, case, sent, Facts(), reply)
    return [item.text for item in found if item.kind == "promise"]


def test_samples_schema_docs_and_suite_know_what_a_result_promises() -> None:
    service = made(METHOD[: METHOD.index("examples:")])
    method = service.methods[0]
    assert [rule.id for rule in method.promises] == [
        "result.tax-adds@result",
        "Line.named@result.lines.*",
    ]
    sample = sample_result(method)
    assert not list(broken_promises(method, sample))
    schema = jsonschema.Draft202012Validator(document(service, method, "result"))
    assert schema.is_valid(sample)
    both = {"net": 5, "total": 6, "lines": [{"sku": "a", "text": "b"}]}
    assert not schema.is_valid(both)
    page = build(service, ["docs"])["docs/md/methods/bill.show.md"].decode()
    assert "`net` must be less than `total`" in page and "`lines[]`" in page
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    assert {item["status"] for item in run.records} == {"passed"}
    covered = {name for item in run.records for name in item["covers"]}
    assert {f"bill.show/promises/{rule.id}" for rule in method.promises} <= covered
    assert told(service, sample) == []
    text = "`result` does not keep `Line.named@result.lines.*`"
    assert told(service, both) == [text]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("total: 6", "total: 5", "example-breaks-promise"),
        ("{sku: a}", "{sku: a, text: b}", "example-breaks-promise"),
        ("rule: net < total", "rule: net < total, error: invalid_params", "error-of"),
        ("rule: net < total", "rule: net < sum", "unknown-name"),
    ],
)
def test_a_promise_that_an_example_breaks_or_that_makes_no_sense_is_refused(
    old: str, new: str, code: str
) -> None:
    with pytest.raises(SpecError) as caught:
        made(METHOD.replace(old, new))
    assert caught.value.diagnostics[0].code.startswith(code)
