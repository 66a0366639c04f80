"""Constraints of shared types: the objects in a value that they speak of, and each as a condition over a whole method's params."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import islice
from typing import Final, TypeAlias

from onespec.datatypes import (
    MISSING,
    ArrayType,
    Field,
    MapType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    WrittenType,
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
    """A place of a tuple has its number for a name."""
    tag: Expr | None = None
    """What tells that it is this option, over the members of the object."""
    how: How = ""
    """How it is reached: by its name, or as a place of a tuple."""
    each: bool = False
    """Whether it is each item of the list before it, or each entry of the map."""
    told: bool = True
    """Whether its name says all of where it is; of what may follow in a tuple, the first is one of many."""

    @property
    def step(self) -> str:
        """As a path has it."""
        return EACH if self.each or not self.told else self.field.name


Chain: TypeAlias = tuple[_Way, ...]
"""Outermost first."""


@dataclass(frozen=True, slots=True)
class Held:
    """An object of a shared type inside a value."""

    type_name: str
    path: Steps
    """Where it stands: members by name, items of lists by number, entries of maps by key."""
    place: Path
    """The same place, whichever item or entry it is: `("orders", "*", "lines", "*")`."""
    value: Mapping[str, object]


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
    field: Field, value: object, path: Steps = (), place: Path = ()
) -> Iterator[Held]:
    """Each object of a shared type inside a value, outer ones first."""
    if field.type_name is not None and isinstance(value, Mapping):
        yield Held(field.type_name, path, place, value)
    match resolved(field.type):
        case ArrayType(items=items) if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from objects(items, item, (*path, index), (*place, EACH))
        case TupleType(prefix_items=places) as row if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                due = item_field(row, index)
                if due is not None:
                    step = str(index) if index < len(places) else EACH
                    yield from objects(due, item, (*path, index), (*place, step))
        case MapType(values=values) if isinstance(value, Mapping):
            for key, item in value.items():
                yield from objects(values, item, (*path, key), (*place, EACH))
        case ObjectType(fields=fields) if isinstance(value, Mapping):
            for member in fields:
                name = member.name
                if name in value:
                    inner = value[name]
                    yield from objects(member, inner, (*path, name), (*place, name))
        case UnionType() as union if value is not None:
            option = chosen(union, value)
            if option is not None:
                yield from objects(option, value, path, place)
        case _:
            pass


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
        for chain in _chains((_Way(param),), rules)
        for rule in rules.get(chain[-1].field.type_name or "", ())
    )
    joined: dict[str, Constraint] = {}
    for one in islice(found, MOST):
        known = joined.get(one.id)
        joined[one.id] = one if known is None else _both(known, one)
    return tuple(joined.values())


def ways_to(
    params: Sequence[Field], place: Path, rules: Rules
) -> Iterator[tuple[Field, ...]]:
    """The fields on the way to each object of a type with constraints at a place, of the options of unions that lead there.

    Outermost first; a place of a tuple has its number for a name, and items and entries have none.
    """
    for param in params:
        for chain in _chains((_Way(param),), rules) if param.name in place[:1] else ():
            is_there = tuple(way.step for way in chain) == place
            if is_there and chain[-1].field.type_name in rules:
                yield tuple(way.field for way in chain)


def _both(one: Constraint, other: Constraint) -> Constraint:
    """One constraint at one place that several options of a union have."""
    assert isinstance(one.shape, WhenThen) and isinstance(other.shape, WhenThen)
    condition = Binary(op="&&", left=one.condition, right=other.condition)
    when = Binary(op="||", left=one.shape.when, right=other.shape.when)
    return replace(one, shape=WhenThen(when=when, then=condition), condition=condition)


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


def _chains(chain: Chain, rules: Rules, above: tuple[str, ...] = ()) -> Iterator[Chain]:
    """The way to a field, and to every one inside it that leads on to an object with constraints; `above` are the types passed."""
    last = chain[-1].field
    if not any(one.type_name in rules for one in within(last)):
        return
    # A reference to an outer type has no name of its own where an option of a union stands for it.
    name = last.type.name if isinstance(last.type, RecursiveType) else last.type_name
    if name is not None:
        if above.count(name) >= TURNS:
            return
        above = (*above, name)
    yield chain
    type_ = resolved(last.type)
    for way in _inner(last, type_):
        start = chain
        if isinstance(type_, UnionType):
            start = chain[:-1]
            old = chain[-1]
            way = replace(way, how=old.how, each=old.each, told=old.told)
        yield from _chains((*start, way), rules, above)


def _inner(field: Field, type_: WrittenType) -> Iterator[_Way]:
    """The ways from a field to what stands directly in it; to an option of a union, in place of the field."""
    match type_:
        case ArrayType(items=items):
            yield _Way(items, each=True)
        case TupleType(prefix_items=places, items=rest):
            for index, one in enumerate(places):
                yield _Way(replace(one, name=str(index), required=True), how="place")
            if rest is not None:
                # Of all that may follow, a condition can name the first.
                first = replace(rest, name=str(len(places)), required=False)
                yield _Way(first, how="place", told=False)
        case MapType(values=values):
            yield _Way(values, each=True)
        case ObjectType(fields=fields):
            for member in fields:
                yield _Way(member)
        case UnionType(options=options, discriminator=str() as told):
            for option in options:
                yield _as_option(field, option, told)
        case UnionType(options=options):
            for option in options:
                inner = resolved(option.type)
                tag = _known_by(inner)
                if tag is not None or isinstance(inner, MapType | UnionType):
                    held = replace(field, type=inner, type_name=option.type_name)
                    yield _Way(held, tag)
        case _:
            pass


def _known_by(type_: WrittenType) -> Expr | None:
    """What tells that a value is of this option, where JSON types tell options apart: something that it has inside."""
    match type_:
        case ObjectType(fields=fields):
            sure = [one for one in fields if one.required][:1] or fields
            asked: list[Expr] = [
                Has(root=Root.PARAMS, path=(one.name,)) for one in sure
            ]
        case ArrayType() | TupleType():
            asked = [Has(root=Root.PARAMS, path=("0",), how=("place",))]
        case _:
            asked = []
    return (
        reduce(lambda a, b: Binary(op="||", left=a, right=b), asked) if asked else None
    )


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
    place = tuple(way.step for way in chain)
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
    entry: Read | None = None,
) -> Expr:
    """The condition of an object, asked of all that stand at the end of the chain, or of any.

    `entry` is the map whose entries are gone through, where the chain starts at the variable for these.
    """
    ends = [at for at, way in enumerate(chain) if at and way.each]
    end = ends[0] if ends else len(chain)
    target = _target(chain[:end], root, variable, entry)
    if ends:
        through = _plain_read(target)
        inner, below = chain[end:], None
        if isinstance(through.type, MapType):
            inner, below = _of_entry(chain[end:], variable, through.type), through
        body = _asked(kind, expr, inner, variable, Root.LOCAL, below)
        asked: Expr = Quantifier(kind=kind, range=through, variable=variable, body=body)
    else:
        asked = replaced(expr, lambda leaf: _moved(leaf, target))
    tests = list(_there(target, chain[:end]))
    if kind == "exists":
        for test in reversed(tests):
            asked = Binary(op="&&", left=test, right=asked)
        return asked
    for test in reversed(tests):
        asked = Binary(op="||", left=Unary(op="!", operand=test), right=asked)
    return asked


def _of_entry(chain: Chain, variable: str, pairs: MapType) -> Chain:
    """A chain that starts at the value of an entry, as one that starts at the entry."""
    keys = replace(pairs.keys or _ANY_KEY, name="key", required=True)
    value, *rest = chain
    held = replace(value.field, name="value", required=True)
    whole = ObjectType(fields=(keys, held))
    return (
        _Way(Field(name=variable, type=whole, required=True)),
        replace(value, field=held, each=False),
        *rest,
    )


_ANY_KEY: Final = Field(name="key", type=StringType())


def _target(
    chain: Chain, root: Root, variable: str, entry: Read | None = None
) -> Target:
    """What stands at the end of a chain that goes through nothing."""
    ways = tuple(way.how for way in chain)
    return Target(
        root=root,
        fields=tuple(way.field for way in chain),
        variable=variable if root is Root.LOCAL else "",
        how=ways if any(ways) else (),
        entry=entry,
    )


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
            here = _target(chain[:end], target.root, target.variable, target.entry)
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
