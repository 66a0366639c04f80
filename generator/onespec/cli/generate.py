"""`onespec generate`: what the spec makes -> disk."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import click

from onespec.cli.report import Report, format_option
from onespec.cli.settings import Places, WrongUse, places
from onespec.messages import commands as say
from onespec.unchanged import same_tools, unchanged


@click.command()
@click.argument("spec", required=False)
@click.option(
    "--out", metavar="DIR", help="Folder of the generated files.  [default: generated]"
)
@click.option(
    "--only", metavar="TARGET", help="Write one target's files and leave all others."
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files of onespec's that were edited by hand; never others.",
)
@click.option(
    "--watch", is_flag=True, help="Go on, and write again whenever the spec changes."
)
@format_option
@click.pass_context
def generate(
    ctx: click.Context,
    spec: str | None,
    out: str | None,
    only: str | None,
    force: bool,
    watch: bool,
    report: Report,
) -> None:
    """Write what the spec makes.

    SPEC is the folder with service.yaml and methods/ [default: spec]. Either everything is written or nothing is. A file
    that was edited by hand, or that onespec did not write, is never overwritten: it is named, and nothing is changed.
    """
    where = places(spec, out)
    if only is None and not watch and _is_done(where, report):
        ctx.exit(0)
    targets = _targets(only)
    if not watch:
        ctx.exit(_run(where, targets, force, report))
    with contextlib.suppress(KeyboardInterrupt):
        _watch(where, targets, force, report)


def _is_done(where: Places, report: Report) -> bool:
    """Whether nothing has changed since all was written; if so it is said."""
    told = unchanged(where.spec.as_posix(), where.out.as_posix())
    if told is None or not same_tools(told):
        return False
    report.say(say.written(where.out.as_posix(), (), len(told.files)))
    if not report.talks:
        report.give([], {})
    return True


def _targets(only: str | None) -> tuple[str, ...]:
    from onespec.nearest import nearest
    from onespec.targets import TARGETS

    if only is None:
        return TARGETS
    if only not in TARGETS:
        raise WrongUse(say.target_unknown(only, nearest(only, TARGETS), TARGETS))
    return (only,)


def _run(where: Places, targets: tuple[str, ...], force: bool, report: Report) -> int:
    from onespec.build import build_spec
    from onespec.output import OutputError, write
    from onespec.spec.files import read_files

    out = where.out.as_posix()
    with report.faults(where.spec):
        built = build_spec(read_files(where.spec), targets)
    try:
        done = write(
            where.out,
            built,
            force=force,
            on_wait=lambda: click.echo(say.waiting(out), err=True),
        )
    except OutputError as error:
        from onespec.cli.drift import refusal

        mend = f"onespec generate{where.arguments}"
        report.give(refusal(error, where.out, mend), {}, error=True)
        return 1
    counts = [
        (len(done.created), "created"),
        (len(done.updated), "updated"),
        (len(done.deleted), "deleted"),
    ]
    if done.repaired:
        report.say(say.repaired(out))
    report.say(say.written(out, counts, done.unchanged))
    if not report.talks:
        report.give([], {})
    return 0


def _watch(
    where: Places, targets: tuple[str, ...], force: bool, report: Report
) -> None:
    seen: object = None
    while True:
        now = _signature(where.spec)
        if now != seen:
            seen = now
            try:
                _run(where, targets, force, report)
            except click.exceptions.Exit:
                pass
        time.sleep(0.3)


def _signature(spec: Path) -> object:
    """What changes when a file of the spec does."""
    found = []
    for path in sorted(spec.rglob("*.yaml")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return found
