"""Conditions that no keyword says -> every combination of values of which they hold, where there are few."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from onespec.datatypes import BooleanType, IntegerType, NumberType, StringType
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Literal,
    Path,
    Read,
    Root,
    Unary,
    walk,
)
from onespec.language.evaluate import evaluate, same
from onespec.notation.jsonschema_places import Schema, at, every, some

MAX_COMBINATIONS: Final = 64


def enumerated(expr: Expr, truth: bool) -> Schema | None:
    """The combinations as a schema; None where they are too many or not known."""
    reads = _reads(expr)
    if reads is None:
        return None
    columns = [_values(read) for read in reads]
    count = 1
    for column in columns:
        if column is None:
            return None
        count *= len(column)
    if not reads or count > MAX_COMBINATIONS:
        return None
    rows = [
        row
        for row in product(*(column or [] for column in columns))
        if evaluate(expr, _request(reads, row)) is truth
    ]
    if len(reads) == 1:
        return _listed(reads[0], [row[0] for row in rows])
    return some([_row(reads, row) for row in rows])


def _reads(expr: Expr) -> list[Read] | None:
    """The params an expression reads, each once; None where it asks anything else of the request."""
    found: dict[Path, Read] = {}
    for part in walk(expr):
        match part:
            case Read(root=Root.PARAMS):
                found.setdefault(part.path, part)
            case Literal() | Unary() | Binary() | Conditional():
                continue
            case _:
                return None
    return list(found.values())


def _values(read: Read) -> list[bool | int | float | str] | None:
    """Every value a read can have."""
    if any(read.nullable):
        return None
    match read.type:
        case BooleanType():
            return [False, True]
        case StringType(enum=enum) | NumberType(enum=enum) if enum:
            return [member.value for member in enum]
        case IntegerType(enum=enum) if enum:
            return [member.value for member in enum]
        case IntegerType(minimum=int() as low, maximum=int() as high):
            return list(range(low, high + 1)) if high - low < MAX_COMBINATIONS else None
        case _:
            return None


def _request(reads: list[Read], row: tuple[object, ...]) -> dict[str, object]:
    params: dict[str, object] = {}
    for read, value in zip(reads, row, strict=True):
        inside = params
        for name in read.path[:-1]:
            inner = inside.setdefault(name, {})
            assert isinstance(inner, dict)
            inside = inner
        inside[read.path[-1]] = value
    return params


def _listed(read: Read, values: list[object]) -> Schema:
    schema: Schema = {"enum": values} if values else {"not": {}}
    return at(read, schema, lambda default: any(same(default, v) for v in values))


def _row(reads: list[Read], row: tuple[object, ...]) -> Schema:
    return every(list(_cells(reads, row)))


def _cells(reads: list[Read], row: tuple[object, ...]) -> Iterator[Schema]:
    for read, value in zip(reads, row, strict=True):
        yield _cell(read, value)


def _cell(read: Read, value: object) -> Schema:
    return at(read, {"const": value}, lambda default: same(default, value))
