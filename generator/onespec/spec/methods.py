"""One method's document -> `Method`, against the service's types, state and common errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onespec import language
from onespec.datatypes import Field, JsonValue, ObjectType, StringType
from onespec.diagnostics import Span
from onespec.language.ast import Expr
from onespec.messages import spec as say
from onespec.messages.wording import shown
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
)
from onespec.nodes import MappingNode, ScalarNode, plain
from onespec.spec.constraints import build_constraint, check_count
from onespec.spec.errors import CommonTable, Scene, compile_row, read_own_row
from onespec.spec.fields import Types, read_field, read_fields
from onespec.spec.keys import (
    Findings,
    entries,
    find_path,
    flag,
    mappings,
    read_extensions,
    read_links,
    scalar,
    text,
    texts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a method is read against."""

    types: Types
    state: tuple[Field, ...]
    common: CommonTable
    auth: Auth | None
    default_error: str | None
    """Mnemonic of `protocol.constraint`, where declared."""
    findings: Findings


def read_method(document: MappingNode, source: str, around: Surroundings) -> Method:
    """The method, as complete as its faults allow; they go to the findings."""
    name_node = scalar(document, "method")
    assert name_node is not None
    name = str(name_node.value)
    params = read_fields(entries(document, "params"), around.types)
    has_auth = _check_auth(document, name, params, around)
    own = _own_errors(document, params, around)
    common = around.common.belonging(name, params, {kind.mnemonic for kind in own})
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
        flow=tuple(
            read_flow(node, params, around.findings)
            for node in mappings(document, "flow")
        ),
        open=read_open(document, params, own + common, around.findings),
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
    elif not (param.required and param.secret and _is_text(param)):
        around.findings.add(
            say.auth_param_shape(param.span or name_node.span, param.name)
        )
    return True


def _is_text(param: Field) -> bool:
    return isinstance(param.type, StringType) or language.is_unknown(param.type)


def _own_errors(
    document: MappingNode, params: tuple[Field, ...], around: Surroundings
) -> tuple[ErrorKind, ...]:
    kinds: list[ErrorKind] = []
    scene = Scene(params=params, state=around.state)
    for entry in entries(document, "errors"):
        row = read_own_row(entry, around.common.rows, around.findings)
        if row is None:
            continue
        kind, faults = compile_row(row, scene)
        around.findings.extend(faults)
        kinds.append(kind)
        around.common.use(row)
    return tuple(kinds)


def _constraints(
    document: MappingNode,
    params: tuple[Field, ...],
    kinds: tuple[ErrorKind, ...],
    around: Surroundings,
) -> tuple[Constraint, ...]:
    known = {kind.mnemonic: kind for kind in kinds}
    seen: dict[str, ScalarNode] = {}
    built: list[Constraint] = []
    nodes = mappings(document, "constraints")
    around.findings.extend(check_count(nodes))
    for node in nodes:
        id_node = scalar(node, "id")
        assert id_node is not None
        name = str(id_node.value)
        if name in seen:
            fault = say.duplicate_name(
                id_node.span, "constraint", name, seen[name].span
            )
            around.findings.add(fault)
        seen.setdefault(name, id_node)
        scope = language.Scope(params=params, state=(), owner=name)
        constraint, faults = build_constraint(node, scope, around.default_error)
        around.findings.extend(faults)
        error = scalar(node, "error")
        if (
            error is not None
            and error.value not in known
            and error.value not in around.common.rows
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


def read_flow(node: MappingNode, params: tuple[Field, ...], findings: Findings) -> Flow:
    scope = language.Scope(
        params=params, state=(), owner=f"flow `{shown(text(node, 'title'))}`"
    )
    return Flow(
        title=text(node, "title"),
        description=text(node, "description"),
        when=_condition(node, scope, findings),
        steps=tuple(
            FlowStep(
                source=text(step, "from"),
                target=text(step, "to"),
                text=text(step, "text"),
                when=_condition(step, scope, findings),
            )
            for step in mappings(node, "steps")
        ),
        span=node.span,
    )


def _condition(
    node: MappingNode, scope: language.Scope, findings: Findings
) -> Expr | None:
    when = scalar(node, "when")
    if when is None:
        return None
    expression, faults = language.compile(when, scope, expect="bool")
    findings.extend(faults)
    return expression


def read_open(
    document: MappingNode,
    params: tuple[Field, ...],
    errors: Iterable[ErrorKind],
    findings: Findings,
) -> tuple[OpenFact, ...]:
    """What the API leaves open, about these params and errors."""
    facts: list[OpenFact] = []
    seen: dict[str, Span] = {}
    rows = [(kind.mnemonic, kind.span) for kind in errors]
    for node in mappings(document, "open"):
        owner = f"open fact `{text(node, 'id')}`"
        _check_once(node, seen, findings)
        for item in texts(node, "errors"):
            if item.value not in dict(rows):
                name, what = str(item.value), "an error that is declared here"
                fault = say.unknown_name(item.span, owner, "names", name, what, rows)
                findings.add(fault)
        paths = [
            find_path(name, params, owner, findings) for name in texts(node, "about")
        ]
        facts.append(
            OpenFact(
                id=text(node, "id"),
                text=text(node, "text"),
                reading=text(node, "reading"),
                about=tuple(path for path in paths if path is not None),
                leaves=tuple(str(item.value) for item in texts(node, "leaves")),
                errors=tuple(str(item.value) for item in texts(node, "errors")),
                span=node.span,
            )
        )
    return tuple(facts)


def _check_once(node: MappingNode, seen: dict[str, Span], findings: Findings) -> None:
    """An id is told apart from the others of its kind."""
    id_node = scalar(node, "id")
    assert id_node is not None
    name = str(id_node.value)
    if name in seen:
        findings.add(say.duplicate_name(id_node.span, "open fact", name, seen[name]))
    seen.setdefault(name, id_node.span)
