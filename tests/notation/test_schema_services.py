"""The schemas of whole services that were written as specs: valid, and of one mind with the requests of their pages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from onespec.model import Method, Service
from onespec.notation.jsonschema_methods import constraint_rows
from onespec.spec import load
from onespec.targets import openapi, openrpc, schema
from openapi_spec_validator import OpenAPIV31SpecValidator
from places import SPEC
from shapes import openrpc_judge, validator

SPECS = [SPEC]

CALL = {
    "access_token": "t",
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}
TTS = {"type": "tts", "value": "Hello"}
EARLY = {"early_switching": True}


@cache
def service(path: Path) -> Service:
    return load(path)


def document(method: Method, part: str) -> dict[str, object]:
    return schema.document(service(SPECS[0]), method, part)


@cache
def params_judge() -> Draft202012Validator:
    return validator(document(service(SPECS[0]).method("start.simple_call"), "params"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_every_schema_passes_the_meta_schema(path: Path) -> None:
    judge = validator(Draft202012Validator.META_SCHEMA)
    for file in schema.files(service(path)):
        found = [error.message for error in judge.iter_errors(json.loads(file.content))]
        assert (file.path, []) == (file.path, found)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_documents_pass_their_judges(path: Path) -> None:
    spoken = json.loads(openrpc.files(service(path))[0].content)
    assert [] == [error.message for error in openrpc_judge().iter_errors(spoken)]
    described = json.loads(openapi.files(service(path))[0].content)
    assert [] == [str(e) for e in OpenAPIV31SpecValidator(described).iter_errors()]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_codes_of_a_method_are_unique_in_openrpc(path: Path) -> None:
    for method in json.loads(openrpc.files(service(path))[0].content)["methods"]:
        codes = [error["code"] for error in method["errors"]]
        assert len(codes) == len(set(codes))
        mnemonics = [
            m for error in method["errors"] for m in error["data"]["mnemonics"]
        ]
        assert sorted(mnemonics) == sorted(
            row["mnemonic"] for row in method["x-errors"]
        )


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_examples_pass_the_schemas_of_their_method(path: Path) -> None:
    loaded = service(path)
    pairs = [(m, e) for m in loaded.methods for e in m.examples if not e.error]
    assert pairs
    for method, example in pairs:
        envelope: dict[str, object] = {"jsonrpc": "2.0", "id": example.request_id}
        call = envelope | {"method": method.name, "params": example.params}
        reply = envelope | {"result": {loaded.envelope.result: example.result}}
        for part, message in (("request", call), ("response", reply)):
            judge = validator(schema.document(loaded, method, part))
            assert [] == [error.message for error in judge.iter_errors(message)]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"contact": "sip:anna@example.org"},
        {"media_file_id": 2701.0},
        {"dtmf_string": ".12.1..4"},
        {"operator_confirmation": "#"},
        {"contact_message": TTS, "operator_message": {"type": "media", "value": "1"}},
        {"early_switching": False},
        {"first_call": "contact", "early_switching": False},
        EARLY | {"switch_at_once": True},
    ],
    ids=json.dumps,
)
def test_the_schema_of_a_call_accepts(change: dict[str, object]) -> None:
    assert params_judge().is_valid(CALL | change)


@pytest.mark.parametrize(
    "change",
    [
        {"contact": "79260000000\n"},
        {"operator": "+79262444491"},
        {"virtual_phone_number": "0"},
        {"virtual_phone_number": 74993720692},
        {"media_file_id": "2701"},
        {"media_file_id": 2701.5},
        {"media_file_id": True},
        {"external_id": None},
        {"dtmf_string": ""},
        {"dtmf_string": "1\n"},
        {"direction": "IN"},
        {"operator_confirmation": "12"},
        {"contact_message": {"type": "tts"}},
        {"contact_message": TTS | {"more": 1}},
        {"more": 1},
        EARLY,
        EARLY | {"switch_at_once": False},
        EARLY | {"first_call": "contact"},
        EARLY | {"first_call": "contact", "switch_at_once": True},
    ],
    ids=json.dumps,
)
def test_the_schema_of_a_call_refuses(change: dict[str, object]) -> None:
    assert not params_judge().is_valid(CALL | change)


def test_the_rule_of_the_page_is_told_and_held_exactly() -> None:
    rows = constraint_rows(service(SPECS[0]).method("start.simple_call"))
    told = [(row["id"], row["schema"], row["error"]) for row in rows]
    expected = (
        "early-switching-needs-operator-first",
        "exact",
        "invalid_parameters_combination",
    )
    assert [expected] == told
    assert all(row["sentence"] for row in rows)


def test_the_published_reply_passes_and_its_neighbours_do_not() -> None:
    method = service(SPECS[0]).method("start.simple_call")
    judge = validator(document(method, "response"))
    results = [
        {"data": {"call_session_id": 237859081}},
        {"data": {"call_session_id": "237859081"}},
        {"call_session_id": 237859081},
    ]
    replies = [{"jsonrpc": "2.0", "id": "req1", "result": result} for result in results]
    assert [True, False, False] == list(map(judge.is_valid, replies))
