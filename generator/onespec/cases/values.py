"""A field -> values of it: legal ones, plainest first, values just outside of what it takes, and what its values look like.

Whatever shows or sends a value of a field takes it from here: cases, docs, client samples, results of the reference server.
"""

from __future__ import annotations

import itertools
from base64 import b64encode
from collections.abc import Iterator, Sequence
from fractions import Fraction
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
    Missing,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.runtime.client.formats import FORMATS, TYPED
from onespec.runtime.client.order import sort_key
from onespec.runtime.player.values import Near, neighbours
from onespec.values import bounds_of, field_faults, identity

FEW: Final = 4
"""Samples taken of what could be listed without end."""

MISSES: Final = 10
"""Misses tried of one field."""

LONGEST: Final = 1_000
"""Longer texts are not tried."""

FAR: Final = 10_000
"""A bound on a length or a number of items that lies further out is not gone to: the request would fill the memory."""

PATIENCE: Final = 2_000
"""Values that are looked at before there are no more."""

CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def is_legal(field: Field, value: object) -> bool:
    """Whether the field takes the value."""
    return not any(field_faults(field, value))


def sample(field: Field) -> JsonValue:
    """One value that shows what a field is, with all that it can hold; the nearest thing found where none is legal."""
    if field.examples:
        return field.examples[0]
    if not isinstance(field.default, Missing):
        return field.default
    match field.type:
        case ObjectType(fields=fields):
            return {item.name: sample(item) for item in fields}
        case ArrayType(items=items, min_items=least):
            whole: list[JsonValue] = [sample(items)] * max(1, least or 0)
            return whole if is_legal(field, whole) else _first(field, whole)
        case AnyType():
            return None
        case StringType(
            enum=(), pattern=None, format=None, min_length=least, max_length=most
        ):
            named = (field.name or "text").ljust(least or 0, "x")
            return named[: most or None]
        case StringType() | FormatType():
            return _first(field, "")
        case BooleanType():
            return _first(field, True)
        case IntegerType() | NumberType():
            return _first(field, 0)
        case _:
            assert_never(field.type)


def _first(field: Field, otherwise: JsonValue) -> JsonValue:
    return next(iter(legal_values(field)), otherwise)


def legal_values(field: Field) -> list[JsonValue]:
    """Values that the field takes, each once: examples, enum members, the default, then the plainest of its type; perhaps none.

    An empty list, or null where it is legal, only stands in where there is nothing else to say.
    """
    last: list[JsonValue] = [[], None]
    for tried in (itertools.chain(_stated(field), _plain(field)), last):
        found: list[JsonValue] = []
        for value in tried:
            seen = any(_alike(value, other) for other in found)
            if not seen and is_legal(field, value):
                found.append(value)
        if found:
            return found
    return []


def _alike(left: JsonValue, right: JsonValue) -> bool:
    return type(left) is type(right) and left == right


def _stated(field: Field) -> Iterator[JsonValue]:
    yield from field.examples
    match field.type:
        case (
            StringType(enum=enum)
            | IntegerType(enum=enum)
            | NumberType(enum=enum)
            | FormatType(enum=enum)
        ):
            yield from (member.value for member in enum)
        case BooleanType():
            yield from (True, False)
        case _:
            pass
    if not isinstance(field.default, Missing):
        yield field.default


def _plain(field: Field) -> Iterator[JsonValue]:
    match field.type:
        case StringType() as text:
            yield from _texts(text)
        case IntegerType() | NumberType() as number:
            yield from _numbers(number)
        case BooleanType():
            pass
        case FormatType() as kind:
            yield from itertools.islice(formats.plain_texts(kind), 6 * FEW)
        case ArrayType(min_items=least) as array:
            yield from _list_of(array, max(least or 0, 1))
        case ObjectType(fields=fields):
            members = {item.name: legal_values(item) for item in fields}
            needed = [item.name for item in fields if item.required]
            if all(members[name] for name in needed):
                yield {name: members[name][0] for name in needed}
        case AnyType():
            yield "text"
        case _:
            assert_never(field.type)


def _texts(text: StringType) -> Iterator[str]:
    least = text.min_length or 0
    most = LONGEST if text.max_length is None else text.max_length
    if text.pattern is not None:
        yield from itertools.islice(patterns.matching(text.pattern, least, most), FEW)
        return
    if text.format is not None:
        yield from itertools.islice(formats.texts(text.format, least), FEW)
        return
    for plain in ("Hello", "text"):
        yield plain.ljust(least, "x")[:most]


def _numbers(number: IntegerType | NumberType) -> Iterator[int | float]:
    for start in (1, 0, *bounds_of(number)):
        for value in (start, *_beside(number, start, 1)):
            yield _plainest(value)


def _beside(
    number: IntegerType | NumberType, start: int | float, steps: int
) -> Iterator[int | float]:
    """Numbers so many steps away; with steps of a size of their own, the multiples next to them too."""
    size = number.multiple_of or 1
    yield from (start + steps * size, start - steps * size)
    if number.multiple_of:
        whole = start // size
        yield from ((whole + steps) * size, (whole - steps) * size, whole * size)
    elif isinstance(number, NumberType):
        yield from (start + 0.5**steps, start - 0.5**steps)
    elif not float(start).is_integer():
        yield from (start // 1 + steps, start // 1 - steps + 1)


def _plainest(value: int | float) -> int | float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _list_of(array: ArrayType, length: int) -> Iterator[list[JsonValue]]:
    """A list of so many legal items, unless too few are known that differ where they have to."""
    if length > FAR:
        return
    items: Iterator[JsonValue] = (
        distinct(array.items)
        if array.unique_items
        else itertools.cycle(legal_values(array.items))
    )
    found = list(itertools.islice(items, length))
    if len(found) == length:
        yield found


def distinct(field: Field) -> Iterator[JsonValue]:
    """Legal values of which no two are the same, as many as are easily found."""
    seen = set()
    tried = itertools.chain(legal_values(field), _further(field))
    for value in itertools.islice(tried, PATIENCE):
        key = identity(value)
        if key not in seen and is_legal(field, value):
            seen.add(key)
            yield value


def _further(field: Field) -> Iterator[JsonValue]:
    """Values of the type of a field, one after the other; perhaps without end, perhaps not legal."""
    match field.type:
        case StringType(pattern=None, format=str() as name) as text if not text.enum:
            yield from formats.texts(name, text.min_length or 0)
        case StringType(pattern=None) as text if not text.enum:
            least = max(text.min_length or 0, 1)
            most = min(text.max_length or LONGEST, least + 3)
            for length in range(least, most + 1):
                for letters in itertools.product(CHARACTERS, repeat=min(length, 3)):
                    yield "".join(letters).rjust(length, "a")
        case StringType(pattern=str() as pattern, min_length=low, max_length=high):
            yield from patterns.matching(pattern, low or 0, high or LONGEST)
        case IntegerType() | NumberType() as number:
            for steps in itertools.count(1):
                for start in (0, *bounds_of(number)):
                    yield from map(_plainest, _beside(number, start, steps))
        case FormatType() as typed if not typed.enum:
            yield from formats.plain_texts(typed)
        case ArrayType(items=items, min_items=least) as array:
            for first in distinct(items):
                for known in _list_of(array, max(least or 0, 1)):
                    yield [first, *(item for item in known if item != first)][
                        : len(known)
                    ]
            for length in range(least or 0, (least or 0) + PATIENCE):
                yield from _list_of(array, length)
        case ObjectType(fields=fields):
            for plain in _plain(field):
                assert isinstance(plain, dict)
                for member in fields:
                    for value in distinct(member):
                        yield {**plain, member.name: value}
        case AnyType():
            yield from itertools.count(1)
        case _:
            return


def outsiders(field: Field, members: Sequence[JsonValue]) -> list[JsonValue]:
    """Legal values that no list of `members` holds, most like its members first."""
    held = {str(member) for member in members}
    form = shape(field)
    near = (item for member in members for item in neighbours(form, member))
    found: dict[object, JsonValue] = {}
    for value in itertools.chain(near, legal_values(field)):
        if is_legal(field, value) and str(value) not in held:
            found.setdefault(identity(value), value)
    return list(found.values())[: 2 * FEW]


def close(field: Field, members: Sequence[JsonValue], near: Near) -> list[JsonValue]:
    """Legal values that no list of `members` holds, and that are close to some member in one way; perhaps none."""
    held = {str(member) for member in members}
    tried: list[JsonValue] = [0] if near == "zero" else []
    for member in members:
        tried.extend(neighbours(shape(field), member, near))
    return [v for v in tried if is_legal(field, v) and str(v) not in held][:FEW]


# -- values that a field does not take -------------------------------------------------------------------------------

Miss: TypeAlias = tuple[str, str, JsonValue]
"""Name for the id, words for the title, the value."""


def misses(field: Field) -> Iterator[Miss]:
    """Values of the right type that are just outside of what the field takes, nearest first, each once."""
    seen: list[JsonValue] = []
    for name, title, value in _tried(field):
        if value not in seen and not is_legal(field, value):
            seen.append(value)
            yield name, title, value


def far_misses(field: Field) -> Iterator[Miss]:
    """Values far outside, for a field whose exact form is not known."""
    for name, title, value in (
        ("far-words", "is a sentence", "79 is not what is meant here"),
        ("far-signs", "is made of signs", "<>()"),
    ):
        if not is_legal(field, value):
            yield name, title, value


def _tried(field: Field) -> Iterator[Miss]:
    kind = field.type
    match kind:
        case StringType(enum=enum) if enum:
            yield from _near_enum([str(item.value) for item in enum])
        case StringType():
            yield from _near_text(field, kind)
        case IntegerType() | NumberType():
            yield from _near_number(kind)
        case FormatType():
            yield from _near_format(kind)
        case ArrayType():
            yield from _near_list(kind)
        case _:
            return


def _near_enum(values: list[str]) -> Iterator[Miss]:
    first = values[0]
    both = first + values[1] if len(values) > 1 else first * 2
    yield "two-values", "is two of its values at once", both
    yield "blank-behind", "is one of its values with a blank behind", f"{first} "
    cased = next((value for value in values if value.swapcase() != value), None)
    if cased is not None:
        yield "other-case", "is one of its values in other letters", cased.swapcase()
    yield "empty", "is empty", ""


def _near_text(field: Field, kind: StringType) -> Iterator[Miss]:
    if kind.max_length is not None and kind.max_length < FAR:
        for value in _of_length(kind, kind.max_length + 1):
            yield "too-long", "is a character too long", value
            break
    if kind.min_length and kind.min_length < FAR:
        for value in _of_length(kind, kind.min_length - 1):
            yield "too-short", "is a character too short", value
            break
    if kind.pattern is not None:
        yield from _near_pattern(field, kind.pattern)
    if kind.format is not None:
        for place, value in enumerate(formats.MISSES[kind.format]):
            yield f"other-form-{place}", "is of another form", value


def _of_length(kind: StringType, length: int) -> Iterator[str]:
    if kind.pattern is not None:
        yield from patterns.matching(kind.pattern, length, length)
    elif kind.format is not None:
        some = itertools.islice(formats.texts(kind.format, length), FEW)
        yield from (value for value in some if len(value) == length)
    elif length >= 0:
        yield "x" * length


def _near_pattern(field: Field, pattern: str) -> Iterator[Miss]:
    good = [value for value in legal_values(field) if isinstance(value, str) and value]
    most = longest(pattern)
    if most:
        yield "too-long", "is a character too long", most + most[-1]
    plain = good[0] if good else "1"
    half = len(plain) // 2
    for name, title, value in (
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
    ):
        yield name, title, value
    for place, value in enumerate(itertools.islice(patterns.failing(pattern), FEW)):
        if value:
            yield f"other-form-{place}", "is of another form", value
    yield "empty", "is empty", ""


def _other_digit(text: str) -> str:
    last = text[-1:]
    return text[:-1] + (chr(0x660 + int(last)) if last.isdecimal() else last)


def _near_number(kind: IntegerType | NumberType) -> Iterator[Miss]:
    step = 1 if isinstance(kind, IntegerType) else 0.5
    if kind.enum:
        yield "other-number", "is a number that is not listed", _unlisted(kind.enum)
    for name, title, bound, by in (
        ("too-small", "is below the least", kind.minimum, -step),
        ("too-great", "is above the greatest", kind.maximum, step),
        ("at-lower-bound", "is the excluded least", kind.exclusive_minimum, 0),
        ("at-upper-bound", "is the excluded greatest", kind.exclusive_maximum, 0),
    ):
        if bound is not None:
            yield name, title, _plainest(bound + by)
    if kind.multiple_of:
        yield "between-steps", "is no multiple", _plainest(kind.multiple_of / 2)
    if isinstance(kind, IntegerType):
        yield "fraction", "has a fraction", 1.5


def _near_format(kind: FormatType) -> Iterator[Miss]:
    name = kind.format
    for title, words, bound in (
        ("too-small", "is below the least", kind.minimum),
        ("too-great", "is above the greatest", kind.maximum),
    ):
        if bound is not None:
            size = Fraction(kind.multiple_of or formats.step(name, kind.bounds))
            for value in formats.beside(name, bound, 1, size):
                yield title, words, value
    for title, words, bound in (
        ("at-lower-bound", "is the excluded least", kind.exclusive_minimum),
        ("at-upper-bound", "is the excluded greatest", kind.exclusive_maximum),
    ):
        if bound is not None:
            yield title, words, bound
    if kind.enum:
        listed = {sort_key(name, str(member.value)) for member in kind.enum}
        others = (
            v for v in formats.typed_texts(name) if sort_key(name, v) not in listed
        )
        yield "other-value", "is a value that is not listed", next(others, "")
    if kind.multiple_of:
        half = formats.decimal_text(Fraction(kind.multiple_of) / 2)
        yield "between-steps", "is no multiple", half
    for count in (kind.min_length or 0) - 1, (kind.max_length or FAR) + 1:
        if 0 <= count < FAR:
            longer = count > (kind.min_length or 0)
            title, words = ("too-long", "is a byte too long")
            if not longer:
                title, words = ("too-short", "is a byte too short")
            yield title, words, b64encode(bytes(count)).decode()
    for place, value in enumerate(formats.TYPED_MISSES[name]):
        yield f"other-form-{place}", "is of another form", value


def _unlisted(enum: tuple[EnumValue, ...]) -> int:
    return int(max(float(item.value) for item in enum)) + 1


def _near_list(kind: ArrayType) -> Iterator[Miss]:
    if kind.max_items is not None and kind.max_items < FAR:
        for many in _list_of(kind, kind.max_items + 1):
            yield "too-many", "has an item too many", many
    if kind.min_items:
        for few in _list_of(kind, kind.min_items - 1):
            yield "too-few", "has an item too few", few
    if kind.unique_items:
        for value in legal_values(kind.items)[:1]:
            yield "twice", "has an item twice", [value, value]


# -- lengths ---------------------------------------------------------------------------------------------------------


def longest(pattern: str) -> str:
    """A text of the greatest length that matches, where there is a bound; nothing otherwise."""
    _, width = patterns.lengths(pattern)
    if not width or width > LONGEST:
        return ""
    return next(patterns.matching(pattern, width, width), "")


# -- what values look like -------------------------------------------------------------------------------------------


def shape(field: Field) -> dict[str, Any]:
    """What a value of a field looks like, as a JSON Schema that the player judges replies by. Members that nobody declared are let pass.

    Patterns are written for Python, and a step is left out where it is a fraction: 0.3 is no multiple of 0.1 in floats.
    """
    found = _kind(field.type)
    if field.nullable and "type" in found:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _kind(kind: DataType) -> dict[str, Any]:
    match kind:
        case StringType():
            return {
                "type": "string",
                **_listed(kind),
                **_forms(kind),
                **_limits(minLength=kind.min_length, maxLength=kind.max_length),
            }
        case IntegerType() | NumberType():
            step = kind.multiple_of
            return {
                "type": "integer" if isinstance(kind, IntegerType) else "number",
                **_listed(kind),
                **_limits(
                    minimum=kind.minimum,
                    maximum=kind.maximum,
                    exclusiveMinimum=kind.exclusive_minimum,
                    exclusiveMaximum=kind.exclusive_maximum,
                    multipleOf=step if isinstance(step, int) else None,
                ),
            }
        case BooleanType():
            return {"type": "boolean", **_listed(kind)}
        case FormatType(format=name):
            return {"type": "string", "pattern": _to_the_end(TYPED[name].pattern)}
        case ArrayType(items=items):
            return {
                "type": "array",
                "items": shape(items),
                **_limits(minItems=kind.min_items, maxItems=kind.max_items),
                **({"uniqueItems": True} if kind.unique_items else {}),
            }
        case ObjectType(fields=fields):
            return {
                "type": "object",
                "properties": {field.name: shape(field) for field in fields},
                "required": [field.name for field in fields if field.required],
            }
        case AnyType():
            return {}
        case _:
            assert_never(kind)


def _listed(
    kind: StringType | IntegerType | NumberType | BooleanType,
) -> dict[str, Any]:
    return {"enum": [item.value for item in kind.enum]} if kind.enum else {}


def _forms(kind: StringType) -> dict[str, Any]:
    """The pattern of a text and that of its format."""
    found = [patterns.python(kind.pattern)] if kind.pattern else []
    if kind.format is not None:
        found.append(_to_the_end(FORMATS[kind.format].pattern))
    if len(found) > 1:
        return {"allOf": [{"pattern": one} for one in found]}
    return {"pattern": one for one in found}


def _to_the_end(pattern: str) -> str:
    """The pattern of a format, as Python ties it to the end of a text."""
    return pattern.removesuffix("$") + r"\Z"


def _limits(**limits: float | None) -> dict[str, Any]:
    return {name: limit for name, limit in limits.items() if limit is not None}
