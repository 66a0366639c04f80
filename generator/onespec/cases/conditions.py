"""A condition -> the values that can decide it, and the request, where need be the account, that meets it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onespec import patterns, search
from onespec.cases.request import (
    Param,
    Setting,
    Settings,
    Subject,
    applied,
    as_sent,
    candidates,
    concrete,
    item_of,
    key_of,
    lists_of,
    near_to,
    once,
    outside,
    sample_account,
    value_at,
)
from onespec.datatypes import (
    ArrayType,
    Field,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    StringType,
    TupleType,
)
from onespec.language.ast import (
    Binary,
    Call,
    Expr,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    paths,
    walk,
)
from onespec.language.evaluate import ABSENT, Absent, same
from onespec.language.functions import FUNCTIONS
from onespec.model import Raise
from onespec.runtime.player.values import (
    Fact,
    Near,
    NotGivenError,
    Number,
    Outside,
    Repeat,
    Value,
)
from onespec.samples import is_legal, legal_values
from onespec.values import Steps

COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")

LETTERS: Final = ("x", "\u0416")
"""What long texts are made of: a letter of one byte in UTF-8, and one of two."""

CLOSE: Final[tuple[Near, ...]] = ("shorter", "longer", "case", "zero")
"""Ways of being close to a member of a list that a sloppy comparison takes for the member."""

OTHER: Final = "other"
"""A text that a fact can be where any other one will do."""

# -- values that can decide ------------------------------------------------------------------------------------------


def deciding(subject: Subject, condition: Expr, param: Param) -> list[Value]:
    """Values for a param that a condition reads, telling ones first: members of lists and values outside, lengths at a limit, constants."""
    found: list[Value] = []
    for value in _deciding(subject, condition, param):
        if value not in found or isinstance(value, bool):
            found.append(value)
    return found


def _deciding(subject: Subject, condition: Expr, param: Param) -> Iterator[Value]:
    for part in walk(condition):
        if isinstance(part, Quantifier):
            yield from _items(subject, part, param)
        elif isinstance(part, Binary) and part.op == "in":
            yield from _members(subject, part, param)
        elif isinstance(part, Binary) and part.op in COMPARISONS:
            yield from _compared(part, param)
            turned = Binary(op=part.op, left=part.right, right=part.left)
            yield from _compared(turned, param)
    yield from candidates(subject, param)


def _members(subject: Subject, part: Binary, param: Param) -> Iterator[Value]:
    if _read(part.left) != param.path:
        return
    match part.right:
        case Read(root=Root.STATE, path=(name,)):
            yield item_of(param, name, 0)
            yield item_of(param, name, -1)
            # Nested params differ at the other side: between them both are tried.
            side: Near = "start" if len(param.path) > 1 else "end"
            outsider = outside(subject, param, (name,), near=side)
            yield outsider
            yield from _edge(param, outsider)
            held = subject.state.get(name)
            if isinstance(held, list) and len(held) > 2:
                yield item_of(param, name, 1)
            for near in CLOSE[: 1 if len(param.path) > 1 else None]:
                other = outside(subject, param, (name,), near=near)
                if other.tried:
                    yield other
        case ListLiteral(items=items):
            values = [item.value for item in items if isinstance(item, Literal)]
            yield from (value for value in values if is_legal(param.field, value))
        case _:
            return


def _items(subject: Subject, part: Quantifier, param: Param) -> Iterator[Value]:
    """What the items of a list of the account hold where a condition compares it with the param."""
    if not (isinstance(part.range, Read) and part.range.root is Root.STATE):
        return
    if param.field.secret:
        return
    held = subject.state.get(part.range.path[0])
    for inner in walk(part.body):
        if not (isinstance(inner, Binary) and inner.op == "=="):
            continue
        for own, other in ((inner.left, inner.right), (inner.right, inner.left)):
            if _read(own) != param.path or not isinstance(other, Read):
                continue
            if other.root is Root.LOCAL and isinstance(held, list):
                for item in held:
                    value = value_at(item, other.path[1:])
                    if not isinstance(value, Absent) and is_legal(param.field, value):
                        yield value


def _edge(param: Param, outsider: Outside) -> Iterator[Outside]:
    """An outsider of the greatest length: where it is looked for in vain, its form has passed."""
    kind = param.field.type
    if isinstance(kind, StringType) and kind.pattern:
        most = patterns.longest(kind.pattern)
        if most and is_legal(param.field, most):
            yield Outside(outsider.lists, (most,), longest=True)


def _read(expr: Expr) -> Path | None:
    """The param whose value, perhaps as text, an operand is."""
    match expr:
        case Read(root=Root.PARAMS, path=path):
            return path
        case Call(function=name, args=(Read(root=Root.PARAMS, path=path),)):
            return path if FUNCTIONS[name].converts else None
    return None


def _compared(part: Binary, param: Param) -> Iterator[Value]:
    """What stands on the other side, and its neighbours."""
    if isinstance(part.left, Call) and FUNCTIONS[part.left.function].bounds:
        if _read(part.left.args[0]) == param.path:
            yield from _lengths(param, part.right)
    elif _read(part.left) == param.path and isinstance(part.right, Literal):
        for value in _near(param, part.right.value):
            if is_legal(param.field, value):
                yield value


def _near(param: Param, value: JsonValue) -> Iterator[JsonValue]:
    yield value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and isinstance(param.field.type, IntegerType | NumberType):
        assert isinstance(value, int | float)
        yield from (value + 1, value - 1)


def _lengths(param: Param, limit: Expr) -> Iterator[Value]:
    """Texts, or lists, one over the limit, just at it and one below."""
    for plus in (1, 0, -1):
        if isinstance(param.field.type, StringType):
            times = _length(limit)
            if times is not None:
                for letter in LETTERS:
                    yield Repeat(letter, times, plus)
        elif isinstance(limit, Literal) and isinstance(limit.value, int):
            yield from _list(param, limit.value + plus)


def _length(limit: Expr) -> int | Fact | None:
    match limit:
        case Literal(value=int() as value):
            return value
        case Read(root=Root.STATE, path=(name,)):
            return Fact(name)
    return None


def _list(param: Param, length: int) -> Iterator[Value]:
    for value in legal_values(param.field):
        if isinstance(value, list) and value and length >= 0:
            yield (value * (length // len(value) + 1))[:length]
            return


# -- provocations ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provocation:
    """Settings of the params that a condition reads, and facts that differ from the sample account."""

    settings: Settings
    state: Mapping[str, JsonValue]


def meets(subject: Subject, tried: Provocation, raised: Raise) -> bool:
    """Whether that condition, and nothing else, refuses the request."""
    params = applied(subject, tried.settings)
    try:
        found = () if params is None else subject.refusals(params, tried.state)
    except NotGivenError:
        return False
    return [item.raised for item in found] == [raised]


def harmless(subject: Subject, tried: Provocation) -> bool:
    """Whether nothing refuses the request."""
    params = applied(subject, tried.settings)
    try:
        return params is not None and not subject.refusals(params, tried.state)
    except NotGivenError:
        return False


def options_for(subject: Subject, raised: Raise) -> dict[Steps, list[Setting]]:
    """For each param that a condition reads, what to try."""
    found: dict[Steps, list[Setting]] = {}
    for path in paths(raised.when):
        param = subject.param(path)
        if param is not None:
            values = deciding(subject, raised.when, param)
            last = () if param.field.required else (ABSENT,)
            found[path] = [*values, *last]
    return found


def provocation(subject: Subject, raised: Raise) -> Provocation | None:
    """The first request found that the condition alone refuses."""
    return once(
        subject, ("provocation", id(raised)), lambda: _provocation(subject, raised)
    )


def _provocation(subject: Subject, raised: Raise) -> Provocation | None:
    options = options_for(subject, raised)
    allowed: dict[search.Key, Sequence[search.Value]] = {}
    for path, values in options.items():
        tried = (concrete(subject, value) for value in values)
        droppable = ABSENT in values or len(path) > 1
        allowed[key_of(path)] = [
            *(value for value in tried if droppable or value is not ABSENT),
            *_lists_of_its_own(subject, path),
            *_newly_listed(subject, path),
        ]
    near = near_to(subject, subject.base)
    if near is None:
        return None
    answer = subject.problem.find(
        broken=[subject.problem.rules.index(raised)],
        ignored=_later(subject, raised),
        allowed={**allowed, **_accounts(subject, raised)},
        near=near,
    )
    if not isinstance(answer, search.Witness):
        return None
    state = {name: v for name, v in answer.state.items() if v is not ABSENT}
    return _said(subject, raised, options, answer, state)


_HOLDERS = (ArrayType, TupleType, MapType)


def _lists_of_its_own(subject: Subject, path: Steps) -> list[JsonValue]:
    """For a list or a map, what the search tries beside what cases send: conditions look into it."""
    return [
        value
        for column in subject.problem.columns
        if column.key == key_of(path) and isinstance(column.item.type, _HOLDERS)
        for value in column.values
        if isinstance(value, list | dict)
    ]


def _newly_listed(subject: Subject, path: Steps) -> Iterator[JsonValue]:
    """What a list that a value is looked for in holds where the account has something in it, and the sample has nothing."""
    for name in lists_of(subject, path):
        if not subject.state.get(name):
            yield from _first_items(subject, name)


def _first_items(subject: Subject, name: str) -> list[JsonValue]:
    fact = next(one for one in subject.service.state if one.name == name)
    type_ = fact.type
    return [*legal_values(type_.items)[:1]] if isinstance(type_, ArrayType) else []


def _newly_held(
    subject: Subject, path: Steps, value: Setting, state: Mapping[str, Any]
) -> Fact | Number | None:
    """A value by its place in a list of the account in which it was found, and which the sample has empty."""
    param = subject.param(path)
    for name in lists_of(subject, path):
        held = state.get(name)
        if param is not None and isinstance(held, list) and held:
            if not subject.state.get(name) and same(held[0], value):
                return item_of(param, name, 0)
    return None


def _said(
    subject: Subject,
    raised: Raise,
    options: Mapping[Steps, list[Setting]],
    answer: search.Witness,
    state: Mapping[str, Any],
) -> Provocation | None:
    """An answer in settings: what the condition reads, and what else had to be changed before it."""
    beside: dict[Steps, Setting] = {
        key[1:]: (
            ABSENT
            if isinstance(value, Absent)
            else _newly_held(subject, key[1:], value, state)
            or as_sent(subject, key[1:], value)
        )
        for key, value in answer.changes.items()
        if key[1:] not in options
    }
    settings: dict[Steps, Setting] = {
        path: (
            _newly_held(subject, path, value, state)
            or next(
                (known for known in values if _stands_for(subject, known, value)),
                ABSENT if isinstance(value, Absent) else as_sent(subject, path, value),
            )
        )
        for path, values in options.items()
        for value in [concrete(subject, value_at(answer.params, path))]
    }
    for param in subject.params:
        if param.path not in options:
            value = concrete(subject, value_at(answer.params, param.path))
            known = _newly_held(subject, param.path, value, state)
            if known is not None:
                beside[param.path] = known
    tried = Provocation({**beside, **settings}, state)
    return tried if meets(subject, tried, raised) else None


def _stands_for(subject: Subject, known: Setting, value: Setting) -> bool:
    stands = concrete(subject, known)
    if stands is ABSENT or value is ABSENT:
        return stands is value and known is ABSENT
    return same(stands, value)


def _later(subject: Subject, raised: Raise) -> list[int]:
    """Conditions of the same error behind one that is met: nobody looks at them any more."""
    rules = subject.problem.rules
    for row in subject.method.all_errors():
        if any(one is raised for one in row.raises):
            at = row.raises.index(raised)
            return [rules.index(one) for one in row.raises[at + 1 :]]
    return []


def _accounts(
    subject: Subject, raised: Raise
) -> dict[search.Key, Sequence[search.Value]]:
    """The account as the sample has it, and for facts that the condition reads other values behind that."""
    named = {path[0] for path in paths(raised.when, Root.STATE)}
    # Where the sample has no instance at all, one is made: nothing can be asked about what is not there.
    named |= {
        state.fact
        for move in subject.method.moves
        if not move.starts
        for lifecycle in subject.service.lifecycles
        if lifecycle.name == move.lifecycle
        if not any(subject.state.get(one.fact) for one in lifecycle.known)
        for state in lifecycle.known
        if state.name in move.sources
    }
    found = sample_account(subject)
    for fact in subject.service.state:
        key = (Root.STATE.value, fact.name)
        if fact.name in named and key in found:
            others = other_values(fact, subject.state.get(fact.name))
            found[key] = [*found[key], *others, *_held(subject, key)]
    return found


def _held(subject: Subject, key: search.Key) -> Iterator[JsonValue]:
    """For a map or a tuple among the facts, what the search tries: conditions look into it."""
    for column in subject.problem.columns:
        if column.key == key and isinstance(column.item.type, MapType | TupleType):
            yield from (v for v in column.values[1:] if isinstance(v, list | dict))


def other_values(fact: Field, value: JsonValue) -> Iterator[JsonValue]:
    """Other values of a fact, those nearest to a limit first."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (0, 1, value + 1)
    elif isinstance(value, list) and isinstance(fact.type, ArrayType):
        yield []
        yield [*legal_values(fact.type.items)[:1]]
    else:
        others = [*fact.examples, OTHER, *legal_values(fact)]
        yield from (item for item in others if item != value and is_legal(fact, item))
