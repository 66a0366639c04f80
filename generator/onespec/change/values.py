"""Two declarations of one place -> values that the first accepts and the second refuses, or that there surely are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Final, TypeAlias

from onespec import samples
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
    resolved,
)
from onespec.patterns import inclusion
from onespec.runtime.client.formats import FORMATS, TYPED
from onespec.runtime.client.order import sort_key
from onespec.samples import is_legal
from onespec.values import bounds_of, exact, identity

Number: TypeAlias = IntegerType | NumberType
Pairs: TypeAlias = frozenset[tuple[int, int]]
"""Types of both sides that are being compared, by their identity."""

MOST: Final = 40
"""Values of one place that are given for one question."""
_LONG: Final = 10_000
"""Characters that a text made for a limit may have."""
_DESCRIBED: Final = frozenset(
    (
        "title",
        "description",
        "docs_type",
        "group",
        "examples",
        "deprecated",
        "since",
        "see",
        "extensions",
        "span",
        "default_note",
        "const",
        "meaning",
        "type_name",
        "secret",
        "default",
    )
)
"""Attributes that say nothing of which values there can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escaped:
    """What one declaration accepts and the other refuses."""

    values: tuple[JsonValue, ...] = ()
    """The plainest first; a few of them where there are many."""
    is_all: bool = False
    """Whether these are all there are, so that none means: surely none."""


def escaped(old: Field, new: Field, asked: Pairs = frozenset()) -> Escaped:
    """The values that `old` accepts and `new` refuses; presence and defaults are not looked at.

    `asked` are the pairs of types around these, so that two which contain themselves are gone into once.
    """
    if is_alike(old, new):
        return Escaped(is_all=True)
    found: dict[object, JsonValue] = {}
    pair = _pair(old.type, new.type)
    inner = () if pair in asked else _tried(old, new, asked | {pair})
    for value in inner:
        key = identity(value)
        if key not in found and is_legal(old, value) and not is_legal(new, value):
            found[key] = value
        if len(found) >= MOST:
            break
    if found:
        every = _every(old)
        is_all = every is not None and len(found) < MOST
        return Escaped(values=tuple(found.values()), is_all=is_all)
    return Escaped(is_all=_is_within(old, new))


def is_alike(old: Field, new: Field) -> bool:
    """Whether two declarations say the same of a value, however they name and describe it."""
    return old.nullable == new.nullable and bare(old.type) == bare(new.type)


def bare(thing: object) -> object:
    """A declaration, or a part of one, without what says nothing of its values: two that are equal accept the same."""
    if is_dataclass(thing) and not isinstance(thing, type):
        kept = {
            one.name: bare(getattr(thing, one.name))
            for one in fields(thing)
            if one.name not in _DESCRIBED and one.compare
        }
        name = type(thing).__name__
        if isinstance(thing, ObjectType):
            kept["fields"] = frozenset((one.name, bare(one)) for one in thing.fields)
        return name, frozenset(kept.items())
    if isinstance(thing, tuple):
        if thing and isinstance(thing[0], EnumValue):
            return frozenset(identity(one.value) for one in thing)
        return tuple(map(bare, thing))
    return thing


def plain_values(field: Field) -> list[JsonValue]:
    """A few legal values of a field, the plainest first; fewer, or none, where none was found."""
    return list(islice(samples.distinct(field), MOST))


# -- values worth trying ---------------------------------------------------------------------------------------------


def _pair(old: DataType, new: DataType) -> tuple[int, int]:
    return id(resolved(old)), id(resolved(new))


def _tried(old: Field, new: Field, asked: Pairs) -> Iterator[JsonValue]:
    """What may tell the two apart: the ends of either, what is just outside of the new one, and the parts of both."""
    every = _every(old)
    if every is not None:
        yield from every
        return
    yield from _parts(old, new, asked)
    yield from samples.edges(old)
    yield from samples.edges(new)
    yield from (value for _, _, value in samples.misses(new))
    yield from plain_values(old)
    if old.nullable:
        yield None


def _every(field: Field) -> list[JsonValue] | None:
    """All values of a field where they are few enough to be listed."""
    null: list[JsonValue] = [None] if field.nullable else []
    match field.type:
        case (
            StringType(enum=enum)
            | IntegerType(enum=enum)
            | NumberType(enum=enum)
            | BooleanType(enum=enum)
        ) if enum:
            return [*(member.value for member in enum), *null]
        case BooleanType():
            return [False, True, *null]
        case IntegerType() as number:
            low, high = _ends(number)
            if low is not None and high is not None and high - low < MOST:
                step = _step(number) or Fraction(1)
                count = int((high - low) / step) + 1
                return [*(int(low + step * at) for at in range(count)), *null]
            return None
        case _:
            return None


def _parts(old: Field, new: Field, asked: Pairs) -> Iterator[JsonValue]:
    left, right = resolved(old.type), resolved(new.type)
    match left, right:
        case (IntegerType() | NumberType(), IntegerType() | NumberType()):
            yield from _numbers(left, right)
        case StringType(), StringType():
            yield from _texts(left, right)
        case ArrayType(), ArrayType():
            plain, least = plain_values(left.items), left.min_items or 0
            for value in escaped(left.items, right.items, asked).values:
                yield samples.grown([value], plain, max(least, 1), left)
            yield samples.grown(plain[:1] * 2, plain, max(least, 2), left)
        case TupleType(), TupleType():
            yield from _tuples(left, right, asked)
        case MapType(), MapType():
            yield from _maps(left, right, asked)
        case ObjectType(), ObjectType():
            yield from _objects(left, right, asked)
        case UnionType(), _:
            for option in left.options:
                yield from escaped(option, new, asked).values
        case _, UnionType():
            for option in right.options:
                yield from _parts(old, option, asked)
        case _:
            return


def _numbers(old: Number, new: Number) -> Iterator[JsonValue]:
    steps = [Fraction(1), Fraction(1, 2)]
    for step in (_step(old), _step(new)):
        if step is not None:
            steps += [step, step / 2]
    for mark in [*bounds_of(old), *bounds_of(new), 0]:
        base = exact(mark)
        for shift in (0, 1, -1):
            for step in steps:
                yield _number(base + shift * step)
                yield _number(_on_grid(base, _step(old)) + shift * step)
    own = _step(old)
    if own is not None:
        low, _ = _ends(old)
        start = low if low is not None else Fraction(0)
        yield from (_number(start + own * at) for at in range(MOST))


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _on_grid(value: Fraction, step: Fraction | None) -> Fraction:
    return value if step is None else value // step * step


def _texts(old: StringType, new: StringType) -> Iterator[JsonValue]:
    found = [*_beyond(old, new)]
    yield from (one.text for one in found if one.text is not None)
    patterns = _patterns(old)
    for length in (new.min_length, new.max_length, old.min_length, old.max_length):
        for shift in (-1, 0, 1):
            size = -1 if length is None else length + shift
            if 0 <= size <= _LONG:
                text = inclusion.outside(patterns, None, size, size).text
                yield "x" * size if not patterns else text


def _beyond(old: StringType, new: StringType) -> Iterator[inclusion.Found]:
    """For each limit of `new`, a text of `old` that it refuses, or that there is none."""
    patterns, least, most = _patterns(old), old.min_length or 0, _longest(old)
    for pattern in _patterns(new):
        yield inclusion.outside(patterns, pattern, least, most)
    shortest, longest = new.min_length or 0, _longest(new)
    if shortest > least:
        end = shortest - 1 if most is None else min(most, shortest - 1)
        yield inclusion.outside(patterns, None, least, end)
    if longest is not None and (most is None or most > longest):
        yield inclusion.outside(patterns, None, max(least, longest + 1), most)


def _patterns(text: StringType) -> list[str]:
    form = [] if text.format is None else [FORMATS[text.format].pattern]
    return [*form, *([] if text.pattern is None else [text.pattern])]


def _longest(text: StringType) -> int | None:
    form = None if text.format is None else FORMATS[text.format].longest
    known = [one for one in (text.max_length, form) if one is not None]
    return min(known, default=None)


def _tuples(old: TupleType, new: TupleType, asked: Pairs) -> Iterator[JsonValue]:
    whole = samples.legal_values(Field(name="", type=old))
    for base in whole[:1]:
        if not isinstance(base, list):
            continue
        for at, (left, right) in enumerate(zip(old.prefix_items, new.prefix_items)):
            for value in escaped(left, right, asked).values:
                yield [*base[:at], value, *base[at + 1 :]]
        for item in [] if old.items is None else plain_values(old.items)[:1]:
            yield [*base, item]


def _maps(old: MapType, new: MapType, asked: Pairs) -> Iterator[JsonValue]:
    whole = samples.legal_values(Field(name="", type=old))
    base = next((one for one in whole if isinstance(one, dict) and one), {})
    keys = [*base, "a"]
    for value in escaped(old.values, new.values, asked).values:
        yield {**base, keys[0]: value}
    held = plain_values(old.values)[:1]
    some = islice(samples.distinct(old.keys or Field(name="", type=StringType())), MOST)
    names = [str(key) for key in some]
    sizes = old.min_properties, old.max_properties, new.min_properties
    for size in (*sizes, new.max_properties):
        for count in () if size is None else (size - 1, size, size + 1):
            if held and 0 <= count <= len(names):
                yield dict.fromkeys(names[:count], held[0])
    if new.keys is not None:
        any_text = Field(name="", type=StringType())
        for key in escaped(old.keys or any_text, new.keys).values:
            for value in held:
                yield {str(key): value}


def _objects(old: ObjectType, new: ObjectType, asked: Pairs) -> Iterator[JsonValue]:
    firsts = {one.name: next(iter(plain_values(one)), None) for one in old.fields}
    least: dict[str, JsonValue] = {
        one.name: firsts[one.name] for one in old.fields if one.required
    }
    yield dict(least)
    known = {one.name: one for one in new.fields}
    for one in old.fields:
        yield {**least, one.name: firsts[one.name]}
        if one.name in known:
            for value in escaped(one, known[one.name], asked).values:
                yield {**least, one.name: value}
    if old.open:
        yield {**least, "x_other": 1}


# -- proofs ----------------------------------------------------------------------------------------------------------


def _is_within(old: Field, new: Field, asked: Pairs = frozenset()) -> bool:
    """Whether surely every value of `old` is one of `new`."""
    if isinstance(new.type, AnyType):
        return True
    if old.nullable and not new.nullable:
        return False
    every = _every(old)
    if every is not None:
        return all(is_legal(new, value) for value in every)
    return _is_type_within(old.type, new.type, asked)


def _is_type_within(old: DataType, new: DataType, asked: Pairs) -> bool:
    if bare(old) == bare(new):
        # A reference to the same name: what it stands for is compared where it is written out.
        return True
    pair = _pair(old, new)
    if pair in asked:
        # Types that contain themselves: what is taken for granted here is decided further out.
        return True
    asked |= {pair}
    left, right = resolved(old), resolved(new)
    match left, right:
        case UnionType(), _:
            whole = Field(name="", type=right)
            return all(_is_within(option, whole, asked) for option in left.options)
        case _, UnionType():
            whole = Field(name="", type=left)
            return any(_is_within(whole, option, asked) for option in right.options)
        case (IntegerType() | NumberType(), IntegerType() | NumberType()):
            return not right.enum and _is_range_within(left, right)
        case StringType(), StringType():
            return not right.enum and all(
                found.text is None and found.is_sure for found in _beyond(left, right)
            )
        case FormatType(), FormatType():
            return _is_form_within(left, right)
        case FormatType(), StringType():
            # Every text of the format has its pattern, and some more may.
            form = TYPED[left.format]
            looser = StringType(pattern=form.pattern, max_length=form.longest)
            return _is_type_within(looser, right, asked)
        case ArrayType(), ArrayType():
            return _is_list_within(left, right, asked)
        case TupleType(), TupleType():
            return _is_tuple_within(left, right, asked)
        case MapType(), MapType():
            return _is_map_within(left, right, asked)
        case ObjectType(), ObjectType():
            return _is_object_within(left, right, asked)
        case _:
            return False


def _is_form_within(old: FormatType, new: FormatType) -> bool:
    """Whether each limit is the same, further out, or not there."""
    if old.format != new.format:
        return False
    for name in ("enum", "multiple_of", "min_length", "max_length"):
        if getattr(new, name) not in (None, (), getattr(old, name)):
            return False
    for name in ("minimum", "exclusive_minimum", "maximum", "exclusive_maximum"):
        wanted, own = getattr(new, name), getattr(old, name)
        if wanted is None:
            continue
        if own is None:
            return False
        keys = sort_key(new.format, wanted), sort_key(new.format, own)
        if keys[0] > keys[1] if "minimum" in name else keys[0] < keys[1]:
            return False
    return True


def _is_range_within(old: Number, new: Number) -> bool:
    step, wanted = _step(old), _step(new)
    if wanted is not None and (step is None or (step / wanted).denominator != 1):
        return False
    low, high = _ends(old)
    ends = [end for end in (low, high) if end is not None]
    if low is None and (new.minimum, new.exclusive_minimum) != (None, None):
        return False
    if high is None and (new.maximum, new.exclusive_maximum) != (None, None):
        return False
    open_low = step is None and old.exclusive_minimum is not None
    open_high = step is None and old.exclusive_maximum is not None
    if not (open_low or open_high):
        return all(is_legal(Field(name="", type=new), _number(end)) for end in ends)
    return _is_below(new, low, old) and _is_above(new, high, old)


def _is_below(new: Number, low: Fraction | None, old: Number) -> bool:
    if low is None:
        return True
    is_open = old.exclusive_minimum is not None and exact(old.exclusive_minimum) == low
    least = new.minimum is None or exact(new.minimum) <= low
    bound = new.exclusive_minimum
    above = bound is None or (exact(bound) <= low if is_open else exact(bound) < low)
    return least and above


def _is_above(new: Number, high: Fraction | None, old: Number) -> bool:
    if high is None:
        return True
    is_open = old.exclusive_maximum is not None and exact(old.exclusive_maximum) == high
    most = new.maximum is None or exact(new.maximum) >= high
    bound = new.exclusive_maximum
    below = bound is None or (exact(bound) >= high if is_open else exact(bound) > high)
    return most and below


def _step(number: Number) -> Fraction | None:
    """The grid that its values lie on; None where they lie close."""
    own = number.multiple_of
    step = None if own is None else exact(own)
    if isinstance(number, NumberType):
        return step
    if step is None:
        return Fraction(1)
    # The integers among the multiples of n/d are the multiples of n.
    return Fraction(step.numerator)


def _ends(number: Number) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest value, or the bounds that they come close to."""
    step = _step(number)
    lows = [exact(one) for one in (number.minimum,) if one is not None]
    highs = [exact(one) for one in (number.maximum,) if one is not None]
    if number.exclusive_minimum is not None:
        bound = exact(number.exclusive_minimum)
        lows.append(bound if step is None else (bound // step + 1) * step)
    if number.exclusive_maximum is not None:
        bound = exact(number.exclusive_maximum)
        highs.append(bound if step is None else (-(-bound // step) - 1) * step)
    if step is not None:
        lows = [-(-one // step) * step for one in lows]
        highs = [one // step * step for one in highs]
    return max(lows, default=None), min(highs, default=None)


def _is_list_within(old: ArrayType, new: ArrayType, asked: Pairs) -> bool:
    if new.unique_items and not old.unique_items and (old.max_items or 2) > 1:
        return False
    if (old.min_items or 0) < (new.min_items or 0):
        return False
    if new.max_items is not None and (
        old.max_items is None or old.max_items > new.max_items
    ):
        return False
    return old.max_items == 0 or _is_within(old.items, new.items, asked)


def _is_tuple_within(old: TupleType, new: TupleType, asked: Pairs) -> bool:
    """Place by place; whatever else two tuples say has to be said alike."""
    if len(old.prefix_items) != len(new.prefix_items):
        return False
    pairs = zip(old.prefix_items, new.prefix_items, strict=True)
    rest = [replace(one, prefix_items=()) for one in (old, new)]
    return bare(rest[0]) == bare(rest[1]) and all(
        _is_within(left, right, asked) for left, right in pairs
    )


def _is_map_within(old: MapType, new: MapType, asked: Pairs) -> bool:
    if (old.min_properties or 0) < (new.min_properties or 0):
        return False
    most = new.max_properties
    if most is not None and (old.max_properties is None or old.max_properties > most):
        return False
    if new.keys is not None:
        own = old.keys or Field(name="", type=StringType())
        if not _is_within(own, new.keys, asked):
            return False
    return _is_within(old.values, new.values, asked)


def _is_object_within(old: ObjectType, new: ObjectType, asked: Pairs) -> bool:
    """Members that an open object may have beside its own are nobody's promise."""
    known = {one.name: one for one in new.fields}
    own = {one.name: one for one in old.fields}
    if any(one.required and not _is_sent(own.get(name)) for name, one in known.items()):
        return False
    if old.open and not new.open:
        return False
    for name, one in own.items():
        if name not in known:
            if not new.open:
                return False
        elif not _is_within(one, known[name], asked):
            return False
    return True


def _is_sent(field: Field | None) -> bool:
    return field is not None and field.required
