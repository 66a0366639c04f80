"""Values of a spec -> the same with every secret replaced, for whatever is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from onespec import names
from onespec.datatypes import MISSING, ArrayType, Field, JsonValue, ObjectType
from onespec.samples import is_legal, legal_values

StandIn: TypeAlias = Callable[[Field, JsonValue], JsonValue]
"""A secret field and its value -> what is shown for it."""


def masked(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values with every secret one replaced by a placeholder that names it."""
    return _members(fields, values, _placeholder)


def masked_value(field: Field, value: JsonValue) -> JsonValue:
    """A value as pages may show it; a placeholder is for readers, and need not be legal."""
    return _without_secrets(field, value, _placeholder)


def replaced(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values as programs may read them: what stands for a secret is legal where such a value was found."""
    return _members(fields, values, _legal)


def replaced_value(field: Field, value: JsonValue) -> JsonValue:
    """One value with its secrets replaced."""
    return _without_secrets(field, value, _legal)


def _members(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue], stand_in: StandIn
) -> dict[str, JsonValue]:
    known = {field.name: field for field in fields}
    return {
        name: (
            _without_secrets(known[name], value, stand_in) if name in known else value
        )
        for name, value in values.items()
    }


def _without_secrets(field: Field, value: JsonValue, stand_in: StandIn) -> JsonValue:
    if field.secret:
        return stand_in(field, value)
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return _members(field.type.fields, value, stand_in)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        items = field.type.items
        return [_without_secrets(items, item, stand_in) for item in value]
    return value


def _placeholder(field: Field, value: JsonValue) -> JsonValue:
    return f"YOUR_{names.constant(field.name)}"


def _legal(field: Field, value: JsonValue) -> JsonValue:
    """The placeholder, where it is legal; else a plain value that none of the author's examples had a part in."""
    placeholder, bare = _placeholder(field, value), _bare(field)
    if value is None:
        return None
    if is_legal(bare, placeholder):
        return placeholder
    return next(iter(legal_values(bare)), placeholder)


def _bare(field: Field) -> Field:
    """The field without any value that its author wrote, but for those that it is limited to."""
    type_ = field.type
    if isinstance(type_, ObjectType):
        type_ = replace(type_, fields=tuple(map(_bare, type_.fields)))
    elif isinstance(type_, ArrayType):
        type_ = replace(type_, items=_bare(type_.items))
    return replace(field, type=type_, examples=(), default=MISSING)
