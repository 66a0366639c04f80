"""Fields and constraints -> the spec language, as JSON: what an author would write for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    DataType,
    Field,
    MapType,
    ObjectType,
    RecursiveType,
    TupleType,
    UnionType,
)
from onespec.model import Constraint, Group, Rule, WhenThen
from onespec.notation.cel_text import authored
from onespec.values import constant, limits_of, type_name

Declaration: TypeAlias = "dict[str, object]"

_KINDS: Final = {bool: "boolean", str: "string", int: "integer", float: "number"}
"""What a `const` tells of its type by itself."""
MEANINGS: Final = "x-enum-descriptions"
"""What the values of an `enum` mean, in their order: in JSON a number can't be the key that an author writes for it."""


def fields_declaration(fields: Iterable[Field]) -> Declaration:
    """A mapping from name to declaration."""
    return {field.name: field_declaration(field) for field in fields}


def field_declaration(field: Field) -> Declaration:
    """All that is said of a field, whatever shared type it is of."""
    links = [{"title": link.title, "url": link.url} for link in field.see]
    said: Declaration = {
        "required": field.required,
        "nullable": field.nullable,
        "default_note": field.default_note,
        "docs_type": field.docs_type,
        "title": field.title,
        "description": field.description,
        "group": field.group,
        "examples": list(field.examples),
        "secret": field.secret,
        "deprecated": field.deprecated,
        "since": field.since,
        "see": links,
    }
    found = value_declaration(field)
    found |= {key: value for key, value in said.items() if value}
    found |= {} if field.default is MISSING else {"default": field.default}
    return found | dict(field.extensions)


def value_declaration(field: Field) -> Declaration:
    """What a value of a field must be: its type, with what limits it."""
    if field.type_name is not None:
        return {"type": field.type_name}
    type_ = field.type
    match type_:
        case RecursiveType(name=name):
            return {"type": name}
        case UnionType(options=options, discriminator=told):
            told_by = {} if told is None else {"discriminator": told}
            return {"one_of": list(map(_inner, options)), **told_by}
        case ArrayType(items=items):
            return {"type": "array", "items": _inner(items), **_limits(type_)}
        case TupleType(prefix_items=places, items=rest):
            behind = {} if rest is None else {"items": _inner(rest)}
            row = {"type": "array", "prefixItems": list(map(_inner, places))}
            return {**row, **behind, **_limits(type_)}
        case MapType(values=values, keys=keys):
            found: Declaration = {"type": "map", "values": _inner(values)}
            if keys is not None:
                found["keys"] = keys.type_name or getattr(keys.type, "pattern", None)
            return found | _limits(type_)
        case ObjectType(fields=fields, open=is_open):
            if is_open and not fields:
                return {"type": "object"}
            is_said = {"open": True} if is_open else {}
            return {"type": "object", "fields": fields_declaration(fields), **is_said}
        case _:
            return scalar_declaration(type_)


def scalar_declaration(type_: DataType) -> Declaration:
    """A type that holds no other."""
    only, kind = constant(type_), type_name(type_)
    if only is None:
        return {"type": kind, **_limits(type_)}
    told = {} if _KINDS.get(type(only.value)) == kind else {"type": kind}
    return {**told, "const": only.value}


def _inner(field: Field) -> object:
    """The short form, where nothing but a type is said."""
    found = field_declaration(field)
    return found["type"] if found.keys() == {"type"} else found


def _limits(type_: DataType) -> Declaration:
    found: Declaration = {}
    for keyword, limit in limits_of(type_):
        if keyword.name != "enum":
            found[keyword.name] = limit
            continue
        found["enum"] = [member.value for member in limit]
        if any(member.meaning for member in limit):
            found[MEANINGS] = [member.meaning for member in limit]
    return found


def constraint_declaration(constraint: Constraint) -> Declaration:
    """A constraint of a method, a type or a result, as it stands there."""
    found: Declaration = {"id": constraint.id.rpartition(".")[2]}
    match constraint.shape:
        case WhenThen(when=when, then=then):
            found |= {"when": authored(when), "then": authored(then)}
        case Rule(rule=rule):
            found["rule"] = authored(rule)
        case Group(kind=kind, members=members):
            found[kind.value] = [
                paths[0] if len(paths) == 1 else paths
                for paths in ([".".join(path) for path in one] for one in members)
            ]
    found |= {
        key: value
        for key, value in (
            ("error", constraint.error),
            ("blame", [".".join(path) for path in constraint.blame]),
            ("message", constraint.message),
            ("description", constraint.description),
        )
        if value
    }
    if constraint.examples:
        found["examples"] = {
            key: given
            for key, accepted in (("accept", True), ("reject", False))
            if (
                given := [
                    dict(one.params)
                    for one in constraint.examples
                    if one.accepted is accepted
                ]
            )
        }
    return found | dict(constraint.extensions)


def beside_schema(field: Field, said: Declaration, *, closed: bool) -> Declaration:
    """What a schema of a field's values, null apart, does not say; `closed` where it tells open objects from others.

    Where there is a `type` in it, it is all that limits the values, in place of the schema's keywords.
    """
    type_ = field.type
    found: Declaration = {}
    if field.secret and field.default is not MISSING:
        found["default"] = field.default
    if field.secret and field.examples:
        found["examples"] = list(field.examples)
    if field.type_name is not None:
        return found
    match type_:
        case AnyType():
            return found | ({"nullable": True} if field.nullable else {})
        case UnionType(discriminator=told):
            return found | ({} if told is None else {"discriminator": told})
        case ObjectType(open=is_open):
            return found | ({"open": True} if is_open and not closed else {})
        case RecursiveType() | ArrayType() | TupleType() | MapType():
            return found
        case _:
            own = {"type": type_name(type_), **scalar_declaration(type_)}
            own.pop(MEANINGS, None)
            by_schema = {key: said[key] for key in said if key in _VALUE}
            # Beside null there is an `enum` in place of a `const`.
            is_said = by_schema == own and not (field.nullable and "const" in own)
            return found if is_said else found | own


_VALUE: Final = frozenset(
    "type enum const pattern format contentEncoding minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum "
    "multipleOf x-multiple-of x-enum allOf anyOf oneOf not".split()
)
"""Keywords by which a schema of ours limits a value that holds no other."""
