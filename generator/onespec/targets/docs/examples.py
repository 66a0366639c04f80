"""The examples of a method -> texts of each in every form: raw JSON, curl, programs with the client, and the reply it gets.

Secrets stand as a placeholder; the message and the data of an error are filled in as its condition says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from onespec import names
from onespec.datatypes import JsonValue
from onespec.formatter import laid_out
from onespec.model import Example, Method, Service
from onespec.notation.english_types import json_words
from onespec.notation.python_values import modules, native_literal
from onespec.render import render
from onespec.targets.description import wire_params
from onespec.targets.docs.errors import Variant
from onespec.targets.docs.links import slugged
from onespec.targets.masked import masked, masked_value
from onespec.targets.python.package import client_name, credential, package_name
from onespec.targets.replies import reply_of, sample_error
from onespec.texts import PythonText, json_text, python_call

SHORT: Final = 56
"""Characters that fit beside something else even on a narrow screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleTexts:
    """One example in every form."""

    example: Example
    slug: str
    """What tells its anchor from those of the others."""
    state: str
    """The server's state as JSON; empty where the example doesn't depend on it."""
    request: str
    curl: str
    program: str
    async_program: str
    """The same with `await`."""
    reply: str


def examples(service: Service) -> Mapping[str, tuple[ExampleTexts, ...]]:
    """Those of each method, by its name; all programs are laid out in one run."""
    sources = [
        _program(service, method, example, wait=wait)
        for method in service.methods
        for example in method.examples
        for wait in (False, True)
    ]
    laid = iter([text.rstrip("\n") for text in laid_out(sources)])
    return {
        method.name: tuple(
            _shown(service, method, example, slug, program=next(laid), wait=next(laid))
            for slug, example in slugged(method.examples, "title")
        )
        for method in service.methods
    }


def _shown(
    service: Service,
    method: Method,
    example: Example,
    slug: str,
    *,
    program: str,
    wait: str,
) -> ExampleTexts:
    body = readable(request(method, example))
    state = masked(service.state, example.state)
    return ExampleTexts(
        example=example,
        slug=slug,
        state=json_words(state) if state else "",
        request=body,
        curl=curl(service, body, method),
        program=program,
        async_program=wait,
        reply=readable(reply(service, method, example)),
    )


def request(method: Method, example: Example) -> dict[str, JsonValue]:
    """The JSON-RPC request of an example."""
    return {
        "jsonrpc": "2.0",
        "method": method.name,
        "id": example.request_id,
        "params": wire_params(method, masked(method.params, example.params)),
    }


def readable(value: Mapping[str, JsonValue]) -> str:
    """JSON as people read it: on one line where that is short."""
    short = str(json_text(dict(value), None))
    return short if len(short) <= SHORT else str(json_text(dict(value)))


def server_url(service: Service) -> str:
    """The address that samples use."""
    return service.servers[0].url if service.servers else "http://127.0.0.1:8000"


def curl(service: Service, body: str, method: Method) -> str:
    """A shell command that sends a request; the shell puts the credential into its header."""
    transport = service.transport
    kind = f"Content-Type: {transport.content_type}; charset={transport.encoding}"
    return " \\\n  ".join(
        (
            f"curl {shell(server_url(service))}",
            f"--header {shell(kind)}",
            *credential_option(service, method),
            f"--data {shell(body)}",
        )
    )


def credential_option(service: Service, method: Method) -> tuple[str, ...]:
    """What has curl send the credential in its header, out of the environment."""
    auth = service.auth
    if auth is None or method.credential is None:
        return ()
    if auth.scheme == "basic":
        return (f'--user "${auth.env}:${auth.password_env}"',)
    value = f"{'Bearer ' if auth.scheme else ''}${auth.env}"
    return (f'--header "{auth.header}: {value}"',)


def shell(text: str) -> str:
    """One word of a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _program(service: Service, method: Method, example: Example, *, wait: bool) -> str:
    """The program; one that expects an error catches it by its class."""
    auth = service.auth if method.auth else None
    return render(
        "docs/program.py.j2",
        wait=wait,
        package=package_name(service),
        client=f"{'Async' if wait else ''}{client_name(service)}",
        url=server_url(service),
        credential=credential(service) if auth else (),
        caught=names.error_class(example.error) if example.error else "",
        iterates=False,
        call=_call(method, example, hidden=auth.param if auth else ""),
        modules=modules(method.params, masked(method.params, example.params)),
    )


def iterating(service: Service, method: Method, iterator: str) -> str:
    """A program that goes through all pages of a method, with the params of its first example that succeeds."""
    auth, pages = service.auth if method.auth else None, method.pagination
    sent = next((e.params for e in method.examples if not e.error), {})
    kept = {k: v for k, v in sent.items() if pages is None or k != pages.param}
    example = Example(title="", params=kept)
    return render(
        "docs/program.py.j2",
        wait=False,
        package=package_name(service),
        client=client_name(service),
        url=server_url(service),
        credential=credential(service) if auth else (),
        caught="",
        iterates=True,
        call=_call(method, example, auth.param if auth else "", iterator),
        modules=modules(method.params, masked(method.params, kept)),
    )


def _call(
    method: Method, example: Example, hidden: str, called: str = ""
) -> PythonText:
    namespace, own = names.split(method.name)
    own = called or own
    shown = masked(method.params, example.params)
    known = {param.name: param for param in method.params}
    return python_call(
        ".".join(("api", *namespace, own)),
        **{
            names.param(name): native_literal(known.get(name), value)
            for name, value in shown.items()
            if name != hidden
        },
    )


def reply(service: Service, method: Method, example: Example) -> dict[str, JsonValue]:
    """The JSON-RPC reply of an example."""
    result = example.result
    if method.result is not None:
        result = masked_value(method.result, result)
    return reply_of(service, method, replace(example, result=result))


def error_reply(service: Service, variant: Variant) -> str:
    """A reply with the error: that of an example which gets it, else as the conditions of its row fill it in."""
    kind = variant.kind
    for method in variant.methods:
        for example in method.examples:
            if example.error == kind.mnemonic:
                return readable(reply(service, method, example))
    body = sample_error(service, kind, variant.methods)
    return readable({"jsonrpc": "2.0", "id": "1", "error": body})
