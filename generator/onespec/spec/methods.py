"""One method's document -> `Method`, against the service's types, state and common errors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from onespec import language, names
from onespec.datatypes import Field, ObjectType
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Expr
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import (
    BY_NAME,
    DECLARED_BY_METHOD,
    Constraint,
    ErrorKind,
    Example,
    Flow,
    FlowStep,
    Method,
    OpenFact,
)
from onespec.placed import Rules, placed, promised
from onespec.spec.auth import CREDENTIAL, read_credential
from onespec.spec.constraints import Known, read_constraints
from onespec.spec.errors import CommonTable, Row, compile_own_row, read_own_row
from onespec.spec.expressions import compiled
from onespec.spec.fields import Types, read_field, read_fields
from onespec.spec.keys import (
    Findings,
    as_declared,
    attributes,
    entries,
    find_path,
    mappings,
    scalar,
    text,
    texts,
)
from onespec.spec.lifecycles import Lifecycles, read_moves, with_order
from onespec.spec.nodes import MappingNode, ScalarNode, SequenceNode
from onespec.spec.pagination import read_pagination
from onespec.spec.params import CommonParams


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceScope:
    """What the service says that its methods are read against."""

    types: Types
    params: CommonParams
    state: tuple[Field, ...]
    common: CommonTable
    has_auth: bool
    """Whether the service has a credential."""
    credential: Field | None
    """The credential, where a header carries it."""
    lifecycles: Lifecycles
    default_error: str | None
    """Mnemonic of `protocol.constraint`, where declared."""
    rules: Rules
    """The constraints of shared types."""
    param_structure: str
    """What `envelope.params` says."""
    findings: Findings


def read_method(
    document: MappingNode, source: str, service: ServiceScope
) -> tuple[Method, dict[str, Row]]:
    """The method, as complete as its faults allow, with the rows it states itself; the faults go to the findings."""
    name_node = scalar(document, "method")
    assert name_node is not None
    name = str(name_node.value)
    taken = service.params.of(document)
    params = taken.fields
    has_auth = service.has_auth and document.get("auth") is None
    credential = service.credential if has_auth else None
    inputs = params if credential is None else (credential, *params)
    if credential is not None:
        service.findings.extend(_namesakes(params, credential))
    structure = text(document, "param_structure", service.param_structure)
    if structure != BY_NAME:
        listed = {str(e.key.value) for e in entries(document, "params")}
        service.findings.extend(_misplaced(params, listed, name_node.span))
    result = _result(document, service.types)
    moves = read_moves(document, params, result, service.lifecycles, service.findings)
    rows = with_order(
        _own_rows(document, service), moves, service.lifecycles, service.common.rows
    )
    own = _own_errors(rows, inputs, service)
    broken = {text(node, "error") for node in mappings(document, "constraints")}
    common = service.common.belonging(
        name, inputs, {kind.mnemonic for kind in own}, broken
    )
    method = Method(
        auth=has_auth,
        credential=credential,
        param_structure=structure,
        params=params,
        inherited=taken.inherited,
        restated=taken.restated,
        constraints=read_constraints(
            document,
            params,
            Known(
                errors={
                    **{
                        name: row.kind.span for name, row in service.common.rows.items()
                    },
                    **{kind.mnemonic: kind.span for kind in own + common},
                },
                default=service.default_error,
                findings=service.findings,
            ),
        ),
        placed=placed(params, service.rules),
        errors=own,
        common_errors=common,
        result=result,
        pagination=read_pagination(document, params, result, service.findings),
        moves=moves,
        promises=promised(result, _promises(document, result, service), service.rules),
        open=read_open(document, params, own + common, service.findings),
        declared=as_declared(document, DECLARED_BY_METHOD),
        source=source,
        span=name_node.span,
        **attributes(
            document,
            "method",
            example=lambda node: _read_example(node, credential, service.findings),
            flow=lambda node: _read_flow(node, params, service.findings),
        ),
    )
    return method, rows


def _namesakes(params: tuple[Field, ...], credential: Field) -> Iterator[Diagnostic]:
    """Params that would be read by what the credential is read by."""
    for param in params:
        alike = {param.name, names.snake(param.name)}
        if alike & {CREDENTIAL, credential.name} and param.span is not None:
            yield say.named_as_credential(param.span, param.name)


def _read_example(
    node: MappingNode, credential: Field | None, findings: Findings
) -> Example:
    title = shown(text(node, "title"))
    sent = read_credential(node, credential, title, findings)
    return Example(**attributes(node, "example"), credential=sent, span=node.span)


def _misplaced(
    params: Sequence[Field], own: Collection[str], place: Span
) -> Iterator[Diagnostic]:
    """Required params that stand behind one that may be left out: a list of values has no gaps. `own` are named by the method itself."""
    optional: Field | None = None
    for param in params:
        if not param.required:
            optional = optional or param
        elif optional is not None:
            span = param.span or place
            yield say.required_after_optional(
                span, param.name, optional.name, inherited=optional.name not in own
            )


def _own_rows(document: MappingNode, service: ServiceScope) -> dict[str, Row]:
    read = (
        read_own_row(entry, service.common.rows, service.types, service.findings)
        for entry in entries(document, "errors")
    )
    return {row.kind.mnemonic: row for row in read if row is not None}


def _own_errors(
    rows: dict[str, Row], params: tuple[Field, ...], service: ServiceScope
) -> tuple[ErrorKind, ...]:
    kinds: list[ErrorKind] = []
    for row in rows.values():
        kind, faults = compile_own_row(row, params, service.state, service.common)
        service.findings.extend(faults)
        kinds.append(kind)
    return tuple(kinds)


def _result(document: MappingNode, types: Types) -> Field | None:
    node = document.get("result")
    if not isinstance(node, MappingNode):
        return None
    known = (scalar(node, "type"), scalar(node, "const"))
    is_union = isinstance(node.get("one_of"), SequenceNode)
    if is_union or any(one is not None for one in known):
        types.results.append(node)
        return read_field("result", node, types, node.span)
    return Field(
        name="result",
        type=ObjectType(fields=read_fields(node.entries, types)),
        required=True,
    )


def _promises(
    document: MappingNode, result: Field | None, service: ServiceScope
) -> tuple[Constraint, ...]:
    """The constraints between the members of the result; no error answers what a server breaks."""
    node = document.get("result")
    if result is None or result.type_name is not None:
        return ()
    if not isinstance(node, MappingNode) or not isinstance(result.type, ObjectType):
        return ()
    rows = mappings(node, "constraints") if scalar(node, "type") is not None else ()
    if not rows:
        return ()
    for row in rows:
        key = row.key("error")
        if key is not None:
            service.findings.add(say.error_of_promise(key.span))
    errors = {str(e.value): None for row in rows if (e := scalar(row, "error"))}
    known = Known(errors=errors, default=None, findings=service.findings)
    return read_constraints(node, result.type.fields, known, result)


def _read_flow(
    node: MappingNode, params: tuple[Field, ...], findings: Findings
) -> Flow:
    title = shown(text(node, "title"))
    scope = language.Scope(params=params, state=(), owner=f"flow `{title}`")

    def condition(when: ScalarNode) -> Expr | None:
        expression, faults = compiled(when, scope, demanded=False)
        findings.extend(faults)
        return expression

    def step(node: MappingNode) -> FlowStep:
        return FlowStep(**attributes(node, "flowStep", expression=condition))

    said = attributes(node, "flow", expression=condition, flowStep=step)
    return Flow(**said, span=node.span)


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
        id_node = scalar(node, "id")
        assert id_node is not None
        name = str(id_node.value)
        if name in seen:
            fault = say.duplicate_name(id_node.span, "open fact", name, seen[name])
            findings.add(fault)
        seen.setdefault(name, id_node.span)
        owner = f"open fact `{name}`"
        for item in texts(node, "errors"):
            if item.value not in dict(rows):
                told, what = str(item.value), "an error that is declared here"
                fault = say.unknown_name(item.span, owner, "names", told, what, rows)
                findings.add(fault)
        said = attributes(
            node,
            "open",
            paramPath=lambda path: find_path(path, params, owner, findings),
        )
        facts.append(OpenFact(**said, span=node.span))
    return tuple(facts)
