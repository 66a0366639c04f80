"""`onespec serve`: the reference server on this machine, with the docs."""

from __future__ import annotations

import base64
import errno
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click

from onespec.cli.report import Report
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say

if TYPE_CHECKING:
    from onespec.model import Service
    from onespec.serve import Credentials, Reference

ENDING: Final = (signal.SIGINT, signal.SIGTERM)
"""Signals that end the server, and its building before that."""

EPILOG: Final = (
    "Limits: a body of 1,000,000 bytes with a Content-Length and no Content-Encoding; a head of 16,384 bytes and 100 "
    "fields; 10 s for a whole head, and 10 s for a whole body; 200 connections, of which one more ends the one that has "
    "been waiting longest. "
    "Exit codes: 0 stopped by Ctrl-C or SIGTERM, which takes at most 2 s whatever is going on; 1 a faulty spec; 2 wrong "
    "use, a port in use among it."
)


@click.command(epilog=EPILOG)
@click.argument("spec", required=False)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 stands for any that is free.",
)
@click.option(
    "--profile",
    metavar="FILE",
    default="",
    help="Facts of the account to play.  [default: the sample account]",
)
@click.option(
    "--mcp",
    is_flag=False,
    flag_value="stdio",
    type=click.Choice(["stdio", "http"]),
    help="Serve its methods to agents too, as tools of the Model Context Protocol: over stdin and stdout, or HTTP.",
)
@click.option(
    "--mcp-port",
    type=click.IntRange(1, 65535),
    default=8765,
    show_default=True,
    help="Port of the tools, with --mcp http.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    spec: str | None,
    host: str,
    port: int,
    profile: str,
    mcp: str | None,
    mcp_port: int,
) -> None:
    """Run the server that the spec makes, with its docs at `/`.

    It answers as the API would and sets nothing off. It listens on this machine only, unless told otherwise, and says
    which credential is good. `rpc.discover` gets the OpenRPC document. When the spec changes, the next request is
    answered by a server built anew.
    """
    # What ends the server ends its building too, and with the same exit code.
    for each in ENDING:
        signal.signal(each, _end)
    where = places(spec)
    if mcp is not None:
        from onespec.serve.agents import is_installed

        if not is_installed():
            raise WrongUse(say.mcp_not_installed())
    try:
        from onespec.serve import run
        from onespec.serve.live import Live
        from onespec.spec import load

        with Report(format="text", color=False).faults(where.spec):
            service = load(where.spec)
        with ExitStack() as servers:
            sockets = _listen(host, port, servers)
            made = _maker(host, profile, servers)
            first = made(service)
            name = f"[{host}]" if ":" in host else host
            address = f"http://{name}:{sockets[0].getsockname()[1]}/"
            told = _credentials_told(first.credentials, service, profile)
            line = say.serving(service.title, address, first.paths) + told
            # Over stdio the protocol has stdout for itself.
            click.echo(line, err=mcp == "stdio")
            if mcp is not None:
                tools = _tools(
                    service, address, first, mcp_port if mcp == "http" else None
                )
                servers.enter_context(tools)
            run(Live(first, where.spec, _renewer(where.spec, made)), sockets)
    except ValueError as error:
        raise WrongUse(str(error)) from error


def _tools(
    service: Service, address: str, made: Reference, port: int | None
) -> AbstractContextManager[None]:
    """The MCP server beside the reference server."""
    from onespec.serve import agents

    # Calls go to the first path that answers them.
    url = address.rstrip("/") + made.paths[0]
    return agents.tools(service, url, made.credentials, port)


def _end(number: int, frame: FrameType | None) -> None:
    """Ends the building of the server, in any case before two seconds are over.

    Not by KeyboardInterrupt, which Python remembers where it passes through `exec`; and whatever is raised here can be
    lost in a callback of somebody else's.
    """
    # Python would let a second one kill a program that ends.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    late = threading.Timer(1.5, os._exit, (0,))
    late.daemon = True
    late.start()
    raise SystemExit(0)


def _listen(host: str, port: int, servers: ExitStack) -> list[socket.socket]:
    """The sockets of the server, closed with it."""
    from onespec.serve.wire import listen

    try:
        found = listen(host, port)
    except UnicodeError as error:
        reason = "no name of a host is spelt so"
        raise WrongUse(say.host_not_here(host, reason)) from error
    except OSError as error:
        raise WrongUse(_unheard(host, port, error)) from error
    for one in found:
        servers.enter_context(one)
    return found


def _unheard(host: str, port: int, error: OSError) -> str:
    """Why nobody can listen there, and what to do."""
    reason = error.strerror or type(error).__name__
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return say.host_not_here(host, reason)
    if error.errno == errno.EADDRINUSE:
        return say.port_in_use(host, port)
    if error.errno == errno.EACCES:
        return say.port_not_allowed(host, port)
    return say.not_listening(host, port, reason)


def _credentials_told(found: Credentials | None, service: Service, profile: str) -> str:
    """The credentials of the sample accounts; those of a profile are not shown."""
    if found is not None:
        scheme = "Bearer " if service.auth and service.auth.scheme == "bearer" else ""
        others = [scheme + other for other in found.others]
        return say.sample_credentials(found.param, scheme + found.good, others)
    if service.auth is not None and profile:
        return say.no_credentials(service.auth.param, profile)
    from onespec.serve import sample_login

    if (pair := sample_login(service)) is not None:
        user, password = pair
        sent = base64.b64encode(f"{user}:{password}".encode()).decode()
        return say.sample_login(user, password, sent)
    return ""


def _maker(
    host: str, profile: str, servers: ExitStack
) -> Callable[[Service], Reference]:
    """What makes the server of a service, with its docs."""
    from onespec.serve import reference

    def made(service: Service) -> Reference:
        state, accounts = _accounts(service, profile)
        return servers.enter_context(
            reference(service, state, accounts=accounts, hosts=_hosts(host), docs=True)
        )

    return made


def _renewer(
    spec: Path, made: Callable[[Service], Reference]
) -> Callable[[], Reference | None]:
    """What makes the server again when the spec has changed; None while that has faults."""
    from onespec.spec import load

    report = Report(format="text", color=False)

    def renewed() -> Reference | None:
        try:
            with report.faults(spec):
                fresh = made(load(spec))
        except click.exceptions.Exit:
            return None
        except (WrongUse, OSError, ValueError) as fault:
            click.echo(str(fault), err=True)
            return None
        click.echo("built again: the spec has changed", err=True)
        return fresh

    return renewed


def _hosts(host: str) -> tuple[str, ...]:
    """The name that clients will call it by; nobody calls it by an address that stands for all."""
    return () if host in ("0.0.0.0", "::") else (f"[{host}]" if ":" in host else host,)


def _accounts(
    service: Any, path: str
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The first account of a profile, and the others by their credentials; None where the sample ones will do."""
    if not path:
        return None, None
    import json

    from onespec.cases.document import document
    from onespec.runtime.player import profile
    from onespec.runtime.player.suite import WrongUseError, read

    suite = read(json.loads(json.dumps(document(service))))
    try:
        found = profile.load(Path(path), suite, os.environ).accounts
    except WrongUseError as error:
        raise WrongUse(str(error)) from error
    others = {
        str(item.state[suite.credential][0]): dict(item.state)
        for item in found[1:]
        if item.state.get(suite.credential)
    }
    return dict(found[0].state), others
