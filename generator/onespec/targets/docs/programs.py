"""An example -> a program that makes the call with the generated client, sync or async, laid out as black would."""

from __future__ import annotations

import textwrap

from onespec import names
from onespec.layout import Piece, bracket, call, from_import, keyword
from onespec.model import Example, Method, Service
from onespec.targets import calls
from onespec.targets.docs import samples
from onespec.texts import python_literal


def program(service: Service, method: Method, example: Example, *, wait: bool) -> str:
    """The program; one that expects an error catches it by its class."""
    caught = names.error_class(example.error) if example.error else ""
    client = f"{'Async' if wait else ''}{names.pascal(service.name)}"
    depth = (2 if wait else 1) * 4
    body = _call(service, method, example, depth + (4 if caught else 0), wait=wait)
    if caught:
        handler = f"except {caught} as error:\n    print(error.code, error.message)"
        body = f"try:\n{_indented(body)}\n{handler}"
    head = f"async with {client}" if wait else f"with {client}"
    laid = bracket(_client(service, method, head), depth - 4, suffix=" as api:")
    body = f"{_outdented(laid, depth - 4)} as api:\n{_indented(body)}"
    if wait:
        body = (
            f"\nasync def main() -> None:\n{_indented(body)}\n\n\nasyncio.run(main())"
        )
    return f"{_imports(service, method, client, caught, wait=wait)}\n{body}"


def sends_token(service: Service, method: Method) -> bool:
    """Whether the client adds a credential to the call by itself."""
    return service.auth is not None and method.auth


def _imports(
    service: Service, method: Method, client: str, caught: str, *, wait: bool
) -> str:
    system = (("asyncio", wait), ("os", sends_token(service, method)))
    lines = "".join(f"import {name}\n" for name, used in system if used)
    lines += "\n" if lines else ""
    lines += from_import(service.name, [client]).rstrip() + "\n"
    if caught:
        lines += from_import(f"{service.name}.errors", [caught]).rstrip() + "\n"
    return lines


def _client(service: Service, method: Method, head: str) -> Piece:
    url = python_literal(samples.server_url(service))
    if service.auth is None or not method.auth:
        return call(head, url)
    token = f"os.environ[{python_literal(service.auth.env)}]"
    return call(head, url, keyword(names.param(service.auth.param), token))


def _call(
    service: Service, method: Method, example: Example, column: int, *, wait: bool
) -> str:
    """The call and a line that shows the reply, as they stand at a column."""
    namespace, own = names.split(method.name)
    auth = service.auth if sends_token(service, method) else None
    shown = samples.masked(method.params, example.params)
    args = (
        keyword(names.param(name), calls.value(value))
        for name, value in shown.items()
        if auth is None or name != auth.param
    )
    head = f"reply = {'await ' if wait else ''}{'.'.join(('api', *namespace, own))}"
    laid = bracket(call(head, *args), column)
    return f"{_outdented(laid, column)}\nprint(reply)"


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def _outdented(text: str, column: int) -> str:
    """Lines laid out at a column, moved to the left edge; strings in samples have no line breaks."""
    return text.replace("\n" + " " * column, "\n")
