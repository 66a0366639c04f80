"""An error carries data of its own, typed: from the server's state to an attribute of the client's exception."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from typing import Any

import jsonschema
import packages
import pytest
from onespec.cases import suite_of
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.runtime.player.suite import Suite
from onespec.serve import reference
from onespec.spec import load_sources
from onespec.targets.schema import document

SERVICE = """
onespec: 1
name: house
title: Door API
version: v1
release: 1.0.0
state:
  left: {type: integer, description: Tries, example: 3}
  codes: {type: array, items: string, secret: true, description: Codes, example: ["4711"]}
errors:
  too_often:
    code: -32010
    message: Wait
    data:
      left: {type: integer, required: true, description: Tries}
      wait: {type: number, description: Seconds}
      code: {type: string, description: What was tried}
    raise:
      - {when: state.left == 0, data: {left: state.left, wait: state.left * 60 + 30}}
      - {when: "has(code) && code == '0000'", data: {left: state.left, code: code}}
"""
METHOD = """
method: door.open
title: Open
params:
  near: {type: array, items: string, default: [], description: Rooms}
  door: {type: string, description: A door}
  code: {type: string, description: A code}
errors:
  no_such_door:
    code: -32011
    message: There is none
    data: {rooms: {type: array, items: string, required: true, description: Rooms}}
    raise: [{when: "has(door) && door == 'x'", data: {rooms: near}}]
"""


def files(service: str = SERVICE, method: str = METHOD) -> dict[str, str]:
    return {"service.yaml": service, "methods/door.open.yaml": method}


def test_data_goes_from_the_state_to_an_attribute_of_the_exception() -> None:
    service = load_sources(files())
    package = packages.imported(service, "door_with_data")
    errors = packages.module("errors", package)
    schema = document(service, service.methods[0], "response")

    def answered(params: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "id": 1, "method": "door.open", "params": params}
        request = server.request(
            json.dumps(body).encode(), {"content-type": "application/json"}
        )
        server.app.set_state(state)
        reply: dict[str, Any] = json.loads(server.app.exchange(request).body)
        jsonschema.Draft202012Validator(schema).validate(reply)
        data: dict[str, Any] = reply["error"]["data"]
        return data

    with reference(service, {}, accounts={}) as server:
        known = {"codes": ["4711"]}
        data = answered({}, {**known, "left": 0})
        assert (data["left"], data["wait"], "code" in data) == (0, 30, False)
        found = errors.TooOftenError("Wait", code=-32010, data=data)
        assert (found.left, found.wait, found.code_) == (0, 30.0, None)
        fake = packages.module("testing", package).FakeDoorWithData()
        fake.on.door.open(raises="too_often", data={"left": 7})
        with pytest.raises(errors.TooOftenError) as caught:
            fake.client.door.open()
        assert caught.value.left == 7
        # What a server has of another type says nothing.
        odd = errors.TooOftenError("Wait", code=-32010, data={"left": "many"})
        assert (odd.left, odd.wait) == (None, None)
        data = answered({"code": "0000"}, {**known, "left": 2})
        assert (data["left"], data["code"]) == (2, "0000")
        data = answered({"door": "x", "near": ["a"]}, {**known, "left": 2})
        assert data["rooms"] == ["a"]


def test_conformance_wants_the_members_that_are_always_there_and_lets_others_be_missing() -> (
    None
):
    service = load_sources(files())
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    assert {item["status"] for item in run.records} == {"passed"}
    suite: Suite = suite_of(service)
    due = [
        error
        for case in suite.cases
        for error in case.expect.errors
        if error.mnemonic == "too_often"
    ]
    assert {error.needed for error in due} == {("left",)}
    assert {tuple(error.data) for error in due} == {("left", "wait"), ("left", "code")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wait: {type", "value: {type", "in every error"),
        ("data: {left: state.left, code: code}", "data: {code: code}", "`left`"),
        ("wait: state.left", "weight: state.left", "`weight`"),
        ("left: state.left, code", "left: code, code", "`left`"),
        ("code: code}", "code: state.codes}", "something else"),
        ("message: Wait", "message: Wait {left}", "placeholder"),
        ("errors:\n", "protocol: {value: too_often}\nerrors:\n", "`protocol.value`"),
    ],
)
def test_data_that_can_not_be_filled_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_sources(files(SERVICE.replace(old, new, 1)))
    assert any(said in one.message for one in caught.value.diagnostics)
