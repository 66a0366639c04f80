"""`onespec conform`: plays the conformance cases against an endpoint, or against the server that the spec makes."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

import click

from onespec.cli.report import Report, wants_color
from onespec.cli.settings import WrongUse, places
from onespec.runtime.player.verdicts import ENOUGH, EXIT_CODES, INTERRUPTED

_CODES = "\n".join(
    f"{code:>3}  {words}"
    for code, words in sorted({**EXIT_CODES, 70: "a fault of onespec itself"}.items())
)


@click.command(epilog=f"\b\nExit codes:\n{_CODES}")
@click.argument("spec", required=False)
@click.option(
    "--endpoint",
    metavar="URL",
    help="Where to play.  [default: the server in this process]",
)
@click.option("--profile", metavar="FILE", help="Facts of the endpoint's account.")
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
@click.option("--shard", metavar="N/M", help="One of several parts of the suite.")
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
    type=float,
    metavar="N",
    help="Most requests a second.",
)
@click.option(
    "--timeout",
    type=float,
    default=30.0,
    metavar="SECONDS",
    help="How long a whole exchange may take.  [default: 30]",
)
@click.option(
    "--at-least",
    type=float,
    default=ENOUGH,
    metavar="PERCENT",
    help="How much to cover of what the level and the filters are about.  [default: 50]",
)
@click.option(
    "--known",
    metavar="FILE",
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

    Nothing off this machine is ever set off without --allow-effects, and no number is sent there that the profile does not
    name. A run can be ended with Ctrl-C; its reports are written all the same.
    """
    try:
        code = _run(spec, options)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    ctx.exit(code)


def _run(spec: str | None, options: dict[str, Any]) -> int:
    from onespec.conform import conformance
    from onespec.runtime.player.report_files import check
    from onespec.spec import load

    if not 0 <= options["at_least"] <= 100:
        raise WrongUse("--at-least is from 0 to 100 percent")
    where = places(spec)
    with _interruptible() as signals, ExitStack() as stack:
        try:
            with Report(format="text", color=False).faults(where.spec):
                service = load(where.spec)
            check(options["report"])
            asked = _options(options)
            session = conformance(service, asked, stack, os.environ, date.today())
            if options["listing"]:
                for case, reason in session.cases:
                    click.echo(f"{case.id}{f'  ({reason})' if reason else ''}")
                return 0
            if session.notice():
                click.echo(f"note: {session.notice()}", err=True)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        except KeyboardInterrupt:
            click.echo("interrupted before the first request", err=True)
            return signals.code
        progress = _Progress() if _is_terminal() else None
        run = session.run(fail_fast=options["fail_fast"], follower=progress)
        if progress is not None:
            progress.clear()
        verdict = session.verdict(run, options["at_least"])
        with signals.held_back():
            _tell(run, verdict, options["report"], len(session.cases))
        return signals.code if verdict.code == INTERRUPTED else verdict.code


def _tell(run: Any, verdict: Any, wanted: tuple[str, ...], cases: int) -> None:
    """Says what came of a run, first of all why it ended where it did not end by itself."""
    from onespec.runtime.player.report_files import summarize, write
    from onespec.runtime.player.report_text import text_report

    if run.stopped:
        click.echo(f"stopped: {run.stopped}")
    _print(text_report(run))
    if verdict.reason and verdict.reason != run.stopped:
        click.echo(verdict.reason)
    try:
        write(run, wanted)
        summarize(run, os.environ)
    except OSError as error:
        raise WrongUse(f"can't write a report: {error}") from error
    if verdict.code == INTERRUPTED:
        told = f"interrupted after {len(run.records)} of {cases} cases"
        if wanted:
            files = ", ".join(item.partition("=")[2] for item in wanted)
            told += f"; reports of these are in {files}"
        click.echo(told, err=True)


class _Signals:
    """How a run is ended from outside: with Ctrl-C, or as CI does it."""

    code = INTERRUPTED

    def terminate(self, number: int, frame: object) -> None:
        """What SIGTERM does: the same as Ctrl-C, with a code of its own."""
        self.code = 128 + number
        raise KeyboardInterrupt

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Reports that are being written are written to their end."""
        kept = {number: signal.getsignal(number) for number in _ENDING}
        try:
            for number in _ENDING:
                signal.signal(number, signal.SIG_IGN)
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)


_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _interruptible() -> Iterator[_Signals]:
    signals = _Signals()
    kept = signal.signal(signal.SIGTERM, signals.terminate)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGTERM, kept)


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
            level=options["level"],
            only=options["only"],
            skip=options["skip"],
            max_requests=options["max_requests"],
            max_calls=options["max_calls"],
            shard=options["shard"],
            allow_effects=options["allow_effects"],
        ),
    )
