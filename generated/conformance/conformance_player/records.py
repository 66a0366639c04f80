# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Outcomes -> records of plain JSON values, without secrets: what reports are made of and what workers hand over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .play import Exchange, Outcome
from .reproduce import SHORTEST, as_curl, as_python, forms
from .suite import Suite

LONGEST = 4_000
"""Characters of a body that a record keeps."""


def record(
    suite: Suite, outcome: Outcome, secrets: Mapping[str, str], url: str
) -> dict[str, Any]:
    """All that reports say of an outcome."""
    case = outcome.case
    shown = outcome.status not in ("passed", "skipped")
    last = outcome.exchanges[-1] if outcome.exchanges else None
    places = {item.id: item.place for item in suite.elements}
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
        **(_details(last, secrets, url) if shown and last else {}),
    }


def _details(
    exchange: Exchange, secrets: Mapping[str, str], url: str
) -> dict[str, Any]:
    sent, reply = exchange.sent, exchange.reply
    return {
        "request": _cut(masked(sent.text, secrets)),
        "reply": _cut(masked(_text(reply.body), secrets)) if reply else "",
        "http_status": reply.status if reply else None,
        "curl": as_curl(sent, secrets, url),
        "python": as_python(sent, secrets, url),
    }


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}... ({len(text)} characters)"


def masked(text: str, secrets: Mapping[str, str]) -> str:
    """The text with every secret replaced by the name of the variable that holds it."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            for form in forms(secret):
                text = text.replace(form, f"${secrets[secret]}")
    return text
