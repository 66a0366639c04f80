"""The service as tools for agents: a real client session over stdio and over HTTP, against the reference server."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import anyio
import jsonschema
import packages
import pytest
import random_requests
from mcp import Client, StdioServerParameters
from mcp.types import ElicitResult
from onespec.model import Service
from onespec.runtime.client.mends import Edit, Mend
from onespec.runtime.mcp.tools import read, three, tools
from onespec.search import Witness, prepare, truth_table
from onespec.serve import reference
from places import ROOT
from served import served

GENERATED = ROOT / "generated"
METHODS = read((GENERATED / "mcp/call_api_mcp/tools.json").read_text("utf-8"))


@dataclass
class Endpoint:
    """The reference server, and how often it was asked."""

    app: Any
    asked: int = 0

    def answer_unread(self, request: Any) -> Any:
        self.asked += 1
        return self.app.answer_unread(request)

    def exchange(self, request: Any) -> Any:
        return self.app.exchange(request)


@pytest.fixture(scope="module")
def service() -> Service:
    return packages.service()


@pytest.fixture(scope="module")
def endpoint(service: Service) -> Iterator[tuple[Endpoint, dict[str, str]]]:
    """The server, and the environment that leads to it."""
    with reference(service) as made:
        asked = Endpoint(made.app)
        with served(asked) as port:
            yield asked, environment(port)


def environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([f"{GENERATED}/python", f"{GENERATED}/mcp"]),
        "CALL_API_ACCESS_TOKEN": "your_access_token",
        "CALL_API_BASE_URL": f"http://127.0.0.1:{port}/",
        "CALL_API_PASSWORD": "your_password",
    }


def started(env: dict[str, str], *options: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "call_api_mcp", *options], env=env
    )


def good(service: Service, method: str) -> dict[str, Any]:
    """A request that is accepted, without its credential."""
    example = next(one for one in service.method(method).examples if not one.error)
    return {n: v for n, v in example.params.items() if n != "access_token"}


def told(result: Any) -> Any:
    """What a tool answered, as text and as structure alike."""
    value = json.loads(result.content[0].text)
    assert result.structured_content == value
    return value


def answering(action: str, asked: list[str]) -> Any:
    async def answer(context: Any, params: Any) -> ElicitResult:
        asked.append(params.message)
        content = {"confirm": True} if action == "accept" else None
        return ElicitResult(action=action, content=content)  # type: ignore[arg-type]

    return answer


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_session_over_stdio(
    service: Service, endpoint: tuple[Endpoint, dict[str, str]], mode: str
) -> None:
    """Both revisions of the protocol: the one that asks a person by a request, and the one that asks by a result."""
    server, env = endpoint
    call, asked = good(service, "start.simple_call"), list[str]()

    async def session() -> None:
        ask: Any = {"elicitation_callback": answering("accept", asked), "mode": mode}
        async with Client(started(env), **ask) as client:
            found = (await client.list_tools()).tools
            assert [one.name for one in found] == [m.name for m in service.methods]
            before = server.asked
            broken = {
                **call,
                "first_call": "contact",
                "switch_at_once": True,
                "early_switching": True,
            }
            result = await client.call_tool("start.simple_call", broken)
            value = told(result)
            assert result.is_error and server.asked == before
            assert value["error"] == "invalid_parameters_combination"
            assert (value["field"], value["what_to_do"]) == ("early_switching", "mend")
            assert value["suggestions"][0]["text"] == 'set `first_call` to "operator"'
            assert asked == [], "nobody is asked about what is refused anyway"
            dry = await client.call_tool("start.simple_call", {**call, "dry_run": True})
            assert told(dry) == {
                "accepted": True,
                "method": "start.simple_call",
                "sent": False,
            }
            secret = {**call, "access_token": "guessed"}
            assert (
                told(await client.call_tool("start.simple_call", secret))["error"]
                == "secret_in_arguments"
            )
            assert server.asked == before and asked == []
            done = await client.call_tool("start.simple_call", mended(broken, value))
            assert not done.is_error and told(done)["call_session_id"] > 0
            assert len(asked) == 1 and call["contact"] in asked[0]
            assert "your_access_token" not in asked[0]
            listed = await client.call_tool("list.calls", {})
            assert told(listed)["result"][0]["legs"] and len(asked) == 1
            logged = await client.call_tool("login.user", {"login": "your_login"})
            assert told(logged)["access_token"] == "***"
            black = await client.call_tool(
                "start.simple_call", {**call, "contact": "79260000013"}
            )
            assert (told(black)["error"], told(black)["what_to_do"]) == (
                "contact_in_blacklist",
                "change_state",
            )

    anyio.run(session)


def mended(arguments: dict[str, Any], refusal: dict[str, Any]) -> dict[str, Any]:
    """What a simple agent does: it makes the edits of the first suggestion."""
    edits = refusal["suggestions"][0]["edits"]
    return Mend(
        tuple(Edit(e["op"], tuple(e["path"]), e.get("value")) for e in edits)
    ).apply(arguments)


def test_without_a_person_nothing_that_has_effects_is_sent(
    service: Service, endpoint: tuple[Endpoint, dict[str, str]]
) -> None:
    server, env = endpoint
    call, before = good(service, "start.simple_call"), server.asked

    async def refusing() -> None:
        ask: Any = {"elicitation_callback": answering("decline", [])}
        async with Client(started(env), **ask) as client:
            result = await client.call_tool("start.simple_call", call)
            assert result.is_error and told(result)["error"] == "declined"

    async def unable() -> None:
        async with Client(started(env, "--allow", "login.user")) as client:
            result = await client.call_tool("start.simple_call", call)
            assert result.is_error and told(result)["error"] == "consent_needed"
            assert server.asked == before
            done = await client.call_tool("login.user", {"login": "your_login"})
            assert not done.is_error and server.asked == before + 1

    anyio.run(refusing)
    anyio.run(unable)


def test_a_session_over_http_with_three_tools(
    service: Service, endpoint: tuple[Endpoint, dict[str, str]]
) -> None:
    server, env = endpoint
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "call_api_mcp",
        "--http",
        "--port",
        str(port),
        "--tools",
        "search",
    ]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        address = run.stderr.readline().strip()
        asked: list[str] = []

        async def session() -> None:
            async with Client(
                address, elicitation_callback=answering("accept", asked)
            ) as client:
                assert [t.name for t in (await client.list_tools()).tools] == [
                    "search",
                    "describe",
                    "call",
                ]
                found = told(await client.call_tool("search", {"words": "simple call"}))
                assert found["methods"][0]["name"] == "start.simple_call"
                about = told(
                    await client.call_tool("describe", {"name": "start.simple_call"})
                )
                assert "early_switching" in about["arguments"]["properties"]
                call = {
                    "name": "start.simple_call",
                    "arguments": good(service, "start.simple_call"),
                }
                dry = await client.call_tool("call", {**call, "dry_run": True})
                assert told(dry)["accepted"] and not asked
                done = await client.call_tool("call", call)
                assert told(done)["call_session_id"] and len(asked) == 1
                unknown = await client.call_tool("call", {"name": "simple_call"})
                assert unknown.is_error and told(unknown)["nearest"] == [
                    "start.simple_call"
                ]

        try:
            for _ in range(50):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                anyio.run(anyio.sleep, 0.1)
            anyio.run(session)
        finally:
            run.terminate()


def test_flat_schemas_have_nothing_that_makes_a_tool_vanish() -> None:
    for one in tools(METHODS, "flat"):
        schema, text = one.input_schema, json.dumps(one.input_schema)
        assert not {"allOf", "anyOf", "oneOf", "not", "if", "$defs"} & set(schema)
        assert "$ref" not in text and schema["type"] == "object"
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", one.name)
        assert "access_token" not in schema["properties"]
        jsonschema.Draft202012Validator.check_schema(schema)
    for method, one in zip(METHODS, tools(METHODS, "flat")):
        assert all(one.description.count(rule) == 1 for rule in method.rules)
        assert ("dry_run" in one.input_schema["properties"]) is method.asks


def test_rich_schemas_say_the_rules() -> None:
    schema = next(
        t for t in tools(METHODS, "rich") if t.name == "start.simple_call"
    ).input_schema
    call = {
        "first_call": "contact",
        "contact": "79260000000",
        "operator": "79262444491",
    }
    call["virtual_phone_number"] = "74993720692"
    judge = jsonschema.Draft202012Validator(schema)

    assert judge.is_valid(call)
    assert not judge.is_valid({**call, "early_switching": True})


def test_hints_say_what_the_spec_says_and_no_more(service: Service) -> None:
    for method, one in zip(service.methods, tools(METHODS, "flat")):
        due = {
            "readOnlyHint": method.readonly,
            "idempotentHint": method.idempotent or method.readonly,
        }
        if method.destructive is not None:
            due["destructiveHint"] = method.destructive
        assert one.hints == due


@pytest.mark.parametrize("copies", [1, 46])
def test_three_tools_cost_little_to_read_whatever_the_number_of_methods(
    copies: int,
) -> None:
    """A token is four characters, or fewer, of such text."""
    many = [replace(m, tool=f"{m.tool}{n}") for n in range(copies) for m in METHODS]
    text = json.dumps(
        [
            [t.name, t.title, t.description, t.input_schema, t.hints]
            for t in three("Call API", many)
        ]
    )

    assert len(text) / 3 <= 1000


def test_every_refused_row_of_truth_tables_is_mended_by_the_first_suggestion(
    service: Service,
) -> None:
    """And so are random bad requests: at once, with nothing sent."""
    caller = packages.module("checks")
    rows = list(refused(service)) + list(random_bad(service))
    assert len(rows) > 40
    for method, params in rows:
        assert caller.CHECKS[method](params)[1], f"{method}: {params}"
        found = caller.MENDS[method](params)
        assert found, f"{method}: {params}"
        for one in found:
            assert not caller.CHECKS[method](one.apply(params))[1], f"{params}: {one}"


def refused(service: Service) -> Iterator[tuple[str, dict[str, Any]]]:
    for method in service.methods:
        for rule in method.rules:
            problem = prepare(method, [rule])
            table = truth_table(rule, method)
            assert table is not None
            for row in table.rows:
                wanted = list(zip(table.conditions, map(bool, row.flags)))
                answer = problem.find(ignored=[0], also=wanted)
                if not row.accepted and isinstance(answer, Witness):
                    yield method.name, dict(answer.params)


def random_bad(service: Service) -> Iterator[tuple[str, dict[str, Any]]]:
    rng, checks = random.Random(16), packages.module("checks").CHECKS
    for method in service.methods:
        for _ in range(10):
            request = random_requests.request(rng, method, [])
            if checks[method.name](request)[1]:
                yield method.name, request
