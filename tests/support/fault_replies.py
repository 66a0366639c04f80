"""Replies that are JSON and not what JSON-RPC or the spec allow, or that carry errors of the API."""

from __future__ import annotations

from fault_table import ERROR, INVALID, RESULT, Case, answer, raw_json

GOOD = '"result":{"data":{"call_session_id":1}}'

ENVELOPES = [
    Case("wrong id", raw_json('{"jsonrpc":"2.0","id":"other",%s}' % GOOD), INVALID),
    Case("no id", raw_json('{"jsonrpc":"2.0",%s}' % GOOD), INVALID),
    Case(
        "null id with a result",
        raw_json('{"jsonrpc":"2.0","id":null,%s}' % GOOD),
        INVALID,
    ),
    Case("id as a list", raw_json('{"jsonrpc":"2.0","id":[ID],%s}' % GOOD), INVALID),
    Case("id as a number", raw_json('{"jsonrpc":"2.0","id":1,%s}' % GOOD), INVALID),
    Case("wrong id with an error", answer(id="other", error=ERROR), INVALID),
    Case("result and error", answer(result=RESULT, error=ERROR), INVALID),
    Case("result and null error", answer(result=RESULT, error=None), INVALID),
    Case("neither result nor error", answer(), INVALID),
    Case("version 1.0", answer(jsonrpc="1.0", result=RESULT), INVALID),
    Case("version as a number", answer(jsonrpc=2.0, result=RESULT), INVALID),
    Case("no version", raw_json('{"id":ID,%s}' % GOOD), INVALID),
    Case("error as text", answer(error="no"), INVALID),
    Case("error as null", answer(error=None), INVALID),
    Case("error without code", answer(error={"message": "no"}), INVALID),
    Case("error without message", answer(error={"code": -32603}), INVALID),
    Case("code as text", answer(error={"code": "-32603", "message": "no"}), INVALID),
    Case("code as a boolean", answer(error={"code": True, "message": "no"}), INVALID),
]

RESULTS = [
    Case("result without data", answer(result={}), INVALID),
    Case("result as text", answer(result="ok"), INVALID),
    Case("result as null", answer(result=None), INVALID),
    Case("data as a list", answer(result={"data": []}), INVALID),
    Case("data as null", answer(result={"data": None}), INVALID),
    Case("data without its member", answer(result={"data": {}}), INVALID),
    Case(
        "session id as text", answer(result={"data": {"call_session_id": "1"}}), INVALID
    ),
    Case(
        "session id as null",
        answer(result={"data": {"call_session_id": None}}),
        INVALID,
    ),
    Case(
        "session id as a boolean",
        answer(result={"data": {"call_session_id": True}}),
        INVALID,
    ),
    Case(
        "session id with a fraction",
        answer(result={"data": {"call_session_id": 1.5}}),
        INVALID,
    ),
]


def error(code: int, mnemonic: object = None, **data: object) -> dict[str, object]:
    """An `error` member."""
    if mnemonic is not None:
        data["mnemonic"] = mnemonic
    return {"code": code, "message": "It went wrong", "data": data}


ERRORS = [
    Case(
        "known mnemonic",
        answer(error=error(-32602, "media_file_not_found")),
        "MediaFileNotFoundError",
    ),
    Case(
        "known mnemonic under another code",
        answer(error=error(-1, "contact_in_blacklist")),
        "ContactInBlacklistError",
    ),
    Case(
        "unknown mnemonic",
        answer(error=error(-32602, "brand_new")),
        "InvalidParamsError",
    ),
    Case("no mnemonic", answer(error=error(-32602)), "InvalidParamsError"),
    Case("mnemonic as a number", answer(error=error(-32602, 7)), "InvalidParamsError"),
    Case("unknown code", answer(error=error(-31999, "brand_new")), "RpcError"),
    Case(
        "error without data",
        answer(error={"code": -32603, "message": "x"}),
        "ServerFaultError",
    ),
    Case(
        "data as text",
        answer(error={"code": -32603, "message": "x", "data": "y"}),
        "ServerFaultError",
    ),
    Case("null id with an error", answer(id=None, error=ERROR), "InternalError"),
    Case(
        "limit exceeded",
        answer(error=error(-32029, "limit_exceeded")),
        "LimitExceededError",
    ),
]
