"""A field of the model -> the call that builds its twin in generated checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

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
from onespec.language.ast import Path
from onespec.notation.english_types import FORMATS, pattern_words
from onespec.texts import PythonText, python_lines, python_literal
from onespec.texts import python_call as call
from onespec.values import limits_of


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
            if item.secret or not path[1:]:
                return holds_secret(item)
            if isinstance(item.type, ArrayType):
                items = replace(item.type.items, name=path[1])
                return is_secret_at((items,), path[1:])
            inner = item.type.fields if isinstance(item.type, ObjectType) else ()
            return is_secret_at(inner, path[1:])
    return False


def members(fields: tuple[Field, ...], *, is_open: bool = False) -> PythonText:
    """`members(Field(...), ...)`."""
    return call("members", *map(field, fields), open=_flag(is_open))


_CHECKS: Final[Mapping[type, str]] = {
    StringType: "Text",
    IntegerType: "Integer",
    NumberType: "Number",
    BooleanType: "Flag",
    ArrayType: "Array",
    AnyType: "Anything",
}


def kind(item: DataType) -> PythonText:
    """The kind of value: `Text(max_length=20)`."""
    if isinstance(item, ObjectType):
        return members(item.fields, is_open=item.open)
    inside = (field(item.items),) if isinstance(item, ArrayType) else ()
    limits = {
        keyword.check or keyword.attribute: python_literal(keyword.checked(limit))
        for keyword, limit in limits_of(item)
    }
    if isinstance(item, StringType):
        words = [] if item.format is None else [FORMATS[item.format]]
        words += [] if item.pattern is None else [pattern_words(item.pattern)]
        if words:
            limits["words"] = python_lines("; ".join(words))
    return call(_CHECKS[type(item)], *inside, **limits)


def _flag(value: bool) -> PythonText | None:
    return PythonText("True") if value else None
