# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A credential and the HTTP header that carries it, both ways."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

BASIC: Final = "basic"
"""The scheme of RFC 7617: `user:password`, in base64."""

_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_PLAIN = re.compile(r"[!-~]+")


def header_value(scheme: str, credential: str) -> str | None:
    """What the header holds for a credential; None for one that it can't hold.

    With `basic` the credential is `user:password`.
    """
    if scheme == BASIC:
        user, colon, _ = credential.partition(":")
        if not user or not colon:
            return None
        raw = credential.encode("utf-8", "surrogatepass")
        return f"Basic {base64.b64encode(raw).decode()}"
    if not _form(scheme).fullmatch(credential):
        return None
    return f"Bearer {credential}" if scheme else credential


def read_header(scheme: str, value: str | None) -> object:
    """The credential that a header holds: a text, or `user` and `password`.

    None where there is no header, or one of another form or scheme.
    """
    if value is None:
        return None
    value = value.strip()
    if not scheme:
        return value if _PLAIN.fullmatch(value) else None
    name, _, rest = value.partition(" ")
    rest = rest.strip()
    if name.lower() != scheme:
        return None
    if scheme != BASIC:
        return rest if _BEARER.fullmatch(rest) else None
    try:
        text = base64.b64decode(rest, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = text.partition(":")
    return {"user": user, "password": password} if user and colon else None


def as_value(scheme: str, credential: str) -> object:
    """A credential as conditions read it."""
    if scheme != BASIC:
        return credential
    user, _, password = credential.partition(":")
    return {"user": user, "password": password}


def _form(scheme: str) -> re.Pattern[str]:
    return _BEARER if scheme else _PLAIN
