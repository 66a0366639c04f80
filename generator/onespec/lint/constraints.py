"""Constraints that can't be kept, that say nothing, or that others say already."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import paths
from onespec.lint.impossible import without
from onespec.lint.subject import Subject, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, WhenThen
from onespec.search import NoneFound, Proof


def contradiction(subject: Subject) -> Iterator[Diagnostic]:
    """No request at all, with a smallest set of constraints to blame."""
    match subject.accepted:
        case Proof():
            conflict = subject.conflict()
            if conflict:
                first = subject.method.rules[conflict[0]]
                names = subject.ids(conflict)
                yield say.contradiction(_head(first), subject.method.name, names)
            else:
                yield say.no_request(subject.span, subject.method.name)
        case NoneFound(tried=tried):
            yield say.unsettled(subject.span, subject.method.name, tried)
        case _:
            return


def effects(subject: Subject) -> Iterator[Diagnostic]:
    """Constraints without any effect: the first reason found for each."""
    if not subject.is_alive:
        return
    for index, constraint in enumerate(subject.method.rules):
        # What a type brings along is judged once, with the type.
        if constraint.base is not None:
            continue
        found = _effect(subject, index, constraint)
        if found is not None:
            yield found


def _effect(subject: Subject, index: int, constraint: Constraint) -> Diagnostic | None:
    problem = subject.problem
    if isinstance(constraint.shape, Group) and len(constraint.shape.members) < 2:
        return None
    if not problem.excludes(broken=[index]):
        return None
    others = set(range(len(subject.method.rules))) - {index}
    if isinstance(constraint.shape, WhenThen):
        premise = [(without(constraint.shape.when), True)]
        if problem.excludes(ignored=[index], also=premise):
            causes = subject.conflict(also=premise, ignored=[index])
            return say.vacuous_when(
                _head(constraint), constraint.id, subject.ids(causes)
            )
    if problem.excludes(broken=[index], ignored=others):
        return say.never_fails(
            _head(constraint), constraint.id, _read(subject, constraint)
        )
    broken = [(without(constraint.condition), False)]
    causes = subject.conflict(also=broken, ignored=[index])
    return say.redundant(_head(constraint), constraint.id, subject.ids(causes))


def _head(constraint: Constraint) -> Span:
    """The first line of a constraint: enough to find it."""
    span = span_of(constraint)
    if span.line == span.end_line:
        return span
    return Span(
        file=span.file,
        line=span.line,
        column=span.column,
        end_line=span.line,
        end_column=span.column + len(f"id: {constraint.id}"),
    )


def _read(subject: Subject, constraint: Constraint) -> list[tuple[str, Span | None]]:
    places = {field.name: field.span for field in subject.method.params}
    names = dict.fromkeys(path[0] for path in paths(constraint.condition))
    return [(name, places.get(name)) for name in names]


def groups(subject: Subject) -> Iterator[Diagnostic]:
    """A group of one is either a required param or nothing."""
    for constraint in subject.method.constraints:
        shape = constraint.shape
        if isinstance(shape, Group) and len(shape.members) == 1:
            member = " and ".join(".".join(path) for path in shape.members[0])
            yield say.group_of_one(
                _head(constraint), constraint.id, shape.kind.value, member
            )
