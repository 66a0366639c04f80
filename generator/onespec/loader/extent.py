"""A type -> how much it is once every shared type in it is written out: few lines of a spec can make a billion members."""

from __future__ import annotations

from typing import Final, TypeAlias

from onespec.datatypes import ArrayType, DataType, ObjectType, StringType

DEPTH: Final = 40
"""Levels that a type may have, as a file may have."""

MEMBERS: Final = 2_000
"""Members that a type may have on all its levels together."""

TOGETHER: Final = 20_000
"""Members that the fields of one object, or all params of a method, may have together."""

LEAST: Final = 100_000
"""Characters and items that the smallest legal value may have."""

Extent: TypeAlias = tuple[int, int]
"""Members and levels."""

Known: TypeAlias = dict[int, tuple[DataType, Extent]]
"""What was counted, by identity; with the type, so that no other can come to have its identity."""


def extent(type_: DataType, known: Known) -> Extent:
    """Members and levels of a type; a shared one is counted once."""
    if not isinstance(type_, ObjectType | ArrayType):
        return 1, 1
    found = known.get(id(type_))
    if found is None:
        held = type_.fields if isinstance(type_, ObjectType) else (type_.items,)
        parts = [extent(field.type, known) for field in held]
        members = 1 + sum(count for count, _ in parts)
        levels = 1 + max((deep for _, deep in parts), default=0)
        found = known[id(type_)] = type_, (members, levels)
    return found[1]


def least(type_: DataType) -> int:
    """How much the smallest legal value holds, in characters and items: lists of long lists soon fill the memory."""
    match type_:
        case StringType(min_length=length):
            return 1 + (length or 0)
        case ArrayType(items=items, min_items=count):
            return 1 + (count or 0) * least(items.type)
        case ObjectType(fields=fields):
            return 1 + sum(least(field.type) for field in fields if field.required)
        case _:
            return 1
