"""A field and a JSON value -> what is wrong with the value: the meaning of the value keywords, which every notation is held to."""

from __future__ import annotations

import math
import re
from base64 import b64decode
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, Final, TypeAlias, assert_never

from onespec import formats, patterns
from onespec.datatypes import (
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
    StringType,
    TupleType,
    UnionType,
    WrittenType,
    inside,
    item_field,
    resolved,
    tags,
)
from onespec.patterns.schema import pattern_schema
from onespec.runtime.client.formats import FORMATS, TYPED, Format, has_format, is_typed
from onespec.runtime.client.order import sort_key

Steps: TypeAlias = tuple[str | int, ...]
_Scalar: TypeAlias = StringType | IntegerType | NumberType | BooleanType

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
    type_ = resolved(field.type)
    if not _is_legal(type_, value):
        yield ValueFault(slot=WRONG_VALUE, path=path, value=value, field=field)
    match type_:
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
        case UnionType():
            yield from _option_faults(type_, value, path)
        case _:
            pass


def _option_faults(
    union: UnionType, value: object, path: Steps
) -> Iterator[ValueFault]:
    """Everything wrong with a value as the option that it tells to be; else what keeps it from telling one."""
    option = chosen(union, value)
    if option is not None:
        yield from field_faults(option, value, path)
        return
    assert isinstance(value, Mapping)
    member = telling(union)
    if member.name in value:
        yield from field_faults(member, value[member.name], (*path, member.name))
    else:
        yield ValueFault(slot=MISSING_FIELD, path=(*path, member.name), field=member)


def chosen(union: UnionType, value: object) -> Field | None:
    """The option that a value, which is not null, tells to be; None where it tells none."""
    if union.discriminator is None:
        return next((one for one in union.options if has_type(one, value)), None)
    if not isinstance(value, Mapping) or union.discriminator not in value:
        return None
    told = value[union.discriminator]
    for option in union.options:
        if _in_enum(tags(option, union.discriminator), told):
            return option
    return None


def members_of(field: Field, value: object) -> tuple[Field, ...]:
    """The members that an object can have: those of the option that it tells to be, where there are several."""
    type_ = resolved(field.type)
    if isinstance(type_, UnionType):
        option = chosen(type_, value)
        return () if option is None else members_of(option, value)
    return type_.fields if isinstance(type_, ObjectType) else ()


def telling(union: UnionType) -> Field:
    """The discriminator as a field of its own: required, with the values of all options."""
    assert union.discriminator is not None
    values: list[EnumValue] = []
    kind: type[_Scalar] = StringType
    for option in union.options:
        values += tags(option, union.discriminator)
        for member in inside(resolved(option.type)):
            type_ = resolved(member.type)
            if member.name == union.discriminator and isinstance(type_, _Scalar):
                kind = type(type_)
    return Field(name=union.discriminator, type=kind(enum=tuple(values)), required=True)


def member_faults(
    fields: Sequence[Field],
    values: Mapping[str, object],
    path: Steps = (),
    *,
    is_open: bool = False,
) -> Iterator[ValueFault]:
    """Everything wrong with an object's members: unknown ones first, then each declared one in order."""
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
    return pairs.keys is None or _is_legal(resolved(pairs.keys.type), key)


def has_type(field: Field, value: object) -> bool:
    """Whether a value that is not null has the field's JSON type; a boolean is no number.

    A fraction where an integer is due is a number all the same: of the right type, with a wrong value.
    """
    type_ = resolved(field.type)
    match type_:
        case AnyType():
            return True
        case StringType() | FormatType():
            return isinstance(value, str)
        case BooleanType():
            return isinstance(value, bool)
        case IntegerType() | NumberType():
            return is_number(value)
        case ArrayType() | TupleType():
            return isinstance(value, list | tuple)
        case MapType() | ObjectType():
            return isinstance(value, Mapping)
        case UnionType(discriminator=str()):
            return isinstance(value, Mapping)
        case UnionType(options=options):
            return any(has_type(option, value) for option in options)
        case _:
            assert_never(type_)


def is_number(value: object) -> bool:
    """Whether a value is a finite JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_integral(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def bounds_of(number: IntegerType | NumberType) -> list[int | float]:
    """The limits on either side, as they are written."""
    return [limit for keyword, limit in limits_of(number) if keyword.outside]


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


def converted(
    type_: DataType, value: JsonValue, turn: Callable[[DataType, JsonValue], JsonValue]
) -> JsonValue:
    """A value with each single one that it holds turned, by the type that is declared for it."""
    type_ = resolved(type_)
    match type_:
        case UnionType():
            option = None if value is None else chosen(type_, value)
            return value if option is None else converted(option.type, value, turn)
        case ArrayType(items=items) if isinstance(value, list):
            return [converted(items.type, item, turn) for item in value]
        case TupleType() if isinstance(value, list):
            due = (item_field(type_, index) for index in range(len(value)))
            return [
                item if one is None else converted(one.type, item, turn)
                for item, one in zip(value, due, strict=True)
            ]
        case MapType(values=held) if isinstance(value, dict):
            return {key: converted(held.type, one, turn) for key, one in value.items()}
        case ObjectType(fields=fields) if isinstance(value, dict):
            types = {field.name: field.type for field in fields}
            return {
                name: converted(types[name], item, turn) if name in types else item
                for name, item in value.items()
            }
        case _:
            return turn(type_, value)


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


def _is_legal(type_: WrittenType, value: object) -> bool:
    """Whether a value of the right type is inside the type's limits; members of objects and lists apart.

    `1.0` is an integer, as JSON Schema says.
    """
    if isinstance(type_, IntegerType) and not _is_integral(value):
        return False
    if isinstance(type_, FormatType) and not is_typed(type_.format, str(value)):
        return False
    if isinstance(type_, TupleType):
        least, most = tuple_size(type_)
        assert isinstance(value, Sequence)
        return least <= len(value) and (most is None or len(value) <= most)
    return not any(broken_limits(type_, value))


def broken_limits(type_: DataType, value: object) -> Iterator[Keyword]:
    """The keywords that a value of a type does not keep."""
    for keyword, limit in limits_of(type_):
        counted, own = limit, value
        if isinstance(type_, FormatType):
            counted = _counted(type_.format, keyword, limit)
            own = _counted(type_.format, keyword, value)
        if not keyword.holds(counted, own):
            yield keyword


def _counted(name: str, keyword: Keyword, value: Any) -> object:
    """A text of a format, or a limit of it, as it is held against others: by what it stands for."""
    match value:
        case str() if keyword.name in ("minLength", "maxLength"):
            return b64decode(value)
        case str() if keyword.name != "multipleOf":
            return sort_key(name, value)
        case tuple():
            return tuple(
                EnumValue(value=sort_key(name, str(member.value))) for member in value
            )
        case _:
            return value


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
    FormatType: "string",
    ArrayType: "array",
    TupleType: "array",
    MapType: "map",
    ObjectType: "object",
    UnionType: "one_of",
    AnyType: "any",
}
"""Every type by the name that authors have for it, but for formats, and JSON Schema for those that are no map (`any` is its absence of a type)."""

SAME_TEXT: Final = frozenset(["date", "bytes"])
"""Formats of which two texts mean the same only where they are the same."""


def type_name(type_: DataType) -> str:
    """The name that authors have for a type."""
    return type_.format if isinstance(type_, FormatType) else TYPE_NAMES[type(type_)]


JSON_TYPES: Final = ("string", "number", "boolean", "array", "object")
"""The types of JSON values, null apart."""


def json_types(field: Field) -> frozenset[str]:
    """The JSON types that a value of a field can have, null apart."""
    type_ = resolved(field.type)
    match type_:
        case UnionType(options=options):
            return frozenset[str]().union(*map(json_types, options))
        case AnyType():
            return frozenset(JSON_TYPES)
        case IntegerType():
            return frozenset(["number"])
        case MapType():
            return frozenset(["object"])
        case _:
            return frozenset([TYPE_NAMES[type(type_)]])


# The keywords that limit values. One row holds all that is known of a keyword, whatever it is said in; what combines
# several (`1 to 15 digits`) reads them where it is said.


Miss: TypeAlias = tuple[str, str, JsonValue]
"""A value that a field does not take: a name for it, words that go on after the field's name (`is a character too long`), the value."""


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
    python_schema: Callable[[Any], Mapping[str, object]] | None = None
    """What JSON Schema says where only Python reads it; by itself, what it says anywhere."""
    outside: tuple[str, str, int] | None = None
    """Of a limit on a size: a miss's name and words, and how many steps from the limit it lies. The size of a text counts its
    characters, that of a list its items, that of a map its entries, that of a number is itself."""
    misses: Callable[[Any, list[JsonValue]], Iterable[Miss]] = lambda limit, legal: ()
    """The limit and plain legal values of the field -> values that break this keyword and, where that can be, no other; nearest first."""


def limits_of(type_: DataType) -> Iterator[tuple[Keyword, Any]]:
    """Every keyword that a type is limited by, with its limit."""
    type_ = resolved(type_)
    for keyword in KEYWORDS_OF[type(type_)]:
        limit = getattr(type_, keyword.attribute)
        if limit is not None and limit is not False and limit != ():
            yield keyword, limit


def _in_enum(enum: tuple[EnumValue, ...], value: object) -> bool:
    # Equality first: it is cheap, and nearly always says no.
    return any(member.value == value and same(member.value, value) for member in enum)


def _format_schema(name: str) -> Mapping[str, object]:
    """Validators may pass over a `format`: what asserts it is its pattern, and the length beside it."""
    return {"format": name, **_form_schema(FORMATS[name])}


def _form_schema(form: Format) -> Mapping[str, object]:
    length = {} if form.longest is None else {"maxLength": form.longest}
    return {**pattern_schema(form.pattern), **length}


def typed_schema(type_: FormatType) -> Mapping[str, object]:
    """What JSON Schema says of a text that stands for something else.

    It knows no order and no equality of such values: limits that it can't say stand beside it, where no validator acts on them.
    """
    said: dict[str, object] = {
        **_TYPED[type_.format],
        **_form_schema(TYPED[type_.format]),
    }
    for keyword, limit in limits_of(type_):
        match keyword.name:
            case "enum":
                values = [member.value for member in limit]
                said["enum" if type_.format in SAME_TEXT else "x-enum"] = values
            case "minLength" | "maxLength" as name:
                said.setdefault("allOf", [])
                parts = said["allOf"]
                assert isinstance(parts, list)
                parts.append(_bytes_schema(name, limit))
            case "multipleOf":
                said["x-multiple-of"] = limit
            case name:
                said[f"x-{re.sub('[A-Z]', lambda m: '-' + m[0].lower(), name)}"] = limit
    return said


_TYPED: Final[Mapping[str, Mapping[str, object]]] = {
    "date": {"format": "date"},
    "datetime": {"format": "date-time"},
    "time": {"format": "time"},
    "duration": {"format": "duration"},
    "decimal": {"format": "decimal"},
    "uuid": {"format": "uuid"},
    "bytes": {"contentEncoding": "base64"},
}


def _bytes_schema(name: str, count: int) -> Mapping[str, object]:
    """A number of bytes as what base64 makes of it: four characters for three bytes, with padding in place of those of the last three that aren't there."""
    groups, rest = divmod(count, 3)
    if not rest:
        return {name: 4 * groups}
    padded = {"pattern": "=$" if rest == 2 else "==$"}
    if name == "maxLength":
        whole: Mapping[str, object] = {"maxLength": 4 * groups}
        return {"maxLength": 4 * groups + 4, "anyOf": [whole, padded]}
    if rest == 1:
        return {"minLength": 4 * groups + 4}
    longer = {"minLength": 4 * groups + 8}
    return {"minLength": 4 * groups + 4, "anyOf": [longer, {"not": {"pattern": "==$"}}]}


def _is_multiple(step: int | float | str, value: int | float | str) -> bool:
    """Both read as the decimals written: 0.3 is a multiple of 0.1."""
    return (exact(value) / exact(step)).denominator == 1


def exact(number: int | float | str) -> Fraction:
    """The number as the decimals written."""
    # Of an integer no text is made: Python has a limit for its digits.
    return Fraction(number if isinstance(number, int | str) else repr(number))


def _multiple_schema(step: int | float) -> Mapping[str, object]:
    """Only a step that binary numbers hold exactly is asserted: by 0.1, validators would refuse 0.3."""
    is_exact = exact(step) == Fraction(step)
    return {"multipleOf" if is_exact else "x-multiple-of": step}


def _python_format_schema(name: str) -> Mapping[str, object]:
    return {"pattern": FORMATS[name].pattern.removesuffix("$") + r"\Z"}


def _whole_multiple_schema(step: int | float) -> Mapping[str, object]:
    return {"multipleOf": step} if isinstance(step, int) else {}


# -- misses ----------------------------------------------------------------------------------------------------------


def _beside_enum(
    members: tuple[EnumValue, ...], legal: list[JsonValue]
) -> Iterator[Miss]:
    values = [member.value for member in members]
    if isinstance(values[0], bool):
        yield "not-listed", "is a value that is not listed", not values[0]
        return
    if not isinstance(values[0], str):
        greatest = max(float(value) for value in values)
        yield "other-number", "is a number that is not listed", int(greatest) + 1
        return
    words = [str(value) for value in values]
    first = words[0]
    both = first + words[1] if len(words) > 1 else first * 2
    yield "two-values", "is two of its values at once", both
    yield "blank-behind", "is one of its values with a blank behind", f"{first} "
    cased = next((word for word in words if word.swapcase() != word), None)
    if cased is not None:
        yield "other-case", "is one of its values in other letters", cased.swapcase()
    yield "empty", "is empty", ""


def _beside_pattern(pattern: str, legal: list[JsonValue]) -> Iterator[Miss]:
    good = [value for value in legal if isinstance(value, str) and value]
    most = patterns.longest(pattern)
    if most:
        yield "too-long", "is a character too long", most + most[-1]
    plain = good[0] if good else "1"
    half = len(plain) // 2
    yield from (
        ("letter", "has a letter in it", f"{plain[:-1]}a"),
        ("zero-in-front", "has a zero in front", f"0{plain}"[: max(len(plain), 2)]),
        ("plus-in-front", "has a plus sign in front", f"+{plain}"),
        ("line-end", "ends in a line end", f"{plain}\n"),
        ("sign", "has a sign in it", f"{plain[:1]}-{plain[1:]}"),
        ("other-digit", "ends in a digit of another script", _other_digit(plain)),
        ("blank-inside", "has a blank in it", f"{plain[:half]} {plain[half:]}"),
        ("comma", "has a comma in it", f"{plain[:half]},{plain[half:]}"),
        ("astral", "ends in a character beyond 16 bits", f"{plain[:-1]}\U0001f600"),
        ("blank-in-front", "has a blank in front", f" {plain}"),
    )
    for place, value in enumerate(islice(patterns.failing(pattern), 4)):
        if value:
            yield f"other-form-{place}", "is of another form", value
    yield "empty", "is empty", ""


def _other_digit(text: str) -> str:
    last = text[-1:]
    return text[:-1] + (chr(0x660 + int(last)) if last.isdecimal() else last)


def _beside_format(name: str, legal: list[JsonValue]) -> Iterator[Miss]:
    for place, value in enumerate(formats.MISSES[name]):
        yield f"other-form-{place}", "is of another form", value


def _between_steps(step: int | float, legal: list[JsonValue]) -> Iterator[Miss]:
    start = exact(next((v for v in legal if isinstance(v, int | float)), 0))
    value = start + (1 if isinstance(step, int) and step > 1 else exact(step) / 2)
    number = int(value) if value.denominator == 1 else float(value)
    yield "between-steps", "is no multiple", number


def _one_twice(unique: bool, legal: list[JsonValue]) -> Iterator[Miss]:
    known = next((value for value in legal if isinstance(value, list) and value), None)
    if known is not None:
        yield "twice", "has an item twice", [*known[: max(len(known) - 1, 1)], known[0]]


_NUMBERS: Final = (IntegerType, NumberType)
_LISTS: Final = (ArrayType, TupleType)
_ORDERED: Final = (*_NUMBERS, FormatType)

KEYWORDS: Final = (
    Keyword(
        name="enum",
        attribute="enum",
        types=(StringType, IntegerType, NumberType, BooleanType, FormatType),
        holds=_in_enum,
        schema=lambda members: {"enum": [member.value for member in members]},
        checked=lambda members: tuple(member.value for member in members),
        misses=_beside_enum,
    ),
    Keyword(
        name="pattern",
        attribute="pattern",
        types=(StringType,),
        holds=patterns.matches,
        schema=pattern_schema,
        checked=patterns.python,
        python_schema=lambda pattern: {"pattern": patterns.python(pattern)},
        misses=_beside_pattern,
    ),
    Keyword(
        name="format",
        attribute="format",
        types=(StringType,),
        holds=has_format,
        schema=_format_schema,
        python_schema=_python_format_schema,
        misses=_beside_format,
    ),
    Keyword(
        name="minLength",
        attribute="min_length",
        types=(StringType, FormatType),
        holds=lambda least, text: len(text) >= least,
        outside=("too-short", "is a character too short", -1),
    ),
    Keyword(
        name="maxLength",
        attribute="max_length",
        types=(StringType, FormatType),
        holds=lambda most, text: len(text) <= most,
        outside=("too-long", "is a character too long", 1),
    ),
    Keyword(
        name="minimum",
        attribute="minimum",
        types=_ORDERED,
        holds=lambda least, number: number >= least,
        outside=("too-small", "is below the least", -1),
    ),
    Keyword(
        name="exclusiveMinimum",
        attribute="exclusive_minimum",
        types=_ORDERED,
        holds=lambda bound, number: number > bound,
        check="above",
        outside=("at-lower-bound", "is the excluded least", 0),
    ),
    Keyword(
        name="maximum",
        attribute="maximum",
        types=_ORDERED,
        holds=lambda most, number: number <= most,
        outside=("too-great", "is above the greatest", 1),
    ),
    Keyword(
        name="exclusiveMaximum",
        attribute="exclusive_maximum",
        types=_ORDERED,
        holds=lambda bound, number: number < bound,
        check="below",
        outside=("at-upper-bound", "is the excluded greatest", 0),
    ),
    Keyword(
        name="multipleOf",
        attribute="multiple_of",
        types=_ORDERED,
        holds=_is_multiple,
        schema=_multiple_schema,
        words=lambda step: f"a multiple of {step}",
        python_schema=_whole_multiple_schema,
        misses=_between_steps,
    ),
    Keyword(
        name="minItems",
        attribute="min_items",
        types=_LISTS,
        holds=lambda least, items: len(items) >= least,
        outside=("too-few", "has an item too few", -1),
    ),
    Keyword(
        name="maxItems",
        attribute="max_items",
        types=_LISTS,
        holds=lambda most, items: len(items) <= most,
        outside=("too-many", "has an item too many", 1),
    ),
    Keyword(
        name="uniqueItems",
        attribute="unique_items",
        types=(ArrayType,),
        holds=lambda unique, items: len(set(map(identity, items))) == len(items),
        check="unique",
        words=lambda unique: "no item twice",
        misses=_one_twice,
    ),
    Keyword(
        name="minProperties",
        attribute="min_properties",
        types=(MapType,),
        holds=lambda least, pairs: len(pairs) >= least,
        outside=("too-few", "has an entry too few", -1),
    ),
    Keyword(
        name="maxProperties",
        attribute="max_properties",
        types=(MapType,),
        holds=lambda most, pairs: len(pairs) <= most,
        outside=("too-many", "has an entry too many", 1),
    ),
)
"""In the order in which JSON Schema and the checks say them."""

KEYWORDS_OF: Final[Mapping[type, tuple[Keyword, ...]]] = {
    type_: tuple(keyword for keyword in KEYWORDS if type_ in keyword.types)
    for type_ in TYPE_NAMES
}
