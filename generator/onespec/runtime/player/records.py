# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Outcomes -> records of plain JSON values: what reports are made of and what workers hand over.

Of a failure they keep the request, the reply and how to send it again by hand. Secrets stand nowhere: a record names the
variable that holds one.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .play import Outcome
from .suite import Suite
from .wire import Sent

PLAYED = ("passed", "failed", "known")
"""Statuses of a case that says something of the endpoint."""

LONGEST = 4_000
"""Characters of a body that a record keeps."""

SHORTEST = 4
"""Characters of a text that can be a secret; a shorter one would blank out half a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as reports tell of it."""

    suite: Suite
    endpoint: str
    level: str
    records: Sequence[dict[str, Any]]
    stopped: str = ""


def record(
    suite: Suite, outcome: Outcome, secrets: Mapping[str, str], url: str
) -> dict[str, Any]:
    """All that reports say of an outcome."""
    case = outcome.case
    places = {item.id: item.place for item in suite.elements}
    details: dict[str, Any] = {}
    if outcome.exchanges and outcome.status not in ("passed", "skipped"):
        sent, reply = outcome.exchanges[-1].sent, outcome.exchanges[-1].reply
        body = reply.body.decode("utf-8", "backslashreplace") if reply else ""
        details = {
            "request": _cut(masked(sent.text, secrets)),
            "reply": _cut(masked(body, secrets)),
            "http_status": reply.status if reply else None,
            "curl": as_curl(sent, secrets, url),
            "python": as_python(sent, secrets, url),
        }
    return {
        "id": case.id,
        "title": case.title,
        "covers": list(case.covers),
        "places": list(
            dict.fromkeys(places[item] for item in case.covers if item in places)
        ),
        "status": outcome.status,
        "reasons": [masked(reason, secrets) for reason in outcome.reasons],
        "requests": len(outcome.exchanges),
        "effect": case.effect,
        "seconds": round(outcome.seconds, 4),
        **details,
    }


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}... ({len(text)} characters)"


def as_curl(sent: Sent, secrets: Mapping[str, str], url: str) -> str:
    """A line for a shell that sends the request again."""
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
    """A short script that sends the request again with the standard library."""
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


def masked(text: str, secrets: Mapping[str, str]) -> str:
    """The text with every secret replaced by the name of the variable that holds it."""
    for form, name in _forms(secrets).items():
        text = text.replace(form, f"${name}")
    return text


def _split(text: str, secrets: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Pieces of a text; a secret is told by the name of its variable."""
    names = _forms(secrets)
    if not names:
        yield text, False
        return
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    at = 0
    for match in re.finditer(pattern, text):
        yield text[at : match.start()], False
        yield names[match[0]], True
        at = match.end()
    yield text[at:], False


def _forms(secrets: Mapping[str, str]) -> dict[str, str]:
    """Each way that a secret can stand in JSON, those of the longest secret first, and the name of its variable."""
    names: dict[str, str] = {}
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            plain = json.dumps(secret, ensure_ascii=False)[1:-1]
            ascii_only = json.dumps(secret)[1:-1]
            for form in (secret, plain, ascii_only):
                names.setdefault(form, secrets[secret])
    return names
