# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A body -> the call it makes or what refuses it; a result or failure -> the reply."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..client.checks import Fault, fill
from ..client.values import is_list, is_number, is_object, read_json
from .methods import Failure
from .service import Service

MAX_DEPTH = 32
"""Levels of nesting that a body may have."""

Json: TypeAlias = dict[str, object]


# In: bytes and their label -> a call.


@dataclass(frozen=True, slots=True)
class Call:
    """A sound envelope."""

    method: str
    params: Mapping[str, object] | list[object] | None
    """As they came; None where they did not."""
    request_id: object
    notifies: bool = False
    """Whether it is a notification: nothing answers it, whatever comes of it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A body that is no call: the error and the id it answers under."""

    fault: Fault
    request_id: object = None


def read_body(
    service: Service, body: bytes, content_type: str
) -> Call | Refusal | list[Call | Refusal]:
    """The call that a body makes, or those of a batch."""
    label = _charset(content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _wrong_encoding(service, _guess(body, label))
    if label != "utf-8":
        return _wrong_encoding(service, text)
    try:
        value = read_json(text, MAX_DEPTH)
    except ValueError:
        return Refusal(service.refusals.parse)
    if not is_list(value):
        return _open(service, value)
    if len(value) > service.batch:
        return Refusal(service.refusals.batch)
    if not value:
        refusals = service.refusals
        return Refusal(refusals.envelope if service.batch else refusals.batch)
    return [_open(service, item) for item in value]


def _open(service: Service, value: object) -> Call | Refusal:
    """The call of one request object."""
    wrong = service.refusals.envelope
    if not is_object(value):
        return Refusal(wrong)
    request_id = value.get("id")
    if "id" in value and not _is_id(service, request_id):
        return Refusal(wrong)
    method, params = value.get("method"), value.get("params", {})
    if (
        value.get("jsonrpc") != "2.0"
        or not isinstance(method, str)
        or not (is_object(params) or is_list(params))
    ):
        return Refusal(wrong, request_id)
    call = Call(method, params if "params" in value else None, request_id)
    if "id" not in value and service.notifications:
        # Answered by nothing from here on, even where its params are no good.
        return replace(call, notifies=True)
    if is_list(params) and not service.takes_lists:
        return Refusal(wrong, request_id)
    return call if "id" in value else Refusal(service.refusals.notification)


def _is_id(service: Service, value: object) -> bool:
    if isinstance(value, str):
        return "string" in service.id_types
    if not is_number(value):
        return False
    is_whole = isinstance(value, int) or value.is_integer()
    return "number" in service.id_types or (is_whole and "integer" in service.id_types)


_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


def _charset(content_type: str) -> str:
    """The charset by its one true name; none at all counts as UTF-8."""
    found = _CHARSET.search(content_type)
    if found is None:
        return "utf-8"
    try:
        return codecs.lookup(found[1]).name
    except LookupError:
        return "unknown"


def _guess(body: bytes, label: str) -> str:
    """The text under another charset, so that a refusal can repeat the id."""
    if not label.startswith(("utf-16", "utf-32", "iso8859", "cp125", "koi8")):
        return ""
    try:
        return body.decode(label)
    except (LookupError, UnicodeDecodeError):
        return ""


def _wrong_encoding(service: Service, text: str) -> Refusal:
    """The error of the encoding, unless the method is one that does not have it."""
    wrong = service.refusals.encoding
    try:
        value = read_json(text, MAX_DEPTH)
    except ValueError:
        return Refusal(wrong)
    if not is_object(value):
        return Refusal(wrong)
    name, request_id = value.get("method"), value.get("id")
    method = service.methods.get(name) if isinstance(name, str) else None
    if method is not None and wrong.mnemonic not in method.faults:
        wrong = service.refusals.parse
    return Refusal(wrong, request_id if _is_id(service, request_id) else None)


# Out: results and failures, wrapped as the service wraps them.


def success(
    service: Service, request_id: object, data: object, state: Mapping[str, object]
) -> Json:
    """A result, with the metadata where there is a place for it."""
    if not service.result_member:
        return {"jsonrpc": "2.0", "id": request_id, "result": data}
    result: Json = {service.result_member: data, **_metadata(service, state)}
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def _metadata(service: Service, state: Mapping[str, object]) -> Json:
    """`metadata` with every member whose facts the state holds; empty without any."""
    found: Json = {}
    for name, members in service.metadata:
        if members is None and name in state:
            found[name] = state[name]
        elif members and all(member in state for member in members):
            found[name] = {member: state[member] for member in members}
    return {"metadata": found} if found else {}


def failure(
    service: Service,
    request_id: object,
    item: Failure,
    state: Mapping[str, object] | None = None,
) -> Json:
    """An error with its message filled and its data complete.

    The state is that of the account, where the error is one that tells of it.
    """
    params = dict(item.params or {})
    known: Json = {
        "mnemonic": item.fault.mnemonic,
        "field": item.field,
        "value": item.value,
        "params": params,
        "extended_helper": item.fault.help_url,
    }
    error = {
        "code": item.fault.code,
        "message": fill(item.fault.message, params),
        "data": {
            **{name: known[name] for name in service.data_members},
            **service.data_samples,
            **(item.data or {}),
            **_metadata(service, state or {}),
        },
    }
    return {"jsonrpc": "2.0", "id": request_id, "error": error}


def encode(reply: Json) -> bytes:
    """The reply as UTF-8; text that UTF-8 can't carry is escaped.

    Raises ValueError or TypeError for what JSON can't say.
    """
    try:
        return json.dumps(reply, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(reply, allow_nan=False).encode()
