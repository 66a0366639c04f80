"""Every nesting of types makes a suite that holds on the product's own server: nothing crashes, nothing is sent that is not meant.

`ONESPEC_WHOLE=1` plays all of them; without it a fixed share.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from onespec.cases import suite_of
from onespec.conform import conformance
from onespec.model import Service
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.spec import load_sources
from specs import SERVICE, load_service

SCALARS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "form": {"type": "string", "pattern": "^[a-z]{2}$"},
    "listed": {"type": "string", "enum": ["a", "b"]},
    "whole": {"type": "integer", "minimum": 2},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "any": {"type": "any"},
    "either": {"one_of": ["boolean", {"type": "string", "minLength": 2}]},
    "told": {
        "discriminator": "kind",
        "one_of": [
            {
                "type": "object",
                "fields": {
                    "kind": {"const": "a", "required": True},
                    "x": {"type": "integer"},
                },
            },
            {
                "type": "object",
                "fields": {
                    "kind": {"const": "b", "required": True},
                    "y": {"type": "string", "required": True},
                },
            },
        ],
    },
}
GROUPS = ("at_least_one", "exactly_one", "at_most_one", "all_or_none")
NEEDS = ("required", "optional", "nullable", *GROUPS)


def types(levels: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every type of so many levels, with a name for each."""
    yield from SCALARS.items()
    if levels == 1:
        return
    for name, inner in types(levels - 1):
        yield f"list_of_{name}", {"type": "array", "items": inner}
        needed = {"m": {**inner, "required": True}}
        yield f"holder_of_{name}", {"type": "object", "fields": needed}
        yield f"perhaps_{name}", {"type": "object", "fields": {"m": inner}}


def params() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each type as a param in every way: a name, how it is needed, and the param."""
    for name, kind in types(3):
        limits: list[tuple[str, dict[str, Any]]] = [("", {})]
        if kind.get("type") == "array":
            limits.append(("_unique", {"uniqueItems": True, "minItems": 2}))
            limits.append(("_many", {"minItems": 3, "maxItems": 4}))
        for suffix, limit in limits:
            for need in NEEDS:
                yield f"{name}{suffix}.{need}", need, {**kind, **limit}


def method(name: str, need: str, param: dict[str, Any]) -> dict[str, Any]:
    beside: dict[str, Any] = {"type": "integer"}
    about: dict[str, Any] = {"method": name, "title": name}
    if need in GROUPS:
        rule = {"id": "together", need: ["p", "q"], "error": "bad_mix"}
        about["constraints"] = [rule]
    elif need != "optional":
        param, beside = {**param, "required": True}, {**beside, "required": True}
    if need == "nullable":
        param = {**param, "nullable": True}
    twin = {name: item for name, item in param.items() if name != "required"}
    return {
        **about,
        "params": {"p": param, "twin": twin, "q": beside},
        "result": {"made": {"type": "boolean", "required": True}},
    }


def share(part: int, parts: int) -> Service:
    """A service with a share of the nestings, a method for each."""
    sources = {"service.yaml": SERVICE}
    for name, need, param in params():
        digest = int(hashlib.sha256(name.encode()).hexdigest(), 16)
        if digest % parts == part:
            text = json.dumps(method(name, need, param))
            sources[f"methods/{name}.yaml"] = text
    return load_sources(sources)


WHOLE = bool(os.environ.get("ONESPEC_WHOLE"))
PARTS = 60


@pytest.mark.parametrize("part", range(PARTS) if WHOLE else range(3))
def test_a_nesting_of_types_holds_on_its_own_server(part: int) -> None:
    service = share(part, PARTS)
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    failed = [
        (item["id"], item["reasons"])
        for item in run.records
        if item["status"] != "passed"
    ]
    assert failed == []


@pytest.mark.parametrize("part", range(PARTS) if WHOLE else range(3, 6))
def test_a_nesting_of_types_leaves_nothing_of_its_params_out(part: int) -> None:
    suite = suite_of(share(part, PARTS))
    # Which of the items of a list that shall differ comes first is not varied.
    missing = {
        name: why
        for name, why in suite.gaps.items()
        if "/params/" in name and not ("_unique" in name and ".0." in name)
    }
    assert missing == {}


IMPOSSIBLE = """
method: shop.order
title: Order
params:
  flags: {type: array, required: true, uniqueItems: true, minItems: 3, items: {type: string, pattern: "^(a|b)$"}}
  count: {type: integer, required: true}
result:
  order_id: {type: integer, required: true}
"""


def test_where_no_legal_value_is_found_cases_are_left_out_with_the_reason() -> None:
    suite = suite_of(load_service(method=IMPOSSIBLE))
    reason = "no legal value of `flags` was found, and each request needs one"
    assert not [case.id for case in suite.cases if case.id.startswith("shop.order/")]
    assert suite.gaps["shop.order/params/count/missing"] == reason


LINES = """
method: shop.order
title: Order
params:
  lines: {type: array, NEED, items: {type: object, fields: {sku: {type: string, required: true}}}}
  count: {type: integer}
result:
  order_id: {type: integer, required: true}
"""


@pytest.mark.parametrize(
    ("need", "more"),
    [
        ("required: true", ""),
        ("minItems: 1", "constraints: [{id: any, at_least_one: [lines, count], error: bad_mix}]"),
    ],
)  # fmt: skip
def test_members_of_the_items_of_a_list_are_tested(need: str, more: str) -> None:
    service = load_service(more, method=LINES.replace("NEED", need))
    cases = {case.id: case.params for case in suite_of(service).cases}
    assert cases["shop.order/lines.0.sku.absent"]["lines"] == [{}]
    assert cases["shop.order/lines.0.sku.as-number"]["lines"] == [{"sku": 79260000000}]
