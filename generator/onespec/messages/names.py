"""What is said when a name in a spec points nowhere, stands twice, or can't be told from another once generated."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown
from onespec.nearest import nearest


def _place(span: Span | None, beside: Span) -> str:
    """`line 12`, with the file where it is another one."""
    if span is None:
        return "elsewhere"
    if span.file == beside.file:
        return f"line {span.line}"
    return f"{span.file}:{span.line}"


def unknown_name(
    span: Span,
    owner: str,
    verb: str,
    name: str,
    what: str,
    known: Sequence[tuple[str, Span | None]],
) -> Diagnostic:
    """`owner` reads or names something that is not there; `what` is a noun with its article."""
    places = dict(known)
    guess = nearest(name, places)
    if guess is not None:
        at = places[guess]
        help = f"did you mean `{guess}`?"
        if at is not None:
            help = (
                f"`{guess}` is declared at {_place(at, span)}; did you mean that one?"
            )
    elif known:
        help = "known: " + ", ".join(f"`{name}`" for name in sorted(places)[:12])
    else:
        help = "nothing of that kind is declared"
    return error(
        "unknown-name",
        span,
        f"{owner} {verb} `{shown(name)}`, which is not {what}",
        help,
    )


def type_cycle(span: Span, names: Sequence[str]) -> Diagnostic:
    chain = " -> ".join(f"`{name}`" for name in names)
    return error(
        "type-cycle",
        span,
        f"a type contains itself: {chain}",
        "break the circle with `type: any` where it closes",
    )


def duplicate_name(span: Span, what: str, name: str, first: Span | None) -> Diagnostic:
    return error(
        "duplicate-name",
        span,
        f"{what} `{name}` stands twice; the first is at {_place(first, span)}",
        "rename one of them or take it out",
    )


def colliding_names(
    span: Span, what: str, name: str, other: str, generated: str, first: Span | None
) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"{what} `{name}` and `{other}` ({_place(first, span)}) both become `{generated}` in what is generated",
        "rename one of them so that they differ by more than case or punctuation",
    )


def ambiguous_path(span: Span, name: str, other: Span | None) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"param `{name}` is written like the member `{name}` of an object ({_place(other, span)}), so no error could say which it means",
        "rename one of them",
    )


def colliding_namespaces(span: Span, name: str, other: str, made: str) -> Diagnostic:
    """`other` is the other namespace or the service, as a phrase."""
    return error(
        "colliding-names",
        span,
        f"namespace `{name}` makes the class `{made}`, and so does, or nearly does, {other}",
        "rename one of them",
    )


def method_is_namespace(span: Span, name: str, other: str) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"method `{name}` is also the namespace of method `{other}`, and one attribute of the client can't be both",
        "rename one of them",
    )


def reserved_name(span: Span, what: str, name: str, reason: str) -> Diagnostic:
    return error(
        "reserved-name", span, f"{what} `{name}` {reason}", "choose another name"
    )


def incomplete_row(span: Span, mnemonic: str, absent: Sequence[str]) -> Diagnostic:
    missing = " and ".join(f"`{key}`" for key in absent)
    return error(
        "missing-key",
        span,
        f"error `{mnemonic}` has no {missing}, and the common table in service.yaml has no such row to take it from",
        f"add {missing} here, or declare `{mnemonic}` under `errors:` in service.yaml",
    )


def auth_param_missing(span: Span, method: str, param: str) -> Diagnostic:
    return error(
        "auth-param-missing",
        span,
        f"method `{method}` does not declare `{param}`, the credential that service.yaml gives to every method",
        f"declare `{param}` under `params:`, or say `auth: none`",
    )


def auth_param_shape(span: Span, param: str) -> Diagnostic:
    return error(
        "auth-param-shape",
        span,
        f"`{param}` is the credential, so it must be a required, secret string",
        "write `type: string`, `required: true` and `secret: true`",
    )


def bad_template(span: Span, token: str, reason: str) -> Diagnostic:
    return error(
        "bad-template",
        span,
        f"the message template has {token}: {reason}",
        "a placeholder is a snake_case name in braces; write `{{` and `}}` for braces that are text",
    )


def unfilled_placeholder(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "unfilled-placeholder",
        span,
        f"nothing fills `{{{name}}}` in the message of `{mnemonic}`: it is neither a param nor a state fact",
        f"add `params: {{{name}: ...}}` to each of its `raise` conditions",
    )


def unguarded_placeholder(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "unfilled-placeholder",
        span,
        f"`{{{name}}}` in the message of `{mnemonic}` is an optional param that this condition does not ask for",
        f"start the condition with `has({name}) &&`, or fill it under `params:`",
    )


def unused_fill(span: Span, mnemonic: str, name: str, guess: str | None) -> Diagnostic:
    """`guess` is a placeholder that nothing fills and that was probably meant."""
    return error(
        "unused-fill",
        span,
        f"`{shown(name)}` is filled, but the message of `{mnemonic}` has no such placeholder",
        f"did you mean `{guess}`?" if guess else "correct the name or take it out",
    )


def secret_in_template(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "secret-in-message",
        span,
        f"the message of `{mnemonic}` would print `{name}`, which is secret",
        "take the placeholder out of the message",
    )


def methods_of_own_row(span: Span, mnemonic: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        f"`methods` says which methods a row of the common table is for, and this row of `{mnemonic}` is for this method only",
        "take it out, or move the row to `errors:` in service.yaml",
    )


def bad_address(span: Span, what: str, reason: str) -> Diagnostic:
    return error(
        "bad-address",
        span,
        f"{what} is not an address that can be called: {reason}",
        "write it as `https://host/path`",
    )


def reserved_member(span: Span, name: str) -> Diagnostic:
    return error(
        "reserved-name",
        span,
        f"`envelope.result` is `{name}`, and a reply's metadata stands there",
        "name the member that holds the result data, or leave the key out",
    )
