"""A field and a JSON value -> what is wrong with the value: the meaning of the value keywords, which every notation is held to."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from onespec import patterns
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)

Steps: TypeAlias = tuple[str | int, ...]

MISSING_FIELD: Final = "missing"
UNEXPECTED: Final = "unexpected"
WRONG_TYPE: Final = "type"
WRONG_VALUE: Final = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFault:
    """One thing wrong with a value."""

    slot: str
    """`missing`, `unexpected`, `type` or `value`: the protocol slot whose error answers it."""
    path: Steps
    """Where, from the value downwards; the name itself for a missing or unexpected member."""
    value: object = None
    """What stands there; None for a missing member."""
    field: Field | None = None
    """What should stand there; None for an unexpected member."""


def field_faults(field: Field, value: object, path: Steps = ()) -> Iterator[ValueFault]:
    """Everything wrong with a value of a field; null is a fault unless the field is nullable."""
    if value is None:
        if not field.nullable and not isinstance(field.type, AnyType):
            yield ValueFault(slot=WRONG_TYPE, path=path, value=value, field=field)
        return
    if not has_type(field, value):
        yield ValueFault(slot=WRONG_TYPE, path=path, value=value, field=field)
        return
    if not _is_legal(field, value):
        yield ValueFault(slot=WRONG_VALUE, path=path, value=value, field=field)
    match field.type:
        case ArrayType(items=items):
            assert isinstance(value, Sequence)
            for index, item in enumerate(value):
                yield from field_faults(items, item, (*path, index))
        case ObjectType(fields=fields, open=is_open):
            assert isinstance(value, Mapping)
            yield from member_faults(fields, value, path, is_open=is_open)
        case _:
            pass


def member_faults(
    fields: Sequence[Field],
    values: Mapping[str, object],
    path: Steps = (),
    *,
    is_open: bool = False,
) -> Iterator[ValueFault]:
    """Everything wrong with an object's members: strangers first, then each declared one in order."""
    declared = {field.name for field in fields}
    if not is_open:
        for name, value in values.items():
            if name not in declared:
                yield ValueFault(slot=UNEXPECTED, path=(*path, name), value=value)
    for field in fields:
        if field.name in values:
            yield from field_faults(field, values[field.name], (*path, field.name))
        elif field.required:
            yield ValueFault(slot=MISSING_FIELD, path=(*path, field.name), field=field)


def has_type(field: Field, value: object) -> bool:
    """Whether a value that is not null has the field's JSON type; `1.0` is an integer, a boolean is no number."""
    match field.type:
        case AnyType():
            return True
        case StringType():
            return isinstance(value, str)
        case BooleanType():
            return isinstance(value, bool)
        case IntegerType():
            return is_number(value) and _is_integral(value)
        case NumberType():
            return is_number(value)
        case ArrayType():
            return isinstance(value, list | tuple)
        case ObjectType():
            return isinstance(value, Mapping)
        case _:
            assert_never(field.type)


def is_number(value: object) -> bool:
    """Whether a value is a finite JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_integral(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def identity(value: object) -> Hashable:
    """A key that two JSON values share if they are the same, and only then."""
    match value:
        case bool() | None | str():
            return type(value).__name__, value
        case Mapping():
            return frozenset((name, identity(item)) for name, item in value.items())
        case list() | tuple():
            return tuple(map(identity, value))
        case _:
            assert isinstance(value, int | float)
            return value


def _is_legal(field: Field, value: object) -> bool:
    """Whether a value of the right type is inside the field's limits; members of objects and lists apart."""
    match field.type:
        case StringType() as text:
            assert isinstance(value, str)
            return _in_enum(text.enum, value) and _is_legal_text(text, value)
        case IntegerType() | NumberType() as number:
            assert isinstance(value, int | float)
            return _in_enum(number.enum, value) and _is_legal_number(number, value)
        case BooleanType(enum=enum):
            return _in_enum(enum, value)
        case ArrayType() as array:
            assert isinstance(value, list | tuple)
            return _is_legal_array(array, value)
        case ObjectType() | AnyType():
            return True
        case _:
            assert_never(field.type)


def _in_enum(enum: tuple[EnumValue, ...], value: object) -> bool:
    # Equality first: it is cheap, and nearly always says no.
    return not enum or any(
        member.value == value and same(member.value, value) for member in enum
    )


def _is_legal_text(text: StringType, value: str) -> bool:
    if text.min_length is not None and len(value) < text.min_length:
        return False
    if text.max_length is not None and len(value) > text.max_length:
        return False
    return text.pattern is None or patterns.matches(text.pattern, value)


def _is_legal_number(number: IntegerType | NumberType, value: int | float) -> bool:
    if number.minimum is not None and value < number.minimum:
        return False
    if number.maximum is not None and value > number.maximum:
        return False
    if number.exclusive_minimum is not None and value <= number.exclusive_minimum:
        return False
    if number.exclusive_maximum is not None and value >= number.exclusive_maximum:
        return False
    step = number.multiple_of
    return step is None or (Fraction(str(value)) / Fraction(str(step))).denominator == 1


def _is_legal_array(array: ArrayType, value: Sequence[object]) -> bool:
    if array.min_items is not None and len(value) < array.min_items:
        return False
    if array.max_items is not None and len(value) > array.max_items:
        return False
    return not array.unique_items or len({identity(item) for item in value}) == len(
        value
    )
