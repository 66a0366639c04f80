"""A field -> what its values look like, as the player's own check reads it."""

from __future__ import annotations

from typing import Any, assert_never

from onespec import patterns
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)


def shape(field: Field) -> dict[str, Any]:
    """What a value of a field looks like, for the player's own check."""
    found = _kind(field.type)
    if field.nullable:
        found["nullable"] = True
    return found


def _kind(kind: DataType) -> dict[str, Any]:
    match kind:
        case StringType(pattern=pattern):
            return {
                "type": "string",
                **_enum(kind),
                **({"pattern": patterns.python(pattern)} if pattern else {}),
                **_bounds(kind.min_length, kind.max_length),
            }
        case IntegerType():
            return {
                "type": "integer",
                **_enum(kind),
                **_bounds(kind.minimum, kind.maximum),
            }
        case NumberType():
            return {
                "type": "number",
                **_enum(kind),
                **_bounds(kind.minimum, kind.maximum),
            }
        case BooleanType():
            return {"type": "boolean", **_enum(kind)}
        case ArrayType(items=items):
            return {
                "type": "array",
                "items": shape(items),
                **_bounds(kind.min_items, kind.max_items),
            }
        case ObjectType(fields=fields):
            return {
                "type": "object",
                "members": {field.name: shape(field) for field in fields},
                "required": [field.name for field in fields if field.required],
            }
        case AnyType():
            return {"type": "any"}
        case _:
            assert_never(kind)


def _enum(kind: StringType | IntegerType | NumberType | BooleanType) -> dict[str, Any]:
    return {"enum": [item.value for item in kind.enum]} if kind.enum else {}


def _bounds(least: float | None, most: float | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if least is not None:
        found["least"] = least
    if most is not None:
        found["most"] = most
    return found
