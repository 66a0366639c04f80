"""A field of the model -> the call that builds its twin in generated checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    inner_fields,
    item_field,
)
from onespec.language.ast import EACH, Path
from onespec.notation.english_types import FORMATS, TYPED, pattern_words
from onespec.texts import PythonText, python_lines, python_literal, python_tuple
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
    return item.secret or any(map(holds_secret, inner_fields(item.type)))


def is_secret_at(fields: tuple[Field, ...], path: Path) -> bool:
    """Whether the value at a path, or anything around or inside it, is a secret."""
    item = next((one for one in fields if one.name == path[0]), None)
    for step in path[1:]:
        if item is None or item.secret:
            break
        item = _stepped(item.type, step)
    return item is not None and holds_secret(item)


def _stepped(type_: DataType, step: str) -> Field | None:
    match type_:
        case ObjectType(fields=fields):
            return next((one for one in fields if one.name == step), None)
        case MapType(values=values):
            return values
        case ArrayType() | TupleType() if step.isdecimal():
            return item_field(type_, int(step))
        case ArrayType(items=items) if step == EACH:
            return items
        case _:
            return None


def members(fields: tuple[Field, ...], *, is_open: bool = False) -> PythonText:
    """`members(Field(...), ...)`."""
    return call("members", *map(field, fields), open=_flag(is_open))


_CHECKS: Final[Mapping[type, str]] = {
    StringType: "Text",
    IntegerType: "Integer",
    NumberType: "Number",
    BooleanType: "Flag",
    FormatType: "Formatted",
    ArrayType: "Array",
    TupleType: "Tuple",
    MapType: "Map",
    AnyType: "Anything",
}


def kind(item: DataType) -> PythonText:
    """The kind of value: `Text(max_length=20)`."""
    if isinstance(item, ObjectType):
        return members(item.fields, is_open=item.open)
    limits: dict[str, PythonText | None] = {
        keyword.check or keyword.attribute: python_literal(keyword.checked(limit))
        for keyword, limit in limits_of(item)
    }
    inside: tuple[PythonText, ...] = ()
    match item:
        case ArrayType(items=items):
            inside = (field(items),)
        case TupleType(prefix_items=places, items=rest):
            inside = (python_tuple(map(field, places)),)
            limits = {"rest": None if rest is None else field(rest), **limits}
        case MapType(values=values, keys=keys):
            inside = (field(values),)
            limits = {"keys": None if keys is None else kind(keys.type), **limits}
        case _:
            pass
    if isinstance(item, StringType):
        words = [] if item.format is None else [FORMATS[item.format]]
        words += [] if item.pattern is None else [pattern_words(item.pattern)]
        if words:
            limits["words"] = python_lines("; ".join(words))
    if isinstance(item, FormatType):
        about = {"words": python_lines(f"{item.format} {TYPED[item.format]}".rstrip())}
        limits = {"format": python_literal(item.format), **limits, **about}
    return call(_CHECKS[type(item)], *inside, **limits)


def _flag(value: bool) -> PythonText | None:
    return PythonText("True") if value else None
