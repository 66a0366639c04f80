"""Constraints of shared types: the objects in a value that they speak of, and each as a condition over a whole method's params."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final, TypeAlias

from onespec.datatypes import (
    MISSING,
    ArrayType,
    Field,
    MapType,
    ObjectType,
    TupleType,
    UnionType,
    inside,
    item_field,
    resolved,
    tags,
    within,
)
from onespec.language.ast import (
    EACH,
    Binary,
    Expr,
    Has,
    How,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    replaced,
    walk,
)
from onespec.language.evaluate import evaluate
from onespec.language.scope import Target, has, read
from onespec.model import Constraint, Method, NamedType, Service, WhenThen
from onespec.values import Steps, chosen

Rules: TypeAlias = Mapping[str, tuple[Constraint, ...]]
"""The constraints of each shared type that has some; a type that is another name for one has the same."""

TURNS: Final = 2
"""How often a type may stand inside itself where its constraints are looked for a request."""

MOST: Final = 200
"""Constraints at places that are looked for requests of one method."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A step on the way from a param to an object: a field, of an option where the value may be several."""

    field: Field
    tag: Expr | None = None
    """What tells that it is this option, over the members of the object."""


Chain: TypeAlias = tuple[_Way, ...]
"""Outermost first; the items of a list have no name."""


def rules_of(types: Iterable[NamedType]) -> Rules:
    """Every shared type with constraints."""
    return {named.name: named.constraints for named in types if named.constraints}


def held(types: Iterable[NamedType], params: Iterable[Field]) -> Rules:
    """The constraints of the shared types that stand somewhere in these, also where no condition over params can reach."""
    names = {one.type_name for param in params for one in within(param)}
    rules = rules_of(types)
    return {name: found for name, found in rules.items() if name in names}


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
    match resolved(field.type):
        case ArrayType(items=items) if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from objects(items, item, (*path, index))
        case TupleType() as row if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                due = item_field(row, index)
                if due is not None:
                    yield from objects(due, item, (*path, index))
        case MapType(values=values) if isinstance(value, Mapping):
            for key, item in value.items():
                yield from objects(values, item, (*path, key))
        case ObjectType(fields=fields) if isinstance(value, Mapping):
            for member in fields:
                if member.name in value:
                    here = (*path, member.name)
                    yield from objects(member, value[member.name], here)
        case UnionType() as union if value is not None:
            option = chosen(union, value)
            if option is not None:
                yield from objects(option, value, path)
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
    if not rules:
        return ()
    found = (
        _placed(rule, chain)
        for param in params
        for chain in _chains((_Way(param),))
        for rule in rules.get(chain[-1].field.type_name or "", ())
    )
    return tuple(islice(found, MOST))


def promised(
    result: Field | None, own: Sequence[Constraint], rules: Rules
) -> tuple[Constraint, ...]:
    """What a result keeps between its members and in the shared types it is made of, as conditions over a param `result`."""
    if result is None:
        return ()
    way = (_Way(replace(result, required=True)),)
    return (*(_placed(rule, way) for rule in own), *placed((result,), rules))


def broken_promises(method: Method, result: object) -> Iterator[Constraint]:
    """The promises that a result of the right shape does not keep."""
    for rule in method.promises:
        if not evaluate(rule.condition, {"result": result}):
            yield rule


def of_requests(service: Service) -> Rules:
    """The constraints of the shared types that stand somewhere in the params of a method."""
    return held(
        service.types, (param for method in service.methods for param in method.params)
    )


def _chains(chain: Chain) -> Iterator[Chain]:
    """The way to a field, and to every one inside it."""
    last = chain[-1].field
    name = last.type_name
    if name and sum(way.field.type_name == name for way in chain) > TURNS:
        return
    yield chain
    match resolved(last.type):
        case ArrayType(items=items):
            yield from _chains((*chain, _Way(items)))
        case ObjectType(fields=fields):
            for member in fields:
                yield from _chains((*chain, _Way(member)))
        case UnionType(options=options, discriminator=str() as told):
            for option in options:
                yield from _chains((*chain[:-1], _as_option(last, option, told)))
        case UnionType(options=options):
            # Their JSON types tell them apart: an object is known by a member that it always has.
            for option in options:
                type_, tag = resolved(option.type), None
                if isinstance(type_, ObjectType):
                    tag = _known_by(type_)
                if tag is not None or isinstance(type_, ArrayType | UnionType):
                    way = _Way(
                        replace(last, type=type_, type_name=option.type_name), tag
                    )
                    yield from _chains((*chain[:-1], way))
        case _:
            pass


def _known_by(type_: ObjectType) -> Has | None:
    """Whether the first of its required members is there; None where it has none."""
    names = (one.name for one in type_.fields if one.required)
    name = next(names, None)
    return None if name is None else Has(root=Root.PARAMS, path=(name,))


def _as_option(field: Field, option: Field, discriminator: str) -> _Way:
    """A field whose value is that option."""
    type_ = resolved(option.type)
    (told,) = tags(option, discriminator)
    member = next(one for one in inside(type_) if one.name == discriminator)
    same = Binary(
        op="==",
        left=read(Target(root=Root.PARAMS, fields=(member,))),
        right=Literal(value=told.value),
    )
    return _Way(replace(field, type=type_, type_name=option.type_name), same)


def _placed(rule: Constraint, chain: Chain) -> Constraint:
    place = tuple(way.field.name or EACH for way in chain)
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
    lists = [at for at, way in enumerate(chain) if at and not way.field.name]
    end = lists[0] if lists else len(chain)
    own = variable if root is Root.LOCAL else ""
    fields = tuple(way.field for way in chain[:end])
    target = Target(root=root, fields=fields, variable=own)
    if lists:
        inner = _asked(kind, expr, chain[end:], variable, Root.LOCAL)
        inner = Quantifier(
            kind=kind, range=_plain_read(target), variable=variable, body=inner
        )
    else:
        inner = replaced(expr, lambda leaf: _moved(leaf, target))
    tests = list(_there(target, chain[:end]))
    if kind == "exists":
        for test in reversed(tests):
            inner = Binary(op="&&", left=test, right=inner)
        return inner
    for test in reversed(tests):
        inner = Binary(op="||", left=Unary(op="!", operand=test), right=inner)
    return inner


def _there(target: Target, chain: Chain) -> Iterator[Expr]:
    """What has to be so for an object to stand at a place, as the options that the way leads through."""
    named = target.fields[1:] if target.root is Root.LOCAL else target.fields
    above = target.fields[:-1]
    sure = all(one.required for one in named) and not any(n.nullable for n in above)
    if named and (not sure or any(way.tag for way in chain[:-1])):
        yield has(target)
    if target.field.nullable:
        null = Literal(value=None)
        yield Binary(op="!=", left=_plain_read(target), right=null)
    for end, way in enumerate(chain, 1):
        if way.tag is not None:
            here = replace(target, fields=target.fields[:end])
            yield replaced(way.tag, partial(_moved, target=here))


def _plain_read(target: Target) -> Read:
    """What stands at a place, without defaults: it is asked behind a guard."""
    return replace(read(target), defaults=(MISSING,) * len(target.fields))


def _moved(leaf: Read | Has, target: Target) -> Expr:
    """A member of an object, as a member of what stands at a place."""
    entry = None if leaf.entry is None else _moved(leaf.entry, target)
    if leaf.root is not Root.PARAMS:
        return replace(leaf, entry=entry) if isinstance(entry, Read) else leaf
    above = tuple(field.nullable for field in target.fields)
    own = leaf.nullable or (False,) * len(leaf.path)
    flags = (*above, *own)
    path, nullable = (*target.path, *leaf.path), flags if any(flags) else ()
    how: tuple[How, ...] = ()
    if leaf.how:
        names: tuple[How, ...] = ("",)
        how = (*(target.how or names * len(target.fields)), *leaf.how)
    if isinstance(leaf, Has):
        return replace(leaf, root=target.root, path=path, nullable=nullable, how=how)
    return replace(
        leaf,
        root=target.root,
        path=path,
        defaults=((MISSING,) * len(target.fields) + leaf.defaults),
        nullable=nullable,
        how=how,
    )
