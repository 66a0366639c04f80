"""Generated request checks: what they refuse, in which order, and that they mean what the model means."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from onespec.build import build
from onespec.model import Service
from onespec.serve.loaded import importable, module
from onespec.verdict import refusals, sample_state
from specs import WIDE, load_service

Check = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Any]]]

GOOD = {"sku": "abc", "amount": 3, "note": "x"}


@contextmanager
def checks(service: Service) -> Iterator[dict[str, Check]]:
    with importable(build(service, ["checks"]), "python"):
        yield module(f"{service.name}.checks").CHECKS


@pytest.fixture(scope="module")
def check() -> Iterator[Check]:
    with checks(load_service(method=WIDE)) as found:
        yield found["shop.order"]


def slots(check: Check, params: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    return [(item.mnemonic, item.field) for item in check(params)[1]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"amount": 3.0}, []),
        ({"note": None}, []),
        ({"anything": None}, []),
        ({"extra": {"whatever": 1}}, []),
        ({"amount": True}, [("invalid_params", "amount")]),
        ({"amount": "3"}, [("invalid_params", "amount")]),
        ({"amount": 4}, [("invalid_params", "amount")]),
        ({"amount": 102}, [("invalid_params", "amount")]),
        ({"sku": None}, [("invalid_params", "sku")]),
        ({"sku": "ab"}, [("invalid_params", "sku")]),
        ({"sku": "abc\n" * 2}, []),
        ({"price": 10.5}, [("invalid_params", "price")]),
        ({"price": False}, [("invalid_params", "price")]),
        ({"level": 3}, [("invalid_params", "level")]),
        ({"level": 5.0}, []),
        ({"tags": ["a", "a"]}, [("invalid_params", "tags")]),
        ({"tags": ["a\n"]}, [("invalid_params", "tags.0")]),
        ({"lines": [{"code": "a"}, {}]}, [("invalid_params", "lines.1.code")]),
        (
            {"address": {"city": "x", "geo": {"lat": 91}}},
            [("invalid_params", "address.geo.lat")],
        ),
        ({"address": {"city": "x", "zip": 1}}, [("invalid_params", "address.zip")]),
        ({"stranger": 1}, [("invalid_params", "stranger")]),
    ],
)
def test_a_request_is_refused_for_what_is_wrong_with_it(
    check: Check, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert slots(check, {**GOOD, **change}) == expected


def test_a_whole_float_becomes_an_int_in_the_normalised_copy(check: Check) -> None:
    params = {**GOOD, "amount": 3.0}
    assert check(params)[0]["amount"] == 3
    assert isinstance(check(params)[0]["amount"], int)
    assert isinstance(params["amount"], float)


def test_unknown_members_come_first_then_params_in_the_order_of_the_spec(
    check: Check,
) -> None:
    found = slots(check, {"x": 1, "amount": "3", "level": 3, "tags": ["a"]})
    assert [field for _, field in found] == ["x", "sku", "amount", "level"]


def test_a_constraint_names_itself_and_what_it_blames(check: Check) -> None:
    found = check({"sku": "abc", "amount": 3})[1]
    assert [(item.mnemonic, item.constraint) for item in found] == [
        ("bad_mix", "note-or-tags")
    ]


def test_a_constraint_that_reads_a_wrong_param_is_skipped(check: Check) -> None:
    found = check({**GOOD, "level": 5, "amount": "30"})[1]
    assert [item.constraint for item in found] == [None]


def test_a_secret_is_never_in_a_violation() -> None:
    method = """
method: log.in
title: Log in
params:
  password: {type: string, required: true, secret: true, minLength: 8}
  box: {type: object, fields: {key: {type: string, secret: true, required: true}}}
result: {}
"""
    with checks(load_service(method=method.replace("result: {}\n", ""))) as found:
        check = found["log.in"]
        said = [check({"password": "hunter2"})[1], check({"password": 5})[1]]
        said.append(check({"password": "long enough", "box": ["hunter2"]})[1])
    assert "hunter2" not in repr(said)
    assert [len(item) for item in said] == [1, 1, 1]


def test_text_in_a_message_is_never_a_template() -> None:
    service = """
onespec: 1
name: odd_api
title: Odd
version: v1
release: 1.0.0
protocol: {value: odd_value}
errors:
  odd_value: {code: -32602, message: "Bad {kind}, not {{braces}} or %s"}
"""
    method = """
method: odd.call
title: Odd
params:
  kind: {type: string, required: true, enum: [a, b]}
"""
    try:
        loaded = load_service(method=method, service=service)
    except Exception:
        pytest.skip("the loader refuses such a message")
    with checks(loaded) as found:
        violation = found["odd.call"]({"kind": "{field.__class__}"})[1][0]
    assert "{field.__class__}" in violation.message


POOL: list[Any] = [None, True, False, 0, 1, 3, 3.0, 5, 99, 2.5, -1, "", "a", "abc", "1", [], ["a"], ["a", "a"], [{"code": "a"}], {}, {"city": "x"}, {"city": "x", "geo": {"lat": 0}}, 1e300]  # fmt: skip


def test_checks_agree_with_the_model_on_random_requests() -> None:
    service = load_service(method=WIDE)
    method = service.methods[0]
    names = [field.name for field in method.params] + ["stranger"]
    state = sample_state(service)
    rng = random.Random(7)
    with checks(service) as found:
        check = found["shop.order"]
        for _ in range(1500):
            params = {
                **GOOD,
                **{
                    rng.choice(names): rng.choice(POOL)
                    for _ in range(rng.randint(0, 4))
                },
            }
            for name in rng.sample(sorted(GOOD), rng.randint(0, 1)):
                params.pop(name, None)
            due = [
                (
                    item.mnemonic,
                    ".".join(map(str, item.path)),
                    item.constraint and item.constraint.id,
                )
                for item in refusals(service, method, params, state)
                if item.slot != "raise"
            ]
            got = [
                (item.mnemonic, item.field or "", item.constraint)
                for item in check(params)[1]
            ]
            assert got == due, params
