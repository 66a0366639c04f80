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
from onespec.texts import PythonText, identifier, python_literal
from onespec.values import constant

MAPPING: Final = PythonText("Mapping[str, object]")
"""An object of which nothing is known before it is sent."""

Shape: TypeAlias = tuple[object, ...]
"""What a type looks like without its words; equal shapes make one class."""


class Side(Enum):
    """Which way a value travels."""

    REQUEST = "request"
    """Strict: other members and other enum values are refused."""
    RESULT = "result"
    """Tolerant: what the server adds one day is kept."""


WORDS: Final[Mapping[Side, Mapping[str, str]]] = {
    Side.REQUEST: {
        "int": "int",
        "float": "float",
        "bool": "bool",
        "Any": "object",
        "list": "Sequence",
        "dict": "Mapping",
    },
    Side.RESULT: {
        "int": "_Whole",
        "float": "_Number",
        "bool": "_Flag",
        "Any": "JsonValue",
        "list": "list",
        "dict": "dict",
    },
}
"""How either side says a type: lenient with what is sent, exact about what is read."""

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
            return (type(kind).__name__, kind.const, *values)


def _slot(field: Field) -> Shape:
    flags = (field.required, field.nullable, field.secret)
    return (field.name, *flags, field.type_name or "", shape(field.type))


def class_key(side: Side, field: Field) -> ClassKey:
    """What a class is found by."""
    return side, field.type_name or "", shape(field.type)


def optional(kind: PythonText) -> PythonText:
    """`X | None`, `None` once."""
    return kind if kind.endswith(" | None") else PythonText(f"{kind} | None")


def annotation(field: Field, side: Side, classes: Classes) -> PythonText:
    """The type of a value that is there."""
    kind = _kind(field, side, classes)
    return optional(kind) if field.nullable else kind


def _kind(field: Field, side: Side, classes: Classes) -> PythonText:
    is_sent, words = side is Side.REQUEST, WORDS[side]
    match field.type:
        case StringType() if field.secret:
            return PythonText("str | Secret" if is_sent else "str")
        case StringType(enum=enum, const=is_const):
            return _enumerated(enum, "str", is_sent or is_const)
        case IntegerType(enum=enum, const=is_const):
            # An enum of integers may be written `1.0`.
            whole = tuple(EnumValue(value=int(item.value)) for item in enum)
            return _enumerated(whole, words["int"], is_sent or is_const)
        case NumberType():
            return PythonText(words["float"])
        case BooleanType(enum=(only,), const=is_const) if is_sent or is_const:
            return PythonText(f"Literal[{python_literal(only.value)}]")
        case BooleanType():
            return PythonText(words["bool"])
        case ArrayType(items=items):
            return PythonText(f"{words['list']}[{annotation(items, side, classes)}]")
        case ObjectType(fields=()):
            return PythonText(f"{words['dict']}[str, {words['Any']}]")
        case ObjectType(open=is_open):
            name = identifier(classes[class_key(side, field)])
            return given(name, is_open=is_open) if is_sent else name
        case AnyType():
            return PythonText(words["Any"])
        case _:
            assert_never(field.type)


def filled(field: Field) -> PythonText:
    """What a client fills in where a caller leaves out something that has to be there: the only value it has; else nothing."""
    only = constant(field.type)
    if only is None or field.secret:
        return PythonText("")
    is_whole = isinstance(field.type, IntegerType)
    return python_literal(int(only.value) if is_whole else only.value)


def _enumerated(enum: tuple[EnumValue, ...], plain: str, is_closed: bool) -> PythonText:
    """A server may add a value to an enum one day, so that what is read is not closed; a `const` stays what it is."""
    if not enum:
        return PythonText(plain)
    values = ", ".join(python_literal(item.value) for item in enum)
    return PythonText(
        f"Literal[{values}]" if is_closed else f"Literal[{values}] | {plain}"
    )


def given(name: str, *, is_open: bool) -> PythonText:
    """What a caller may give for a class: an instance, or a dict with the same members."""
    return PythonText(f"{name} | {MAPPING}" if is_open else f"{name} | {name}Dict")
