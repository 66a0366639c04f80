"""A field and what is asked of it -> the values worth trying, in the order of the witness, and whether no others are needed.

The order: enum members as declared, `false` and `true`, declared examples, numbers by magnitude around the constants of the
rules, texts of the rules, texts that fit the declared form. A param that no rule asks about has its examples first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.language.ast import Path
from onespec.language.functions import FUNCTIONS
from onespec.search import numbers, texts
from onespec.search.answers import ALL_WAYS, Candidates
from onespec.search.atoms import Asked
from onespec.search.links import Links
from onespec.search.objects import lists, objects
from onespec.values import field_faults

MAX_VALUES: Final = 400


def candidates(field: Field, path: Path, links: Links) -> Candidates:
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


def _all(values: Iterable[JsonValue]) -> Candidates:
    """Every value there is."""
    return Candidates(values=tuple(values), sure=ALL_WAYS)


def _raw(field: Field, path: Path, note: Asked, links: Links) -> Candidates:
    match field.type:
        case BooleanType(enum=enum):
            allowed = [member.value for member in enum]
            return _all(
                value for value in (False, True) if not enum or value in allowed
            )
        case StringType(enum=enum) if enum:
            return _all(member.value for member in enum)
        case IntegerType(enum=enum) | NumberType(enum=enum) if enum:
            return _all(member.value for member in enum)
        case StringType() as text:
            return _texts(field, text, path, note, links)
        case IntegerType() | NumberType() as number:
            return _numbers(field, number, path, note, links)
        case ArrayType():
            return lists(field, path, note, links, candidates)
        case ObjectType():
            return objects(field, path, note, links, candidates)
        case AnyType():
            return Candidates(values=(*field.examples, "text", 0), sure=_PRESENCE)
        case _:
            assert_never(field.type)


def _numbers(
    field: Field,
    number: IntegerType | NumberType,
    path: Path,
    note: Asked,
    links: Links,
) -> Candidates:
    linked = len(links.linked(path))
    whole = numbers.whole_range(number)
    marks = [value for value in links.constants(path) if _is_number(value)]
    values, enough = numbers.around(_marks(marks, note), number, linked)
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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(
    field: Field, text: StringType, path: Path, note: Asked, links: Links
) -> Candidates:
    """Sure where texts are only told apart or, as dates, put in order."""
    linked = len(links.linked(path))
    constants = [value for value in links.constants(path) if isinstance(value, str)]
    found: list[JsonValue] = [*field.examples, *constants]
    for partner in links.linked(path):
        other = links.fields.get(partner)
        if other is not None and other is not field:
            found.extend(value for value in other.examples if isinstance(value, str))
    if "string" in note.ways:
        found.extend(str(v) for v in links.constants(path) if _is_number(v))
    is_ordered = "order" in note.ways
    fresh = list(texts.placeholders(text, linked + 1))
    if is_ordered:
        for value in [*constants, *fresh[:1], *_only_texts(field.examples)]:
            found.extend(texts.neighbours(value, linked))
    for function, argument in note.texts:
        samples = FUNCTIONS[function].samples
        found.extend(samples(argument) if samples is not None else ())
    for size in sorted(set(note.sizes)):
        for length in (size, size - 1, size + 1):
            found.extend(texts.of_length(text, length))
    if not any(not list(field_faults(field, value)) for value in fresh):
        fresh.extend(texts.of_length(text, text.min_length or 1))
    return Candidates(values=(*found, *fresh), sure=_sure_texts(text, note))


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
