"""Servers that are right and make other choices than ours where the pages are silent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from mutants.faults import Plant, changed, replaced, reply
from mutants.handler import Server
from mutants.server import Json, Refused

Variant = tuple[str, Plant]


def variants() -> list[Variant]:
    """All of them."""
    return [*order(), *data(), *replies(), *forms(), *envelopes()]


def order() -> Iterator[Variant]:
    for checks in (
        ("rights", "shape", "combination", "facts"),
        ("shape", "facts", "combination", "rights"),
        ("shape", "combination", "facts", "rights"),
        ("rights", "shape", "facts", "combination"),
    ):
        yield f"checks in the order {', '.join(checks)}", lambda s, c=checks: setattr(
            s, "checks", list(c)
        )
    yield "contact before virtual number before messages", replaced(
        "facts", _facts_reversed
    )
    yield "params in the reverse order", lambda s: setattr(
        s, "params", dict(reversed(s.params.items()))
    )


def _facts_reversed(server: Server, params: Json) -> None:
    server.called(params.get("contact"))
    server.virtual(params.get("virtual_phone_number"))
    if "media_file_id" in params:
        server.media("media_file_id", params["media_file_id"])
    for name in ("operator_message", "contact_message"):
        if isinstance(params.get(name), dict):
            server.message(name, params[name])


def told(change: Callable[[Json, Refused], Json]) -> Plant:
    """Says the data of errors another way."""
    return replaced("data", lambda s, e: change(Server.data(s, e), e))


def data() -> Iterator[Variant]:
    yield "nothing but the mnemonic", told(lambda d, e: {"mnemonic": d["mnemonic"]})
    yield "what is empty is absent", told(
        lambda d, e: {k: v for k, v in d.items() if v}
    )
    yield "what is empty is an empty text", told(
        lambda d, e: {k: v or "" for k, v in d.items()}
    )
    yield "params are null", told(lambda d, e: {**d, "params": None})
    yield "params without names are an object of null", told(
        lambda d, e: {**d, "params": d["params"] or {"object": None}}
    )
    yield "params are texts", told(
        lambda d, e: {**d, "params": {k: str(v) for k, v in d["params"].items()}}
    )
    yield "values that are no texts are told by their type", told(
        lambda d, e: {
            **d,
            "value": (
                d["value"] if isinstance(d["value"], str) else type(d["value"]).__name__
            ),
        }
    )
    yield "values that are no texts are told as JSON", told(
        lambda d, e: {
            **d,
            "value": (
                d["value"] if isinstance(d["value"], str) else json.dumps(d["value"])
            ),
        }
    )
    yield "values are left out", told(lambda d, e: {**d, "value": None})
    yield "there is a link to help", told(
        lambda d, e: {**d, "extended_helper": "https://example.org/help"}
    )
    yield "there is metadata in errors", told(
        lambda d, e: {**d, "metadata": {"limits": {"day_limit": 1}}}
    )
    yield "token errors name the param", told(
        lambda d, e: {
            **d,
            "field": "access_token" if "token" in e.mnemonic else d["field"],
        }
    )
    yield "token errors repeat the token", told(
        lambda d, e: {**d, "value": "token-x" if "token" in e.mnemonic else d["value"]}
    )
    yield "combination errors name another param", told(
        lambda d, e: {
            **d,
            "field": "first_call" if "combination" in e.mnemonic else d["field"],
        }
    )
    yield "envelope errors name a field", told(
        lambda d, e: {
            **d,
            "field": (
                "request"
                if e.mnemonic in ("parse_error", "invalid_request", "method_not_found")
                else d["field"]
            ),
        }
    )


def replies() -> Iterator[Variant]:
    yield "no metadata", replaced(
        "result", lambda s: {"data": {"call_session_id": s.session}}
    )
    yield "empty metadata", replaced("metadata", lambda s: {})
    yield "metadata is null", replaced("metadata", lambda s: None)
    yield "a deprecated version", replaced(
        "metadata",
        lambda s: {
            "api_version": {
                "current_version_deprecated": True,
                "current_version": "v4.0",
                "latest_version": "v5.0",
            }
        },
    )
    yield "more members in the result", replaced(
        "result", lambda s: {"data": {"call_session_id": s.session, "state": "new"}}
    )
    yield "more members in the reply", reply(lambda r: {**r, "server": "b"})
    yield "members in another order", reply(lambda r: dict(reversed(r.items())))
    yield "sessions count down", replaced(
        "result", lambda s: {"data": {"call_session_id": 10**9 - s.session}}
    )
    yield "sessions are large", replaced(
        "result", lambda s: {"data": {"call_session_id": 2**52 + s.session}}
    )
    yield "JSON in ASCII", replaced("encode", lambda s, r: json.dumps(r).encode())
    yield "JSON over many lines", replaced(
        "encode", lambda s, r: json.dumps(r, indent=2, ensure_ascii=False).encode()
    )


def forms() -> Iterator[Variant]:
    yield "short numbers are refused", lambda s: [
        changed(n, pattern=r"[1-9][0-9]{6,14}")(s)
        for n in ("virtual_phone_number", "operator")
    ] and None
    yield "contacts are E.164 or SIP addresses", changed(
        "contact", pattern=r"[1-9][0-9]{6,14}|sip:.+@.+"
    )
    yield "contacts may have a plus sign", changed(
        "contact", pattern=r"\+?[0-9]{3,}|(sip:)?\S+@\S+"
    )
    yield "empty texts count as not sent", replaced("value", _empty_is_absent)
    yield "null counts as not sent", replaced("value", _null_is_absent)
    yield "fractions are cut off", lambda s: None
    yield "an operator of our own is refused", replaced("facts", _own_operator)
    yield "texts are counted as UTF-16 does", replaced(
        "length", lambda s, t: len(t.encode("utf-16-le")) // 2
    )
    yield "an external id is taken once", lambda s: _unique_ids()(s)
    yield "media values of letters are wrong values", replaced("media", _letters)


def _empty_is_absent(server: Server, name: str, field: Json, value: Any) -> None:
    if value != "":
        Server.value(server, name, field, value)


def _null_is_absent(server: Server, name: str, field: Json, value: Any) -> None:
    if value is not None:
        Server.value(server, name, field, value)


def _own_operator(server: Server, params: Json) -> None:
    if params.get("operator") in server.account["own"]:
        raise Refused(
            "own_virtual_phone_number_not_allowed", "operator", params["operator"]
        )
    Server.facts(server, params)


def _unique_ids() -> Plant:
    seen: set[str] = set()

    def success(server: Server, request_id: Any, params: Json) -> Json:
        found = params.get("external_id")
        if found is not None and found in seen:
            raise Refused("invalid_parameter_value", "external_id", found)
        seen.add(found)
        return Server.success(server, request_id, params)

    return replaced("success", success)


def _letters(server: Server, field: str, value: Any) -> None:
    if not re.fullmatch(r"[0-9]+", str(value)):
        raise Refused("invalid_parameter_value", field, value)
    Server.media(server, field, value)


def envelopes() -> Iterator[Variant]:
    yield "ids of broken envelopes are null", replaced("peek", lambda s, r: None)
    yield "a null id is a notification", replaced(
        "identity", lambda s, r: _null_id(s, r)
    )
    yield "no params are no params", replaced(
        "envelope",
        lambda s, r: Server.envelope(
            s, {**r, "params": r.get("params") or {}} if isinstance(r, dict) else r
        ),
    )
    yield "an empty list is an invalid request", replaced("batch", _empty_batch)
    yield "unknown members of the envelope are refused", replaced("version", _strict)
    yield "bytes that are not UTF-8 are parse errors", replaced(
        "undecodable", lambda s, b: _raise("parse_error")
    )


def _raise(mnemonic: str) -> None:
    raise Refused(mnemonic)


def _null_id(server: Server, request: Json) -> None:
    if request.get("id") is None:
        raise Refused("notifications_not_supported")
    Server.identity(server, request)


def _empty_batch(server: Server, request: Any) -> None:
    raise Refused("batch_operations_not_supported" if request else "invalid_request")


def _strict(server: Server, request: Json) -> None:
    if set(request) - {"jsonrpc", "id", "method", "params"}:
        raise Refused("invalid_request")
    Server.version(server, request)
