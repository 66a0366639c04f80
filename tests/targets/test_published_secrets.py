"""What a spec gives as example of a secret stands in nothing that is published."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from onespec.build import build
from onespec.spec import load_sources

SERVICE: Final = """\
onespec: 1
name: vault_api
title: Vault API
version: v1
release: 1.0.0
servers: {production: "https://vault.example/v1"}
auth: {param: key, env: VAULT_KEY}
state:
  keys: {type: array, items: string, secret: true, example: [SECRET-KEY]}
errors:
  bad_key: {code: -32001, message: Bad key, raise: [{when: "!(key in state.keys)"}]}
"""
METHOD: Final = """\
method: vault.open
title: Open
params:
  key: {type: string, required: true, secret: true, example: SECRET-KEY}
  pin: {type: integer, required: true, secret: true, minimum: 1000, example: 777444111}
  word: {type: string, secret: true, pattern: "^SECRET-[A-Z]+$", default: SECRET-DEFAULT}
  login: {type: object, fields: {user: {type: string}, phrase: {type: string, secret: true, example: SECRET-PHRASE}}}
  logins: {type: array, items: {type: object, fields: {phrase: {type: string, secret: true}}}}
  codes: {type: array, items: {type: string, secret: true}}
constraints:
  - {id: logged, when: has(login), then: has(login.phrase), error: bad_key}
result:
  token: {type: string, required: true, secret: true, example: SECRET-TOKEN}
examples:
  - title: One
    params:
      key: SECRET-KEY
      pin: 777444111
      word: SECRET-WORD
      login: {user: Ada, phrase: SECRET-PHRASE}
      logins: [{phrase: SECRET-LISTED}]
      codes: [SECRET-ITEM]
    result: {token: SECRET-TOKEN}
  - title: Refused
    params: {key: SECRET-OTHER, pin: 777444111}
    error: bad_key
"""
SECRET: Final = re.compile(
    r"SECRET-(KEY|WORD|DEFAULT|PHRASE|LISTED|ITEM|TOKEN|OTHER)|777444111"
)
NEEDED: Final = ("/testing/", "conformance/")
"""The reference server and the suite that plays it: they can't do without the sample account."""


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    sources = {"service.yaml": SERVICE, "methods/vault.open.yaml": METHOD}
    return dict(build(load_sources(sources)))


def test_no_published_file_shows_an_example_of_a_secret(
    built: dict[str, bytes],
) -> None:
    shown = {
        name: found[0]
        for name, content in built.items()
        if not any(part in name for part in NEEDED)
        if (found := SECRET.search(content.decode()))
    }
    assert {} == shown


def test_what_stands_for_a_secret_is_legal(built: dict[str, bytes]) -> None:
    schema = json.loads(built["schema/vault.open.params.schema.json"])
    document = json.loads(built["openrpc.json"])
    judge = Draft202012Validator(schema)
    found = [
        {item["name"]: item["value"] for item in pair["params"]}
        for method in document["methods"]
        for pair in method["examples"] + method["x-error-examples"]
    ]
    assert 2 == len(found)
    for params in found:
        assert [] == list(judge.iter_errors(params))


def test_the_first_call_of_the_readme_runs(
    built: dict[str, bytes], tmp_path: Path
) -> None:
    for name, content in built.items():
        if name.startswith("python/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    text = built["python/README.md"].decode()
    program = text.partition("```python\n")[2].partition("```")[0]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "python")}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def test_a_witness_hides_the_secrets_of_lists_too() -> None:
    from onespec.datatypes import ArrayType, Field, ObjectType, StringType
    from onespec.lint.subject import request_text

    secret = Field(name="word", type=StringType(), secret=True)
    item = Field(name="", type=ObjectType(fields=(secret,)))
    fields = (Field(name="all", type=ArrayType(items=item)),)
    values: dict[str, Any] = {"all": [{"word": "SECRET-KEY"}]}
    assert '{"all": [{"word": "***"}]}' == request_text(values, fields)
