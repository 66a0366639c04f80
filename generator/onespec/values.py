"""A field and a JSON value -> what is wrong with the value: the meaning of the value keywords, which every notation is held to."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias, assert_never

from onespec import patterns
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
from onespec.patterns.schema import pattern_schema
from onespec.runtime.client.formats import FORMATS, has_format

Steps: TypeAlias = tuple[str | int, ...]

MISSING_FIELD: Final = "missing"
UNEXPECTED: Final = "unexpected"
WRONG_TYPE: Final = "type"
WRONG_VALUE: Final = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFault:
    """One thing wrong with a value."""

    slot: str
    """`missing`, `unexpected`, `type` or `value`: the protocol slot whose error answers it."""
    path: Steps
    """Where, from the value downwards; the name itself for a missing or unexpected member."""
    value: object = None
    """What stands there; None for a missing member."""
    field: Field | None = None
    """What should stand there, or what the key should be; None for an unexpected member."""
    is_key: bool = False
    """Whether it is the key of a map that is wrong."""


def field_faults(field: Field, value: object, path: Steps = ()) -> Iterator[ValueFault]:
    """Everything wrong with a value of a field; null is a fault unless the field is nullable."""
    if value is None:
        if not field.nullable and not isinstance(field.type, AnyType):
            yield ValueFault(slot=WRONG_TYPE, path=path, value=value, field=field)
        return
    if not has_type(field, value):
        yield ValueFault(slot=WRONG_TYPE, path=path, value=value, field=field)
        return
    if not _is_legal(field.type, value):
        yield ValueFault(slot=WRONG_VALUE, path=path, value=value, field=field)
    match field.type:
        case ArrayType() | TupleType() as listed:
            assert isinstance(value, Sequence)
            for index, item in enumerate(value):
                due = item_field(listed, index)
                if due is not None:
                    yield from field_faults(due, item, (*path, index))
        case MapType() as pairs:
            assert isinstance(value, Mapping)
            for key, item in value.items():
                if is_key(pairs, key):
                    yield from field_faults(pairs.values, item, (*path, key))
                else:
                    yield ValueFault(
                        slot=WRONG_VALUE,
                        path=(*path, key),
                        value=item,
                        field=pairs.keys,
                        is_key=True,
                    )
        case ObjectType(fields=fields, open=is_open):
            assert isinstance(value, Mapping)
            yield from member_faults(fields, value, path, is_open=is_open)
        case _:
            pass


def member_faults(
    fields: Sequence[Field],
    values: Mapping[str, object],
    path: Steps = (),
    *,
    is_open: bool = False,
) -> Iterator[ValueFault]:
    """Everything wrong with an object's members: strangers first, then each declared one in order."""
    declared = {field.name for field in fields}
    if not is_open:
        for name, value in values.items():
            if name not in declared:
                yield ValueFault(slot=UNEXPECTED, path=(*path, name), value=value)
    for field in fields:
        if field.name in values:
            yield from field_faults(field, values[field.name], (*path, field.name))
        elif field.required:
            yield ValueFault(slot=MISSING_FIELD, path=(*path, field.name), field=field)


def is_key(pairs: MapType, key: str) -> bool:
    """Whether a map may have the key."""
    return pairs.keys is None or _is_legal(pairs.keys.type, key)


def has_type(field: Field, value: object) -> bool:
    """Whether a value that is not null has the field's JSON type; a boolean is no number.

    A fraction where an integer is due is a number all the same: of the right type, with a wrong value.
    """
    match field.type:
        case AnyType():
            return True
        case StringType():
            return isinstance(value, str)
        case BooleanType():
            return isinstance(value, bool)
        case IntegerType() | NumberType():
            return is_number(value)
        case ArrayType() | TupleType():
            return isinstance(value, list | tuple)
        case MapType() | ObjectType():
            return isinstance(value, Mapping)
        case _:
            assert_never(field.type)


def is_number(value: object) -> bool:
    """Whether a value is a finite JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_integral(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def bounds_of(number: IntegerType | NumberType) -> list[int | float]:
    """The limits on either side, as they are written."""
    bounds = (
        number.minimum,
        number.maximum,
        number.exclusive_minimum,
        number.exclusive_maximum,
    )
    return [bound for bound in bounds if bound is not None]


def constant(type_: DataType) -> EnumValue | None:
    """The one value that a `const` lets through; None where there is none."""
    match type_:
        case (
            StringType(enum=(only,), const=True)
            | IntegerType(enum=(only,), const=True)
            | NumberType(enum=(only,), const=True)
            | BooleanType(enum=(only,), const=True)
        ):
            return only
        case _:
            return None


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def identity(value: object) -> Hashable:
    """A key that two JSON values share if they are the same, and only then."""
    match value:
        case bool() | None | str():
            return type(value).__name__, value
        case Mapping():
            return frozenset((name, identity(item)) for name, item in value.items())
        case list() | tuple():
            return tuple(map(identity, value))
        case _:
            assert isinstance(value, int | float)
            return value


def _is_legal(type_: DataType, value: object) -> bool:
    """Whether a value of the right type is inside the type's limits; members of objects and lists apart.

    `1.0` is an integer, as JSON Schema says.
    """
    if isinstance(type_, IntegerType) and not _is_integral(value):
        return False
    if isinstance(type_, TupleType):
        least, most = tuple_size(type_)
        assert isinstance(value, Sequence)
        return least <= len(value) and (most is None or len(value) <= most)
    return all(keyword.holds(limit, value) for keyword, limit in limits_of(type_))


def tuple_size(type_: TupleType) -> tuple[int, int | None]:
    """Fewest and most items; None where there is no limit."""
    places = len(type_.prefix_items)
    if type_.items is None:
        return places, places
    return max(places, type_.min_items or 0), type_.max_items


TYPE_NAMES: Final[Mapping[type, str]] = {
    StringType: "string",
    IntegerType: "integer",
    NumberType: "number",
    BooleanType: "boolean",
    ArrayType: "array",
    TupleType: "array",
    MapType: "map",
    ObjectType: "object",
    AnyType: "any",
}
"""Every type by the name that authors have for it."""
# The keywords that limit values. One row holds all that is known of a keyword, whatever it is said in; what combines
# several (`1 to 15 digits`) reads them where it is said.


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A keyword that limits values of some types."""

    name: str
    """As authors write it, which is JSON Schema's name."""
    attribute: str
    """Where the types of the model keep the limit."""
    types: tuple[type[DataType], ...]
    holds: Callable[[Any, Any], bool]
    """Whether a value keeps a limit: the meaning."""
    schema: Callable[[Any], Mapping[str, object]] | None = None
    """What JSON Schema says; by itself, the limit under the keyword's name."""
    check: str = ""
    """The argument of a generated check; by itself, the attribute."""
    checked: Callable[[Any], object] = lambda limit: limit
    """The limit as a generated check is told it."""
    words: Callable[[str], str] | None = None
    """The limit, given as JSON, in a phrase of its own; None where a phrase speaks of several keywords."""


def limits_of(type_: DataType) -> Iterator[tuple[Keyword, Any]]:
    """Every keyword that a type is limited by, with its limit."""
    for keyword in KEYWORDS_OF[type(type_)]:
        limit = getattr(type_, keyword.attribute)
        if limit is not None and limit is not False and limit != ():
            yield keyword, limit


def _in_enum(enum: tuple[EnumValue, ...], value: object) -> bool:
    # Equality first: it is cheap, and nearly always says no.
    return any(member.value == value and same(member.value, value) for member in enum)


def _format_schema(name: str) -> Mapping[str, object]:
    """Validators may pass over a `format`: what asserts it is its pattern, and the length beside it."""
    form = FORMATS[name]
    length = {} if form.longest is None else {"maxLength": form.longest}
    return {"format": name} | pattern_schema(form.pattern) | length


def _is_multiple(step: int | float, value: int | float) -> bool:
    """Both read as the decimals written: 0.3 is a multiple of 0.1."""
    return (_exact(value) / _exact(step)).denominator == 1


def _exact(number: int | float) -> Fraction:
    # Of an integer no text is made: Python has a limit for its digits.
    return Fraction(number if isinstance(number, int) else repr(number))


def _multiple_schema(step: int | float) -> Mapping[str, object]:
    """Only a step that binary numbers hold exactly is asserted: by 0.1, validators would refuse 0.3."""
    exact = _exact(step) == Fraction(step)
    return {"multipleOf" if exact else "x-multiple-of": step}


_NUMBERS: Final = (IntegerType, NumberType)
_LISTS: Final = (ArrayType, TupleType)

KEYWORDS: Final = (
    Keyword(
        name="enum",
        attribute="enum",
        types=(StringType, IntegerType, NumberType, BooleanType),
        holds=_in_enum,
        schema=lambda members: {"enum": [member.value for member in members]},
        checked=lambda members: tuple(member.value for member in members),
    ),
    Keyword(
        name="pattern",
        attribute="pattern",
        types=(StringType,),
        holds=patterns.matches,
        schema=pattern_schema,
        checked=patterns.python,
    ),
    Keyword(
        name="format",
        attribute="format",
        types=(StringType,),
        holds=has_format,
        schema=_format_schema,
    ),
    Keyword(
        name="minLength",
        attribute="min_length",
        types=(StringType,),
        holds=lambda least, text: len(text) >= least,
    ),
    Keyword(
        name="maxLength",
        attribute="max_length",
        types=(StringType,),
        holds=lambda most, text: len(text) <= most,
    ),
    Keyword(
        name="minimum",
        attribute="minimum",
        types=_NUMBERS,
        holds=lambda least, number: number >= least,
    ),
    Keyword(
        name="exclusiveMinimum",
        attribute="exclusive_minimum",
        types=_NUMBERS,
        holds=lambda bound, number: number > bound,
        check="above",
    ),
    Keyword(
        name="maximum",
        attribute="maximum",
        types=_NUMBERS,
        holds=lambda most, number: number <= most,
    ),
    Keyword(
        name="exclusiveMaximum",
        attribute="exclusive_maximum",
        types=_NUMBERS,
        holds=lambda bound, number: number < bound,
        check="below",
    ),
    Keyword(
        name="multipleOf",
        attribute="multiple_of",
        types=_NUMBERS,
        holds=_is_multiple,
        schema=_multiple_schema,
        words=lambda step: f"a multiple of {step}",
    ),
    Keyword(
        name="minItems",
        attribute="min_items",
        types=_LISTS,
        holds=lambda least, items: len(items) >= least,
    ),
    Keyword(
        name="maxItems",
        attribute="max_items",
        types=_LISTS,
        holds=lambda most, items: len(items) <= most,
    ),
    Keyword(
        name="uniqueItems",
        attribute="unique_items",
        types=(ArrayType,),
        holds=lambda unique, items: len(set(map(identity, items))) == len(items),
        check="unique",
        words=lambda unique: "no item twice",
    ),
    Keyword(
        name="minProperties",
        attribute="min_properties",
        types=(MapType,),
        holds=lambda least, pairs: len(pairs) >= least,
    ),
    Keyword(
        name="maxProperties",
        attribute="max_properties",
        types=(MapType,),
        holds=lambda most, pairs: len(pairs) <= most,
    ),
)
"""In the order in which JSON Schema and the checks say them."""

KEYWORDS_OF: Final[Mapping[type, tuple[Keyword, ...]]] = {
    type_: tuple(keyword for keyword in KEYWORDS if type_ in keyword.types)
    for type_ in TYPE_NAMES
}
