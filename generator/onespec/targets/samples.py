"""A field -> a value that it takes: its first example, its default, or the plainest one of its type."""

from __future__ import annotations

import itertools
from typing import assert_never

from onespec import patterns
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    Missing,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.model import Method
from onespec.values import field_faults


def sample(field: Field) -> JsonValue:
    """A value for the field; where its limits are beyond simple search, the nearest thing found."""
    if field.examples:
        return field.examples[0]
    if not isinstance(field.default, Missing):
        return field.default
    match field.type:
        case StringType():
            return _text(field, field.type)
        case IntegerType() | NumberType():
            return _number(field, field.type)
        case BooleanType(enum=enum):
            return enum[0].value if enum else True
        case ArrayType(items=items, min_items=least):
            return [sample(items) for _ in range(max(1, least or 0))]
        case ObjectType(fields=fields):
            return {item.name: sample(item) for item in fields}
        case AnyType():
            return None
        case _:
            assert_never(field.type)


def _text(field: Field, kind: StringType) -> JsonValue:
    if kind.enum:
        return kind.enum[0].value
    least, most = kind.min_length or 0, kind.max_length
    if kind.pattern is None:
        return (field.name or "text").ljust(least, "x")[: most or None]
    high = 1_000 if most is None else most
    return next(patterns.matching(kind.pattern, least, high), "")


def _number(field: Field, kind: IntegerType | NumberType) -> JsonValue:
    if kind.enum:
        return kind.enum[0].value
    bounds = (
        kind.minimum,
        kind.exclusive_minimum,
        kind.maximum,
        kind.exclusive_maximum,
    )
    step = kind.multiple_of or 1
    starts = [0, *(bound for bound in bounds if bound is not None)]
    near = (start + sign * step for start in starts for sign in (0, 1, -1))
    fits = (value for value in near if not any(field_faults(field, value)))
    return next(itertools.chain(fits, [starts[-1]]))


def counted_up(method: Method) -> tuple[str, ...]:
    """Members of the result that name something the call has made, so that each call's is new."""
    if method.readonly or method.idempotent or method.result is None:
        return ()
    kind = method.result.type
    sent = {field.name for field in method.params}
    fields = kind.fields if isinstance(kind, ObjectType) else ()
    return tuple(
        field.name
        for field in fields
        if isinstance(field.type, IntegerType)
        and field.name.endswith("_id")
        and field.name not in sent
    )
