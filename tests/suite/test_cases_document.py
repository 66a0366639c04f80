"""The document of cases: it reads back as what was built, spec text in it is never a symbol, and a new param changes its own cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from onespec.cases import suite_of
from onespec.cases.document import document, encoded, written
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.model import Service
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.runtime.player.suite import read
from onespec.runtime.player.values import Fact, Facts, Value, decode, resolve
from onespec.spec import load, load_sources
from places import ONE_METHOD
from specs import load_service

SYMBOLIC = """
method: shop.order
title: Order
params:
  $fact: {type: string, required: true, pattern: "^[0-9]{3}$", example: "123"}
  $param: {type: string, enum: [$fact, $outside, $object], default: $fact}
  holder:
    type: object
    fields:
      $tree: {type: string, required: true}
      $object: {type: object, fields: {$sent: {type: integer, required: true}}}
  anything: {type: any, example: {$fact: blocked, at: 0}}
  open: {type: object, open: true, fields: {}, example: {$number: {$literal: 1}}}
examples:
  - title: Keys that look like symbols
    params: {$fact: "123", open: {$fact: blocked}, anything: [{$repeat: x, times: 3}]}
    result: {order_id: 1}
result:
  order_id: {type: integer, required: true}
"""


def test_a_document_reads_back_as_the_suite_that_was_built() -> None:
    for service in (load(ONE_METHOD), load_service(method=SYMBOLIC)):
        suite = suite_of(service)
        assert read(json.loads(json.dumps(written(suite)))) == suite


@pytest.mark.parametrize(
    "value",
    [
        {"$fact": "limit", "at": 0},
        {"$object": {"$object": {}}},
        {"a": 1, "$b": [{"$tree": []}, Fact("limit")]},
        [{"$": None}],
    ],
)
def test_a_value_with_keys_like_symbols_is_data(value: Value) -> None:
    facts = Facts(state={"limit": 3})
    again = decode(json.loads(json.dumps(encoded(value))))
    assert again == value
    assert resolve(again, facts) == json.loads(
        json.dumps(value, default=lambda symbol: facts.state[symbol.name])
    )


def test_params_members_values_and_examples_named_like_symbols_are_sent_as_they_are() -> (
    None
):
    sent: list[Mapping[str, Any]] = []
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        service = load_service(method=SYMBOLIC)
        session = conformance(service, options, stack, {}, date(2030, 1, 1))
        for case, _ in session.cases:
            outcome = session.player.play(case)
            assert (case.id, outcome.reasons) == (case.id, ())
            sent += [one.sent.params for one in outcome.exchanges]
    values = [item["$param"] for item in sent if "$param" in item]
    assert all(value in values for value in ("$fact", "$outside", "$object"))
    assert any(item.get("open") == {"$fact": "blocked"} for item in sent)
    assert any(item.get("anything") == [{"$repeat": "x", "times": 3}] for item in sent)


def test_params_that_are_no_object_are_sent_unless_the_spec_leaves_them_open() -> None:
    def sent(service: Service) -> set[str]:
        return {case.id for case in suite_of(service).cases}

    names = {f"envelope/params:{kind}" for kind in ("array", "text", "number")}
    assert names <= sent(load_service(method=SYMBOLIC))
    assert not names & sent(load(ONE_METHOD))


ONCE = """
method: shop.order
title: Order
params:
  plain: {type: string, example: "A, b"}
  short: {type: string, maxLength: 8, example: order}
  digits: {type: string, pattern: "^[0-9]+$", example: "17"}
  word: {type: string, pattern: "^[a-z][a-z0-9]*$", example: ab}
  uuid: {type: string, pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", example: 3f0c1a2b-0000-4000-8000-000000000000}
  number: {type: integer, minimum: 10, maximum: 99999999, example: 11}
  kind: {type: string, enum: [a, b], example: a}
  inner: {type: object, fields: {key: {type: string, required: true, example: k}}}
  other: {type: string, example: same}
open:
  - {id: used-twice, text: Not said., reading: Fresh ones are sent., about: [plain, short, digits, word, uuid, number, kind, inner.key], leaves: [repeated-value]}
result: {order_id: {type: integer, required: true}}
"""


def test_values_that_are_not_sent_twice_keep_their_form_and_differ_between_runs() -> (
    None
):
    service = load_service(method=ONCE)

    def sent(mark: str) -> list[Mapping[str, Any]]:
        with ExitStack() as stack:
            options = Options(mark=mark, selection=Selection(level="full"))
            session = conformance(service, options, stack, {}, date(2030, 1, 1))
            outcomes = [session.player.play(case) for case, _ in session.cases]
        assert [item.reasons for item in outcomes if item.reasons] == []
        return [
            one.sent.params
            for item in outcomes
            for one in item.exchanges
            if item.case.effect
        ]

    def values(params: list[Mapping[str, Any]], name: str) -> list[Any]:
        found = [item.get(name) for item in params]
        found += [item.get("inner", {}).get(name) for item in params]
        return [item for item in found if item is not None]

    first, second = sent("one"), sent("two")
    assert sent("one") == first
    for name in ("plain", "short", "digits", "word", "uuid", "number", "key"):
        told = [values(params, name) for params in (first, second)]
        assert len({*told[0], *told[1]}) == len(told[0]) + len(told[1]) > 2, name
    for name in ("kind", "other"):
        assert values(first, name) == values(second, name)


def lines(sources: Mapping[str, str]) -> dict[str, str]:
    """The case lines of a suite, by the ids of the cases."""
    cases = document(load_sources(sources))["cases"]
    return {item["id"]: json.dumps(item) for item in cases}


def test_a_new_param_changes_its_own_cases_and_those_it_joins() -> None:
    sources = {
        path.relative_to(ONE_METHOD).as_posix(): path.read_text("utf-8")
        for path in sorted(ONE_METHOD.rglob("*.yaml"))
    }
    name = "methods/start.simple_call.yaml"
    before = lines(sources)
    stem = sources[name]
    grown = stem.replace("\nparams:\n", "\nparams:\n  new_note: {type: string}\n")
    assert grown != stem
    after = lines({**sources, name: grown})
    mute = [
        case
        for case in before.keys() | after.keys()
        if before.get(case) != after.get(case)
        and not any("new_note" in side.get(case, "") for side in (before, after))
    ]
    # Which combinations are sent, and what is joined with them, is settled between all params.
    joined = ("/combinations/", "/with-", "/beside-")
    alone = [case for case in mute if not any(part in case for part in joined)]
    assert alone == []
    assert len(mute) <= 20


def test_a_method_of_many_params_has_cases_for_each_and_one_of_too_many_is_refused() -> (
    None
):
    def method(count: int) -> str:
        params = (f"  p{number}: {{type: integer}}\n" for number in range(count))
        return "method: start.call\ntitle: Wide\nparams:\n" + "".join(params)

    result = "result:\n  id: {type: integer, required: true}\n"
    suite = suite_of(load_service(method=method(150) + result))
    sent = {name for case in suite.cases for name in case.params or {}}
    assert {f"p{number}" for number in range(150)} <= sent
    with pytest.raises(SpecError, match="500"):
        load_service(method=method(501) + result)
