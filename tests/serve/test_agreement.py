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
from places import SPEC
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
    assert disagreements(load(SPEC), 11, 1_000) == []


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
