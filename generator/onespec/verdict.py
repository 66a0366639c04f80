"""A request's params and a state -> the errors that answer it, by the meaning of the model: what every artefact is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onespec import cel
from onespec.cel.ast import Expr
from onespec.cel.evaluate import NoValueError
from onespec.cel.walk import paths
from onespec.datatypes import JsonValue, Missing
from onespec.model import Constraint, ErrorKind, Method, Raise, Service
from onespec.values import Steps, member_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason why a request is refused."""

    mnemonic: str
    slot: str
    """The protocol slot for a fault of shape; `constraint` or `raise` otherwise."""
    path: Steps = ()
    """The param it concerns; empty where none is named."""
    constraint: Constraint | None = None
    raised: Raise | None = None


def sample_state(service: Service) -> dict[str, JsonValue]:
    """The state of the reference server: each fact's default, else its first example; a fact with neither is absent."""
    state: dict[str, JsonValue] = {}
    for fact in service.state:
        if not isinstance(fact.default, Missing):
            state[fact.name] = fact.default
        elif fact.examples:
            state[fact.name] = fact.examples[0]
    return state


def refusals(
    service: Service,
    method: Method,
    params: Mapping[str, object],
    state: Mapping[str, object],
) -> Iterator[Refusal]:
    """Every reason to refuse, in the order the reference server looks: shape, account, constraints, the method's own errors.

    Conditions are only asked of params whose shape is right; a constraint that reads a badly shaped one is skipped.
    """
    bad = set()
    for fault in member_faults(method.params, params):
        bad.add(fault.path[0])
        yield Refusal(
            mnemonic=service.protocol[fault.slot], slot=fault.slot, path=fault.path
        )
    if not bad:
        yield from _raised(method.common_errors, params, state)
    for constraint in method.constraints:
        if bad & {path[0] for path in paths(constraint.condition)}:
            continue
        if not cel.evaluate(constraint.condition, params, state):
            path = constraint.blame[0] if constraint.blame else ()
            yield Refusal(
                mnemonic=constraint.error,
                slot="constraint",
                path=path,
                constraint=constraint,
            )
    if not bad:
        yield from _raised(method.errors, params, state)


def _raised(
    kinds: tuple[ErrorKind, ...],
    params: Mapping[str, object],
    state: Mapping[str, object],
) -> Iterator[Refusal]:
    for kind in kinds:
        for condition in kind.raises:
            if _holds(condition.when, params, state):
                yield Refusal(
                    mnemonic=kind.mnemonic,
                    slot="raise",
                    path=condition.field or (),
                    raised=condition,
                )
                break


def _holds(
    when: Expr, params: Mapping[str, object], state: Mapping[str, object]
) -> bool:
    """Whether a condition holds; one that reads a fact which the state does not state can't."""
    try:
        return cel.evaluate(when, params, state) is True
    except NoValueError:
        return False
