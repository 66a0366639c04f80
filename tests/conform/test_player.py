"""The player's own borders: what a symbol stands for, what is wrong with a value, and reports of replies that nobody expects."""

from __future__ import annotations

import io
import json
import subprocess
import urllib.request
from typing import Any
from xml.etree import ElementTree

import pytest
from onespec.runtime.player.play import FAILED, Exchange, Outcome
from onespec.runtime.player.records import Run, record
from onespec.runtime.player.reports import KINDS
from onespec.runtime.player.suite import FORMAT, WrongUseError, read
from onespec.runtime.player.values import (
    Facts,
    NotGivenError,
    decode,
    faults,
    resolve,
)
from onespec.runtime.player.wire import Reply, build

FACTS = Facts(
    state={"numbers": ["70", "71"], "limit": 3, "blocked": ["10"], "none": None},
    params={"contact": "55"},
    outside={"blocked": ["12"]},
)


@pytest.mark.parametrize(
    ("symbol", "value"),
    [
        ([{"a": {"$fact": "limit"}}, "$fact"], [{"a": 3}, "$fact"]),
        ({"$fact": "numbers", "at": 0}, "70"),
        ({"$fact": "numbers", "at": -1}, "71"),
        ({"$param": "contact", "else": "1"}, "55"),
        ({"$param": "operator", "else": {"$fact": "limit"}}, 3),
        ({"$outside": ["blocked"], "from": ["10", "11"]}, "11"),
        ({"$outside": ["blocked"], "from": ["11"], "param": "contact"}, "55"),
        (
            {"$outside": ["blocked"], "from": [1], "near": "end", "shape": {}},
            12,
        ),
        ({"$number": {"$fact": "numbers", "at": 0}}, 70),
        ({"$repeat": "ab", "times": {"$fact": "limit"}, "plus": 2}, "ababa"),
        ({"$tree": ["+", ["read", "state", ["limit"], [[]]], ["value", 1]]}, 4),
        ({"$sent": ["message", "type"]}, "tts"),
        ({"$object": {"$fact": "limit"}}, {"$fact": "limit"}),
        ({"$object": {"$object": {"$fact": "limit"}}}, {"$object": 3}),
    ],
)
def test_a_symbol_stands_for_a_value_of_the_account(symbol: Any, value: Any) -> None:
    assert resolve(decode(symbol), FACTS, {"message": {"type": "tts"}}) == value


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [
        ({"$fact": "media"}, "the profile does not state `media`"),
        ({"$fact": "none"}, "the profile does not state `none`"),
        ({"$fact": "numbers", "at": 2}, "`numbers` in the profile is too short"),
        (
            {"$outside": ["blocked"], "from": ["10"]},
            "no value is known that is outside",
        ),
        ({"$number": "7a"}, "`7a` does not read as a number"),
        ({"$repeat": "x", "times": 100_001}, "a text of 100001 characters is not sent"),
        (
            {"$tree": ["read", "state", ["day"], [[]]]},
            "the profile does not state `day`",
        ),
    ],
)
def test_what_the_profile_lacks_is_named(symbol: Any, reason: str) -> None:
    with pytest.raises(NotGivenError, match=reason):
        resolve(decode(symbol), FACTS)


def test_a_symbol_that_nobody_knows_is_no_value() -> None:
    with pytest.raises(ValueError, match=r"`\$fresh` stands for no value"):
        decode([{"a": {"$fresh": "text"}}])


def test_a_suite_of_another_format_is_not_played() -> None:
    with pytest.raises(WrongUseError, match="the suite is of format 1"):
        read({"format": 1})


@pytest.mark.parametrize(
    ("shape", "value", "told"),
    [
        ({"type": "integer"}, 2.0, []),
        ({"type": "integer"}, True, ["it is a boolean, not a whole number"]),
        ({"type": "integer"}, 1.5, ["it is a number, not a whole number"]),
        ({"type": "string"}, None, ["it is null, not a text"]),
        ({"type": ["string", "null"]}, None, []),
        ({"type": ["string", "null"]}, 1, ["it is a whole number, not a text or null"]),
        ({"type": "number", "enum": [1]}, 1.0, []),
        ({"type": "boolean", "enum": [True]}, False, ["it is none of the values it can have"]),
        ({"type": "boolean", "enum": [True]}, 1, ["it is a whole number, not a boolean"]),
        ({"type": "string", "pattern": r"\A[a-z]+\Z"}, "ab\n", ["it is of another form"]),
        ({"type": "string", "minLength": 2}, "ÿ", ["it is below 2"]),
        ({"type": "array", "items": {}, "maxItems": 1}, [1, 2], ["it is above 1"]),
        ({"type": "array", "uniqueItems": True}, [1, 1.0], ["it has an item twice"]),
        ({"type": "array", "uniqueItems": True}, [1, True], []),
        ({"type": "number", "exclusiveMinimum": 0}, 0, ["it is not above 0"]),
        ({"type": "number", "exclusiveMaximum": 1}, 1, ["it is not below 1"]),
        ({"type": "integer", "multipleOf": 3}, 4, ["it is no multiple of 3"]),
        (
            {"type": "array", "items": {"type": "string"}},
            ["a", 1],
            ["it[1] is a whole number, not a text"],
        ),
        (
            {"type": "object", "required": ["a", "it's"], "properties": {"b": {"type": "array"}}},
            {"b": {}, "more": 1},
            ["it has no `a`", "it has no `it's`", "it.b is an object, not a list"],
        ),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_value_is_told(
    shape: Any, value: Any, told: list[str]
) -> None:
    assert list(faults(shape, value, "it")) == told


SUITE = read(
    {
        "format": FORMAT,
        "service": "made",
        "version": "1",
        "content_type": "application/json; charset=UTF-8",
        "result": "",
        "metadata": {},
        "facts": {},
        "secret_params": [],
        "credential": "",
        "methods": {},
        "stops": [],
        "elements": [{"id": "m/p", "title": "<p>", "place": "m.yaml:1"}],
        "cases": [
            {
                "id": "m/p.absent",
                "title": "No <p>",
                "covers": ["m/p"],
                "levels": ["full"],
                "method": "m",
                "expect": {},
                "request_id": "1",
            }
        ],
        "gaps": {},
    }
)
CASE = SUITE.cases[0]


def failed(
    reply: bytes, secrets: dict[str, str], params: dict[str, Any]
) -> dict[str, Any]:
    """The record of a case that got a reply which it should not have got."""
    sent = build(SUITE, CASE, params)
    reason = f"the reply is {reply.decode('utf-8', 'replace')}"
    outcome = Outcome(CASE, FAILED, (reason,), (Exchange(sent, Reply(200, reply)),))
    return record(SUITE, outcome, secrets, "http://127.0.0.1:1/")


@pytest.mark.parametrize(
    "reply",
    [bytes(range(256)), "\ufffe]]></failure>\u2028".encode(), b"<script>alert(1)</script>"],
    ids=["all-bytes", "end-of-failure", "script"],
)  # fmt: skip
def test_reports_can_be_read_whatever_a_reply_holds(reply: bytes) -> None:
    run = Run(
        suite=SUITE, endpoint="<here>", level="full", records=[failed(reply, {}, {})]
    )
    told = {kind: report(run) for kind, report in KINDS.items()}
    junit = ElementTree.fromstring(told["junit"].encode())
    assert junit.get("failures") == "1"
    assert json.loads(told["json"])["cases"] == run.records
    assert "<script" not in told["html"] and "<here>" not in told["html"]
    assert "FAILED m/p.absent: No <p>" in told["text"]


@pytest.mark.parametrize("secret", ["s\u00e9cret'\"\\", "plain-secret", "секрет"])
def test_no_record_holds_a_secret_in_any_form(secret: str) -> None:
    echo = f"{secret} {json.dumps(secret)} {json.dumps(secret, ensure_ascii=False)}"
    told = failed(echo.encode(), {secret: "TOKEN"}, {"token": secret})
    texts = [told[name] for name in ("request", "reply", "curl", "python")]
    forms = (secret, json.dumps(secret)[1:-1], ascii(secret)[1:-1])
    assert not any(
        form in text for form in forms for text in [*texts, *told["reasons"]]
    )
    assert told["reply"] == '$TOKEN "$TOKEN" "$TOKEN"'


def test_a_secret_is_masked_however_a_reply_escapes_it() -> None:
    secret = "to/k\u00e9n \U0001f642"
    written = json.dumps(secret)[1:-1]
    whole = "".join(
        f"\\u{unit:04X}" for unit in memoryview(secret.encode("utf-16-le")).cast("H")
    )
    mixed = f"\\u0074{written[1:]}".replace("/", "\\/")
    told = failed(f"{written} {whole} {mixed}".encode(), {secret: "TOKEN"}, {})
    assert told["reply"] == "$TOKEN $TOKEN $TOKEN"


def test_a_request_is_sent_again_as_it_was_with_secrets_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    params = {"token": "секрет", "text": "$x 'y' `z` \"q\" \\ \n"}
    told = failed(b"", {"секрет": "TOKEN"}, params)
    body = build(SUITE, CASE, params).body
    monkeypatch.setenv("TOKEN", "секрет")
    sent: list[bytes] = []

    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        assert isinstance(request.data, bytes)
        sent.append(request.data)
        return io.BytesIO()

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    exec(told["python"], {})
    printing = 'curl() { for last; do :; done; printf %s "$last"; }\n'
    shell = subprocess.run(["sh", "-c", printing + told["curl"]], capture_output=True)
    assert sent == [body]
    assert shell.stdout == body
