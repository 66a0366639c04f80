"""The reference server with something changed between it and whoever asks: faults of replies, and what is no fault."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from onespec.runtime.player.wire import LocalEndpoint, Reply

Json = dict[str, Any]


@dataclass
class Answer:
    """A reply on its way, and the request that it answers."""

    asked: Any
    """The request, or None where it can't be read."""
    value: Any
    status: int = 200
    headers: dict[str, str] = field(
        default_factory=lambda: {"content-type": "application/json; charset=utf-8"}
    )
    body: bytes | None = None
    """Bytes in the place of the value."""

    @property
    def is_error(self) -> bool:
        return "error" in self.value

    @property
    def text(self) -> str:
        return json.dumps(self.value, ensure_ascii=False)

    def sent(self, *path: str) -> Any:
        """What the request has at a path of its params."""
        found = self.asked.get("params") if isinstance(self.asked, dict) else None
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found


Change = Callable[[Answer], Any]
Reading = Callable[[bytes, str], tuple[bytes, str]]
"""What a server makes of a body and its label before it looks at them."""


class Tampered(LocalEndpoint):
    """The reference server behind a change of every reply, or of what it reads."""

    def __init__(
        self,
        app: Any,
        request: Any,
        change: Change = lambda answer: None,
        reading: Reading = lambda body, label: (body, label),
    ) -> None:
        super().__init__(app, request)
        self._change = change
        self._reading = reading

    def send(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Reply:
        plain = super().send(*self._reading(body, content_type), headers)
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        answer = Answer(asked, json.loads(plain.body))
        self._change(answer)
        sent = answer.text.encode() if answer.body is None else answer.body
        return Reply(answer.status, sent, answer.headers)


# -- ways to change a reply ------------------------------------------------------------------------------------------


def put(*path: str, value: Any) -> Change:
    """Sets a member, where what surrounds it is there."""

    def change(answer: Answer) -> None:
        place = _place(answer.value, path)
        if place is not None and path[-1] in place:
            old = place[path[-1]]
            place[path[-1]] = value(old) if callable(value) else value

    return change


def add(*path: str, value: Any) -> Change:
    """Sets a member that may not be there."""

    def change(answer: Answer) -> None:
        place = _place(answer.value, path)
        if place is not None:
            place[path[-1]] = value(answer) if callable(value) else copy.deepcopy(value)

    return change


def drop(*path: str) -> Change:
    def change(answer: Answer) -> None:
        place = _place(answer.value, path)
        if place is not None:
            place.pop(path[-1], None)

    return change


def rename(*path: str, to: str) -> Change:
    def change(answer: Answer) -> None:
        place = _place(answer.value, path)
        if place is not None and path[-1] in place:
            place[to] = place.pop(path[-1])

    return change


def _place(value: Any, path: tuple[str, ...]) -> Json | None:
    """What holds the last member of a path."""
    for name in path[:-1]:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def body(text: Callable[[Answer], str | bytes]) -> Change:
    """Sends other bytes."""

    def change(answer: Answer) -> None:
        made = text(answer)
        answer.body = made if isinstance(made, bytes) else made.encode()

    return change


def header(value: str) -> Change:
    return lambda answer: answer.headers.update({"content-type": value})


def status(code: int) -> Change:
    def change(answer: Answer) -> None:
        answer.status = code

    return change


def errors(change: Change) -> Change:
    return lambda answer: change(answer) if answer.is_error else None


def results(change: Change) -> Change:
    return lambda answer: None if answer.is_error else change(answer)


def every(*changes: Change) -> Change:
    def change(answer: Answer) -> None:
        for one in changes:
            one(answer)

    return change


def of(mnemonic: str, change: Change) -> Change:
    """Only for one error."""

    def changed(answer: Answer) -> None:
        if answer.is_error and answer.value["error"]["data"]["mnemonic"] == mnemonic:
            change(answer)

    return changed


def text_value(change: Callable[[str], Any]) -> Change:
    """Changes `value` of errors where it is a text."""
    return put(
        "error", "data", "value", value=lambda v: change(v) if isinstance(v, str) else v
    )


def params_of(change: Callable[[Json], Any]) -> Change:
    """Changes `params` of errors where they say something."""
    return put("error", "data", "params", value=lambda p: change(p) if p else p)


TOKEN, OTHER_TOKEN = "your_access_token", "blocked_access_token"


def twice(name: str) -> Callable[[Answer], str]:
    """A member that stands twice, the second time with null."""

    def text(answer: Answer) -> str:
        return re.sub(rf'"{name}": ("[^"]*"|-?\d+)', rf'\g<0>, "{name}": null', answer.text)  # fmt: skip

    return text


class Before:
    """Answers with the reply before."""

    def __init__(self) -> None:
        self.value: Any = None

    def __call__(self, answer: Answer) -> None:
        held, self.value = self.value, answer.value
        answer.value = held or answer.value


class Cached:
    """Answers each success with the result of the first."""

    def __init__(self) -> None:
        self.result: Any = None

    def __call__(self, answer: Answer) -> None:
        if not answer.is_error:
            self.result = self.result or answer.value["result"]
            answer.value["result"] = self.result


LEFT = ("result", "metadata", "limits")
SESSION = ("result", "data", "call_session_id")
DATA = ("error", "data")


def faults() -> Iterator[tuple[str, Change]]:
    """Each breaks one thing that the pages or JSON-RPC 2.0 say."""
    yield from _http()
    yield from _bodies()
    yield from _envelopes()
    yield from _ids()
    yield from _errors()
    yield from _error_data()
    yield from _secrets()
    yield from _results()
    yield from _metadata()


def _http() -> Iterator[tuple[str, Change]]:
    for code in (201, 202, 302, 404, 500, 503):
        yield f"successes have the status {code}", results(status(code))
    for kind in (
        "text/html; charset=utf-8",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "application/json; charset=windows-1251",
        "application/json; charset=iso-8859-1",
        "application/json;charset=UTF-16",
    ):
        yield f"replies are {kind}", header(kind)
    yield "errors are text/html", errors(header("text/html"))
    yield "results are text/plain", results(header("text/plain; charset=utf-8"))


def _bodies() -> Iterator[tuple[str, Change]]:
    yield "a byte order mark", body(lambda a: b"\xef\xbb\xbf" + a.text.encode())
    yield "UTF-16", body(lambda a: a.text.encode("utf-16"))
    yield "windows-1251", body(lambda a: a.text.encode("cp1251", "replace"))
    yield "latin letters only", body(lambda a: a.text.encode("latin-1", "replace"))
    yield "a bracket behind", body(lambda a: a.text + "}")
    yield "a word behind", body(lambda a: a.text + "\nOK")
    yield "a zero byte behind", body(lambda a: a.text + "\0")
    yield "two replies", body(lambda a: a.text + "\n" + a.text)
    yield "a warning before", body(lambda a: "<br />\nWarning: x\n" + a.text)
    yield "a guard before", body(lambda a: ")]}',\n" + a.text)
    yield "empty results", results(body(lambda a: ""))
    yield "empty errors", errors(body(lambda a: ""))
    yield "blank errors", errors(body(lambda a: " \n"))
    yield "a list of one reply", body(lambda a: json.dumps([a.value]))
    yield "JSON in JSON", body(lambda a: json.dumps(a.text))
    yield "a callback", body(lambda a: f"callback({a.text});")
    yield "single quotes", body(lambda a: repr(a.value))
    yield "a comma too many", body(lambda a: a.text[:-1] + ",}")
    yield "cut short", body(lambda a: a.text[:-1])
    yield "NaN", results(put(*LEFT, "day_reset", value=float("nan")))
    yield "Infinity", results(put(*LEFT, "day_reset", value=float("inf")))
    yield "the id twice", body(twice("id"))
    yield "the session twice", body(twice("call_session_id"))
    yield "the code twice", body(twice("code"))
    yield "results are null alone", results(body(lambda a: "null"))
    yield "a comment", body(lambda a: a.text + " // made by x")
    yield "raw control characters", body(lambda a: a.text.replace('": "', '": "\t', 1))
    yield "errors are pages", errors(body(lambda a: "<html>an error</html>"))


def _envelopes() -> Iterator[tuple[str, Change]]:
    yield "no jsonrpc", drop("jsonrpc")
    yield "no jsonrpc in errors", errors(drop("jsonrpc"))
    for other in (2.0, 2, "2", "1.0", "2.0 ", None):
        yield f"jsonrpc is {other!r}", put("jsonrpc", value=other)
    yield "results with error null", results(add("error", value=None))
    yield "errors with result null", errors(add("result", value=None))
    yield "errors with a result", errors(add("result", value={"data": {}}))
    yield "no error in errors", errors(drop("error"))
    yield "no result in results", results(drop("result"))
    yield "error is renamed", errors(rename("error", to="errors"))
    yield "error is a text", errors(put("error", value=lambda e: e["message"]))
    yield "error is a list", errors(put("error", value=lambda e: [e]))
    yield "error is null", errors(put("error", value=None))
    yield "error is true", errors(put("error", value=True))


def _ids() -> Iterator[tuple[str, Change]]:
    def texts(change: Callable[[str], Any]) -> Change:
        return put("id", value=lambda v: change(v) if isinstance(v, str) else v)

    def numbers(change: Callable[[int], Any]) -> Change:
        return put("id", value=lambda v: change(v) if isinstance(v, int) else v)

    yield "no id", drop("id")
    yield "no id in errors", errors(drop("id"))
    yield "no id where it can't be read", of("parse_error", drop("id"))
    yield "id 0 where it can't be read", of("parse_error", put("id", value=0))
    yield "an empty id where it can't be read", of("parse_error", put("id", value=""))
    yield "id is null", put("id", value=None)
    yield "numbers come back as texts", numbers(str)
    yield "digits come back as numbers", texts(lambda v: int(v) if v.isdigit() else v)
    yield "ids in capitals", texts(str.upper)
    yield "ids in small letters", texts(str.lower)
    for most in (16, 20, 32, 36, 50, 64):
        yield f"ids are cut at {most}", texts(lambda v, m=most: v[:m])
    yield "backslashes of ids are doubled", texts(lambda v: v.replace("\\", "\\\\"))
    yield "quotes of ids are lost", texts(lambda v: v.replace('"', ""))
    yield "emoji of ids are lost", texts(lambda v: re.sub("[^\0-\uffff]", "\ufffd", v))
    yield "ids are ASCII", texts(lambda v: v.encode("ascii", "replace").decode())
    yield "ids are escaped for HTML", texts(lambda v: v.replace('"', "&quot;"))
    yield "ids are wrapped", put("id", value=lambda v: [v])
    yield "ids are made anew", put("id", value="6b1f")
    yield "ids count up", numbers(lambda v: v + 1)
    yield "id 0 is null", numbers(lambda v: v or None)
    yield "big ids are rounded", numbers(
        lambda v: v if v < 2**31 else int(float(f"{v:.6g}"))
    )
    yield "ids are one behind", Before()


def _errors() -> Iterator[tuple[str, Change]]:
    code, message = ("error", "code"), ("error", "message")
    yield "codes are texts", put(*code, value=str)
    yield "codes are positive", put(*code, value=abs)
    yield "codes have fractions", put(*code, value=lambda c: c + 0.5)
    yield "no code", drop(*code)
    yield "codes are null", put(*code, value=None)
    yield "codes are 0", put(*code, value=0)
    yield "codes are HTTP statuses", put(*code, value=400)
    yield "one code for all params", put(
        *code, value=lambda c: -32602 if c > -32020 and c < -32000 else c
    )
    for name, other in (
        ("contact_in_blacklist", -32602),
        ("virtual_phone_number_not_found", -32602),
        ("own_virtual_phone_number_not_allowed", -32002),
        ("limit_exceeded", -32000),
        ("batch_operations_not_supported", -32600),
        ("character_encoding_not_allowed", -32700),
        ("internal_error", -32000),
    ):
        yield f"code of {name}", of(name, put(*code, value=other))
    yield "no message", drop(*message)
    yield "messages are null", put(*message, value=None)
    yield "messages are empty", put(*message, value="")
    yield "messages are objects", put(*message, value=lambda m: {"en": m})
    yield "messages are translated", put(*message, value="Ошибка")
    yield "a blank behind messages", put(*message, value=lambda m: m + " ")
    yield "no dot behind messages", put(*message, value=lambda m: m.removesuffix("."))
    yield "messages in small letters", put(*message, value=str.lower)
    yield "messages name the mnemonic", errors(
        lambda a: a.value["error"].update(message=a.value["error"]["data"]["mnemonic"])
    )
    yield "numbers in messages are grouped", put(
        *message, value=lambda m: re.sub(r"\d{4,}", lambda n: f"{int(n[0]):,}", m)
    )
    yield "quotes in messages are typographic", of(
        "own_virtual_phone_number_not_allowed",
        put(*message, value=lambda m: m.replace("can not", "can’t")),
    )
    yield "placeholders are not filled", of(
        "ip_not_whitelisted", put(*message, value="Your IP {ip} is not whitelisted")
    )
    yield "the longest value is cut in messages", put(
        *message, value=lambda m: re.sub(r"\d{11,}", lambda n: n[0][:8] + "...", m)
    )


def _error_data() -> Iterator[tuple[str, Change]]:
    yield "no data", drop(*DATA)
    yield "data are null", put(*DATA, value=None)
    yield "data are a list", put(*DATA, value=lambda d: [d])
    yield "data are a text", put(*DATA, value=json.dumps)
    yield "data beside error", errors(
        lambda a: a.value.update(data=a.value["error"].pop("data"))
    )
    yield "no mnemonic", drop(*DATA, "mnemonic")
    yield "the mnemonic is null", put(*DATA, "mnemonic", value=None)
    yield "the mnemonic is in capitals", put(*DATA, "mnemonic", value=str.upper)
    yield "the mnemonic has dashes", put(
        *DATA, "mnemonic", value=lambda m: m.replace("_", "-")
    )
    yield "a blank behind the mnemonic", put(*DATA, "mnemonic", value=lambda m: m + " ")
    yield "the mnemonic is a list", put(*DATA, "mnemonic", value=lambda m: [m])
    yield "the mnemonic has another name", rename(*DATA, "mnemonic", to="reason")
    yield "the mnemonic is misspelt", of(
        "required_parameter_missed",
        put(*DATA, "mnemonic", value="required_parameter_missing"),
    )
    named = (*DATA, "field")
    yield "fields are pointers", put(*named, value=lambda f: f and f"/{f}")
    yield "fields are lists", put(*named, value=lambda f: f and f.split("."))
    yield "fields are numbers", put(*named, value=lambda f: f and 3)
    yield "fields are objects", put(*named, value=lambda f: f and {"name": f})
    yield "fields start with params", put(*named, value=lambda f: f and f"params.{f}")
    yield "fields are camelCase", put(
        *named, value=lambda f: f and re.sub("_(.)", lambda m: m[1].upper(), f)
    )
    yield "fields are always contact", put(*named, value=lambda f: f and "contact")
    yield "fields are renamed", rename(*named, to="Field")
    yield "values are trimmed", text_value(lambda v: v[:-1])
    yield "values are in capitals", text_value(lambda v: f"{v.upper()}!")
    yield "values are stars", text_value(lambda v: "***")
    yield "values are quoted", text_value(json.dumps)
    yield "values are another param's", errors(
        lambda a: a.value["error"]["data"].update(value=a.sent("operator") or "x")
    )
    yield "params are a list", params_of(lambda p: list(p.values()))
    yield "params are a text", params_of(json.dumps)
    yield "params are a number", params_of(len)
    yield "params are true", params_of(lambda p: True)
    yield "params have other names", params_of(lambda p: {f"{k}s": p[k] for k in p})
    yield "params have other values", params_of(lambda p: dict.fromkeys(p, "0"))
    yield "params lack one", params_of(
        lambda p: dict(list(p.items())[:1]) if len(p) > 1 else p
    )
    yield "params are nested", params_of(lambda p: {k: [p[k]] for k in p})
    yield "the helper is a number", put(*DATA, "extended_helper", value=12)
    yield "the helper is an object", put(*DATA, "extended_helper", value={"url": "x"})
    yield "the helper is renamed", rename(*DATA, "extended_helper", to="extendedHelper")


def _secrets() -> Iterator[tuple[str, Change]]:
    def token(answer: Answer) -> str:
        return f"token={answer.sent('access_token')}"

    yield "data hold a trace with the token", add(*DATA, "trace", value=token)
    yield "errors hold the request", add(
        "error", "request", value=lambda a: copy.deepcopy(a.asked)
    )
    yield "error params hold all that was sent", add(
        *DATA, "params", value=lambda a: a.sent()
    )
    yield "results echo the token", add("result", "data", "token", value=token)
    yield "replies hold the session", add("session", value=token)
    yield "another token is told in data", add(
        *DATA, "hint", value=f"try {OTHER_TOKEN}"
    )
    yield "another token is told as the value", of(
        "access_token_invalid", add(*DATA, "value", value=OTHER_TOKEN)
    )
    yield "a token is a key", add("result", "data", "sessions", value={TOKEN: 1})


def _results() -> Iterator[tuple[str, Change]]:
    for name, value in (
        ("a text", str),
        ("a fraction", lambda v: v + 0.5),
        ("null", None),
        ("true", True),
        ("a list", lambda v: [v]),
        ("an object", lambda v: {"id": v}),
        ("a text of nothing", ""),
        ("too great for a float", lambda v: float("1e300") * 1e300),
    ):
        yield f"the session is {name}", put(*SESSION, value=value)
    yield "no session", drop(*SESSION)
    yield "the session is camelCase", rename(*SESSION, to="callSessionId")
    yield "the session is always the same", put(*SESSION, value=1)
    yield "the result is kept", Cached()
    yield "no data in results", results(
        lambda a: a.value.update(result=a.value["result"]["data"])
    )
    for name, made in (
        ("null", None),
        ("a list", lambda d: [d]),
        ("a text", json.dumps),
        ("empty", {}),
        ("true", True),
    ):
        yield f"data of results are {name}", put("result", "data", value=made)
    yield "results are a list", put("result", value=lambda r: [r])
    yield "results are a text", put("result", value=json.dumps)
    yield "results are null", put("result", value=None)


def _metadata() -> Iterator[tuple[str, Change]]:
    whole = ("result", "metadata")
    yield "metadata are a list", put(*whole, value=lambda m: [m])
    yield "metadata are a text", put(*whole, value=json.dumps)
    yield "metadata are true", put(*whole, value=True)
    yield "limits are a list", put(*LEFT, value=lambda m: list(m.values()))
    yield "limits are a number", put(*LEFT, value=3)
    yield "limits are renamed", rename(*LEFT, to="limit")
    for name in ("day_limit", "day_remaining", "minute_reset"):
        yield f"{name} is a text", put(*LEFT, name, value=str)
        yield f"{name} is negative", put(*LEFT, name, value=-1)
        yield f"{name} is a flag", put(*LEFT, name, value=True)
    yield "limits are camelCase", rename(*LEFT, "minute_limit", to="minuteLimit")
    yield "limits have other names", rename(*LEFT, "day_reset", to="day_expires")
    yield "resets are times", put(*LEFT, "day_reset", value="2030-01-01T00:00:00Z")
    version = (*whole, "api_version")
    yield "the version is a number", add(*version, value={"current_version": 4})
    yield "the warning is a text", add(
        *version, value={"current_version_deprecated": "yes"}
    )
    yield "the version is a text", add(*version, value="v4.0")


def readings() -> Iterator[tuple[str, Reading]]:
    """Each reads other JSON, or other encodings, than a server that is right."""
    yield "NaN is read as null", lambda b, c: (b.replace(b"NaN", b"null"), c)
    yield "blanks before are refused", lambda b, c: (b if b[:1] in b"{[" else b"", c)
    yield "members have an order", lambda b, c: (
        b"" if b.startswith(b'{"params"') else b,
        c,
    )
    yield "escapes are not read", lambda b, c: (
        re.sub(rb"\\u([0-9a-f]{4})", rb"\\\\u\1", b),
        c,
    )
    yield "latin letters are taken", _taken("iso-8859-1")
    yield "windows-1251 is taken", _taken("windows-1251")
    yield "what stands behind is cut off", lambda b, c: (b.rstrip(b"}") + b"}}", c)


def _taken(charset: str) -> Reading:
    def read(body: bytes, label: str) -> tuple[bytes, str]:
        if charset not in label:
            return body, label
        return body.decode(charset).encode(), "application/json"

    return read


# -- what is no fault ------------------------------------------------------------------------------------------------


def variants() -> Iterator[tuple[str, Change]]:
    """Each is right, and makes another choice than the reference server where the pages are silent."""
    yield "members in the reverse order", body(lambda a: json.dumps(_turned(a.value)))
    yield "members in the order of the alphabet", body(
        lambda a: json.dumps(a.value, sort_keys=True)
    )
    yield "JSON over many lines", body(
        lambda a: json.dumps(a.value, indent="\t").replace("\n", "\r\n")
    )
    yield "no blanks at all", body(lambda a: json.dumps(a.value, separators=(",", ":")))
    yield "everything is escaped", body(lambda a: _escaped(a.text))
    yield "slashes are escaped", body(lambda a: a.text.replace("/", "\\/"))
    yield "blanks around", body(lambda a: f"\r\n\t {a.text} \n\n")
    yield "more headers", lambda a: a.headers.update(
        {"x-request-id": "1", "set-cookie": "a=b", "server": "x", "vary": "Accept"}
    )
    for kind in (
        "application/json",
        "Application/JSON; Charset=utf8",
        'application/json;charset="UTF-8"',
        "application/json ; charset=UTF-8; profile=x",
    ):
        yield f"the type is written {kind}", header(kind)
    yield "no type", lambda a: a.headers.clear()
    for code in (400, 404, 422, 500, 503):
        yield f"errors have the status {code}", errors(status(code))
    yield "errors have statuses of their own", errors(_status_of_code)
    yield "a refused limit has 429", of(
        "limit_exceeded",
        every(status(429), lambda a: a.headers.update({"retry-after": "1"})),
    )
    yield "more members in replies", add("host", value="api-3")
    yield "more members in errors", add("error", "id", value="e-77")
    yield "more members in data", add(*DATA, "severity", value="low")
    yield "more members in results", add("result", "data", "queue", value=[1, None])
    yield "more members beside data", add("result", "took", value=0.2)
    yield "more members in metadata", add("result", "metadata", "node", value="a")
    yield "more members in limits", add(*LEFT, "hour_limit", value=10)
    for name in ("field", "value", "params", "extended_helper"):
        yield f"no {name}", drop(*DATA, name)
        yield f"{name} is null", put(*DATA, name, value=None)
        yield f"{name} is empty", put(*DATA, name, value=lambda v: v or "")
    yield "nothing but the mnemonic", put(
        *DATA, value=lambda d: {"mnemonic": d["mnemonic"]}
    )
    yield "params of null", put(*DATA, "params", value=lambda p: p or {"object": None})
    yield "params are an empty list", put(*DATA, "params", value=lambda p: p or [])
    yield "numbers in params are texts", params_of(
        lambda p: {key: str(value) for key, value in p.items()}
    )
    yield "there is help", put(*DATA, "extended_helper", value="https://example.org/")
    yield "values of another type are JSON", of("data_type_error", _told(json.dumps))
    yield "values of another type are texts", of("data_type_error", _told(str))
    yield "values of another type are names", of(
        "data_type_error", _told(lambda v: type(v).__name__)
    )
    yield "values that are no texts are JSON", put(
        *DATA, "value", value=lambda v: v if isinstance(v, str) else json.dumps(v)
    )
    yield "tokens are echoed", errors(
        lambda a: (
            a.value["error"]["data"].update(
                field="access_token", value=a.sent("access_token")
            )
            if a.value["error"]["code"] == -32001
            else None
        )
    )
    yield "no metadata", drop("result", "metadata")
    for name, value in (("null", None), ("empty", {})):
        yield f"metadata are {name}", put("result", "metadata", value=value)
        yield f"limits are {name}", put(*LEFT, value=value)
        yield f"the version is {name}", add("result", "metadata", "api_version", value=value)  # fmt: skip
    yield "limits without a number", put(*LEFT, "day_limit", value=None)
    yield "limits of the day only", put(
        *LEFT, value=lambda m: {key: m[key] for key in m if key.startswith("day")}
    )
    yield "limits have fractions", put(*LEFT, "minute_reset", value=12.5)
    yield "limits stand in errors", add(*DATA, "metadata", value={"limits": {}})
    yield "the version is deprecated", add(
        "result",
        "metadata",
        "api_version",
        value={
            "current_version_deprecated": True,
            "current_version": "v4.0",
            "latest_version": "v5.0",
        },
    )
    yield "the session is written with a fraction", put(*SESSION, value=float)
    yield "the session is large", put(*SESSION, value=lambda v: v + 2**53)
    yield "codes are written with a fraction", put("error", "code", value=float)
    yield "ids of broken requests are null", lambda a: (
        a.value.update(id=None)
        if a.is_error and a.value["error"]["code"] in (-32700, -32600)
        else None
    )
    yield "combinations name another param", of(
        "invalid_parameters_combination", put(*DATA, "field", value="first_call")
    )


def _told(change: Callable[[Any], Any]) -> Change:
    return put(*DATA, "value", value=change)


def _turned(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _turned(item) for key, item in reversed(list(value.items()))}
    return value


def _escaped(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        units = json.loads(match[0]).encode("utf-16-be").hex()
        return '"' + re.sub("(....)", r"\\u\1", units) + '"'

    return re.sub(r'"(?:[^"\\]|\\.)*"', escape, text)


def _status_of_code(answer: Answer) -> None:
    code = answer.value["error"]["code"]
    answer.status = {-32700: 400, -32601: 404, -32001: 401, -32003: 403}.get(code, 400)
