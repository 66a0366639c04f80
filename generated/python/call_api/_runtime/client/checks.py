# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Checks of requests: what the server would refuse, and with which error.

A generated package says the shape of each method's params, its rules and its rows of
the error table as values; `check` alone holds a request against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from .formats import has_format
from .values import (
    MISSING,
    as_text,
    at_path,
    canonical,
    is_list,
    is_multiple,
    is_number,
    is_object,
    with_item,
)

LONGEST_MATCHED = 100_000
"""A longer text is refused before its pattern is tried."""

Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with a request, and the error the API answers it with."""

    mnemonic: str
    code: int
    message: str
    field: str | None
    """The param, dotted where it is nested; items of lists count from 0: `lines.2.sku`."""
    value: object
    """What stood there; never the value of a secret."""
    params: dict[str, object]
    """What fills the placeholders of the message."""
    constraint: str | None
    """Id of the broken constraint, where it is one."""
    reason: str = ""
    """What is allowed instead, in words; holds nothing of the value."""
    help_url: str | None = None
    """A page that explains the error, where there is one."""


# Rows of the error table.


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder in the message of an error."""

    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the error table."""

    mnemonic: str
    code: int
    message: tuple[str | Slot, ...]
    help_url: str | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """The rows that answer what is wrong with the shape of a request."""

    missing: Fault
    type: Fault
    value: Fault
    unexpected: Fault

    def row(self, slot: str) -> Fault:
        """The row of a slot: `missing`, `type`, `value` or `unexpected`."""
        row: Fault = getattr(self, slot)
        return row


def fill(message: tuple[str | Slot, ...], params: Mapping[str, object]) -> str:
    """The message with its placeholders filled, never by `str.format`; others stay."""
    parts: list[str] = []
    for part in message:
        if isinstance(part, str):
            parts.append(part)
        elif part.name in params:
            parts.append(as_text(params[part.name]))
        else:
            parts.append("{" + part.name + "}")
    return "".join(parts)


def fillings(
    message: tuple[str | Slot, ...], known: Mapping[str, object]
) -> dict[str, object]:
    """What fills each placeholder, in the order of the message."""
    names = (part.name for part in message if isinstance(part, Slot))
    return {name: known[name] for name in names if name in known}


def violation(
    fault: Fault,
    field: str | None,
    value: object,
    known: Mapping[str, object],
    constraint: str | None = None,
    reason: str = "",
) -> Violation:
    """A fault at a place, with its message filled from the params of the request."""
    params = fillings(fault.message, {"field": field, "value": value, **known})
    return Violation(
        mnemonic=fault.mnemonic,
        code=fault.code,
        message=fill(fault.message, params),
        field=field,
        value=value,
        params=params,
        constraint=constraint,
        reason=reason,
        help_url=fault.help_url,
    )


# Shapes. `read` gives a value as it counts, and the slot that refuses it, or nothing;
# `wants` says in words what a value that it refuses must be.


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A string; lengths count code points, the pattern meets the whole text."""

    enum: tuple[str, ...] = ()
    pattern: str | None = None
    format: str | None = None
    min_length: int = 0
    max_length: int | None = None
    words: str = ""
    """What pattern and format mean."""

    def read(self, value: object) -> tuple[object, str]:
        """The value, and the slot that refuses it, or nothing."""
        if not isinstance(value, str):
            return value, "type"
        allowed = (
            (not self.enum or value in self.enum)
            and len(value) >= self.min_length
            and (self.max_length is None or len(value) <= self.max_length)
            and (self.pattern is None or _matches(self.pattern, value))
            and (self.format is None or has_format(self.format, value))
        )
        return value, "" if allowed else "value"

    def wants(self, value: object) -> str:
        """What the value must be."""
        if not isinstance(value, str):
            return "a string"
        if self.enum and value not in self.enum:
            return _one_of(self.enum)
        least, most = self.min_length, self.max_length
        if len(value) < least or (most is not None and len(value) > most):
            return f"text of {_count(least, most, 'character')}"
        if len(value) > LONGEST_MATCHED:
            return f"text of at most {LONGEST_MATCHED} characters"
        return f"text of this form: {self.words or self.pattern or self.format}"


def _matches(pattern: str, value: str) -> bool:
    if len(value) > LONGEST_MATCHED:
        return False
    return re.fullmatch(pattern, value) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A JSON number; `true` and `"1"` are none."""

    enum: tuple[float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    multiple_of: float | None = None

    def read(self, value: object) -> tuple[object, str]:
        """The value, and the slot that refuses it, or nothing."""
        if not is_number(value):
            return value, "type"
        allowed = (
            (not self.enum or value in self.enum)
            and (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.multiple_of is None or is_multiple(value, self.multiple_of))
        )
        return value, "" if allowed else "value"

    def wants(self, value: object) -> str:
        """What the value must be."""
        if not is_number(value):
            return "a number"
        if self.enum and value not in self.enum:
            return _one_of(self.enum)
        bounds = {
            "at least": self.minimum,
            "more than": self.above,
            "at most": self.maximum,
            "less than": self.below,
            "a multiple of": self.multiple_of,
        }
        return " and ".join(
            f"{words} {bound}" for words, bound in bounds.items() if bound is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Number):
    """A JSON number without fraction; `1.0` counts as `1`."""

    def read(self, value: object) -> tuple[object, str]:
        """The value as an int, and the slot that refuses it, or nothing."""
        if is_number(value) and value != int(value):
            return value, "value"
        return Number.read(self, int(value) if is_number(value) else value)

    def wants(self, value: object) -> str:
        """What the value must be."""
        is_integer = is_number(value) and value == int(value)
        return Number.wants(self, value) if is_integer else "an integer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """`true` or `false`."""

    enum: tuple[bool, ...] = ()

    def read(self, value: object) -> tuple[object, str]:
        """The value, and the slot that refuses it, or nothing."""
        if not isinstance(value, bool):
            return value, "type"
        return value, "" if not self.enum or value in self.enum else "value"

    def wants(self, value: object) -> str:
        """What the value must be."""
        return _one_of(self.enum or (True, False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """Any JSON value."""

    def read(self, value: object) -> tuple[object, str]:
        """The value; nothing refuses it."""
        return value, ""

    def wants(self, value: object) -> str:
        """Never asked for."""
        return "any value"


MOST_SHOWN = 24
"""Allowed values, or names, that a reason tells."""


def _one_of(values: tuple[str | float, ...]) -> str:
    shown = [json.dumps(value, ensure_ascii=False) for value in values[:MOST_SHOWN]]
    more = ["..."] if len(values) > MOST_SHOWN else []
    only = "one of " if len(values) > 1 else ""
    return f"{only}{', '.join([*shown, *more])}"


def _count(least: int, most: int | None, unit: str) -> str:
    if most is None:
        return f"at least {least} {unit}{'' if least == 1 else 's'}"
    if not least or least == most:
        limit = "exactly" if least else "at most"
        return f"{limit} {most} {unit}{'' if most == 1 else 's'}"
    return f"{least} to {most} {unit}s"


@dataclass(frozen=True, slots=True)
class Field:
    """A named value. The items of an array have no name."""

    name: str
    kind: Kind
    required: bool = False
    nullable: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Object:
    """An object with declared members; an open one may carry others too."""

    fields: tuple[Field, ...] = ()
    open: bool = False


def members(*fields: Field, open: bool = False) -> Object:
    """An object written as the list of its fields."""
    return Object(fields, open)


@dataclass(frozen=True, slots=True)
class Array:
    """A list whose members all have one kind."""

    items: Field
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False


Kind: TypeAlias = "Text | Number | Flag | Anything | Object | Array"


# The walk over a request: every fault of shape in order, then the rules.


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition across params, the params it reads and the error where it fails."""

    id: str
    holds: Callable[[Mapping[str, Any]], bool]
    reads: tuple[str, ...]
    fault: Fault
    blame: Path | None = None
    hides: bool = False
    """Whether the blamed param is a secret."""
    reason: str = ""
    """What must hold, in a sentence."""
    item: Callable[[Mapping[str, Any]], int | None] | None = None
    """Which item of the list is at fault, where the path leads through one."""


Checked: TypeAlias = tuple[dict[str, object], list[Violation]]


def check(
    params: Mapping[str, object], shape: Object, faults: Faults, rules: tuple[Rule, ...]
) -> Checked:
    """The params as they count, and what is wrong: shape first, then rules."""
    found: list[_Finding] = []
    checked = _read_members(shape, params, (), found)
    violations = [_misshapen(item, faults, checked) for item in found]
    unfit = {item.path[0] for item in found}
    for rule in rules:
        if unfit.isdisjoint(rule.reads) and not rule.holds(checked):
            violations.append(_broken(rule, checked))
    return checked, violations


def misfits(
    value: Mapping[str, object], shape: Object, faults: Faults
) -> list[Violation]:
    """What is wrong with the shape of one object, which is no part of a request yet."""
    found: list[_Finding] = []
    _read_members(shape, value, (), found)
    return [_misshapen(item, faults, {}) for item in found]


def _misshapen(
    item: _Finding, faults: Faults, checked: Mapping[str, object]
) -> Violation:
    row, place = faults.row(item.slot), ".".join(item.path)
    reason = f"`{place}` {item.reason}"
    return violation(row, place, item.value, checked, reason=reason)


def _broken(rule: Rule, checked: Mapping[str, object]) -> Violation:
    if rule.blame is None:
        return violation(rule.fault, None, None, checked, rule.id, rule.reason)
    path = rule.blame
    if rule.item is not None:
        path = with_item(path, found_item(rule.item, checked))
    value = at_path(checked, path)
    shown = None if rule.hides or value is MISSING else value
    place = ".".join(path)
    return violation(rule.fault, place, shown, checked, rule.id, rule.reason)


def found_item(find: Callable[..., int | None], *given: object) -> int | None:
    """The place of the item that a condition looks for; None where there is no list."""
    try:
        return find(*given)
    except (KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class _Finding:
    """A fault of shape: the slot that answers it, where, and what stood there."""

    slot: str
    path: Path
    value: object
    reason: str
    """What is wrong, to stand behind the name of the field."""


def _read_members(
    shape: Object, value: Mapping[str, object], path: Path, found: list[_Finding]
) -> dict[str, object]:
    """The members of an object as they count, unknown ones first."""
    known = {field.name for field in shape.fields}
    result = {name: item for name, item in value.items() if name not in known}
    if result and not shape.open:
        reason = f"is not known; there are {_names(shape)}"
        for name, item in result.items():
            found.append(_Finding("unexpected", (*path, name), item, reason))
    for field in shape.fields:
        here = (*path, field.name)
        if field.name in value:
            result[field.name] = _read_field(field, value[field.name], here, found)
        elif field.required:
            found.append(_Finding("missing", here, None, "is required"))
    return result


def _names(shape: Object) -> str:
    shown = [f"`{field.name}`" for field in shape.fields[:MOST_SHOWN]]
    more = ["..."] if len(shape.fields) > MOST_SHOWN else []
    return ", ".join([*shown, *more]) or "none"


def _read_field(
    field: Field, value: object, path: Path, found: list[_Finding]
) -> object:
    """The value as it counts; what is wrong with it goes to `found`."""
    if value is None and field.nullable:
        return None
    if not field.secret:
        return _read_kind(field, value, path, found)
    inside: list[_Finding] = []
    value = _read_kind(field, value, path, inside)
    # What stands inside of a secret is as secret.
    found += [replace(finding, value=None) for finding in inside]
    return value


def _read_kind(
    field: Field, value: object, path: Path, found: list[_Finding]
) -> object:
    kind, slot = field.kind, "type"
    if isinstance(kind, Object):
        if is_object(value):
            return _read_members(kind, value, path, found)
        wanted = "an object"
    elif isinstance(kind, Array):
        if is_list(value):
            return _read_items(kind, value, path, found)
        wanted = "an array"
    else:
        value, slot = kind.read(value)
        wanted = kind.wants(value) if slot else ""
    if slot:
        reason = f"must be {wanted}"
        if value is None:
            reason += " and not null" if field.required else ", or left out: not null"
        found.append(_Finding(slot, path, value, reason))
    return value


def _read_items(
    shape: Array, value: list[object], path: Path, found: list[_Finding]
) -> list[object]:
    few = len(value) < shape.min_items
    many = shape.max_items is not None and len(value) > shape.max_items
    twice = shape.unique and len({canonical(item) for item in value}) < len(value)
    if few or many or twice:
        wanted = _count(shape.min_items, shape.max_items, "item")
        reason = f"must have {'items that all differ' if twice else wanted}"
        found.append(_Finding("value", path, value, reason))
    return [
        _read_field(shape.items, item, (*path, str(index)), found)
        for index, item in enumerate(value)
    ]
