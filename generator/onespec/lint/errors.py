"""Errors that nothing raises, and types and common params that nothing has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onespec import names
from onespec.datatypes import Field, within
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Expr, Root, paths
from onespec.lint.impossible import possible, without
from onespec.lint.subject import Subject
from onespec.messages import lint as say
from onespec.model import ErrorKind, Method, Service
from onespec.placed import held, of_requests
from onespec.search import Problem, prepare

_NOWHERE = Span(file="", line=1, column=1, end_line=1, end_column=1)


def conditions(subject: Subject) -> Iterator[Diagnostic]:
    """The method's own errors: none of whose conditions can hold of an accepted request, or that have none."""
    whens = [row.when for kind in subject.method.errors for row in kind.raises]
    whens = [without(when) for when in whens if not paths(when, Root.STATE)]
    method = possible(subject.method.merged())
    problem = prepare(method, also=whens) if whens else subject.problem
    named = {constraint.error for constraint in subject.method.rules}
    of_types = held(subject.service.types, subject.method.params).values()
    named |= {rule.error for rules in of_types for rule in rules}
    named |= set(subject.service.protocol.values())
    for kind in subject.method.errors:
        if kind.mnemonic in named:
            continue
        if not kind.raises:
            yield _unreachable(kind, "it has no condition")
        elif subject.is_alive and all(
            _is_dead(problem, row.when) for row in kind.raises
        ):
            yield _unreachable(kind, "no accepted request meets its conditions")


def _is_dead(problem: Problem, when: Expr) -> bool:
    """Whether no accepted request meets a condition; one that reads the state is left to the state."""
    if paths(when, Root.STATE):
        return False
    return problem.excludes(also=[(without(when), True)])


def _unreachable(kind: ErrorKind, why: str) -> Diagnostic:
    return say.unreachable_error(kind.span or _NOWHERE, kind.mnemonic, why)


def whole(service: Service) -> Iterator[Diagnostic]:
    """Rows of the common table that nothing raises, and types that nothing has.

    A row that is kept for methods outside the folder is not reported.
    """
    named = set(service.protocol.values())
    named |= {rule.error for rules in of_requests(service).values() for rule in rules}
    own: set[str] = set()
    here = [method.name for method in service.methods]
    for method in service.methods:
        named |= {constraint.error for constraint in method.rules}
        own |= {kind.mnemonic for kind in method.errors}
        own |= {kind.mnemonic for kind in method.common_errors if kind.raises}
    for kind in service.errors:
        if kind.span is None or kind.mnemonic in named | own:
            continue
        if kind.methods == ():
            yield _unreachable(kind, "no method restates it")
        elif not kind.raises and _is_for_any(kind, here):
            yield _unreachable(kind, "it has no condition")
    yield from _params(service)
    for kind in service.errors:
        patterns = [one for one in kind.methods or () if one.endswith("*")]
        yield from _unmatched(kind.span, kind.mnemonic, patterns, here)
    used = _used(service)
    for one in service.types:
        if one.name not in used:
            yield say.unused_type(one.span or _NOWHERE, one.name)


def _is_for_any(kind: ErrorKind, methods: Sequence[str]) -> bool:
    """Whether a row of the common table is for any of these methods."""
    return any(names.is_among(method, kind.methods) for method in methods)


def _params(service: Service) -> Iterator[Diagnostic]:
    """Params of the service that no method has, and names in their `methods:` that none goes by."""
    taken = {
        name
        for method in service.methods
        for name in (*method.inherited, *method.restated)
    }
    here = [method.name for method in service.methods]
    for param in service.params:
        name, span = param.field.name, param.field.span
        yield from _unmatched(span, name, param.methods or (), here)
        if name not in taken:
            yield say.unused_param(span or _NOWHERE, name)


def _unmatched(
    span: Span | None, name: str, patterns: Sequence[str], methods: Sequence[str]
) -> Iterator[Diagnostic]:
    for pattern in patterns:
        if not any(names.is_among(method, [pattern]) for method in methods):
            yield say.unmatched_methods(span or _NOWHERE, name, pattern, methods)


def _used(service: Service) -> set[str]:
    """The shared types that something but themselves is made of."""
    envelope = service.envelope
    fields = [*service.state, *envelope.metadata, *envelope.error_data]
    rows = [*service.errors, *(row for m in service.methods for row in m.errors)]
    fields += [field for row in rows for field in row.data]
    fields += [param.field for param in service.params]
    fields += [field for method in service.methods for field in _fields(method)]
    found = {one.type_name for field in fields for one in within(field)}
    for named in service.types:
        whole = Field(name="", type=named.type)
        found |= {one.type_name for one in within(whole)} - {named.name}
    return {name for name in found if name is not None}


def _fields(method: Method) -> tuple[Field, ...]:
    return method.params if method.result is None else (*method.params, method.result)
