"""Mends: the smallest edits after which a refused request is accepted, found alike by the library and by generated checks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import onespec
import packages
import pytest
import random_requests
from onespec.model import Method, Service
from onespec.runtime.client.mends import Mend
from onespec.runtime.client.values import MISSING
from onespec.samples import listed, sample

SERVICE = """\
onespec: 1
name: shop_mends
title: Shop
version: v1
release: 1.0.0
servers: {production: "https://shop.example/"}
auth: none
protocol: {missing: missing, type: wrong_type, value: bad_value, unexpected: unknown}
envelope:
  metadata:
    limits: {type: object, fields: {calls_left: {type: integer}}}
state:
  calls_left: {type: integer, example: 5}
  stock: {type: array, items: {type: string}, example: [red, blue]}
  closed: {type: boolean, default: false}
errors:
  missing: {code: -32602, message: A param is missing}
  wrong_type: {code: -32602, message: A param has another type}
  bad_value: {code: -32602, message: A param has another value}
  unknown: {code: -32602, message: A param is not known}
  broken: {code: -32001, message: These do not go together}
"""

METHOD = """\
method: order.find
title: Find
description: Finds.
readonly: true
params:
  colour: {type: string, required: true, example: red}
  state: {type: string, enum: [open, sent, done]}
  offset: {type: integer, minimum: 0, default: 0}
  limit: {type: integer, minimum: 1, maximum: 500, default: 10}
  date_from: {type: date}
  date_till: {type: date}
  buyer:
    type: object
    fields:
      name: {type: string, required: true}
      mail: {type: email}
  tags: {type: array, items: {type: string, maxLength: 5}, maxItems: 3}
  flag: {type: boolean, default: false}
constraints:
  - {id: window, rule: offset + limit <= 1000, error: broken}
  - {id: order, when: has(date_from) && has(date_till), then: date_from <= date_till, error: broken}
  - {id: mail, when: flag, then: has(buyer) && has(buyer.mail), error: broken}
  - {id: both, all_or_none: [date_from, date_till], error: broken}
errors:
  sold_out:
    code: -32010
    message: Nothing of that colour
    raise: [{when: "!(colour in state.stock)", field: colour}]
  asleep: {code: -32011, message: The shop is closed, raise: [{when: state.closed}]}
  too_many: {code: -32012, message: No calls left, raise: [{when: state.calls_left == 0}]}
  odd: {code: -32013, message: Odd, raise: [{when: "has(tags) && size(tags) == 1", field: tags}]}
result: {id: {type: integer, required: true}}
"""


@pytest.fixture(scope="module")
def service() -> Service:
    sources = {"service.yaml": SERVICE, "methods/order.find.yaml": METHOD}
    return onespec.load_sources(sources)


@pytest.fixture(scope="module")
def made(service: Service) -> Any:
    """The checks of the generated package."""
    return packages.module("checks", packages.imported(service, "shop_mends_made"))


RED = {"colour": "red"}
GIVEN: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ['add `colour`, such as "red"']),
    ({"color": "red"}, ['drop `color` and add `colour` as "red"']),
    ({**RED, "colours": 1}, ["drop `colours`"]),
    ({**RED, "state": "Open"}, ['set `state` to "open"']),
    ({**RED, "state": "nothing"}, ["drop `state`"]),
    ({**RED, "limit": "20"}, ["set `limit` to 20"]),
    ({**RED, "limit": 501}, ["set `limit` to 500"]),
    (
        {**RED, "flag": "yes", "buyer": {"name": "a", "mail": "a@b.cc"}},
        ["set `flag` to true"],
    ),
    (
        {**RED, "offset": 900, "limit": 150},
        ["set `offset` to 850", "set `limit` to 100"],
    ),
    ({**RED, "tags": ["a", "toolong", "b"]}, ['set `tags.1` to "toolo"']),
    ({**RED, "tags": "a"}, ['set `tags` to ["a"]']),
    (
        {**RED, "date_from": "2026-05-02", "date_till": "2026-05-01"},
        ['set `date_from` to "2026-05-01"', 'set `date_till` to "2026-05-02"'],
    ),
    (
        {**RED, "date_from": "2026-05-02"},
        ["drop `date_from`", 'add `date_till` as "2026-05-02"'],
    ),
    (
        {**RED, "flag": True, "buyer": {"name": "a"}},
        ['add `buyer.mail`, such as "user@example.com"', "set `flag` to false"],
    ),
]


@pytest.mark.parametrize(("params", "due"), GIVEN, ids=lambda one: json.dumps(one)[:40])
def test_a_refused_request_is_told_the_smallest_edits(
    made: Any, params: dict[str, Any], due: list[str]
) -> None:
    found = made.MENDS["order.find"](params)

    assert [str(one) for one in found][: len(due)] == due
    assert all(not made.CHECKS["order.find"](one.apply(params))[1] for one in found)


@pytest.mark.parametrize("params", [one for one, _ in GIVEN if one.get("tags") != "a"])
def test_library_and_generated_checks_find_mends_of_one_size(
    service: Service, made: Any, params: dict[str, Any]
) -> None:
    local, found = made.MENDS["order.find"](params), onespec.mend(
        service, "order.find", params
    )

    assert size(found[0]) == size(local[0])
    for one in found:
        assert onespec.evaluate(service, "order.find", one.apply(params)).accepted


def size(mend: Mend) -> int:
    """Params that it changes."""
    return len({edit.path[0] for edit in mend.edits})


def test_each_refusal_says_what_can_be_done_about_it(service: Service) -> None:
    state = {"calls_left": 0, "closed": True}
    asked = onespec.evaluate(
        service, "order.find", {"colour": "green", "tags": ["a"]}, state
    )

    assert dict(zip(asked.mnemonics, asked.remedies)) == {
        "sold_out": "change_state",
        "asleep": "change_state",
        "too_many": "wait",
        "odd": "mend",
    }
    assert asked.mends == (), "no edit opens the shop"


def test_a_value_the_account_has_mends_one_that_it_has_not(service: Service) -> None:
    found = onespec.mend(service, "order.find", {"colour": "green"})

    assert str(found[0]) == 'set `colour` to "red"'
    assert onespec.mend(service, "order.find", {"colour": "red"}) == ()


def test_no_accepted_edit_is_smaller_than_the_one_suggested() -> None:
    """Held to every edit of fewer params, with all values of listed types, drops and samples."""
    rng, seen = random.Random(4), 0
    checks = packages.module("checks")
    for method in packages.service().methods:
        for _ in range(8):
            request = random_requests.request(rng, method, [])
            check = checks.CHECKS[method.name]
            if not check(request)[1]:
                continue
            seen += 1
            found = checks.MENDS[method.name](request)
            assert found, f"{method.name}: {request}"
            for one in found:
                assert not check(one.apply(request))[1], f"{request}: {one}"
            fewer = min(size(found[0]), 3) - 1
            for changed in edited(method, request, fewer):
                assert check(changed)[1], f"{request}: {found[0]}, not {changed}"
    assert seen > 20


def edited(
    method: Method, request: Mapping[str, Any], most: int
) -> Iterator[dict[str, Any]]:
    """The request with at most so many params changed."""
    values = {
        one.name: [MISSING, *listed(one.type), sample(one)] for one in method.inputs
    }
    names = list(dict.fromkeys([*request, *values]))
    for count in range(1, most + 1):
        for chosen in combinations(names, count):
            for row in product(*(values.get(name, [MISSING]) for name in chosen)):
                changed = {**request, **dict(zip(chosen, row))}
                yield {n: v for n, v in changed.items() if v is not MISSING}
