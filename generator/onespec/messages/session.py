"""What is said about `session`: where the methods it names can't give out a credential, or take it back."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error


def no_token(span: Span, is_pair: bool) -> Diagnostic:
    told = (
        "`auth` says that each request carries a user name and a password"
        if is_pair
        else "the service has no credential"
    )
    return error(
        "session-without-token",
        span,
        f"a session gives out the credential of the service, and {told}",
        "say under `auth` which param or header carries the token, or leave `session` out",
    )


def login_takes_credential(span: Span, method: str) -> Diagnostic:
    return error(
        "session-methods",
        span,
        f"`{method}` gives out the credential, and takes one itself",
        f"say `auth: none` in the file of `{method}`, or name another method",
    )


def member_shape(span: Span, key: str, member: str) -> Diagnostic:
    kind = "a text" if key == "token" else "a number of seconds since 1970"
    return error(
        "session-methods",
        span,
        f"`{member}` of the result is not always {kind}",
        "give the member that type and say `required: true` of it, or name another",
    )


def logout_shape(span: Span, method: str, params: Sequence[str]) -> Diagnostic:
    why = "takes no credential"
    if params:
        listed = " and ".join(f"`{name}`" for name in params)
        why = f"has to be told {listed}, and a client ends its session with the credential alone"
    return error(
        "session-methods",
        span,
        f"`{method}` {why}",
        "name a method that takes the credential and nothing else, or leave `logout` out",
    )
