"""One method in two versions -> requests that one of them accepts and the other refuses, tried on both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeAlias

from onespec.change.values import is_alike, plain_values
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    ObjectType,
    TupleType,
    UnionType,
    resolved,
    tags,
)
from onespec.language.ast import Expr, Read, Root, paths, walk
from onespec.language.evaluate import ABSENT, Absent
from onespec.model import Constraint, Method, Raise, Service
from onespec.samples import is_legal, key_samples
from onespec.search import Answer, Key, Near, Problem, Proof, Value, Witness, prepare
from onespec.search.answers import HERE
from onespec.values import json_types
from onespec.verdict import Judge, Refusal, sample_state

Path: TypeAlias = tuple[str, ...]
"""Names from a method's params downwards; `*` is an item of a list."""
Params: TypeAlias = Mapping[str, JsonValue]

ITEM: Final = "*"
_TRIED: Final = 8
"""Values of one place for which a whole request is searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request that one version accepts and the other refuses."""

    params: Params
    state: Mapping[str, JsonValue]
    refusals: tuple[Refusal, ...]
    """All reasons of the version that refuses it, the one it answers first."""


class Open:
    """Neither shown nor ruled out."""


Found: TypeAlias = "Shown | Proof | Open"


class Version:
    """One method as one version of its service has it."""

    def __init__(self, service: Service, method: Method) -> None:
        self.service = service
        # A credential in a header is a part of the request, under the header's name.
        self.method = method.merged()
        self.judge = Judge(service, self.method)
        self.state = sample_state(service)
        self._problem: Problem | None = None

    @property
    def problem(self) -> Problem:
        """What it accepts."""
        if self._problem is None:
            self._problem = prepare(
                self.method,
                raises=self.raises,
                facts=self.service.state,
                sample=self.state,
            )
        return self._problem

    def refusals(
        self, params: Params, state: Mapping[str, JsonValue]
    ) -> tuple[Refusal, ...]:
        """Why it refuses a request in an account that has these facts, and is as in the sample otherwise."""
        return tuple(self.judge.refusals(params, {**self.state, **state}))

    @cached_property
    def raises(self) -> list[Raise]:
        """The conditions of all its errors."""
        return [row for kind in self.method.all_errors() for row in kind.raises]

    def breaking(self, *rules: Constraint | Raise) -> Witness | None:
        """The smallest request that it refuses for these reasons and no other."""
        known = [*self.method.rules, *self.raises]
        at = [next(n for n, one in enumerate(known) if one is rule) for rule in rules]
        answer = self.problem.find(broken=at)
        return answer if isinstance(answer, Witness) else None

    def account(self, state: Mapping[str, Value]) -> dict[str, JsonValue]:
        """The facts of an account that is as in the sample but for these."""
        stated = {k: v for k, v in state.items() if not isinstance(v, Absent)}
        return {**self.state, **stated}


def plain_call(service: Service, method: Method) -> dict[str, JsonValue] | None:
    """The smallest params that the sample account takes; None where none were found."""
    answer = Version(service, method).problem.find()
    if not isinstance(answer, Witness) or answer.state:
        return None
    return dict(answer.params)


class Direction:
    """Requests that `taker` accepts and `refuser` may refuse."""

    def __init__(self, taker: Version, refuser: Version) -> None:
        self.taker = taker
        self.refuser = refuser
        known = {field.name for field in taker.method.params}
        foreign = [
            replace(field, required=False)
            for field in refuser.method.params
            if field.name not in known
        ]
        self._method = replace(taker.method, params=(*taker.method.params, *foreign))
        self._absent: dict[Key, Sequence[Value]] = {
            ("params", field.name): [ABSENT] for field in foreign
        }
        self._problem: Problem | None = None
        self._base: Params | None = None

    @property
    def problem(self) -> Problem:
        """What the taker accepts, with the values that the refuser's conditions ask about."""
        if self._problem is None:
            taker, refuser = self.taker, self.refuser
            facts = {one.name: one for one in refuser.service.state}
            facts |= {one.name: one for one in taker.service.state}
            conditions = [one.condition for one in refuser.method.rules]
            conditions += [one.when for one in refuser.raises]
            self._problem = prepare(
                self._method,
                also=[one for one in conditions if self._is_readable(one)],
                raises=taker.raises,
                facts=tuple(facts.values()),
                sample={**refuser.state, **taker.state},
            )
        return self._problem

    def lacking(self, name: str) -> Found:
        """A request that both versions accept and that lacks a param; or one that only the taker accepts."""
        limits = {**self._absent, ("params", name): [ABSENT]}
        return self._told(self.problem.find(allowed=limits), lambda _: True)

    def having(self, path: Path, values: Sequence[Value], is_all: bool) -> Found:
        """A request that has one of these values at a place; `is_all` where no others are asked about."""
        outcome: Found = Proof() if is_all and len(values) <= _TRIED else Open()
        if self._base is None:
            base = self.problem.find(allowed=self._absent)
            self._base = base.params if isinstance(base, Witness) else {}
        for value in values[:_TRIED]:
            near = put(self.taker.method.params, self._base, path, value)
            if near is None:
                outcome = Open()
                continue
            kept = Near(params=near, kept=[self._column(path)])
            answer = self.problem.find(allowed=self._absent, near=kept)
            found = self._told(answer, bool)
            if isinstance(found, Shown):
                return found
            if not isinstance(found, Proof):
                outcome = found
        return outcome

    def against(
        self,
        rule: Constraint | Raise,
        apart: Sequence[Expr] = (),
        *,
        in_sample: bool = False,
    ) -> Found:
        """A request that a rule of the refuser refuses, better one that keeps those `apart`; `in_sample` in no other account."""
        is_raise = isinstance(rule, Raise)
        condition = rule.when if isinstance(rule, Raise) else rule.condition
        if not self._is_readable(condition):
            return Open()
        limits: dict[Key, Any] = {**self._legal(condition), **self._absent}
        if in_sample:
            for column in self.problem.columns:
                if column.key[0] == Root.STATE.value:
                    limits[column.key] = column.values[:1]
        others = [(one, True) for one in apart if self._is_readable(one)]
        found: Found = Open()
        for extra in [others, []] if others else [[]]:
            claims = [(condition, is_raise), *extra]
            answer = self.problem.find(allowed=limits, also=claims)
            found = self._told(answer, lambda refusals: _names(refusals, rule))
            if isinstance(found, Shown):
                return found
        return found

    def _legal(self, condition: Expr) -> dict[Key, Callable[[object], bool]]:
        """For the params that a condition reads and that the versions declare otherwise: values that the refuser takes."""
        own = {one.name: one for one in self.taker.method.params}
        found: dict[Key, Callable[[object], bool]] = {}
        for field in self.refuser.method.params:
            other = own.get(field.name)
            is_read = any(path[0] == field.name for path in paths(condition))
            if is_read and other is not None and not is_alike(other, field):
                found[("params", field.name)] = _Accepted(field)
        return found

    def _told(
        self, answer: Answer, is_wanted: Callable[[tuple[Refusal, ...]], bool]
    ) -> Found:
        """The answer once both versions were asked about it."""
        if isinstance(answer, Proof):
            return answer
        if not isinstance(answer, Witness):
            return Open()
        state = {
            name: value
            for name, value in answer.state.items()
            if not isinstance(value, Absent)
        }
        # Facts that only one version knows are as that one has them.
        account = {**self.refuser.state, **self.taker.state, **state}
        if self.taker.refusals(answer.params, account):
            return Open()
        refusals = self.refuser.refusals(answer.params, account)
        if not is_wanted(refusals):
            return Open()
        return Shown(params=answer.params, state=state, refusals=refusals)

    def _column(self, path: Path) -> Path:
        """The place itself, or the nearest one around it that a search looks at as one."""
        for end in range(len(path), 1, -1):
            if ("params", *path[:end]) in self.problem.layout.places:
                return path[:end]
        return path[:1]

    def _is_readable(self, condition: Expr) -> bool:
        """Whether the taker's params have the types that a condition of the refuser leans on."""
        fields = {one.name: one for one in self._method.params}
        facts = {one.name: one for one in self.taker.service.state}
        for part in walk(condition):
            if not isinstance(part, Read) or part.root is Root.LOCAL:
                continue
            held = (fields if part.root is Root.PARAMS else facts).get(part.path[0])
            if held is None:
                continue
            found = type_at(held.type, part.path[1:])
            if found is not None and not _can_stand_for(found, part.type):
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Accepted:
    """Whether a field takes a value that the search tries."""

    field: Field

    def __call__(self, value: object) -> bool:
        return value is ABSENT or value is HERE or is_legal(self.field, value)


def _names(refusals: Iterable[Refusal], rule: Constraint | Raise) -> bool:
    return any(one.constraint is rule or one.raised is rule for one in refusals)


_NUMBERS: Final = (IntegerType, NumberType)


def _can_stand_for(left: DataType, right: DataType) -> bool:
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return True
    if isinstance(left, ArrayType) and isinstance(right, ArrayType):
        return _can_stand_for(left.items.type, right.items.type)
    if isinstance(left, MapType) and isinstance(right, MapType):
        return _can_stand_for(left.values.type, right.values.type)
    return type(left) is type(right)


def type_at(kind: DataType, path: Sequence[str]) -> DataType | None:
    """The type of a member; None where there is no such member."""
    for name in path:
        if not isinstance(kind, ObjectType):
            return None
        member = next((one for one in kind.fields if one.name == name), None)
        if member is None:
            return None
        kind = member.type
    return kind


def put(
    params: Sequence[Field], held: Params, path: Path, value: Value
) -> dict[str, JsonValue] | None:
    """The request with a value, or nothing, at a place; what has to stand around it is made. None where that can't be."""
    name, *rest = path
    field = next((one for one in params if one.name == name), None)
    found = dict(held)
    if field is None:
        return found if isinstance(value, Absent) and not rest else None
    if not rest:
        if isinstance(value, Absent):
            found.pop(name, None)
        else:
            found[name] = value
        return found
    inner = put_inside(field, found.get(name), tuple(rest), value)
    if inner is None:
        return None
    found[name] = inner
    return found


def option_name(option: Field, discriminator: str | None) -> str:
    """What a place calls an option of a union: the value that tells it, else its JSON type."""
    if discriminator is not None:
        told = tags(option, discriminator)
        return str(told[0].value) if told else option.type_name or ""
    return " or ".join(sorted(json_types(option)))


def put_inside(field: Field, held: JsonValue, path: Path, value: Value) -> JsonValue:
    """What stands at a field, with a value at a place inside of it; None where that can't be."""
    match resolved(field.type):
        case UnionType(options=options, discriminator=told):
            option = next(
                (one for one in options if option_name(one, told) == path[0]), None
            )
            if option is None:
                return None
            if len(path) == 1:
                return None if isinstance(value, Absent) else value
            own = held if is_legal(option, held) else None
            return put_inside(option, own, path[1:], value)
        case TupleType(prefix_items=places) if path[0].isdigit():
            row: Any = next((one for one in plain_values(field) if one), None)
            at = int(path[0])
            if row is None or at >= len(places):
                return None
            there = value
            if len(path) > 1:
                there = put_inside(places[at], row[at], path[1:], value)
            if isinstance(there, Absent):
                return None
            return [*row[:at], there, *row[at + 1 :]]
        case ObjectType(fields=fields):
            around: Any = held
            if not isinstance(around, Mapping):
                around = next(iter(plain_values(field)), None)
            return None if around is None else put(fields, around, path, value)
        case ArrayType(items=items) if path[0] == ITEM:
            plain: Any = next((one for one in plain_values(field) if one), None)
            rest: list[JsonValue] = list(plain or [])
            if len(path) == 1:
                item = value
            else:
                item = put_inside(items, rest[0] if rest else None, path[1:], value)
            if item is None or isinstance(item, Absent):
                return None
            return [item, *rest[1:]]
        case MapType(values=values) as pairs if path[0] == ITEM:
            filled: Any = next((one for one in plain_values(field) if one), None)
            entries: dict[str, JsonValue] = dict(filled or {})
            for key in islice(entries or key_samples(pairs), 1):
                below = entries.get(key)
                entry = value
                if len(path) > 1:
                    entry = put_inside(values, below, path[1:], value)
                if entry is None or isinstance(entry, Absent):
                    return None
                return {**entries, key: entry}
            return None
        case _:
            return None
