"""One method's document -> `Method`, against the service's types, state and common errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from onespec import cel
from onespec.cel.ast import Expr
from onespec.datatypes import Field, JsonValue, ObjectType
from onespec.diagnostics import Diagnostic
from onespec.loader import constraints as constraint_reader
from onespec.loader.errors import Row, Scene, compile_row, read_own_row
from onespec.loader.fields import (
    Types,
    read_extensions,
    read_field,
    read_fields,
    read_links,
)
from onespec.loader.findings import (
    Findings,
    entries,
    flag,
    mappings,
    scalar,
    text,
    texts,
)
from onespec.loader.paths import find_path
from onespec.loader.shape import plain
from onespec.messages import names as say
from onespec.model import (
    Auth,
    Constraint,
    ErrorKind,
    Example,
    Flow,
    FlowStep,
    HistoryEntry,
    Method,
    OpenFact,
    Raise,
)
from onespec.source import MappingNode, ScalarNode


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """What a method is read against."""

    types: Types
    state: tuple[Field, ...]
    rows: Mapping[str, Row]
    auth: Auth | None
    default_error: str | None
    """Mnemonic of `protocol.constraint`, where declared."""
    findings: Findings
    applied: set[tuple[str, int]] = field(default_factory=set)
    """Conditions of common rows that made sense for some method: (mnemonic, index)."""
    misfits: dict[tuple[str, int], tuple[Diagnostic, ...]] = field(default_factory=dict)
    """What was wrong with a condition of a common row for the first method it did not fit."""


def read_method(document: MappingNode, source: str, around: Surroundings) -> Method:
    """The method, as complete as its faults allow; they go to the findings."""
    name_node = scalar(document, "method")
    assert name_node is not None
    name = str(name_node.value)
    params = read_fields(entries(document, "params"), around.types)
    has_auth = _check_auth(document, name, params, around)
    own = _own_errors(document, params, around)
    common = _common_errors(name, params, {kind.mnemonic for kind in own}, around)
    return Method(
        name=name,
        title=text(document, "title"),
        description=text(document, "description"),
        readonly=flag(document, "readonly"),
        idempotent=flag(document, "idempotent"),
        auth=has_auth,
        params=params,
        constraints=_constraints(document, params, own + common, around),
        errors=own,
        common_errors=common,
        result=_result(document, around.types),
        examples=tuple(map(read_example, mappings(document, "examples"))),
        flow=tuple(_flow(node, params, around) for node in mappings(document, "flow")),
        open=read_open(document, params, around.findings),
        history=tuple(
            HistoryEntry(version=text(node, "version"), text=text(node, "text"))
            for node in mappings(document, "history")
        ),
        deprecated=text(document, "deprecated"),
        since=text(document, "since"),
        see=read_links(document),
        extensions=read_extensions(document),
        source=source,
        span=name_node.span,
    )


def _check_auth(
    document: MappingNode, name: str, params: tuple[Field, ...], around: Surroundings
) -> bool:
    """Whether the method takes the credential; it then has to declare its param."""
    if around.auth is None or document.get("auth") is not None:
        return False
    param = next((field for field in params if field.name == around.auth.param), None)
    name_node = scalar(document, "method")
    assert name_node is not None
    if param is None:
        declared = any(
            e.key.value == around.auth.param for e in entries(document, "params")
        )
        if not declared:
            around.findings.add(
                say.auth_param_missing(name_node.span, name, around.auth.param)
            )
    elif not (param.required and param.secret):
        around.findings.add(
            say.auth_param_shape(param.span or name_node.span, param.name)
        )
    return True


def _own_errors(
    document: MappingNode, params: tuple[Field, ...], around: Surroundings
) -> tuple[ErrorKind, ...]:
    kinds: list[ErrorKind] = []
    scene = Scene(params=params, state=around.state)
    for entry in entries(document, "errors"):
        row = read_own_row(entry, around.rows, around.findings)
        if row is None:
            continue
        kind, faults = compile_row(row, scene)
        around.findings.extend(faults)
        kinds.append(kind)
        around.applied.update(
            (kind.mnemonic, index) for index in range(len(row.conditions))
        )
    return tuple(kinds)


def _common_errors(
    method: str, params: tuple[Field, ...], own: set[str], around: Surroundings
) -> tuple[ErrorKind, ...]:
    """The common rows that can answer the method.

    A condition of a common row that reads a param which the method does not have is not for that method;
    a row all of whose conditions are like that isn't either.
    """
    scene = Scene(params=params, state=around.state)
    kinds: list[ErrorKind] = []
    for row in around.rows.values():
        mnemonic = row.kind.mnemonic
        if mnemonic in own or not _belongs(row, method):
            continue
        fitting: list[Raise] = []
        for index, node in enumerate(row.conditions):
            single = Row(kind=row.kind, conditions=(node,), message=row.message)
            kind, faults = compile_row(single, scene)
            if faults:
                around.misfits.setdefault((mnemonic, index), faults)
            else:
                around.applied.add((mnemonic, index))
                fitting.extend(kind.raises)
        if fitting or not row.conditions:
            kinds.append(replace(row.kind, raises=tuple(fitting)))
    return tuple(kinds)


def _belongs(row: Row, method: str) -> bool:
    return row.kind.methods is None or method in row.kind.methods


def _constraints(
    document: MappingNode,
    params: tuple[Field, ...],
    kinds: tuple[ErrorKind, ...],
    around: Surroundings,
) -> tuple[Constraint, ...]:
    known = {kind.mnemonic: kind for kind in kinds}
    seen: dict[str, ScalarNode] = {}
    built: list[Constraint] = []
    for node in mappings(document, "constraints"):
        id_node = scalar(node, "id")
        assert id_node is not None
        name = str(id_node.value)
        if name in seen:
            fault = say.duplicate_name(
                id_node.span, "constraint", name, seen[name].span
            )
            around.findings.add(fault)
        seen.setdefault(name, id_node)
        scope = cel.Scope(params=params, state=(), owner=name)
        constraint, faults = constraint_reader.build(node, scope, around.default_error)
        around.findings.extend(faults)
        error = scalar(node, "error")
        if (
            error is not None
            and error.value not in known
            and error.value not in around.rows
        ):
            places = [(kind.mnemonic, kind.span) for kind in kinds]
            owner = f"constraint `{name}`"
            around.findings.add(
                say.unknown_name(
                    error.span,
                    owner,
                    "names",
                    str(error.value),
                    "an error of the method",
                    places,
                )
            )
        if constraint is not None:
            built.append(constraint)
    return tuple(built)


def _result(document: MappingNode, types: Types) -> Field | None:
    node = document.get("result")
    if not isinstance(node, MappingNode):
        return None
    kind = node.get("type")
    if isinstance(kind, ScalarNode):
        return read_field("result", node, types, node.span)
    return Field(
        name="result",
        type=ObjectType(fields=read_fields(node.entries, types)),
        required=True,
    )


def read_example(node: MappingNode) -> Example:
    """An example as written; whether the method agrees is checked once the method is whole."""
    id_node, result = scalar(node, "id"), node.get("result")
    request_id = id_node.value if id_node is not None else "1"
    assert isinstance(request_id, str | int | float)
    return Example(
        title=text(node, "title"),
        description=text(node, "description"),
        request_id=request_id,
        params=_json_object(node, "params"),
        result=plain(result) if result is not None else None,
        error=text(node, "error"),
        state=_json_object(node, "state"),
        span=node.span,
    )


def _json_object(node: MappingNode, key: str) -> dict[str, JsonValue]:
    found = node.get(key)
    return plain(found) if isinstance(found, MappingNode) else {}


def _flow(node: MappingNode, params: tuple[Field, ...], around: Surroundings) -> Flow:
    scope = cel.Scope(params=params, state=(), owner=f"flow `{text(node, 'title')}`")
    return Flow(
        title=text(node, "title"),
        description=text(node, "description"),
        when=_condition(node, scope, around.findings),
        steps=tuple(
            FlowStep(
                source=text(step, "from"),
                target=text(step, "to"),
                text=text(step, "text"),
                when=_condition(step, scope, around.findings),
            )
            for step in mappings(node, "steps")
        ),
        span=node.span,
    )


def _condition(node: MappingNode, scope: cel.Scope, findings: Findings) -> Expr | None:
    when = scalar(node, "when")
    if when is None:
        return None
    expression, faults = cel.compile(when, scope, expect="bool")
    findings.extend(faults)
    return expression


def read_open(
    document: MappingNode, params: tuple[Field, ...], findings: Findings
) -> tuple[OpenFact, ...]:
    """What the API leaves open."""
    facts: list[OpenFact] = []
    for node in mappings(document, "open"):
        owner = f"open fact `{text(node, 'id')}`"
        paths = [
            find_path(name, params, owner, findings) for name in texts(node, "about")
        ]
        facts.append(
            OpenFact(
                id=text(node, "id"),
                text=text(node, "text"),
                reading=text(node, "reading"),
                about=tuple(path for path in paths if path is not None),
                span=node.span,
            )
        )
    return tuple(facts)
