# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A reply and what a case expects -> everything in which the two differ."""

from __future__ import annotations

import codecs
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from .expressions import same, value_of
from .suite import Case, ExpectedError, PageLength, Placeholder, Suite
from .values import Facts, misfits, name_of, resolve, words_of
from .wire import Reply, Sent, ids_of

Path: TypeAlias = tuple[str | int, ...]

ABSENT: Final = object()
"""What is due where a member shall not be."""

STATUS: Final[Path] = ("$status",)
TYPE: Final[Path] = ("$content-type",)
"""Places that stand for the HTTP status and for a header."""

KINDS: Final[Mapping[str, str]] = {
    "http-status": "the HTTP status is another than is due",
    "content-type": "replies are labelled with another type",
    "json": "replies are no JSON in UTF-8",
    "envelope": "replies are no JSON-RPC 2.0",
    "id": "the `id` does not come back as it was sent",
    "refused": "legal requests are refused",
    "accepted": "requests are accepted that have to be refused",
    "mnemonic": "another error answers",
    "code": "the code of an error is another",
    "message": "the message of an error is another",
    "data": "`error.data` has another shape",
    "field": "`error.data.field` names another param",
    "value": "`error.data.value` is not what was sent",
    "params": "`error.data.params` do not fill the message",
    "result": "a result has another shape",
    "metadata": "the metadata has another shape",
    "promise": "results don't keep what they promise",
    "repeated": "what a call makes is not new",
    "secret": "a secret is told",
    "silence": "a notification is answered",
    "batch": "the requests of a batch don't each have their reply",
}
"""Every way in which a reply can differ, and a line for many of its kind."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is wrong with a reply."""

    kind: str
    """A key of `KINDS`."""
    text: str
    """A sentence."""
    about: str = ""
    """What it is about within its kind: a mnemonic, a param, a member."""
    due: tuple[tuple[Path, Any], ...] = ()
    """Where in the reply something else is due, and what; `ABSENT` for nothing."""


def differences(
    suite: Suite,
    case: Case,
    sent: Sent,
    facts: Facts,
    reply: Reply,
    secrets: Iterable[str] = (),
) -> Iterator[Difference]:
    """Everything wrong with a reply; of what follows from something else nothing is said."""
    if case.expect.silent:
        yield from _silence(reply)
        return
    yield from _label(suite, reply)
    try:
        value = read(reply.body)
    except ValueError as error:
        yield Difference("json", f"the reply {error}")
        return
    if case.batch:
        yield from _batch(suite, case, sent, facts, reply.status, value, secrets)
        return
    if not isinstance(value, dict):
        yield Difference("envelope", f"the reply is {name_of(value)}, not an object")
        return
    if value.get("jsonrpc") != "2.0":
        got = _member(value, "jsonrpc")
        due = ((("jsonrpc",), "2.0"),)
        yield Difference("envelope", f'`jsonrpc` is {got}, not "2.0"', "jsonrpc", due)
    yield from _id(case, sent, value)
    yield from _outcome(suite, case, sent, facts, value)
    if case.expect.accepted and "error" not in value and reply.status != 200:
        text = f"the HTTP status of a success is {reply.status}, not 200"
        yield Difference("http-status", text, str(reply.status), ((STATUS, "200"),))
    yield from _status(suite, case, reply, value)
    yield from _leaks(suite, case, sent, value, secrets)


def _status(
    suite: Suite, case: Case, reply: Reply, value: Mapping[str, Any]
) -> Iterator[Difference]:
    """The HTTP status of an error, where the spec says which."""
    error = value.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not suite.status or case.expect.accepted or not isinstance(code, int):
        return
    due = suite.status.get(str(code), suite.status["otherwise"])
    if reply.status != due:
        text = (
            f"the HTTP status of an error of code {code} is {reply.status}, not {due}"
        )
        yield Difference("http-status", text, str(reply.status), ((STATUS, str(due)),))


def _silence(reply: Reply) -> Iterator[Difference]:
    """A notification is answered by HTTP alone: 204, or another success without a body."""
    if reply.body.strip():
        shown = _shown(reply.body.decode("utf-8", "backslashreplace"))
        yield Difference("silence", f"no reply is due, and one came: {shown}")
    elif not 200 <= reply.status < 300:
        text = f"the HTTP status of a notification is {reply.status}, not 204"
        yield Difference("silence", text, str(reply.status), ((STATUS, "204"),))


def _batch(
    suite: Suite,
    case: Case,
    sent: Sent,
    facts: Facts,
    status: int,
    value: Any,
    secrets: Iterable[str],
) -> Iterator[Difference]:
    """Each request has its reply, found by its id: in whatever order they come."""
    if not isinstance(value, list):
        told = f"the reply to a batch is {name_of(value)}, not a list"
        yield Difference("batch", told, name_of(value))
        return
    if suite.status and status != 200:
        text = f"the HTTP status of a list of replies is {status}, not 200"
        yield Difference("http-status", text, str(status), ((STATUS, "200"),))
    # In a list no error has a status of its own.
    suite, status = replace(suite, status={}), 200
    left = list(value)
    for number, (part, due) in enumerate(zip(case.batch, ids_of(case), strict=True), 1):
        expect = part.expect or case.expect
        if expect.silent:
            continue
        mine = next((item for item in left if _has_id(item, due)), None)
        if mine is None:
            text = f"no reply has the `id` {_shown(due)} of request {number}"
            yield Difference("batch", text, "missing")
            continue
        left.remove(mine)
        alone = replace(case, batch=(), body=part.body, expect=expect)
        request = replace(sent, request_id=due)
        answer = Reply(status, json.dumps(mine).encode())
        for found in differences(suite, alone, request, facts, answer, secrets):
            yield replace(found, text=f"request {number}: {found.text}", due=())
    if left:
        text = f"{len(left)} replies more came than requests that get one"
        yield Difference("batch", text, "more")


def _has_id(item: Any, due: Any) -> bool:
    got = item.get("id", ABSENT) if isinstance(item, dict) else ABSENT
    return (
        got is not ABSENT
        and same(got, due)
        and isinstance(got, str) == isinstance(due, str)
    )


# -- the reply as a whole --------------------------------------------------------------------------------------------

_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


def _label(suite: Suite, reply: Reply) -> Iterator[Difference]:
    """The type that the header names; HTTP lets a reply have none."""
    label = reply.headers.get("content-type", "")
    if not label:
        return
    due = suite.content_type.partition(";")[0].strip()
    kind = label.partition(";")[0].strip()
    if kind.lower() != due.lower():
        text = f"the Content-Type is {_shown(kind)}, not {_shown(due)}"
        yield Difference("content-type", text, kind, ((TYPE, due),))
    charset = _CHARSET.search(label)
    if charset and _encoding(charset[1]) != _encoding("utf-8"):
        named = _shown(charset[1])
        text = f"the Content-Type says that the text is in {named}, not in UTF-8"
        patch = ((TYPE, f"{due}; charset=UTF-8"),)
        yield Difference("content-type", text, charset[1], patch)


def _encoding(name: str) -> str:
    """An encoding by its one true name."""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name


def read(body: bytes) -> Any:
    """The JSON value of a reply. Raises ValueError that goes on from "the reply": for what is no JSON, and for what readers take in different ways."""

    def constant(text: str) -> Any:
        raise ValueError(f"is not JSON: it has `{text}`")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"has `{twice}` twice in one object")
        return found

    if not body.strip():
        raise ValueError("has no body")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: byte {error.start + 1} is {body[error.start]:#x}") from error  # fmt: skip
    if text.startswith("\ufeff"):
        raise ValueError("is not JSON: it starts with a byte order mark")
    try:
        return json.loads(text, parse_constant=constant, object_pairs_hook=members)
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at line {error.lineno} column {error.colno}"
        raise ValueError(f"is not JSON: {reason}") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error


def _id(case: Case, sent: Sent, reply: Mapping[str, Any]) -> Iterator[Difference]:
    """The id comes back as it was sent; where there may be none to read, null will do."""
    got = reply.get("id", ABSENT)
    due = sent.request_id
    either = case.expect.reply_id == "any"
    # Of a body that can't be read right, or of which only a part can, an id is no more than a guess.
    guess = case.body is not None and bool(case.body.charset or case.body.bytes)
    if either and (got is None or (guess and isinstance(got, str))):
        return
    wrap = case.body.wrap if case.body else 0
    legal = [due, *(f"{due}-{number}" for number in range(wrap))]
    if got is not ABSENT and any(
        same(got, item) and isinstance(got, str) == isinstance(item, str)
        for item in legal
    ):
        return
    told = f"{_shown(due)} or null" if either else _shown(due)
    text = f"`id` is {_member(reply, 'id')}, not {told}"
    about = "absent" if got is ABSENT else name_of(got)
    yield Difference("id", text, about, ((("id",), None if either else due),))


def _outcome(
    suite: Suite, case: Case, sent: Sent, facts: Facts, reply: Mapping[str, Any]
) -> Iterator[Difference]:
    """What came of the request: a result, or an error."""
    if ("result" in reply) == ("error" in reply):
        which = "both" if "result" in reply else "neither"
        text = f"the reply has {which} of `result` and `error`"
        other = "error" if case.expect.accepted else "result"
        yield Difference("envelope", text, which, (((other,), ABSENT),))
    elif case.expect.accepted:
        yield from _success(suite, case, sent, reply)
    else:
        # Any of the errors that the case allows will do; the nearest one is what differences are told from.
        told = [
            list(_failure(suite, wanted, sent, facts, reply))
            for wanted in case.expect.errors
        ]
        yield from min(told, key=len)


def _leaks(
    suite: Suite,
    case: Case,
    sent: Sent,
    reply: Mapping[str, Any],
    secrets: Iterable[str],
) -> Iterator[Difference]:
    """A secret has no place in a reply; but an error may repeat the value that it is about, and a result can be a secret."""
    body = json.dumps(sent.params, ensure_ascii=False)
    method = suite.methods.get(case.method)
    shape = (method.result if method else None) or {}
    texts = list(_texts(reply, ()))
    for secret in secrets:
        mine = json.dumps(secret, ensure_ascii=False)[1:-1] in body
        for path, text in texts:
            told = text == secret or (len(secret) >= TELLING and secret in text)
            if not told or path[:1] == ("id",):
                continue
            inside = path[2 if suite.result else 1 :]
            declared = path[:1] == ("result",) and _is_declared(shape, inside)
            if not declared and not (mine and path[:3] == ECHO):
                where = ".".join(map(str, path))
                # Nothing of it is quoted here: what is said ends in reports.
                whose = "that was sent" if mine else "of the account"
                yield Difference(
                    "secret",
                    f"`{where}` tells a secret {whose}",
                    where,
                    ((path, ABSENT),),
                )


def _is_declared(shape: Mapping[str, Any], path: Path) -> bool:
    """Whether a shape has a member at a path."""
    for step in path:
        inner: Any = shape.get("properties", {}).get(step)
        if isinstance(step, int):
            places = shape.get("prefixItems", ())
            inner = places[step] if step < len(places) else shape.get("items")
        elif inner is None and isinstance(shape.get("additionalProperties"), dict):
            inner = shape["additionalProperties"]
        if inner is None:
            return False
        shape = inner
    return bool(path)


ECHO: Final = ("error", "data", "value")
"""Where an error may repeat what it is about."""

TELLING: Final = 8
"""Characters of a secret that is no part of a longer text by chance."""


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in a value, keys too, and where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, key), key
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))


# -- a success -------------------------------------------------------------------------------------------------------


def _success(
    suite: Suite, case: Case, sent: Sent, reply: Mapping[str, Any]
) -> Iterator[Difference]:
    shape = suite.methods[case.method].result
    if "error" in reply:
        yield _refused(suite, shape, reply["error"])
        return
    data, place = reply["result"], "result"
    if suite.result:
        if not isinstance(data, dict) or suite.result not in data:
            kind = "" if isinstance(data, dict) else f": it is {name_of(data)}"
            due = (("result", suite.result), words_of(shape or {}))
            yield Difference(
                "result",
                f"`result` has no `{suite.result}`{kind}",
                suite.result,
                (due,) if isinstance(data, dict) else (),
            )
            return
        yield from _metadata(suite, data.get("metadata"))
        data, place = data[suite.result], f"result.{suite.result}"
    if shape is not None:
        found = list(_shaped("result", shape, data, place))
        yield from found
        for name, tree in suite.methods[case.method].promises.items():
            if not found and not value_of(tree, {"params": {"result": data}}):
                text = f"`{place}` does not keep `{name}`"
                yield Difference("promise", text, f"promises/{name}", ())
        if not found and (page := suite.methods[case.method].page) is not None:
            yield from _too_long(page, sent, data, place)


def _too_long(
    page: PageLength, sent: Sent, data: Any, place: str
) -> Iterator[Difference]:
    """A page has no more items than were asked for."""
    most = sent.params.get(page.param)
    items = data.get(page.items) if page.items and isinstance(data, dict) else data
    if not isinstance(most, int) or not isinstance(items, list) or len(items) <= most:
        return
    place = f"{place}.{page.items}" if page.items else place
    text = (
        f"`{place}` has {len(items)} items, and `{page.param}` asks for {most} at most"
    )
    yield Difference("result", text, f"page/{page.param}", ())


def _refused(suite: Suite, shape: Mapping[str, Any] | None, error: Any) -> Difference:
    error = error if isinstance(error, dict) else {}
    data = error.get("data") if isinstance(error.get("data"), dict) else {}
    named = data.get("field")
    about = f" about `{named}`" if isinstance(named, str) and named else ""
    told = f"`{data.get('mnemonic')}` ({error.get('code')}){about}"
    words = words_of(shape or {})
    return Difference(
        "refused",
        f"a legal request was refused: {told}",
        told,
        (
            (("error",), ABSENT),
            (("result",), {suite.result: words} if suite.result else words),
        ),
    )


def _metadata(suite: Suite, metadata: Any) -> Iterator[Difference]:
    """Metadata need not be there; what is there has its shape and its names."""
    shape = {"type": ["object", "null"], "properties": suite.metadata}
    yield from _shaped("metadata", shape, metadata, "result.metadata")
    if not isinstance(metadata, dict):
        return
    yield from _misspelt("metadata", suite.metadata, metadata, "result.metadata")
    for name, due in suite.metadata.items():
        inner, known = metadata.get(name), due.get("properties")
        if not isinstance(inner, dict) or not known:
            continue
        # A name of its own beside those that are known says more; in the place of one it says something else.
        strange = [key for key in inner if key not in known]
        missing = [key for key in known if key not in inner]
        if strange and missing:
            where = f"result.metadata.{name}"
            yield Difference(
                "metadata",
                f"`{where}` has `{strange[0]}` and no `{missing[0]}`",
                f"{where}.{strange[0]}",
                (((*where.split("."), strange[0]), ABSENT),),
            )


def _shaped(
    kind: str, shape: Mapping[str, Any], value: Any, where: str
) -> Iterator[Difference]:
    """Everything wrong with a value by its shape."""
    for misfit in misfits(shape, value, where):
        path: Path = (*where.split("."), *misfit.path)
        about = ".".join(step for step in path if isinstance(step, str))
        yield Difference(kind, misfit.text, about, ((path, misfit.due),))


def _misspelt(
    kind: str, known: Iterable[str], members: Mapping[str, Any], where: str
) -> Iterator[Difference]:
    """Members that are let pass as additions, but for those with nearly the name of one that is missing."""
    missing = [name for name in known if name not in members]
    for name in members:
        near = [
            other
            for other in missing
            if _plain(other) == _plain(name)
            or difflib.SequenceMatcher(None, other, name).ratio() >= 0.8
        ]
        if near and name not in known:
            yield Difference(
                kind,
                f"`{where}` has `{name}` and no `{near[0]}`",
                f"{where}.{name}",
                (((*where.split("."), name), ABSENT),),
            )


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


# -- an error --------------------------------------------------------------------------------------------------------

EMPTY: Final[tuple[Any, ...]] = (None, "", {}, [], {"object": None})
"""Ways to say nothing."""


def _failure(
    suite: Suite,
    wanted: ExpectedError,
    sent: Sent,
    facts: Facts,
    reply: Mapping[str, Any],
) -> Iterator[Difference]:
    message = _message(wanted, sent, facts)
    name = wanted.mnemonic
    due: dict[str, Any] = {"code": wanted.code, "data": {"mnemonic": name}}
    if message is not None:
        due = {"code": wanted.code, "message": message, "data": due["data"]}
    if "result" in reply:
        text = f"the request was accepted; `{name}` was due"
        patches = ((("result",), ABSENT), (("error",), due))
        yield Difference("accepted", text, name, patches)
        return
    error = reply["error"]
    if not isinstance(error, dict):
        text = f"`error` is {name_of(error)}, not an object"
        yield Difference("envelope", text, "error", ((("error",), due),))
        return
    data = error.get("data", ABSENT)
    if not isinstance(data, dict):
        kind = "absent" if data is ABSENT else name_of(data)
        text = f"`error.data` is {kind}, not an object"
        yield Difference("data", text, "", ((("error", "data"), due["data"]),))
    elif data.get("mnemonic") != name:
        yield _another(wanted, message, error, data)
        # What else differs is all the other error's.
        if isinstance(data.get("mnemonic"), str) and not _alike(wanted, message, error):
            return
    code = error.get("code")
    if not same(code, wanted.code):
        text = f"the code is {_member(error, 'code')}, not {wanted.code}"
        yield Difference("code", text, name, ((("error", "code"), wanted.code),))
    yield from _worded(message, name, error)
    if isinstance(data, dict):
        yield from _data(suite, wanted, sent, facts, data)


def _worded(
    message: str | None, name: str, error: Mapping[str, Any]
) -> Iterator[Difference]:
    """The message, word for word; where it is open, it is a text all the same."""
    got = error.get("message")
    if message is None:
        if not isinstance(got, str):
            text = f"the message is {_member(error, 'message')}, not a text"
            yield Difference("message", text, name)
    elif got != message:
        text = f"the message is {_member(error, 'message')}, not {_shown(message)}"
        yield Difference("message", text, name, ((("error", "message"), message),))


def _another(
    wanted: ExpectedError,
    message: str | None,
    error: Mapping[str, Any],
    data: Mapping[str, Any],
) -> Difference:
    """A wrong mnemonic: of another error altogether, or of this one under another name."""
    got = data.get("mnemonic")
    patches: list[tuple[Path, Any]] = [(("error", "data", "mnemonic"), wanted.mnemonic)]
    if _alike(wanted, message, error) or not isinstance(got, str):
        text = f"the mnemonic is {_member(data, 'mnemonic')}, not {_shown(wanted.mnemonic)}"
        return Difference("mnemonic", text, wanted.mnemonic, tuple(patches))
    patches.append((("error", "code"), wanted.code))
    if message is not None:
        patches.append((("error", "message"), message))
    told = f"`{got}` ({error.get('code')})"
    text = f"the error is {told}; `{wanted.mnemonic}` ({wanted.code}) was due"
    named = data.get("field")
    if isinstance(named, str) and named not in ("", wanted.field):
        # A request has one thing wrong with it: what is said of another param is said of a legal one.
        return Difference("refused", text, f"{told} about `{named}`", tuple(patches))
    about = f"{told} in the place of `{wanted.mnemonic}`"
    return Difference("mnemonic", text, about, tuple(patches))


def _alike(
    wanted: ExpectedError, message: str | None, error: Mapping[str, Any]
) -> bool:
    """Whether an error has the code and the message that are due."""
    worded = message is None or error.get("message") == message
    return worded and same(error.get("code"), wanted.code)


def _message(wanted: ExpectedError, sent: Sent, facts: Facts) -> str | None:
    """The message with its placeholders filled; None where it is open."""
    if wanted.message is None:
        return None
    values = _placeholders(wanted, sent, facts)
    return "".join(
        _as_text(values.get(part.name)) if isinstance(part, Placeholder) else part
        for part in wanted.message
    )


def _placeholders(wanted: ExpectedError, sent: Sent, facts: Facts) -> dict[str, Any]:
    """Values of the placeholders of the message."""
    return {
        name: resolve(symbol, facts, sent.params)
        for name, symbol in wanted.params.items()
    }


def _data(
    suite: Suite,
    wanted: ExpectedError,
    sent: Sent,
    facts: Facts,
    data: Mapping[str, Any],
) -> Iterator[Difference]:
    """Members of the data may be absent or empty; where they say something they have their shape and are right."""
    where, name = ("error", "data"), wanted.mnemonic
    misshapen: set[str] = set()
    for member, shape in suite.error_data.items():
        value = data.get(member)
        if member == "mnemonic" or any(same(value, item) for item in EMPTY):
            continue
        kind = member if member in ("field", "value", "params") else "data"
        for found in _shaped(kind, shape, value, f"error.data.{member}"):
            misshapen.add(member)
            yield found
    yield from _misspelt("data", suite.error_data, data, "error.data")
    for member in suite.told:
        if member not in data:
            text = f"`data` has no `{member}`, which stands there with every error"
            yield Difference("data", text, f"error.data.{member}", ())
    field = data.get("field")
    if wanted.field and isinstance(field, str) and field and field != wanted.field:
        text = f"`field` is {_shown(field)}, not {_shown(wanted.field)}"
        yield Difference("field", text, name, (((*where, "field"), wanted.field),))
    value = data.get("value")
    if wanted.value is not None and not any(same(value, item) for item in EMPTY):
        due = resolve(wanted.value.source, facts, sent.params)
        texts_only = wanted.value.texts_only
        if (isinstance(due, str) or not texts_only) and not same(value, due):
            text = f"`value` is {_shown(value)}, not {_shown(due)}"
            yield Difference("value", text, name, (((*where, "value"), due),))
    for member, symbol in wanted.data.items():
        due = resolve(symbol, facts, sent.params)
        told = (((*where, member), due),)
        if member not in data:
            if member in wanted.needed:
                yield Difference("data", f"`data` has no `{member}`", name, told)
        elif not same(data[member], due):
            text = f"`{member}` is {_shown(data[member])}, not {_shown(due)}"
            yield Difference("data", text, name, told)
    params = None if wanted.params_open else data.get("params")
    if not isinstance(params, dict) or not any(
        item is not None for item in params.values()
    ):
        return
    for key, due in _placeholders(wanted, sent, facts).items():
        patch = (((*where, "params", key), due),)
        if key not in params:
            text = f"`params` says something and has no `{key}`"
            yield Difference("params", text, name, patch)
        elif params[key] is not None and _as_text(params[key]) != _as_text(due):
            text = f"`params.{key}` is {_shown(params[key])}, not {_shown(due)}"
            yield Difference("params", text, name, patch)


def has_result(body: bytes) -> bool:
    """Whether a reply says that something was done."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return False
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) and "result" in item for item in items)


def mnemonic_of(body: bytes) -> str | None:
    """The mnemonic of an error reply, where there is one."""
    try:
        mnemonic = json.loads(body)["error"]["data"]["mnemonic"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    return mnemonic if isinstance(mnemonic, str) else None


def _as_text(value: Any) -> str:
    """A value as messages carry it: a number and its text are alike."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _member(members: Mapping[str, Any], name: str) -> str:
    return _shown(members[name]) if name in members else "absent"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
