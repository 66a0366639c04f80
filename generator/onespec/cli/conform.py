"""`onespec conform`: plays the conformance cases against an endpoint, or against the server that the spec makes."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

import click

from onespec.cli.report import Report, wants_color
from onespec.cli.settings import WrongUse, places


@click.command()
@click.argument("spec", required=False)
@click.option(
    "--endpoint",
    metavar="URL",
    default="",
    help="Where to play.  [default: the server in this process]",
)
@click.option(
    "--profile", metavar="FILE", default="", help="Facts of the endpoint's account."
)
@click.option(
    "--level",
    type=click.Choice(["full", "quick", "no-effects"]),
    help="What to play.  [default: full on this machine, no-effects elsewhere]",
)
@click.option(
    "--allow-effects",
    is_flag=True,
    help="Send requests that an endpoint elsewhere acts on.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="PART",
    help="Only cases whose id, or an element they cover, has this part.",
)
@click.option(
    "--skip", multiple=True, metavar="PART", help="No cases whose id has this part."
)
@click.option(
    "--shard", metavar="N/M", default="", help="One of several parts of the suite."
)
@click.option(
    "--max-requests", type=click.IntRange(min=1), metavar="N", help="Most requests."
)
@click.option(
    "--max-calls",
    type=click.IntRange(min=0),
    metavar="N",
    help="Most requests that are acted on.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help="Most requests a second.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    metavar="SECONDS",
    help="How long a reply may take.  [default: 30]",
)
@click.option(
    "--known",
    metavar="FILE",
    default="",
    help="Failures that are known, each with a reason and a day.",
)
@click.option(
    "--run-mark",
    metavar="TEXT",
    default="",
    help="What values that are sent once are made of; the same mark sends the same requests.  [default: a new one]",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first fault.")
@click.option(
    "--report",
    multiple=True,
    metavar="KIND=FILE",
    help="Write a report: text, junit, json, html, sarif or markdown.",
)
@click.option(
    "--list",
    "listing",
    is_flag=True,
    help="Say what would be played, and send nothing.",
)
@click.pass_context
def conform(ctx: click.Context, /, spec: str | None, **options: Any) -> None:
    """Play the conformance cases of the spec.

    Nothing off this machine is ever set off without --allow-effects. Exit codes: 0 all held, 1 a fault was found, 2 wrong
    use, 3 inconclusive (the endpoint refused access or did not answer), 4 nothing was tested.
    """
    ctx.exit(_run(spec, options))


def _run(spec: str | None, options: dict[str, Any]) -> int:
    from onespec.conform import conformance
    from onespec.runtime.player.report_text import markdown_report, text_report
    from onespec.runtime.player.reports import check, write
    from onespec.runtime.player.session import exit_code
    from onespec.spec import load

    where = places(spec)
    with Report(format="text", color=False).faults(where.spec):
        service = load(where.spec)
    with ExitStack() as stack:
        try:
            check(options["report"])
            asked = _options(options)
            session = conformance(service, asked, stack, os.environ, date.today())
        except ValueError as error:
            raise WrongUse(str(error)) from error
        if options["listing"]:
            for case, reason in session.cases:
                click.echo(f"{case.id}{f'  ({reason})' if reason else ''}")
            return 0
        progress = _Progress() if _is_terminal() else None
        run = session.run(fail_fast=options["fail_fast"], follower=progress)
    if progress is not None:
        progress.clear()
    _print(text_report(run))
    try:
        write(run, options["report"])
        if os.environ.get("GITHUB_STEP_SUMMARY"):
            with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
                file.write(markdown_report(run))
    except OSError as error:
        raise WrongUse(f"can't write a report: {error}") from error
    return exit_code(run.records, run.stopped)


def _is_terminal() -> bool:
    """Whether a line on standard error can be written over."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class _Progress:
    """One line on a terminal that says how far a run is."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, records: Sequence[Mapping[str, Any]], total: int) -> None:
        """Says it, ten times a second at most."""
        now = time.monotonic()
        if now - self._last < 0.1:
            return
        self._last = now
        failed = sum(record["status"] == "failed" for record in records)
        told = f"{len(records)}/{total}" + (f", {failed} failed" if failed else "")
        width = shutil.get_terminal_size().columns - 1
        line = f"{told}  {records[-1]['id']}"[:width]
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)

    def clear(self) -> None:
        """Takes the line away."""
        click.echo("\r\x1b[K", err=True, nl=False)


def _print(text: str) -> None:
    """The report, with the two sides of each difference in colours of their own."""
    color = wants_color(sys.stdout.isatty())
    for line in text.splitlines() if color else ():
        kind = line.lstrip()[:3]
        shade = {"| -": "red", "| +": "green"}.get(kind)
        click.echo(click.style(line, fg=shade) if shade else line, color=True)
    if not color:
        click.echo(text, nl=False)


def _options(options: dict[str, Any]) -> Any:
    from onespec.runtime.player.select import Selection
    from onespec.runtime.player.session import Options

    return Options(
        endpoint=options["endpoint"],
        profile=options["profile"],
        known=options["known"],
        timeout=options["timeout"],
        per_second=options["rate"],
        mark=options["run_mark"],
        selection=Selection(
            level=options["level"] or "",
            only=options["only"],
            skip=options["skip"],
            max_requests=options["max_requests"],
            max_calls=options["max_calls"],
            shard=options["shard"],
            allow_effects=options["allow_effects"],
        ),
    )
