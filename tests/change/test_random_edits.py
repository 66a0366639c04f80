"""Random edits of a spec: nothing crashes, what is equal is told as equal, and swapping the versions swaps who breaks."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import onespec
import yaml
from onespec.change import Comparison, Level, compare
from onespec.model import Service
from versions import METHOD, SERVICE

ROUNDS = 30


def loaded(method: dict[str, Any]) -> Service | None:
    files = {
        "service.yaml": SERVICE,
        "methods/order.place.yaml": json.dumps(method),
    }
    try:
        return onespec.load_sources(files)
    except onespec.SpecError:
        return None


Edit = Callable[[random.Random, dict[str, Any]], None]


def _field(chance: random.Random, method: dict[str, Any]) -> dict[str, Any]:
    return chance.choice([*method["params"].values(), *method["result"].values()])


def presence(chance: random.Random, method: dict[str, Any]) -> None:
    field = _field(chance, method)
    field["required"] = not field.get("required", False)


def null(chance: random.Random, method: dict[str, Any]) -> None:
    field = _field(chance, method)
    field["nullable"] = not field.get("nullable", False)


def bound(chance: random.Random, method: dict[str, Any]) -> None:
    field = _field(chance, method)
    known = [
        key
        for key in field
        if key in ("minimum", "maximum", "maxLength", "maxItems", "minItems")
    ]
    if known:
        name = chance.choice(known)
        if isinstance(field[name], int):
            field[name] += chance.choice([-1, 1])


def enum(chance: random.Random, method: dict[str, Any]) -> None:
    listed = [
        one
        for one in (*method["params"].values(), *method["result"].values())
        if "enum" in one
    ]
    values = chance.choice(listed)["enum"]
    chance.choice(
        [values.reverse, values.pop, lambda: values.append(f"new{len(values)}")]
    )()


def pattern(chance: random.Random, method: dict[str, Any]) -> None:
    method["params"]["sku"]["pattern"] = chance.choice(
        [
            "^[a-z]{1,7}$",
            "^[a-z]{1,9}$",
            "^[a-z][a-z]{0,7}$",
            "^[a-z0-9]{1,8}$",
            "^(a|[b-z]){1,8}$",
        ]
    )


def order(chance: random.Random, method: dict[str, Any]) -> None:
    rows = list(method["params"].items())
    chance.shuffle(rows)
    method["params"] = dict(rows)


def member(chance: random.Random, method: dict[str, Any]) -> None:
    part = method[chance.choice(["params", "result"])]
    if chance.random() < 0.5 and len(part) > 3:
        part.pop(chance.choice(list(part)))
    else:
        part[f"extra{len(part)}"] = {
            "type": "string",
            "required": chance.random() < 0.3,
        }


def rule(chance: random.Random, method: dict[str, Any]) -> None:
    method["constraints"] = chance.choice(
        [
            [],
            [
                {
                    "id": "gift-needs-note",
                    "rule": "!gift || has(note)",
                    "error": "bad_mix",
                }
            ],
            [
                {
                    "id": "gift-needs-note",
                    "when": "gift",
                    "then": "has(note) && count > 1",
                    "error": "bad_mix",
                }
            ],
            [{"id": "other", "at_most_one": ["note", "colour"], "error": "bad_mix"}],
        ]
    )


def default(chance: random.Random, method: dict[str, Any]) -> None:
    method["params"].get("count", {})["default"] = chance.randint(1, 4)


EDITS: list[Edit] = [presence, null, bound, enum, pattern, order, member, rule, default]
BASE = yaml.safe_load(METHOD)


def edited(chance: random.Random) -> Service | None:
    method = copy.deepcopy(BASE)
    for _ in range(chance.randint(1, 3)):
        chance.choice(EDITS)(chance, method)
    return loaded(method)


def breaking(found: Comparison, side: str, root: str) -> set[tuple[str, ...]]:
    """Places that break a side, with what was shown there."""
    return {
        change.place
        for change in found.changes
        if getattr(change, side) is Level.BREAKING and change.place[:1] == (root,)
    }


def test_random_edits_are_compared_alike_from_either_side() -> None:
    base = loaded(BASE)
    assert base is not None
    compared = 0
    for seed in range(ROUNDS):
        other = edited(random.Random(seed))
        if other is None:
            continue
        compared += 1
        there, back = compare(base, other), compare(other, base)
        for root in ("params", "result"):
            names = "callers", "servers"
            for side, opposite in (names, names[::-1]):
                found = {
                    place
                    for place in breaking(there, side, root)
                    if not _is_default(there, place)
                }
                assert found <= breaking(back, opposite, root), (seed, root, side)
        assert compare(other, other).changes == (), seed
    assert compared > ROUNDS // 2


def _is_default(found: Comparison, place: tuple[str, ...]) -> bool:
    return all(
        one.id.startswith("default-")
        for one in found.changes
        if one.place == place and one.level is Level.BREAKING
    )


def test_what_breaks_a_caller_is_refused_by_the_new_version_only() -> None:
    base = loaded(BASE)
    assert base is not None
    shown = 0
    for seed in range(ROUNDS, ROUNDS + 30):
        other = edited(random.Random(seed))
        if other is None:
            continue
        for change in compare(base, other).changes:
            proof = change.evidence
            if proof is None or proof.kind != "request":
                continue
            shown += 1
            verdicts = [
                onespec.evaluate(one, change.method, proof.value, proof.state)
                for one in (base, other)
            ]
            told = [(one.mnemonics or ("accepted",))[0] for one in verdicts]
            assert [proof.old, proof.new] == told, (seed, change.id)
    assert shown > 10
