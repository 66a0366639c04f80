"""One condition of an error -> what fills each placeholder of its message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from onespec import language
from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.diagnostics import Span
from onespec.language.ast import Expr, Path, Read, Root
from onespec.language.reads import missing_guard, read
from onespec.language.walk import walk
from onespec.loader.findings import Findings, entries, scalar
from onespec.messages import spec as say
from onespec.model import ErrorKind
from onespec.nearest import nearest
from onespec.source import Entry, MappingNode, ScalarNode


def read_fills(
    kind: ErrorKind,
    message: ScalarNode | None,
    node: MappingNode,
    scope: language.Scope,
    guards: frozenset[language.Fact] | None,
    findings: Findings,
) -> tuple[tuple[str, Expr], ...]:
    """What stands under `params:`, else the param, else the state fact of the placeholder's name."""
    declared = {str(entry.key.value): entry for entry in entries(node, "params")}
    misspelt = _check_names(kind, declared, findings)
    filled: list[tuple[str, Expr]] = []
    for name in kind.placeholders:
        if name in misspelt:
            continue
        if name in declared:
            expression = _declared(kind, declared[name], scope, guards, findings)
        else:
            expression = _derived(kind, name, message, node, scope, guards, findings)
        if expression is not None:
            filled.append((name, expression))
    return tuple(filled)


def _check_names(
    kind: ErrorKind, declared: Mapping[str, Entry], findings: Findings
) -> set[str]:
    """Reports what fills nothing; gives the placeholders that were meant."""
    unfilled = [name for name in kind.placeholders if name not in declared]
    meant: set[str] = set()
    for name, entry in declared.items():
        if name in kind.placeholders:
            continue
        guess = nearest(name, unfilled)
        findings.add(say.unused_fill(entry.key.span, kind.mnemonic, name, guess))
        meant |= {guess} if guess else set()
    return meant


def _declared(
    kind: ErrorKind,
    entry: Entry,
    scope: language.Scope,
    guards: frozenset[language.Fact] | None,
    findings: Findings,
) -> Expr | None:
    value = entry.value
    assert isinstance(value, ScalarNode)
    expression, faults = language.compile(value, scope, expect="any", guards=guards)
    findings.extend(faults)
    if expression is not None:
        for secret in _secrets(expression, scope):
            findings.add(say.secret_in_template(value.span, kind.mnemonic, secret))
    return expression


def _derived(
    kind: ErrorKind,
    name: str,
    message: ScalarNode | None,
    node: MappingNode,
    scope: language.Scope,
    guards: frozenset[language.Fact] | None,
    findings: Findings,
) -> Expr | None:
    target = _namesake(name, scope)
    place = _placeholder(message, name) or node.span
    if target is None:
        findings.add(say.unfilled_placeholder(place, kind.mnemonic, name))
    elif _holds_secret(target.field):
        findings.add(say.secret_in_template(place, kind.mnemonic, name))
    elif guards is None or language.is_unknown(target.field.type):
        return None  # another fault has been said, and this may come of it
    elif missing_guard(target, guards) is not None:
        when = scalar(node, "when")
        span = when.span if when is not None else node.span
        findings.add(say.unguarded_placeholder(span, kind.mnemonic, name))
    else:
        return read(target, node.span)
    return None


def _secrets(expression: Expr, scope: language.Scope) -> Iterator[str]:
    """The paths that an expression would print although they are secret, or hold something secret."""
    for root, fields in ((Root.PARAMS, scope.params), (Root.STATE, scope.state)):
        for part in walk(expression):
            if isinstance(part, Read) and part.root is root:
                if _is_secret(part.path, fields):
                    yield ".".join(part.path)


def _is_secret(path: Path, fields: Sequence[Field]) -> bool:
    field = next((one for one in fields if one.name == path[0]), None)
    if field is None:
        return False
    if field.secret or len(path) == 1:
        return _holds_secret(field)
    members = field.type.fields if isinstance(field.type, ObjectType) else ()
    return _is_secret(path[1:], members)


def _holds_secret(field: Field) -> bool:
    match field.type:
        case ObjectType(fields=fields):
            return field.secret or any(map(_holds_secret, fields))
        case ArrayType(items=items):
            return field.secret or _holds_secret(items)
        case _:
            return field.secret


def _placeholder(message: ScalarNode | None, name: str) -> Span | None:
    """Where a placeholder stands in its message."""
    if message is None:
        return None
    found = re.search(rf"(?<!\{{)(?:\{{\{{)*(\{{{name}\}})", str(message.value))
    return message.slice(*found.span(1)) if found else message.span


def _namesake(name: str, scope: language.Scope) -> language.Target | None:
    """The param, else the state fact, that a placeholder shares its name with."""
    for root, fields in ((Root.PARAMS, scope.params), (Root.STATE, scope.state)):
        for field in fields:
            if field.name == name:
                return language.Target(root=root, fields=(field,))
    return None
