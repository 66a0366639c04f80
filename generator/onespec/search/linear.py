"""A comparison -> the weight of each param in it, where it is a weighted sum; and where a single param tips it."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from onespec.language.ast import Binary, Call, Expr, Literal, Path, Read, Root, Unary
from onespec.language.functions import FUNCTIONS

Weights: TypeAlias = dict[Path, Fraction]


def weighted(expr: Expr) -> tuple[Weights, Fraction] | None:
    """Weights of params and what is added to them; None for anything but a weighted sum."""
    match expr:
        case Literal(value=bool()):
            return None
        case Literal(value=int() | float() as value):
            return {}, Fraction(value)
        case Read(root=Root.PARAMS, path=path):
            return {path: Fraction(1)}, Fraction(0)
        case Call(function=name, args=(inner,)) if FUNCTIONS[name].silent:
            return weighted(inner)
        case Unary(op="-", operand=operand):
            return _scaled(weighted(operand), Fraction(-1))
        case Binary(op="+" | "-" as op, left=left, right=right):
            sign = Fraction(1 if op == "+" else -1)
            return _added(weighted(left), _scaled(weighted(right), sign))
        case Binary(op="*", left=left, right=right):
            return _product(weighted(left), weighted(right))
        case _:
            return None


def _scaled(
    known: tuple[Weights, Fraction] | None, factor: Fraction
) -> tuple[Weights, Fraction] | None:
    if known is None:
        return None
    return {path: factor * weight for path, weight in known[0].items()}, factor * known[
        1
    ]


def _added(
    left: tuple[Weights, Fraction] | None, right: tuple[Weights, Fraction] | None
) -> tuple[Weights, Fraction] | None:
    if left is None or right is None:
        return None
    total = dict(left[0])
    for path, weight in right[0].items():
        total[path] = total.get(path, Fraction(0)) + weight
    return {path: weight for path, weight in total.items() if weight}, left[1] + right[
        1
    ]


def _product(
    left: tuple[Weights, Fraction] | None, right: tuple[Weights, Fraction] | None
) -> tuple[Weights, Fraction] | None:
    if left is None or right is None:
        return None
    if not left[0]:
        return _scaled(right, left[1])
    return _scaled(left, right[1]) if not right[0] else None


def tipping_point(left: Expr, right: Expr) -> int | float | None:
    """The value of the one param in a comparison at which its sides are equal, where a number can say it exactly."""
    known = _added(weighted(left), _scaled(weighted(right), Fraction(-1)))
    if known is None or len(known[0]) != 1:
        return None
    point = -known[1] / next(iter(known[0].values()))
    if point.denominator == 1:
        return int(point)
    near = float(point)
    return near if Fraction(near) == point else None
