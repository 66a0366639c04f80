"""`openrpc.json` holds what OpenRPC asks for, and the rest under keys of its own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from onespec.model import Method, Service
from onespec.targets import openrpc
from referencing import Registry
from shapes import REQUEST, SERVICE, openrpc_judge, validator

DOCUMENT = json.loads(openrpc.files(SERVICE)[0].content)
START = DOCUMENT["methods"][2]


META = openrpc_judge()


def test_there_is_one_file() -> None:
    assert ["openrpc.json"] == [file.path for file in openrpc.files(SERVICE)]


def test_the_document_passes_the_meta_schema() -> None:
    assert [] == [error.message for error in META.iter_errors(DOCUMENT)]


@pytest.mark.parametrize(
    "service",
    [
        replace(SERVICE, methods=()),
        Service(name="s", title="t", version="v", release="1.0.0"),
        replace(SERVICE, methods=(Method(name="m", title=""),)),
    ],
    ids=["no method", "nothing at all", "a bare method"],
)
def test_a_small_service_passes_the_meta_schema(service: Service) -> None:
    assert [] == [
        error.message for error in META.iter_errors(openrpc.document(service))
    ]


def test_the_meta_schema_finds_faults() -> None:
    broken = json.loads(openrpc.files(SERVICE)[0].content)
    broken["methods"][0]["errors"][0]["x-mnemonic"] = "no place for it"
    assert not META.is_valid(broken)


def test_the_file_holds_the_document() -> None:
    assert openrpc.document(SERVICE) == DOCUMENT


def test_methods_keep_their_order_and_names() -> None:
    names = [method["name"] for method in DOCUMENT["methods"]]
    assert ["list.calls", "ping", "start.call"] == names


def test_params_go_by_name_and_in_order() -> None:
    assert "by-name" == START["paramStructure"]
    names = [param["name"] for param in START["params"]]
    assert [field.name for field in SERVICE.method("start.call").params] == names


def test_a_param_holds_its_words_once() -> None:
    expected = {
        "name": "contact",
        "summary": "Contact",
        "description": "Who is called, say `79260000000`.",
        "schema": {
            "allOf": [{"$ref": "#/components/schemas/PhoneNumber"}],
            "x-group": "Who",
        },
    }
    assert expected == START["params"][2]


def test_a_param_says_that_it_is_required_or_deprecated() -> None:
    flags = [
        (param["name"], param.get("required"), param.get("deprecated"))
        for param in START["params"]
    ]
    assert ("token", True, None) in flags
    assert ("extra", None, True) in flags


def test_each_code_comes_once_and_lists_its_mnemonics() -> None:
    expected = [
        {
            "code": -32002,
            "message": "The contact {contact} is blacklisted",
            "data": {"mnemonics": ["contact_in_blacklist"]},
        },
        {
            "code": -32602,
            "message": "Params are wrong",
            "data": {"mnemonics": ["file_not_found", "data_type_error"]},
        },
    ]
    assert expected == START["errors"]


def test_the_whole_error_table_stands_beside_it() -> None:
    rows = [(row["code"], row["mnemonic"]) for row in START["x-errors"]]
    expected = [
        (-32002, "contact_in_blacklist"),
        (-32602, "file_not_found"),
        (-32602, "data_type_error"),
    ]
    assert expected == rows
    assert "The number stands on the list." == START["x-errors"][0]["cause"]


def test_the_result_is_what_stands_on_the_wire() -> None:
    schema = START["result"]["schema"]
    whole = schema | {"components": DOCUMENT["components"]}
    verdicts = [validator(whole).is_valid(r) for r in ({"data": {"id": 1}}, {"id": 1})]
    assert [True, False] == verdicts


def test_shared_types_of_requests_and_replies_are_told_apart() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    sent = ["PhoneNumber", "Message", "Parcel", "Unused"]
    read = ["Message.reply", "Parcel.reply", "envelope.metadata"]
    assert sent + read == list(schemas)
    assert not schemas["Message"]["additionalProperties"]
    assert schemas["Message.reply"]["additionalProperties"]


@pytest.mark.parametrize("judge", [Draft7Validator, Draft202012Validator])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"contact": "1"}, True),
        ({"contact": "1\n"}, False),
        ({"message": {"type": "tts", "value": "x", "more": 1}}, False),
        ({"unknown": 1}, False),
    ],
    ids=json.dumps,
)
def test_the_schema_of_all_params_judges_in_old_and_new_drafts(
    judge: type, change: dict[str, object], expected: bool
) -> None:
    whole = START["x-params-schema"] | {"components": DOCUMENT["components"]}
    verdict = judge(whole, registry=Registry()).is_valid(REQUEST | change)
    assert expected == verdict


def test_examples_pair_params_with_the_result_on_the_wire() -> None:
    sent = REQUEST | {"token": "YOUR_TOKEN"}
    params = [{"name": name, "value": value} for name, value in sent.items()]
    result = {"name": "result", "value": {"data": {"id": 7}}}
    expected = [{"name": "Plain", "params": params, "result": result}]
    assert expected == START["examples"]


def test_examples_of_errors_have_a_place_of_their_own() -> None:
    error = {"code": -32002, "mnemonic": "contact_in_blacklist"}
    assert [error] == [example["error"] for example in START["x-error-examples"]]


def test_tags_come_from_the_namespace() -> None:
    tags = [method.get("tags") for method in DOCUMENT["methods"]]
    assert [[{"name": "list"}], None, [{"name": "start"}]] == tags


def test_what_the_author_carries_never_replaces_ours() -> None:
    assert "calls" == START["x-team"]
    assert "not ours" != START["x-errors"]


def test_deprecation_and_links_stand_where_tools_look() -> None:
    link = {"description": "One", "url": "https://example.org/1"}
    assert (True, link) == (START["deprecated"], START["externalDocs"])
