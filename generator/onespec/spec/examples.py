"""A whole service -> the faults of its examples: what the method itself says to each of them."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import Example, Method, Service
from onespec.notation import english_expr
from onespec.placed import broken_promises
from onespec.spec.keys import mappings
from onespec.spec.nodes import MappingNode
from onespec.spec.values import check_members, check_value
from onespec.verdict import Refusal, refusals, sample_state


def check_examples(
    service: Service, method: Method, document: MappingNode
) -> Iterator[Diagnostic]:
    """Faults of a method's examples; `document` is where they were read from."""
    nodes = mappings(document, "examples")
    for example, node in zip(method.examples, nodes, strict=True):
        yield from _check(service, method, example, node)


def _check(
    service: Service, method: Method, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    title = f"example `{shown(example.title)}`"
    yield from _check_id(service, example, node)
    state_node = node.get("state")
    if state_node is not None:
        faults = tuple(_state_faults(service, example, state_node))
        yield from faults
        if faults:
            return
    if example.error and node.get("result") is not None:
        yield say.result_beside_error(_key(node, "result"), example.title)
    if example.error:
        yield from _check_error(service, method, example, node)
        return
    params = node.get("params")
    assert params is not None
    faults = tuple(check_members(params, example.params, method.params, title))
    yield from faults
    if not faults:
        yield from _check_accepted(service, method, example, node)
        yield from _check_gaps(method, example, node)
    yield from _check_result(method, example, node)


def _check_id(
    service: Service, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    types = service.envelope.id_types
    is_text = isinstance(example.request_id, str)
    if ("string" if is_text else "number") not in types and (
        is_text or "integer" not in types
    ):
        yield say.id_type(_key(node, "id"), example.title, types)


def _state_faults(
    service: Service, example: Example, node: object
) -> Iterator[Diagnostic]:
    """State facts are all optional in an example: those it leaves out keep their sample value."""
    assert isinstance(node, MappingNode)
    known = {fact.name: fact for fact in service.state}
    for entry in node.entries:
        name = str(entry.key.value)
        what = f"example `{shown(example.title)}`"
        if name not in known:
            places = [(fact.name, fact.span) for fact in service.state]
            yield say.unknown_name(
                entry.key.span, what, "sets", name, "a state fact", places
            )
        else:
            fact = f"state fact `{name}` in {what}"
            yield from check_value(entry.value, example.state[name], known[name], fact)


def _found(service: Service, method: Method, example: Example) -> tuple[Refusal, ...]:
    state = {**sample_state(service), **example.state}
    return tuple(refusals(service, method, method.request_of(example), state))


def _check_error(
    service: Service, method: Method, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    stated = node.get("error")
    span = stated.span if stated is not None else node.span
    known = {kind.mnemonic: kind.span for kind in method.all_errors()}
    if example.error not in known:
        yield say.unknown_name(
            span,
            f"example `{shown(example.title)}`",
            "names",
            example.error,
            "an error of the method",
            list(known.items()),
        )
        return
    found = [refusal.mnemonic for refusal in _found(service, method, example)]
    if example.error in found[:1]:
        return
    params = node.get("params")
    assert params is not None
    title = f"example `{shown(example.title)}`"
    faults = tuple(check_members(params, example.params, method.params, title))
    # A param of the wrong shape keeps the request from getting as far as it is meant to.
    yield from faults
    if not faults:
        yield say.other_error(span, example.title, example.error, found)


def _check_gaps(
    method: Method, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    """By position nothing can be left out before what is sent, but for what something else can go for."""
    fillers = () if method.takes_names else method.fillers()
    gaps = () if method.takes_names else method.gaps(example.params)
    names = [param.name for param in gaps if param.name not in fillers]
    if names:
        yield say.gap_in_example(_key(node, "params"), example.title, names)


def _check_accepted(
    service: Service, method: Method, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    for refusal in _found(service, method, example):
        if refusal.constraint is not None:
            reason = f"constraint `{refusal.constraint.id}`: {english_expr.sentence(refusal.constraint)}"
        else:
            reason = "its condition holds in the sample state"
        yield say.refused(_key(node, "params"), example.title, refusal.mnemonic, reason)


def _check_result(
    method: Method, example: Example, node: MappingNode
) -> Iterator[Diagnostic]:
    result = node.get("result")
    if result is None:
        return
    if method.result is None:
        yield say.undeclared_result(_key(node, "result"), example.title)
        return
    what = f"the result of example `{shown(example.title)}`"
    faults = tuple(check_value(result, example.result, method.result, what))
    yield from faults
    for rule in broken_promises(method, example.result) if not faults else ():
        sentence = english_expr.sentence(rule.base or rule)
        yield say.broken_promise(_key(node, "result"), example.title, rule.id, sentence)


def _key(node: MappingNode, name: str) -> Span:
    key = node.key(name)
    return key.span if key is not None else node.span
