"""What is wrong inside a list is named with the place of the item, by everyone alike."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from typing import Any

import onespec
import packages
import pytest
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.serve import reference
from onespec.spec import load_sources

SERVICE = """
onespec: 1
name: store
title: Store API
version: v1
release: 1.0.0
protocol: {constraint: bad_lines}
state:
  stock: {type: integer, description: Pieces, example: 100}
errors:
  bad_lines: {code: -32602, message: "Wrong: {field}"}
  sold_out:
    code: -32010
    message: There is not so much
    raise: [{when: "lines.exists(l, l.qty > state.stock)", field: lines.*.qty}]
"""
METHOD = """
method: order.add
title: Order
params:
  lines:
    type: array
    required: true
    description: What
    items:
      type: object
      fields:
        sku: {type: string, required: true, pattern: "^[A-Z]{2}$", description: Which}
        qty: {type: integer, required: true, description: How many}
        gift: {type: boolean, default: false, description: Whether it is wrapped}
  note: {type: string, description: Anything}
constraints:
  - {id: some, rule: "lines.all(l, l.qty > 0)", blame: [lines.*.qty]}
  - {id: few-gifts, when: has(note), then: "!lines.exists(l, l.gift && l.qty == 3)", blame: [lines.*.gift]}
  - {id: noted, rule: "size(lines) < 4 || (has(note) && lines.all(l, l.qty < 9))", blame: [lines.*.qty]}
"""
JSON = {"content-type": "application/json"}
LINE = {"sku": "AA", "qty": 1}
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"lines": [LINE, {"sku": "AA"}]}, "lines.1.qty"),
    ({"lines": [LINE, LINE, {"sku": "A", "qty": 1}]}, "lines.2.sku"),
    ({"lines": [LINE, {**LINE, "qty": 0}, {**LINE, "qty": 0}]}, "lines.1.qty"),
    ({"lines": [LINE, {**LINE, "qty": 3, "gift": True}], "note": ""}, "lines.1.gift"),
    ({"lines": [{**LINE, "qty": 200}]}, "lines.0.qty"),
    # No item is at fault: there are too many of them.
    ({"lines": [LINE] * 4}, "lines"),
]


def test_evaluator_client_server_and_cases_name_the_item_at_fault() -> None:
    service = load_sources({"service.yaml": SERVICE, "methods/order.add.yaml": METHOD})
    package = packages.imported(service, "store_of_items")
    check = packages.module("checks.order", package).check_order_add
    with reference(service, {}, accounts={}) as made:
        for params, field in FAULTS:
            first = onespec.evaluate(service, "order.add", params).refusals[0]
            assert ".".join(map(str, first.path)) == field
            _, violations = check(params)
            assert [item.field for item in violations[:1]] in ([field], [])
            body = {"jsonrpc": "2.0", "id": 1, "method": "order.add", "params": params}
            request = made.request(json.dumps(body).encode(), JSON)
            reply = json.loads(made.app.exchange(request).body)
            assert reply["error"]["data"]["field"] == field
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    assert {item["status"] for item in run.records} == {"passed"}


@pytest.mark.parametrize(
    ("blame", "mend"),
    [
        ("lines.*.qty", "`lines.all(...)` or `lines.exists(...)`"),
        ("lines.0.qty", "known: `*`"),
        ("lines.*.quantity", "known: `gift`, `qty`, `sku`"),
        ("note.*", "nothing of that kind"),
    ],
)
def test_an_item_that_no_condition_tells_is_refused_with_a_mend(
    blame: str, mend: str
) -> None:
    rule = f"  - {{id: few, rule: 'size(lines) < 9', blame: [{blame}]}}\n"
    with pytest.raises(SpecError) as caught:
        load_sources({"service.yaml": SERVICE, "methods/order.add.yaml": METHOD + rule})
    assert mend in caught.value.diagnostics[-1].help
