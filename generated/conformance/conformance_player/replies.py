# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A reply and what a case expects -> everything in which the two differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .expressions import same
from .suite import Case, ExpectedError, Placeholder, Suite
from .values import Facts, faults, name_of, resolve
from .wire import Sent


def differences(
    suite: Suite, case: Case, sent: Sent, facts: Facts, body: bytes
) -> Iterator[str]:
    """Everything wrong with a reply, each in a sentence."""
    try:
        reply = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        yield "the reply is not JSON in UTF-8"
        return
    if not isinstance(reply, dict):
        yield f"the reply is {name_of(reply)}, not an object"
        return
    if reply.get("jsonrpc") != "2.0":
        yield f"`jsonrpc` is {_shown(reply.get('jsonrpc'))}, not \"2.0\""
    yield from _id(case.expect.reply_id, sent, reply)
    if ("result" in reply) == ("error" in reply):
        yield "the reply has not exactly one of `result` and `error`"
    elif case.expect.accepted:
        yield from _result(suite, case, reply)
    else:
        # Any of the errors that the case allows will do; the first one is what differences are told from.
        told = [
            list(_error(wanted, sent, facts, reply)) for wanted in case.expect.errors
        ]
        if all(told):
            yield from told[0]


def _id(wanted: str, sent: Sent, reply: Mapping[str, Any]) -> Iterator[str]:
    """The id comes back as it was sent; where there may be none to read, null will do."""
    got = reply.get("id")
    if wanted == "any" and got is None:
        return
    echoed = same(got, sent.request_id) and isinstance(got, str) == isinstance(
        sent.request_id, str
    )
    if "id" not in reply or not (echoed or wanted == "any"):
        yield f"`id` is {_shown(got)}, not {_shown(sent.request_id)}"


def _result(suite: Suite, case: Case, reply: Mapping[str, Any]) -> Iterator[str]:
    if "error" in reply:
        error = reply["error"] if isinstance(reply["error"], dict) else {}
        data = error.get("data")
        mnemonic = data.get("mnemonic") if isinstance(data, dict) else None
        yield f"a legal request was refused: `{mnemonic}` ({error.get('code')})"
        return
    data = reply["result"]
    if suite.result:
        if not isinstance(data, dict) or suite.result not in data:
            yield f"`result` has no `{suite.result}`"
            return
        # Metadata need not be there; what is there has its shape.
        shape = {"type": ["object", "null"], "properties": suite.metadata}
        yield from faults(shape, data.get("metadata"), "metadata")
        data = data[suite.result]
    due = suite.methods[case.method].result
    if due is not None:
        yield from faults(due, data, suite.result or "result")


def _error(
    wanted: ExpectedError, sent: Sent, facts: Facts, reply: Mapping[str, Any]
) -> Iterator[str]:
    if "result" in reply:
        yield f"the request was accepted; `{wanted.mnemonic}` was due"
        return
    error = reply["error"]
    if not isinstance(error, dict):
        yield f"`error` is {name_of(error)}, not an object"
        return
    data = error.get("data")
    data = data if isinstance(data, dict) else {}
    if data.get("mnemonic") != wanted.mnemonic:
        yield f"the mnemonic is {_shown(data.get('mnemonic'))}, not {_shown(wanted.mnemonic)}"
    code = error.get("code")
    if not same(code, wanted.code):
        yield f"the code is {_shown(code)}, not {wanted.code}"
    if wanted.message is not None:
        values = _placeholders(wanted, sent, facts)
        message = "".join(
            _as_text(values.get(part.name)) if isinstance(part, Placeholder) else part
            for part in wanted.message
        )
        if error.get("message") != message:
            yield f"the message is {_shown(error.get('message'))}, not {_shown(message)}"
    yield from _data(wanted, sent, facts, data)


def _placeholders(wanted: ExpectedError, sent: Sent, facts: Facts) -> dict[str, Any]:
    """Values of the placeholders of the message."""
    return {
        name: resolve(symbol, facts, sent.params)
        for name, symbol in wanted.params.items()
    }


def _data(
    wanted: ExpectedError, sent: Sent, facts: Facts, data: Mapping[str, Any]
) -> Iterator[str]:
    """`field`, `value` and `params` may be absent; where they say something it is right."""
    field = data.get("field")
    if wanted.field and field and field != wanted.field:
        yield f"`field` is {_shown(field)}, not {_shown(wanted.field)}"
    value = data.get("value")
    if wanted.value is not None and value not in (None, "", {}, []):
        due = resolve(wanted.value.source, facts, sent.params)
        texts_only = wanted.value.texts_only
        if (isinstance(due, str) or not texts_only) and not same(value, due):
            yield f"`value` is {_shown(value)}, not {_shown(due)}"
    params = None if wanted.params_open else data.get("params")
    if not isinstance(params, dict) or not any(
        item is not None for item in params.values()
    ):
        return
    for name, due in _placeholders(wanted, sent, facts).items():
        if name not in params:
            yield f"`params` says something and has no `{name}`"
        elif params[name] is not None and _as_text(params[name]) != _as_text(due):
            yield f"`params.{name}` is {_shown(params[name])}, not {_shown(due)}"


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


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
