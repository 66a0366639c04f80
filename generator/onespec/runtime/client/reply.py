# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""An HTTP answer -> the result or the error that it holds for the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .values import is_list, is_object, read_json

MAX_DEPTH = 100
"""Answers nested deeper than this are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply, taken apart."""

    data: object = field(default=None, repr=False)
    metadata: Mapping[str, object] = field(repr=False)
    error: Mapping[str, object] | None = field(default=None, repr=False)


class UnreadableError(Exception):
    """A body that is no reply to the request; says why."""


def read_body(body: bytes) -> object:
    """The JSON value of an answer. Raises UnreadableError."""
    try:
        return read_json(body.decode("utf-8"), MAX_DEPTH)
    except UnicodeDecodeError:
        raise UnreadableError("the answer is unreadable: not UTF-8") from None
    except ValueError as error:
        raise UnreadableError(f"the answer is unreadable: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What an answer to a batch holds."""

    by_id: Mapping[tuple[bool, object], list[object]] = field(repr=False)
    """The replies by their ids, and by whether these are text."""
    whole: object = field(default=None, repr=False)
    """The one error that stands in place of a list."""
    problem: str = ""
    """Why the answer is no list of replies."""
    strangers: int = 0
    """Replies without an id of a kind that requests have."""

    def of(self, request_id: str | int) -> list[object]:
        """Those with the id of a request."""
        return self.by_id.get((isinstance(request_id, str), request_id), [])


def split_batch(body: bytes) -> Replies:
    """The replies in the answer to a batch, none of them looked into yet."""
    if not body.strip():
        return Replies(by_id={})
    try:
        value = read_body(body)
    except UnreadableError as error:
        return Replies(by_id={}, problem=str(error))
    if is_object(value) and value.get("id") is None:
        try:
            read_reply(value, "", "")
        except UnreadableError as error:
            return Replies(by_id={}, problem=str(error))
        return Replies(by_id={}, whole=value.get("error"))
    items: list[object] = value if is_list(value) else [value]
    found: dict[tuple[bool, object], list[object]] = {}
    strangers = 0
    for item in items:
        got = item.get("id") if is_object(item) else None
        if isinstance(got, (str, int, float)) and not isinstance(got, bool):
            found.setdefault((isinstance(got, str), got), []).append(item)
        else:
            strangers += 1
    return Replies(by_id=found, strangers=strangers)


def read_reply(reply: object, request_id: str | int, result_member: str) -> Reply:
    """The reply to a request. Raises UnreadableError.

    `result_member` is the member of `result` that holds the data, or empty.
    """
    if not is_object(reply):
        raise UnreadableError("the answer is not a JSON object")
    if reply.get("jsonrpc") != "2.0":
        raise UnreadableError("the answer is not JSON-RPC 2.0")
    if ("result" in reply) == ("error" in reply):
        raise UnreadableError("the answer has not exactly one of result and error")
    if "id" not in reply:
        raise UnreadableError("the answer has no id")
    got = reply["id"]
    # Equal and of one JSON type: an id may be of a class derived from `str` or `int`.
    is_ours = isinstance(request_id, type(got)) and got == request_id
    # A server that could not read the request can't know its id.
    if not is_ours and not (got is None and "error" in reply):
        raise UnreadableError("the answer has the id of another request")
    if "error" in reply:
        return read_error(reply["error"])
    return _result(reply["result"], result_member)


def read_error(error: object) -> Reply:
    """A reply that holds this error. Raises UnreadableError."""
    members = _object(error)
    if members is None:
        raise UnreadableError("the error in the answer is not an object")
    code = members.get("code")
    if type(code) is not int or not isinstance(members.get("message"), str):
        raise UnreadableError("the error in the answer has no code or no message")
    data = _object(members.get("data")) or {}
    metadata = _object(data.get("metadata")) or _object(members.get("metadata"))
    return Reply(error=members, metadata=metadata or {})


def _result(result: object, result_member: str) -> Reply:
    if not result_member:
        return Reply(data=result, metadata={})
    members = _object(result)
    if members is None or result_member not in members:
        raise UnreadableError("the result in the answer has not the form it must have")
    metadata = _object(members.get("metadata"))
    return Reply(data=members[result_member], metadata=metadata or {})


def _object(value: object) -> Mapping[str, object] | None:
    return value if is_object(value) else None
