"""What is said when an example and the method it belongs to disagree."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown


def refused(span: Span, title: str, mnemonic: str, reason: str) -> Diagnostic:
    return error(
        "example-refused",
        span,
        f"the method refuses example `{shown(title)}` with `{mnemonic}`: {reason}",
        f"correct its params or state, or say `error: {mnemonic}` if that is the point of it",
    )


def other_error(
    span: Span, title: str, expected: str, found: Sequence[str]
) -> Diagnostic:
    if not found:
        answer = "the method accepts it"
    else:
        answer = "it gets " + " and ".join(f"`{mnemonic}`" for mnemonic in found)
    return error(
        "example-not-refused",
        span,
        f"example `{shown(title)}` is meant to get `{expected}`, but {answer}",
        "give it the params or the `state:` that bring the error",
    )


def result_beside_error(span: Span, title: str) -> Diagnostic:
    return error(
        "example-result-and-error",
        span,
        f"example `{shown(title)}` has both a result and an error",
        "keep the one that the request gets",
    )


def undeclared_result(span: Span, title: str) -> Diagnostic:
    return error(
        "example-undeclared-result",
        span,
        f"example `{shown(title)}` has a result, but the method declares none",
        "declare `result:`",
    )


def id_type(span: Span, title: str, allowed: Sequence[str]) -> Diagnostic:
    return error(
        "example-id",
        span,
        f"the id of example `{shown(title)}` is none of the types that `envelope.ids` allows: {', '.join(allowed)}",
        "correct the id",
    )
