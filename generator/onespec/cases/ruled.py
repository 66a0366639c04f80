"""Values of shared types that have constraints -> the nearest values that keep them, and objects that send each of their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from onespec import search
from onespec.datatypes import (
    ArrayType,
    Field,
    JsonValue,
    ObjectType,
    UnionType,
    resolved,
)
from onespec.language.ast import Path, Root
from onespec.language.evaluate import NoValueError, evaluate
from onespec.model import Method, Service
from onespec.placed import as_method, broken_promises, objects, rules_of
from onespec.samples import sample
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
                evaluate(rule.condition, found)
                for name, _, found in objects(item, value)
                for rule in rules.get(name, ())
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
        match resolved(item.type):
            case UnionType() as union if value is not None:
                option = chosen(union, value)
                return value if option is None else self.kept(option, value)
            case ArrayType(items=items) if isinstance(value, list):
                return [self.kept(items, one) for one in value]
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
