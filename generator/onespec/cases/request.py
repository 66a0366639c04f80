"""A method -> requests of it: its params and what lies below them, the smallest legal request, and that one changed at a path.

A path that leads through a list has the number of an item as a step; one walker knows both kinds of steps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias, TypeVar

from onespec import search
from onespec.cases.outsiders import close, outsiders
from onespec.cases.ruled import Ruled
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    FormatType,
    JsonValue,
    MapType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    item_field,
    members,
    resolved,
    tags,
)
from onespec.language.ast import Binary, Call, Expr, Path, Read, Root, walk
from onespec.language.evaluate import ABSENT, Absent, same
from onespec.language.functions import FUNCTIONS
from onespec.model import Method, Service
from onespec.notation.jsonschema_types import shape
from onespec.placed import held
from onespec.runtime.player.suite import Case
from onespec.runtime.player.values import (
    Fact,
    Facts,
    Given,
    Near,
    NotGivenError,
    Number,
    Outside,
    Value,
    resolve,
)
from onespec.samples import key_samples, legal_values
from onespec.values import Steps, chosen, telling
from onespec.verdict import Judge, Refusal, sample_state

PATIENCE: Final = 200
"""Legal values of a param that are looked at."""

Params: TypeAlias = Mapping[str, Value]
"""Params of a request, with symbols for what depends on the account."""


Setting: TypeAlias = "Value | Absent"
"""What a request says at a path."""

Settings: TypeAlias = Mapping[Steps, Setting]
"""What a request says at some paths; it is the smallest legal one elsewhere."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that is not made, and why."""

    covers: tuple[str, ...]
    """Elements that it would have covered."""
    reason: str


Made: TypeAlias = Case | LeftOut
"""What makers of cases give."""


@dataclass(frozen=True, slots=True)
class Option:
    """Options of a union on the way to a param, where others have something else under the same name."""

    above: Steps
    """Where the union stands."""
    discriminator: str
    values: tuple[bool | int | float | str, ...]
    """What tells these options."""
    is_first: bool
    """Whether no other options stand before them."""

    def is_told(self, union: object) -> bool:
        """Whether a value of the union is one of these options."""
        if not isinstance(union, Mapping):
            return False
        told = union.get(self.discriminator)
        return any(same(told, value) for value in self.values)


Options: TypeAlias = tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Param:
    """One param, or one member of an object below one."""

    path: Steps
    field: Field
    options: Options = ()
    """Outermost first."""

    @property
    def dotted(self) -> str:
        """As the wire names it; of what a later option of a union has in its own way, the option is told: `pay[cash].amount`."""
        told = {o.above: f"[{o.values[0]}]" for o in self.options if not o.is_first}
        steps = (
            f"{step}{told.get(self.path[:end], '')}"
            for end, step in enumerate(self.path, 1)
        )
        return ".".join(steps)

    def stands_in(self, value: Value, above: Steps = ()) -> bool:
        """Whether a value that stands `above` the param is of the options that have it."""
        size = len(above)
        return all(
            option.is_told(value_at(value, option.above[size:]))
            for option in self.options
            if option.above[:size] == above
        )


MOST_PLACES: Final = 600
"""Where a method has more places than these, each type that contains itself is gone into once only."""


def params_of(method: Method) -> tuple[Param, ...]:
    """Every place of a request that has a name, in the author's order, outer before inner."""
    made = tuple(_members(method.params, (), None))
    return (
        made if len(made) <= MOST_PLACES else tuple(_members(method.params, (), set()))
    )


_Seen: TypeAlias = "set[str] | frozenset[str] | None"
"""Types that contain themselves and have been gone into: all there are, as a set; on the way down, else."""


def _members(fields: Iterable[Field], above: Steps, seen: _Seen) -> Iterator[Param]:
    for member in fields:
        path = (*above, member.name)
        yield Param(path, member)
        yield from _below(member, path, seen)


def _below(field: Field, path: Steps, seen: _Seen) -> Iterator[Param]:
    """What lies below a place; where a type contains itself, once more and no further."""
    if isinstance(field.type, RecursiveType):
        if _is_known(field.type.name, seen):
            return
        seen = _with_known(field.type.name, seen)
    kind = resolved(field.type)
    match kind:
        case ObjectType(fields=fields):
            yield from _members(fields, path, seen)
        case ArrayType(items=items):
            yield from _below(items, (*path, 0), seen)
        case TupleType(prefix_items=places, items=rest):
            for index, place in enumerate(places):
                yield from _held(place, (*path, index), seen)
            if rest is not None:
                yield from _held(rest, (*path, len(places)), seen)
        case MapType(values=values):
            for key in itertools.islice(key_samples(kind), 1):
                yield from _held(values, (*path, key), seen)
        case UnionType(discriminator=None, options=options):
            for option in options:
                yield from _below(option, path, seen)
        case UnionType():
            yield from _told_apart(kind, path, seen)
        case _:
            pass


def _held(field: Field, path: Steps, seen: _Seen) -> Iterator[Param]:
    """A place of a tuple, or an entry of a map, and what is below."""
    yield Param(path, field)
    yield from _below(field, path, seen)


def _is_known(name: str, seen: _Seen) -> bool:
    return bool(seen) if isinstance(seen, frozenset) else name in (seen or ())


def _with_known(name: str, seen: _Seen) -> _Seen:
    if isinstance(seen, set):
        seen.add(name)
        return seen
    return frozenset([name])


def _told_apart(union: UnionType, path: Steps, seen: _Seen) -> Iterator[Param]:
    """The discriminator, then the members of the options: one that several have in the same way as the first of them has it."""
    discriminator = str(union.discriminator)
    yield Param((*path, discriminator), telling(union))
    known: dict[str, dict[object, Option]] = {}
    for option in union.options:
        values = tuple(tag.value for tag in tags(option, discriminator))
        for member in members(option.type):
            alike = known.setdefault(member.name, {})
            key = (member.type, member.required, member.nullable)
            first = Option(path, discriminator, (), not alike)
            found = alike.setdefault(key, first)
            alike[key] = replace(found, values=(*found.values, *values))
    made: set[tuple[str, int]] = set()
    for option in union.options:
        own: dict[str, Options] = {}
        for member in members(option.type):
            alike = known[member.name]
            key = (member.type, member.required, member.nullable)
            kind = (member.name, [*alike].index(key))
            if member.name != discriminator and kind not in made:
                own[member.name] = (alike[key],) if len(alike) > 1 else ()
                made.add(kind)
        for one in _below(option, path, seen):
            name = str(one.path[len(path)])
            if name in own:
                yield replace(one, options=(*own[name], *one.options))


def field_at(
    fields: tuple[Field, ...], path: Steps, options: Options = ()
) -> Field | None:
    """The field at a path: a member by its name, the items of a list by any number; of several options, one of those told."""
    found: Field | None = None
    kind: DataType = ObjectType(fields=fields)
    for end, step in enumerate(path):
        for option in options:
            if option.above == path[:end]:
                kind = _of_option(kind, option)
        found = _step(kind, step)
        if found is None:
            return None
        kind = found.type
    return found


def _of_option(kind: DataType, told: Option) -> DataType:
    """The first of the options of a union that is told."""
    union = resolved(kind)
    for one in union.options if isinstance(union, UnionType) else ():
        if any(tag.value in told.values for tag in tags(one, told.discriminator)):
            return one.type
    return kind


def _step(kind: DataType, step: str | int) -> Field | None:
    type_ = resolved(kind)
    match type_:
        case ObjectType(fields=inner) if isinstance(step, str):
            return next((item for item in inner if item.name == step), None)
        case ArrayType() | TupleType() if isinstance(step, int):
            return item_field(type_, step)
        case MapType(values=values) if isinstance(step, str):
            return values
        case UnionType(discriminator=str()) as union if isinstance(step, str):
            if step == union.discriminator:
                return telling(union)
            return next((item for item in members(union) if item.name == step), None)
        case UnionType(options=options):
            found = (_step(option.type, step) for option in options)
            return next((item for item in found if item is not None), None)
        case _:
            return None


# -- the walker ------------------------------------------------------------------------------------------------------


def value_at(value: Value, path: Steps) -> Setting:
    """What stands at a path; the case's own value where the profile may have a wish."""
    found: Setting = value
    for step in path:
        holder = found.otherwise if isinstance(found, Given) else found
        if isinstance(holder, Mapping) and isinstance(step, str):
            found = holder.get(step, ABSENT)
        elif isinstance(holder, list) and isinstance(step, int):
            found = holder[step] if step < len(holder) else ABSENT
        else:
            return ABSENT
    return found


def has(params: Params, path: Steps) -> bool:
    """Whether something stands at a path."""
    return value_at(params, path) is not ABSENT


def put(params: Params, path: Steps, value: Value) -> dict[str, Value]:
    """The params with a value at a path. Raises LookupError where there is nothing to hold it."""
    changed = _changed(params, path, value)
    assert isinstance(changed, dict)
    return changed


def drop(params: Params, path: Steps) -> dict[str, Value]:
    """The params without the member at a path."""
    if not has(params, path):
        return dict(params)
    changed = _changed(params, path, ABSENT)
    assert isinstance(changed, dict)
    return changed


def _changed(holder: Value, path: Steps, value: Setting) -> Value:
    """A copy in which only what stands above a path is new."""
    step, below = path[0], path[1:]
    bare = holder.otherwise if isinstance(holder, Given) else holder
    if below:
        inner = value_at(bare, (step,))
        if isinstance(inner, Absent):
            raise LookupError(f"nothing stands at {step}")
        value = _changed(inner, below, value)
    if isinstance(bare, Mapping) and isinstance(step, str):
        members = dict(bare)
        if isinstance(value, Absent):
            del members[step]
        else:
            members[step] = value
        return members
    if isinstance(bare, list) and isinstance(step, int) and step < len(bare):
        after = [] if isinstance(value, Absent) else [value]
        return [*bare[:step], *after, *bare[step + 1 :]]
    raise LookupError(f"nothing can stand at {step}")


# -- a method under test ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """A method as cases test it: in the sample account, with a smallest legal request."""

    service: Service
    method: Method
    state: Mapping[str, JsonValue]
    lists: Mapping[Path, tuple[str, ...]]
    """For each param, the lists of the state that some condition looks for its value in."""
    params: tuple[Param, ...]
    judge: Judge
    base: Params
    """The smallest request that nothing refuses, as far as a search found one."""
    known: dict[object, Any] = field(default_factory=dict)
    """Answers to what is asked again and again."""
    shared: dict[object, Any] = field(default_factory=dict)
    """Answers that hold for every method of the service."""

    @property
    def problem(self) -> search.Problem:
        """What no request may break: constraints, then the conditions of all errors in the order in which a server looks."""
        return once(self, "problem", lambda: _problem(self))

    def refusals(
        self, params: Params, state: Mapping[str, JsonValue] | None = None
    ) -> tuple[Refusal, ...]:
        """Every reason to refuse the params, in an account that differs from the sample by some facts.

        Raises NotGivenError where the account lacks what a symbol stands for.
        """
        if not state:
            sent = {name: self.sent(value) for name, value in params.items()}
            return tuple(self.judge.refusals(sent, self.state))
        account = {**self.state, **state}
        return tuple(self.judge.refusals(resolve(params, Facts(account)), account))

    def sent(self, value: Value) -> Any:
        """What a value is in the sample account; each symbol is worked out once. Raises NotGivenError."""
        match value:
            case str() | bool() | int() | float() | None:
                return value
            case Mapping():
                return {name: self.sent(item) for name, item in value.items()}
            case list() | tuple():
                return [self.sent(item) for item in value]
        return once(
            # The symbol stands beside what it comes to, so that its id stays its own.
            self,
            ("sent", id(value)),
            lambda: (resolve(value, Facts(self.state)), value),
        )[0]

    def passes(self, params: Params) -> bool:
        """Whether nothing refuses the params."""
        try:
            return not self.refusals(params)
        except NotGivenError:
            return False

    def refused_by(
        self, params: Params, state: Mapping[str, JsonValue] | None = None
    ) -> tuple[Refusal, ...]:
        """What refuses the params; nothing where a symbol stands for nothing."""
        try:
            return self.refusals(params, state)
        except NotGivenError:
            return ()

    def param(self, path: Steps, options: Options = ()) -> Param | None:
        """The param of a path, where several options of a union have one, of these; None for what the spec does not name."""
        found = once(self, "params", lambda: _by_path(self.params)).get(path, ())
        if len(found) < 2:
            return next(iter(found), None)
        due = [one for one in found if set(one.options) <= set(options)]
        return next(iter(due or found), None)

    def lacks(self) -> tuple[str, ...]:
        """Required params of which no legal value was found."""
        return tuple(
            item.name
            for item in self.method.params
            if item.required and item.name not in self.base
        )


def _by_path(params: Iterable[Param]) -> dict[Steps, list[Param]]:
    found: dict[Steps, list[Param]] = {}
    for param in params:
        found.setdefault(param.path, []).append(param)
    return found


Answer = TypeVar("Answer")


def once(subject: Subject, question: object, answer: Callable[[], Answer]) -> Answer:
    """An answer that is worked out once."""
    if question not in subject.known:
        subject.known[question] = answer()
    found: Answer = subject.known[question]
    return found


def subject_of(
    service: Service, method: Method, shared: dict[object, Any] | None = None
) -> Subject:
    """The method in its sample account; `shared` is one for all methods of the service."""
    state = sample_state(service)
    bare = Subject(
        service,
        method,
        state,
        _lists(method),
        params_of(method),
        Judge(service, method, state),
        {},
        shared={} if shared is None else shared,
    )
    found = replace(bare, base=_base(bare))
    if method.takes_names:
        return found
    return replace(found, base=as_list(found, found.base) or found.base)


def merged(service: Service) -> Service:
    """The service as cases see it: a credential that a header carries is a param like any other, until it is sent."""
    methods = tuple(method.merged() for method in service.methods)
    return replace(service, methods=methods)


def is_carried(service: Service, path: Steps) -> bool:
    """Whether a path leads to the credential that a header carries, or into it."""
    header = service.auth.header if service.auth is not None else ""
    return bool(header) and path[:1] == (header,)


def _problem(subject: Subject) -> search.Problem:
    rows = subject.method.all_errors()
    return search.prepare(
        subject.method,
        raises=[raised for row in rows for raised in row.raises],
        facts=subject.service.state,
        sample=subject.state,
        given=_given(subject),
    )


def _lists(method: Method) -> dict[Path, tuple[str, ...]]:
    """`x in state.list` and `string(x) in state.list`, wherever they stand in a condition."""
    found: dict[Path, dict[str, None]] = {}
    for row in (*method.errors, *method.common_errors):
        for raised in row.raises:
            for part in walk(raised.when):
                pair = _membership(part)
                if pair is not None:
                    found.setdefault(pair[0], {})[pair[1]] = None
    return {path: tuple(names) for path, names in found.items()}


def _membership(part: Expr) -> tuple[Path, str] | None:
    match part:
        case Binary(op="in", left=left, right=Read(root=Root.STATE, path=(name,))):
            match left:
                case Read(root=Root.PARAMS, path=path):
                    return path, name
                case Call(function=call, args=(Read(root=Root.PARAMS, path=path),)):
                    row = FUNCTIONS[call]
                    as_text = row.converts and row.gives == "string"
                    return (path, name) if as_text else None
    return None


def lists_of(subject: Subject, path: Steps) -> tuple[str, ...]:
    """The lists of the state that a param's value is looked for in."""
    names = tuple(step for step in path if isinstance(step, str))
    return subject.lists.get(names, ()) if len(names) == len(path) else ()


# -- legal values of params ------------------------------------------------------------------------------------------


def candidates(subject: Subject, param: Param) -> list[Value]:
    """Legal values for a param; what the account supplies comes first."""
    return once(
        subject,
        ("candidates", param.path, param.options),
        lambda: list(itertools.islice(_candidates(subject, param), PATIENCE)),
    )


def _candidates(subject: Subject, param: Param) -> Iterator[Value]:
    lists = lists_of(subject, param.path)
    if lists:
        yield from (item_of(param, name, 0) for name in lists)
        yield outside(subject, param)
    elif isinstance(param.field.type, ObjectType):
        found = list(itertools.islice(_objects(subject, param), 8))
        yield from _ruled(subject, param, found or legal_values(param.field))
    elif isinstance(param.field.type, UnionType):
        each = [replace(param, field=one) for one in param.field.type.options]
        most = max(2, 24 // len(each))
        made = [[*itertools.islice(_candidates(subject, o), most)] for o in each]
        mixed = itertools.zip_longest(*made, fillvalue=ABSENT)
        for value in itertools.chain.from_iterable(mixed):
            if not isinstance(value, Absent):
                yield value
    else:
        yield from _ruled(subject, param, legal_values(param.field))


def ruled_of(subject: Subject) -> Ruled:
    """The types with constraints, as problems of their own."""
    return once(subject, "ruled", lambda: Ruled(subject.service))


def _ruled(subject: Subject, param: Param, values: Iterable[Value]) -> Iterator[Value]:
    """Values whose objects keep the constraints of their types, and objects with each member that such a type has."""
    has_rules = once(
        subject,
        "held",
        lambda: bool(held(subject.service.types, subject.method.params)),
    )
    if not has_rules:
        yield from values
        return
    ruled = ruled_of(subject)
    tried: list[Value] = []
    for value in itertools.chain(values, ruled.sending(param.field)):
        stands = concrete(subject, value)
        if stands == value:
            value = ruled.kept(param.field, stands)
        if value not in tried:
            tried.append(value)
            yield value


def _objects(subject: Subject, param: Param) -> Iterator[Value]:
    """Objects with their required members only, every way their candidates allow."""
    assert isinstance(param.field.type, ObjectType)
    needed = [member for member in param.field.type.fields if member.required]
    inner = [_of_member(subject, param.path, member) for member in needed]
    for values in itertools.product(*inner):
        yield {item.name: value for item, value in zip(needed, values, strict=True)}


def _of_member(subject: Subject, above: Steps, member: Field) -> list[Value]:
    """Values of a member; where options of a union share its path, those that have it in this way."""
    path = (*above, member.name)
    known = [one for one in subject.params if one.path == path]
    for one in known:
        if one.field == member:
            return candidates(subject, one)
    return (
        [*legal_values(member)] if known else candidates(subject, Param(path, member))
    )


def item_of(param: Param, name: str, at: int) -> Fact | Number:
    """One member of a list of the state, as a number where the param is one."""
    fact = Fact(name, at)
    is_text = isinstance(param.field.type, StringType | FormatType)
    return fact if is_text else Number(fact)


def outside(
    subject: Subject,
    param: Param,
    lists: tuple[str, ...] = (),
    *,
    near: Near = "",
) -> Outside:
    """A legal value that no list holds: all lists that matter for the param, unless some are named.

    One that is `near` to what a list holds shows something of its own, so that the profile's own choice for the param
    does not stand in for it.
    """
    names = lists or lists_of(subject, param.path)
    return once(
        subject,
        ("outside", param.path, param.options, names, near),
        lambda: _outside(subject, param, names, near),
    )


def _outside(
    subject: Subject, param: Param, names: tuple[str, ...], near: Near
) -> Outside:
    # Methods have many params in common, the credential first of all.
    key = ("outside", repr(param), names, near)
    if key not in subject.shared:
        subject.shared[key] = _found_outside(subject.state, param, names, near)
    found: Outside = subject.shared[key]
    return found


def _found_outside(
    state: Mapping[str, JsonValue], param: Param, names: tuple[str, ...], near: Near
) -> Outside:
    held = [item for name in names for item in _items(state.get(name))]
    if near:
        found = (
            outsiders(param.field, held)
            if near in ("start", "end")
            else close(param.field, held, near)
        )
        return Outside(names, tuple(found), near=near, shape=shape(param.field))
    found = outsiders(param.field, held)
    texts = set(map(str, held))
    examples = [item for item in param.field.examples if str(item) not in texts]
    tried = (*examples, *(item for item in found if item not in examples))
    top = len(param.path) == 1
    return Outside(names, tried, param=str(param.path[0]) if top else "")


def _items(value: JsonValue | None) -> list[JsonValue]:
    """The items of a list, the keys of a map."""
    return [*value] if isinstance(value, list | dict) else []


# -- what the search makes of it ---------------------------------------------------------------------------------------


def key_of(path: Steps) -> search.Key:
    """A place as the search names it."""
    return (Root.PARAMS.value, *map(str, path))


def _given(subject: Subject) -> dict[search.Key, list[JsonValue]]:
    """For each place that has a name, the values that a search tries first: those that cases send."""
    found: dict[search.Key, list[JsonValue]] = {}
    for param in subject.params:
        is_first = all(option.is_first for option in param.options)
        if is_first and all(isinstance(step, str) for step in param.path):
            tried = (concrete(subject, value) for value in candidates(subject, param))
            found[key_of(param.path)] = [v for v in tried if not isinstance(v, Absent)]
    return found


def concrete(subject: Subject, value: Setting) -> JsonValue | Absent:
    """What a value stands for in the sample account; ABSENT where it stands for nothing."""
    if isinstance(value, Absent):
        return value
    try:
        found: JsonValue = resolve(value, Facts(subject.state))
    except NotGivenError:
        return ABSENT
    return found


def as_sent(subject: Subject, path: Steps, value: JsonValue) -> Value:
    """A value that a search found, said by what it stands for in any account."""
    param = subject.param(path)
    if param is None:
        return value
    for known in candidates(subject, param):
        stands = concrete(subject, known)
        if not isinstance(stands, Absent) and same(stands, value):
            return known
    if isinstance(value, Mapping):
        return {
            name: as_sent(subject, (*path, name), inner)
            for name, inner in value.items()
        }
    return value


def sample_account(subject: Subject) -> dict[search.Key, Sequence[search.Value]]:
    """The limits of a query that has to do with the sample account as it is."""
    return {
        column.key: [subject.state.get(column.key[1], search.ABSENT)]
        for column in subject.problem.columns
        if column.key[0] == Root.STATE.value
    }


def changed(
    subject: Subject, params: Params, changes: Mapping[search.Key, search.Value]
) -> Params:
    """The params with what a search wants changed in them."""
    for key, value in changes.items():
        path = key[1:]
        if isinstance(value, search.Absent):
            params = drop(params, path)
        else:
            params = put(params, path, as_sent(subject, path, value))
    return params


def _base(subject: Subject) -> Params:
    """The smallest request that nothing refuses; where there is none, each required param with its first value."""
    answer = subject.problem.find(allowed=sample_account(subject))
    found: dict[str, Value] = {}
    for param in subject.params:
        name = str(param.path[0])
        if len(param.path) > 1:
            continue
        if isinstance(answer, search.Witness):
            if name in answer.params:
                found[name] = as_sent(subject, param.path, answer.params[name])
        elif param.field.required:
            tried = candidates(subject, param)
            # Of a list that the sample has nothing in, something outside will do.
            known = (v for v in tried if concrete(subject, v) is not ABSENT)
            found |= {name: value for value in [*known, *tried][:1]}
    return {name: _offered(subject, (name,), found[name]) for name in found}


def _offered(subject: Subject, path: Steps, value: Value) -> Value:
    """A value, with a way for the profile to say what is sent instead."""
    param = subject.param(path)
    if param is None or lists_of(subject, path):
        return value
    is_free = not getattr(param.field.type, "enum", ())
    is_plain = not isinstance(resolved(param.field.type), ObjectType | UnionType)
    return Given(str(path[0]), value) if is_free and is_plain else value


# -- requests that differ from it ------------------------------------------------------------------------------------


def around(
    subject: Subject,
    path: Steps,
    params: Params | None = None,
    options: Options = (),
) -> Params | None:
    """Params in which whatever holds a path is there, in unions one of the options; None where no legal value holds it."""
    result = subject.base if params is None else params
    placed = False
    for end in range(1, len(path)):
        above, step = path[:end], path[end]
        field = field_at(subject.method.params, above, options)
        here = [option for option in options if option.above == above]

        def holds(value: Setting) -> bool:
            told = all(option.is_told(_known(value)) for option in here)
            return told and _holds(value, step, field)

        def lacks(value: Setting) -> bool:
            return value_at(_known(value), (step,)) is ABSENT

        present = value_at(result, above)
        # One that has the member already keeps what its type wants of the others.
        is_free = placed and bool(subject.method.placed)
        if holds(present) and not (is_free and lacks(present)):
            continue
        holders = [v for v in _holders(subject, above, options) if holds(v)]
        if subject.method.placed:
            holders.sort(key=lacks)
        found = next(iter(holders), present if holds(present) else ABSENT)
        if isinstance(found, Absent):
            return None
        result, placed = put(result, above, found), True
    return result


def _known(value: Setting) -> Value:
    """What stands at a place where nothing, or something of the profile's, may."""
    if isinstance(value, Absent):
        return None
    return value.otherwise if isinstance(value, Given) else value


def _holds(value: Setting, step: str | int, field: Field | None) -> bool:
    """Whether a step can be taken into a value: any name into an object, a number into a list that is long enough.

    Into an option of a union only what it declares, where any of them does.
    """
    bare = _known(value)
    if isinstance(step, str):
        return isinstance(bare, Mapping) and _declares(field, bare, step)
    return isinstance(bare, list) and step < len(bare)


def _declares(field: Field | None, value: Mapping[str, Value], name: str) -> bool:
    kind = None if field is None else resolved(field.type)
    # Without a discriminator at most one option is an object.
    if not isinstance(kind, UnionType) or kind.discriminator in (None, name):
        return True
    option = chosen(kind, value)
    own = () if option is None else members(option.type)
    return any(one.name == name for one in own) or _step(kind, name) is None


def _holders(subject: Subject, path: Steps, options: Options = ()) -> list[Value]:
    param = subject.param(path, options)
    if param is not None:
        return candidates(subject, param)
    return once(
        subject, ("holders", path, options), lambda: _legal_at(subject, path, options)
    )


def _legal_at(subject: Subject, path: Steps, options: Options) -> list[Value]:
    member = field_at(subject.method.params, path, options)
    if member is None:
        return []
    found = _ruled(subject, Param(path, member, options), legal_values(member))
    return list(itertools.islice(found, PATIENCE))


def with_value(
    subject: Subject, path: Steps, value: Value, options: Options = ()
) -> Params | None:
    """The smallest legal request with one value set."""
    params = around(subject, path, options=options)
    return None if params is None else _set(subject, params, path, value)


def _set(subject: Subject, params: Params, path: Steps, value: Value) -> Params:
    """Params with a value at a path; one that tells another option of a union brings that option with it."""
    above = field_at(subject.method.params, path[:-1])
    kind = None if above is None else resolved(above.type)
    if isinstance(kind, UnionType) and kind.discriminator == path[-1]:
        for known in _holders(subject, path[:-1]):
            if isinstance(known, Mapping) and known.get(str(path[-1])) == value:
                return put(params, path[:-1], known)
    return put(params, path, value)


def without(subject: Subject, path: Steps, options: Options = ()) -> Params | None:
    """The smallest legal request with one value left out."""
    params = around(subject, path, options=options)
    return None if params is None else drop(params, path)


def applied(
    subject: Subject, settings: Settings, options: Options = ()
) -> Params | None:
    """The smallest legal request with some params set or left out; None where no legal value holds one of them."""
    params = subject.base
    for path, value in sorted(settings.items(), key=lambda item: len(item[0])):
        if isinstance(value, Absent):
            params = drop(params, path)
            continue
        if len(path) > 1 and settings.get(path[:-1]) is ABSENT:
            continue
        opened = around(subject, path, params, options)
        if opened is None:
            return None
        params = _set(subject, opened, path, value)
    return params


FEW: Final = 3
"""Legal values that are tried for a param in a gap."""


def as_list(subject: Subject, params: Params) -> Params | None:
    """The params with something in each gap that a list would have, so that the same refuses them; None where nothing will do."""
    method = subject.method
    strange = unlisted(subject, params)
    gaps = (
        tuple(item for item in method.listed if item.name not in params)
        if strange
        else method.gaps(params)
    )
    if any(gap.required for gap in gaps):
        return None
    fillers = method.fillers()
    tried: list[list[Value]] = [
        [fillers[gap.name]] if gap.name in fillers else [] for gap in gaps
    ]
    for gap, values in zip(gaps, tried, strict=True):
        values += candidates(subject, Param((gap.name,), gap))[:FEW]
    due = subject.refused_by(params)
    for row in itertools.islice(itertools.product(*tried), PATIENCE):
        whole = {
            **params,
            **{gap.name: item for gap, item in zip(gaps, row, strict=True)},
        }
        if subject.refused_by(whole) == due:
            return whole
    return None


def unlisted(subject: Subject, params: Params) -> str:
    """A name in the params that no param has; empty where there is none."""
    known = {param.name for param in subject.method.params}
    return next((name for name in params if name not in known), "")


def repaired(subject: Subject, params: Params, keep: Iterable[Steps]) -> Params | None:
    """The params made legal by as few changes as can be, of others than those to keep; None where none were found."""
    if subject.passes(params):
        return params
    near = near_to(subject, params, keep)
    if near is None:
        return None
    answer = subject.problem.find(allowed=sample_account(subject), near=near)
    if not isinstance(answer, search.Witness):
        return None
    mended = changed(subject, params, answer.changes)
    return mended if subject.passes(mended) else None


def near_to(
    subject: Subject, params: Params, keep: Iterable[Steps] = ()
) -> search.Near | None:
    """What a search is to stay near to, and what of it is to stay; None where a symbol in it stands for nothing."""
    sent = concrete(subject, params)
    if not isinstance(sent, dict):
        return None
    return search.Near(params=sent, kept=[_named(path) for path in keep])


def _named(path: Steps) -> tuple[str, ...]:
    """A path as far as a search knows it: a list is one value to it."""
    found: list[str] = []
    for step in path:
        if not isinstance(step, str):
            break
        found.append(step)
    return tuple(found)
