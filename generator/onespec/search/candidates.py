"""A field and what is asked of it -> the values worth trying, in the order of the witness, and whether no others are needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice, product, zip_longest
from math import prod
from typing import Final, TypeAlias, assert_never

from onespec import formats
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
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
    bounded,
)
from onespec.formats import days_beside
from onespec.language.ast import Quantifier, Read, walk
from onespec.language.evaluate import ABSENT, Absent, Meaning, Origin, meaning
from onespec.language.functions import FUNCTIONS
from onespec.runtime.client.formats import is_typed
from onespec.samples import (
    FEW,
    grown,
    has_form,
    key_samples,
    listed,
    of_length,
    shifted,
    texts,
)
from onespec.search.answers import ALL_WAYS, Candidates, Key
from onespec.search.asked import Asked, Links, item_links, key_of, leaves
from onespec.values import bounds_of, field_faults, is_key, is_number

_DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


def placeholders(text: StringType, count: int) -> Iterator[str]:
    """The plainest texts of a type, so many of them; a few more where not all have to be legal."""
    yield from islice(texts(text), count + 3 if has_form(text) else count)


def neighbours(text: str, linked: int) -> Iterator[str]:
    """Texts just before and after one, where it is a date."""
    if _DATE.fullmatch(text):
        yield from islice(days_beside(text), 2 * linked)
    else:
        yield from _counted(text, linked)


def _counted(text: str, linked: int) -> Iterator[str]:
    """The last digit turned, for forms of fixed width."""
    for index in range(len(text) - 1, -1, -1):
        if text[index].isdigit():
            for digit in "0123456789"[: 2 * linked + 2]:
                yield f"{text[:index]}{digit}{text[index + 1:]}"
            return


MAX_RANGE: Final = 64
MAX_VALUES: Final = 400


def whole_range(datatype: IntegerType | NumberType) -> list[int] | None:
    """Every integer of a small closed range; None for other types."""
    if isinstance(datatype, NumberType):
        return None
    low, high = _low(datatype), _high(datatype)
    if low is None or high is None or high - low > MAX_RANGE:
        return None
    return list(range(low, high + 1))


def _low(datatype: IntegerType) -> int | None:
    bounds: list[int] = []
    if datatype.minimum is not None:
        bounds.append(-(-Fraction(datatype.minimum) // 1))
    if datatype.exclusive_minimum is not None:
        bounds.append(Fraction(datatype.exclusive_minimum) // 1 + 1)
    return max(bounds, default=None)


def _high(datatype: IntegerType) -> int | None:
    bounds: list[int] = []
    if datatype.maximum is not None:
        bounds.append(Fraction(datatype.maximum) // 1)
    if datatype.exclusive_maximum is not None:
        bounds.append(-(-Fraction(datatype.exclusive_maximum) // 1) - 1)
    return min(bounds, default=None)


def around(
    constants: Iterable[int | float],
    datatype: IntegerType | NumberType,
    linked: int,
) -> tuple[list[int | float], bool]:
    """Each constant and bound with its neighbours, one for each linked param, by magnitude; and whether that is enough."""
    marks = sorted({*constants, *bounds_of(datatype)} or {0})
    found: set[int | float] = set()
    for mark in marks:
        found.update(shifted(datatype, mark, n) for n in range(-linked, linked + 2))
    if isinstance(datatype, NumberType):
        found.update(_between(marks, linked))
    ordered = sorted(found, key=lambda value: (abs(value), value < 0))
    exact = datatype.multiple_of is None and len(ordered) <= MAX_VALUES
    return ordered[:MAX_VALUES], exact


def _between(marks: list[int | float], linked: int) -> Iterable[float]:
    """Points between neighbouring constants, as many as there are linked params."""
    for low, high in zip(marks, marks[1:]):
        gap = (high - low) / (linked + 1)
        yield from (low + gap * count for count in range(1, linked + 1))


Inner: TypeAlias = Callable[[Field, Key, Links], Candidates]

MAX_PRODUCT: Final = 400
MAX_PAIRED: Final = 12
"""Values of a member that are paired with those of another."""
MAX_ITEMS: Final = 6
MAX_SIZE: Final = 200


def lists(
    field: Field, path: Key, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Short lists of each item worth trying, of pairs, of all constants, and of the sizes that rules ask about."""
    array = field.type
    assert isinstance(array, ArrayType)
    low = array.min_items or 0
    differing = min(max(1, low), MAX_ITEMS) if array.unique_items else 1
    known = item_links(path, note, links, differing)
    items = list(inner(array.items, ("",), known).values)
    sizes = sorted(
        {low, *(size + shift for size in note.sizes for shift in (-1, 0, 1))}
    )
    found: list[JsonValue] = [*field.examples]
    for size in sizes:
        if low <= size <= MAX_SIZE:
            made = grown([], items, size, array)
            found.extend([made] if len(made) == size else [])
    told = {at for at in range(min(len(items), 4 * MAX_ITEMS))}
    told |= set(islice(_telling(items, path, note), 4 * MAX_ITEMS))
    for at in sorted(told):
        item = items[at]
        turned = [*items[at:], *items[:at]]
        found.append(grown([item], turned, max(1, low), array))
    for pair in islice(product(items[:MAX_ITEMS], repeat=2), MAX_ITEMS**2):
        found.append(grown(list(pair), items, max(2, low), array))
    constants = [value for value in note.constants if value in items]
    if len(constants) > 2:
        found.append(constants)
    sure = {"presence"}
    if note.ways <= {"presence", "size"} and items and max(sizes) <= MAX_SIZE:
        sure |= set() if array.unique_items else {"size"}
    return Candidates(values=tuple(found), sure=frozenset(sure))


def tuples(
    field: Field, path: Key, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Whole tuples, whose places that are asked about take their values."""
    row = field.type
    assert isinstance(row, TupleType)
    columns: list[list[JsonValue]] = []
    for at, place in enumerate(row.prefix_items):
        where = (*path, str(at))
        values = inner(place, where, links).values
        is_asked = any(other[: len(where)] == where for other in links.notes)
        columns.append(list(values if is_asked else values[:1]))
    found: list[JsonValue] = [
        list(one) for one in islice(product(*columns), MAX_PRODUCT)
    ]
    rest = [] if row.items is None else list(inner(row.items, ("",), links).values)
    for size in (size + shift for size in note.sizes for shift in (-1, 0, 1)):
        more = size - len(row.prefix_items)
        if found and rest and 0 < more <= MAX_SIZE:
            first = found[0]
            assert isinstance(first, list)
            found.append([*first, *rest[:1] * more])
    return Candidates(values=(*field.examples, *found), sure=_PRESENCE)


def maps(
    field: Field, path: Key, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Maps with the keys that are asked about and with others, alone and in pairs, and of the sizes that rules ask about."""
    pairs = field.type
    assert isinstance(pairs, MapType)
    low = pairs.min_properties or 0
    known = item_links(path, note, links)
    named = [other[len(path)] for other in links.notes if _is_below(other, path)]
    told = [one for one in note.constants if isinstance(one, str)]
    keys = inner(pairs.keys or _ANY_KEY, ("", "key"), known).values
    fresh = list(islice(key_samples(pairs), 2))
    texts = [one for one in (*named, *told, *keys, *fresh) if isinstance(one, str)]
    names = [one for one in dict.fromkeys(texts) if is_key(pairs, one)][:MAX_ITEMS]
    each = {
        name: _tellingly(
            [
                *inner(pairs.values, (*path, name), links).values,
                *inner(pairs.values, ("", "value"), known).values,
            ],
            name,
            path,
            note,
        )[: 4 * MAX_ITEMS]
        for name in names
    }
    found: list[JsonValue] = [*field.examples, {}]
    spare = list(islice(key_samples(pairs), MAX_SIZE))
    for name in names:
        found.extend({name: value} for value in each[name])
    for one, other in combinations(names, 2):
        both = product(each[one][:MAX_ITEMS], each[other][:MAX_ITEMS])
        found.extend({one: left, other: right} for left, right in both)
    whole = {name: each[name][0] for name in names if each[name]}
    found.append(whole)
    sizes = sorted({low, *(size + by for size in note.sizes for by in (-1, 0, 1))})
    for size in (size for size in sizes if 0 < size <= MAX_SIZE and whole):
        made = [*whole, *(name for name in spare if name not in whole)][:size]
        value = next(iter(whole.values()))
        found.append({name: whole.get(name, value) for name in made})
    return Candidates(values=tuple(found), sure=_PRESENCE)


_ANY_KEY: Final = Field(name="", type=StringType())


def _is_below(other: Key, path: Key) -> bool:
    return len(other) > len(path) and other[: len(path)] == path


def _tellingly(
    values: list[JsonValue], key: str, path: Key, note: Asked
) -> list[JsonValue]:
    """Values of an entry of a map, those first which conditions on entries tell from the others."""
    entries: list[JsonValue] = [{"key": key, "value": value} for value in values]
    first = list(islice(_telling(entries, path, note), MAX_ITEMS))
    rest = (at for at in range(len(values)) if at not in first)
    return [values[at] for at in (*first, *rest)]


def _telling(items: Sequence[JsonValue], path: Key, note: Asked) -> Iterator[int]:
    """The first of the items of each kind that conditions on all or any of them tell from the others."""
    asked: list[tuple[str, Meaning]] = []
    for atom in note.atoms:
        for part in walk(atom):
            if isinstance(part, Quantifier) and isinstance(part.range, Read):
                if key_of(part.range) == path:
                    asked += [
                        (part.variable, meaning(leaf, Origin(strict=False)))
                        for leaf in leaves(part.body)
                    ]
    seen: set[tuple[object, ...]] = set()
    for at, item in enumerate(items):
        kind = tuple(ask({"local": {name: item}}) for name, ask in asked)
        if asked and kind not in seen:
            seen.add(kind)
            yield at


def objects(
    field: Field, path: Key, note: Asked, links: Links, inner: Inner
) -> Candidates:
    """Whole objects, as items of lists and where rules look at them as one: members that are asked about take their values."""
    kind = field.type
    assert isinstance(kind, ObjectType)
    below = [other for other in links.notes if other[: len(path)] == path]
    vary_all = bool(note.ways & {"size", "items", "other", "sum"})
    columns: list[list[JsonValue | Absent]] = []
    for member in kind.fields:
        where = (*path, member.name)
        is_asked = any(other[: len(where)] == where for other in below)
        values: tuple[JsonValue, ...] = ()
        if is_asked or member.required or vary_all:
            values = inner(member, where, links).values
        columns.append(_column(member, values, is_asked, vary_all))
    rows = [_object(kind, row) for row in _rows(columns)]
    rows.sort(key=len)
    lead = [] if below else list(field.examples)
    return Candidates(
        values=(*lead, *rows[:MAX_PRODUCT], *field.examples),
        sure=frozenset(["presence"]),
    )


def _rows(
    columns: Sequence[Sequence[JsonValue | Absent]],
) -> Iterator[tuple[JsonValue | Absent, ...]]:
    """Every combination; where they are too many, of all pairs of members too, with the rest as it is at first."""
    most = 4 * MAX_PRODUCT
    if prod(map(len, columns)) <= most or not all(columns):
        yield from islice(product(*columns), most)
        return
    yield from islice(product(*columns), MAX_PRODUCT)
    first = [column[0] for column in columns]
    for left, right in combinations(range(len(columns)), 2):
        few = columns[left][:MAX_PAIRED], columns[right][:MAX_PAIRED]
        for one, other in product(*few):
            row = [*first]
            row[left], row[right] = one, other
            yield tuple(row)


def _column(
    member: Field, values: tuple[JsonValue, ...], is_asked: bool, vary_all: bool
) -> list[JsonValue | Absent]:
    column: list[JsonValue | Absent] = [] if member.required else [ABSENT]
    if is_asked:
        column.extend(values)
    elif member.required or vary_all:
        column.extend(values[:1])
    return column


def _object(
    kind: ObjectType, row: tuple[JsonValue | Absent, ...]
) -> dict[str, JsonValue]:
    return {
        member.name: value
        for member, value in zip(kind.fields, row, strict=True)
        if not isinstance(value, Absent)
    }


def candidates(field: Field, path: Key, links: Links) -> Candidates:
    """Values that the field itself allows."""
    note = links.notes.get(path, Asked())
    raw = _raw(field, path, note, links)
    values = [*raw.values, None] if field.nullable else list(raw.values)
    found: list[JsonValue] = []
    seen: set[tuple[str, str]] = set()
    for value in values:
        key = (type(value).__name__, repr(value))
        if key in seen or any(field_faults(field, value)):
            continue
        seen.add(key)
        found.append(value)
    sure = raw.sure
    if len(found) > MAX_VALUES:
        found, sure = found[:MAX_VALUES], _PRESENCE
    return replace(raw, values=tuple(found), sure=sure if found else frozenset())


def _raw(field: Field, path: Key, note: Asked, links: Links) -> Candidates:
    if whole := listed(field.type):
        return Candidates(values=whole, sure=ALL_WAYS)
    match field.type:
        case StringType() as text:
            return _texts(field, text, path, note, links)
        case IntegerType() | NumberType() as number:
            return _numbers(field, number, path, note, links)
        case BooleanType():
            return Candidates(values=(), sure=frozenset())
        case FormatType() as kind:
            return _typed(field, kind, path, note, links)
        case ArrayType():
            return lists(field, path, note, links, candidates)
        case TupleType():
            return tuples(field, path, note, links, candidates)
        case MapType():
            return maps(field, path, note, links, candidates)
        case ObjectType():
            return objects(field, path, note, links, candidates)
        case UnionType(options=options):
            found = [_raw(option, path, note, links).values for option in options]
            each = [
                value for row in zip_longest(*found, fillvalue=ABSENT) for value in row
            ]
            known = [value for value in each if not isinstance(value, Absent)]
            return Candidates(values=(*field.examples, *known), sure=_PRESENCE)
        case RecursiveType(target=target) as kind:
            if any(other[: len(path)] == path for other in links.notes):
                return _raw(bounded(field), path, note, links)
            bare = Field(name="", type=kind)
            tried = target.once("tried", lambda: _raw(bounded(bare), path, note, links))
            return replace(tried, values=(*field.examples, *tried.values))
        case AnyType():
            return Candidates(values=(*field.examples, "text", 0), sure=_PRESENCE)
        case _:
            assert_never(field.type)


def _numbers(
    field: Field,
    number: IntegerType | NumberType,
    path: Key,
    note: Asked,
    links: Links,
) -> Candidates:
    linked = len(links.linked(path))
    whole = whole_range(number)
    marks = [value for value in links.constants(path) if is_number(value)]
    values, enough = around(_marks(marks, note), number, linked)
    sure = _ORDER if enough else _PRESENCE
    if whole is not None:
        known = set(whole)
        rest = sorted(whole, key=lambda value: (abs(value), value < 0))
        values, sure = [*(v for v in values if v in known), *rest], ALL_WAYS
    if note.ways <= {"presence"}:
        return Candidates(values=(*field.examples, *values), sure=sure)
    return Candidates(values=(*values, *field.examples), sure=sure)


def _marks(marks: list[JsonValue], note: Asked) -> Iterator[int | float]:
    """Constants, and for sums what is left of one when another is taken away, or of several in equal parts."""
    known = [mark for mark in marks if isinstance(mark, int | float)]
    yield from known
    if "sum" in note.ways or "other" in note.ways:
        for mark in known[:8]:
            yield from (mark // 2, 2 * mark)
            yield from (mark - other for other in note.factors[:3])
            yield from (mark + other for other in note.factors[:3])


def _texts(
    field: Field, text: StringType, path: Key, note: Asked, links: Links
) -> Candidates:
    """Sure where texts are only told apart or, as dates, put in order."""
    linked = len(links.linked(path))
    constants = [value for value in links.constants(path) if isinstance(value, str)]
    found: list[JsonValue] = [*field.examples, *constants]
    for partner in links.linked(path):
        other = links.fields.get(partner)
        if other is not None and other is not field:
            found.extend(value for value in other.examples if isinstance(value, str))
            if isinstance(other.type, StringType) and has_form(other.type):
                found.extend(placeholders(other.type, linked + 1))
    if "string" in note.ways:
        found.extend(str(v) for v in links.constants(path) if is_number(v))
    is_ordered = "order" in note.ways
    fresh = list(placeholders(text, linked + 1))
    if is_ordered:
        for value in [*constants, *fresh[:1], *_only_texts(field.examples)]:
            found.extend(neighbours(value, linked))
    for function, argument in note.texts:
        samples = FUNCTIONS[function].samples
        found.extend(samples(argument) if samples is not None else ())
    found.extend(_joined(note))
    for size in sorted(set(note.sizes)):
        for length in (size, size - 1, size + 1):
            found.extend(islice(of_length(text, length), FEW))
    if not any(not list(field_faults(field, value)) for value in fresh):
        fresh.extend(islice(of_length(text, text.min_length or 1), FEW))
    return Candidates(values=(*found, *fresh), sure=_sure_texts(text, note))


def _typed(
    field: Field, kind: FormatType, path: Key, note: Asked, links: Links
) -> Candidates:
    """Sure where values are told apart or, as points on a line, put in order."""
    name, linked = kind.format, len(links.linked(path))
    known = [*field.examples, *links.constants(path)]
    for partner in links.linked(path):
        other = links.fields.get(partner)
        if other is not None and other is not field:
            known.extend(other.examples)
    marks = [v for v in known if isinstance(v, str) and is_typed(name, v)]
    found = list(marks)
    fresh = list(islice(formats.plain_texts(kind), 2 * linked + 4))
    if "order" in note.ways and name in formats.LINES:
        marks = list(dict.fromkeys([*marks, *fresh[:1]]))
        size = Fraction(kind.multiple_of or formats.step(name, marks))
        is_stepped = kind.multiple_of is not None
        for mark in marks:
            for steps in range(not is_stepped, linked + 1 + is_stepped):
                found.extend(formats.beside(name, mark, steps, size, whole=is_stepped))
        found.extend(() if is_stepped else formats.between(name, marks, linked))
    is_bound = bool(kind.min_length or kind.max_length is not None)
    sure = _PRESENCE if is_bound else _ORDER if name in formats.LINES else _EQUALITY
    return Candidates(values=(*found, *fresh), sure=sure)


def _joined(note: Asked) -> Iterator[str]:
    """Texts that begin, go on and end as several rules ask at once."""
    parts: dict[str, list[str]] = {"^{0}": [], "{0}": [], "{0}$": []}
    for function, argument in dict.fromkeys(note.texts):
        row = FUNCTIONS[function]
        if row.pattern in parts and not row.takes_pattern(1):
            parts[row.pattern].append(argument)
    starts, middles, ends = parts.values()
    if len(starts) + len(middles) + len(ends) < 2:
        return
    for start in starts[:4] or [""]:
        for end in ends[:4] or [""]:
            for middle in ("", *middles[:4], "".join(middles)):
                yield f"{start}{middle}{end}"
                yield f"{start}a{middle}b{end}"


def _only_texts(values: Iterable[JsonValue]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def _sure_texts(text: StringType, note: Asked) -> frozenset[str]:
    """Fresh texts and neighbours can be made at will where no pattern and no narrow length stand against it."""
    if text.pattern is not None:
        return _PRESENCE
    if text.format == "date":
        return _ORDER
    if text.format is not None:
        return _PRESENCE
    if note.ways <= {"presence", "size"}:
        return _SIZE
    is_narrow = text.max_length is not None and text.max_length < 9
    return _PRESENCE if is_narrow or "size" in note.ways else _EQUALITY


_PRESENCE: Final = frozenset(["presence"])
_EQUALITY: Final = frozenset(["presence", "equality"])
_ORDER: Final = frozenset(["presence", "equality", "order"])
_SIZE: Final = frozenset(["presence", "size"])
