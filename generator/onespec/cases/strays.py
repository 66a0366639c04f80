"""Values of the right type that a field does not take, nearest misses first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from onespec import patterns
from onespec.cases.expectations import leaves
from onespec.cases.scene import Scene
from onespec.cases.spots import Spot
from onespec.cases.supply import is_legal, legal_literals
from onespec.cases.widths import widest
from onespec.datatypes import (
    ArrayType,
    EnumValue,
    IntegerType,
    JsonValue,
    NumberType,
    StringType,
)

MOST: Final = 4
"""Misses tried of one field."""

LONGEST: Final = 1_000
"""Longer texts are not tried."""

FAR: Final = 10_000
"""A bound on a length or a number of items that lies further out is not gone to: the request would fill the memory."""

Stray: TypeAlias = tuple[str, str, Any]
"""Name for the id, words for the title, the value."""


def foreign_values(scene: Scene, spot: Spot) -> Iterator[Stray]:
    """Values just outside of what the field takes, each once."""
    seen: list[JsonValue] = []
    for name, title, value in _tried(spot):
        if value == "" and leaves(
            scene.service, scene.method, "empty-text", path=spot.path
        ):
            continue
        fraction = isinstance(value, float) and isinstance(spot.field.type, IntegerType)
        if fraction and leaves(scene.service, scene.method, "fraction", path=spot.path):
            continue
        if is_legal(spot.field, value) or value in seen:
            continue
        seen.append(value)
        yield name, title, value
        if len(seen) == MOST:
            return


def far_values(scene: Scene, spot: Spot) -> Iterator[Stray]:
    """Values far outside, for a field whose exact form is not known."""
    for name, title, value in (
        ("far-words", "is a sentence", "79 is not what is meant here"),
        ("far-signs", "is made of signs", "<>()"),
    ):
        if not is_legal(spot.field, value):
            yield name, title, value


def _tried(spot: Spot) -> Iterator[Stray]:
    kind = spot.field.type
    match kind:
        case StringType(enum=enum) if enum:
            yield from _near_enum([str(item.value) for item in enum])
        case StringType():
            yield from _near_text(spot, kind)
        case IntegerType() | NumberType():
            yield from _near_number(kind)
        case ArrayType():
            yield from _near_list(spot, kind)
        case _:
            return


def _near_enum(values: list[str]) -> Iterator[Stray]:
    first = values[0]
    both = first + values[1] if len(values) > 1 else first * 2
    yield "two-values", "is two of its values at once", both
    yield "longer-value", "is one of its values with a letter more", f"{first}x"
    cased = next((value for value in values if value.swapcase() != value), None)
    if cased is not None:
        yield "other-case", "is one of its values in other letters", cased.swapcase()
    yield "empty", "is empty", ""


def _near_text(spot: Spot, kind: StringType) -> Iterator[Stray]:
    if kind.max_length is not None and kind.max_length < FAR:
        for value in _texts(kind, kind.max_length + 1):
            yield "too-long", "is a character too long", value
            break
    if kind.min_length:
        for value in _texts(kind, kind.min_length - 1):
            yield "too-short", "is a character too short", value
            break
    if kind.pattern is not None:
        yield from _near_pattern(spot, kind.pattern)


def _texts(kind: StringType, length: int) -> Iterator[str]:
    if kind.pattern is not None:
        yield from patterns.matching(kind.pattern, length, length)
    elif length >= 0:
        yield "x" * length


def _near_pattern(spot: Spot, pattern: str) -> Iterator[Stray]:
    good = [
        value
        for value in legal_literals(spot.field)
        if isinstance(value, str) and value
    ]
    most = longest(pattern)
    if most:
        yield "too-long", "is a character too long", most + most[-1]
    plain = good[0] if good else "1"
    for name, title, value in (
        ("letter", "has a letter in it", f"{plain[:-1]}a"),
        ("zero-in-front", "has a zero in front", f"0{plain}"[: max(len(plain), 2)]),
        ("plus-in-front", "has a plus sign in front", f"+{plain}"),
        ("line-end", "ends in a line end", f"{plain}\n"),
        ("sign", "has a sign in it", f"{plain[:1]}-{plain[1:]}"),
        ("other-digits", "is in digits of another script", _other_digits(plain)),
    ):
        yield name, title, value
    for place, value in enumerate(itertools.islice(patterns.failing(pattern), 4)):
        if value:
            yield f"other-form-{place}", "is of another form", value
    yield "empty", "is empty", ""


def _other_digits(text: str) -> str:
    return "".join(
        chr(0x660 + int(char)) if char.isdecimal() else char for char in text
    )


def longest(pattern: str) -> str:
    """A text of the greatest length that matches, where there is a bound; nothing otherwise."""
    width = widest(pattern)
    if not width or width > LONGEST:
        return ""
    return next(patterns.matching(pattern, width, width), "")


def _near_number(kind: IntegerType | NumberType) -> Iterator[Stray]:
    step = 1 if isinstance(kind, IntegerType) else 0.5
    if kind.enum:
        yield "other-number", "is a number that is not listed", _unlisted(kind.enum)
    for name, title, bound, by in (
        ("too-small", "is below the least", kind.minimum, -step),
        ("too-great", "is above the greatest", kind.maximum, step),
        ("at-lower-bound", "is the excluded least", kind.exclusive_minimum, 0),
        ("at-upper-bound", "is the excluded greatest", kind.exclusive_maximum, 0),
    ):
        if bound is not None:
            value = bound + by
            yield name, title, int(value) if float(value).is_integer() else value
    if kind.multiple_of:
        half = kind.multiple_of / 2
        yield "between-steps", "is no multiple", (
            int(half) if float(half).is_integer() else half
        )
    if isinstance(kind, IntegerType):
        yield "fraction", "has a fraction", 1.5


def _unlisted(enum: tuple[EnumValue, ...]) -> int:
    return int(max(float(item.value) for item in enum)) + 1


def _near_list(spot: Spot, kind: ArrayType) -> Iterator[Stray]:
    items: list[Any] = list(legal_literals(kind.items)) or [None]
    if kind.max_items is not None and kind.max_items < FAR:
        many = list(itertools.islice(itertools.cycle(items), kind.max_items + 1))
        yield "too-many", "has an item too many", many
    if kind.min_items:
        few = list(itertools.islice(itertools.cycle(items), kind.min_items - 1))
        yield "too-few", "has an item too few", few
    if kind.unique_items:
        yield "twice", "has an item twice", [items[0], items[0]]
