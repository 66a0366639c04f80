"""What is said about a constraint as a whole: its groups, its examples, and how many there are."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error


def no_shape(span: Span, owner: str) -> Diagnostic:
    return error(
        "constraint-shape",
        span,
        f"`{owner}` has no condition, expected `when` and `then`, `rule`, or one of the groups",
    )


def repeated_member(span: Span, owner: str, member: str) -> Diagnostic:
    return error(
        "repeated-member",
        span,
        f"`{owner}` lists `{member}` twice",
        "list each member once",
    )


def no_error(span: Span, owner: str) -> Diagnostic:
    return error(
        "constraint-without-error",
        span,
        f"`{owner}` names no error, and the service declares none for constraints",
        "add `error:` with a mnemonic, or `constraint:` under `protocol:`",
    )


def example_disagrees(span: Span, owner: str, accepted: bool) -> Diagnostic:
    stands, says = ("accept", "rejects") if accepted else ("reject", "accepts")
    return error(
        "example-disagrees",
        span,
        f"`{owner}` {says} this request, which stands under `{stands}`",
        "correct the condition or the example",
    )


def example_leaves_out(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "example-leaves-out",
        span,
        f"`{owner}` reads `{name}`, which this example leaves out",
        f"give `{name}` a value in the example",
    )


def too_many(span: Span, count: int, limit: int) -> Diagnostic:
    return error(
        "too-many-constraints",
        span,
        f"the method has {count} constraints, expected at most {limit}",
        "say several of them in one, or split the method",
    )
