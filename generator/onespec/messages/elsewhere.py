"""Words of JSON Schema, OpenAPI and programming languages -> what the spec language has instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SHARED: Final = (
    "declare a shared type under `types:` in service.yaml, and name it: `type: PhoneNumber`"
)
_ONE_OF: Final = (
    "write `one_of: [TypeA, TypeB]` in place of `type:`, with `discriminator: MEMBER` where the types are objects"
)
_RULE: Final = "say it with a `rule` or `when`/`then` under `constraints`"
_OTHERS: Final = (
    "where keys are data, write `type: map` with `values`; an object takes only the `fields` that it declares, and `open: true` lets others in"
)

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
    "additionalProperties": _OTHERS,
    "unevaluatedProperties": _OTHERS,
    "patternProperties": "write `type: map`, with `values` for what stands under a key, and the pattern of keys as `keys`",
    "propertyNames": "write `type: map`, with `values` for what stands under a key, and what a key must be as `keys`",
    "properties": "write `fields`",
    "members": "write `fields`",
    "additionalItems": "write `items`: beside `prefixItems` it says what may follow",
    "readOnly": "what only replies have stands under `result` alone",
    "writeOnly": "what is sent and never shown is `secret: true`",
    "optional": "a field is optional unless it says `required: true`",
    "mandatory": "write `required: true`",
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
    "real": "number",
    "str": "string",
    "text": "string",
    "char": "string",
    "bool": "boolean",
    "flag": "boolean",
    "list": "array",
    "tuple": "array",
    "set": "array",
    "dict": "map",
    "hash": "map",
    "struct": "object",
    "mapping": "map",
    "json": "any",
    "mixed": "any",
    "date-time": "datetime",
    "timestamp": "datetime",
    "instant": "datetime",
    "timedelta": "duration",
    "interval": "duration",
    "money": "decimal",
    "numeric": "decimal",
    "bigdecimal": "decimal",
    "guid": "uuid",
    "url": "uri",
    "iri": "uri",
    "mail": "email",
    "byte": "bytes",
    "binary": "bytes",
    "blob": "bytes",
    "base64": "bytes",
}
"""Type of another language -> the one that it is here."""
