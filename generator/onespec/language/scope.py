"""Names in an expression -> the fields they mean: params, state facts and variables of a macro."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from typing import Literal as OneOf

from onespec import names
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    IntegerType,
    JsonValue,
    MapType,
    Missing,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    UnionType,
    inside,
    resolved,
    tags,
)
from onespec.diagnostics import Span
from onespec.language.ast import EACH, Has, How, Path, Read, Root, Told
from onespec.language.parse import Index, Member, Name, Tree, Value
from onespec.nearest import nearest as nearest_name
from onespec.values import converted, identity, telling

UNKNOWN: Final = AnyType()
"""Stands in, by identity, for a type that a faulty declaration does not tell: nothing is said about reading it."""


def is_unknown(kind: DataType) -> bool:
    """Whether a fault elsewhere keeps one from telling what a value is."""
    kind = resolved(kind)
    while isinstance(kind, ArrayType):
        kind = resolved(kind.items.type)
    return kind is UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an expression can read, and whose it is."""

    params: tuple[Field, ...]
    state: tuple[Field, ...] = ()
    about_state: bool = False
    """Whether the place may read the state, be it that none is declared."""
    owner: str = ""
    """Constraint id or mnemonic, for messages."""
    holder: Field | None = None
    """The shared type whose members the names are, where they are no params."""
    locals: Mapping[str, Field] = field(default_factory=dict)
    """Variables of the macros around."""
    entries: Mapping[str, Read] = field(default_factory=dict)
    """Of these, the ones that are the keys of a map: the map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One name of a dotted chain and where it stands."""

    name: str
    start: int
    end: int
    ticked: bool = False
    how: How | OneOf["each"] = ""
    """`each` is the entry of the variable of a macro: `labels[k]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a chain of names means: a root and the fields passed, outermost first."""

    root: Root
    fields: tuple[Field, ...]
    variable: str = ""
    """For a local: its variable, the name of the first field."""
    how: tuple[How, ...] = ()
    """For each field how it is reached; empty: all by their names."""
    entry: Read | None = None
    """For what stands in an entry of a map that a macro goes through: the map."""

    @property
    def path(self) -> Path:
        """Wire names from the root downwards."""
        rest = tuple(passed.name or EACH for passed in self.fields[1:])
        return (self.variable or self.fields[0].name, *rest)

    @property
    def field(self) -> Field:
        """The field at the end."""
        return self.fields[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName:
    """A chain that means nothing: the step that is unknown and what was declared in its place."""

    step: Step
    known: tuple[Field, ...]
    root: Root
    parent: Field | None = None
    """The field whose member it should be."""
    differs: bool = False
    """Whether options of the parent have it, and not of one type."""


def read(target: Target, span: Span | None = None) -> Read:
    """The value at the end of the chain."""
    return Read(
        root=target.root,
        path=target.path,
        type=resolved(target.field.type),
        defaults=tuple(_default(target, one) for one in target.fields),
        nullable=_nullable(target),
        how=target.how,
        entry=target.entry,
        tells=_told(target),
        span=span,
    )


def has(target: Target) -> Has:
    """Whether the key at the end of the chain was sent."""
    return Has(
        root=target.root,
        path=target.path,
        nullable=_nullable(target),
        how=target.how,
        entry=target.entry,
    )


def _default(target: Target, field: Field) -> JsonValue | Missing:
    """Items of a list and facts of the state have no default that a read could see."""
    if field is target.fields[0] and target.root is not Root.PARAMS:
        return MISSING
    if isinstance(field.default, Missing):
        return MISSING
    return converted(field.type, field.default, _counted)


def _counted(type_: DataType, value: JsonValue) -> JsonValue:
    """A default as it counts: `1.0` for an integer is `1`."""
    if isinstance(type_, IntegerType) and isinstance(value, float):
        return int(value)
    return value


def _nullable(target: Target) -> tuple[bool, ...]:
    flags = tuple(field.nullable for field in target.fields)
    return flags if any(flags) else ()


def chain(tree: Tree) -> tuple[Step, ...] | None:
    """The steps of `a.b.c`; None for anything else."""
    if isinstance(tree, Name):
        step = Step(name=tree.name, start=tree.start, end=tree.end, ticked=tree.ticked)
        return (step,)
    if isinstance(tree, Member):
        above = chain(tree.operand)
        step = Step(name=tree.name, start=tree.name_start, end=tree.end)
        return None if above is None else (*above, step)
    if isinstance(tree, Index):
        above, found = chain(tree.operand), _bracketed(tree.key)
        if above is None or found is None:
            return None
        name, how = found
        step = Step(name=name, start=tree.key.start, end=tree.end, how=how)
        return (*above, step)
    return None


def _bracketed(key: Tree) -> tuple[str, How | OneOf["each"]] | None:
    """What stands in brackets behind a value, and how such a step is taken."""
    match key:
        case Name(name=name, ticked=False):
            return name, "each"
        case Value(value=str() as text):
            return text, "key"
        case Value(value=int() as number) if not isinstance(number, bool):
            return str(number), "place"
        case _:
            return None


def resolve(steps: tuple[Step, ...], scope: Scope) -> Target | UnknownName:
    """What the steps mean: a variable, else `params.` or `state.` in front, else a param."""
    for at, step in enumerate(steps):
        if step.how == "each":
            return _each(scope, steps[:at], step, steps[at + 1 :])
    first = steps[0]
    if first.name in scope.entries and not first.ticked:
        return _entry(scope, first.name, "key", steps[1:])
    if first.name in scope.locals and not first.ticked:
        variable = scope.locals[first.name]
        return _walk(Root.LOCAL, (variable,), steps[1:], first.name)
    roots = {"params": Root.PARAMS, "state": Root.STATE}
    if len(steps) > 1 and not first.ticked and first.name in roots:
        root = roots[first.name]
        found = _rooted(root, steps[1:], scope)
        plain = _rooted(Root.PARAMS, steps, scope)
        return plain if isinstance(found, UnknownName) and _is(plain) else found
    return _rooted(Root.PARAMS, steps, scope)


def _each(
    scope: Scope, above: tuple[Step, ...], each: Step, rest: tuple[Step, ...]
) -> Target | UnknownName:
    """`labels[k]`, where a macro goes through these very labels by the name of `k`."""
    found = resolve(above, scope)
    if isinstance(found, UnknownName):
        return found
    if each.name in scope.entries and read(found) == scope.entries[each.name]:
        return _entry(scope, each.name, "value", rest)
    return UnknownName(step=each, known=(), root=found.root, parent=found.field)


def _entry(
    scope: Scope, variable: str, part: str, steps: tuple[Step, ...]
) -> Target | UnknownName:
    """The key or the value of an entry, as a member of an object that stands for the entry."""
    pairs = scope.entries[variable]
    assert isinstance(pairs.type, MapType)
    values = replace(pairs.type.values, name="value", required=True)
    keys = scope.locals[variable]
    whole = Field(name=variable, type=ObjectType(fields=(keys, values)), required=True)
    held = keys if part == "key" else values
    found = _walk(Root.LOCAL, (whole, held), steps, variable)
    return replace(found, entry=pairs) if isinstance(found, Target) else found


def _is(found: Target | UnknownName) -> bool:
    return isinstance(found, Target)


def _rooted(
    root: Root, steps: tuple[Step, ...], scope: Scope, *, each: bool = False
) -> Target | UnknownName:
    fields = scope.params if root is Root.PARAMS else scope.state
    found = lookup(fields, steps[0].name)
    if found is None:
        return UnknownName(step=steps[0], known=fields, root=root)
    return _walk(root, (found,), steps[1:], each=each)


def _walk(
    root: Root,
    passed: tuple[Field, ...],
    steps: tuple[Step, ...],
    variable: str = "",
    *,
    each: bool = False,
) -> Target | UnknownName:
    """`each` lets a step lead to the items of a list."""
    how: list[How] = ["" for _ in passed]
    for step in steps:
        parent = passed[-1]
        if step.how == "each":
            return UnknownName(step=step, known=(), root=root, parent=parent)
        kind = resolved(parent.type)
        if each and step.name == EACH and isinstance(kind, ArrayType):
            passed = (*passed, kind.items)
            how.append("")
            continue
        members = known_members(kind)
        found = _bracketed_field(kind, step) if step.how else lookup(members, step.name)
        if found is None or found.type is _UNLIKE:
            differs = found is not None
            return UnknownName(
                step=step, known=members, root=root, parent=parent, differs=differs
            )
        passed = (*passed, found)
        how.append(step.how)
    ways = tuple(how) if any(how) else ()
    return Target(root=root, fields=passed, variable=variable, how=ways)


def _bracketed_field(kind: DataType, step: Step) -> Field | None:
    """What a step in brackets leads to: an entry of a map by its key, a place of a tuple by its number."""
    match kind:
        case MapType(values=values) if step.how == "key":
            return replace(values, name=step.name, required=False, default=MISSING)
        case TupleType(prefix_items=places) if step.how == "place":
            at = int(step.name)
            if 0 <= at < len(places):
                return replace(places[at], name=step.name, required=True)
            return None
        case _:
            return None


_UNLIKE: Final = AnyType()
"""Stands in, by identity, for the type of a member that options of a union have with different ones."""
_SCALARS: Final = (StringType, IntegerType, NumberType, BooleanType)


def known_members(type_: DataType) -> tuple[Field, ...]:
    """What can be read of a value by name: the members of an object, or those of the objects that a discriminator tells apart."""
    type_ = resolved(type_)
    if isinstance(type_, ObjectType):
        return type_.fields
    if not isinstance(type_, UnionType) or type_.discriminator is None:
        return ()
    found: dict[str, list[Field]] = {}
    for option in type_.options:
        for member in inside(resolved(option.type)):
            found.setdefault(member.name, []).append(member)
    return tuple(
        (
            telling(type_)
            if name == type_.discriminator
            else _merged(same, len(type_.options))
        )
        for name, same in found.items()
    )


def _merged(same: list[Field], options: int) -> Field:
    """A member as it is in whichever option; one that some do not have may be absent."""
    first = same[0]
    everywhere = len(same) == options
    alike = all(one.default == first.default for one in same)
    return replace(
        first,
        type=_either(tuple(resolved(one.type) for one in same)),
        required=everywhere and all(one.required for one in same),
        nullable=any(one.nullable for one in same),
        secret=any(one.secret for one in same),
        default=first.default if everywhere and alike else MISSING,
    )


def _either(types: tuple[DataType, ...]) -> DataType:
    """One type for what options have under one name: as limited as all of them are."""
    first = types[0]
    if all(one == first for one in types):
        return first
    if not isinstance(first, _SCALARS) or any(
        type(o) is not type(first) for o in types
    ):
        return _UNLIKE
    enums = [getattr(one, "enum") for one in types]
    values = {identity(item.value): item for enum in enums for item in enum}
    return type(first)(enum=tuple(values.values()) if all(enums) else ())


def _told(target: Target) -> tuple[Told, ...]:
    """What the values of a discriminator make sure of; nothing for any other field."""
    if len(target.fields) < 2:
        return ()
    union = resolved(target.fields[-2].type)
    if not isinstance(union, UnionType) or target.field.name != union.discriminator:
        return ()
    return tuple(
        Told(
            value=tag.value,
            sent=tuple(one.name for one in members if one.required),
            not_null=tuple(one.name for one in members if not one.nullable),
        )
        for option in union.options
        for members in [inside(resolved(option.type))]
        for tag in tags(option, union.discriminator)
    )


def lookup(fields: tuple[Field, ...], name: str) -> Field | None:
    """The field of that wire name or alias, else the one whose generated identifier it is."""
    for one in fields:
        if name in (one.name, one.alias):
            return one
    alike = [one for one in fields if names.snake(one.name) == name]
    return alike[0] if len(alike) == 1 else None


def nearest(name: str, fields: tuple[Field, ...]) -> Field | None:
    """The declared field whose name is most like this one, if any is like it."""
    guess = nearest_name(name, (one.name for one in fields))
    return next((one for one in fields if one.name == guess), None)


def wire_path(
    text: str, fields: tuple[Field, ...], *, each: bool = False
) -> Target | UnknownName:
    """What a path in a group, in `blame` or in `field` means; a wire name may hold dots of its own.

    `each` lets it lead through a list: `lines.*.sku`.
    """
    whole = lookup(fields, text)
    if whole is not None:
        return Target(root=Root.PARAMS, fields=(whole,))
    scope = Scope(params=fields)
    steps: list[Step] = []
    at = 0
    for part in text.split("."):
        steps.append(Step(name=part, start=at, end=at + len(part)))
        at += len(part) + 1
    return _rooted(Root.PARAMS, tuple(steps), scope, each=each)
