# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Outcomes -> records of plain JSON values: what reports are made of and what workers hand over.

Of a failure they keep the request, the reply and how to send it again by hand. Secrets stand nowhere: a record names the
variable that holds one.
"""

from __future__ import annotations

import copy
import difflib
import functools
import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .play import Outcome
from .replies import ABSENT, STATUS, TYPE, Difference, Path, read
from .suite import Suite
from .wire import Reply, Sent

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
    mark: str = ""
    """What tells this run's values from those of others; the same mark sends the same requests."""
    began: str = ""
    """When, as `2030-01-31T12:00:00+00:00`."""


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
            "content_type": _cut(masked(_type_of(reply), secrets)),
            "differences": [
                {
                    "kind": item.kind,
                    "about": masked(item.about, secrets),
                    "text": masked(item.text, secrets),
                }
                for item in outcome.differences
            ],
            "diff": diff(reply, outcome.differences, secrets) if reply else [],
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
        "http_status": _status_of(outcome),
        **details,
    }


def _status_of(outcome: Outcome) -> int | None:
    """The HTTP status of the last reply, if one came."""
    last = outcome.exchanges[-1].reply if outcome.exchanges else None
    return last.status if last else None


def _type_of(reply: Reply | None) -> str:
    return reply.headers.get("content-type", "") if reply else ""


WIDEST = 200
"""Characters of a line of a diff."""

MOST = 60
"""Lines of a diff."""


def diff(
    reply: Reply, differences: Sequence[Difference], secrets: Mapping[str, str]
) -> list[str]:
    """What is due (`-`) against what came (`+`), with a little of what surrounds it (` `)."""
    due = [patch for item in differences for patch in item.due]
    head = {STATUS: f"HTTP {reply.status}", TYPE: f"Content-Type: {_type_of(reply)}"}
    wanted = dict(head)
    for path, value in due:
        if path in head:
            wanted[path] = f"{head[path].partition(' ')[0]} {value}"
    if not _type_of(reply):
        del head[TYPE], wanted[TYPE]
    left, right = _bodies(reply, due)
    shown = _compared([*wanted.values(), *left], [*head.values(), *right], due)
    told = [
        " ..." if line.startswith("@@") else printable(masked(line, secrets))[:WIDEST]
        for line in shown
    ]
    more = len(told) - MOST
    told = [*told[:MOST], f" ... and {more} more lines"] if more > 0 else told
    return told[1:] if told[:1] == [" ..."] else told


AROUND = 3
"""Lines of a diff that surround what differs."""


def _compared(
    left: list[str], right: list[str], due: Sequence[tuple[Path, Any]]
) -> list[str]:
    """The lines of a diff; a line that starts with `@@` stands between parts that are apart."""
    if not any(value is ABSENT and len(path) == 1 for path, value in due):
        return list(difflib.unified_diff(left, right, lineterm="", n=AROUND))[2:]
    # One outcome in the place of another: lines that both have by chance say nothing.
    start = 0
    while left[start : start + 1] == right[start : start + 1]:
        start += 1
    return [
        "@@",
        *(f" {line}" for line in left[max(start - AROUND, 0) : start]),
        *(f"-{line}" for line in left[start:-1]),
        *(f"+{line}" for line in right[start:-1]),
        *(f" {line}" for line in right[-1:]),
    ]


def _bodies(
    reply: Reply, due: Sequence[tuple[Path, Any]]
) -> tuple[list[str], list[str]]:
    """The body that is due, as far as that is known, and the body that came, in lines."""
    try:
        value = read(reply.body)
    except ValueError:
        raw = reply.body.decode("utf-8", "backslashreplace")[:LONGEST]
        return ["<one JSON object in UTF-8>"], raw.splitlines() or ["<nothing>"]
    right = copy.deepcopy(value)
    if not isinstance(right, dict):
        return ["<an object>"], _pretty(value)
    for path, item in due:
        if path not in (STATUS, TYPE):
            _patch(right, path, item)
    return _pretty(right), _pretty(value)


def _patch(value: Any, path: Path, due: Any) -> None:
    """Sets what is due at a place; what is not there on the way is made."""
    for step in path[:-1]:
        inner = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, list) and isinstance(step, int):
            inner = value[step]
        if not isinstance(inner, dict | list):
            if not isinstance(value, dict):
                return
            inner = value[step] = {}
        value = inner
    last = path[-1]
    if isinstance(value, dict):
        if due is ABSENT:
            value.pop(last, None)
        else:
            value[last] = due
    elif isinstance(last, int) and due is not ABSENT:
        value[last] = due


def _pretty(value: Any) -> list[str]:
    return json.dumps(value, ensure_ascii=False, indent=2).splitlines()


def printable(text: str) -> str:
    """The text in one line, with everything that could steer a terminal or a build log written as an escape."""
    shown = "".join(
        (
            char
            if char == " " or char.isprintable()
            else char.encode("unicode_escape", "surrogatepass").decode()
        )
        for char in text
    )
    return shown.replace("##[", "##\\[")


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
    return "".join(
        f"${piece}" if is_secret else piece
        for piece, is_secret in _split(text, secrets)
    )


def _split(text: str, secrets: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Pieces of a text; a secret is told by the name of its variable."""
    known = sorted(
        (secret for secret in secrets if len(secret) >= SHORTEST), key=len, reverse=True
    )
    if not known:
        yield text, False
        return
    at = 0
    for match in _pattern(tuple(known)).finditer(text):
        yield text[at : match.start()], False
        yield secrets[known[(match.lastindex or 1) - 1]], True
        at = match.end()
    yield text[at:], False


@functools.lru_cache(maxsize=8)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of some secrets; which one is the number of its group."""
    return re.compile("|".join(f"({_spellings(secret)})" for secret in known))


def _spellings(secret: str) -> str:
    """A pattern of every way that JSON has to write a text, each character as itself or as an escape."""
    parts = []
    for char in secret:
        units = char.encode("utf-16-be", "surrogatepass").hex()
        escape = re.sub("(....)", r"\\\\u(?i:\1)", units)
        quoted = re.escape(json.dumps(char, ensure_ascii=False)[1:-1])
        slash = "|\\\\/" if char == "/" else ""
        parts.append(f"(?:{escape}|{quoted}{slash}|{re.escape(char)})")
    return "".join(parts)
