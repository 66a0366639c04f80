"""Faults to plant in the hand-written server, one each, in five classes: params, constraints, errors, envelope, state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from mutants.handler import Server
from mutants.server import ERRORS, Json, Refused

Plant = Callable[[Server], None]
Fault = tuple[str, str, Plant]
"""Class, name, and what makes a right server wrong."""


def faults() -> list[Fault]:
    """All of them."""
    return [
        *(("params", name, plant) for name, plant in params()),
        *(("constraints", name, plant) for name, plant in constraints()),
        *(("errors", name, plant) for name, plant in errors()),
        *(("envelope", name, plant) for name, plant in envelope()),
        *(("state", name, plant) for name, plant in state()),
    ]


def replaced(name: str, method: Callable[..., Any]) -> Plant:
    """Puts another method in place of one."""

    def plant(server: Server) -> None:
        setattr(server, name, lambda *args: method(server, *args))

    return plant


def fields(server: Server) -> Iterator[tuple[str, Json]]:
    yield from server.params.items()
    for name, members in server.messages.items():
        for inner, field in members.items():
            yield f"{name}.{inner}", field


def changed(dotted: str, **change: Any) -> Plant:
    """Changes what a param takes."""

    def plant(server: Server) -> None:
        dict(fields(server))[dotted].update(change)

    return plant


def params() -> Iterator[tuple[str, Plant]]:
    for dotted, field in fields(Server()):
        if field.get("required"):
            yield f"{dotted} may be left out", changed(dotted, required=False)
        else:
            yield f"{dotted} has to be sent", changed(dotted, required=True)
        yield f"{dotted} takes any type", changed(dotted, any_type=True)
        yield f"{dotted} of a wrong type is a wrong value", changed(
            dotted, type_error="invalid_parameter_value"
        )
        if "enum" in field:
            yield f"{dotted} takes any text", changed(dotted, enum=Everything())
            yield f"a wrong {dotted} is a wrong type", changed(
                dotted, value_error="data_type_error"
            )
            for value in field["enum"]:
                rest = [other for other in field["enum"] if other != value]
                yield f"{dotted} refuses {value}", changed(dotted, enum=rest)
        if "pattern" in field:
            yield f"{dotted} takes any form", changed(dotted, pattern=r"(?s).*")
            yield f"{dotted} only starts right", changed(dotted, match=re.match)
    yield "media_file_id may be a text", lambda s: s.types.update(
        {int: lambda v: isinstance(v, int | str)}
    )
    yield "flags may be texts", lambda s: s.types.update(
        {bool: lambda v: v in (True, False, "true", "false")}
    )
    yield "flags may be numbers", lambda s: s.types.update(
        {bool: lambda v: v in (0, 1)}
    )
    yield "texts may be numbers", lambda s: s.types.update(
        {str: lambda v: isinstance(v, str | int)}
    )
    yield "objects may be lists", lambda s: s.types.update(
        {dict: lambda v: isinstance(v, dict | list)}
    )
    for dotted in ("virtual_phone_number", "operator"):
        yield f"{dotted} takes 16 digits", changed(dotted, pattern=r"[1-9][0-9]{0,15}")
        yield f"{dotted} takes 14 digits at most", changed(
            dotted, pattern=r"[1-9][0-9]{0,13}"
        )
        yield f"{dotted} has 12 digits at most", changed(
            dotted, pattern=r"[1-9][0-9]{9,11}"
        )
    yield "dtmf_string without dots", changed("dtmf_string", pattern="[0-9*#]+")
    yield "dtmf_string without digits", changed("dtmf_string", pattern="[.*#]+")
    yield "dtmf_string without a hash", changed("dtmf_string", pattern="[0-9*.]+")
    yield "dtmf_string without a star", changed("dtmf_string", pattern="[0-9#.]+")
    yield "dtmf_string without a nine", changed("dtmf_string", pattern="[0-8*#.]+")
    yield "external_id is a number", changed("external_id", pattern="[0-9]+")
    yield "external_id has 8 characters at most", changed(
        "external_id", pattern=".{0,8}"
    )
    yield "dtmf_string takes letters", changed("dtmf_string", pattern="[0-9*#.a-d]+")
    yield "unknown params are let pass", lambda s: s.open_levels.add("params")
    for name in ("contact_message", "operator_message"):
        yield f"unknown members of {name} are let pass", lambda s, n=name: s.open_levels.add(
            n
        )
        yield f"members of {name} are not looked at", lambda s, n=name: s.messages.pop(
            n
        )


class Everything:
    """A list that holds whatever is asked for."""

    def __contains__(self, item: object) -> bool:
        return True


def constraints() -> Iterator[tuple[str, Plant]]:
    def rule(name: str, holds: Callable[[Any, Any, Any], bool]) -> tuple[str, Plant]:
        def permitted(server: Server, params: Json) -> bool:
            early = params.get("early_switching", False)
            return holds(
                early, params.get("first_call"), params.get("switch_at_once", False)
            )

        return name, replaced("permitted", permitted)

    yield rule("never refused", lambda early, first, once: True)
    yield rule("early switching always refused", lambda early, first, once: not early)
    yield rule("first_call not looked at", lambda early, first, once: not early or once)
    yield rule(
        "switch_at_once not looked at",
        lambda early, first, once: not early or first == "operator",
    )
    yield rule(
        "either will do",
        lambda early, first, once: not early or first == "operator" or once,
    )
    yield rule(
        "contact in place of operator",
        lambda early, first, once: not early or (first == "contact" and once),
    )
    yield rule(
        "switch_at_once must be off",
        lambda early, first, once: not early or (first == "operator" and not once),
    )
    yield rule(
        "early switching required with both",
        lambda early, first, once: early or not (first == "operator" and once),
    )
    yield rule(
        "refused wherever contact is first",
        lambda early, first, once: first == "operator" and (not early or once),
    )
    yield rule(
        "switch_at_once needs early switching",
        lambda early, first, once: (not once or early)
        and (not early or (first == "operator" and once)),
    )

    def absent_is_true(server: Server, params: Json) -> bool:
        early = params.get("early_switching", False)
        return not early or (
            params.get("first_call") == "operator"
            and params.get("switch_at_once", True) is True
        )

    def early_by_default(server: Server, params: Json) -> bool:
        early = params.get("early_switching", True)
        return not early or (
            params.get("first_call") == "operator"
            and params.get("switch_at_once", False) is True
        )

    def by_presence(server: Server, params: Json) -> bool:
        return "early_switching" not in params or (
            params.get("first_call") == "operator"
            and params.get("switch_at_once", False) is True
        )

    def once_by_presence(server: Server, params: Json) -> bool:
        early = params.get("early_switching", False)
        return not early or (
            params.get("first_call") == "operator" and "switch_at_once" in params
        )

    yield "an absent switch_at_once counts as true", replaced(
        "permitted", absent_is_true
    )
    yield "an absent early_switching counts as true", replaced(
        "permitted", early_by_default
    )
    yield "a sent early_switching counts whatever it says", replaced(
        "permitted", by_presence
    )
    yield "a sent switch_at_once counts whatever it says", replaced(
        "permitted", once_by_presence
    )
    yield "broken combination answered as a wrong value", replaced(
        "combination",
        lambda s, p: _refuse(not s.permitted(p), "invalid_parameter_value"),
    )


def _refuse(wrong: bool, mnemonic: str) -> None:
    if wrong:
        raise Refused(mnemonic)


def errors() -> Iterator[tuple[str, Plant]]:
    for mnemonic, (code, message) in ERRORS.items():
        other = -32603 if code != -32603 else -32602
        yield f"code of {mnemonic}", lambda s, m=mnemonic, c=other, t=message: s.errors.update(
            {m: (c, t)}
        )
        yield f"text of {mnemonic}", lambda s, m=mnemonic, c=code, t=message: (
            s.errors.update({m: (c, t.lower().rstrip("."))})
            if t.lower().rstrip(".") != t
            else None
        )
        yield f"mnemonic of {mnemonic}", replaced(
            "data",
            lambda s, e, m=mnemonic: {
                **Server.data(s, e),
                "mnemonic": "error" if e.mnemonic == m else e.mnemonic,
            },
        )
    yield "placeholders are not filled", replaced("fill", lambda s, t, p: t)
    yield "placeholders are filled with nothing", replaced(
        "fill", lambda s, t, p: re.sub(r"\{\w+\}", "", t)
    )
    yield "only the first placeholder is filled", replaced(
        "fill", lambda s, t, p: Server.fill(s, t, dict(list(p.items())[:1]))
    )
    yield "there is no data", replaced("data", lambda s, e: None)
    yield "the mnemonic is missing", replaced(
        "data",
        lambda s, e: {k: v for k, v in Server.data(s, e).items() if k != "mnemonic"},
    )
    yield "mnemonics are in capitals", replaced(
        "data", lambda s, e: {**Server.data(s, e), "mnemonic": e.mnemonic.upper()}
    )
    yield "field is another", replaced(
        "data", lambda s, e: {**Server.data(s, e), "field": e.field and "operator"}
    )
    yield "nested fields lose their object", replaced(
        "data",
        lambda s, e: {**Server.data(s, e), "field": e.field and e.field.split(".")[-1]},
    )
    yield "nested fields lose their member", replaced(
        "data",
        lambda s, e: {**Server.data(s, e), "field": e.field and e.field.split(".")[0]},
    )
    yield "nested fields have slashes", replaced(
        "data",
        lambda s, e: {
            **Server.data(s, e),
            "field": e.field and e.field.replace(".", "/"),
        },
    )
    yield "values are shortened", replaced(
        "data",
        lambda s, e: {
            **Server.data(s, e),
            "value": e.value[:3] if isinstance(e.value, str) else e.value,
        },
    )
    yield "params say other values", replaced(
        "data",
        lambda s, e: {**Server.data(s, e), "params": {name: "0" for name in e.params}},
    )
    yield "params have other names", replaced(
        "data",
        lambda s, e: {
            **Server.data(s, e),
            "params": {f"{name}_": value for name, value in e.params.items()},
        },
    )
    yield "codes are texts", lambda s: s.errors.update(
        {m: (str(c), t) for m, (c, t) in s.errors.items()}
    )
    yield "the sent length is the limit", replaced("speech", _wrong_length)
    yield "errors are results", replaced(
        "failure",
        lambda s, i, e: {
            "jsonrpc": "2.0",
            "id": i,
            "result": {"error": Server.failure(s, i, e)["error"]},
        },
    )


def _wrong_length(server: Server, name: str, text: str) -> None:
    most = server.account["tts"]
    if len(text) > most:
        raise Refused(
            "tts_text_exceeded",
            f"{name}.value",
            text,
            tts_message_max_length=most,
            sent_tts_message_length=most,
        )


def reply(change: Callable[[Json], Any]) -> Plant:
    """Changes every reply."""

    def encode(server: Server, found: Any) -> bytes:
        return Server.encode(server, change(found))

    return replaced("encode", encode)


def envelope() -> Iterator[tuple[str, Plant]]:
    yield "batches are played", replaced(
        "batch", lambda s, r: None if not r else _first(s, r)
    )
    yield "batches are an invalid request", replaced(
        "batch", lambda s, r: _refuse(True, "invalid_request")
    )
    yield "notifications are played", replaced(
        "notification", lambda s, r: r.update(id=None, quiet=True)
    )
    yield "notifications are an invalid request", replaced(
        "notification", lambda s, r: _refuse(True, "invalid_request")
    )
    yield "jsonrpc is not looked at", replaced("version", lambda s, r: None)
    yield "jsonrpc may be missing", replaced(
        "version",
        lambda s, r: _refuse(r.get("jsonrpc", "2.0") != "2.0", "invalid_request"),
    )
    yield "any jsonrpc will do", replaced(
        "version", lambda s, r: _refuse("jsonrpc" not in r, "invalid_request")
    )
    yield "jsonrpc may be a number", replaced(
        "version",
        lambda s, r: _refuse(str(r.get("jsonrpc")) != "2.0", "invalid_request"),
    )
    yield "ids may be flags", replaced(
        "identity",
        lambda s, r: _refuse(
            not isinstance(r.get("id"), str | int | float), "invalid_request"
        ),
    )
    yield "ids may be anything", replaced("identity", lambda s, r: None)
    yield "ids may be objects", replaced(
        "identity",
        lambda s, r: _refuse(isinstance(r.get("id"), bool | list), "invalid_request"),
    )
    yield "ids may be texts only", replaced(
        "identity",
        lambda s, r: _refuse(not isinstance(r.get("id"), str), "invalid_request"),
    )
    yield "ids may be numbers only", replaced(
        "identity",
        lambda s, r: _refuse(not isinstance(r.get("id"), int), "invalid_request"),
    )
    yield "an id of 0 is no id", replaced(
        "identity",
        lambda s, r: _refuse(
            not r.get("id") or isinstance(r["id"], bool | dict | list),
            "invalid_request",
        ),
    )
    yield "any method is this one", replaced("known_method", lambda s, n: None)
    yield "methods in capitals will do", replaced(
        "known_method", lambda s, n: _refuse(n.lower() != s.method, "method_not_found")
    )
    yield "methods are trimmed", replaced(
        "known_method", lambda s, n: _refuse(n.strip() != s.method, "method_not_found")
    )
    yield "methods that start right will do", replaced(
        "known_method",
        lambda s, n: _refuse(not n.startswith(s.method), "method_not_found"),
    )
    yield "an unknown method is an invalid request", replaced(
        "known_method", lambda s, n: _refuse(n != s.method, "invalid_request")
    )
    yield "ids come back as texts", reply(
        lambda r: {**r, "id": r["id"] if r["id"] is None else str(r["id"])}
    )
    yield "ids of digits come back as numbers", reply(
        lambda r: {**r, "id": int(r["id"]) if str(r["id"]).isdecimal() else r["id"]}
    )
    yield "ids come back as null", reply(lambda r: {**r, "id": None})
    yield "ids are missing in errors", reply(
        lambda r: {k: v for k, v in r.items() if k != "id" or "result" in r}
    )
    yield "ids come back as null in errors", reply(
        lambda r: {**r, "id": None if "error" in r else r["id"]}
    )
    yield "ids lose what is not ASCII", reply(
        lambda r: {
            **r,
            "id": (
                r["id"].encode("ascii", "replace").decode()
                if isinstance(r["id"], str)
                else r["id"]
            ),
        }
    )
    yield "an id of 0 comes back as null", reply(lambda r: {**r, "id": r["id"] or None})
    yield "big ids lose digits", reply(
        lambda r: {
            **r,
            "id": r["id"] & 0xFFFFFFFF if isinstance(r["id"], int) else r["id"],
        }
    )
    yield "ids are always 1", reply(lambda r: {**r, "id": 1})
    yield "jsonrpc is missing in replies", reply(
        lambda r: {k: v for k, v in r.items() if k != "jsonrpc"}
    )
    yield "jsonrpc is 1.0 in replies", reply(lambda r: {**r, "jsonrpc": "1.0"})
    yield "jsonrpc is a number in replies", reply(lambda r: {**r, "jsonrpc": 2.0})
    yield "replies have result and error", reply(
        lambda r: {"result": None, "error": None, **r}
    )
    yield "no JSON is an invalid request", replaced(
        "parse", lambda s, t: _parsed(t, "invalid_request")
    )
    yield "garbage behind the JSON is let pass", replaced(
        "parse", lambda s, t: _prefix(t)
    )
    yield "other charsets are let pass", replaced("decode", _any_charset)
    yield "other encodings are parse errors", replaced("decode", _only_parse)
    yield "bytes that are not UTF-8 are let pass", replaced(
        "undecodable", lambda s, b: json.loads(b.decode("cp1251"))
    )
    yield "params may be wrapped in data", replaced(
        "result", lambda s: {"call_session_id": s.session}
    )
    yield "the result has no data", replaced("result", lambda s: {"metadata": {}})
    yield "the session is a text", replaced(
        "result", lambda s: {"data": {"call_session_id": str(s.session)}}
    )
    yield "the session has a fraction", replaced(
        "result", lambda s: {"data": {"call_session_id": s.session + 0.5}}
    )
    yield "the session is null", replaced(
        "result", lambda s: {"data": {"call_session_id": None}}
    )
    yield "the session is missing", replaced("result", lambda s: {"data": {}})
    yield "the session has another name", replaced(
        "result", lambda s: {"data": {"session_id": s.session}}
    )
    yield "the session is always the same", replaced(
        "result", lambda s: {"data": {"call_session_id": 1}}
    )
    yield "data is a list", replaced(
        "result", lambda s: {"data": [{"call_session_id": s.session}]}
    )
    yield "limits are texts", replaced(
        "metadata", lambda s: {"limits": {"day_limit": "5000"}}
    )


def _first(server: Server, request: list[Any]) -> None:
    raise Played(server, request)


class Played(Refused):
    """A batch that is answered as if its first request had come alone."""

    def __init__(self, server: Server, request: list[Any]) -> None:
        super().__init__("internal_error")


def _parsed(text: str, mnemonic: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(mnemonic) from None


def _prefix(text: str) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        raise Refused("parse_error") from None


def _any_charset(server: Server, body: bytes, content_type: str) -> Any:
    charset = re.search(r"charset=([\w-]+)", content_type)
    if charset and charset[1].lower() != "utf-8":
        return json.loads(body.decode(charset[1]))
    return Server.decode(server, body, content_type)


def _only_parse(server: Server, body: bytes, content_type: str) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except ValueError:
        raise Refused("parse_error") from None


def state() -> Iterator[tuple[str, Plant]]:
    def lists(name: str, change: Callable[[list[str]], Any]) -> Plant:
        return lambda server: server.account.update(
            {name: change(server.account[name])}
        )

    for name, what in (
        ("own", "virtual numbers"),
        ("blacklist", "blacklist"),
        ("media", "media files"),
    ):
        yield f"the {what} are empty", lists(name, lambda found: [])
        yield f"the last of the {what} is forgotten", lists(
            name, lambda found: found[:-1]
        )
        yield f"the first of the {what} is forgotten", lists(
            name, lambda found: found[1:]
        )
    for digits in (4, -4):
        yield f"virtual numbers are compared by {digits} digits", replaced(
            "virtual",
            lambda s, n, d=digits: (
                Server.virtual(s, n)
                if _part(n, d) not in {_part(own, d) for own in s.account["own"]}
                else None
            ),
        )
        yield f"media files are compared by {digits // 4} digits", replaced(
            "media",
            lambda s, f, v, d=digits // 4: (
                Server.media(s, f, v)
                if _part(v, d) not in {_part(m, d) for m in s.account["media"]}
                else None
            ),
        )
    yield "any virtual number is ours", replaced("virtual", lambda s, n: None)
    yield "any media file is there", replaced("media", lambda s, f, v: None)
    yield "media files of messages are not looked for", replaced(
        "media", lambda s, f, v: Server.media(s, f, v) if f == "media_file_id" else None
    )
    yield "media_file_id is not looked for", replaced(
        "media", lambda s, f, v: Server.media(s, f, v) if f != "media_file_id" else None
    )
    for message in ("contact_message", "operator_message"):
        yield f"{message} is not looked at", replaced(
            "message",
            lambda s, n, m, x=message: None if n == x else Server.message(s, n, m),
        )
        yield f"texts of {message} may be of any length", replaced(
            "speech",
            lambda s, n, t, x=message: None if n == x else Server.speech(s, n, t),
        )
        yield f"media of {message} are not looked for", replaced(
            "media",
            lambda s, f, v, x=message: (
                None if f.startswith(x) else Server.media(s, f, v)
            ),
        )
    yield "texts are counted in bytes", replaced("length", lambda s, t: len(t.encode()))
    yield "texts may be one longer", lambda s: s.account.update(tts=41)
    yield "texts must be one shorter", lambda s: s.account.update(tts=39)
    yield "a text of media is spoken", replaced(
        "message", lambda s, n, m: s.speech(n, m["value"])
    )
    yield "a spoken text is a media file", replaced(
        "message", lambda s, n, m: s.media(f"{n}.value", m["value"])
    )
    yield "own numbers may be called", replaced(
        "called", lambda s, n: _refuse_black(s, n)
    )
    yield "the blacklist is not looked at", replaced(
        "called",
        lambda s, n: _refuse(
            n in s.account["own"], "own_virtual_phone_number_not_allowed"
        ),
    )
    yield "the blacklist is looked at by the operator's number", replaced(
        "facts", _operator_blacklist
    )
    yield "expired tokens are good", lists("expired", lambda found: [])
    yield "blocked tokens are good", lists("blocked", lambda found: [])
    yield "any token is good", replaced("account_of", _lenient)
    yield "expired tokens are called blocked", lambda s: s.account.update(
        expired=s.account["blocked"], blocked=s.account["expired"]
    )
    yield "invalid tokens are called expired", replaced("account_of", _expired)
    for token, kind in ACCOUNTS:
        yield f"an account in trouble ({kind}) is served", lambda s, t=token: s.account[
            "troubles"
        ].update({t: ""})
        other = "rights" if kind != "rights" else "account"
        yield f"an account in trouble ({kind}) is told another", lambda s, t=token, o=other: s.account[
            "troubles"
        ].update(
            {t: o}
        )
    yield "the day's limit is told for the minute's", lambda s: s.account.update(
        limits={"day": 70, "minute": 5000}
    )
    yield "the limit's kind is told wrong", lambda s: s.account["troubles"].update(
        {"token-day": "minute", "token-minute": "day"}
    )
    yield "another address is told", lambda s: s.account.update(ip="127.0.0.1")
    yield "another component is told", lambda s: s.account.update(component="API")


def _part(value: Any, digits: int) -> str:
    """The first digits of a number or, for a negative count, the last ones."""
    return str(value)[:digits] if digits > 0 else str(value)[digits:]


ACCOUNTS = (
    ("token-address", "ip"),
    ("token-rights", "rights"),
    ("token-day", "day"),
    ("token-minute", "minute"),
    ("token-component", "component"),
    ("token-account", "account"),
    ("token-fault", "fault"),
)


def _refuse_black(server: Server, number: Any) -> None:
    if number in server.account["blacklist"]:
        raise Refused("contact_in_blacklist", "contact", number, contact=number)


def _operator_blacklist(server: Server, params: Json) -> None:
    Server.facts(server, {**params, "contact": params.get("operator")})


def _lenient(server: Server, params: Json) -> str:
    try:
        return Server.account_of(server, params)
    except Refused as error:
        if error.mnemonic == "access_token_invalid":
            return ""
        raise


def _expired(server: Server, params: Json) -> str:
    try:
        return Server.account_of(server, params)
    except Refused as error:
        if error.mnemonic == "access_token_invalid":
            raise Refused("access_token_expired") from None
        raise
