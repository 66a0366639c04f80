"""A field's type, limits and default in words."""

from __future__ import annotations

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
)
from onespec.notation import english_types

PHONE = StringType(pattern="^[1-9][0-9]{0,14}$")
WAYS = StringType(enum=(EnumValue(value="in"), EnumValue(value="out")))


def field(type_: DataType) -> Field:
    return Field(name="x", type=type_)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (StringType(), ""),
        (PHONE, "1 to 15 digits, the first not 0"),
        (StringType(pattern="^[0-9]{4}$"), "exactly 4 digits"),
        (StringType(pattern="^[0-9]$"), "exactly 1 digit"),
        (StringType(pattern="^[a-z]{2,}$"), "at least 2 small letters a-z"),
        (StringType(pattern="^[0-9]*$"), "digits"),
        (StringType(pattern="^x[0-9]{4}$"), "matching ^x[0-9]{4}$"),
        (StringType(pattern="[0-9]{4}"), "matching [0-9]{4}"),
        (StringType(min_length=1), "not empty"),
        (StringType(min_length=2, max_length=2), "exactly 2 characters"),
        (StringType(max_length=1), "at most 1 character"),
        (StringType(format="date"), "a date as YYYY-MM-DD"),
        (WAYS, 'one of "in", "out"'),
        (StringType(enum=(EnumValue(value='"'),)), 'only "\\""'),
        (IntegerType(minimum=1, maximum=120), "1 to 120"),
        (IntegerType(minimum=5, maximum=5), "exactly 5"),
        (IntegerType(minimum=0), "at least 0"),
        (NumberType(exclusive_minimum=0, maximum=1.5), "more than 0 and at most 1.5"),
        (IntegerType(multiple_of=5, maximum=50), "at most 50; a multiple of 5"),
        (BooleanType(enum=(EnumValue(value=True),)), "only true"),
        (ArrayType(items=field(PHONE)), "each item 1 to 15 digits, the first not 0"),
        (
            ArrayType(items=field(StringType()), min_items=1, unique_items=True),
            "at least 1 item; no item twice",
        ),
        (
            MapType(
                values=field(MapType(values=field(IntegerType(minimum=2)))),
                min_properties=1,
            ),
            "at least 1 entry; each value (each value at least 2)",
        ),
        (
            ArrayType(items=field(IntegerType(minimum=2, multiple_of=2)), max_items=3),
            "at most 3 items; each item (at least 2; a multiple of 2)",
        ),
        (ObjectType(open=True), "further members are allowed"),
        (ObjectType(), ""),
        (AnyType(), ""),
    ],
)
def test_limits_are_one_phrase(type_: DataType, expected: str) -> None:
    assert expected == english_types.limits(field(type_))


def test_null_is_named_where_it_is_allowed() -> None:
    nullable = Field(name="x", type=WAYS, nullable=True)

    assert 'one of "in", "out", or null' == english_types.limits(nullable)
    assert "string or null" == english_types.type_words(nullable)


def test_many_values_are_counted_and_the_first_ones_named() -> None:
    many = StringType(enum=tuple(EnumValue(value=str(n)) for n in range(30)))

    assert 'one of 30 values: "0", "1", ...' == english_types.limits(
        field(many), most=2
    )


def test_values_can_be_left_to_a_list_beside() -> None:
    assert "" == english_types.limits(field(WAYS), enum=False)


def test_types_are_named_as_json_schema_names_them() -> None:
    nested = ArrayType(items=field(ArrayType(items=field(IntegerType()))))

    assert "array of array of integer" == english_types.type_words(field(nested))
    assert "number" == english_types.docs_type(
        Field(name="x", type=IntegerType(), docs_type="number")
    )


def test_hidden_characters_are_escaped() -> None:
    phrase = english_types.limits(field(StringType(pattern="^a\u202e\n$")))

    assert "matching ^a\\u202e\\x0a$" == phrase
    assert '"\\u202e"' == english_types.json_words("\u202e")


def test_a_default_is_a_value_or_a_note() -> None:
    note = Field(name="x", type=IntegerType(), default_note="the system's melody")

    assert "the system's melody" == english_types.default_words(note)
    assert '"in"' == english_types.default_words(
        Field(name="x", type=WAYS, default="in")
    )
    assert "" == english_types.default_words(field(WAYS))
