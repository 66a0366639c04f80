"""Constraints of shared types: the objects in a value that they speak of, and each as a condition over a whole method's params."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from onespec.datatypes import MISSING, ArrayType, Field, ObjectType
from onespec.language.ast import (
    EACH,
    Binary,
    Expr,
    Has,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    replaced,
    walk,
)
from onespec.language.scope import Target, has, read
from onespec.model import Constraint, Method, NamedType, Service, WhenThen
from onespec.values import Steps

Rules: TypeAlias = Mapping[str, tuple[Constraint, ...]]
"""The constraints of each shared type that has some; a type that is another name for one has the same."""

Chain: TypeAlias = tuple[Field, ...]
"""The fields on the way from a param to an object, outermost first; the items of a list have no name."""

TURNS: Final = 2
"""How often a type may stand inside itself where its constraints are looked for a request."""


def rules_of(types: Iterable[NamedType]) -> Rules:
    """Every shared type with constraints."""
    return {named.name: named.constraints for named in types if named.constraints}


def as_method(service: Service, named: NamedType) -> Method:
    """A shared type as a method whose params are its members: what is asked of a method's constraints can be asked of it."""
    assert isinstance(named.type, ObjectType)
    members = named.type.fields
    return Method(
        name=named.name,
        title=named.title,
        params=members,
        constraints=named.constraints,
        placed=placed(members, rules_of(service.types)),
        source=service.source,
        span=named.span,
    )


def objects(
    field: Field, value: object, path: Steps = ()
) -> Iterator[tuple[str, Steps, Mapping[str, object]]]:
    """Each object of a shared type inside a value: the name of the type, its place and itself, outer ones first."""
    if field.type_name is not None and isinstance(value, Mapping):
        yield field.type_name, path, value
    match field.type:
        case ArrayType(items=items) if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from objects(items, item, (*path, index))
        case ObjectType(fields=fields) if isinstance(value, Mapping):
            for member in fields:
                if member.name in value:
                    here = (*path, member.name)
                    yield from objects(member, value[member.name], here)
        case _:
            pass


def place_of(path: Steps) -> Path:
    """The place that a value stands at, whichever item of a list it is."""
    return tuple(EACH if isinstance(step, int) else step for step in path)


def key_of(constraint: Constraint, place: Path) -> str:
    """What a constraint of a type is called where it holds: `Message.text-needs-value@messages.*`."""
    return f"{constraint.id}@{'.'.join(place)}"


def placed(params: Sequence[Field], rules: Rules) -> tuple[Constraint, ...]:
    """The constraints of shared types at every place of the params at which one stands, as conditions over the params."""
    return tuple(
        _placed(rule, chain)
        for param in params
        for chain in _chains((param,))
        for rule in rules.get(chain[-1].type_name or "", ())
    )


def of_requests(service: Service) -> Rules:
    """The constraints of the shared types that stand somewhere in the params of a method."""
    names = {
        chain[-1].type_name
        for method in service.methods
        for param in method.params
        for chain in _chains((param,))
    }
    rules = rules_of(service.types)
    return {name: found for name, found in rules.items() if name in names}


def _chains(chain: Chain) -> Iterator[Chain]:
    """The way to a field, and to every one inside it."""
    name = chain[-1].type_name
    if name and sum(one.type_name == name for one in chain) > TURNS:
        return
    yield chain
    match chain[-1].type:
        case ArrayType(items=items):
            yield from _chains((*chain, items))
        case ObjectType(fields=fields):
            for member in fields:
                yield from _chains((*chain, member))
        case _:
            pass


def _placed(rule: Constraint, chain: Chain) -> Constraint:
    place = (chain[0].name, *(field.name or EACH for field in chain[1:]))
    variable = _free_name(rule.condition)
    condition = _asked("all", rule.condition, chain, variable)
    when: Expr = Literal(value=True)
    if isinstance(rule.shape, WhenThen):
        when = rule.shape.when
    return replace(
        rule,
        id=key_of(rule, place),
        shape=WhenThen(when=_asked("exists", when, chain, variable), then=condition),
        condition=condition,
        blame=tuple((*place, *path) for path in rule.blame or ((),)),
        examples=(),
        base=rule,
        place=place,
    )


def _free_name(expr: Expr) -> str:
    """A name for the items of a list that the condition has for nothing else."""
    taken = {part.variable for part in walk(expr) if isinstance(part, Quantifier)}
    return next(
        name
        for number in range(1, len(taken) + 2)
        if (name := f"item{number}") not in taken
    )


def _asked(
    kind: str,
    expr: Expr,
    chain: Chain,
    variable: str,
    root: Root = Root.PARAMS,
) -> Expr:
    """The condition of an object, asked of all that stand at the end of the chain, or of any."""
    lists = [at for at, field in enumerate(chain) if at and not field.name]
    end = lists[0] if lists else len(chain)
    own = variable if root is Root.LOCAL else ""
    target = Target(root=root, fields=chain[:end], variable=own)
    if lists:
        inner = _asked(kind, expr, chain[end:], variable, Root.LOCAL)
        inner = Quantifier(
            kind=kind, range=_plain_read(target), variable=variable, body=inner
        )
    else:
        inner = replaced(expr, lambda leaf: _moved(leaf, target))
    tests = list(_there(target))
    if kind == "exists":
        for test in reversed(tests):
            inner = Binary(op="&&", left=test, right=inner)
        return inner
    for test in reversed(tests):
        inner = Binary(op="||", left=Unary(op="!", operand=test), right=inner)
    return inner


def _there(target: Target) -> Iterator[Expr]:
    """What has to be so for an object to stand at a place."""
    named = target.fields[1:] if target.root is Root.LOCAL else target.fields
    above = target.fields[:-1]
    sure = all(one.required for one in named) and not any(n.nullable for n in above)
    if named and not sure:
        yield has(target)
    if target.field.nullable:
        null = Literal(value=None)
        yield Binary(op="!=", left=_plain_read(target), right=null)


def _plain_read(target: Target) -> Read:
    """What stands at a place, without defaults: it is asked behind a guard."""
    return replace(read(target), defaults=(MISSING,) * len(target.fields))


def _moved(leaf: Read | Has, target: Target) -> Expr:
    """A member of an object, as a member of what stands at a place."""
    if leaf.root is not Root.PARAMS:
        return leaf
    above = tuple(field.nullable for field in target.fields)
    own = leaf.nullable or (False,) * len(leaf.path)
    flags = (*above, *own)
    path, nullable = (*target.path, *leaf.path), flags if any(flags) else ()
    if isinstance(leaf, Has):
        return Has(root=target.root, path=path, nullable=nullable)
    return replace(
        leaf,
        root=target.root,
        path=path,
        defaults=((MISSING,) * len(target.fields) + leaf.defaults),
        nullable=nullable,
    )
