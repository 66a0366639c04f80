"""A list's or an object's type and what is asked of it -> values worth trying: the parts that rules ask about are varied."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Final, TypeAlias

from onespec.datatypes import ArrayType, Field, JsonValue, ObjectType
from onespec.language.ast import Path
from onespec.language.evaluate import ABSENT, Absent
from onespec.search.answers import Candidates
from onespec.search.atoms import Asked
from onespec.search.items import item_links
from onespec.search.links import Links

Inner: TypeAlias = Callable[[Field, Path, Links], Candidates]

MAX_PRODUCT: Final = 400
MAX_ITEMS: Final = 6
MAX_SIZE: Final = 200


def lists(
    field: Field, path: Path, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Short lists of each item worth trying, of pairs, of all constants, and of the sizes that rules ask about."""
    array = field.type
    assert isinstance(array, ArrayType)
    low = array.min_items or 0
    items = list(inner(array.items, ("",), item_links(path, note, links)).values)
    sizes = sorted(
        {low, *(size + shift for size in note.sizes for shift in (-1, 0, 1))}
    )
    found: list[JsonValue] = [*field.examples]
    for size in sizes:
        if low <= size <= MAX_SIZE:
            found.extend(_of_size(items, size, array))
    for item in items[: 4 * MAX_ITEMS]:
        found.append(_filled([item], items, max(1, low), array))
    for pair in islice(product(items[:MAX_ITEMS], repeat=2), MAX_ITEMS**2):
        found.append(_filled(list(pair), items, max(2, low), array))
    constants = [value for value in note.constants if value in items]
    if len(constants) > 2:
        found.append(constants)
    sure = {"presence"}
    if note.ways <= {"presence", "size"} and items and max(sizes) <= MAX_SIZE:
        sure |= set() if array.unique_items else {"size"}
    return Candidates(values=tuple(found), sure=frozenset(sure))


def _of_size(
    items: list[JsonValue], size: int, array: ArrayType
) -> Iterator[JsonValue]:
    if size == 0:
        yield []
    elif items and (len(items) >= size or not array.unique_items):
        yield _filled([], items, size, array)


def _filled(
    start: list[JsonValue], items: list[JsonValue], size: int, array: ArrayType
) -> list[JsonValue]:
    """A list grown to a size, by different items where they must differ."""
    spare = [item for item in items if item not in start]
    while len(start) < size and items:
        if array.unique_items and spare:
            start = [*start, spare.pop(0)]
        else:
            start = [*start, start[-1] if start else items[0]]
    return start


def objects(
    field: Field, path: Path, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Objects in which the members that rules ask about take their values, and the others only what is required."""
    kind = field.type
    assert isinstance(kind, ObjectType)
    below = [other for other in links.notes if other[: len(path)] == path]
    vary_all = bool(note.ways & {"size", "items", "other", "sum"})
    columns: list[list[JsonValue | Absent]] = []
    inside: dict[Path, frozenset[str]] = {}
    for member in kind.fields:
        where = (*path, member.name)
        found = inner(member, where, links)
        is_asked = any(other[: len(where)] == where for other in below)
        inside |= {where: found.sure, **found.inner}
        columns.append(_column(member, found.values, is_asked, vary_all))
    count = math.prod(map(len, columns))
    rows = [_object(kind, row) for row in islice(product(*columns), 4 * MAX_PRODUCT)]
    rows.sort(key=len)
    if count > MAX_PRODUCT:
        inside = {where: frozenset() for where in inside}
    lead = [] if below else list(field.examples)
    return Candidates(
        values=(*lead, *rows[:MAX_PRODUCT], *field.examples),
        sure=frozenset(["presence"]),
        inner=inside,
    )


def _column(
    member: Field, values: tuple[JsonValue, ...], is_asked: bool, vary_all: bool
) -> list[JsonValue | Absent]:
    column: list[JsonValue | Absent] = [] if member.required else [ABSENT]
    if is_asked:
        column.extend(values)
    elif member.required or vary_all:
        column.extend(values[:1])
    return column


def _object(
    kind: ObjectType, row: tuple[JsonValue | Absent, ...]
) -> dict[str, JsonValue]:
    return {
        member.name: value
        for member, value in zip(kind.fields, row, strict=True)
        if not isinstance(value, Absent)
    }
