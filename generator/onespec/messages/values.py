"""What is said when a default, an enum, an example or a bound does not fit the type it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onespec.datatypes import (
    BooleanType,
    Field,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown
from onespec.notation import english_types
from onespec.texts import json_text


def _short(value: object) -> str:
    """A value as JSON, at most 60 characters of it."""
    return shown(str(json_text(value, None)))


def expected(field: Field) -> str:
    """What a field takes, in a phrase: `string: 1 to 15 digits`."""
    words = english_types.type_words(field)
    limits = english_types.limits(field)
    return f"{words}: {limits}" if limits else words


def wrong_value_type(
    span: Span, what: str, value: object, field: Field, written: str
) -> Diagnostic:
    """`written` is how a single value stands in the file, without its quotes."""
    due = english_types.type_words(field)
    is_text = isinstance(value, str)
    help = "write `true` or `false`" if due == "boolean" else f"write {due}"
    if value is None:
        help = f"write {due}, take the key out, or declare `nullable: true`"
    elif isinstance(field.type, StringType) and not isinstance(
        value, str | list | dict
    ):
        help = f'put it in quotes to make it text: `"{shown(written)}"`'
    elif is_text and _reads_as(written, field):
        help = f"take the quotes off: `{written}`"
    seen = shown(written) if written and not is_text else _short(value)
    return error(
        "wrong-value-type", span, f"{what} is {seen}; expected {expected(field)}", help
    )


def _reads_as(text: str, field: Field) -> bool:
    """Whether a text would be of the field's type without its quotes."""
    match field.type:
        case BooleanType():
            return text in ("true", "false")
        case IntegerType() | NumberType():
            return re.fullmatch(r"-?(0|[1-9][0-9]{0,29})", text) is not None
        case _:
            return False


def illegal_value(span: Span, what: str, value: object, field: Field) -> Diagnostic:
    return error(
        "illegal-value",
        span,
        f"{what} is {_short(value)}, which the declaration does not allow; expected {expected(field)}",
        "correct the value, or widen the declaration",
    )


def missing_member(span: Span, what: str, name: str) -> Diagnostic:
    return error(
        "missing-member",
        span,
        f"{what} leaves out `{name}`, which is required",
        f"add `{name}`",
    )


def unexpected_member(
    span: Span, what: str, name: str, known: Sequence[str], guess: str | None
) -> Diagnostic:
    help = f"did you mean `{guess}`?" if guess else "take it out, or declare it"
    if known and not guess:
        help += f"; declared: {', '.join(f'`{item}`' for item in known[:12])}"
    return error(
        "unexpected-member",
        span,
        f"{what} has `{shown(name)}`, which is not declared",
        help,
    )


def keyword_of_other_type(
    span: Span, keyword: str, field: str, type_words: str, belongs: Sequence[str]
) -> Diagnostic:
    return error(
        "keyword-of-other-type",
        span,
        f"`{keyword}` says nothing about `{field}`, whose type is {type_words}",
        f"`{keyword}` belongs to {' or '.join(belongs)}; take it out or correct the type",
    )


def keyword_on_shared_type(
    span: Span, keyword: str, field: str, type_name: str
) -> Diagnostic:
    return error(
        "keyword-on-shared-type",
        span,
        f"`{field}` has the shared type `{type_name}`, which already says what values are legal; `{keyword}` can't be added here",
        f"move `{keyword}` to the type, or write the type out here",
    )


def empty_range(span: Span, field: str, low: str, high: str) -> Diagnostic:
    return error(
        "empty-range",
        span,
        f"no value of `{field}` fits: {low} and {high} leave nothing between them",
        "correct one of the bounds",
    )


def repeated_enum_value(span: Span, field: str, value: object) -> Diagnostic:
    return error(
        "repeated-enum-value",
        span,
        f"`{field}` lists {_short(value)} twice",
        "take one of them out",
    )


def missing_items(span: Span, field: str) -> Diagnostic:
    return error(
        "missing-key",
        span,
        f"array `{field}` does not say what it holds",
        "add `items: string` or another type; `items: {type: any}` where anything goes",
    )


def bad_pattern(span: Span, field: str, reason: str, help: str) -> Diagnostic:
    mend = help or "correct it; what Python, ECMA and RE2 read alike is allowed"
    return error("bad-pattern", span, f"the pattern of `{field}` {reason}", mend)


def type_too_deep(span: Span, name: str, limit: int) -> Diagnostic:
    return error(
        "too-deep",
        span,
        f"types nest deeper than {limit} levels at `{name}`, expected {limit} at most",
        "nest fewer types in one another, or write `type: any` where it gets too deep",
    )


def type_too_large(span: Span, name: str, members: int, limit: int) -> Diagnostic:
    count = str(members) if members < 10**12 else "more than a million million"
    return error(
        "too-many-values",
        span,
        f"`{name}` has {count} members with those of the types in it, expected at most {limit}",
        "use fewer types inside one another, or write `type: any` where it gets too large",
    )


def smallest_too_large(span: Span, name: str, size: int, limit: int) -> Diagnostic:
    return error(
        "too-many-values",
        span,
        f"the smallest legal value of `{name or 'items'}` has {size} characters and items, expected at most {limit}",
        "ask for fewer items, or for shorter ones",
    )


def default_and_note(span: Span, field: str) -> Diagnostic:
    return error(
        "default-twice",
        span,
        f"`{field}` has both `default` and `default_note`",
        "keep `default` for a value, or `default_note` for one that only the server knows",
    )
