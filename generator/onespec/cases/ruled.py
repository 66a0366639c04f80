"""Values of shared types that have constraints -> the nearest values that keep them, and objects that send each of their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from onespec import search
from onespec.datatypes import (
    ArrayType,
    Field,
    JsonValue,
    MapType,
    ObjectType,
    TupleType,
    UnionType,
    item_field,
    resolved,
)
from onespec.language.ast import Path, Root
from onespec.language.evaluate import NoValueError, evaluate
from onespec.model import Constraint, Method, Service, WhenThen
from onespec.placed import as_method, broken_promises, objects, rules_of
from onespec.samples import key_samples, legal_values, sample
from onespec.values import chosen, field_faults


@dataclass(slots=True)
class Ruled:
    """The shared types of a service that have constraints; each becomes a problem once it is asked about."""

    service: Service
    known: dict[str, search.Problem | None] = field(default_factory=dict)

    def is_kept(self, item: Field, value: object) -> bool:
        """Whether a value keeps all constraints of the types inside it."""
        rules = rules_of(self.service.types)
        try:
            return all(
                evaluate(rule.condition, one.value)
                for one in objects(item, value)
                for rule in rules.get(one.type_name, ())
            )
        except (NoValueError, TypeError):
            return False

    def kept(self, item: Field, value: JsonValue) -> JsonValue:
        """The value, or the nearest one found that keeps the constraints: with more members, else with others."""
        if any(field_faults(item, value)) or self.is_kept(item, value):
            return value
        problem = self._problem(item.type_name)
        if problem is not None and isinstance(value, Mapping):
            for near in (_all_of(value), search.Near(params=value)):
                answer = problem.find(near=near)
                if isinstance(answer, search.Witness):
                    return dict(answer.params)
        return self.kept_inside(item, value)

    def kept_inside(self, item: Field, value: JsonValue) -> JsonValue:
        """The value, be it one that the field does not take, with all that stands in it kept to the constraints."""
        match resolved(item.type):
            case UnionType() as union if value is not None:
                option = chosen(union, value)
                return value if option is None else self.kept(option, value)
            case ArrayType() | TupleType() as row if isinstance(value, list):
                return [
                    one if (due := item_field(row, at)) is None else self.kept(due, one)
                    for at, one in enumerate(value)
                ]
            case MapType(values=values) if isinstance(value, Mapping):
                return {key: self.kept(values, one) for key, one in value.items()}
            case ObjectType(fields=fields) if isinstance(value, Mapping):
                known = {member.name: member for member in fields}
                return {
                    name: self.kept(known[name], one) if name in known else one
                    for name, one in value.items()
                }
            case _:
                return value

    def sending(self, item: Field) -> Iterator[JsonValue]:
        """For each member of an object with constraints, an object that has it and keeps them."""
        problem = self._problem(item.type_name)
        if problem is None:
            return
        for member in problem.method.params:
            key = (Root.PARAMS.value, member.name)
            allowed: search.Limits = {key: lambda value: value is not search.ABSENT}
            answer = problem.find(allowed=allowed)
            if isinstance(answer, search.Witness):
                yield dict(answer.params)

    def breaking(self, name: str, rule: Constraint) -> JsonValue | None:
        """The smallest object of a type that breaks one of its constraints, and nothing else; None where none was found."""
        problem = self._problem(name)
        if problem is None or rule not in problem.rules:
            return None
        answer = problem.find(broken=[problem.rules.index(rule)])
        return dict(answer.params) if isinstance(answer, search.Witness) else None

    def meeting(self, name: str, rule: Constraint) -> JsonValue | None:
        """The smallest object of a type that one of its constraints has something to say of, and that keeps all."""
        problem = self._problem(name)
        if problem is None:
            return None
        shape = rule.shape
        also = [(shape.when, True)] if isinstance(shape, WhenThen) else []
        answer = problem.find(also=also)
        return dict(answer.params) if isinstance(answer, search.Witness) else None

    def holding(self, way: Sequence[Field], value: JsonValue) -> JsonValue | None:
        """A value of the first field of a way, in which another one stands at its end; None where nothing can hold it."""
        for above, inner in zip(reversed(way[:-1]), reversed(way[1:])):
            held = self._holding(above, inner, value)
            if held is None:
                return None
            value = held
        return value

    def _holding(
        self, field: Field, inner: Field, value: JsonValue
    ) -> JsonValue | None:
        type_ = resolved(field.type)
        match type_:
            case ArrayType(items=items, min_items=least):
                return [value, *self._others(items, value, (least or 1) - 1)]
            case TupleType(prefix_items=places):
                at = int(inner.name)
                made = [self.kept(one, sample(one)) for one in places]
                return [*made[:at], value, *made[at + 1 :]]
            case MapType(values=values, min_properties=least):
                keys = islice(key_samples(type_), least or 1)
                entries = [value, *self._others(values, value, (least or 1) - 1)]
                return dict(zip(keys, entries))
            case ObjectType():
                return self._around(field, inner.name, value)
            case _:
                return None

    def _others(self, field: Field, value: JsonValue, most: int) -> list[JsonValue]:
        """Legal values of the items of a list beside one that it holds."""
        found = (self.kept(field, one) for one in legal_values(field) if one != value)
        return list(islice(found, most))

    def _around(self, field: Field, name: str, value: JsonValue) -> JsonValue | None:
        """An object with that member, which keeps its own constraints; whatever is wrong inside the member stays."""
        whole = sample(field)
        if not isinstance(whole, dict):
            return None
        held: dict[str, JsonValue] = {**whole, name: value}
        problem = self._problem(field.type_name)
        if problem is None:
            return held
        inside = [
            at
            for at, one in enumerate(problem.rules)
            if isinstance(one, Constraint) and one.base
        ]
        near = search.Near(params=held, kept=[(name,)])
        answer = problem.find(near=near, ignored=inside)
        return dict(answer.params) if isinstance(answer, search.Witness) else None

    def _problem(self, name: str | None) -> search.Problem | None:
        if name is None or name not in rules_of(self.service.types):
            return None
        if name not in self.known:
            self.known[name] = search.prepare(_method(self.service, name))
        return self.known[name]


def _method(service: Service, name: str) -> Method:
    named = next(one for one in service.types if one.name == name)
    return as_method(service, named)


def _all_of(value: Mapping[str, JsonValue]) -> search.Near:
    kept: list[Path] = [(name,) for name in value]
    return search.Near(params=value, kept=kept)


def sample_result(method: Method) -> JsonValue:
    """A sample of the result that keeps what it promises; the nearest one found."""
    if method.result is None:
        return None
    value = sample(method.result)
    if not any(broken_promises(method, value)):
        return value
    problem = search.prepare(
        Method(
            name=method.name,
            title=method.title,
            params=(replace(method.result, required=True),),
            constraints=method.promises,
        )
    )
    answer = problem.find(near=search.Near(params={method.result.name: value}))
    if isinstance(answer, search.Witness):
        return answer.params[method.result.name]
    return value
