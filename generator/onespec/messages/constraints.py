"""What is said about a constraint as a whole: its groups, its examples, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error

_SHAPES = "`when` with `then`, `rule`, `exactly_one`, `at_least_one`, `at_most_one` or `all_or_none`"


def no_shape(
    span: Span, owner: str, given: Sequence[str], absent: Sequence[str]
) -> Diagnostic:
    """`given` are the keys of conditions it has, `absent` those that the one condition begun still needs."""
    said = " and ".join(f"`{key}`" for key in given)
    if absent:
        message = f"`{owner}` has {said} without `{absent[0]}`"
        help = f"add `{absent[0]}: ...`"
        if absent[0] == "when":
            help += ", or say `rule: ...` for what must always hold"
    elif given:
        message = f"`{owner}` has {said}, expected one condition"
        help = "make a constraint of each"
    else:
        message = f"`{owner}` has no condition"
        help = f"say one of {_SHAPES}"
    return error("constraint-shape", span, message, help)


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
