"""`errors:` of the service and of a method -> rows of the error table, their conditions compiled once for all methods that read the same params."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from onespec import language, names
from onespec.datatypes import ArrayType, Field, MapType, TupleType, resolved, within
from onespec.diagnostics import Diagnostic, Span
from onespec.language import ast
from onespec.language.ast import Expr, Path, Read, Root, walk
from onespec.language.guards import missing_guard
from onespec.language.scope import read
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import ErrorKind, Placeholder, Raise
from onespec.nearest import nearest
from onespec.notation.english_types import type_words
from onespec.spec.expressions import compiled
from onespec.spec.fields import Types, read_fields
from onespec.spec.keys import (
    Findings,
    attributes,
    blamed_path,
    entries,
    mappings,
    patterns_of,
    scalar,
)
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode

_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_PLACEHOLDER: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_Key: TypeAlias = tuple[str, int]
"""Mnemonic and index of a condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as declared: what is the same for every method, and the conditions still to be compiled for each."""

    kind: ErrorKind
    conditions: tuple[MappingNode, ...]
    message: ScalarNode | None
    inherited: int = 0
    """How many of the conditions, the first ones, a method has from the common table: those that read other params are not for it."""


FIXED: Final = ("mnemonic", "field", "value", "params", "extended_helper", "metadata")
"""Members that `error.data` has in every error."""


def read_row(entry: Entry, types: Types, findings: Findings) -> Row:
    """A row of the common table."""
    assert isinstance(entry.value, MappingNode)
    body = entry.value
    message = scalar(body, "message")
    assert message is not None
    kind = ErrorKind(
        mnemonic=str(entry.key.value),
        message=_read_template(message, findings),
        methods=patterns_of(body),
        span=entry.key.span,
        **attributes(body, "error", fields=lambda node: _data(node, types)),
    )
    findings.extend(_data_faults(kind))
    return Row(kind=kind, conditions=mappings(body, "raise"), message=message)


def _data(node: Node, types: Types) -> tuple[Field, ...]:
    assert isinstance(node, MappingNode)
    return read_fields(node.entries, types)


def _data_faults(kind: ErrorKind) -> Iterator[Diagnostic]:
    """Members of a name that something else in the reply, or in the client's exception, has already."""
    for member in kind.data:
        if member.span is not None:
            if member.name in FIXED:
                yield say.taken_member(member.span, kind.mnemonic, member.name)
            elif member.name in kind.placeholders:
                yield say.member_and_placeholder(
                    member.span, kind.mnemonic, member.name
                )


def read_own_row(
    entry: Entry, common: Mapping[str, Row], types: Types, findings: Findings
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
            return read_row(entry, types, findings)
        findings.add(say.incomplete_row(entry.key.span, mnemonic, absent))
        return None
    own = replace(base.kind, methods=None, span=entry.key.span)
    if body is None:
        return Row(
            kind=own,
            conditions=base.conditions,
            message=base.message,
            inherited=len(base.conditions),
        )
    restated = attributes(body, "error", fields=lambda node: _data(node, types))
    extensions = {**own.extensions, **restated.get("extensions", {})}
    message = scalar(body, "message")
    if message is not None:
        restated["message"] = _read_template(message, findings)
    kind = replace(own, **{**restated, "methods": None, "extensions": extensions})
    findings.extend(_data_faults(kind))
    conditions = mappings(body, "raise")
    return Row(
        kind=kind,
        conditions=conditions or base.conditions,
        message=message or base.message,
        inherited=0 if conditions else len(base.conditions),
    )


def _mentioned(node: Node) -> frozenset[str]:
    """Every name that the texts of a condition could mean: its params in one spelling or another are among them."""
    match node:
        case ScalarNode(value=str() as text):
            return frozenset(_NAME.findall(text))
        case MappingNode(entries=entries):
            return frozenset().union(*(_mentioned(entry.value) for entry in entries))
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Condition:
    """One entry under `raise:` while it is compiled for one method."""

    row: Row
    node: MappingNode
    scope: language.Scope
    guards: frozenset[language.Fact] | None
    """What `when` asks, so that the rest may lean on it; None where `when` itself is faulty."""
    findings: Findings

    def compile(self, node: ScalarNode) -> Expr | None:
        """An expression of the condition beside its `when`."""
        expression, faults = compiled(
            node, self.scope, expect="any", guards=self.guards
        )
        self.findings.extend(faults)
        return expression


def compile_row(
    row: Row, params: tuple[Field, ...], state: tuple[Field, ...]
) -> tuple[ErrorKind, tuple[Diagnostic, ...]]:
    """The row with its conditions compiled for one method, and what is wrong with them there."""
    findings = Findings()
    scope = language.Scope(
        params=params, state=state, about_state=True, owner=row.kind.mnemonic
    )
    raises: list[Raise] = []
    for node in row.conditions:
        when_node, field = scalar(node, "when"), scalar(node, "field")
        value_node = scalar(node, "value")
        assert when_node is not None
        when, faults = compiled(when_node, scope, demanded=False)
        findings.extend(faults)
        guards = language.facts(when) if when is not None else None
        condition = _Condition(
            row=row, node=node, scope=scope, guards=guards, findings=findings
        )
        owner = f"error `{row.kind.mnemonic}`"
        path = None
        if field is not None:
            path = blamed_path(field, params, when, owner, findings)
        value = _shown(value_node, condition, say.secret_in_data)
        fills, told = _fills(condition), _told(condition)
        if when is not None:
            raises.append(
                Raise(
                    when=when,
                    field=path,
                    value=value,
                    params=fills,
                    data=told,
                    span=node.span,
                )
            )
    return replace(row.kind, raises=tuple(raises)), tuple(findings.diagnostics)


def compile_own_row(
    row: Row, params: tuple[Field, ...], state: tuple[Field, ...], common: CommonTable
) -> tuple[ErrorKind, tuple[Diagnostic, ...]]:
    """The same for a row that the method states itself: of what it has from the common table the conditions that read its params."""
    dropped: dict[int, tuple[Diagnostic, ...]] = {}
    for index in range(row.inherited):
        single = replace(row, conditions=row.conditions[index : index + 1])
        faults = compile_row(single, params, state)[1]
        if any(fault.code == UNKNOWN_NAME for fault in faults):
            dropped[index] = faults
    if len(dropped) == len(row.conditions):
        # Nothing would be left: what is wrong is said.
        dropped = {}
    common.use(row, dropped)
    kept = (one for at, one in enumerate(row.conditions) if at not in dropped)
    return compile_row(replace(row, conditions=tuple(kept)), params, state)


UNKNOWN_NAME: Final = "unknown-name"

_FITTING: Final = {"int": ("int", "double"), "null": ()}
"""Kinds that are no kind of their own -> those of the members that can hold them."""


def _told(condition: _Condition) -> tuple[tuple[str, Expr], ...]:
    """What stands under `data:`, by the members that the row declares."""
    kind, findings = condition.row.kind, condition.findings
    members = {member.name: member for member in kind.data}
    declared = {str(e.key.value): e for e in entries(condition.node, "data")}
    found: list[tuple[str, Expr]] = []
    for name, entry in declared.items():
        if name not in members:
            known = [(member.name, member.span) for member in kind.data]
            what = "a member that `data` of the error declares"
            owner = f"error `{kind.mnemonic}`"
            findings.add(
                say.unknown_name(entry.key.span, owner, "fills", name, what, known)
            )
            continue
        value = _shown(entry.value, condition, say.secret_in_data)
        if value is None:
            continue
        due, given = ast.kind(members[name].type), ast.kind_of(value)
        if due not in ("any", *_FITTING.get(given, (given,))):
            span, type_ = entry.value.span, type_words(members[name])
            findings.add(say.misfit_data(span, kind.mnemonic, name, type_))
        else:
            found.append((name, value))
    for member in kind.data:
        if member.required and member.name not in declared:
            when = condition.node.key("when")
            span = when.span if when is not None else condition.node.span
            findings.add(say.unfilled_data(span, kind.mnemonic, member.name))
    return tuple(found)


def _fills(condition: _Condition) -> tuple[tuple[str, Expr], ...]:
    """What stands under `params:`, else the param, else the state fact of the placeholder's name."""
    kind, findings = condition.row.kind, condition.findings
    declared = {str(e.key.value): e for e in entries(condition.node, "params")}
    unfilled = [name for name in kind.placeholders if name not in declared]
    misspelt: set[str] = set()
    for name, entry in declared.items():
        if name not in kind.placeholders:
            guess = nearest(name, unfilled)
            findings.add(say.unused_fill(entry.key.span, kind.mnemonic, name, guess))
            misspelt |= {guess} if guess else set()
    filled: list[tuple[str, Expr]] = []
    for name in kind.placeholders:
        if name in misspelt:
            continue
        if name in declared:
            node = declared[name].value
            expression = _shown(node, condition, say.secret_in_template)
        else:
            expression = _derived(name, condition)
        if expression is not None:
            filled.append((name, expression))
    return tuple(filled)


def _shown(
    node: Node | None,
    condition: _Condition,
    secret_shown: Callable[[Span, str, str], Diagnostic],
) -> Expr | None:
    """An expression whose value a reply carries, and so no secret."""
    if node is None:
        return None
    assert isinstance(node, ScalarNode)
    expression = condition.compile(node)
    if expression is not None:
        mnemonic = condition.row.kind.mnemonic
        for secret in _secrets(expression, condition.scope):
            condition.findings.add(secret_shown(node.span, mnemonic, secret))
    return expression


def _derived(name: str, condition: _Condition) -> Expr | None:
    mnemonic, node = condition.row.kind.mnemonic, condition.node
    findings, guards = condition.findings, condition.guards
    target = _namesake(name, condition.scope)
    place = place_of(condition.row, name)
    if target is None:
        findings.add(say.unfilled_placeholder(place, mnemonic, name))
    elif holds_secret(target.field):
        findings.add(say.secret_in_template(place, mnemonic, name))
    elif guards is None or language.is_unknown(target.field.type):
        return None  # another fault has been said, and this may come of it
    elif missing_guard(target, guards) is not None:
        when = node.get("when")
        span = when.span if when is not None else node.span
        asked = str(when.value) if isinstance(when, ScalarNode) else ""
        findings.add(say.unguarded_placeholder(span, mnemonic, name, asked))
    else:
        return read(target, node.span)
    return None


def _secrets(expression: Expr, scope: language.Scope) -> Iterator[str]:
    """The paths that an expression would print although they are secret, or hold something secret."""
    for root, fields in ((Root.PARAMS, scope.params), (Root.STATE, scope.state)):
        for part in walk(expression):
            if isinstance(part, Read) and part.root is root:
                if is_secret(part.path, fields):
                    yield ".".join(part.path)


def is_secret(path: Path, fields: Sequence[Field]) -> bool:
    """Whether what stands at a path is secret, or holds something that is."""
    field = next((one for one in fields if one.name == path[0]), None)
    if field is None:
        return False
    if field.secret or len(path) == 1:
        return holds_secret(field)
    type_ = resolved(field.type)
    if isinstance(type_, ArrayType):
        item = replace(type_.items, name=path[1])
        return is_secret(path[1:], (item,))
    if isinstance(type_, MapType | TupleType):
        # Keys and places are no names: all of it counts.
        return holds_secret(field)
    return is_secret(path[1:], language.known_members(type_))


def holds_secret(field: Field) -> bool:
    """Whether a field, or anything inside it, is secret."""
    return any(one.secret for one in within(field))


def place_of(row: Row, name: str) -> Span:
    """Where a placeholder stands in the message of a row."""
    message = row.message
    assert message is not None
    found = re.search(rf"(?<!\{{)(?:\{{\{{)*(\{{{name}\}})", str(message.value))
    return message.slice(*found.span(1)) if found else message.span


def _namesake(name: str, scope: language.Scope) -> language.Target | None:
    """The param, else the state fact, that a placeholder shares its name with."""
    for root, fields in ((Root.PARAMS, scope.params), (Root.STATE, scope.state)):
        for field in fields:
            if field.name == name:
                return language.Target(root=root, fields=(field,))
    return None


def _read_template(
    node: ScalarNode, findings: Findings
) -> tuple[str | Placeholder, ...]:
    """The parts of a template: text and placeholders, neighbouring text joined."""
    parts: list[str | Placeholder] = []
    for match in _PART.finditer(str(node.value)):
        token, name = match.group(), match.group(1)
        if name is not None and _PLACEHOLDER.fullmatch(name):
            parts.append(Placeholder(name=name))
            continue
        if name is not None or token in "{}":
            reason = "a brace without its partner" if name is None else "not a name"
            span = node.slice(match.start(), match.end())
            findings.add(say.bad_template(span, f"`{shown(token)}`", reason))
            continue
        plain = token[0] if token in ("{{", "}}") else token
        if parts and isinstance(parts[-1], str):
            parts[-1] += plain
        else:
            parts.append(plain)
    return tuple(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """What a condition means where the params it mentions are these."""

    params: tuple[Field, ...]
    raises: tuple[Raise, ...]
    faults: tuple[Diagnostic, ...]


class CommonTable:
    """The rows that service.yaml declares under `errors:`, and what came of their conditions so far."""

    def __init__(
        self,
        rows: Mapping[str, Row],
        state: tuple[Field, ...],
        of_moves: Container[str] = (),
    ) -> None:
        self.rows = rows
        self._state = state
        self._of_moves = of_moves
        """Rows that only a lifecycle answers with, and so only methods that move something in it."""
        self._compiled: dict[_Key, list[_Compiled]] = {}
        self._used: set[_Key] = set()
        self._dropped: dict[_Key, tuple[Diagnostic, ...]] = {}

    def belonging(
        self,
        method: str,
        params: tuple[Field, ...],
        own: set[str],
        broken: Container[str] = (),
    ) -> tuple[ErrorKind, ...]:
        """The rows that can answer a method and that it does not state itself; `broken` constraints of its own are answered by some.

        A condition that reads a param which the method does not have is not for that method; a row all of
        whose conditions are like that isn't either.
        """
        kinds: list[ErrorKind] = []
        for row in self.rows.values():
            allowed = names.is_among(method, row.kind.methods)
            mnemonic = row.kind.mnemonic
            if mnemonic in own or not allowed:
                continue
            if mnemonic in self._of_moves and mnemonic not in broken:
                continue
            found = [self._compile(row, i, params) for i in range(len(row.conditions))]
            fitting = [condition for condition in found if not condition.faults]
            if fitting or not row.conditions:
                raises = tuple(one for condition in fitting for one in condition.raises)
                kinds.append(replace(row.kind, raises=raises))
        return tuple(kinds)

    def use(self, row: Row, dropped: Mapping[int, tuple[Diagnostic, ...]]) -> None:
        """Take note that a method states a row itself, whose conditions were judged there, but for some that are not for it."""
        for index in range(len(row.conditions)):
            key = (row.kind.mnemonic, index)
            if index in dropped:
                self._dropped.setdefault(key, dropped[index])
            else:
                self._used.add(key)

    def misfits(self) -> Iterator[Diagnostic]:
        """What is wrong with each condition that fits no method at all, and what would give a secret of any away."""
        for key, tries in self._compiled.items():
            for condition in tries:
                if all(fault.code == say.SECRET for fault in condition.faults):
                    yield from condition.faults
            if key not in self._used and all(condition.faults for condition in tries):
                yield from tries[0].faults
        for key, faults in self._dropped.items():
            if key not in self._used and key not in self._compiled:
                yield from faults

    def _compile(self, row: Row, index: int, params: tuple[Field, ...]) -> _Compiled:
        node = row.conditions[index]
        words = _mentioned(node).union(row.kind.placeholders)
        read = tuple(field for field in params if _is_mentioned(field, words))
        tries = self._compiled.setdefault((row.kind.mnemonic, index), [])
        for known in tries:
            if known.params == read:
                return known
        single = Row(kind=row.kind, conditions=(node,), message=row.message)
        kind, faults = compile_row(single, params, self._state)
        tries.append(_Compiled(params=read, raises=kind.raises, faults=faults))
        return tries[-1]


def _is_mentioned(field: Field, words: frozenset[str]) -> bool:
    return (
        not words.isdisjoint((field.name, field.alias))
        or names.snake(field.name) in words
        or not field.name.isidentifier()
    )
