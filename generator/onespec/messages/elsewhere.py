"""Words of JSON Schema, OpenAPI and programming languages -> what the spec language has instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SHARED: Final = (
    "declare a shared type under `types:` in service.yaml, and name it: `type: PhoneNumber`"
)
_ONE_OF: Final = (
    "a value has one type here: declare a param for each, with `exactly_one` under `constraints`; or `type: any`, checked by a constraint"
)
_RULE: Final = "say it with a `rule` or `when`/`then` under `constraints`"

KEYS: Final[Mapping[str, str]] = {
    "$ref": _SHARED,
    "$defs": _SHARED,
    "definitions": _SHARED,
    "components": _SHARED,
    "oneOf": _ONE_OF,
    "anyOf": _ONE_OF,
    "allOf": "write the limits side by side in one field, and what binds params to one another under `constraints`",
    "not": _RULE,
    "if": _RULE,
    "then": _RULE,
    "else": _RULE,
    "dependentRequired": _RULE,
    "dependentSchemas": _RULE,
    "dependencies": _RULE,
    "contains": "say it with `exists` in a `rule` under `constraints`",
    "additionalProperties": "an object takes only the `fields` that it declares; `open: true` lets others in",
    "unevaluatedProperties": "an object takes only the `fields` that it declares; `open: true` lets others in",
    "patternProperties": "an object whose names are not known is `open: true`",
    "propertyNames": "an object whose names are not known is `open: true`",
    "minProperties": "say it with `size` in a `rule` under `constraints`",
    "maxProperties": "say it with `size` in a `rule` under `constraints`",
    "properties": "write `fields`",
    "members": "write `fields`",
    "prefixItems": "all items of an array have one type; where places differ, write an object with `fields`",
    "additionalItems": "all items of an array have one type, which `items` says",
    "readOnly": "what only replies have stands under `result` alone",
    "writeOnly": "what is sent and never shown is `secret: true`",
    "optional": "a field is optional unless it says `required: true`",
    "mandatory": "write `required: true`",
    "values": "write `enum`",
    "allowed": "write `enum`",
    "choices": "write `enum`",
    "regex": "write `pattern`",
    "regexp": "write `pattern`",
    "min": "write `minimum`, `minLength` or `minItems`",
    "max": "write `maximum`, `maxLength` or `maxItems`",
    "length": "write `minLength` and `maxLength`",
    "size": "write `minItems` and `maxItems`, or `minLength` and `maxLength`",
    "doc": "write `description`",
    "docs": "write `description`",
    "comment": "write `description`, or a line that starts with `#`",
    "schema": "write its keys beside one another: `type`, `enum`, `pattern`, ...",
    "discriminator": "give the object an `enum` that tells the kinds apart, and bind its other members to it under `constraints`",
    "null": "write `nullable: true`",
    "allowNull": "write `nullable: true`",
}
"""Key of a field in another language -> what to do."""

TYPES: Final[Mapping[str, str]] = {
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "real": "number",
    "str": "string",
    "text": "string",
    "char": "string",
    "bool": "boolean",
    "flag": "boolean",
    "list": "array",
    "tuple": "array",
    "set": "array",
    "dict": "object",
    "map": "object",
    "hash": "object",
    "struct": "object",
    "mapping": "object",
    "json": "any",
    "mixed": "any",
}
"""Type of another language -> the one that it is here."""

FORMATS: Final[Mapping[str, str]] = {
    "datetime": "date-time",
    "timestamp": "date-time",
    "url": "uri",
    "guid": "uuid",
    "host": "hostname",
    "ip": "ipv4",
    "mail": "email",
}
"""Form of a text under another name -> the format."""
