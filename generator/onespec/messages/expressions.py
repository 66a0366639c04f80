"""What is said about an expression (its grammar, names, types, and reads that a request may leave without a value) and about the constraint it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown

_SHAPES = "`when` with `then`, `rule`, `exactly_one`, `at_least_one`, `at_most_one` or `all_or_none`"


def _whose(owner: str) -> str:
    if "`" in owner:
        return owner
    return f"`{owner}`" if owner else "the expression"


def not_text(span: Span, owner: str, seen: str) -> Diagnostic:
    return error(
        "expression-syntax",
        span,
        f"{_whose(owner)} has {seen} here, expected an expression",
        "put the expression in quotes",
    )


def syntax(span: Span, owner: str, seen: str, expected: str, mend: str) -> Diagnostic:
    return error(
        "expression-syntax",
        span,
        f"{_whose(owner)} has {seen} here, expected {expected}",
        mend or "correct the expression",
    )


def reserved_word(span: Span, owner: str, word: str, declared: bool) -> Diagnostic:
    mend = f"write `params.{word}`" if declared else "choose another name"
    return error(
        "reserved-word",
        span,
        f"{_whose(owner)} reads `{word}`, a word that the language keeps for itself",
        mend,
    )


def unknown_name(
    span: Span, owner: str, name: str, place: str, near: str, line: int | None
) -> Diagnostic:
    """`place` says what the name should have been: `a param`, `a member of ...`."""
    where = f" at line {line}" if line is not None else ""
    mend = "correct the name, or declare it"
    if near:
        mend = f"`{near}` is declared{where}; did you mean that one?"
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{shown(name)}`, which is not {place}",
        mend,
    )


def hyphenated_name(span: Span, owner: str, name: str, identifier: str) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{name}` as a subtraction, and it is the name of a param",
        f"write `{identifier}`, or put the name between backquotes",
    )


def no_state_here(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `state.{name}`; constraints are about params only, "
        "the state is read by the conditions of errors",
        "move the condition to `raise:` of an error",
    )


def bare_root(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{name}` as a whole, expected a name after it",
        f"write `{name}.NAME`",
    )


def unguarded_read(span: Span, owner: str, name: str, guard: str) -> Diagnostic:
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} reads `{name}`, and a request may leave `{guard}` out: "
        "it is optional and has no default",
        f"add `has({guard}) &&` in front, or declare a default",
    )


def null_read(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} uses the value of `{name}`, which may be null",
        f"add `{name} != null &&` in front",
    )


def never_null(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} compares {name} with null, which it never is",
        "ask with `has(...)` whether it was sent, or declare it `nullable: true`",
    )


def wrong_operand(
    span: Span, owner: str, what: str, seen: str, expected: str, mend: str = ""
) -> Diagnostic:
    """`what` is the place, such as "the left side of `&&`"."""
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has {seen} as {what}, expected {expected}",
        mend or f"write {expected} there, or declare another type",
    )


def not_comparable(
    span: Span, owner: str, op: str, left: str, right: str, mend: str = ""
) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} puts `{op}` between {left} and {right}, which are never the same",
        mend or "compare values of one type, or declare another one",
    )


def not_ordered(
    span: Span, owner: str, op: str, reason: str, mend: str = ""
) -> Diagnostic:
    return error(
        "not-ordered",
        span,
        f"{_whose(owner)} puts `{op}` between values without an order: {reason}",
        mend or "compare numbers with numbers and texts with texts",
    )


def unknown_function(
    span: Span, owner: str, name: str, near: str, known: str
) -> Diagnostic:
    mend = f"did you mean `{near}`?" if near else f"there are {known}"
    return error(
        "unknown-function",
        span,
        f"{_whose(owner)} calls `{name}`, which is not a function of the language",
        mend,
    )


def wrong_call(span: Span, owner: str, name: str, usage: str) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} calls `{name}` in another way than it is defined",
        f"write `{usage}`",
    )


def has_needs_name(span: Span, owner: str) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} asks `has` about something that is not a name",
        "write `has(NAME)` or `has(NAME.MEMBER)`",
    )


def pattern_not_literal(span: Span, owner: str) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} matches against a pattern that is computed, expected one in quotes",
        "write the pattern out, as in `name.matches('^[a-z]+$')`",
    )


def pattern_refused(span: Span, owner: str, reason: str, mend: str) -> Diagnostic:
    return error(
        "pattern-refused",
        span,
        f"{_whose(owner)} has a pattern that {reason}",
        mend or "say it in the part of patterns that Python, ECMA and RE2 read alike",
    )


def nested_macro(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} has `{name}` inside another `all` or `exists`",
        "split it into two constraints",
    )


def variable_hides(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} names a variable `{name}`, which is the name of a param as well",
        "choose another name for the variable",
    )


def number_too_large(span: Span, owner: str) -> Diagnostic:
    return error(
        "number-too-large",
        span,
        f"{_whose(owner)} has a number that JSON readers do not keep exactly",
        "integers reach from -9007199254740991 to 9007199254740991",
    )


def mixed_items(span: Span, owner: str) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has a list whose items are not all of one type",
        "write all of them as texts, or all as numbers",
    )


def value_of_any(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} reads the value of `{name}`, whose type is `any`",
        "ask with `has(...)` whether it was sent, or declare its type",
    )


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
