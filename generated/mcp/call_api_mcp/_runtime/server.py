# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The tools over the official SDK: lists, calls, and a person's word before effects."""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import anyio
import mcp.types as types
import uvicorn
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from .calls import Api, Caller, Outcome, problem
from .tools import (
    MANY,
    Method,
    Profile,
    Tool,
    described,
    nearest,
    search,
    three,
    tools,
)

QUESTION: Final = "confirm"
LASTS: Final = 600
"""Seconds for which a question can be answered."""

FORM: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        QUESTION: {
            "type": "boolean",
            "title": "Go ahead",
            "description": "Whether this may be sent.",
        }
    },
    "required": [QUESTION],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How tools are told and what is let through without a question."""

    profile: Profile = "flat"
    mode: str = "auto"
    """`each`: a tool for each method; `search`: three for all; `auto`: by their number."""
    allowed: frozenset[str] = frozenset()
    """Methods that whoever starts the server lets through without a question."""


@dataclass(slots=True)
class Tools:
    """The handlers of one server."""

    api: Api
    methods: Sequence[Method]
    settings: Settings = field(default_factory=Settings)
    caller: Caller = field(init=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    used: dict[str, float] = field(default_factory=dict[str, float], repr=False)
    """Answers to questions that were made use of: each is good for one call."""

    def __post_init__(self) -> None:
        self.caller = Caller(self.api)

    @property
    def is_searched(self) -> bool:
        """Whether three tools stand for all methods."""
        mode = self.settings.mode
        return mode == "search" or mode == "auto" and len(self.methods) > MANY

    def listed(self) -> list[Tool]:
        """The tools as clients are told them, always in one order."""
        if self.is_searched:
            return three(self.api.title, self.methods)
        return tools(self.methods, self.settings.profile)

    async def on_list(self, context: Any, params: Any) -> Any:
        """`tools/list`."""
        return types.ListToolsResult(tools=[_tool(one) for one in self.listed()])

    async def on_call(self, context: Any, params: Any) -> Any:
        """`tools/call`."""
        arguments = dict(params.arguments or {})
        if not self.is_searched:
            method = self._method(params.name)
            if method is None:
                raise MCPError(-32602, f"Unknown tool: {params.name[:100]}")
            dry = arguments.pop("dry_run", False) if method.asks else False
            return await self._call(context, params, method, arguments, dry)
        match params.name:
            case "search":
                found = search(self.methods, str(arguments.get("words", "")))
                return _result(Outcome({"methods": found}))
            case "describe" | "call":
                name = str(arguments.get("name", ""))
                method = self._method(name)
                if method is None:
                    return _result(self._unknown(name))
                if params.name == "describe":
                    told = described(method, self.settings.profile)
                    return _result(Outcome(told))
                inner = arguments.get("arguments", {})
                if not isinstance(inner, dict):
                    what = "`arguments` is an object"
                    return _result(problem("bad_arguments", what, sent=False))
                dry = arguments.get("dry_run", False)
                return await self._call(context, params, method, inner, dry)
        raise MCPError(-32602, f"Unknown tool: {params.name[:100]}")

    def _method(self, name: str) -> Method | None:
        return next((m for m in self.methods if name in (m.tool, m.method)), None)

    def _unknown(self, name: str) -> Outcome:
        near = list(nearest(self.methods, name))[:5]
        return problem(
            "unknown_method", f"There is no method {name[:100]!r}.", nearest=near
        )

    async def _call(
        self,
        context: Any,
        params: Any,
        method: Method,
        arguments: Mapping[str, Any],
        dry: object,
    ) -> Any:
        if not isinstance(dry, bool):
            what = "`dry_run` is true or false"
            return _result(problem("bad_arguments", what, field="dry_run", sent=False))
        try:
            refused = self.caller.judged(method, arguments)
        except RecursionError:
            refused = problem("bad_arguments", "nested too deep", sent=False)
        if refused is not None:
            return _result(refused)
        if dry:
            return _dry_result(method)
        if method.asks and method.method not in self.settings.allowed:
            word = await self._asked(context, params, method, arguments)
            if word is not None:
                return word
        return _result(await self.caller.called(method, arguments))

    # A person's word.

    async def _asked(
        self,
        context: Any,
        params: Any,
        method: Method,
        arguments: Mapping[str, Any],
    ) -> Any:
        """None where a person said yes; else what is answered."""
        form = types.ElicitationCapability(form=types.FormElicitationCapability())
        capable = types.ClientCapabilities(elicitation=form)
        if not context.session.check_client_capability(capable):
            return _result(
                problem(
                    "consent_needed",
                    f"{method.method} has effects, and this client can't ask a person. "
                    "Nothing was sent.",
                    what_to_do="give_up",
                    hint="With `dry_run` the arguments are only judged.",
                    sent=False,
                )
            )
        message = self._question(method, arguments)
        if context.protocol_version not in MODERN_PROTOCOL_VERSIONS:
            answer = await context.session.elicit_form(
                message, FORM, related_request_id=context.request_id
            )
            return None if _is_yes(answer) else _result(_declined(method))
        answer = (params.input_responses or {}).get(QUESTION)
        if answer is None:
            request = types.ElicitRequest(
                params=types.ElicitRequestFormParams(
                    message=message, requested_schema=FORM
                )
            )
            return types.InputRequiredResult(
                input_requests={QUESTION: request},
                request_state=self._sealed(method, arguments),
            )
        if not self._opens(params.request_state, method, arguments):
            what = "The answer belongs to another question. Nothing was sent."
            return _result(problem("consent_needed", what, sent=False))
        return None if _is_yes(answer) else _result(_declined(method))

    def _question(self, method: Method, arguments: Mapping[str, Any]) -> str:
        shown = json.dumps(arguments, ensure_ascii=False, indent=1)[:4000]
        return f"Send {method.method} ({method.title}) to {self.api.title}?\n{shown}"

    def _sealed(self, method: Method, arguments: Mapping[str, Any]) -> str:
        """A mark that ties an answer to these arguments, for a while, and for once."""
        now = time.monotonic()
        self.used = {mark: end for mark, end in self.used.items() if end > now}
        head = f"{now + LASTS:.3f}.{secrets.token_hex(8)}"
        return f"{head}.{self._signed(head, method, arguments)}"

    def _signed(self, head: str, method: Method, arguments: Mapping[str, Any]) -> str:
        said = json.dumps([head, method.method, arguments], sort_keys=True)
        return hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest()

    def _opens(
        self, mark: str | None, method: Method, arguments: Mapping[str, Any]
    ) -> bool:
        head, _, signature = (mark or "").rpartition(".")
        due = self._signed(head, method, arguments)
        if not hmac.compare_digest(signature.encode(), due.encode()):
            return False
        end = float(head.partition(".")[0] + "." + head.split(".")[1])
        if end < time.monotonic() or head in self.used:
            return False
        self.used[head] = end
        return True

    def server(self) -> Any:
        """The server of the SDK."""

        @asynccontextmanager
        async def lifespan(server: Any) -> Any:
            yield {}

        return Server(
            f"{self.api.name}-mcp",
            version=self.api.release,
            title=self.api.title,
            lifespan=lifespan,
            on_list_tools=self.on_list,
            on_call_tool=self.on_call,
        )


def _is_yes(answer: Any) -> bool:
    action, content = getattr(answer, "action", ""), getattr(answer, "content", None)
    return action == "accept" and (content or {}).get(QUESTION) is True


def _declined(method: Method) -> Outcome:
    what = f"A person said no to {method.method}. Nothing was sent."
    return problem("declined", what, what_to_do="give_up", sent=False)


def _tool(one: Tool) -> Any:
    return types.Tool(
        name=one.name,
        title=one.title,
        description=one.description,
        input_schema=one.input_schema,
        output_schema=one.output_schema,
        annotations=types.ToolAnnotations.model_validate(
            {"title": one.title, **one.hints}
        ),
    )


def _result(found: Outcome) -> Any:
    value = found.value if isinstance(found.value, dict) else None
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=found.text)],
        structured_content=value,
        is_error=found.is_error,
    )


def _dry_result(method: Method) -> Any:
    """The verdict alone: no result of the method, so that its schema has no say."""
    told = Outcome({"accepted": True, "method": method.method, "sent": False})
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=told.text)],
        structured_content=told.value,
    )


# The command.


def main(
    api: Api, methods: Sequence[Method], argv: Sequence[str] | None = None
) -> None:
    """`NAME-mcp`: over stdin and stdout, or over HTTP."""
    known = {one.method for one in methods}
    given = _parser(api).parse_args(argv)
    strange = [name for name in given.allow if name not in known]
    if strange:
        print(f"there is no method {strange[0]!r}", file=sys.stderr)
        raise SystemExit(2)
    settings = Settings(
        profile=given.profile, mode=given.tools, allowed=frozenset(given.allow)
    )
    made = Tools(api, methods, settings)
    run = over_http(made, given.host, given.port) if given.http else over_stdio(made)
    try:
        anyio.run(run)
    except KeyboardInterrupt:
        raise SystemExit(0) from None


def _parser(api: Api) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{api.name.replace('_', '-')}-mcp",
        description=f"{api.title} as tools of the Model Context Protocol. Address and "
        "secrets come from the environment, as the client's do.",
    )
    parser.add_argument("--http", action="store_true", help="not stdio but HTTP")
    parser.add_argument("--host", default="127.0.0.1", help="(%(default)s)")
    parser.add_argument("--port", type=int, default=8765, help="(%(default)s)")
    parser.add_argument(
        "--profile",
        choices=("flat", "rich"),
        default="flat",
        help="schemas of arguments: without composition at the root and references, or "
        "the full ones (%(default)s)",
    )
    parser.add_argument(
        "--tools",
        choices=("auto", "each", "search"),
        default="auto",
        help=f"a tool for each method, or search, describe and call for all; auto: by "
        f"their number, {MANY} being the most",
    )
    parser.add_argument(
        "--allow",
        metavar="METHOD",
        action="append",
        default=[],
        help="call this method without asking a person; may be repeated",
    )
    return parser


def over_stdio(made: Tools) -> Callable[[], Any]:
    """Serves one client on stdin and stdout."""

    async def run() -> None:
        server = made.server()
        async with AsyncExitStack() as made.caller.stack, stdio_server() as (ins, outs):
            await server.run(ins, outs, server.create_initialization_options())

    return run


def over_http(made: Tools, host: str, port: int) -> Callable[[], Any]:
    """Serves clients over streamable HTTP at `/mcp`."""

    async def run() -> None:
        app = made.server().streamable_http_app(host=host)
        config = uvicorn.Config(app, host=host, port=port, log_level="warning")
        print(f"http://{host}:{port}/mcp", file=sys.stderr, flush=True)
        async with AsyncExitStack() as made.caller.stack:
            await uvicorn.Server(config).serve()

    return run
