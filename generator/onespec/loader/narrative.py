"""Examples, flows and open facts of a method, as written; whether the examples hold is checked once the method is whole."""

from __future__ import annotations

from collections.abc import Iterable

from onespec import language
from onespec.datatypes import Field, JsonValue
from onespec.diagnostics import Span
from onespec.language.ast import Expr
from onespec.loader.findings import Findings, mappings, scalar, text, texts
from onespec.loader.paths import find_path
from onespec.loader.trees import plain
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import ErrorKind, Example, Flow, FlowStep, OpenFact
from onespec.source import MappingNode


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
