"""`onespec serve`: the reference server on this machine, with the docs."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onespec.cli.report import Report
from onespec.cli.settings import WrongUse, places

if TYPE_CHECKING:
    from onespec.model import Service
    from onespec.serve import Reference
    from onespec.serve.live import Live


@click.command()
@click.argument("spec", required=False)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--profile",
    metavar="FILE",
    default="",
    help="Facts of the account to play.  [default: the sample account]",
)
@click.pass_context
def serve(
    ctx: click.Context, spec: str | None, host: str, port: int, profile: str
) -> None:
    """Run the server that the spec makes, with its docs at `/`.

    It answers as the API would and sets nothing off. It listens on this machine only, unless told otherwise.
    When the spec changes, the next request is answered by a server built anew.
    """
    from onespec.serve import run

    where = places(spec)
    try:
        with ExitStack() as servers:
            live, title = _live(where.spec, host, profile, servers)
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"{title} at http://{shown}:{port}/ (stop with Ctrl-C)")
            run(live, host, port)
    except (OSError, ValueError) as error:
        raise WrongUse(f"can't serve on {host}:{port}: {error}") from error
    except KeyboardInterrupt:
        pass


def _live(spec: Path, host: str, profile: str, servers: ExitStack) -> tuple[Live, str]:
    """The server of a spec, built again when that changes, and the title of its service."""
    from onespec.serve import reference
    from onespec.serve.live import Live
    from onespec.spec import load

    report = Report(format="text", color=False)

    def made(service: Service) -> Reference:
        state, accounts = _accounts(service, profile)
        return servers.enter_context(
            reference(service, state, accounts=accounts, hosts=_hosts(host), docs=True)
        )

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

    with report.faults(spec):
        service = load(spec)
    return Live(made(service), spec, renewed), service.title


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
