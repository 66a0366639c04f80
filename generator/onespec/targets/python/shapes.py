"""A field of the model -> the call that builds its twin in generated checks."""

from __future__ import annotations

from typing import assert_never

from onespec import patterns
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
from onespec.language.ast import Path
from onespec.texts import PythonText, python_literal
from onespec.texts import python_call as call


def field(item: Field) -> PythonText:
    """`Field("contact", Text(...), required=True)`."""
    return call(
        "Field",
        python_literal(item.name),
        kind(item.type),
        required=_flag(item.required),
        nullable=_flag(item.nullable),
        secret=_flag(holds_secret(item)),
    )


def holds_secret(item: Field) -> bool:
    """Whether a value of the field can carry a secret."""
    match item.type:
        case ObjectType(fields=fields):
            return item.secret or any(map(holds_secret, fields))
        case ArrayType(items=items):
            return item.secret or holds_secret(items)
        case _:
            return item.secret


def is_secret_at(fields: tuple[Field, ...], path: Path) -> bool:
    """Whether the value at a path, or anything around or inside it, is a secret."""
    for item in fields:
        if item.name == path[0]:
            inner = item.type.fields if isinstance(item.type, ObjectType) else ()
            if item.secret or not path[1:]:
                return holds_secret(item)
            return is_secret_at(inner, path[1:])
    return False


def members(fields: tuple[Field, ...], *, is_open: bool = False) -> PythonText:
    """`members(Field(...), ...)`."""
    return call("members", *map(field, fields), open=_flag(is_open))


def kind(item: DataType) -> PythonText:
    """The kind of value: `Text(max_length=20)`."""
    match item:
        case StringType():
            return _text(item)
        case IntegerType():
            return _number("Integer", item)
        case NumberType():
            return _number("Number", item)
        case BooleanType(enum=enum):
            return call("Flag", enum=_enum(enum))
        case ArrayType():
            return call(
                "Array",
                field(item.items),
                min_items=_value(item.min_items),
                max_items=_value(item.max_items),
                unique=_flag(item.unique_items),
            )
        case ObjectType(fields=fields, open=is_open):
            return members(fields, is_open=is_open)
        case AnyType():
            return call("Anything")
        case _:
            assert_never(item)


def _text(item: StringType) -> PythonText:
    pattern = None if item.pattern is None else patterns.python(item.pattern)
    return call(
        "Text",
        enum=_enum(item.enum),
        pattern=_value(pattern),
        min_length=_value(item.min_length),
        max_length=_value(item.max_length),
    )


def _number(name: str, item: IntegerType | NumberType) -> PythonText:
    return call(
        name,
        enum=_enum(item.enum),
        minimum=_value(item.minimum),
        maximum=_value(item.maximum),
        above=_value(item.exclusive_minimum),
        below=_value(item.exclusive_maximum),
        multiple_of=_value(item.multiple_of),
    )


def _enum(values: tuple[EnumValue, ...]) -> PythonText | None:
    return python_literal(tuple(item.value for item in values)) if values else None


def _value(value: object) -> PythonText | None:
    return None if value is None else python_literal(value)


def _flag(value: bool) -> PythonText | None:
    return PythonText("True") if value else None
