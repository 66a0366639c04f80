"""A field -> values of it: legal ones, plainest first, as many as are wanted, and values just outside of what it takes.

Whatever shows, sends or tries a value of a field takes it from here: the search, cases, docs, client samples, results of the
reference server.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, assert_never

from onespec import formats, patterns
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    Missing,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    bounded,
    resolved,
)
from onespec.runtime.client.order import sort_key
from onespec.values import (
    Keyword,
    Miss,
    bounds_of,
    exact,
    field_faults,
    identity,
    limits_of,
    tuple_size,
)

FEW: Final = 4
"""Samples taken of what could be listed without end."""

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
        case StringType(
            enum=(), pattern=None, format=None, min_length=least, max_length=most
        ):
            named = (field.name or "text").ljust(least or 0, "x")[:most]
            return named if is_legal(field, named) else _first(field, named)
        case StringType() | FormatType():
            return _first(field, "")
        case IntegerType() | NumberType():
            return _first(field, 0)
        case BooleanType():
            return _first(field, True)
        case ArrayType(items=items, min_items=least):
            whole: list[JsonValue] = [sample(items)] * max(1, least or 0)
            return whole if is_legal(field, whole) else _first(field, whole)
        case TupleType(prefix_items=places):
            each: list[JsonValue] = [sample(place) for place in places]
            return each if is_legal(field, each) else _first(field, each)
        case MapType(values=values, min_properties=least):
            names = itertools.islice(key_samples(field.type), max(1, least or 0))
            pairs: JsonValue = {name: sample(values) for name in names}
            return pairs if is_legal(field, pairs) else _first(field, pairs)
        case ObjectType(fields=fields):
            return {item.name: sample(item) for item in fields}
        case UnionType(options=(first, *_)):
            return sample(first)
        case UnionType() | AnyType():
            return None
        case RecursiveType():
            return sample(bounded(field))
        case _:
            assert_never(field.type)


def _first(field: Field, otherwise: JsonValue) -> JsonValue:
    return next(iter(legal_values(field)), otherwise)


def legal_values(field: Field) -> list[JsonValue]:
    """Values that the field takes, each once: examples, listed ones, the default, then the plainest of its type; perhaps none.

    An empty list or map, or null where it is legal, only stands in where there is nothing else to say.
    """
    last: list[JsonValue] = [[], {}, None]
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


def distinct(field: Field) -> Iterator[JsonValue]:
    """Legal values of which no two are the same, as many as are easily found."""
    seen = set()
    tried = itertools.chain(legal_values(field), _further(field))
    for value in itertools.islice(tried, PATIENCE):
        key = identity(value)
        if key not in seen and is_legal(field, value):
            seen.add(key)
            yield value


def listed(type_: DataType) -> tuple[JsonValue, ...]:
    """Every value of a type that has only so many; none where they can't be listed."""
    match type_:
        case BooleanType(enum=()):
            return False, True
        case StringType() | IntegerType() | NumberType() | BooleanType() | FormatType():
            return tuple(member.value for member in type_.enum)
        case _:
            return ()


def _stated(field: Field) -> Iterator[JsonValue]:
    yield from field.examples
    values = listed(field.type)
    # What a flag does shows where it is set.
    yield from reversed(values) if isinstance(field.type, BooleanType) else values
    if not isinstance(field.default, Missing):
        yield field.default


def _plain(field: Field) -> Iterator[JsonValue]:
    """The plainest values of a type that can't be listed; perhaps not legal."""
    match field.type:
        case StringType() as text:
            yield from itertools.islice(texts(text), FEW if has_form(text) else 2)
        case IntegerType() | NumberType() as number:
            for mark in (1, 0, *bounds_of(number)):
                for steps in (0, 1):
                    yield from _beside(number, mark, steps)
        case BooleanType():
            pass
        case FormatType() as kind:
            yield from itertools.islice(formats.plain_texts(kind), 6 * FEW)
        case ArrayType(min_items=least) as array:
            yield from _lists(array, max(least or 0, 1))
        case TupleType(items=rest) as places:
            yield from _rows(places, tuple_size(places)[0])
            if rest is not None:
                yield from _rows(places, len(places.prefix_items) + 1)
        case MapType(min_properties=least) as pairs:
            yield from _maps(pairs, max(least or 0, 1))
        case ObjectType(fields=fields):
            needed = {i.name: legal_values(i) for i in fields if i.required}
            if all(needed.values()):
                yield {name: values[0] for name, values in needed.items()}
        case UnionType(options=options):
            for row in itertools.zip_longest(
                *map(legal_values, options), fillvalue=MISSING
            ):
                yield from (value for value in row if not isinstance(value, Missing))
        case RecursiveType(target=target) as kind:
            bare = Field(name="", type=kind)
            yield from target.once("legal", lambda: legal_values(bounded(bare)))
        case AnyType():
            yield "text"
        case _:
            assert_never(field.type)


def _further(field: Field) -> Iterator[JsonValue]:
    """Values of the type of a field, one after the other; perhaps without end, perhaps not legal."""
    match field.type:
        case StringType() as text:
            yield from texts(text)
            if text.pattern is not None:
                yield from _varied(list(itertools.islice(texts(text), FEW)))
        case IntegerType() | NumberType() as number:
            for steps in itertools.count(1):
                for mark in (0, *bounds_of(number)):
                    yield from _beside(number, mark, steps)
        case FormatType() as kind:
            yield from formats.plain_texts(kind)
        case ArrayType(items=items, min_items=least) as array:
            for first in distinct(items):
                for known in _lists(array, max(least or 0, 1)):
                    others = [item for item in known if item != first]
                    yield [first, *others][: len(known)]
            for length in range(least or 0, (least or 0) + PATIENCE):
                yield from _lists(array, length)
        case TupleType(prefix_items=places, items=rest) as row:
            for known in _rows(row, tuple_size(row)[0]):
                for at, place in enumerate(places):
                    for value in distinct(place):
                        yield [*known[:at], value, *known[at + 1 :]]
            if rest is not None:
                for length in range(len(places), len(places) + PATIENCE):
                    yield from _rows(row, length)
        case MapType(values=values, min_properties=least) as pairs:
            for entries in _maps(pairs, max(least or 0, 1)):
                for value in distinct(values):
                    yield {**entries, next(iter(entries)): value}
            for length in range(least or 0, (least or 0) + PATIENCE):
                yield from _maps(pairs, length)
        case ObjectType(fields=fields):
            for plain in _plain(field):
                assert isinstance(plain, dict)
                for member in fields:
                    for value in distinct(member):
                        yield {**plain, member.name: value}
        case UnionType(options=options):
            for option in options:
                yield from distinct(option)
        case RecursiveType():
            yield from distinct(bounded(field))
        case AnyType():
            yield from itertools.count(1)
        case _:
            return


# -- texts -----------------------------------------------------------------------------------------------------------


def has_form(text: StringType) -> bool:
    """Whether texts have to be made for it that no other field would come up with."""
    return text.format is not None or text.pattern is not None


def texts(text: StringType) -> Iterator[str]:
    """Texts that fit the form, plainest first, perhaps without end; not all of them legal."""
    low, high = text.min_length or 0, text.max_length
    if low > FAR:
        return
    if text.format is not None:
        made = formats.texts(text.format, low)
        yield from made if text.pattern is None else itertools.islice(made, FEW)
    if text.pattern is not None:
        most = max(low, patterns.LONGEST) if high is None else min(high, FAR)
        yield from patterns.matching(text.pattern, low, most)
    elif text.format is None:
        yield from _words(low, FAR if high is None else high)


def _words(low: int, high: int) -> Iterator[str]:
    """`text`, `text2` and so on; where they are too long, letters and digits."""
    yield from (word for word in ("text".ljust(low, "x"),) if len(word) <= high)
    for number in itertools.count(2):
        word = f"text{number}"
        word = word if len(word) >= low else str(number).rjust(low, "x")
        if len(word) > high:
            break
        yield word
    for length in range(max(low, 1), high + 1):
        yield from map("".join, itertools.product(CHARACTERS, repeat=length))
    if not high:
        yield ""


def of_length(text: StringType, length: int) -> Iterator[str]:
    """Texts of just that many characters, of the declared form where there are such."""
    if not 0 <= length <= FAR:
        return
    if text.pattern is not None:
        yield from patterns.matching(text.pattern, length, length)
    elif text.format is not None:
        some = itertools.islice(formats.texts(text.format, length), FEW)
        yield from (value for value in some if len(value) == length)
    else:
        yield "x" * length


# -- numbers ---------------------------------------------------------------------------------------------------------


def shifted(
    number: IntegerType | NumberType, mark: int | float, steps: int | Fraction
) -> int | float:
    """The number so many steps from a mark: a step is 1, or what the number has to be a multiple of; whole steps only, but for any number."""
    size = exact(number.multiple_of or 1)
    start = exact(mark)
    if number.multiple_of is not None or isinstance(number, IntegerType):
        start = start // size * size
    found = start + steps * size
    return int(found) if found.denominator == 1 else float(found)


def _beside(
    number: IntegerType | NumberType, mark: int | float, steps: int
) -> Iterator[int | float]:
    """Numbers so many steps above and below a mark, and nearer ones where any number will do."""
    yield shifted(number, mark, steps)
    yield shifted(number, mark, -steps)
    if steps and number.multiple_of is None and isinstance(number, NumberType):
        yield shifted(number, mark, Fraction(1, 2**steps))
        yield shifted(number, mark, -Fraction(1, 2**steps))


# -- lists -----------------------------------------------------------------------------------------------------------


def _lists(array: ArrayType, length: int) -> Iterator[list[JsonValue]]:
    """A list of so many legal items, unless too few are known that differ where they have to."""
    if not 0 <= length <= FAR:
        return
    items = distinct(array.items) if array.unique_items else legal_values(array.items)
    found = grown([], items, length, array)
    if len(found) == length:
        yield found


def grown(
    start: Sequence[JsonValue],
    items: Iterable[JsonValue],
    length: int,
    array: ArrayType,
) -> list[JsonValue]:
    """A list that goes on to a length: by other items where all have to differ, by the last one again where they need not.

    It is shorter where there are no such items.
    """
    found = list(start)
    if array.unique_items:
        seen = set(map(identity, found))
        spare = (item for item in items if identity(item) not in seen)
        found.extend(itertools.islice(spare, max(length - len(found), 0)))
        return found
    last = found[-1:] or list(itertools.islice(items, 1))
    return [*found, *last * (length - len(found))]


def _rows(row: TupleType, length: int) -> Iterator[list[JsonValue]]:
    """A tuple of so many items, each legal at its place; one too short ends before its last places."""
    if not 0 <= length <= FAR:
        return
    last = row.items or row.prefix_items[-1]
    due = [*row.prefix_items, *[last] * length][:length]
    found = [legal_values(one)[:1] for one in due]
    if all(found):
        yield [value for one in found for value in one]


def _maps(pairs: MapType, length: int) -> Iterator[dict[str, JsonValue]]:
    """A map of so many entries, unless too few keys are known."""
    value = legal_values(pairs.values)[:1]
    if not 0 <= length <= FAR or (length and not value):
        return
    keys = list(itertools.islice(key_samples(pairs), length))
    if len(keys) == length:
        yield {key: value[0] for key in keys}


def key_samples(pairs: MapType) -> Iterator[str]:
    """Keys that a map can have, plainest first."""
    if pairs.keys is not None:
        yield from map(str, distinct(pairs.keys))
        return
    yield "key"
    yield from (f"key{number}" for number in itertools.count(2))


def _varied(known: Sequence[str]) -> Iterator[str]:
    """Texts that differ from known ones in one character, then in two: most of them fit a pattern that the known ones fit."""
    for text in known:
        for at in range(len(text)):
            for letter in CHARACTERS:
                yield f"{text[:at]}{letter}{text[at + 1:]}"
    for text in known:
        for at in range(len(text) - 1):
            for first, second in itertools.product(CHARACTERS, repeat=2):
                yield f"{text[:at]}{first}{second}{text[at + 2:]}"


# -- values at the limits, and just outside --------------------------------------------------------------------------


def _sized(type_: DataType, size: int | float | str, steps: int) -> Iterator[JsonValue]:
    """Values of a size or so many steps from it: a number itself, a text by its characters, a list by its items, bytes by how many they are.

    What has bounds that are texts is as large as what they stand for.
    """
    if isinstance(type_, FormatType):
        found = formats.beyond(type_, size, steps)
        yield from () if found is None else (found,)
        return
    assert not isinstance(size, str)
    match type_:
        case StringType():
            yield from of_length(type_, int(size) + steps)
        case IntegerType():
            yield shifted(type_, size, steps)
        case NumberType(multiple_of=None):
            yield shifted(type_, size, Fraction(steps, 2))
        case NumberType():
            yield shifted(type_, size, steps)
        case ArrayType():
            yield from _lists(type_, int(size) + steps)
        case TupleType():
            yield from _rows(type_, int(size) + steps)
        case MapType():
            yield from _maps(type_, int(size) + steps)
        case _:
            return


def edges(field: Field) -> list[JsonValue]:
    """Legal values that lie on each limit, or next to one that is excluded."""
    found: dict[object, JsonValue] = {}
    for keyword, limit in limits_of(field.type):
        for steps in (0, 1, -1) if keyword.outside is not None else ():
            some = itertools.islice(_sized(field.type, limit, steps), FEW)
            legal = next((value for value in some if is_legal(field, value)), None)
            if legal is not None:
                found.setdefault(identity(legal), legal)
                break
    return list(found.values())


def misses(field: Field) -> Iterator[Miss]:
    """Values of the right type that are just outside of what the field takes, each once.

    The nearest one of each keyword comes first, then a second one of each, and so on.
    """
    kind = resolved(field.type)
    if isinstance(kind, UnionType):
        named: set[str] = set()
        for miss in (miss for option in kind.options for miss in misses(option)):
            if miss[0] not in named and not is_legal(field, miss[2]):
                named.add(miss[0])
                yield miss
        return
    if isinstance(kind, ObjectType):
        return
    legal = legal_values(field)
    columns = [_beyond(field, *row, legal) for row in limits_of(field.type)]
    if isinstance(field.type, IntegerType):
        columns.append(iter([("fraction", "has a fraction", 1.5)]))
    if isinstance(field.type, TupleType):
        columns.append(_of_other_size(field.type))
    if isinstance(field.type, FormatType):
        columns += [_unlisted(field.type), _of_other_form(field.type.format)]
    names: set[str] = set()
    seen: list[JsonValue] = []
    for row in itertools.zip_longest(*columns):
        for name, title, value in (miss for miss in row if miss is not None):
            if name in names or value in seen or is_legal(field, value):
                continue
            names.add(name)
            seen.append(value)
            yield name, title, value


def _of_other_size(row: TupleType) -> Iterator[Miss]:
    least, most = tuple_size(row)
    for few in _rows(row, least - 1):
        yield "too-few", "has an item too few", few
    for many in () if most is None else _rows(row, most + 1):
        yield "too-many", "has an item too many", many


def _beyond(
    field: Field, keyword: Keyword, limit: object, legal: list[JsonValue]
) -> Iterator[Miss]:
    if keyword.outside is not None:
        assert isinstance(limit, int | float | str)
        name, title, steps = keyword.outside
        if isinstance(field.type, FormatType):
            title = title.replace("character", "byte")
        for value in itertools.islice(_sized(field.type, limit, steps), 1):
            yield name, title, value
    if isinstance(field.type, FormatType) and keyword.name == "multipleOf":
        between = formats.decimal_text(Fraction(str(limit)) / 2)
        yield "between-steps", "is no multiple", between
        return
    yield from keyword.misses(limit, legal)


def _unlisted(kind: FormatType) -> Iterator[Miss]:
    """A value of the right form that an enum lacks."""
    keys = {sort_key(kind.format, str(member.value)) for member in kind.enum}
    for value in formats.typed_texts(kind.format) if keys else ():
        if sort_key(kind.format, value) not in keys:
            yield "not-listed", "is a value that is not listed", value
            return


def _of_other_form(name: str) -> Iterator[Miss]:
    for place, value in enumerate(formats.TYPED_MISSES[name]):
        yield f"other-form-{place}", "is of another form", value


def far_misses(field: Field) -> Iterator[Miss]:
    """Values far outside, for a field whose exact form is not known."""
    for name, title, value in (
        ("far-words", "is a sentence", "79 is not what is meant here"),
        ("far-signs", "is made of signs", "<>()"),
    ):
        if not is_legal(field, value):
            yield name, title, value
