"""One method under the rules: its problem, made once, and the questions that several rules ask."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
from onespec.diagnostics import Span
from onespec.language.ast import Expr
from onespec.lint.impossible import possible
from onespec.model import Constraint, Method, Service
from onespec.search import Answer, Limits, Problem, Witness, prepare
from onespec.texts import show_hidden
from onespec.values import chosen

_NOWHERE = Span(file="", line=1, column=1, end_line=1, end_column=1)


@dataclass(slots=True, kw_only=True)
class Subject:
    """What the rules of one method share."""

    service: Service
    method: Method
    prepared: Problem | None = field(default=None, repr=False)
    """The method as a problem, where somebody has it already."""
    _problem: Problem | None = field(default=None, repr=False)
    _accepted: Answer | None = field(default=None, repr=False)

    @property
    def problem(self) -> Problem:
        """The method as a problem; what its params can't be is decided beforehand."""
        if self._problem is None:
            meant = possible(self.method)
            known = self.prepared if meant == self.method else None
            self._problem = known or prepare(meant)
        return self._problem

    @property
    def accepted(self) -> Answer:
        """The smallest accepted request."""
        if self._accepted is None:
            self._accepted = self.problem.find()
        return self._accepted

    @property
    def is_alive(self) -> bool:
        """Whether some request is accepted; where none is, little else is worth saying."""
        return isinstance(self.accepted, Witness)

    @property
    def span(self) -> Span:
        """Where the method is declared."""
        return self.method.span or Span(
            file=self.method.source, line=1, column=1, end_line=1, end_column=1
        )

    def ids(self, indexes: Iterable[int]) -> tuple[str, ...]:
        """Names of constraints."""
        return tuple(self.method.rules[index].id for index in indexes)

    def conflict(
        self,
        allowed: Limits | None = None,
        also: Sequence[tuple[Expr, bool]] = (),
        ignored: Iterable[int] = (),
    ) -> tuple[int, ...]:
        """A smallest set of constraints that leaves no request of that kind: each is dropped where the rest suffice."""
        dropped = set(ignored)
        for index in range(len(self.method.rules)):
            if index in dropped:
                continue
            if self.problem.excludes(
                ignored=dropped | {index}, allowed=allowed, also=also
            ):
                dropped.add(index)
        return tuple(
            index for index in range(len(self.method.rules)) if index not in dropped
        )

    def shown(self, answer: Answer) -> str:
        """A witness as one line of JSON; secrets as stars."""
        if not isinstance(answer, Witness):
            return ""
        return request_text(answer.params, self.method.params)


def span_of(thing: Constraint | Field) -> Span:
    """Where a thing is declared."""
    return thing.span or _NOWHERE


def request_text(params: Mapping[str, JsonValue], fields: tuple[Field, ...]) -> str:
    """A request as one line of JSON; secrets as stars, hidden characters escaped."""
    masked = {name: _masked(params[name], name, fields) for name in params}
    return show_hidden(json.dumps(masked, ensure_ascii=False))


def _masked(value: JsonValue, name: str, fields: tuple[Field, ...]) -> JsonValue:
    found = next((one for one in fields if one.name == name), None)
    if found is None:
        return value
    return _masked_value(value, found)


def _masked_value(value: JsonValue, field: Field) -> JsonValue:
    if field.secret:
        return "***"
    kind = resolved(field.type)
    if isinstance(kind, UnionType):
        option = chosen(kind, value)
        return value if option is None else _masked_value(value, option)
    if isinstance(kind, ObjectType) and isinstance(value, dict):
        return {key: _masked(value[key], key, kind.fields) for key in value}
    if isinstance(kind, MapType) and isinstance(value, dict):
        return {key: _masked_value(value[key], kind.values) for key in value}
    if isinstance(kind, ArrayType | TupleType) and isinstance(value, list):
        due = (item_field(kind, index) for index in range(len(value)))
        return [
            item if held is None else _masked_value(item, held)
            for item, held in zip(value, due, strict=True)
        ]
    return value
