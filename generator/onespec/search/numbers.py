"""A number's type and the constants it meets -> values worth trying, by magnitude, and whether no others are needed."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from onespec.datatypes import IntegerType, NumberType

MAX_RANGE: Final = 64
MAX_VALUES: Final = 400


def whole_range(datatype: IntegerType | NumberType) -> list[int] | None:
    """Every integer of a small closed range; None for other types."""
    if isinstance(datatype, NumberType):
        return None
    low, high = _low(datatype), _high(datatype)
    if low is None or high is None or high - low > MAX_RANGE:
        return None
    return list(range(low, high + 1))


def _low(datatype: IntegerType) -> int | None:
    bounds: list[int] = []
    if datatype.minimum is not None:
        bounds.append(-(-Fraction(datatype.minimum) // 1))
    if datatype.exclusive_minimum is not None:
        bounds.append(Fraction(datatype.exclusive_minimum) // 1 + 1)
    return max(bounds, default=None)


def _high(datatype: IntegerType) -> int | None:
    bounds: list[int] = []
    if datatype.maximum is not None:
        bounds.append(Fraction(datatype.maximum) // 1)
    if datatype.exclusive_maximum is not None:
        bounds.append(-(-Fraction(datatype.exclusive_maximum) // 1) - 1)
    return min(bounds, default=None)


def around(
    constants: Iterable[int | float],
    datatype: IntegerType | NumberType,
    linked: int,
) -> tuple[list[int | float], bool]:
    """Each constant and bound with its neighbours, one for each linked param, by magnitude; and whether that is enough."""
    marks = sorted({*constants, *_bounds(datatype)} or {0})
    step: int | float = 1
    if isinstance(datatype.multiple_of, int):
        step = datatype.multiple_of
    found: set[int | float] = set()
    for mark in marks:
        base = _floor(mark, step) if isinstance(datatype, IntegerType) else mark
        found.update(base + shift * step for shift in range(-linked, linked + 2))
    if isinstance(datatype, NumberType):
        found.update(_between(marks, linked))
    ordered = sorted(found, key=lambda value: (abs(value), value < 0))
    exact = datatype.multiple_of is None and len(ordered) <= MAX_VALUES
    return ordered[:MAX_VALUES], exact


def _floor(mark: int | float, step: int | float) -> int:
    return int(Fraction(mark) // Fraction(step) * Fraction(step))


def _bounds(datatype: IntegerType | NumberType) -> list[int | float]:
    bounds = (
        datatype.minimum,
        datatype.maximum,
        datatype.exclusive_minimum,
        datatype.exclusive_maximum,
    )
    return [bound for bound in bounds if bound is not None]


def _between(marks: list[int | float], linked: int) -> Iterable[float]:
    """Points between neighbouring constants, as many as there are linked params."""
    for low, high in zip(marks, marks[1:]):
        gap = (high - low) / (linked + 1)
        yield from (low + gap * count for count in range(1, linked + 1))
