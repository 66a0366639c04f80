"""Requests made from a seed: most often of the shape that a method declares, now and then out of place."""

from __future__ import annotations

import copy
import random
from typing import Any

from onespec.datatypes import (
    ArrayType,
    Field,
    MapType,
    ObjectType,
    TupleType,
    item_field,
)
from onespec.model import Method
from onespec.samples import sample

ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 5, 10, 2**53, 10**25, "", "a", " ", "1", "٣", "🎉"),
    *("79260000013", "74993720692", "79260000000\n", "x" * 1001, "Ж" * 1000, "\ud800"),
    *("expired_access_token", "nobody's", "operator", "contact", "media", "tts"),
    *([], [1], ["a", "a"], [[]], [{}], {}, {"a": {"b": [1]}}, {"type": "tts"}),
    *({"type": kind, "value": text} for kind in ("tts", "media") for text in "x" * 1),
    {"type": "tts", "value": "x" * 1001},
]
KEYS = ["a", "b", "key", "A.b", "", "__proto__", "it's"]


def value(rng: random.Random, field: Field, facts: list[Any]) -> Any:
    """Something for a field: most often of its shape, now and then out of place."""
    chance = rng.random()
    if chance < 0.05:
        return copy.deepcopy(rng.choice(ODD))
    match field.type:
        case ObjectType(fields=fields):
            return {
                member.name: value(rng, member, facts)
                for member in fields
                if rng.random() < (0.97 if member.required else 0.5)
            }
        case MapType(values=values):
            keys = rng.sample(KEYS, rng.choice([0, 1, 1, 2, 3]))
            return {key: value(rng, values, facts) for key in keys}
        case TupleType(prefix_items=places) as row:
            count = len(places) + rng.choice([-1, 0, 0, 0, 0, 1, 2])
            due = [item_field(row, index) for index in range(count)]
            return [1 if one is None else value(rng, one, facts) for one in due]
        case ArrayType(items=items):
            return [value(rng, items, facts) for _ in range(rng.choice([0, 1, 1, 3]))]
    if chance < 0.2 and facts:
        return rng.choice(facts)
    return None if field.nullable and chance < 0.3 else sample(field)


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
