"""A field and what is asked of it -> the values worth trying, in the order of the witness, and whether no others are needed.

The order: enum members as declared, `false` and `true`, declared examples, numbers by magnitude around the constants of the
rules, texts of the rules, texts that fit the declared form. A param that no rule asks about has its examples first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from onespec.cel.ast import Path
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
from onespec.solve import numbers, texts
from onespec.solve.answers import Candidates
from onespec.solve.atoms import Asked
from onespec.solve.links import Links
from onespec.solve.objects import lists, objects
from onespec.values import field_faults

MAX_VALUES: Final = 400

_PROVABLE: Final = frozenset(["presence", "equality", "order"])


def candidates(field: Field, path: Path, links: Links) -> Candidates:
    """Values that the field itself allows."""
    note = links.notes.get(path, Asked())
    raw, exact = _raw(field, path, note, links)
    if field.nullable:
        raw = [*raw, None]
    found: list[JsonValue] = []
    seen: set[tuple[str, str]] = set()
    for value in raw:
        key = (type(value).__name__, repr(value))
        if key in seen or any(field_faults(field, value)):
            continue
        seen.add(key)
        found.append(value)
        if len(found) == MAX_VALUES:
            exact = False
            break
    return Candidates(values=tuple(found), exact=exact)


def _raw(
    field: Field, path: Path, note: Asked, links: Links
) -> tuple[Iterable[JsonValue], bool]:
    match field.type:
        case BooleanType(enum=enum):
            allowed = [member.value for member in enum]
            values = [value for value in (False, True) if not enum or value in allowed]
            return list[JsonValue](values), True
        case StringType(enum=enum) if enum:
            return [member.value for member in enum], True
        case IntegerType(enum=enum) | NumberType(enum=enum) if enum:
            return [member.value for member in enum], True
        case StringType() as text:
            return _texts(field, text, path, note, links)
        case IntegerType() | NumberType() as number:
            return _numbers(field, number, path, note, links)
        case ArrayType():
            return lists(field, path, note, links, candidates)
        case ObjectType():
            return objects(field, path, note, links, candidates)
        case AnyType():
            return [*field.examples, "text", 0], True
        case _:
            assert_never(field.type)


def _numbers(
    field: Field,
    number: IntegerType | NumberType,
    path: Path,
    note: Asked,
    links: Links,
) -> tuple[list[JsonValue], bool]:
    linked = len(links.linked(path))
    whole = numbers.whole_range(number)
    marks = [value for value in links.constants(path) if _is_number(value)]
    values, exact = numbers.around(_marks(marks, note), number, linked)
    ways = note.ways
    exact = exact and ways <= _PROVABLE
    if whole is not None:
        ordered = [value for value in values if value in whole]
        rest = sorted(whole, key=lambda value: (abs(value), value < 0))
        values, exact = [*ordered, *rest], True
    if note.ways <= {"presence"}:
        return [*field.examples, *values], exact
    return [*values, *field.examples], exact


def _marks(marks: list[JsonValue], note: Asked) -> Iterator[int | float]:
    """Constants, and for sums what is left of one when another is taken away, or of several in equal parts."""
    known = [mark for mark in marks if isinstance(mark, int | float)]
    yield from known
    if "sum" in note.ways or "other" in note.ways:
        for mark in known[:12]:
            for other in note.factors[:6]:
                yield mark - other
                yield mark + other
                if other:
                    yield mark // other
            yield from (mark // 2, mark // 3, 2 * mark)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(
    field: Field, text: StringType, path: Path, note: Asked, links: Links
) -> tuple[list[JsonValue], bool]:
    """Exact where texts are only told apart or, as dates, put in order."""
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
        found.extend(texts.asked_for(function, argument))
    for size in sorted(set(note.sizes)):
        for length in (size, size - 1, size + 1):
            found.extend(texts.of_length(text, length))
    if not any(not list(field_faults(field, value)) for value in fresh):
        fresh.extend(texts.of_length(text, text.min_length or 1))
    return [*found, *fresh], _is_exact(text, note, is_ordered)


def _only_texts(values: Iterable[JsonValue]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def _is_exact(text: StringType, note: Asked, is_ordered: bool) -> bool:
    if text.pattern is not None and note.ways - {"presence"}:
        return False
    if text.max_length is not None and note.ways & {"equality", "order"}:
        return text.max_length > 8 and note.ways <= {"presence", "equality"}
    if is_ordered:
        return text.format == "date" and note.ways <= _PROVABLE
    return note.ways <= {"presence", "equality"} or note.ways <= {"presence", "size"}
