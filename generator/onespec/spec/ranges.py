"""A type's limits held against one another -> the one that leaves no value, or that means nothing for the type."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from onespec import patterns
from onespec.datatypes import (
    ArrayType,
    BooleanType,
    DataType,
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    StringType,
)
from onespec.diagnostics import Diagnostic
from onespec.messages import spec as say
from onespec.runtime.client.formats import FORMATS
from onespec.runtime.client.order import sort_key
from onespec.spec.keys import scalar
from onespec.spec.nodes import MappingNode, ScalarNode

Numbers: TypeAlias = IntegerType | NumberType
LOWER: Final = ("minimum", "exclusiveMinimum")
UPPER: Final = ("maximum", "exclusiveMaximum")


def fractions_of(body: MappingNode, name: str) -> Iterator[Diagnostic]:
    """Bounds and steps of an integer that are none themselves."""
    for key in (*LOWER, *UPPER, "multipleOf"):
        node = scalar(body, key)
        if node is None or not isinstance(node.value, float):
            continue
        if node.value.is_integer():
            continue
        least = math.floor(node.value) + (key == "minimum")
        if key == "exclusiveMaximum":
            least = math.ceil(node.value)
        mend = "a whole number" if key == "multipleOf" else str(least)
        yield say.fraction_of_integer(node.span, name, key, node.value, mend)


def empty_range(type_: Numbers, body: MappingNode, name: str) -> Iterator[Diagnostic]:
    """The bounds between which no number lies."""
    low, high = _tightest(body, LOWER), _tightest(body, UPPER)
    if low is None or high is None:
        return
    (low_key, bottom), (high_key, top) = low, high
    is_open = "exclusive" in low_key or "exclusive" in high_key
    step = Fraction(str(type_.multiple_of)) if type_.multiple_of else None
    if isinstance(type_, IntegerType) and step is None:
        step = Fraction(1)
    if bottom > top or (bottom == top and is_open):
        step = None
    elif step is None or _has_multiple(low, high, step):
        return
    node = scalar(body, high_key)
    assert node is not None
    keys = [f"`{key}: {scalar_text(body, key)}`" for key in (low_key, high_key)]
    if step is not None and type_.multiple_of:
        keys.append(f"`multipleOf: {type_.multiple_of}`")
    yield say.empty_range(node.span, name, keys)


def empty_span(type_: FormatType, body: MappingNode, name: str) -> Iterator[Diagnostic]:
    """The bounds between which no value lies, of a type whose bounds are texts; a step that is none."""
    step = scalar(body, "multipleOf")
    if step is not None and Fraction(str(step.value)) <= 0:
        yield say.step_of_nothing(step.span, name, str(step.value))
        return
    sides: list[tuple[str, str, bool]] = []
    for keys, pick in ((LOWER, max), (UPPER, min)):
        found = [
            (sort_key(type_.format, str(node.value)), "exclusive" in key, key)
            for key in keys
            if (node := scalar(body, key)) is not None
        ]
        if not found:
            return
        best = pick(key for key, _, _ in found)
        bound, is_open, key = [one for one in found if one[0] == best][-1]
        sides.append((bound, key, is_open))
    (low, low_key, low_open), (high, high_key, high_open) = sides
    node = scalar(body, high_key)
    assert node is not None
    if low > high or (low == high and (low_open or high_open)):
        shown = [f"`{key}: {scalar_text(body, key)}`" for key in (low_key, high_key)]
        yield say.empty_range(node.span, name, shown)


def scalar_text(body: MappingNode, key: str) -> object:
    """A bound as it is written."""
    node = scalar(body, key)
    return node.value if node is not None else None


def _tightest(body: MappingNode, keys: tuple[str, str]) -> tuple[str, Fraction] | None:
    """The bound that counts of an inclusive and an exclusive one; where they are equal, the exclusive one."""
    found: list[tuple[str, Fraction]] = []
    for key in keys:
        node = scalar(body, key)
        if node is not None and isinstance(node.value, int | float):
            found.append((key, Fraction(str(node.value))))
    if not found:
        return None
    pick = max if keys is LOWER else min
    best = pick(value for _, value in found)
    return [item for item in found if item[1] == best][-1]


def _has_multiple(
    low: tuple[str, Fraction], high: tuple[str, Fraction], step: Fraction
) -> bool:
    first = math.ceil(low[1] / step)
    if first * step == low[1] and "exclusive" in low[0]:
        first += 1
    last = math.floor(high[1] / step)
    if last * step == high[1] and "exclusive" in high[0]:
        last -= 1
    return first <= last


def empty_text(type_: StringType, body: MappingNode, name: str) -> Iterator[Diagnostic]:
    """A length that no text of the pattern, or of the format, has."""
    forms: list[tuple[str, int, int | None]] = []
    if type_.pattern is not None:
        forms.append(("pattern", *patterns.lengths(type_.pattern)))
    if type_.format is not None:
        form = FORMATS[type_.format]
        least, most = patterns.lengths(form.pattern)
        forms.append(("format", least, form.longest or most))
    for key, least, most in forms:
        bounds = (("maxLength", type_.max_length), ("minLength", type_.min_length))
        for bound, limit in bounds:
            if limit is None:
                continue
            is_short = bound == "maxLength" and limit < least
            is_long = bound == "minLength" and most is not None and limit > most
            node = scalar(body, bound)
            if node is not None and (is_short or is_long):
                shown = f"`{key}: {scalar_text(body, key)}`"
                yield say.empty_range(node.span, name, [shown, f"`{bound}: {limit}`"])
                return


def empty_list(array: ArrayType, body: MappingNode, name: str) -> Iterator[Diagnostic]:
    """More items than there are different ones."""
    count = _count(array.items.type)
    if array.items.nullable and count is not None:
        count += 1
    node = scalar(body, "minItems")
    if not array.unique_items or count is None or node is None:
        return
    if array.min_items is not None and array.min_items > count:
        yield say.too_few_items(node.span, name, array.min_items, count)


def empty_map(pairs: MapType, bound: ScalarNode, name: str) -> Diagnostic | None:
    """More entries than there are keys; `bound` is the least number of them."""
    count = None if pairs.keys is None else _count(pairs.keys.type)
    least = pairs.min_properties
    if count is None or least is None or least <= count:
        return None
    return say.too_few_keys(bound.span, name, least, count)


def _count(type_: DataType) -> int | None:
    """How many values a type has, where they are few."""
    enum = getattr(type_, "enum", ())
    if enum:
        return len(enum)
    match type_:
        case BooleanType():
            return 2
        case IntegerType(minimum=low, maximum=high):
            if low is None or high is None or type_.multiple_of is not None:
                return None
            return math.floor(high) - math.ceil(low) + 1
        case _:
            return None
