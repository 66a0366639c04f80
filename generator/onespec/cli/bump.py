"""`onespec bump`: the release that the changes of a spec call for, and whether it declares one that is high enough."""

from __future__ import annotations

import click

from onespec.cli.report import Report, format_option
from onespec.cli.settings import places
from onespec.messages import changes as wording


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--check",
    is_flag=True,
    help="Fail if the new version declares a lower release than its changes call for.",
)
@format_option
@click.pass_context
def bump(
    ctx: click.Context, old: str, new: str | None, check: bool, report: Report
) -> None:
    """Tell the release that the changes since OLD call for.

    OLD and NEW are folders, service.yaml files or git revisions, as with `onespec diff`. What breaks callers, or source code that uses
    the client, is major, what adds something minor, all else patch; below 1.0.0 what breaks is minor.
    """
    from onespec.change import compare
    from onespec.change.release import needed, numbers, released
    from onespec.cli.revisions import versions
    from onespec.diagnostics import Diagnostic, Severity

    where = places(None)
    two = versions(old, new or where.spec.as_posix(), where.spec, report)
    before, after = two.old, two.new
    level = needed(compare(before, after))
    wanted = released(before.release, level)
    if not check:
        report.say(wording.bumped(level, before.release, wanted))
        ctx.exit(0)
    if numbers(after.release) >= numbers(wanted):
        report.say(wording.bumped(level, before.release, after.release))
        ctx.exit(0)
    assert after.span is not None
    fault = Diagnostic(
        code="release-too-low",
        severity=Severity.ERROR,
        span=after.span,
        message=wording.declared_too_low(after.release, before.release, wanted, level),
        help=wording.raise_release(wanted),
    )
    report.give([fault], two.sources)
    ctx.exit(1)
