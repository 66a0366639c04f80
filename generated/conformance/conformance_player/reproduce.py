# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""A request -> how to send it again by hand: with curl, with Python. Secrets are read from the environment."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping

from .wire import Sent

SHORTEST = 4
"""Characters of a text that can be a secret; a shorter one would blank out half a report."""


def as_curl(sent: Sent, secrets: Mapping[str, str], url: str) -> str:
    """A line for a shell."""
    parts = "".join(
        f'"${piece}"' if is_secret else shlex.quote(piece)
        for piece, is_secret in _split(sent.text, secrets)
        if piece
    )
    kind = shlex.quote(f"Content-Type: {sent.content_type}")
    head = f"curl -sS {shlex.quote(url)} -H {kind} --data-binary"
    if sent.charset == "utf-8":
        return f"{head} {parts}"
    return f"printf %s {parts} | iconv -f UTF-8 -t {sent.charset} | {head} @-"


def as_python(sent: Sent, secrets: Mapping[str, str], url: str) -> str:
    """A short script for the standard library."""
    parts = [
        f'os.environ["{piece}"]' if is_secret else ascii(piece)
        for piece, is_secret in _split(sent.text, secrets)
        if piece
    ]
    return (
        "import os, urllib.request\n"
        f"body = ({' + '.join(parts)}).encode({ascii(sent.charset)})\n"
        f'headers = {{"Content-Type": {ascii(sent.content_type)}}}\n'
        f"request = urllib.request.Request({ascii(url)}, body, headers)\n"
        "print(urllib.request.urlopen(request).read().decode())\n"
    )


def _split(text: str, secrets: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Pieces of a text; a secret is told by the name of its variable."""
    names = {
        form: name
        for secret, name in secrets.items()
        if len(secret) >= SHORTEST
        for form in forms(secret)
    }
    if not names:
        yield text, False
        return
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    at = 0
    for found in re.finditer(pattern, text):
        yield text[at : found.start()], False
        yield names[found[0]], True
        at = found.end()
    yield text[at:], False


def forms(secret: str) -> tuple[str, ...]:
    """The ways a text stands in JSON."""
    plain, ascii_only = (
        json.dumps(secret, ensure_ascii=flag)[1:-1] for flag in (False, True)
    )
    return tuple(dict.fromkeys((secret, plain, ascii_only)))
