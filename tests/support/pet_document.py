"""An OpenRPC document of a shop: by name, with errors that share a code, an example that is wrong, and servers with variables."""

from __future__ import annotations

from typing import Any

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
