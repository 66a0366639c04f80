"""Constraints that can't be kept, that say nothing, or that others say already."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import paths
from onespec.lint.scene import Scene, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, WhenThen
from onespec.search import NoneFound, Proof


def contradiction(scene: Scene) -> Iterator[Diagnostic]:
    """No request at all, with a smallest set of constraints to blame."""
    match scene.accepted:
        case Proof():
            conflict = scene.conflict()
            if conflict:
                first = scene.method.constraints[conflict[0]]
                names = scene.ids(conflict)
                yield say.contradiction(_head(first), scene.method.name, names)
            else:
                yield say.no_request(scene.span, scene.method.name)
        case NoneFound(tried=tried):
            yield say.unsettled(scene.span, scene.method.name, tried)
        case _:
            return


def effects(scene: Scene) -> Iterator[Diagnostic]:
    """Constraints without any effect: the first reason found for each."""
    if not scene.is_alive:
        return
    for index, constraint in enumerate(scene.method.constraints):
        found = _effect(scene, index, constraint)
        if found is not None:
            yield found


def _effect(scene: Scene, index: int, constraint: Constraint) -> Diagnostic | None:
    problem = scene.problem
    if isinstance(constraint.shape, Group) and len(constraint.shape.members) < 2:
        return None
    if not isinstance(problem.find(broken=[index]), Proof):
        return None
    others = set(range(len(scene.method.constraints))) - {index}
    if isinstance(constraint.shape, WhenThen):
        premise = [(constraint.shape.when, True)]
        if isinstance(problem.find(ignored=[index], also=premise), Proof):
            causes = scene.conflict(also=premise, ignored=[index])
            return say.vacuous_when(_head(constraint), constraint.id, scene.ids(causes))
    if isinstance(problem.find(broken=[index], ignored=others), Proof):
        return say.never_fails(
            _head(constraint), constraint.id, _read(scene, constraint)
        )
    broken = [(constraint.condition, False)]
    causes = scene.conflict(also=broken, ignored=[index])
    return say.redundant(_head(constraint), constraint.id, scene.ids(causes))


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


def _read(scene: Scene, constraint: Constraint) -> list[tuple[str, int | None]]:
    lines = {
        field.name: field.span.line if field.span is not None else None
        for field in scene.method.params
    }
    names = dict.fromkeys(path[0] for path in paths(constraint.condition))
    return [(name, lines.get(name)) for name in names]


def groups(scene: Scene) -> Iterator[Diagnostic]:
    """A group of one is either a required param or nothing."""
    for constraint in scene.method.constraints:
        shape = constraint.shape
        if isinstance(shape, Group) and len(shape.members) == 1:
            member = " and ".join(".".join(path) for path in shape.members[0])
            yield say.group_of_one(
                _head(constraint), constraint.id, shape.kind.value, member
            )
