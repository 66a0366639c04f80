"""What is said when a spec's files, keys or value types are not those of the spec language."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown
from onespec.nearest import nearest


def _quoted(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names]
    if len(shown) > 1:
        return ", ".join(shown[:-1]) + f" and {shown[-1]}"
    return "".join(shown)


def start_of(file: str) -> Span:
    """Where a diagnostic about a file as a whole points."""
    return Span(file=file, line=1, column=1, end_line=1, end_column=1)


def file_missing(file: str) -> Diagnostic:
    return error(
        "file-missing",
        start_of(file),
        "there is no such file; a spec has a `service.yaml` and one file per method under `methods/`",
        "name the spec's folder, or write a first spec with `onespec init`",
    )


def not_a_folder(file: str) -> Diagnostic:
    return error(
        "not-a-folder",
        start_of(file),
        "this is a file, and a spec is a folder with a `service.yaml` and one file per method under `methods/`",
        "name the spec's folder",
    )


def file_unreadable(file: str, reason: str) -> Diagnostic:
    return error(
        "file-unreadable",
        start_of(file),
        f"the file can't be read: {reason}",
        "check what kind of file it is and who may read it",
    )


def file_name(file: str, name: str) -> Diagnostic:
    return error(
        "file-name",
        start_of(file),
        f"{shown(ascii(name))} is not a name for a method's file: expected ASCII letters, digits, dots, hyphens and underscores, then `.yaml`",
        "name it after its method, such as `start.simple_call.yaml`",
    )


def file_suffix(file: str) -> Diagnostic:
    return error(
        "file-suffix",
        start_of(file),
        "a method's file ends in `.yaml`, and this one would not be read",
        "rename it to end in `.yaml`",
    )


def file_not_read(file: str) -> Diagnostic:
    return error(
        "file-not-read",
        start_of(file),
        "methods are read from the folder itself, and this folder in it would not be read",
        "move its files up into `methods/`",
    )


def no_methods(file: str) -> Diagnostic:
    return error(
        "no-methods",
        start_of(file),
        "the spec has no method: expected at least one file in `methods/`",
        "write one with `onespec new METHOD`",
    )


def not_a_mapping(span: Span, what: str) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f"{what} is not a mapping; expected keys and values",
        "start with a line such as `key: value`",
    )


def unknown_key(
    span: Span,
    key: str,
    owner: str,
    known: Sequence[str],
    guess: str | None,
    own_keys: bool,
) -> Diagnostic:
    """`own_keys` says whether keys of the author's own, with `x-` in front, are carried here."""
    if guess is not None:
        help = f"did you mean `{guess}`?"
    else:
        help = f"{owner} has {_quoted(sorted(known))}"
        if own_keys:
            help += "; own notes go under a key that starts with `x-`"
    return error("unknown-key", span, f"`{shown(key)}` is not a key of {owner}", help)


def key_not_text(span: Span, key: str) -> Diagnostic:
    return error(
        "key-not-text",
        span,
        f"the key {key} is not text, and a name is due here",
        f'put it in quotes: `"{key}":`',
    )


def missing_key(span: Span, owner: str, names: Sequence[str]) -> Diagnostic:
    return error(
        "missing-key",
        span,
        f"{owner} has no {_quoted(names)}",
        f"add {_quoted([f'{name}: ...' for name in names])}",
    )


def wrong_type(
    span: Span,
    what: str,
    found: str,
    expected: Sequence[str],
    quoted: str | None,
    form: str | None = None,
) -> Diagnostic:
    """`quoted` is the value as text, where that would mend it; `form` says what the text should be."""
    due = " or ".join(expected)
    help = f"write {form or due}"
    if quoted is not None and "text" in expected:
        help = f"put it in quotes to make it text: `{quoted}`"
    return error("wrong-type", span, f"{what} is {found}; expected {due}", help)


def text_in_quotes(
    span: Span, what: str, text: str, expected: Sequence[str]
) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f'{what} is the text "{text}"; expected {" or ".join(expected)}',
        f"take the quotes off: `{text}`",
    )


def unknown_value(
    span: Span, what: str, value: str, is_text: bool, known: Sequence[str]
) -> Diagnostic:
    allowed = " or ".join(f"`{name}`" for name in known)
    guess = nearest(value, known)
    if not is_text and value in known:
        help = f'put it in quotes to make it text: `"{value}"`'
    else:
        help = f"did you mean `{guess}`?" if guess else f"use {allowed}"
    return error(
        "unknown-value", span, f"{what} is `{shown(value)}`; expected {allowed}", help
    )


def bad_text(
    span: Span, what: str, written: str, expected: str, guess: str | None
) -> Diagnostic:
    help = f"did you mean `{guess}`?" if guess else f"write {expected}"
    return error("bad-name", span, f"{what} is {written}; expected {expected}", help)


def too_long(span: Span, what: str, limit: int) -> Diagnostic:
    return error(
        "too-long",
        span,
        f"{what} is longer than {limit} characters",
        f"shorten it to {limit} characters or fewer",
    )


def empty(span: Span, what: str) -> Diagnostic:
    return error(
        "empty-value", span, f"{what} is empty", "give it a value, or take the key out"
    )


def too_many(span: Span, what: str, limit: int) -> Diagnostic:
    return error(
        "too-many",
        span,
        f"{what} holds more than {limit} items",
        f"keep {limit} items or fewer",
    )


def out_of_range(span: Span, what: str, written: str, expected: str) -> Diagnostic:
    return error(
        "out-of-range",
        span,
        f"{what} is {written}; expected {expected}",
        f"write {expected}",
    )


def repeated_item(span: Span, what: str) -> Diagnostic:
    return error(
        "repeated-item",
        span,
        f"{what} lists the same value twice",
        "take one of them out",
    )
