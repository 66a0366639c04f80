"""OpenRPC documents become specs: what is carried over, what is told, and what is refused."""

from __future__ import annotations

import json

import pytest
from onespec.importing import Imported, Refused, imported
from pet_document import PETS


def read(document: object, **others: object) -> Imported:
    documents = {"api.json": json.dumps(document).encode()}
    documents |= {name: json.dumps(value).encode() for name, value in others.items()}
    return imported("openrpc", documents)


def one(schema: object, **components: object) -> Imported:
    """A document with one method, whose result has this schema."""
    return read(
        {
            "openrpc": "1.3.2",
            "info": {"title": "One", "version": "1"},
            "methods": [
                {
                    "name": "get",
                    "params": [],
                    "result": {"name": "r", "schema": schema},
                }
            ],
            "components": {"schemas": components},
        }
    )


def told(made: Imported) -> dict[str, str]:
    return {
        note.place.pointer: f"{note.kind.value}: {note.reason}" for note in made.notes
    }


def test_a_petstore_by_name_is_carried_over_whole() -> None:
    made = read(PETS)
    service = made.service
    assert (service.name, service.title, service.release) == (
        "pet_store",
        "Pet Store",
        "2.1.0",
    )
    assert [(s.name, s.url) for s in service.servers] == [
        ("live_one", "https://eu.example.org/v2")
    ]
    listed = service.method("pet.list")
    assert [e.mnemonic for e in listed.errors] == ["the_store_is_busy", "store_closed"]
    assert [e.template for e in listed.errors] == ["The {{store}} is busy", "Closed"]
    assert [e.title for e in listed.examples] == ["two"]
    assert service.description.endswith("- dogs # and more")
    assert service.method("pet.forget").deprecated
    assert service.envelope.notifications


def test_whatever_is_not_carried_over_is_told_with_its_place() -> None:
    notes = told(read(PETS))
    assert set(notes) == {
        "#/info/license",
        "#/servers/0/variables/region",
        "#/servers/0/variables/version",
        "#/servers/1",
        "#/methods/0/examples/1",
        "#/methods/1",
    }
    assert "`wss://example.org` is no http" in notes["#/servers/1"]
    assert "must be an integer" in notes["#/methods/0/examples/1"] or (
        "integer" in notes["#/methods/0/examples/1"]
    )


R = "#/components/schemas/"
"""Where schemas are referred to."""


def test_unions_nullable_values_maps_tuples_and_merged_schemas_are_told_in_the_language() -> (
    None
):
    cat = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
    }
    dog = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["dog"]}, "good": {"type": "boolean"}},
    }
    made = one(
        {
            "allOf": [
                {"$ref": f"{R}Base"},
                {
                    "type": "object",
                    "properties": {
                        "animal": {"oneOf": [{"$ref": f"{R}Cat"}, {"$ref": f"{R}Dog"}]},
                        "id": {
                            "anyOf": [
                                {"type": "string"},
                                {"type": "integer"},
                                {"type": "null"},
                            ]
                        },
                        "names": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                        },
                        "spot": {
                            "type": "array",
                            "items": [{"type": "number"}, {"type": "number"}],
                            "minItems": 2,
                            "additionalItems": False,
                        },
                        "size": {
                            "oneOf": [{"const": "s", "title": "Small"}, {"const": "l"}]
                        },
                        "old": {"type": "string", "nullable": True, "format": "hex"},
                    },
                },
            ]
        },
        Base={
            "type": "object",
            "required": ["at"],
            "properties": {"at": {"type": ["string", "null"]}},
        },
        Cat=cat,
        Dog=dog,
    )
    result = made.service.method("get").result
    assert result is not None
    text = made.files["methods/get.yaml"]
    for expected in (
        "one_of: [Cat, Dog]",
        "discriminator: kind",
        "one_of: [string, integer]",
        "type: map",
        "prefixItems: [number, number]",
        "s: Small",
        "docs_type: hex",
    ):
        assert expected in text
    assert not made.notes


def test_what_the_language_has_no_word_for_is_widened_and_told() -> None:
    made = one(
        {
            "oneOf": [
                {"type": "object", "properties": {"a": {"type": "string"}}},
                {
                    "type": "object",
                    "properties": {"a": {"type": "integer"}, "b": {"pattern": "(?=x)"}},
                },
            ],
            "not": {"type": "null"},
        }
    )
    notes = told(made)
    assert notes["#/methods/0/result/schema"].startswith("widened: no member tells")
    assert "no word for `not`" in notes["#/methods/0/result/schema/not"]
    assert "pattern" in "".join(notes)
    assert "one_of: [string, integer]" in made.files["methods/get.yaml"]


def test_references_lead_into_the_document_and_files_beside_it_and_nowhere_else() -> (
    None
):
    document = {
        "openrpc": "1.0.0",
        "info": {"title": "t", "version": "1"},
        "methods": [
            {
                "name": "a",
                "params": [{"$ref": "#/components/contentDescriptors/X"}],
                "result": {"name": "r", "schema": {"$ref": "types.json#/defs/N"}},
            },
            {
                "name": "b",
                "params": [],
                "result": {
                    "name": "r",
                    "schema": {"$ref": "#/methods/0/params/0/schema"},
                },
            },
            {
                "name": "c",
                "params": [],
                "result": {"name": "r", "schema": {"$ref": "http://127.0.0.1/x.json"}},
            },
        ],
        "components": {
            "contentDescriptors": {"X": {"name": "x", "schema": {"$ref": f"{R}S"}}},
            "schemas": {"S": {"$ref": f"{R}T"}, "T": {"type": "string"}},
        },
    }
    document["methods"][0]["params"].append(
        {"name": "y", "schema": {"type": "boolean"}}
    )
    document["methods"][1]["result"]["schema"] = {"$ref": "#/methods/0/params/1/schema"}
    made = read(document, **{"types.json": {"defs": {"N": {"type": "integer"}}}})
    a, b, c = (made.service.method(name) for name in "abc")
    assert [p.name for p in a.params] == ["x", "y"]
    assert all(m.result is not None for m in (a, b, c))
    assert [type(m.result.type).__name__ for m in (a, b, c) if m.result] == [
        "IntegerType",
        "BooleanType",
        "AnyType",
    ]
    assert [n.place.pointer for n in made.notes] == ["#/methods/2/result/schema"]
    assert "nothing is fetched" in made.notes[0].reason


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": f"{R}A"},
        {"allOf": [{"$ref": f"{R}A"}, {"$ref": f"{R}B"}]},
        {"type": "object", "required": ["x"], "properties": {"x": {"$ref": f"{R}A"}}},
        {
            "anyOf": [
                {"$ref": f"{R}B"},
                {"type": "object", "properties": {"l": {"$ref": f"{R}A"}}},
            ]
        },
        {"type": "string", "description": '{{ 1 }} # : """ \u0000\u202e\n---\n' * 500},
        {"type": "object", "properties": {"__proto__": {}, "": {}, "../../x": {}}},
        {"type": "integer", "minimum": 9, "maximum": 1, "default": "no"},
        {"type": 5, "properties": [], "enum": {}},
        {"maximum": 10**400},
    ],
)
def test_hostile_schemas_end_in_a_spec_that_loads(schema: object) -> None:
    made = one({"$ref": f"{R}A"}, A=schema, B={"$ref": f"{R}A"})
    assert [method.name for method in made.service.methods] == ["get"]
    whole = "".join(made.files.values())
    assert all(char == "\n" or char.isprintable() for char in whole)


def test_what_could_not_be_held_in_memory_is_refused() -> None:
    rows = b"".join(
        b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9))
        for i in range(9)
    )
    for data in (b"a: &a [x,x]\n" + rows, b"[" * 100_000, b"[ " * 5_000 + b"x"):
        with pytest.raises(Refused):
            imported("openrpc", {"api.yaml": data})


def test_names_and_gaps_of_params_by_position_are_mended_and_told() -> None:
    made = read(
        {
            "openrpc": "1.0.0",
            "info": {"title": "t", "version": "1"},
            "methods": [
                {
                    "name": "eth_call",
                    "paramStructure": "by-position",
                    "params": [
                        {"name": "Block hash", "schema": {"type": "string"}},
                        {
                            "name": "full",
                            "required": True,
                            "schema": {"type": "boolean"},
                        },
                    ],
                    "result": {"name": "r", "schema": {"type": "null"}},
                },
                {
                    "name": "../../x",
                    "params": [],
                    "result": {"name": "r", "schema": {}},
                },
            ],
        }
    )
    (method,) = made.service.methods
    assert [(p.name, p.required, p.nullable) for p in method.params] == [
        ("block_hash", True, True),
        ("full", True, False),
    ]
    assert {n.kind.value for n in made.notes} == {"renamed", "read as", "left out"}


def test_a_document_that_is_none_is_refused_in_words() -> None:
    for data in (b"", b"{", b"[1]", b"a: &a [*a]", b"\xff\x00x", b"openrpc: 2.0.0"):
        with pytest.raises(Refused, match="api.json"):
            imported("openrpc", {"api.json": data})
