"""A type -> how much it is once every shared type in it is written out: few lines of a spec can make a billion members."""

from __future__ import annotations

from typing import Final, TypeAlias

from onespec.datatypes import ArrayType, DataType, ObjectType

DEPTH: Final = 40
"""Levels that a type may have, as a file may have."""

MEMBERS: Final = 2_000
"""Members that a type may have on all its levels together."""

TOGETHER: Final = 20_000
"""Members that the fields of one object, or all params of a method, may have together."""

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
