"""What pages show as code: requests that the schema takes, commands a shell reads, and programs that run."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import black
import pytest
from jsonschema import Draft202012Validator
from onespec.build import build
from onespec.model import Example, Method, Service
from onespec.spec import load
from places import ONE_METHOD, SEVERAL, SUPPORT
from referencing import Registry

SPECS = {
    "one": ONE_METHOD,
    "several": SEVERAL,
}


@dataclass(frozen=True)
class Shown:
    """An example with the code that its method's page shows for it."""

    method: Method
    example: Example
    code: Mapping[str, str]


@cache
def service(spec: str) -> Service:
    """A spec, loaded."""
    return load(SPECS[spec])


@cache
def files(spec: str) -> Mapping[str, bytes]:
    """Everything that is generated from it."""
    return build(service(spec))


def shown(spec: str) -> Iterator[Shown]:
    """Every example with its code, read from the Markdown twin."""
    for method in service(spec).methods:
        page = files(spec)[f"docs/md/methods/{method.name}.md"].decode()
        chapter = page.partition('<a id="section-examples"></a>')[2].partition("\n## ")[
            0
        ]
        parts = re.split(r'### <a id="example-[^"]*"></a>', chapter)[1:]
        assert len(parts) == len(method.examples)
        for example, part in zip(method.examples, parts, strict=True):
            blocks = re.findall(r"(?ms)^([A-Za-z, ]+):\n\n```(\w+)\n(.*?)\n```$", part)
            code = {label: body for label, _, body in blocks}
            yield Shown(method, example, code)


CASES = [
    pytest.param(spec, each, id=f"{spec}-{each.method.name}-{each.example.title}")
    for spec in SPECS
    for each in shown(spec)
]


def schema(spec: str, each: Shown, kind: str) -> Draft202012Validator:
    """One of the method's schemas."""
    text = files(spec)[f"schema/{each.method.name}.{kind}.schema.json"]
    return Draft202012Validator(json.loads(text), registry=Registry())


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_each_example_is_shown_in_every_form(spec: str, each: Shown) -> None:
    assert ["curl", "Python", "Python, async", "JSON", "Response"] == list(each.code)


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_the_request_is_what_the_schema_takes_or_refuses(
    spec: str, each: Shown
) -> None:
    request = json.loads(each.code["JSON"])
    broken = each.example.error in {rule.error for rule in each.method.constraints}
    errors = [
        error.message for error in schema(spec, each, "request").iter_errors(request)
    ]

    assert broken == bool(errors)
    assert each.method.name == request["method"]
    assert each.example.request_id == request["id"]


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_the_reply_is_what_the_schema_takes(spec: str, each: Shown) -> None:
    reply = json.loads(each.code["Response"])

    assert [] == [e.message for e in schema(spec, each, "response").iter_errors(reply)]
    assert each.example.error == reply.get("error", {}).get("data", {}).get(
        "mnemonic", ""
    )


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_the_message_of_a_reply_is_filled_in(spec: str, each: Shown) -> None:
    error = json.loads(each.code["Response"]).get("error", {"message": "", "data": {}})

    assert re.findall(r"\{\w+\}", error["message"]) == []


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_a_shell_reads_the_command_as_one_call_with_that_body(
    spec: str, each: Shown
) -> None:
    command, url, *rest = shlex.split(each.code["curl"].replace("\\\n", ""))
    options = dict(zip(rest[::2], rest[1::2], strict=True))

    assert ("curl", service(spec).servers[0].url) == (command, url)
    assert json.loads(each.code["JSON"]) == json.loads(options["--data"])
    assert "Content-Type: application/json; charset=UTF-8" == options["--header"]


@pytest.mark.parametrize(("spec", "each"), CASES)
def test_programs_are_laid_out_as_black_would(spec: str, each: Shown) -> None:
    for label in ("Python", "Python, async"):
        program = each.code[label] + "\n"
        ast.parse(program)
        assert program == black.format_str(program, mode=black.Mode())


@pytest.fixture(scope="module", params=sorted(SPECS))
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Shown, str, str]]:
    """Each example with what its programs print, sync and async."""
    spec = request.param
    root = tmp_path_factory.mktemp(spec)
    for path, content in files(spec).items():
        if path.startswith("python/"):
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    all_ = list(shown(spec))
    tasks = [
        _task(service(spec), each, label)
        for each in all_
        for label in ("Python", "Python, async")
    ]
    run = subprocess.run(
        [sys.executable, str(SUPPORT / "docs_player.py")],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root / "python")},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    printed = json.loads(run.stdout)
    return list(zip(all_, printed[::2], printed[1::2], strict=True))


def _task(service: Service, each: Shown, label: str) -> dict[str, object]:
    assert service.auth is not None
    return {
        "package": service.name,
        "url": service.servers[0].url,
        "env": service.auth.env,
        "token": each.example.params.get(service.auth.param, "none"),
        "state": dict(each.example.state),
        "program": _with_secrets(each, each.code[label]),
    }


def _with_secrets(each: Shown, program: str) -> str:
    """The program with what a reader puts in place of the placeholders."""
    for field in each.method.params:
        if field.secret and field.name in each.example.params:
            value = json.dumps(each.example.params[field.name])
            program = program.replace(f'"YOUR_{field.name.upper()}"', value)
    return program


def test_programs_get_the_reply_that_is_shown(
    played: list[tuple[Shown, str, str]],
) -> None:
    for each, sync, wait in played:
        expected = json.loads(each.code["Response"])
        if each.example.error:
            error = expected["error"]
            assert f"{error['code']} {error['message']}\n" == sync == wait
        else:
            assert sync and wait and "Error" not in sync + wait
