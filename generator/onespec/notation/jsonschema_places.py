"""Schemas of values and of presence -> schemas of the whole request: where absence counts with a default, it may stay absent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from onespec.datatypes import MISSING, JsonValue, Missing
from onespec.language.ast import Has, Path, Read, Root

Schema: TypeAlias = dict[str, object]

NEVER: Schema = {"not": {}}


def at(read: Read, schema: Schema, holds: Callable[[object], bool]) -> Schema:
    """The request whose value at the path fits a schema; `holds` tells whether a default does."""
    path, defaults = read.path, read.defaults
    if read.root is Root.LOCAL:
        path, defaults = path[1:], defaults[1:]
    return _at(path, defaults, schema, holds)


def _at(
    path: Path,
    defaults: Sequence[JsonValue | Missing],
    schema: Schema,
    holds: Callable[[object], bool],
) -> Schema:
    if not path:
        return schema
    inner = _at(path[1:], defaults[1:], schema, holds)
    outer: Schema = {"properties": {path[0]: inner}}
    if defaults[0] is not MISSING and not _default_holds(path, defaults, holds):
        outer["required"] = [path[0]]
    return outer


def _default_holds(
    path: Path,
    defaults: Sequence[JsonValue | Missing],
    holds: Callable[[object], bool],
) -> bool:
    """Whether what stands for an absent step fits; one that is never read there does."""
    value: object = defaults[0]
    for name, own in zip(path[1:], defaults[1:]):
        inside = isinstance(value, Mapping) and name in value
        value = value[name] if inside else own  # type: ignore[index]
        if value is MISSING:
            return True
    return holds(value)


def sent(has: Has) -> Schema:
    """The request in which the key was sent."""
    path, flags = has.path, has.nullable or (False,) * len(has.path)
    if has.root is Root.LOCAL:
        path, flags = path[1:], flags[1:]
    return _sent(path, flags)


def _sent(path: Path, nullable: Sequence[bool]) -> Schema:
    schema: Schema = {"required": [path[0]]}
    if len(path) > 1:
        inner = _sent(path[1:], nullable[1:])
        if nullable[0]:
            inner = {"type": "object"} | inner
        schema["properties"] = {path[0]: inner}
    return schema


def every(parts: Sequence[Schema]) -> Schema:
    """All of several schemas, as one where their keywords do not meet."""
    merged: list[Schema] = []
    for part in parts:
        if part == {} or part in merged:
            continue
        for index, other in enumerate(merged):
            if _is_plain(part) and _is_plain(other) and _are_apart(part, other):
                merged[index] = _together(other, part)
                break
        else:
            merged.append(part)
    if len(merged) == 1:
        return merged[0]
    return {"allOf": merged} if merged else {}


def some(parts: Sequence[Schema]) -> Schema:
    """Any of several schemas."""
    if {} in parts:
        return {}
    kept = [part for part in parts if part != NEVER]
    if not kept:
        return NEVER
    return kept[0] if len(kept) == 1 else {"anyOf": kept}


def negative(schema: Schema) -> Schema:
    """Everything that does not fit a schema."""
    if len(schema) == 1 and "not" in schema:
        inner = schema["not"]
        assert isinstance(inner, dict)
        return inner
    return {"not": schema}


def _is_plain(schema: Schema) -> bool:
    return schema.keys() <= {"properties", "required"}


def _are_apart(left: Schema, right: Schema) -> bool:
    return not _members(left).keys() & _members(right).keys()


def _members(schema: Schema) -> Schema:
    members = schema.get("properties", {})
    assert isinstance(members, dict)
    return members


def _together(left: Schema, right: Schema) -> Schema:
    found: Schema = {}
    members = _members(left) | _members(right)
    if members:
        found["properties"] = members
    names = [*_names(left), *_names(right)]
    if names:
        found["required"] = list(dict.fromkeys(names))
    return found


def _names(schema: Schema) -> list[str]:
    names = schema.get("required", [])
    assert isinstance(names, list)
    return names
