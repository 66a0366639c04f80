"""What is said about a spec that loads and still looks wrong: constraints that prove nothing or too much, and prose that disagrees."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Severity, Span
from onespec.messages.wording import place
from onespec.nearest import nearest


def _warning(
    code: str, span: Span, message: str, help: str = "", witness: str = ""
) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.WARNING,
        span=span,
        message=message,
        help=help,
        witness=witness,
    )


def _names(names: Sequence[str]) -> str:
    """`a`, `b` and `c`."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _because(names: Sequence[str]) -> str:
    return f"{_names(names)} {'rules' if len(names) == 1 else 'together rule'} it out"


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def contradiction(span: Span, method: str, conflict: Sequence[str]) -> Diagnostic:
    if len(conflict) == 1:
        return _warning(
            "contradiction",
            span,
            f"no request can keep `{conflict[0]}`, so `{method}` accepts none",
            "correct the condition, or the values that its params can have",
        )
    return _warning(
        "contradiction",
        span,
        f"no request can keep {_names(conflict)} together, so `{method}` accepts none",
        "correct one of them; each set without one of them can be kept",
    )


def no_request(span: Span, method: str) -> Diagnostic:
    return _warning(
        "contradiction",
        span,
        f"`{method}` accepts no request: a required param has no value it can take",
        "correct the limits of its params",
    )


def unsettled(span: Span, method: str, tried: int) -> Diagnostic:
    return _warning(
        "unsettled",
        span,
        f"no request that `{method}` accepts was found among {tried} tried; there may be one",
        "give the params examples that go together",
    )


def dead_param(
    span: Span, name: str, conflict: Sequence[str], heir: str = ""
) -> Diagnostic:
    """`heir` is the method that inherits the param; empty where it declares it itself."""
    mend = "delete the param and what reads it"
    if heir:
        mend = f"keep the param from `{heir}` with `methods:`"
    return _warning(
        "dead-param",
        span,
        f"no accepted request{_of(heir)} can send `{name}`",
        f"{_because(conflict)}; correct {_them(conflict)}, or {mend}",
    )


def dead_value(
    span: Span, name: str, value: str, conflict: Sequence[str], heir: str = ""
) -> Diagnostic:
    """`heir` as for a dead param."""
    mend = "delete the value and what compares with it"
    if heir:
        mend = f"restate `{name}` in `{heir}` without the value"
    return _warning(
        "dead-value",
        span,
        f"no accepted request{_of(heir)} can have {value} for `{name}`",
        f"{_because(conflict)}; correct {_them(conflict)}, or {mend}",
    )


def falsely_optional(
    span: Span, name: str, conflict: Sequence[str], witness: str, heir: str = ""
) -> Diagnostic:
    """`heir` as for a dead param."""
    mend = "declare `required: true` and no default"
    if heir:
        mend = f"restate `{name}` in `{heir}` with `required: true` and no default"
    return _warning(
        "falsely-optional",
        span,
        f"`{name}` is declared optional, and every accepted request{_of(heir)} sends it",
        f"{_names(conflict)} {'asks' if len(conflict) == 1 else 'ask'} for it; {mend}",
        witness,
    )


def _of(heir: str) -> str:
    return f" of `{heir}`" if heir else ""


def vacuous_when(span: Span, id: str, conflict: Sequence[str]) -> Diagnostic:
    mend = _because(conflict) if conflict else "its params can't have such values"
    return _warning(
        "vacuous-when",
        span,
        f"the `when` of `{id}` holds for no request, so it says nothing",
        f"{mend}; correct `when` or delete the constraint",
    )


def never_fails(
    span: Span, id: str, params: Sequence[tuple[str, Span | None]]
) -> Diagnostic:
    names = [name for name, _ in params]
    told = [f"`{name}` ({place(at, span)})" for name, at in params if at is not None]
    mend = f"what {' and '.join(told)} can be makes it sure; " if told else ""
    return _warning(
        "constraint-never-fails",
        span,
        f"`{id}` holds for every value {_names(names) or 'a request'} can have",
        f"{mend}delete the constraint",
    )


def redundant(span: Span, id: str, others: Sequence[str]) -> Diagnostic:
    return _warning(
        "redundant-constraint",
        span,
        f"no request breaks `{id}` alone: {_names(others)} already {'says' if len(others) == 1 else 'say'} as much",
        "delete it, or correct one of them",
    )


def group_of_one(span: Span, id: str, kind: str, member: str) -> Diagnostic:
    mends = {
        "exactly_one": f"delete it and declare `{member}` as `required: true`",
        "at_least_one": f"delete it and declare `{member}` as `required: true`",
    }
    return _warning(
        "group-of-one",
        span,
        f"`{id}` has `{kind}` with one member",
        mends.get(kind, "delete it: one member can't break it"),
    )


def reversed_order(
    span: Span, id: str, early: str, late: str, witness: str
) -> Diagnostic:
    return _warning(
        "order-looks-reversed",
        span,
        f"`{id}` wants `{early}` not to come before `{late}`, against what their names say",
        "turn the comparison round, or rename the params",
        witness,
    )


def unknown_value(
    span: Span,
    id: str,
    name: str,
    value: str,
    why: str,
    near: str,
    declared: Span | None,
) -> Diagnostic:
    """`why` is the keyword that rules the value out."""
    at = f" ({place(declared, span)})" if declared is not None else ""
    said = f"which its `{why}`{at} rules out"
    mend = f"it comes out the same for every request: correct the value, or the `{why}`"
    if why == "enum":
        said = f"which is not among its values{at}"
    elif why == "integer":
        said, mend = "which is no integer", "compare it with an integer"
    if near:
        mend = f"did you mean `{near}`?"
    return _warning(
        "unknown-value",
        span,
        f"`{id}` compares `{name}` with {value}, {said}",
        mend,
    )


def prose_against_constraint(
    span: Span, id: str, where: str, quote: str, sentence: str, witness: str
) -> Diagnostic:
    return _warning(
        "prose-contradicts-constraint",
        span,
        f'{where} says "{quote}", the opposite of `{id}`',
        f"correct the text, or the constraint, which means: {sentence}",
        witness,
    )


def prose_against_group(
    span: Span, id: str, where: str, quote: str, sentence: str
) -> Diagnostic:
    return _warning(
        "prose-contradicts-constraint",
        span,
        f'{where} says "{quote}", which `{id}` does not',
        f"correct the text, or the constraint, which means: {sentence}",
    )


def prose_against_default(
    span: Span, name: str, said: str, declared: str
) -> Diagnostic:
    return _warning(
        "prose-contradicts-default",
        span,
        f"the description of `{name}` says that its default is {said}, and {declared} is declared",
        "correct one of the two",
    )


def prose_without_default(span: Span, name: str, said: str) -> Diagnostic:
    return _warning(
        "prose-contradicts-default",
        span,
        f"the description of `{name}` says that its default is {said}, and none is declared",
        f"declare `default: {said}`, or `default_note:` where only the server knows it",
    )


def unreachable_error(span: Span, mnemonic: str, why: str) -> Diagnostic:
    return _warning(
        "error-never-raised",
        span,
        f"nothing raises `{mnemonic}`: {why}",
        "add a condition under `raise:`, name it in a constraint or under `protocol:`, or delete it",
    )


def state_never_reached(span: Span, lifecycle: str, state: str) -> Diagnostic:
    return _warning(
        "state-never-reached",
        span,
        f"nothing leads a `{lifecycle}` to the state `{state}`",
        f"say `to: {state}` under `moves` of the method that leads there, name it under `becomes` of the state it comes from by itself, or delete it",
    )


def state_without_way_out(span: Span, lifecycle: str, state: str) -> Diagnostic:
    return _warning(
        "state-without-way-out",
        span,
        f"nothing leads a `{lifecycle}` out of the state `{state}`",
        "say `final: true` where that is meant, or name what it becomes: under `becomes`, or under `moves` of a method",
    )


def move_never_allowed(span: Span, method: str, states: Sequence[str]) -> Diagnostic:
    named = " and ".join(f"`{state}`" for state in states)
    return _warning(
        "move-never-allowed",
        span,
        f"`{method}` is allowed in {named} only, where nothing leads",
        "name a state under `from` that can be reached",
    )


def unused_type(span: Span, name: str) -> Diagnostic:
    return _warning(
        "unused-type",
        span,
        f"nothing has the type `{name}`",
        "delete it, or use it",
    )


def unused_param(span: Span, name: str) -> Diagnostic:
    return _warning(
        "unused-param",
        span,
        f"no method has the common param `{name}`",
        "delete it, widen its `methods:`, or restate it in a method with nothing after the colon",
    )


def unmatched_methods(
    span: Span, name: str, pattern: str, methods: Sequence[str]
) -> Diagnostic:
    guess = nearest(pattern.removesuffix("*"), methods)
    mend = f"did you mean `{guess}`?" if guess else "correct it, or take it out"
    return _warning(
        "unmatched-methods",
        span,
        f"`methods:` of `{name}` lists `{pattern}`, and no method is called so",
        mend,
    )


def required_with_default(span: Span, name: str) -> Diagnostic:
    return _warning(
        "required-with-default",
        span,
        f"`{name}` is required and has a default, which no request can ever fall back on",
        "take `required: true` out if it may be left out, else take `default` out",
    )


def file_named_otherwise(span: Span, method: str, found: str, due: str) -> Diagnostic:
    return _warning(
        "file-named-otherwise",
        span,
        f"method `{method}` stands in `{found}`, where nobody looks for it",
        f"rename the file to `{due}`, or correct `method:`",
    )
