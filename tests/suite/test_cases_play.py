"""Cases derived from many kinds of spec hold on the servers that the same specs make."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date

import pytest
from onespec.cases import suite_of
from onespec.cases.document import document
from onespec.conform import conformance
from onespec.model import Service
from onespec.runtime.player.records import Run
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.spec import load
from places import ONE_METHOD, SPEC
from specs import METHOD, SERVICE, WIDE, load_service

READONLY = """
method: list.things
title: List
readonly: true
params: {}
result: {type: array, items: {type: object, fields: {name: {type: string, required: true}}}}
"""


def played(service: Service, level: str) -> Run:
    with ExitStack() as stack:
        options = Options(selection=Selection(level=level))
        return conformance(service, options, stack, {}, date(2030, 1, 1)).run()


def failures(run: Run) -> list[tuple[str, list[str]]]:
    return [
        (item["id"], item["reasons"])
        for item in run.records
        if item["status"] != "passed"
    ]


@pytest.mark.parametrize("level", ["full", "quick", "no-effects"])
@pytest.mark.parametrize("method", [WIDE, READONLY], ids=["wide", "readonly"])
def test_a_spec_of_any_kind_of_value_passes_its_own_cases(
    method: str, level: str
) -> None:
    assert failures(played(load_service(method=method), level)) == []


def test_all_methods_of_the_api_pass_their_own_cases() -> None:
    run = played(load(SPEC), "full")
    assert failures(run) == []


def test_no_effects_never_places_a_call() -> None:
    run = played(load(ONE_METHOD), "no-effects")
    assert not any(item["effect"] for item in run.records)


def test_cases_are_the_same_for_the_same_spec() -> None:
    service = load(ONE_METHOD)
    again = load(ONE_METHOD)
    assert json.dumps(document(service)) == json.dumps(document(again))


def test_ids_of_cases_are_unique_and_name_the_element_they_test() -> None:
    ids = [case.id for case in suite_of(load_service(method=WIDE)).cases]
    assert len(set(ids)) == len(ids)
    assert "shop.order/sku.absent" in ids
    assert "shop.order/address.geo.lat.too-great" in ids


MANY = """
method: many.rules
title: Many
params:
  a: {type: integer, minimum: 0, maximum: 50}
  b: {type: integer, minimum: 0, maximum: 50}
  c: {type: integer, minimum: 0, maximum: 50}
  d: {type: string, enum: [p, q, z]}
  e: {type: boolean, default: false}
  f: {type: string}
  g: {type: string}
  h: {type: string}
  i: {type: string}
constraints:
  - {id: sum-is-small, rule: "!has(a) || !has(b) || !has(c) || a + b + c <= 120", error: bad_mix}
  - {id: order, rule: "!has(a) || !has(b) || a < b", error: bad_mix}
  - {id: one-of-four, exactly_one: [f, g, h, i], error: bad_mix}
  - {id: z-needs-all, when: has(d) && d == 'z', then: has(a) && has(b) && has(c) && e, error: bad_mix}
"""


@pytest.mark.parametrize("level", ["full", "quick", "no-effects"])
def test_rules_over_many_params_are_broken_and_held(level: str) -> None:
    service = load_service(method=MANY)
    run = played(service, level)
    covered = {name for item in run.records for name in item["covers"]}
    rules = {
        f"many.rules/constraints/{rule.id}/refused"
        for rule in service.methods[0].constraints
    }
    assert failures(run) == []
    assert rules - covered == set()


def test_ids_that_may_only_be_whole_numbers_are_sent_and_come_back() -> None:
    service = load_service(service=f"{SERVICE}envelope: {{ids: [integer]}}\n")
    sent = [case.request_id for case in suite_of(service).cases if not case.body]
    assert {type(request_id) for request_id in sent} == {int}
    assert failures(played(service, "full")) == []


def test_values_of_any_script_are_sent_in_any_encoding() -> None:
    """What an encoding lacks is escaped, as JSON can."""
    city = '  city: {type: string, required: true, example: "\u6771\u4eac"}'
    method = METHOD.replace("params:\n", f"params:\n{city}\n", 1)
    assert "city" in method
    assert failures(played(load_service(method=method), "full")) == []
