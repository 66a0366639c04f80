"""`postman.json` is a collection whose requests get from the reference server what their saved replies say."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from onespec.serve import reference
from onespec.spec import load_sources
from onespec.targets import postman

SERVICE = """\
onespec: 1
name: vault_api
title: Vault API
version: v1
release: 1.2.0
servers: {production: "https://vault.example/v1"}
transport: {status: {-32001: 401, otherwise: 400}}
envelope:
  error_data: {mnemonic: {type: string, required: true, description: Names the error}}
state:
  keys: {type: array, items: string, secret: true, description: Good ones, example: [SECRET-1]}
  closed: {type: boolean, default: false, description: Whether nobody is there}
errors:
  bad_key: {code: -32001, message: Bad key, raise: [{when: "!(%s in state.keys)"}]}
  closed: {code: -32010, message: Nobody is there, methods: [vault.open], raise: [{when: state.closed}]}
  too_long: {code: -32011, message: "{hours} h are too long", methods: [vault.open], raise: [{when: has(hours) && hours > 9}]}
"""
OPEN = """\
method: vault.open
title: Open
deprecated: Use a key.
params:
  word: {type: string, secret: true, description: What is said, example: SECRET-2}
  hours: {type: integer, description: How long, example: 3}
  note: {type: string, description: Any text}
errors:
  too_long:
  closed:
result: {token: {type: string, required: true, secret: true, example: SECRET-3}}
examples:
  - {title: For three hours, params: {word: SECRET-2, hours: 3, note: "{{endpoint}}"%s}, result: {token: SECRET-3}}
  - {title: Too long, params: {hours: 10%s}, error: too_long}
  - {title: Unknown, params: {%s}, %s error: bad_key}
  - {title: At night, params: {hours: 3%s}, state: {closed: true}, error: closed}
"""
PING = "method: ping\ntitle: Ping\n"

WAYS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "param": (
        "auth: {param: key, env: VAULT_KEY}\nparams: {key: {type: string, required: true, secret: true, "
        "description: The key, example: SECRET-1}}\n",
        "key",
        (", key: SECRET-1", ", key: SECRET-1", "key: SECRET-9", "", ", key: SECRET-1"),
    ),
    "header": (
        "auth: {header: X-Key, env: VAULT_KEY, example: SECRET-1}\n",
        "credential",
        ("", "", "", "credential: SECRET-9,", ""),
    ),
    "bearer": (
        "auth: {scheme: bearer, env: VAULT_KEY, example: SECRET-1}\n",
        "credential",
        ("", "", "", "credential: SECRET-9,", ""),
    ),
    "basic": (
        "auth: {scheme: basic, env: {user: VAULT_USER, password: VAULT_PASSWORD}, example: {user: ada, password: SECRET-1}}\n",
        "credential.password",
        ("", "", "", "credential: {user: ada, password: SECRET-9},", ""),
    ),
}
NAMES = {
    "param": {"key": "SECRET-1"},
    "header": {"key": "SECRET-1"},
    "bearer": {"token": "SECRET-1"},
    "basic": {"user": "ada", "password": "SECRET-1"},
}


def requests(items: list[Any]) -> Iterator[Any]:
    """The requests of all folders."""
    for item in items:
        if "item" in item:
            yield from requests(item["item"])
        else:
            yield item


def filled(text: str, variables: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: variables[found[1]], text)


def headers(auth: Any, variables: dict[str, str]) -> dict[str, str]:
    """What Postman makes of the `auth` of a collection or a request."""
    if not auth or auth["type"] == "noauth":
        return {}
    said = {one["key"]: filled(one["value"], variables) for one in auth[auth["type"]]}
    if auth["type"] == "basic":
        pair = f"{said['username']}:{said['password']}"
        return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    if auth["type"] == "bearer":
        return {"authorization": f"Bearer {said['token']}"}
    return {said["key"].lower(): said["value"]}


@pytest.mark.parametrize("way", WAYS)
def test_requests_get_what_the_collection_says(way: str) -> None:
    head, read, words = WAYS[way]
    sources = {
        "service.yaml": SERVICE % read + head,
        "methods/vault.open.yaml": OPEN % words,
        "methods/ping.yaml": PING,
    }
    service = load_sources(sources)
    text = postman.files(service)[0].content.decode()
    assert "SECRET" not in text
    collection = json.loads(text)
    variables = {one["key"]: one["value"] for one in collection["variable"]}
    assert {*NAMES[way], "endpoint", "word"} == variables.keys()
    assert {"https://vault.example/v1", ""} == set(variables.values())
    variables |= NAMES[way] | {"word": "SECRET-2"}
    got = {}
    with reference(service) as made:
        for item in requests(collection["item"]):
            request = item["request"]
            assert "{{endpoint}}" == request["url"]
            body = filled(request["body"]["raw"], variables)
            sent = headers(request.get("auth", collection.get("auth")), variables)
            sent["content-type"] = request["header"][0]["value"]
            answer = made.app.exchange(made.request(body=body.encode(), headers=sent))
            reply = json.loads(answer.body)
            assert json.loads(body)["id"] == reply["id"]
            error = reply.get("error", {}).get("data", {}).get("mnemonic", "")
            got[item["name"]] = (answer.status, error)
            (event,) = item["event"]
            script = "\n".join(event["script"]["exec"])
            assert f"to.eql({answer.status})" in script
            assert (f'"{error}"' if error else '"it is accepted"') in script
            for saved in item["response"][:1]:
                assert saved["code"] == answer.status
                assert ("error" in json.loads(saved["body"])) is bool(error)
    due = {
        "For three hours": (200, ""),
        "Too long": (400, "too_long"),
        "Unknown": (401, "bad_key"),
        "Ping": (200, ""),
    }
    assert due == got


def test_what_needs_another_state_is_a_saved_reply_of_the_first_request() -> None:
    head, read, words = WAYS["header"]
    sources = {
        "service.yaml": SERVICE % read + head,
        "methods/vault.open.yaml": OPEN % words,
    }
    collection: Any = postman.collection(load_sources(sources))
    first, *others = requests(collection["item"])
    assert ["For three hours", "At night"] == [s["name"] for s in first["response"]]
    assert (
        "closed"
        == json.loads(first["response"][1]["body"])["error"]["data"]["mnemonic"]
    )
    assert [["Too long"], ["Unknown"]] == [
        [saved["name"] for saved in item["response"]] for item in others
    ]


def test_braces_of_a_spec_are_no_variables() -> None:
    head, read, words = WAYS["header"]
    sources = {
        "service.yaml": SERVICE % read + head,
        "methods/vault.open.yaml": OPEN % words,
    }
    collection: Any = postman.collection(load_sources(sources))
    raw = next(requests(collection["item"]))["request"]["body"]["raw"]
    assert ["{{word}}"] == re.findall(r"\{\{.*?\}\}", raw)
    assert "{{endpoint}}" == json.loads(raw)["params"]["note"]


def test_methods_stand_in_the_folder_of_their_namespace() -> None:
    head, read, words = WAYS["header"]
    sources = {
        "service.yaml": SERVICE % read + head,
        "methods/vault.open.yaml": OPEN % words,
        "methods/ping.yaml": PING,
    }
    collection: Any = postman.collection(load_sources(sources))
    assert ["ping", "vault"] == [one["name"] for one in collection["item"]]
    (folder,) = collection["item"][1]["item"]
    assert "vault.open" == folder["name"]
    assert "Deprecated: Use a key." in folder["description"]
