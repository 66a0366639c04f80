"""The reference server against the meaning: on random requests both name the same error, or none."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import onespec
import pytest
import random_services
from onespec.model import Service
from onespec.serve import reference
from onespec.spec import load, load_sources
from onespec.verdict import sample_state
from places import ONE_METHOD
from random_requests import request
from specs import METHOD, SERVICE


def turned(rng: random.Random, state: Mapping[str, Any]) -> dict[str, Any]:
    """The state with some of its facts turned round."""
    found = dict(state)
    for name, fact in state.items():
        if rng.random() < 0.05:
            if isinstance(fact, bool):
                found[name] = not fact
            elif isinstance(fact, int):
                found[name] = rng.choice([0, fact + 1])
            elif isinstance(fact, list):
                found[name] = []
    return found


def disagreements(service: Service, seed: int, count: int) -> list[Any]:
    rng = random.Random(seed)
    sampled = sample_state(service)
    known = [
        item for fact in sampled.values() if isinstance(fact, list) for item in fact
    ]
    found = []
    with reference(service, {}, accounts={}) as made:
        for number in range(count):
            method = rng.choice(service.methods)
            params, state = request(rng, method, known), turned(rng, sampled)
            body = {"jsonrpc": "2.0", "id": number, "method": method.name}
            sent = json.dumps({**body, "params": params}).encode()
            made.app.set_state(state)
            answer = made.app.exchange(
                made.request(sent, {"content-type": "application/json"})
            )
            reply = json.loads(answer.body)
            got = reply.get("error", {}).get("data", {}).get("mnemonic")
            due = onespec.evaluate(service, method.name, params, state).mnemonics[:1]
            if (got, reply["id"]) != ((*due, None)[0], number):
                found.append((got, due, sent))
    return found


def test_the_server_means_what_the_call_api_says() -> None:
    assert disagreements(load(ONE_METHOD), 11, 1_000) == []


@pytest.mark.parametrize("seed", [3, 19, 42, 103, 207])
def test_the_server_means_what_any_service_says(seed: int) -> None:
    assert disagreements(random_services.service(seed), seed, 100) == []


def test_methods_may_have_names_of_the_server_s_own() -> None:
    names = ("common", "faults", "method", "row", "re", "zoo")
    methods = {
        f"methods/{name}.yaml": METHOD.replace("start.call", name) for name in names
    }
    service = load_sources({"service.yaml": SERVICE, **methods})
    assert disagreements(service, 1, 100) == []


NUMBERS = """\
method: start.call
title: Start a call
params:
  plain: {type: integer}
  bound: {type: integer, minimum: 1, maximum: 10, multipleOf: 2}
  listed: {type: integer, enum: [1, 2]}
  holder: {type: object, fields: {count: {type: integer}, counts: {type: array, items: integer}}}
  counts: {type: array, items: integer}
  holders: {type: array, items: {type: object, fields: {count: {type: integer, nullable: true}}}}
result:
  call_id: {type: integer, required: true}
"""


@pytest.mark.parametrize("text", ["1.5", "-0.5", "5e-324", "123456789012.25"])
def test_a_fraction_for_an_integer_is_a_wrong_value_wherever_it_stands(
    text: str,
) -> None:
    assert answers_to(text) == {("invalid_value",)}


@pytest.mark.parametrize(
    "text", ["1.0", "0", "1e300", "1.5e308", "1e22", "9" * 400, "true", '"1"', "[1]"]
)
def test_server_and_evaluator_agree_on_any_number_for_an_integer(text: str) -> None:
    assert answers_to(text) <= {("invalid_value",), ("wrong_type",), ()}


def answers_to(text: str) -> set[tuple[str, ...]]:
    """What both say of a JSON value at each place where an integer is due."""
    value = json.loads(text)
    errors = """
  wrong_type: {code: -32602, message: Wrong type}
  invalid_value: {code: -32602, message: Invalid value}
protocol: {type: wrong_type, value: invalid_value}
"""
    service = load_sources(
        {"service.yaml": SERVICE.rstrip() + errors, "methods/start.call.yaml": NUMBERS}
    )
    requests: list[dict[str, Any]] = [
        *({name: value} for name in ("plain", "bound", "listed")),
        *({"holder": inner} for inner in ({"count": value}, {"counts": [1, value]})),
        {"counts": [value]},
        {"holders": [{"count": value}]},
    ]
    found = set()
    with reference(service, {}, accounts={}) as made:
        for params in requests:
            due = onespec.evaluate(service, "start.call", params).mnemonics[:1]
            body = {"jsonrpc": "2.0", "id": 1, "method": "start.call", "params": params}
            answer = made.app.exchange(
                made.request(
                    json.dumps(body).encode(), {"content-type": "application/json"}
                )
            )
            error = json.loads(answer.body).get("error", {})
            assert error.get("message", "").lower().replace(" ", "_") == "".join(due)
            found.add(due)
    return found
