# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""A case and the params to send -> the bytes and headers of its request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .suite import Case


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the wire."""

    text: str
    charset: str
    content_type: str
    request_id: Any
    """The id whose echo is looked for."""
    params: Mapping[str, Any]

    @property
    def body(self) -> bytes:
        """The bytes of it."""
        return self.text.encode(self.charset)


def build(case: Case, params: Mapping[str, Any], content_type: str) -> Sent:
    """The request of a case."""
    change = case.body
    envelope: dict[str, Any] = {
        "jsonrpc": "2.0",
        "method": case.method,
        "id": case.request_id,
        "params": dict(params),
        **change.get("set", {}),
    }
    for name in change.get("drop", ()):
        del envelope[name]
    text = _text(change, envelope)
    charset = change.get("charset") or change.get("bytes") or "utf-8"
    label = content_type
    if "charset" in change:
        label = f"{content_type.partition(';')[0]}; charset={charset}"
    return Sent(text, charset, label, envelope.get("id"), params)


def _text(change: Mapping[str, Any], envelope: dict[str, Any]) -> str:
    """The body as text, spoilt the way the case wants it."""
    if "text" in change:
        return str(change["text"])
    value: Any = change.get("json", envelope)
    if "wrap" in change:
        value = [
            {**envelope, "id": f"{envelope['id']}-{n}"} for n in range(change["wrap"])
        ]
    text = json.dumps(value, ensure_ascii=False)
    if "cut" in change:
        text = text[: -change["cut"]]
    return text + str(change.get("append", ""))
