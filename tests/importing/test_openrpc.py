"""OpenRPC documents become specs: what is carried over, what is told, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from onespec.importing import Imported, Refused, imported

PETS: dict[str, Any] = {
    "openrpc": "1.2.6",
    "info": {
        "title": "Pet Store",
        "version": "2.1",
        "description": "Sells pets: {{ all }} of them.\n\n- cats\n- dogs # and more",
        "license": {"name": "MIT"},
    },
    "servers": [
        {
            "name": "live one",
            "url": "https://{region}.example.org/${version}",
            "variables": {"region": {"default": "eu"}, "version": {"default": "v2"}},
        },
        {"name": "socket", "url": "wss://example.org"},
    ],
    "methods": [
        {
            "name": "pet.list",
            "summary": "List the pets",
            "paramStructure": "by-name",
            "tags": [{"name": "pets"}],
            "params": [
                {
                    "name": "limit",
                    "description": "How many at most",
                    "schema": {"type": "integer", "minimum": 1},
                }
            ],
            "result": {
                "name": "pets",
                "schema": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Pet"},
                },
            },
            "errors": [
                {"code": 100, "message": "The {store} is busy"},
                {"code": 100, "message": "Closed", "data": {"code": "STORE_CLOSED"}},
            ],
            "examples": [
                {
                    "name": "two",
                    "params": [{"name": "limit", "value": 2}],
                    "result": {"name": "pets", "value": [{"id": 1, "name": "Rex"}]},
                },
                {
                    "name": "wrong",
                    "params": [{"name": "limit", "value": "two"}],
                    "result": {"name": "pets", "value": []},
                },
            ],
        },
        {"name": "pet.forget", "params": [], "deprecated": True},
    ],
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "integer", "format": "int64"},
                    "name": {"type": ["string"]},
                    "tag": {"type": ["string", "null"]},
                    "parents": {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Pet"},
                    },
                },
            }
        }
    },
}


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


def test_a_document_that_is_none_is_refused_in_words() -> None:
    for data in (b"", b"{", b"[1]", b"a: &a [*a]", b"\xff\x00x", b"openrpc: 2.0.0"):
        with pytest.raises(Refused, match="api.json"):
            imported("openrpc", {"api.json": data})
