"""Rules over a service that loads: each finding with a request that shows it, or the constraints that cause it.

`lint(service)` runs every rule of the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.diagnostics import Diagnostic
from onespec.lint import (
    constraints,
    declarations,
    errors,
    lifecycles,
    names,
    prose,
    values,
)
from onespec.lint.subject import Subject
from onespec.model import Method, NamedType, Service
from onespec.placed import as_method
from onespec.search import Problem

PerMethod: TypeAlias = Callable[[Subject], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRule:
    """One row: what a rule finds, and the code it is reported under."""

    code: str
    finds: str
    run: PerMethod | None = None
    """None where another row of the same function reports it too."""


RULES: Final[tuple[LintRule, ...]] = (
    LintRule(
        code="contradiction",
        finds="constraints that no request can keep together",
        run=constraints.contradiction,
    ),
    LintRule(code="unsettled", finds="a method of which no accepted request was found"),
    LintRule(
        code="dead-param",
        finds="a param that no accepted request can send",
        run=values.params,
    ),
    LintRule(code="dead-value", finds="a value that no accepted request can have"),
    LintRule(
        code="falsely-optional",
        finds="a param declared optional that every accepted request sends",
    ),
    LintRule(
        code="vacuous-when",
        finds="a `when` that holds for no request",
        run=constraints.effects,
    ),
    LintRule(
        code="constraint-never-fails", finds="a constraint that holds for every request"
    ),
    LintRule(
        code="redundant-constraint", finds="a constraint that others already imply"
    ),
    LintRule(
        code="group-of-one", finds="a group with one member", run=constraints.groups
    ),
    LintRule(
        code="order-looks-reversed",
        finds="an order that is the reverse of what the names of its params say",
        run=names.order,
    ),
    LintRule(
        code="unknown-value",
        finds="a comparison with a value that the param can't have",
        run=names.members,
    ),
    LintRule(
        code="prose-contradicts-constraint",
        finds="prose that says the opposite of the constraint beside it",
        run=prose.constraints,
    ),
    LintRule(
        code="prose-contradicts-default",
        finds="prose with another default than the declared one",
        run=prose.defaults,
    ),
    LintRule(
        code="error-never-raised",
        finds="an error that nothing raises",
        run=errors.conditions,
    ),
    LintRule(
        code="state-never-reached",
        finds="a state of a lifecycle that nothing leads to",
    ),
    LintRule(
        code="state-without-way-out",
        finds="a state of a lifecycle that nothing leads out of, and that is not final",
    ),
    LintRule(
        code="move-never-allowed",
        finds="a method that is allowed only in states that can't be reached",
    ),
    LintRule(code="unused-type", finds="a shared type that nothing has"),
    LintRule(code="unused-param", finds="a common param that no method has"),
    LintRule(
        code="unmatched-methods",
        finds="a `methods:` with a name or a prefix that no method has",
    ),
    LintRule(
        code="required-with-default",
        finds="a required param or member with a default, which no request can fall back on",
        run=declarations.defaults,
    ),
    LintRule(
        code="file-named-otherwise",
        finds="a file with another name than its method",
        run=declarations.file_name,
    ),
)


def lint(service: Service) -> tuple[Diagnostic, ...]:
    """Every finding, in order of file and place."""
    found = [*errors.whole(service), *lifecycles.whole(service)]
    for named in service.types:
        if named.constraints and named.type_name is None:
            found.extend(_lint_type(service, named))
    for method in service.methods:
        found.extend(lint_method(service, method))
    return tuple(sorted(dict.fromkeys(found), key=_place))


def lint_method(
    service: Service, method: Method, problem: Problem | None = None
) -> tuple[Diagnostic, ...]:
    """What the rules find in one method, in order of place; its problem is prepared unless it is given."""
    subject = Subject(service=service, method=method, prepared=problem)
    found: list[Diagnostic] = []
    for rule in RULES:
        if rule.run is not None:
            found.extend(rule.run(subject))
    return tuple(sorted(dict.fromkeys(found), key=_place))


OF_TYPES: Final[tuple[PerMethod, ...]] = (
    constraints.contradiction,
    constraints.effects,
    constraints.groups,
    values.params,
    names.order,
    names.members,
    prose.constraints,
)
"""What is asked of a shared type with constraints as of a method: its members stand for params."""


def _lint_type(service: Service, named: NamedType) -> Iterator[Diagnostic]:
    subject = Subject(service=service, method=as_method(service, named))
    for run in OF_TYPES:
        yield from run(subject)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    span = diagnostic.span
    return span.file, span.line, span.column, diagnostic.code


__all__ = ["RULES", "LintRule", "lint", "lint_method"]
