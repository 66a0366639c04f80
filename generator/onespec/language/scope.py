"""Names in an expression -> the fields they mean: params, state facts and variables of a macro."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from onespec import names
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    DataType,
    Field,
    IntegerType,
    JsonValue,
    Missing,
    ObjectType,
)
from onespec.diagnostics import Span
from onespec.language.ast import EACH, Has, Path, Read, Root
from onespec.language.parse import Member, Name, Tree
from onespec.nearest import nearest as nearest_name

UNKNOWN: Final = AnyType()
"""Stands in, by identity, for a type that a faulty declaration does not tell: nothing is said about reading it."""


def is_unknown(kind: DataType) -> bool:
    """Whether a fault elsewhere keeps one from telling what a value is."""
    while isinstance(kind, ArrayType):
        kind = kind.items.type
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
    locals: Mapping[str, Field] = field(default_factory=dict)
    """Variables of the macros around."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One name of a dotted chain and where it stands."""

    name: str
    start: int
    end: int
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a chain of names means: a root and the fields passed, outermost first."""

    root: Root
    fields: tuple[Field, ...]
    variable: str = ""
    """For a local: its variable, the name of the first field."""

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
class Stranger:
    """A chain that means nothing: the step that is unknown and what was declared in its place."""

    step: Step
    known: tuple[Field, ...]
    root: Root
    parent: Field | None = None
    """The field whose member it should be."""


def read(target: Target, span: Span | None = None) -> Read:
    """The value at the end of the chain."""
    return Read(
        root=target.root,
        path=target.path,
        type=target.field.type,
        defaults=tuple(_default(target, one) for one in target.fields),
        nullable=_nullable(target),
        span=span,
    )


def has(target: Target) -> Has:
    """Whether the key at the end of the chain was sent."""
    return Has(root=target.root, path=target.path, nullable=_nullable(target))


def _default(target: Target, field: Field) -> JsonValue | Missing:
    """Items of a list and facts of the state have no default that a read could see."""
    if field is target.fields[0] and target.root is not Root.PARAMS:
        return MISSING
    return MISSING if field.default is MISSING else _counted(field.default, field.type)


def _counted(value: JsonValue, type_: DataType) -> JsonValue:
    """A default as it counts: `1.0` for an integer is `1`."""
    match type_:
        case IntegerType() if isinstance(value, float):
            return int(value)
        case ArrayType(items=items) if isinstance(value, list):
            return [_counted(item, items.type) for item in value]
        case ObjectType(fields=fields) if isinstance(value, dict):
            types = {one.name: one.type for one in fields}
            return {
                name: _counted(item, types[name]) if name in types else item
                for name, item in value.items()
            }
        case _:
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
    return None


def resolve(steps: tuple[Step, ...], scope: Scope) -> Target | Stranger:
    """What the steps mean: a variable, else `params.` or `state.` in front, else a param."""
    first = steps[0]
    if first.name in scope.locals and not first.ticked:
        variable = scope.locals[first.name]
        return _walk(Root.LOCAL, (variable,), steps[1:], first.name)
    roots = {"params": Root.PARAMS, "state": Root.STATE}
    if len(steps) > 1 and not first.ticked and first.name in roots:
        root = roots[first.name]
        found = _rooted(root, steps[1:], scope)
        plain = _rooted(Root.PARAMS, steps, scope)
        return plain if isinstance(found, Stranger) and _is(plain) else found
    return _rooted(Root.PARAMS, steps, scope)


def _is(found: Target | Stranger) -> bool:
    return isinstance(found, Target)


def _rooted(
    root: Root, steps: tuple[Step, ...], scope: Scope, *, each: bool = False
) -> Target | Stranger:
    fields = scope.params if root is Root.PARAMS else scope.state
    found = lookup(fields, steps[0].name)
    if found is None:
        return Stranger(step=steps[0], known=fields, root=root)
    return _walk(root, (found,), steps[1:], each=each)


def _walk(
    root: Root,
    passed: tuple[Field, ...],
    steps: tuple[Step, ...],
    variable: str = "",
    *,
    each: bool = False,
) -> Target | Stranger:
    """`each` lets a step lead to the items of a list."""
    for step in steps:
        kind = passed[-1].type
        if each and step.name == EACH and isinstance(kind, ArrayType):
            passed = (*passed, kind.items)
            continue
        members = kind.fields if isinstance(kind, ObjectType) else ()
        found = lookup(members, step.name)
        if found is None:
            return Stranger(step=step, known=members, root=root, parent=passed[-1])
        passed = (*passed, found)
    return Target(root=root, fields=passed, variable=variable)


def lookup(fields: tuple[Field, ...], name: str) -> Field | None:
    """The field of that wire name, else the one whose generated identifier it is."""
    for one in fields:
        if one.name == name:
            return one
    alike = [one for one in fields if names.snake(one.name) == name]
    return alike[0] if len(alike) == 1 else None


def nearest(name: str, fields: tuple[Field, ...]) -> Field | None:
    """The declared field whose name is most like this one, if any is like it."""
    guess = nearest_name(name, (one.name for one in fields))
    return next((one for one in fields if one.name == guess), None)


def wire_path(
    text: str, fields: tuple[Field, ...], *, each: bool = False
) -> Target | Stranger:
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
