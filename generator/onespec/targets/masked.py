"""Values of a spec -> the same with every secret replaced, for whatever is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onespec import names
from onespec.cases.values import is_legal, legal_values
from onespec.datatypes import MISSING, ArrayType, Field, JsonValue, ObjectType


def masked(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values with every secret one replaced by a placeholder that names it."""
    known = {field.name: field for field in fields}
    return {
        name: masked_value(known[name], value) if name in known else value
        for name, value in values.items()
    }


def masked_value(field: Field, value: JsonValue) -> JsonValue:
    """A value as pages may show it; a placeholder is for readers, and need not be legal."""
    if field.secret:
        return f"YOUR_{names.constant(field.name)}"
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return masked(field.type.fields, value)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        items = field.type.items
        return [masked_value(items, item) for item in value]
    return value


def replaced(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values as programs may read them: what stands for a secret is legal where such a value was found."""
    known = {field.name: field for field in fields}
    return {
        name: replaced_value(known[name], value) if name in known else value
        for name, value in values.items()
    }


def replaced_value(field: Field, value: JsonValue) -> JsonValue:
    """One value with its secrets replaced."""
    if field.secret:
        return value if value is None else _stand_in(field)
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return replaced(field.type.fields, value)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        items = field.type.items
        return [replaced_value(items, item) for item in value]
    return value


def _stand_in(field: Field) -> JsonValue:
    """The placeholder, where it is legal; else a plain value that none of the author's examples had a part in."""
    placeholder = f"YOUR_{names.constant(field.name)}"
    bare = _bare(field)
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
