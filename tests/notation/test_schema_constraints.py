"""Constraints stand in the schema of the params, each with how far the schema holds it."""

from __future__ import annotations

import json

import pytest
from onespec.model import Service
from onespec.targets import openapi, openrpc, schema
from shapes import validator
from specs import SERVICE, load_service

CONSTRAINTS = """\
constraints:
  - {id: needs-limit, when: at_once, then: has(limit), error: bad_mix, blame: [at_once]}
  - {id: same, rule: "first == number", error: bad_mix}
"""
OPTIONAL = """\
method: find.call
title: Find a call
params:
  number: {type: string}
  call_id: {type: integer}
"""
ONE_OF = "constraints:\n  - {id: one, exactly_one: [number, call_id], error: bad_mix}\n"
AT_MOST = (
    "constraints:\n  - {id: one, at_most_one: [number, call_id], error: bad_mix}\n"
)


def document(service: Service, part: str) -> dict[str, object]:
    return schema.document(service, service.methods[0], part)


def test_each_constraint_says_how_far_the_schema_holds_it() -> None:
    params = document(load_service(CONSTRAINTS), "params")
    rows = params["x-constraints"]
    assert isinstance(rows, list)
    assert [("needs-limit", "exact"), ("same", "none")] == [
        (row["id"], row["schema"]) for row in rows
    ]
    assert ["at_once"] == rows[0]["blame"]


def test_a_file_names_the_constraints_that_it_can_not_hold() -> None:
    files = schema.files(load_service(CONSTRAINTS))
    comments = [json.loads(file.content)["$comment"] for file in files]
    expected = "Constraints that no schema can say: same."
    assert [True, False, True, False] == [expected in comment for comment in comments]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"at_once": False}, True),
        ({"at_once": True}, False),
        ({"at_once": True, "limit": 1}, True),
    ],
    ids=json.dumps,
)
def test_a_constraint_is_held_in_params_and_request(
    change: dict[str, object], expected: bool
) -> None:
    service = load_service(CONSTRAINTS)
    params = {"number": "1"} | change
    call = {"jsonrpc": "2.0", "method": "start.call", "id": 1, "params": params}
    verdicts = (
        validator(document(service, "params")).is_valid(params),
        validator(document(service, "request")).is_valid(call),
    )
    assert (expected, expected) == verdicts


@pytest.mark.parametrize(
    ("rules", "expected"), [("", True), (ONE_OF, False), (AT_MOST, True)]
)
def test_params_are_needed_where_none_at_all_break_a_constraint(
    rules: str, expected: bool
) -> None:
    service = load_service(rules, method=OPTIONAL)
    call: dict[str, object] = {"jsonrpc": "2.0", "method": "find.call", "id": 1}
    judge = validator(document(service, "request"))
    assert (expected, expected) == (
        judge.is_valid(call),
        judge.is_valid(call | {"params": {}}),
    )


def test_openrpc_and_openapi_hold_the_constraints_too() -> None:
    service = load_service(CONSTRAINTS, service=SERVICE)
    spoken = json.loads(openrpc.files(service)[0].content)["methods"][0]
    assert not validator(spoken["x-params-schema"]).is_valid(
        {"number": "1", "at_once": True}
    )
    assert ["needs-limit", "same"] == [row["id"] for row in spoken["x-constraints"]]
    paths = json.loads(openapi.files(service)[0].content)["paths"]
    operation = paths["/#start.call"]["post"]
    assert spoken["x-constraints"] == operation["x-constraints"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    call = {"jsonrpc": "2.0", "method": "start.call", "id": 1}
    params = ({"number": "1"}, {"number": "1", "at_once": True})
    verdicts = [validator(body).is_valid(call | {"params": p}) for p in params]
    assert [True, False] == verdicts
