"""The reference server against the meaning: on random requests both name the same error, or none."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

import onespec
import pytest
import random_services
from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.model import Method, Service
from onespec.samples import sample
from onespec.serve import reference
from onespec.spec import load, load_sources
from onespec.verdict import sample_state
from places import ONE_METHOD
from specs import METHOD, SERVICE

ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 5, 10, 2**53, 10**25, "", "a", " ", "1", "٣", "🎉"),
    *("79260000013", "74993720692", "79260000000\n", "x" * 1001, "Ж" * 1000, "\ud800"),
    *("expired_access_token", "nobody's", "operator", "contact", "media", "tts"),
    *([], [1], ["a", "a"], [[]], [{}], {}, {"a": {"b": [1]}}, {"type": "tts"}),
    *({"type": kind, "value": text} for kind in ("tts", "media") for text in "x" * 1),
    {"type": "tts", "value": "x" * 1001},
]


def value(rng: random.Random, field: Field, facts: list[Any]) -> Any:
    """Something for a field: most often of its shape, now and then out of place."""
    kind = field.type
    chance = rng.random()
    if chance < 0.05:
        return copy.deepcopy(rng.choice(ODD))
    if isinstance(kind, ObjectType):
        return {
            member.name: value(rng, member, facts)
            for member in kind.fields
            if rng.random() < (0.97 if member.required else 0.5)
        }
    if isinstance(kind, ArrayType):
        return [value(rng, kind.items, facts) for _ in range(rng.choice([0, 1, 1, 3]))]
    if chance < 0.2 and facts:
        return rng.choice(facts)
    return sample(field)


def request(rng: random.Random, method: Method, facts: list[Any]) -> dict[str, Any]:
    """Params made anew, or those of an example with some of them changed."""
    examples = [item.params for item in method.examples if not item.error]
    params: dict[str, Any] = {}
    changed = rng.randint(0, 3)
    if examples and rng.random() < 0.5:
        params = copy.deepcopy(dict(rng.choice(examples)))
    else:
        changed = len(method.params)
    for field in rng.sample(method.params, min(changed, len(method.params))):
        if rng.random() < (0.97 if field.required else 0.5):
            params[field.name] = value(rng, field, facts)
        else:
            params.pop(field.name, None)
    if rng.random() < 0.05:
        params[rng.choice(["x", "", "__proto__"])] = rng.choice(ODD)
    return params


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
