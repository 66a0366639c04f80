"""A field -> what it accepts in words: its type, its limits, its default. Plain text, no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
)
from onespec.texts import json_text, show_hidden
from onespec.values import limits_of, type_name

CLASSES: Final = {
    "[0-9]": ("digit", "digits"),
    r"\d": ("digit", "digits"),
    "[1-9]": ("digit from 1 to 9", "digits from 1 to 9"),
    "[a-z]": ("small letter a-z", "small letters a-z"),
    "[A-Z]": ("capital letter A-Z", "capital letters A-Z"),
    "[a-zA-Z]": ("letter a-z", "letters a-z"),
    "[A-Za-z]": ("letter a-z", "letters a-z"),
    "[0-9a-f]": ("hexadecimal digit", "hexadecimal digits"),
    "[0-9a-fA-F]": ("hexadecimal digit", "hexadecimal digits"),
    "[a-zA-Z0-9]": ("letter or digit", "letters or digits"),
    "[A-Za-z0-9]": ("letter or digit", "letters or digits"),
}
"""Character classes that have a name; any other pattern is shown as it is."""

_ONE_CLASS: Final = re.compile(
    r"\^(\[[^\]\\^]+\]|\\d)(?:\{(\d+)(?:(,)(\d*))?\}|([+*?]))?\$\Z"
)
_LEADING_DIGIT: Final = re.compile(
    r"\^\[1-9\](?:\[0-9\]|\\d)(?:\{(\d+)(?:(,)(\d*))?\}|([+*?]))\$\Z"
)


def pattern_words(pattern: str) -> str:
    """`1 to 15 digits` for patterns that are one named class, else `matching` and the pattern itself."""
    if found := _ONE_CLASS.match(pattern):
        kind, low, comma, high, mark = found.groups()
        if kind in CLASSES:
            return count_words(*_repeats(low, comma, high, mark), *CLASSES[kind])
    if found := _LEADING_DIGIT.match(pattern):
        least, most = _repeats(*found.groups())
        digits = count_words(
            least + 1, None if most is None else most + 1, "digit", "digits"
        )
        return f"{digits}, the first not 0"
    return f"matching {show_hidden(pattern)}"


def _repeats(
    low: str | None, comma: str | None, high: str | None, mark: str | None
) -> tuple[int, int | None]:
    if mark is not None:
        return {"+": (1, None), "*": (0, None), "?": (0, 1)}[mark]
    if low is None:
        return 1, 1
    if comma is None:
        return int(low), int(low)
    return int(low), int(high) if high else None


def count_words(least: int | None, most: int | None, one: str, many: str) -> str:
    """`1 to 15 digits`, `at least 1 item`; empty where any number of characters or items will do."""
    match least or None, most:
        case None, None:
            is_plain = one in ("character", "item", "entry", "byte")
            return many if least == 0 and not is_plain else ""
        case None, int(high):
            return f"at most {high} {one if high == 1 else many}"
        case int(low), None:
            return f"at least {low} {one if low == 1 else many}"
        case int(low), int(high) if low == high:
            return f"exactly {high} {one if high == 1 else many}"
        case _:
            return f"{least} to {most} {many}"


FORMATS: Final = {
    "date": "a date as YYYY-MM-DD",
    "time": "a time of day as hh:mm:ss with an offset",
    "date-time": "a date and time as YYYY-MM-DDThh:mm:ssZ",
    "duration": "a duration as P1DT2H3M",
    "email": "an e-mail address",
    "hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "uri": "an absolute URI",
    "uuid": "a UUID",
}
"""What each `format` asks for."""

TYPED: Final = {
    "date": "as YYYY-MM-DD",
    "datetime": "as YYYY-MM-DDThh:mm:ssZ",
    "time": "as hh:mm:ss with an offset",
    "duration": "as P1DT2H3M, without years and months",
    "decimal": "as text, without an exponent",
    "uuid": "",
    "bytes": "as base64",
}
"""How each type that travels as text is written, where its name does not tell."""


def json_words(value: JsonValue) -> str:
    """A value as JSON on one line."""
    return str(json_text(value, None))


def type_words(field: Field) -> str:
    """The type as an author says it: `integer`, `date`, `array of string`, `object`, `string or null`."""
    null = ["null"] if field.nullable else []
    if isinstance(field.type, UnionType):
        return alternatives([*map(option_words, field.type.options), *null])
    return alternatives([_type_words(field.type), *null])


def docs_type(field: Field) -> str:
    """The type as the API's own docs say it, where they differ from JSON Schema; else the same."""
    return field.docs_type or type_words(field)


def _type_words(type_: DataType) -> str:
    if isinstance(type_, ArrayType):
        words = type_words(type_.items)
        is_union = isinstance(type_.items.type, UnionType)
        return f"array of ({words})" if is_union else f"array of {words}"
    if isinstance(type_, TupleType):
        places = ", ".join(map(type_words, type_.prefix_items))
        rest = f", then {type_words(type_.items)}" if type_.items is not None else ""
        return f"array of [{places}{rest}]"
    if isinstance(type_, MapType):
        words = type_words(type_.values)
        is_union = isinstance(type_.values.type, UnionType)
        return f"map of string to {f'({words})' if is_union else words}"
    if isinstance(type_, RecursiveType):
        return type_.name
    return type_name(type_)


def option_words(option: Field) -> str:
    """What an option of a union is called: its shared type, else the type in words."""
    return option.type_name or type_words(option)


def alternatives(words: Iterable[str]) -> str:
    """`Card, Transfer or string`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def enum_values(field: Field) -> tuple[EnumValue, ...]:
    """The values a field is limited to; empty where it isn't."""
    type_ = field.type
    if isinstance(
        type_, StringType | IntegerType | NumberType | BooleanType | FormatType
    ):
        return type_.enum
    return ()


def limits(
    field: Field, *, enum: bool = True, form: bool = True, most: int = 24
) -> str:
    """What a value must be beyond its type, as one phrase: `1 to 15 digits`, `one of "in", "out"`.

    Empty where anything of the type goes. `enum=False` leaves the values out, for pages that list them beside;
    of more than `most` values the first ones are named. `form=False` leaves out how a value is written that has a type of
    its own in Python, for those who never write it.
    """
    phrases = [*_limits(field.type, enum=enum, form=form, most=most)]
    if field.nullable and phrases:
        phrases[-1] += ", or null"
    return "; ".join(phrases)


def default_words(field: Field) -> str:
    """`true`, `"in"`, the note on a default that only the server knows, or nothing."""
    if field.default is not MISSING:
        return "a secret" if field.secret else json_words(field.default)
    return field.default_note


def _limits(type_: DataType, *, enum: bool, form: bool, most: int) -> list[str]:
    match type_:
        case StringType():
            found = [_one_of(type_.enum, most) if enum else "", *_string(type_)]
        case IntegerType() | NumberType():
            found = [
                _one_of(type_.enum, most) if enum else "",
                _range(type_),
                *_own_phrases(type_),
            ]
        case BooleanType():
            found = [_one_of(type_.enum, most) if enum else ""]
        case FormatType():
            found = [
                TYPED[type_.format] if form else "",
                _one_of(type_.enum, most) if enum else "",
                _range(type_),
                *_own_phrases(type_),
                count_words(type_.min_length, type_.max_length, "byte", "bytes"),
            ]
        case ArrayType():
            found = _array(type_, form, most)
        case TupleType():
            found = _tuple(type_, form, most)
        case MapType():
            found = _map(type_, form, most)
        case ObjectType(open=open_):
            found = ["further members are allowed" if open_ else ""]
        case UnionType(discriminator=str() as member):
            found = [f'told apart by "{member}"']
        case UnionType() | RecursiveType() | AnyType():
            found = []
        case _:
            assert_never(type_)
    return [phrase for phrase in found if phrase]


def _one_of(values: tuple[EnumValue, ...], most: int) -> str:
    if not values:
        return ""
    shown = ", ".join(json_words(member.value) for member in values[:most])
    if len(values) == 1:
        return f"only {shown}"
    if len(values) > most:
        return f"one of {len(values)} values: {shown}, ..."
    return f"one of {shown}"


def _string(type_: StringType) -> list[str]:
    length = count_words(type_.min_length, type_.max_length, "character", "characters")
    if length == "at least 1 character":
        length = "not empty"
    named = "" if type_.format is None else FORMATS[type_.format]
    return [
        named,
        "" if type_.pattern is None else pattern_words(type_.pattern),
        length,
        *_own_phrases(type_),
    ]


def _bound(value: int | float | str) -> str:
    """A limit; one that is a text is told without quotes."""
    return value if isinstance(value, str) else json_words(value)


MOMENTS: Final = frozenset(["date", "datetime", "time"])
"""Formats whose values are earlier or later than others, where those of the rest are less or more."""
_AS_NUMBERS: Final = ("more than {}", "less than {}", "at least {}", "at most {}")
_AS_MOMENTS: Final = ("after {}", "before {}", "{} or later", "{} or earlier")


def _range(type_: IntegerType | NumberType | FormatType) -> str:
    low, high = type_.minimum, type_.maximum
    if low is not None and low == high:
        return f"exactly {_bound(low)}"
    is_moment = isinstance(type_, FormatType) and type_.format in MOMENTS
    more, less, least, most = _AS_MOMENTS if is_moment else _AS_NUMBERS
    bounds: list[str] = []
    if type_.exclusive_minimum is not None:
        bounds.append(more.format(_bound(type_.exclusive_minimum)))
    if type_.exclusive_maximum is not None:
        bounds.append(less.format(_bound(type_.exclusive_maximum)))
    if low is not None and high is not None:
        bounds.insert(0, f"{_bound(low)} to {_bound(high)}")
    elif low is not None:
        bounds.insert(0, least.format(_bound(low)))
    elif high is not None:
        bounds.append(most.format(_bound(high)))
    return " and ".join(bounds)


def _own_phrases(type_: DataType) -> Iterator[str]:
    """The limits that are a phrase by themselves."""
    for keyword, limit in limits_of(type_):
        if keyword.words is not None:
            yield keyword.words(_bound(limit))


def _inner(field: Field, form: bool, most: int) -> str:
    """The limits of what is inside, in brackets where one could take a part of them for the limits of what is around."""
    words = limits(field, form=form, most=most)
    return f"({words})" if "; " in words or words.startswith(_OF_EACH) else words


_OF_EACH: Final = ("each ", "item ")


def _array(type_: ArrayType, form: bool, most: int) -> list[str]:
    each = _inner(type_.items, form, most)
    return [
        count_words(type_.min_items, type_.max_items, "item", "items"),
        *_own_phrases(type_),
        f"each item {each}" if each else "",
    ]


def _tuple(type_: TupleType, form: bool, most: int) -> list[str]:
    each = [_inner(place, form, most) for place in type_.prefix_items]
    found = [f"item {number} {text}" for number, text in enumerate(each, 1) if text]
    if type_.items is None:
        return found
    rest = _inner(type_.items, form, most)
    found = [*found, f"each further item {rest}"] if rest else found
    return [count_words(type_.min_items, type_.max_items, "item", "items"), *found]


def _map(type_: MapType, form: bool, most: int) -> list[str]:
    least, highest = type_.min_properties, type_.max_properties
    key = "" if type_.keys is None else _inner(type_.keys, form, most)
    each = _inner(type_.values, form, most)
    return [
        count_words(least, highest, "entry", "entries"),
        f"each key {key}" if key else "",
        f"each value {each}" if each else "",
    ]
