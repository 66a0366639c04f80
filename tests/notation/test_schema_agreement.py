"""Schemas of made-up fields agree with the meaning of the value keywords, on values near every limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import jsonschema_rs
import pytest
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    item_field,
)
from onespec.notation.jsonschema_types import field_schema
from onespec.values import field_faults
from shapes import validator

TEXTS = ["", "a", "b", "ab", "abc", "a\n", "\n", "0", "\U0001f600", "é" * 4, "1,2"]
NUMBERS: list[object] = [0, 1, -1, 2, 3, 1.0, 1.5, -0.0, 0.3, 2.5e-7, 10**9]
OTHERS: list[object] = [None, True, False, [], {}, [None], {"a": None}]
WORDS = tuple(EnumValue(value=word) for word in ("a", "ab", "0"))
PATTERNS = (None, None, "^[a-z]+$", "a", "^[^,]{1,3}$", "b$", "^(?:0|ab)$")


def data_type(random: Random, depth: int) -> DataType:
    """A type with limits, now and then deep."""
    kinds = "string integer number boolean any array tuple map object"
    match random.choice(kinds.split() if depth else kinds.split()[:5]):
        case "string":
            return StringType(
                enum=random.choice([(), (), WORDS]),
                pattern=random.choice(PATTERNS),
                min_length=random.choice([None, 0, 1, 2]),
                max_length=random.choice([None, 2, 3]),
            )
        case "integer":
            return IntegerType(**limits(random))
        case "number":
            return NumberType(**limits(random))
        case "boolean":
            return BooleanType(enum=random.choice([(), (EnumValue(value=True),)]))
        case "array":
            return ArrayType(
                items=field(random, "", depth - 1),
                min_items=random.choice([None, 0, 1, 2]),
                max_items=random.choice([None, 1, 2]),
                unique_items=random.random() < 0.5,
            )
        case "tuple":
            places = [
                field(random, "", depth - 1) for _ in range(random.randrange(1, 4))
            ]
            rest = random.choice([None, None, field(random, "", depth - 1)])
            most = None if rest is None else random.choice([None, 4])
            return TupleType(prefix_items=tuple(places), items=rest, max_items=most)
        case "map":
            keys = StringType(pattern=random.choice(PATTERNS), max_length=2)
            return MapType(
                values=field(random, "", depth - 1),
                keys=random.choice([None, Field(name="", type=keys)]),
                min_properties=random.choice([None, 0, 1]),
                max_properties=random.choice([None, 1, 2]),
            )
        case "object":
            members = random.sample(["a", "b", "$c", "d[e]"], random.randrange(4))
            return ObjectType(
                fields=tuple(field(random, name, depth - 1) for name in members),
                open=random.random() < 0.3,
            )
    return AnyType()


def limits(random: Random) -> dict[str, int | float | None]:
    choose = random.choice
    return {
        "minimum": choose([None, None, 0, -1.5]),
        "exclusive_minimum": choose([None, None, 0, 1]),
        "maximum": choose([None, None, 2, 1e15]),
        "exclusive_maximum": choose([None, None, 3, 2.5]),
        "multiple_of": choose([None, None, 1, 2, 0.5, 1.5]),
    }


def field(random: Random, name: str, depth: int) -> Field:
    return Field(
        name=name,
        type=data_type(random, depth),
        required=random.random() < 0.4,
        nullable=random.random() < 0.3,
    )


def values(random: Random, made: Field, depth: int) -> Iterator[object]:
    """Values of every kind, and some of the field's own shape with one member or item changed."""
    yield from (*TEXTS, *NUMBERS, *OTHERS)
    if not depth:
        return
    match made.type:
        case ArrayType(items=items):
            pool = list(values(random, items, depth - 1))
            for _ in range(40):
                yield random.choices(pool, k=random.randrange(1, 4))
        case TupleType() as row:
            pool = list(values(random, row.prefix_items[0], depth - 1))
            for size in range(1, 5):
                for _ in range(15):
                    due = [
                        item_field(row, at) or row.prefix_items[0] for at in range(size)
                    ]
                    yield [random.choice([*own(random, one), *pool]) for one in due]
        case MapType(values=held):
            pool = list(values(random, held, depth - 1))
            for _ in range(40):
                names = random.sample(
                    ["a", "ab", "abc", "b\n", "0", ""], random.randrange(4)
                )
                yield {name: random.choice(pool) for name in names}
        case ObjectType(fields=fields):
            pools = {f.name: list(values(random, f, depth - 1)) for f in fields}
            for _ in range(40):
                kept = [name for name in pools if random.random() < 0.8]
                extra = {"more": 1} if random.random() < 0.2 else {}
                yield {name: random.choice(pools[name]) for name in kept} | extra


def own(random: Random, made: Field) -> list[object]:
    """Something legal, where it is easily found."""
    return [
        value for value in values(random, made, 0) if not any(field_faults(made, value))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_two_validators_agree_with_the_meaning(seed: int) -> None:
    random = Random(seed)
    made = field(random, "p", 3)
    schema = field_schema(made)
    judge, second = validator(schema), jsonschema_rs.Draft202012Validator(schema)
    for value in values(random, made, 3):
        expected = not any(field_faults(made, value))
        assert expected == judge.is_valid(value), json.dumps([schema, value])
        assert expected == second.is_valid(value), json.dumps([schema, value])


@pytest.mark.parametrize("value", [0, 0.1, 0.3, 0.7, 1.1, 123456.7])
def test_a_decimal_step_refuses_no_multiple_of_it(value: float) -> None:
    made = Field(name="p", type=NumberType(multiple_of=0.1))
    assert [] == list(field_faults(made, value))
    assert validator(field_schema(made)).is_valid(value)


def test_a_decimal_step_is_told_where_it_is_not_checked() -> None:
    made = Field(name="p", type=NumberType(multiple_of=0.1))
    expected = {"type": "number", "x-multiple-of": 0.1}
    assert expected == field_schema(made)
    whole = replace(made, type=NumberType(multiple_of=3))
    assert {"type": "number", "multipleOf": 3} == field_schema(whole)
