"""`onespec serve`: the reference server on this machine, with the docs."""

from __future__ import annotations

import os
from typing import Any

import click

from onespec.cli.report import Report
from onespec.cli.settings import places
from onespec.cli.wrong_use import WrongUse


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
    """
    from onespec.loader import load
    from onespec.serve import reference, run

    where = places(spec)
    with Report(format="text", color=False).faults(where.spec):
        service = load(where.spec)
    try:
        state, accounts = _accounts(service, profile)
        hosts = _hosts(host)
        with reference(
            service, state, accounts=accounts, hosts=hosts, docs=True
        ) as made:
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"{service.title} at http://{shown}:{port}/ (stop with Ctrl-C)")
            run(made, host, port)
    except (OSError, ValueError) as error:
        raise WrongUse(f"can't serve on {host}:{port}: {error}") from error
    except KeyboardInterrupt:
        pass


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
    from pathlib import Path

    from onespec.cases.document import document
    from onespec.player import profile
    from onespec.player.suite import read

    suite = read(json.loads(json.dumps(document(service))))
    try:
        found = profile.load(Path(path), suite, os.environ).accounts
    except profile.ProfileError as error:
        raise WrongUse(str(error)) from error
    others = {
        str(item.state[suite.credential][0]): dict(item.state)
        for item in found[1:]
        if item.state.get(suite.credential)
    }
    return dict(found[0].state), others
