"""`errors:` of the service and of a method -> rows of the error table, their conditions compiled for one method."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onespec import language
from onespec.datatypes import Field
from onespec.diagnostics import Diagnostic
from onespec.language.ast import Expr, Path
from onespec.loader.fills import read_fills
from onespec.loader.findings import (
    Findings,
    mappings,
    read_extensions,
    read_links,
    scalar,
    text,
    texts,
)
from onespec.loader.paths import find_path
from onespec.loader.templates import read_template
from onespec.messages import spec as say
from onespec.model import ErrorKind, Raise
from onespec.source import Entry, MappingNode, Node, ScalarNode

_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as declared: what is the same for every method, and the conditions still to be compiled for each."""

    kind: ErrorKind
    conditions: tuple[MappingNode, ...]
    message: ScalarNode | None


def read_row(entry: Entry, findings: Findings) -> Row:
    """A row of the common table."""
    assert isinstance(entry.value, MappingNode)
    body = entry.value
    message = scalar(body, "message")
    assert message is not None
    kind = ErrorKind(
        mnemonic=str(entry.key.value),
        code=_code(body, 0),
        message=read_template(message, findings),
        template=str(message.value),
        cause=text(body, "cause"),
        fix=text(body, "fix"),
        methods=tuple(str(node.value) for node in texts(body, "methods")) or None,
        help_url=text(body, "help_url"),
        deprecated=text(body, "deprecated"),
        since=text(body, "since"),
        see=read_links(body),
        extensions=read_extensions(body),
        span=entry.key.span,
    )
    return Row(kind=kind, conditions=mappings(body, "raise"), message=message)


def read_own_row(
    entry: Entry, common: Mapping[str, Row], findings: Findings
) -> Row | None:
    """A method's row: complete, or the common row of that mnemonic with what is restated here."""
    mnemonic = str(entry.key.value)
    base = common.get(mnemonic)
    body = entry.value if isinstance(entry.value, MappingNode) else None
    misplaced = body.key("methods") if body is not None else None
    if misplaced is not None:
        findings.add(say.methods_of_own_row(misplaced.span, mnemonic))
    if base is None:
        absent = [
            key for key in ("code", "message") if body is None or body.get(key) is None
        ]
        if not absent:
            return read_row(entry, findings)
        findings.add(say.incomplete_row(entry.key.span, mnemonic, absent))
        return None
    if body is None:
        kind = replace(base.kind, methods=None, span=entry.key.span)
        return Row(kind=kind, conditions=base.conditions, message=base.message)
    return _restated(entry, body, base, findings)


def _restated(entry: Entry, body: MappingNode, base: Row, findings: Findings) -> Row:
    old, message = base.kind, scalar(body, "message")
    kind = ErrorKind(
        mnemonic=old.mnemonic,
        code=_code(body, old.code),
        message=old.message if message is None else read_template(message, findings),
        template=old.template if message is None else str(message.value),
        cause=text(body, "cause", old.cause),
        fix=text(body, "fix", old.fix),
        help_url=text(body, "help_url", old.help_url),
        deprecated=text(body, "deprecated", old.deprecated),
        since=text(body, "since", old.since),
        see=read_links(body) or old.see,
        extensions={**old.extensions, **read_extensions(body)},
        span=entry.key.span,
    )
    conditions = mappings(body, "raise") or base.conditions
    return Row(kind=kind, conditions=conditions, message=message or base.message)


def _code(body: MappingNode, otherwise: int) -> int:
    node = scalar(body, "code")
    return (
        int(node.value)
        if node is not None and isinstance(node.value, int | float)
        else otherwise
    )


def mentioned(node: Node) -> frozenset[str]:
    """Every name that the texts of a condition could mean: its params in one spelling or another are among them."""
    match node:
        case ScalarNode(value=str() as text):
            return frozenset(_NAME.findall(text))
        case MappingNode(entries=entries):
            return frozenset().union(*(mentioned(entry.value) for entry in entries))
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the conditions of one method's errors may read."""

    params: tuple[Field, ...]
    state: tuple[Field, ...]


def compile_row(row: Row, scene: Scene) -> tuple[ErrorKind, tuple[Diagnostic, ...]]:
    """The row with its conditions compiled for one method, and what is wrong with them there."""
    findings = Findings()
    found = [_compile(row, node, scene, findings) for node in row.conditions]
    raises = tuple(condition for condition in found if condition is not None)
    return replace(row.kind, raises=raises), tuple(findings.diagnostics)


def _compile(
    row: Row, node: MappingNode, scene: Scene, findings: Findings
) -> Raise | None:
    owner = f"error `{row.kind.mnemonic}`"
    scope = language.Scope(
        params=scene.params,
        state=scene.state,
        about_state=True,
        owner=row.kind.mnemonic,
    )
    when_node = scalar(node, "when")
    assert when_node is not None
    when, faults = language.compile(when_node, scope, expect="bool")
    findings.extend(faults)
    guards = language.facts(when) if when is not None else None
    path = _field_path(node, scene.params, owner, findings)
    value = _optional(node, "value", scope, guards, findings)
    fills = read_fills(row.kind, row.message, node, scope, guards, findings)
    if when is None:
        return None
    return Raise(when=when, field=path, value=value, params=fills, span=node.span)


def _field_path(
    node: MappingNode, params: Sequence[Field], owner: str, findings: Findings
) -> Path | None:
    field = scalar(node, "field")
    if field is None:
        return None
    return find_path(field, params, owner, findings)


def _optional(
    node: MappingNode,
    key: str,
    scope: language.Scope,
    guards: frozenset[language.Fact] | None,
    findings: Findings,
) -> Expr | None:
    found = scalar(node, key)
    if found is None:
        return None
    expression, faults = language.compile(found, scope, expect="any", guards=guards)
    findings.extend(faults)
    return expression
