"""A field -> values to try: legal ones, plainest first, and ones that look like a list's members without being any."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import assert_never

from onespec import patterns
from onespec.cases.forms import shape
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    Missing,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.runtime.player.values import neighbours
from onespec.values import field_faults

FEW = 4
"""Samples taken of what could be listed without end."""


def is_legal(field: Field, value: object) -> bool:
    """Whether the field takes the value."""
    return not any(field_faults(field, value))


def legal_literals(field: Field) -> list[JsonValue]:
    """Values that the field takes, each once: enum members, examples, then the plainest of its type."""
    found: list[JsonValue] = []
    for value in itertools.chain(_stated(field), _plain(field)):
        if is_legal(field, value) and not any(_same(value, other) for other in found):
            found.append(value)
    return found


def _same(left: JsonValue, right: JsonValue) -> bool:
    return type(left) is type(right) and left == right


def _stated(field: Field) -> Iterator[JsonValue]:
    yield from field.examples
    match field.type:
        case StringType(enum=enum) | IntegerType(enum=enum) | NumberType(enum=enum):
            yield from (member.value for member in enum)
        case BooleanType():
            yield from (True, False)
        case _:
            pass
    if not isinstance(field.default, Missing):
        yield field.default


def _plain(field: Field) -> Iterator[JsonValue]:
    match field.type:
        case StringType() as text:
            yield from _texts(text)
        case IntegerType() | NumberType() as number:
            yield from _numbers(number)
        case BooleanType():
            pass
        case ArrayType(items=items) as array:
            values = legal_literals(items) or [None]
            least = max(array.min_items or 0, 1)
            yield list(itertools.islice(itertools.cycle(values), least))
            yield values[:least]
        case ObjectType(fields=fields):
            needed = [item for item in fields if item.required]
            yield {item.name: _first(item) for item in needed}
        case AnyType():
            yield "text"
        case _:
            assert_never(field.type)


def _first(field: Field) -> JsonValue:
    return next(iter(legal_literals(field)), None)


def _texts(text: StringType) -> Iterator[str]:
    least = text.min_length or 0
    most = 1_000 if text.max_length is None else text.max_length
    if text.pattern is not None:
        yield from itertools.islice(patterns.matching(text.pattern, least, most), FEW)
        return
    for sample in ("Hello", "text"):
        yield sample.ljust(least, "x")[:most]


def _numbers(number: IntegerType | NumberType) -> Iterator[int | float]:
    step = number.multiple_of or 1
    bounds = (
        number.minimum,
        number.maximum,
        number.exclusive_minimum,
        number.exclusive_maximum,
    )
    for start in (1, 0, *(bound for bound in bounds if bound is not None)):
        for value in (start, start + step, start - step):
            yield int(value) if float(value).is_integer() else value


def outsiders(field: Field, members: list[JsonValue]) -> list[JsonValue]:
    """Legal values that no list of `members` holds, most like its members first."""
    held = {str(member) for member in members}
    form = shape(field)
    tried: Iterator[JsonValue] = itertools.chain(
        (near for member in members for near in neighbours(form, member)),
        legal_literals(field),
    )
    found = [
        value for value in tried if is_legal(field, value) and str(value) not in held
    ]
    return (
        list(dict.fromkeys(found))[: 2 * FEW] if _hashable(found) else found[: 2 * FEW]
    )


def _hashable(values: list[JsonValue]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)
