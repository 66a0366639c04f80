"""What is said about lifecycles: where their facts and moves do not fit what is declared."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, place, shown


def fact_taken(span: Span, fact: str, first: Span | None) -> Diagnostic:
    """A state of a lifecycle makes a fact of its own, and that name is declared."""
    return error(
        "duplicate-name",
        span,
        f"this state makes the fact `{fact}`, and there is one of that name at {place(first, span)}",
        "give the lifecycle, its state or the other fact another name",
    )


def in_two_states(span: Span, value: object, first: str, state: str) -> Diagnostic:
    return error(
        "duplicate-name",
        span,
        f"`{shown(str(value))}` is an example of the states `{first}` and `{state}`, and an instance is in one state at a time",
        "leave it in one of the two",
    )


def way_out_of_final(span: Span, state: str) -> Diagnostic:
    return error(
        "way-out-of-final",
        span,
        f"`{state}` is final, and yet it becomes another state",
        "leave `becomes` out, or `final` and `forgotten`",
    )


def example_of_forgotten(span: Span, state: str) -> Diagnostic:
    return error(
        "example-of-forgotten",
        span,
        f"nobody knows the instances in `{state}` any more, so none can be listed",
        "leave the example out, or say `final: true` in place of `forgotten: true`",
    )


def from_forgotten(span: Span, state: str, unknown: str) -> Diagnostic:
    told = f"; such a call is answered by `{unknown}`" if unknown else ""
    return error(
        "move-from-forgotten",
        span,
        f"an instance in `{state}` is no longer known, so no method can take it from there{told}",
        f"leave `{state}` out, or say `final: true` of it in place of `forgotten: true`",
    )


def no_id(span: Span, lifecycle: str, param: str) -> Diagnostic:
    return error(
        "move-without-id",
        span,
        f"the method moves `{lifecycle}`, but neither its params nor the members of its result have `{param}`, which names the instance",
        f"declare the param `{param}` where the call is about an instance, or a member `{param}` of the result where it makes one",
    )


def optional_id(span: Span, param: str, starts: bool) -> Diagnostic:
    what = "is told in each result" if starts else "is sent with each call"
    return error(
        "move-without-id",
        span,
        f"`{param}` names the instance that the method is about, and is optional here",
        f"say `required: true`, so that it {what}",
    )


def id_type(span: Span, param: str) -> Diagnostic:
    return error(
        "move-without-id",
        span,
        f"`{param}` names an instance of a lifecycle, and is neither a text nor an integer",
        "give it the type that the lifecycle says",
    )


def start_from(span: Span, param: str) -> Diagnostic:
    return error(
        "start-from-state",
        span,
        f"the method has no param `{param}`: it makes a new instance, which comes from no state",
        f"leave `from` out, or declare the param `{param}`",
    )


def start_nowhere(span: Span, lifecycle: str) -> Diagnostic:
    return error(
        "start-nowhere",
        span,
        f"the method makes an instance of `{lifecycle}`, and does not say in which state",
        "add `to:` with the state that the instance is in at first",
    )


def empty_move(span: Span, lifecycle: str) -> Diagnostic:
    return error(
        "empty-move",
        span,
        f"nothing is said of what the method needs or does in `{lifecycle}`",
        "say `from:` with the states in which it is allowed, `to:` with the state it leads to, or both; leave `moves` out where it is allowed in each state and changes nothing",
    )
