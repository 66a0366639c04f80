"""A type of the model -> the annotation that says it in generated Python, for what is sent and for what is read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeAlias, assert_never

from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.layout import Piece, subscript, union
from onespec.texts import python_literal

MAPPING: Final = subscript("Mapping", "str", "object")
"""An object of which nothing is known before it is sent."""

Shape: TypeAlias = tuple[object, ...]
"""What a type looks like without its words; equal shapes make one class."""


class Side(Enum):
    """Which way a value travels."""

    REQUEST = "request"
    """Strict: other members and other enum values are refused."""
    RESULT = "result"
    """Tolerant: what the server adds one day is kept."""


ClassKey: TypeAlias = tuple[Side, str, Shape]
"""Direction, shared type's name or nothing, shape."""

Classes: TypeAlias = Mapping[ClassKey, str]
"""The name of the class for each object."""


def shape(kind: DataType) -> Shape:
    """A hashable value, equal for types that one class can hold."""
    match kind:
        case ArrayType(items=items):
            return ("array", *_slot(items))
        case ObjectType(fields=fields, open=is_open):
            return ("object", is_open, *(_slot(field) for field in fields))
        case AnyType():
            return ("any",)
        case _:
            values = tuple((type(v.value).__name__, v.value) for v in kind.enum)
            return (type(kind).__name__, *values)


def _slot(field: Field) -> Shape:
    flags = (field.required, field.nullable, field.secret)
    return (field.name, *flags, field.type_name or "", shape(field.type))


def class_key(side: Side, field: Field) -> ClassKey:
    """What a class is found by."""
    return side, field.type_name or "", shape(field.type)


def annotation(field: Field, side: Side, classes: Classes) -> Piece:
    """The type of a value that is there."""
    kind = _kind(field, side, classes)
    return union(kind, "None") if field.nullable else kind


def _kind(field: Field, side: Side, classes: Classes) -> Piece:
    match field.type:
        case StringType(enum=enum):
            return _text(enum, side, field.secret)
        case IntegerType(enum=enum):
            return _whole(enum, side)
        case NumberType():
            return "float" if side is Side.REQUEST else "_Number"
        case BooleanType(enum=enum):
            return _flag(enum, side)
        case ArrayType(items=items):
            head = "Sequence" if side is Side.REQUEST else "list"
            return subscript(head, annotation(items, side, classes))
        case ObjectType() as kind:
            return _object(field, kind, side, classes)
        case AnyType():
            return "object" if side is Side.REQUEST else "JsonValue"
        case _:
            assert_never(field.type)


def _text(enum: tuple[EnumValue, ...], side: Side, secret: bool) -> Piece:
    if secret:
        return union("str", "Secret") if side is Side.REQUEST else "str"
    if not enum:
        return "str"
    values = subscript("Literal", *(python_literal(member.value) for member in enum))
    return values if side is Side.REQUEST else union(values, "str")


def _whole(enum: tuple[EnumValue, ...], side: Side) -> Piece:
    plain: Piece = "int" if side is Side.REQUEST else "_Whole"
    if not enum:
        return plain
    values = subscript("Literal", *(python_literal(_int(m)) for m in enum))
    return values if side is Side.REQUEST else union(values, plain)


def _int(member: EnumValue) -> int:
    """An enum of integers may be written `1.0`."""
    return int(member.value)


def _flag(enum: tuple[EnumValue, ...], side: Side) -> Piece:
    if side is Side.RESULT:
        return "_Flag"
    if len(enum) != 1:
        return "bool"
    return subscript("Literal", python_literal(enum[0].value))


def _object(field: Field, kind: ObjectType, side: Side, classes: Classes) -> Piece:
    """A class, with its dict form beside it on the way out; a plain mapping where nothing is declared inside."""
    if not kind.fields:
        return (
            MAPPING if side is Side.REQUEST else subscript("dict", "str", "JsonValue")
        )
    name = classes[class_key(side, field)]
    if side is Side.RESULT:
        return name
    return union(name, MAPPING if kind.open else f"{name}Dict")
