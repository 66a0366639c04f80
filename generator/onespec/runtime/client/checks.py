# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Checks of requests: what the server would refuse, and with which error.

A generated package says the shape of each method's params, its rules and its rows of
the error table as values; `check` alone holds a request against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Any, TypeAlias

from .formats import byte_count, has_format, is_typed
from .natives import NATIVES
from .order import sort_key, sort_keys
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
    """The param, dotted where it is nested; items count from 0: `lines.2.sku`."""
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
    own: Mapping[str, Fault] = attribute(default_factory=dict[str, Fault])
    """Rows of a method that stand for the common ones where an object breaks a rule."""

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
    sample: str | None = None
    """A value that is allowed, where one is not plain to see."""

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
    sample: float | None = None
    """A value that is allowed, where one is not plain to see."""

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
class Formatted:
    """Text that stands for something else; Python has a type of its own for it.

    Limits hold for what it stands for, whatever the text.
    """

    format: str
    enum: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    above: str | None = None
    below: str | None = None
    multiple_of: str | None = None
    min_length: int = 0
    max_length: int | None = None
    words: str = ""
    """What the format asks for."""
    sample: str | None = None
    """A value that is allowed."""

    def read(self, value: object) -> tuple[object, str]:
        """The text of the value, and the slot that refuses it, or nothing."""
        text = value if isinstance(value, str) else self._written(value)
        if text is None:
            return value, "type"
        return text, "" if self._is_typed(text) and self._is_allowed(text) else "value"

    def _written(self, value: object) -> str | None:
        try:
            return NATIVES[self.format].write(value)
        except ValueError:
            return None

    def _is_typed(self, text: str) -> bool:
        return len(text) <= LONGEST_MATCHED and is_typed(self.format, text)

    def _is_allowed(self, text: str) -> bool:
        key = sort_key(self.format, text)
        return (
            (not self.enum or key in sort_keys(self.format, self.enum))
            and (self.minimum is None or key >= self._key(self.minimum))
            and (self.maximum is None or key <= self._key(self.maximum))
            and (self.above is None or key > self._key(self.above))
            and (self.below is None or key < self._key(self.below))
            and (self.multiple_of is None or is_multiple(text, self.multiple_of))
            and (not self.min_length or byte_count(text) >= self.min_length)
            and (self.max_length is None or byte_count(text) <= self.max_length)
        )

    def _key(self, limit: str) -> str:
        return sort_key(self.format, limit)

    def wants(self, value: object) -> str:
        """What the value must be."""
        if not isinstance(value, str):
            try:
                NATIVES[self.format].write(value)
            except ValueError as error:
                return str(error)
        if not isinstance(value, str) or not self._is_typed(value):
            return f"text of this form: {self.words or self.format}"
        if self.enum:
            return _one_of(self.enum)
        bounds = {
            "at least": self.minimum,
            "more than": self.above,
            "at most": self.maximum,
            "less than": self.below,
            "a multiple of": self.multiple_of,
        }
        said = [f"{words} {bound}" for words, bound in bounds.items() if bound]
        if self.min_length or self.max_length is not None:
            said.append(_count(self.min_length, self.max_length, "byte"))
        return " and ".join(said)


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


def _count(least: int, most: int | None, unit: str, units: str = "") -> str:
    units = units or f"{unit}s"
    if most is None:
        return f"at least {least} {unit if least == 1 else units}"
    if not least or least == most:
        limit = "exactly" if least else "at most"
        return f"{limit} {most} {unit if most == 1 else units}"
    return f"{least} to {most} {units}"


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
    rules: tuple[Rule, ...] = ()
    """What has to hold between its members."""


def members(*fields: Field, open: bool = False, rules: tuple[Rule, ...] = ()) -> Object:
    """An object written as the list of its fields."""
    return Object(fields, open, rules)


@dataclass(frozen=True, slots=True)
class Array:
    """A list whose members all have one kind."""

    items: Field
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Tuple:
    """A list each of whose places has a kind of its own; `rest` is what may follow."""

    places: tuple[Field, ...]
    rest: Field | None = None
    min_items: int = 0
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose keys are data, and whose values all have one kind."""

    values: Field
    keys: Text | None = None
    min_properties: int = 0
    max_properties: int | None = None


class Tagged:
    """One of several objects, told by a member that each requires."""

    __slots__ = ("member", "options")

    def __init__(self, member: Field, *options: Object | Named) -> None:
        self.member = member
        """Its values, in the order of the options."""
        self.options = options

    def option(self, value: Mapping[str, object]) -> Kind | None:
        """What the object is to be, or nothing where it does not tell."""
        kind = self.member.kind
        if isinstance(kind, (Text, Number, Flag)) and self.member.name in value:
            told, slot = kind.read(value[self.member.name])
            if not slot:
                return self.options[kind.enum.index(told)]
        return None


class Either:
    """One of several kinds, no two of which take values of one JSON type."""

    __slots__ = ("options",)

    def __init__(self, *options: Kind) -> None:
        self.options = options


class Named:
    """A kind that contains itself, where it does: by a function, as it has no end."""

    __slots__ = ("of",)

    def __init__(self, of: Callable[[], Kind]) -> None:
        self.of = of


Scalar: TypeAlias = "Text | Number | Flag | Formatted | Anything"
Kind: TypeAlias = "Scalar | Object | Array | Tuple | Map | Tagged | Either | Named"


def _takes(kind: Kind, value: object) -> bool:
    """Whether a value is of the JSON type of a kind."""
    if isinstance(kind, Named):
        return _takes(kind.of(), value)
    if isinstance(kind, Either):
        return any(_takes(option, value) for option in kind.options)
    if isinstance(kind, (Object, Map, Tagged)):
        return is_object(value)
    if isinstance(kind, (Array, Tuple)):
        return is_list(value)
    return kind.read(value)[1] != "type"


def _wanted(kind: Kind, value: object) -> str:
    """What a value of another JSON type must be."""
    if isinstance(kind, Named):
        return _wanted(kind.of(), value)
    if isinstance(kind, Either):
        return " or ".join(_wanted(option, value) for option in kind.options)
    if isinstance(kind, (Object, Map, Tagged)):
        return "an object"
    return "an array" if isinstance(kind, (Array, Tuple)) else kind.wants(value)


# The walk over a request: every fault of shape in order, then the rules.


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition across params, or members of an object, those it reads and the error
    where it fails.
    """

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
    """The params as they count, and what is wrong: shape first, then rules, those of
    objects before the request's own.
    """
    walk = _Walk([], [])
    checked = _read_members(shape, params, (), walk)
    violations = [_misshapen(item, faults, checked) for item in walk.found]
    for ruled in walk.ruled:
        violations += _broken_inside(ruled, walk.found, faults, checked)
    unfit = {item.path[0] for item in walk.found}
    for rule in rules:
        if unfit.isdisjoint(rule.reads) and not rule.holds(checked):
            violations.append(_broken(rule, checked))
    return checked, violations


def misfits(
    value: Mapping[str, object], shape: Object, faults: Faults
) -> list[Violation]:
    """What is wrong with the shape of one object, which is no part of a request yet."""
    walk = _Walk([], [])
    _read_members(shape, value, (), walk)
    return [_misshapen(item, faults, {}) for item in walk.found]


def fits(field: Field, value: object) -> bool:
    """Whether a value has the shape of a field; rules are not asked."""
    walk = _Walk([], [])
    _read_field(field, value, (), walk)
    return not walk.found


def _misshapen(
    item: _Finding, faults: Faults, checked: Mapping[str, object]
) -> Violation:
    row, place = faults.row(item.slot), ".".join(item.path)
    reason = f"`{place}` {item.reason}"
    return violation(row, place, item.value, checked, reason=reason)


def _broken(rule: Rule, checked: Mapping[str, object]) -> Violation:
    if rule.blame is None:
        return violation(rule.fault, None, None, checked, rule.id, rule.reason)
    path = _blamed(rule, rule.blame, checked)
    value = at_path(checked, path)
    shown = None if rule.hides or value is MISSING else value
    place = ".".join(path)
    return violation(rule.fault, place, shown, checked, rule.id, rule.reason)


def _blamed(rule: Rule, path: Path, checked: Mapping[str, object]) -> Path:
    """The path that a rule blames, with the item at fault."""
    if rule.item is None:
        return path
    return with_item(path, found_item(rule.item, checked))


def _broken_inside(
    ruled: _Ruled,
    found: list[_Finding],
    faults: Faults,
    checked: Mapping[str, object],
) -> Iterator[Violation]:
    """The rules that an object breaks, but for those that read a member of a wrong
    shape.
    """
    depth, place = len(ruled.path), ".".join(ruled.path)
    unfit = {
        item.path[depth]
        for item in found
        if len(item.path) > depth and item.path[:depth] == ruled.path
    }
    for rule in ruled.rules:
        if not unfit.isdisjoint(rule.reads) or rule.holds(ruled.value):
            continue
        path = _blamed(rule, rule.blame or (), ruled.value)
        value = at_path(ruled.value, path) if path else MISSING
        shown = None if rule.hides or ruled.hidden or value is MISSING else value
        field = ".".join((*ruled.path, *path))
        row = faults.own.get(rule.fault.mnemonic, rule.fault)
        reason = f"in `{place}`: {rule.reason}"
        yield violation(row, field, shown, checked, rule.id, reason)


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


@dataclass(frozen=True, slots=True)
class _Ruled:
    """An object with rules between its members, and where it stands."""

    path: Path
    rules: tuple[Rule, ...]
    value: Mapping[str, object]
    """The members as they count."""
    hidden: bool = False
    """Whether it stands inside a secret."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a walk over a request has met so far."""

    found: list[_Finding]
    ruled: list[_Ruled]


def _read_members(
    shape: Object, value: Mapping[str, object], path: Path, walk: _Walk
) -> dict[str, object]:
    """The members of an object as they count, unknown ones first."""
    known = {field.name for field in shape.fields}
    result = {name: item for name, item in value.items() if name not in known}
    if shape.rules:
        walk.ruled.append(_Ruled(path, shape.rules, result))
    if result and not shape.open:
        reason = f"is not known; there are {_names(shape)}"
        for name, item in result.items():
            walk.found.append(_Finding("unexpected", (*path, name), item, reason))
    for field in shape.fields:
        here = (*path, field.name)
        if field.name in value:
            result[field.name] = _read_field(field, value[field.name], here, walk)
        elif field.required:
            walk.found.append(_Finding("missing", here, None, "is required"))
    return result


def _names(shape: Object) -> str:
    shown = [f"`{field.name}`" for field in shape.fields[:MOST_SHOWN]]
    more = ["..."] if len(shape.fields) > MOST_SHOWN else []
    return ", ".join([*shown, *more]) or "none"


def _read_field(field: Field, value: object, path: Path, walk: _Walk) -> object:
    """The value as it counts; what is wrong with it is kept by the walk."""
    if value is None and field.nullable:
        return None
    if not field.secret:
        return _read_kind(field, value, path, walk)
    inside = _Walk([], [])
    value = _read_kind(field, value, path, inside)
    # What stands inside of a secret is as secret.
    walk.found.extend(replace(finding, value=None) for finding in inside.found)
    walk.ruled.extend(replace(ruled, hidden=True) for ruled in inside.ruled)
    return value


def _read_kind(field: Field, value: object, path: Path, walk: _Walk) -> object:
    kind, slot = field.kind, "type"
    while isinstance(kind, (Named, Either)):
        if isinstance(kind, Named):
            kind = kind.of()
            continue
        known = (option for option in kind.options if _takes(option, value))
        option = next(known, None)
        if option is None:
            break
        kind = option
    if isinstance(kind, (Object, Tagged)) and is_object(value):
        return _read_object(kind, value, path, walk)
    if isinstance(kind, Array) and is_list(value):
        return _read_items(kind, value, path, walk)
    if isinstance(kind, Tuple) and is_list(value):
        return _read_tuple(kind, value, path, walk)
    if isinstance(kind, Map) and is_object(value):
        return _read_map(kind, value, path, walk)
    wanted = _wanted(kind, value)
    if isinstance(kind, (Text, Number, Flag, Formatted, Anything)):
        value, slot = kind.read(value)
        wanted = kind.wants(value) if slot else ""
    if slot:
        reason = f"must be {wanted}"
        if value is None:
            reason += " and not null" if field.required else ", or left out: not null"
        walk.found.append(_Finding(slot, path, value, reason))
    return value


def _read_object(
    kind: Object | Tagged,
    value: Mapping[str, object],
    path: Path,
    walk: _Walk,
) -> object:
    """An object as the option that it tells to be; else what keeps it from telling."""
    if isinstance(kind, Object):
        return _read_members(kind, value, path, walk)
    option = kind.option(value)
    if option is not None:
        return _read_kind(Field("", option), value, path, walk)
    told = {name: item for name, item in value.items() if name == kind.member.name}
    _read_members(Object((kind.member,)), told, path, walk)
    return value


def _read_items(
    shape: Array, value: list[object], path: Path, walk: _Walk
) -> list[object]:
    few = len(value) < shape.min_items
    many = shape.max_items is not None and len(value) > shape.max_items
    twice = shape.unique and len({canonical(item) for item in value}) < len(value)
    if few or many or twice:
        wanted = _count(shape.min_items, shape.max_items, "item")
        reason = f"must have {'items that all differ' if twice else wanted}"
        walk.found.append(_Finding("value", path, value, reason))
    return [
        _read_field(shape.items, item, (*path, str(index)), walk)
        for index, item in enumerate(value)
    ]


def _read_tuple(
    shape: Tuple, value: list[object], path: Path, walk: _Walk
) -> list[object]:
    places = len(shape.places)
    least = max(places, shape.min_items)
    most = places if shape.rest is None else shape.max_items
    if len(value) < least or (most is not None and len(value) > most):
        reason = f"must have {_count(least, most, 'item')}"
        walk.found.append(_Finding("value", path, value, reason))
    result: list[object] = []
    for index, item in enumerate(value):
        field = shape.places[index] if index < places else shape.rest
        if field is not None:
            item = _read_field(field, item, (*path, str(index)), walk)
        result.append(item)
    return result


def _read_map(
    shape: Map, value: Mapping[str, object], path: Path, walk: _Walk
) -> dict[str, object]:
    few = len(value) < shape.min_properties
    most = shape.max_properties
    if few or (most is not None and len(value) > most):
        wanted = _count(shape.min_properties, most, "entry", "entries")
        walk.found.append(_Finding("value", path, value, f"must have {wanted}"))
    result: dict[str, object] = {}
    for key, item in value.items():
        result[key] = item
        if shape.keys is None or not shape.keys.read(key)[1]:
            result[key] = _read_field(shape.values, item, (*path, key), walk)
        else:
            reason = f"has a key that must be {shape.keys.wants(key)}"
            shown = None if shape.values.secret else item
            walk.found.append(_Finding("value", (*path, key), shown, reason))
    return result
