"""Values of a spec -> the same with every secret replaced, for whatever is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from onespec import names
from onespec.datatypes import (
    MISSING,
    ArrayType,
    DataType,
    Field,
    JsonValue,
    MapType,
    Missing,
    ObjectType,
    TupleType,
    UnionType,
    bounded,
    item_field,
    resolved,
)
from onespec.samples import is_legal, legal_values
from onespec.values import chosen

StandIn: TypeAlias = "Callable[[Field, JsonValue], JsonValue | Missing]"
"""A secret field and its value -> what is shown for it; MISSING where it is left out."""


def masked(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values with every secret one replaced by a placeholder that names it."""
    return _members(fields, values, _placeholder)


def masked_value(field: Field, value: JsonValue) -> JsonValue:
    """A value as pages may show it; a placeholder is for readers, and need not be legal."""
    return _shown(field, value, _placeholder)


def replaced(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values as programs may read them: what stands for a secret is legal where such a value was found."""
    return _members(fields, values, _legal)


def replaced_value(field: Field, value: JsonValue) -> JsonValue:
    """One value with its secrets replaced."""
    return _shown(field, value, _legal)


def left_out(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values without any secret: members and items that are secrets are not there."""
    return _members(fields, values, lambda field, value: MISSING)


def _members(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue], stand_in: StandIn
) -> dict[str, JsonValue]:
    known = {field.name: field for field in fields}
    shown = {
        name: _inner(known[name], value, stand_in) if name in known else value
        for name, value in values.items()
    }
    return {n: value for n, value in shown.items() if not isinstance(value, Missing)}


def _shown(field: Field, value: JsonValue, stand_in: StandIn) -> JsonValue:
    shown = _inner(field, value, stand_in)
    return None if isinstance(shown, Missing) else shown


def _inner(field: Field, value: JsonValue, stand_in: StandIn) -> JsonValue | Missing:
    if field.secret:
        return stand_in(field, value)
    kind = resolved(field.type)
    if isinstance(kind, UnionType):
        option = chosen(kind, value)
        return value if option is None else _inner(option, value, stand_in)
    if isinstance(kind, ObjectType) and isinstance(value, dict):
        return _members(kind.fields, value, stand_in)
    if isinstance(kind, MapType) and isinstance(value, dict):
        held = kind.values
        entries = ((key, _inner(held, one, stand_in)) for key, one in value.items())
        return {key: one for key, one in entries if not isinstance(one, Missing)}
    if isinstance(kind, ArrayType | TupleType) and isinstance(value, list):
        due = (item_field(kind, index) for index in range(len(value)))
        shown = [
            item if one is None else _inner(one, item, stand_in)
            for item, one in zip(value, due, strict=True)
        ]
        if isinstance(kind, TupleType) and MISSING in shown:
            return MISSING
        return [item for item in shown if not isinstance(item, Missing)]
    return value


def _placeholder(field: Field, value: JsonValue) -> str:
    return f"YOUR_{names.constant(field.name)}"


def _legal(field: Field, value: JsonValue) -> JsonValue:
    """The placeholder, where it is legal; else a plain value that none of the author's examples had a part in."""
    placeholder, plain = _placeholder(field, value), bare(field)
    if value is None:
        return None
    if is_legal(plain, placeholder):
        return placeholder
    return next(iter(legal_values(plain)), placeholder)


def bare(field: Field) -> Field:
    """The field without any value that its author wrote, but for those that it is limited to."""
    type_: DataType = bounded(field).type
    if isinstance(type_, UnionType):
        type_ = replace(type_, options=tuple(map(bare, type_.options)))
    elif isinstance(type_, ObjectType):
        type_ = replace(type_, fields=tuple(map(bare, type_.fields)))
    elif isinstance(type_, ArrayType):
        type_ = replace(type_, items=bare(type_.items))
    elif isinstance(type_, TupleType):
        rest = None if type_.items is None else bare(type_.items)
        places = tuple(map(bare, type_.prefix_items))
        type_ = replace(type_, prefix_items=places, items=rest)
    elif isinstance(type_, MapType):
        type_ = replace(type_, values=bare(type_.values))
    return replace(field, type=type_, examples=(), default=MISSING)
