# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""JSON: values as it means them (`true` is no number), texts read strictly."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeGuard

MISSING = object()
"""Stands for a member that was not sent."""


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number that JSON can write; `true` is none."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether it is a JSON object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether it is a JSON array."""
    return isinstance(value, list)


def to_float(value: object) -> float | None:
    """A number as a float; None for all else, and where no float is that large."""
    try:
        return float(value) if is_number(value) else None
    except OverflowError:
        return None


def double(value: float) -> float:
    """The nearest double, for sums; what none holds counts as infinite."""
    near = to_float(value)
    if near is None:
        return math.inf if value > 0 else -math.inf
    return near


def canonical(value: object) -> object:
    """A key that only equal JSON values share; it can be put in a set.

    What is no JSON value equals nothing but itself.
    """
    if is_object(value):
        members = ((name, canonical(item)) for name, item in value.items())
        return "object", frozenset(members)
    if is_list(value):
        return "array", tuple(canonical(item) for item in value)
    if is_number(value):
        return "number", value
    if isinstance(value, str):
        return "string", value
    if value is None or isinstance(value, bool):
        return "literal", str(value)
    return "foreign", id(value)


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal."""
    return canonical(left) == canonical(right)


def is_multiple(value: float | str, step: float | str) -> bool:
    """Whether the value divides by the step, both read as the decimals written."""
    return _exact(value) % _exact(step) == 0


def _exact(value: float | str) -> Fraction:
    # By float's own repr: a subclass may show itself otherwise.
    if isinstance(value, float):
        return Fraction(float.__repr__(value))
    return Fraction(value)


def at_path(value: object, path: tuple[str, ...]) -> object:
    """What stands at a path of names and places in lists, or `MISSING`."""
    for name in path:
        if is_list(value) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif is_object(value) and name in value:
            value = value[name]
        else:
            return MISSING
    return value


EACH = "*"
"""The step of a path that leads to whichever item of a list is meant."""


def first(flags: Iterable[object], wanted: bool) -> int | None:
    """The place of the first flag of that kind, from 0 on."""
    places = (place for place, flag in enumerate(flags) if bool(flag) is wanted)
    return next(places, None)


def with_item(path: tuple[str, ...], item: int | None) -> tuple[str, ...]:
    """A path with the place of the item that is meant; at the list where none is."""
    if EACH not in path:
        return path
    at = path.index(EACH)
    return path[:at] if item is None else (*path[:at], str(item), *path[at + 1 :])


def as_text(value: object) -> str:
    """How a value reads inside a message: text bare, anything else as JSON."""
    if isinstance(value, str):
        return value
    try:
        # A caller may have handed over what is no JSON, and is to be told so.
        return json.dumps(
            value, ensure_ascii=False, separators=(",", ":"), default=repr
        )
    except ValueError:
        return "a number of too many digits"


# Strict reading: what RFC 8259 leaves to readers is refused.


def read_json(text: str, max_depth: int) -> object:
    """The value of a JSON text. Raises ValueError, not quoting the text."""
    if text.count("[") + text.count("{") > max_depth:
        _measure(text, max_depth)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        reason = f"not JSON at character {error.pos}"
    except _RefusedError as error:
        reason = str(error)
    except RecursionError:
        reason = "nested too deeply"
    except ValueError:
        reason = "a number of too many digits"
    raise ValueError(reason)


class _RefusedError(ValueError):
    """JSON that some readers take and others don't."""


# A text that is not closed counts to the end, or each quote in it would begin anew.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def _measure(text: str, max_depth: int) -> None:
    """Counts brackets outside of strings, before a parser recurses into them."""
    depth = 0
    for found in _STRUCTURE.finditer(text):
        token = found.group()
        depth += 1 if token in "[{" else -1 if token in "]}" else 0
        if depth > max_depth:
            raise ValueError("nested too deeply")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedError("a key stands twice in one object")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError("a number out of range")
    return number


def _constant(text: str) -> object:
    raise _RefusedError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_number, parse_constant=_constant
)
