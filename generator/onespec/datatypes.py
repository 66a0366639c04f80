"""The closed set of value types a param, result member or state fact can have. Frozen values, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

from onespec.diagnostics import Span

T = TypeVar("T")

JsonValue: TypeAlias = (
    "bool | int | float | str | None | list[JsonValue] | dict[str, JsonValue]"
)


class _Missing(Enum):
    """The type of `MISSING`: a default that was not declared, told apart from a default of null."""

    MISSING = "missing"


MISSING: Final = _Missing.MISSING
Missing: TypeAlias = _Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    """One member of an enum and what it means."""

    value: bool | int | float | str
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StringType:
    """Text; lengths count Unicode code points."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    """Whether the enum has one member for good, written as `const`; so for the types below."""
    pattern: str | None = None
    """In the common subset of ECMA and Python (see `patterns`); looked for anywhere in the text, as JSON Schema does; `^` and `$` tie it to the ends."""
    format: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerType:
    """A JSON number without fraction; `1.0` counts as one, as in JSON Schema 2020-12."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberType:
    """Any JSON number."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanType:
    """`true` or `false`; an enum narrows it to one of them."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatType:
    """Text on the wire that stands for something else: a date, a decimal, bytes. Values are compared as what they stand for."""

    format: str
    """`date`, `datetime`, `time`, `duration`, `decimal`, `uuid` or `bytes`: the name of the type."""
    enum: tuple[EnumValue, ...] = ()
    minimum: str | None = None
    """Bounds are texts of the format."""
    maximum: str | None = None
    exclusive_minimum: str | None = None
    exclusive_maximum: str | None = None
    multiple_of: str | None = None
    """Of a decimal."""
    min_length: int | None = None
    """Of bytes, counted as such."""
    max_length: int | None = None

    @property
    def bounds(self) -> tuple[str, ...]:
        """The limits on either side, as they are written."""
        found = (
            self.minimum,
            self.maximum,
            self.exclusive_minimum,
            self.exclusive_maximum,
        )
        return tuple(bound for bound in found if bound is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayType:
    """A list whose members all have one type."""

    items: Field
    """Its `name` is empty."""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TupleType:
    """A list each of whose places has a type of its own; all of them are there."""

    prefix_items: tuple[Field, ...]
    """Their `name` is empty."""
    items: Field | None = None
    """What may follow; None where nothing may."""
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapType:
    """An object whose keys are data, and whose values all have one type."""

    values: Field
    """Its `name` is empty."""
    keys: Field | None = None
    """What a key must be, which is a text; None where any will do."""
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType:
    """An object with declared members; `open` ones may carry others too."""

    fields: tuple[Field, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionType:
    """A value of one of several types: told apart by their JSON types, or, where all are objects, by one member."""

    options: tuple[Field, ...]
    """Their `name` is empty."""
    discriminator: str | None = None
    """The member that each option requires with one value of its own; None where the JSON types differ."""


class Referent:
    """The type that a reference stands for; known once that type has been read."""

    __slots__ = ("type", "_answers")

    def __init__(self) -> None:
        self.type: DataType | None = None
        self._answers: dict[str, Any] = {}

    def once(self, question: str, answer: Callable[[], T]) -> T:
        """What is worked out about the type once, though it stands in many places."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RecursiveType:
    """A shared type inside of itself, by its name: everywhere else a shared type is written out where it is used.

    What it stands for takes no part in comparing, hashing or printing, so that a tree of types stays finite.
    """

    name: str
    target: Referent = field(default_factory=Referent, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyType:
    """Any JSON value; for what an API leaves untyped."""


WrittenType: TypeAlias = (
    "StringType | IntegerType | NumberType | BooleanType | FormatType | ArrayType | TupleType | MapType | ObjectType | UnionType | AnyType"
)
"""Every type but a reference to one."""

DataType: TypeAlias = "WrittenType | RecursiveType"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to read on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named value: a param, a member of a result or object, a fact of the state, the items of an array."""

    name: str
    """Name on the wire; empty for the items of an array."""
    alias: str = ""
    """What expressions may call it besides, where its name is none that an author chose."""
    type: DataType
    type_name: str | None = None
    """The shared type (a key of `types:`) it was declared with, if any."""
    required: bool = False
    nullable: bool = False
    default: JsonValue | Missing = field(default=MISSING, hash=False)
    """A value reference sees it where the field is absent. Never sent by a client."""
    default_note: str = ""
    """A default only the server knows, in words; not a value."""
    title: str = ""
    description: str = ""
    """Plain paragraphs, lists, backticked names and links; no other markup, never HTML."""
    docs_type: str = ""
    """The type as the API's own docs say it, where it differs (`number` for an integral id)."""
    group: str = ""
    """Title of the section of the page it stands in."""
    examples: tuple[JsonValue, ...] = field(default=(), hash=False)
    secret: bool = False
    deprecated: str = ""
    """Why and what instead; empty when not deprecated."""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict, hash=False)
    """`x-` keys, carried and never acted on."""
    span: Span | None = field(default=None, compare=False, repr=False)


def resolved(type_: DataType) -> WrittenType:
    """A type, or the one that a reference stands for."""
    while isinstance(type_, RecursiveType):
        type_ = type_.target.type or AnyType()
    return type_


def inside(type_: DataType) -> tuple[Field, ...]:
    """The fields directly in a type; none in a reference, whose type stands somewhere above it."""
    match type_:
        case ArrayType(items=items):
            return (items,)
        case TupleType(prefix_items=places, items=rest):
            return places if rest is None else (*places, rest)
        case MapType(values=values):
            return (values,)
        case ObjectType(fields=fields):
            return fields
        case UnionType(options=options):
            return options
        case _:
            return ()


def item_field(type_: ArrayType | TupleType, index: int) -> Field | None:
    """What stands at a place of a list; None where nothing may."""
    if isinstance(type_, ArrayType):
        return type_.items
    return type_.prefix_items[index] if index < len(type_.prefix_items) else type_.items


def members(type_: DataType) -> tuple[Field, ...]:
    """What can stand under a name in a value: the members of an object, or of every option that is one.

    A walk down a type that takes these does not end; one down a value does.
    """
    type_ = resolved(type_)
    if isinstance(type_, UnionType):
        return tuple(one for option in type_.options for one in members(option.type))
    return type_.fields if isinstance(type_, ObjectType) else ()


def declared(type_: DataType) -> tuple[Field, ...]:
    """The same as far as a type is written out: a walk down it ends."""
    if isinstance(type_, UnionType):
        return tuple(one for option in type_.options for one in declared(option.type))
    return type_.fields if isinstance(type_, ObjectType) else ()


def within(field: Field) -> Iterator[Field]:
    """A field and every field in it on all levels, outermost first; what a reference stands for comes once."""
    seen: set[str] = set()
    left = [field]
    while left:
        one = left.pop()
        yield one
        type_ = one.type
        if isinstance(type_, RecursiveType):
            if type_.name in seen:
                continue
            seen.add(type_.name)
            type_ = resolved(type_)
        left.extend(reversed(inside(type_)))
        if isinstance(type_, MapType) and type_.keys is not None:
            left.append(type_.keys)


def tags(option: Field, discriminator: str | None) -> tuple[EnumValue, ...]:
    """What the discriminator of an option can be: one value, or none where the declaration is at fault."""
    type_ = resolved(option.type)
    for member in type_.fields if isinstance(type_, ObjectType) else ():
        if member.name == discriminator:
            enum: tuple[EnumValue, ...] = getattr(resolved(member.type), "enum", ())
            return enum
    return ()


_NOTHING: Final = StringType(min_length=1, max_length=0)
"""A type without values: of a nullable field of it, null is the only one."""


def bounded(field: Field) -> Field:
    """A field with what contains itself written out once more: its values are some of the field's.

    Below that nothing stands that can be left out, and the shortest way to an end where something has to.
    """
    if not isinstance(field.type, RecursiveType):
        return _written(field, 1) or _least(field)
    bare = Field(name="", type=field.type)
    target = field.type.target
    found = target.once("bounded", lambda: _written(bare, 1) or _least(bare))
    return replace(field, type=found.type)


def _written(field: Field, levels: int, *, whole: bool = True) -> Field | None:
    """The field with references written out on so many levels; None where one below stands in the way.

    Where it is not `whole`, of what can be left out only that remains which holds no reference.
    """
    type_ = _written_type(field.type, levels, whole)
    if type_ is not None:
        return replace(field, type=type_)
    return replace(field, type=_NOTHING) if field.nullable else None


def _least(field: Field) -> Field:
    """The same on as few levels as it takes."""
    if isinstance(field.type, RecursiveType):
        bare = Field(name="", type=field.type)
        inner = field.type.target.once("least", lambda: _shortest(bare))
        return replace(field, type=inner.type)
    return _shortest(field)


def _shortest(field: Field) -> Field:
    found, levels = None, 0
    while found is None:
        found, levels = _written(field, levels, whole=False), levels + 1
    return found


def _written_type(type_: DataType, levels: int, whole: bool) -> WrittenType | None:
    match type_:
        case RecursiveType():
            inner = resolved(type_)
            return _written_type(inner, levels - 1, whole) if levels else None
        case ArrayType(items=items, min_items=least):
            held = _written(items, levels if whole or least else 0, whole=whole)
            if held is None and least:
                return replace(type_, items=_least(items)) if whole else None
            if held is None:
                none = Field(name="", type=_NOTHING)
                return replace(type_, items=none, max_items=0)
            return replace(type_, items=held)
        case TupleType(prefix_items=places, items=rest):
            each: list[Field] = []
            for one in places:
                made = _written(one, levels, whole=whole)
                if made is None and not whole:
                    return None
                each.append(made or _least(one))
            behind = None if rest is None or not whole else _written(rest, levels)
            # What may follow can be left out, unless so many items have to be there.
            if (type_.min_items or 0) > len(places) and rest is not None:
                behind = behind or _least(rest)
            return replace(type_, prefix_items=tuple(each), items=behind)
        case MapType(values=values, min_properties=least):
            held = _written(values, levels if whole or least else 0, whole=whole)
            if held is None and least:
                return replace(type_, values=_least(values)) if whole else None
            if held is None:
                none = Field(name="", type=_NOTHING)
                return replace(type_, values=none, max_properties=0)
            return replace(type_, values=held)
        case ObjectType(fields=fields):
            kept: list[Field] = []
            for one in fields:
                there = levels if whole or one.required else 0
                made = _written(one, there, whole=whole)
                if made is None and one.required:
                    if not whole:
                        return None
                    made = _least(one)
                kept += [] if made is None else [made]
            return replace(type_, fields=tuple(kept))
        case UnionType(options=options):
            some = [_written(one, levels, whole=whole) for one in options]
            found = tuple(one for one in some if one is not None)
            return replace(type_, options=found) if found else None
        case _:
            return type_
