"""Shared types that contain themselves -> whether some value of them comes to an end, and how small the smallest is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    MapType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
)
from onespec.diagnostics import Span

Sizes: TypeAlias = Mapping[str, float]
"""How much the smallest value of a type holds, by the name of the type; infinite where none comes to an end."""

Step: TypeAlias = tuple[str, Span | None]
"""A shared type on the way, and where it is named."""


def smallest(targets: Mapping[str, DataType]) -> dict[str, float]:
    """For each type that contains itself how much its smallest value holds, in characters and items."""
    sizes = dict.fromkeys(targets, math.inf)
    while True:
        found = {name: least(type_, sizes) for name, type_ in targets.items()}
        if found == sizes:
            return sizes
        sizes = found


def least(type_: DataType, sizes: Sizes) -> float:
    """How much the smallest legal value holds: lists of long lists soon fill the memory."""
    match type_:
        case StringType(min_length=length):
            return 1 + (length or 0)
        case ArrayType(items=items, min_items=int(count)) if count:
            return 1 + count * _least_of(items, sizes)
        case TupleType(prefix_items=places, items=rest, min_items=count):
            more = max((count or 0) - len(places), 0)
            size = 1 + sum(_least_of(place, sizes) for place in places)
            return size + (more * _least_of(rest, sizes) if rest and more else 0)
        case MapType(values=values, min_properties=int(count)) if count:
            return 1 + count * (1 + _least_of(values, sizes))
        case ObjectType(fields=fields):
            return 1 + sum(_least_of(one, sizes) for one in fields if one.required)
        case UnionType(options=options):
            return min(_least_of(one, sizes) for one in options)
        case RecursiveType(name=name):
            return sizes.get(name, 1)
        case _:
            return 1


def _least_of(field: Field, sizes: Sizes) -> float:
    return 1 if field.nullable else least(field.type, sizes)


def endless(name: str, type_: DataType, sizes: Sizes) -> list[Step]:
    """The shared types on the way from a type back to one that it can't do without."""
    found: list[Step] = [(name, None)]
    while not isinstance(type_, RecursiveType):
        field = next(_demanded(type_, sizes))
        type_ = field.type
        if field.type_name is not None:
            found.append((field.type_name, field.span))
    return found


def _demanded(type_: DataType, sizes: Sizes) -> Iterator[Field]:
    """What a value can't do without and that never comes to an end."""
    held: tuple[Field, ...] = ()
    match type_:
        case ArrayType(items=items):
            held = (items,)
        case TupleType(prefix_items=places, items=rest):
            held = places if rest is None else (*places, rest)
        case MapType(values=values):
            held = (values,)
        case ObjectType(fields=fields):
            held = tuple(one for one in fields if one.required)
        case UnionType(options=options):
            held = options
        case _:
            pass
    return (one for one in held if math.isinf(_least_of(one, sizes)))


def bare(name: str, targets: Mapping[str, DataType]) -> list[Step]:
    """The way from a type back to itself through nothing but other names and options; empty where there is none."""
    found: list[Step] = [(name, None)]
    left: list[tuple[DataType, list[Step]]] = [(targets[name], found)]
    seen: set[str] = set()
    while left:
        type_, way = left.pop()
        if isinstance(type_, RecursiveType):
            if type_.name == name:
                return way if len(way) > 1 else [*way, (name, None)]
            if type_.name not in seen:
                seen.add(type_.name)
                left.append((targets[type_.name], way))
        elif isinstance(type_, UnionType):
            for one in type_.options:
                step = [] if one.type_name is None else [(one.type_name, one.span)]
                left.append((one.type, [*way, *step]))
    return []
