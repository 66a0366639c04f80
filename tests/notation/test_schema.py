"""What the generated schemas let through and what they refuse."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest
from onespec.targets import schema
from shapes import SERVICE, validator

VALID = {"token": "t", "side": "in"}

ACCEPTED: list[dict[str, object]] = [
    {},
    {"contact": "79260000000"},
    {"code": "12"},
    {"code": "any"},
    {"code": None},
    {"media": 1},
    {"media": 99.0},
    {"ratio": 1.5},
    {"ratio": -1},
    {"early": True},
    {"message": None},
    {"message": {"type": "tts", "value": "Hallo"}},
    {"message": {"type": "tts", "value": "\U0001f600" * 5}},
    {"mode": "a"},
    {"mode": None},
    {"parcels": [{"to": "1", "more": [1]}]},
    {"parcels": [{"to": "1"}, {"to": "2", "notes": []}]},
    {"extra": [1, {"any": None}]},
]

REFUSED: list[dict[str, object]] = [
    {"token": None},
    {"side": "IN"},
    {"side": ["in"]},
    {"unknown": 1},
    {"contact": "0123"},
    {"contact": "79260000000\n"},
    {"contact": " 79260000000"},
    {"contact": "1234567890123456"},
    {"contact": "٧٩٢"},
    {"contact": None},
    {"code": "1any"},
    {"code": "anything"},
    {"code": "any\n"},
    {"code": ""},
    {"media": True},
    {"media": "1"},
    {"media": 0},
    {"media": 100},
    {"media": 1.5},
    {"media": None},
    {"ratio": 0.3},
    {"ratio": 2.5},
    {"ratio": False},
    {"early": 1},
    {"early": "true"},
    {"message": {}},
    {"message": []},
    {"message": {"type": "tts", "value": ""}},
    {"message": {"type": "tts", "value": "Hello!"}},
    {"message": {"type": "TTS", "value": "Hello"}},
    {"message": {"type": "tts", "value": "Hello", "more": 1}},
    {"mode": "b"},
    {"mode": ""},
    {"parcels": []},
    {"parcels": [{"to": "1"}, {"to": "1"}]},
    {"parcels": [{"to": "1"}, {"to": "2"}, {"to": "3"}]},
    {"parcels": [{"to": "+1"}]},
    {"parcels": [{"to": "1", "notes": [{"type": "tts"}]}]},
    {"parcels": {"to": "1"}},
    {"parcels": [None]},
]


def document(method: str, part: str) -> dict[str, object]:
    """A schema as it was written, read back."""
    path = f"schema/{method}.{part}.schema.json"
    for file in schema.files(SERVICE):
        if file.path == path:
            parsed: dict[str, object] = json.loads(file.content)
            return parsed
    raise AssertionError(f"no {path}")


PARAMS = document("start.call", "params")
JUDGE = validator(PARAMS)
SECOND_JUDGE = jsonschema_rs.Draft202012Validator(PARAMS)


@pytest.mark.parametrize("change", ACCEPTED, ids=json.dumps)
def test_params_schema_accepts_every_legal_value(change: dict[str, object]) -> None:
    request = VALID | change
    assert [True, True] == [JUDGE.is_valid(request), SECOND_JUDGE.is_valid(request)]


@pytest.mark.parametrize("change", REFUSED, ids=json.dumps)
def test_params_schema_refuses_every_illegal_value(change: dict[str, object]) -> None:
    request = VALID | change
    assert [False, False] == [JUDGE.is_valid(request), SECOND_JUDGE.is_valid(request)]


@pytest.mark.parametrize("name", ["token", "side"])
def test_params_schema_refuses_a_request_without_a_required_param(name: str) -> None:
    request = {key: value for key, value in VALID.items() if key != name}
    assert not JUDGE.is_valid(request)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"id": 0},
        {"id": "ключ"},
        {"id": 12345678901234567890},
    ],
    ids=json.dumps,
)
def test_request_schema_accepts_the_envelope(change: dict[str, object]) -> None:
    envelope = {"jsonrpc": "2.0", "method": "start.call", "id": "1", "params": VALID}
    assert validator(document("start.call", "request")).is_valid(envelope | change)


@pytest.mark.parametrize(
    "change",
    [
        {"jsonrpc": 2.0},
        {"jsonrpc": "2.0\n"},
        {"method": "start.Call"},
        {"id": None},
        {"id": True},
        {"id": []},
        {"params": None},
        {"params": []},
        {"params": {}},
        {"params": VALID | {"contact": "1\n"}},
        {"more": 1},
    ],
    ids=json.dumps,
)
def test_request_schema_refuses_a_broken_envelope(change: dict[str, object]) -> None:
    envelope = {"jsonrpc": "2.0", "method": "start.call", "id": "1", "params": VALID}
    assert not validator(document("start.call", "request")).is_valid(envelope | change)


@pytest.mark.parametrize("name", ["jsonrpc", "method", "id", "params"])
def test_request_schema_refuses_a_missing_member(name: str) -> None:
    envelope = {"jsonrpc": "2.0", "method": "start.call", "id": "1", "params": VALID}
    del envelope[name]
    assert not validator(document("start.call", "request")).is_valid(envelope)


def test_params_may_be_left_out_where_the_method_needs_none() -> None:
    judge = validator(document("ping", "request"))
    envelope: dict[str, object] = {"jsonrpc": "2.0", "method": "ping", "id": 1}
    shapes = ({}, {"params": {}}, {"params": {"more": 1}}, {"params": []})
    assert [True, True, False, False] == [judge.is_valid(envelope | s) for s in shapes]


@pytest.mark.parametrize(
    "result",
    [
        {"data": {"id": 1}},
        {"data": {"id": 1.0, "new": None}},
        {"data": {"id": 1, "echo": {"type": "tts", "value": "x", "new": 1}}},
        {"data": {"id": 1}, "metadata": {"limits": {"day": 1}, "new": 1}, "new": 1},
    ],
    ids=json.dumps,
)
def test_response_schema_accepts_results_and_members_yet_unknown(
    result: dict[str, object],
) -> None:
    reply = {"jsonrpc": "2.0", "id": "1", "result": result}
    assert validator(document("start.call", "response")).is_valid(reply)


@pytest.mark.parametrize(
    "result",
    [
        None,
        {},
        {"id": 1},
        {"data": None},
        {"data": {}},
        {"data": {"id": "1"}},
        {"data": {"id": True}},
        {"data": {"id": 1, "echo": {"type": "tts"}}},
        {"data": {"id": 1}, "metadata": []},
    ],
    ids=json.dumps,
)
def test_response_schema_refuses_results_of_another_shape(result: object) -> None:
    reply = {"jsonrpc": "2.0", "id": "1", "result": result}
    assert not validator(document("start.call", "response")).is_valid(reply)


@pytest.mark.parametrize(
    ("code", "mnemonic", "expected"),
    [
        (-32002, "contact_in_blacklist", True),
        (-32602, "file_not_found", True),
        (-32602, "data_type_error", True),
        (-32602, "contact_in_blacklist", False),
        (-32002, "data_type_error", False),
        (-32602, "another", False),
        (-1, "data_type_error", False),
    ],
)
def test_response_schema_pairs_codes_with_mnemonics(
    code: int, mnemonic: str, expected: bool
) -> None:
    error = {"code": code, "message": "m", "data": {"mnemonic": mnemonic, "more": 1}}
    reply = {"jsonrpc": "2.0", "id": None, "error": error}
    judge = validator(document("start.call", "response"))
    assert expected == judge.is_valid(reply)


def test_response_schema_refuses_both_and_neither_of_result_and_error() -> None:
    judge = validator(document("start.call", "response"))
    data = {"mnemonic": "data_type_error"}
    error = {"error": {"code": -32602, "message": "m", "data": data}}
    result = {"result": {"data": {"id": 1}}}
    envelope: dict[str, object] = {"jsonrpc": "2.0", "id": 1}
    replies = (envelope | result, envelope | error, envelope | result | error, envelope)
    assert [True, True, False, False] == [judge.is_valid(reply) for reply in replies]


def test_an_array_result_is_held_to_its_items() -> None:
    judge = validator(document("list.calls", "result"))
    lists = ([], [{"to": "1", "new": 1}], [{"to": "x"}], [1], {}, None)
    assert [True, True, False, False, False, False] == list(map(judge.is_valid, lists))


def test_a_result_that_the_spec_says_nothing_of_can_be_anything() -> None:
    judge = validator(document("ping", "result"))
    assert [True, True, True] == list(map(judge.is_valid, (None, 1, {"a": []})))
