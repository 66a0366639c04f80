"""`lifecycles:` of the service and `moves:` of a method -> state machines, the facts that tell where instances are, and the conditions of the errors that keep the order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onespec import names
from onespec.datatypes import Field, IntegerType, ObjectType, StringType
from onespec.diagnostics import Span
from onespec.language import is_unknown
from onespec.messages import lifecycles as say
from onespec.messages import spec as say_of_spec
from onespec.model import Lifecycle, LifecycleState, Move
from onespec.spec.errors import Row
from onespec.spec.fields import Types, read_field
from onespec.spec.keys import Findings, attributes, entries, items, scalar, texts
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

MOST: Final = 10
"""Lifecycles of a service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycles:
    """What was declared, and the facts that come of it."""

    found: tuple[Lifecycle, ...]
    facts: tuple[Field, ...]

    def named(self, name: str) -> Lifecycle | None:
        """The lifecycle of a name."""
        return next((one for one in self.found if one.name == name), None)


def read_lifecycles(
    document: MappingNode, types: Types, state: Sequence[Field], findings: Findings
) -> Lifecycles:
    """Every lifecycle of a service; a fact for each state in which an instance is known."""
    declared = {field.name: field.span for field in state}
    found: list[Lifecycle] = []
    facts: list[Field] = []
    for entry in entries(document, "lifecycles")[:MOST]:
        lifecycle = _read(entry, findings)
        found.append(lifecycle)
        for own in _facts(entry, lifecycle, types):
            if own.name in declared and own.span is not None:
                fault = say.fact_taken(own.span, own.name, declared[own.name])
                findings.add(fault)
                continue
            declared[own.name] = own.span
            facts.append(own)
    more = entries(document, "lifecycles")[MOST:]
    if more:
        findings.add(say_of_spec.too_many(more[0].key.span, "`lifecycles`", MOST))
    return Lifecycles(found=tuple(found), facts=tuple(facts))


def _read(entry: Entry, findings: Findings) -> Lifecycle:
    body = entry.value
    assert isinstance(body, MappingNode)
    name = str(entry.key.value)
    listed = entries(body, "states")
    known = [(str(each.key.value), each.key.span) for each in listed]
    states = []
    for each in listed:
        said = attributes(each.value, "lifecycleState")
        title = str(each.key.value)
        forgotten = said.get("forgotten", False)
        state = LifecycleState(
            name=title,
            fact="" if forgotten else f"{name}_{title}",
            span=each.key.span,
            **{**said, "final": forgotten or said.get("final", False)},
        )
        states.append(state)
        assert isinstance(each.value, MappingNode)
        for node in texts(each.value, "becomes"):
            if node.value not in dict(known):
                fault = say_of_spec.unknown_name(
                    node.span,
                    f"state `{title}`",
                    "becomes",
                    str(node.value),
                    f"a state of `{name}`",
                    known,
                )
                findings.add(fault)
        way = each.value.key("becomes")
        if state.final and way is not None:
            findings.add(say.way_out_of_final(way.span, title))
        example = each.value.key("example")
        if forgotten and example is not None:
            findings.add(say.example_of_forgotten(example.span, title))
    return Lifecycle(
        name=name,
        states=tuple(states),
        span=entry.key.span,
        **attributes(body, "lifecycle"),
    )


def _facts(entry: Entry, lifecycle: Lifecycle, types: Types) -> Iterable[Field]:
    """For each known state the fact that lists who is there; no id stands in two of them."""
    body = entry.value
    assert isinstance(body, MappingNode)
    kind = scalar(body, "type")
    assert kind is not None
    seen: dict[object, str] = {}
    for each in entries(body, "states"):
        state = lifecycle.state(str(each.key.value))
        assert isinstance(each.value, MappingNode)
        if state.forgotten:
            continue
        for item in items(each.value, "example"):
            assert isinstance(item, ScalarNode)
            if item.value in seen:
                first = seen[item.value]
                fault = say.in_two_states(item.span, item.value, first, state.name)
                types.findings.add(fault)
            seen.setdefault(item.value, state.name)
        ids = each.value.get("example")
        none = SequenceNode(items=(), span=each.key.span)
        about = f"Instances of `{lifecycle.name}` that are in the state `{state.name}`, by `{lifecycle.id}`."
        fact = _mapping(
            each.key.span,
            type=_text("array", each.key.span),
            items=_text(str(kind.value), kind.span),
            description=_text(about, each.key.span),
            example=ids or none,
        )
        yield read_field(state.fact, fact, types, each.key.span)


def _text(value: str, span: Span) -> ScalarNode:
    return ScalarNode(value=value, span=span)


def _mapping(span: Span, **values: Node) -> MappingNode:
    return MappingNode(
        entries=tuple(
            Entry(key=_text(name, span), value=value) for name, value in values.items()
        ),
        span=span,
    )


def check_errors(
    document: MappingNode,
    lifecycles: Lifecycles,
    rows: Mapping[str, Row],
    findings: Findings,
) -> None:
    """Each error that a lifecycle names is a row of the common table."""
    known = [(name, row.kind.span) for name, row in rows.items()]
    for entry in entries(document, "lifecycles"):
        body = entry.value
        assert isinstance(body, MappingNode)
        for key in ("error", "unknown"):
            node = scalar(body, key)
            if node is not None and node.value not in rows:
                owner, what = f"lifecycle `{entry.key.value}`", "a common error"
                fault = say_of_spec.unknown_name(
                    node.span, owner, "names", str(node.value), what, known
                )
                findings.add(fault)


def with_unknown(lifecycles: Lifecycles, rows: Mapping[str, Row]) -> dict[str, Row]:
    """The common table, in which the error of an unknown instance has its condition behind those that it has anyway."""
    found = dict(rows)
    for lifecycle in lifecycles.found:
        row = found.get(lifecycle.unknown)
        if row is not None:
            span = lifecycle.span or row.kind.span
            assert span is not None
            read = _reading(lifecycle)
            when = " && ".join(
                f"!({read} in state.{state.fact})" for state in lifecycle.known
            )
            found[lifecycle.unknown] = _with(row, lifecycle, [when], span)
    return found


def of_moves(
    lifecycles: Lifecycles, rows: Mapping[str, Row], answering: Container[str]
) -> frozenset[str]:
    """The common errors that nothing but a call in a wrong state is answered with."""
    return frozenset(
        one.error
        for one in lifecycles.found
        if one.error in rows
        and one.error not in answering
        and not rows[one.error].conditions
        and rows[one.error].kind.methods is None
    )


def _reading(lifecycle: Lifecycle) -> str:
    """How an expression reads the id."""
    name = lifecycle.id
    return f"params.{name if name.isidentifier() else names.snake(name)}"


def _with(row: Row, lifecycle: Lifecycle, whens: Sequence[str], span: Span) -> Row:
    """A row with more conditions, each about the id."""
    made = (
        _mapping(span, when=_text(when, span), field=_text(lifecycle.id, span))
        for when in whens
    )
    return replace(row, conditions=(*row.conditions, *made))


# -- moves of a method -----------------------------------------------------------------------------------------------


def read_moves(
    document: MappingNode,
    params: tuple[Field, ...],
    result: Field | None,
    lifecycles: Lifecycles,
    findings: Findings,
) -> tuple[Move, ...]:
    """What a method needs and does; a method that sends the id moves an instance, one that is told it makes one."""
    known = [(one.name, one.span) for one in lifecycles.found]
    found: list[Move] = []
    for entry in entries(document, "moves"):
        name, body = str(entry.key.value), entry.value
        assert isinstance(body, MappingNode)
        lifecycle = lifecycles.named(name)
        if lifecycle is None:
            fault = say_of_spec.unknown_name(
                entry.key.span, "`moves`", "names", name, "a lifecycle", known
            )
            findings.add(fault)
            continue
        move = _move(entry.key, body, lifecycle, params, result, findings)
        if move is not None:
            found.append(move)
    return tuple(found)


def _move(
    key: ScalarNode,
    body: MappingNode,
    lifecycle: Lifecycle,
    params: tuple[Field, ...],
    result: Field | None,
    findings: Findings,
) -> Move | None:
    states = [(state.name, state.span) for state in lifecycle.states]
    places = [*texts(body, "from")]
    to = scalar(body, "to")
    places += [to] if to is not None else []
    faults = [
        say_of_spec.unknown_name(
            node.span,
            f"`moves.{lifecycle.name}`",
            "names",
            str(node.value),
            f"a state of `{lifecycle.name}`",
            states,
        )
        for node in places
        if node.value not in dict(states)
    ]
    gone = {state.name for state in lifecycle.states if state.forgotten}
    faults += [
        say.from_forgotten(node.span, str(node.value), lifecycle.unknown)
        for node in texts(body, "from")
        if node.value in gone
    ]
    param = next((field for field in params if field.name == lifecycle.id), None)
    kind = result.type if result is not None else None
    told = kind.fields if isinstance(kind, ObjectType) else ()
    made = next((field for field in told if field.name == lifecycle.id), None)
    starts = param is None
    field = made if param is None else param
    if field is None:
        faults.append(say.no_id(key.span, lifecycle.name, lifecycle.id))
    elif not field.required:
        faults.append(say.optional_id(field.span or key.span, lifecycle.id, starts))
    elif not (
        isinstance(field.type, IntegerType | StringType) or is_unknown(field.type)
    ):
        faults.append(say.id_type(field.span or key.span, lifecycle.id))
    source = body.key("from")
    if starts and field is not None:
        if source is not None:
            faults.append(say.start_from(source.span, lifecycle.id))
        elif to is None:
            faults.append(say.start_nowhere(key.span, lifecycle.name))
    elif not starts and not body.entries:
        faults.append(say.empty_move(key.span, lifecycle.name))
    findings.extend(faults)
    if faults:
        return None
    said = attributes(body, "move")
    asked = said.get("sources") or tuple(state.name for state in lifecycle.known)
    sources = tuple(s.name for s in lifecycle.known if s.name in asked and not starts)
    return Move(
        lifecycle=lifecycle.name,
        starts=starts,
        sources=sources,
        to=said.get("to", ""),
        span=key.span,
    )


def with_order(
    own: Mapping[str, Row],
    moves: Sequence[Move],
    lifecycles: Lifecycles,
    common: Mapping[str, Row],
) -> dict[str, Row]:
    """The rows of a method, in which the error of a wrong state has a condition for each state that the method does not take."""
    found = dict(own)
    for move in moves:
        lifecycle = lifecycles.named(move.lifecycle)
        assert lifecycle is not None
        wrong = [s for s in lifecycle.known if s.name not in move.sources]
        if move.starts or not wrong or lifecycle.error not in common:
            continue
        row = found.get(lifecycle.error)
        if row is None:
            row = common[lifecycle.error]
            row = replace(row, inherited=len(row.conditions))
        row = replace(row, kind=replace(row.kind, methods=None))
        whens = [f"{_reading(lifecycle)} in state.{state.fact}" for state in wrong]
        assert move.span is not None
        found[lifecycle.error] = _with(row, lifecycle, whens, move.span)
    return found
