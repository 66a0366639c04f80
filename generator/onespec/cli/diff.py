"""`onespec diff`: what changed between two versions of a spec, whom it breaks, and the request that shows it."""

from __future__ import annotations

import os
import sys
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import click

from onespec.cli.report import wants_color
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say

FORMATS = ("text", "json", "markdown", "github", "sarif", "junit")
_GATES = {
    "breaking": ("breaking",),
    "possible": ("breaking", "possible"),
    "any": ("breaking", "possible", "non-breaking", "docs-only", "none"),
    "never": (),
}


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--against",
    metavar="BRANCH",
    help="Compare with where the current branch left this one.",
)
@click.option(
    "--side",
    type=click.Choice(["callers", "servers", "source", "all"]),
    default="callers",
    show_default=True,
    help="For whom changes are weighed.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_GATES)),
    default="breaking",
    show_default=True,
    help="The least level that makes the exit code 1.",
)
@click.option(
    "--level",
    type=click.Choice(["breaking", "possible", "non-breaking", "docs-only", "none"]),
    default="docs-only",
    show_default=True,
    help="The least level that is shown.",
)
@click.option(
    "--method", metavar="GLOB", help="Only methods of this name, such as `start.*`."
)
@click.option("--only", metavar="ID", multiple=True, help="Only changes of this kind.")
@click.option("--skip", metavar="ID", multiple=True, help="No changes of this kind.")
@click.option(
    "--acks",
    metavar="FILE",
    help="Changes that are known and wanted, each with an owner and an end.",
)
@click.option(
    "--traffic",
    metavar="FILE",
    help="Recorded calls, a request a line or a HAR file: which of them break?",
)
@click.option(
    "--emit-tests",
    metavar="FILE",
    help="Write a pytest that passes before the breaking changes and fails after.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How changes are printed; inside GitHub Actions `github`, else `text`.",
)
@click.pass_context
def diff(
    ctx: click.Context,
    old: str | None,
    new: str | None,
    against: str | None,
    side: str,
    fail_on: str,
    level: str,
    method: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    acks: str | None,
    traffic: str | None,
    emit_tests: str | None,
    form: str | None,
) -> None:
    """What changed between two versions of the spec, whom it breaks, and the request that shows it.

    OLD and NEW are folders, service.yaml files or git revisions (`main`, `v1.2`, `v1.2:spec`); NEW is the working tree by default. Constraints are
    compared by the requests they let through, not by their text. `onespec explain ID` tells what a kind of change means.
    """
    from onespec.change import Level, compare
    from onespec.change import report as told
    from onespec.change.acks import acknowledged, read_acks, stale
    from onespec.change.traffic import TrafficError, calls_in, judged
    from onespec.cli.report import make_report
    from onespec.cli.revisions import merge_base, versions
    from onespec.diagnostics import render_github, render_sarif
    from onespec.messages import changes as wording
    from onespec.nearest import nearest

    if (old is None) == (against is None):
        raise WrongUse(say.diff_needs_old())
    for name in (*only, *skip):
        if name not in wording.KINDS:
            raise WrongUse(say.no_such_kind(name, nearest(name, wording.KINDS)))
    where = places(None)
    base = old if old is not None else merge_base(against or "")
    report = make_report("text" if form in ("markdown", "junit", None) else form)
    two = versions(base, new or where.spec.as_posix(), where.spec, report)
    comparison = compare(two.old, two.new)
    least = Level(level).rank
    changes = [
        change
        for change in comparison.changes
        if (method is None or fnmatchcase(change.method, method))
        and (not only or change.id in only)
        and change.id not in skip
    ]
    shown = [one for one in changes if told.level_of(one, side).rank <= least]
    shown.sort(key=lambda one: told.level_of(one, side).rank)
    gate = [one for one in Level if one.value in _GATES[fail_on]]
    today = date.today().isoformat()
    known, faults = ([], []) if acks is None else read_acks(acks, _read(acks))
    faults += stale(known, comparison.changes, today)
    passed: dict[str, str] = {}
    for change in changes:
        ack = acknowledged(known, change, today)
        if ack is not None:
            words = wording.acknowledged(ack.reason, ack.owner, ack.expires)
            passed[told.fingerprint(change)] = words
    calls = None
    if traffic is not None:
        text = _read(traffic).decode("utf-8", "replace")
        try:
            calls = judged(two.old, two.new, calls_in(text))
        except TrafficError as error:
            raise WrongUse(wording.traffic_unreadable(traffic, str(error))) from error
    github = os.environ.get("GITHUB_ACTIONS") == "true"
    match form or ("github" if github else "text"):
        case "json":
            text = told.as_json(shown, comparison, passed, calls)
        case "markdown":
            text = told.as_markdown(shown, comparison, side)
        case "junit":
            text = told.as_junit(shown, comparison, side, gate)
        case "github":
            text = render_github(told.as_diagnostics(shown, comparison, side))
        case "sarif":
            text = render_sarif(
                told.as_diagnostics(shown, comparison, side), two.sources
            )
        case _ if not changes:
            text = wording.nothing_changed(*two.shown) + "\n"
        case _:
            color = wants_color(sys.stdout.isatty())
            text = told.as_text(
                shown, comparison, side, two.sources, passed=passed, color=color
            )
    click.echo(text, nl=False, color=True)
    if calls is not None and form in (None, "text"):
        click.echo("\n" + told.traffic_text(calls), nl=False)
    if faults:
        where_from = {acks or "": _read(acks or "").decode("utf-8", "replace")}
        report.give(faults, where_from, error=True)
    if emit_tests is not None:
        _emit(Path(emit_tests), told.as_tests(changes, comparison, where.spec))
    failed = any(
        told.level_of(one, side) in gate and told.fingerprint(one) not in passed
        for one in changes
    )
    ctx.exit(1 if failed or faults else 0)


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise WrongUse(say.not_read(file, error.strerror or str(error))) from error


def _emit(path: Path, text: str) -> None:
    """Writes a file that was not there, or one of an earlier run."""
    if path.exists() and not path.read_bytes().startswith(told_first()):
        raise WrongUse(say.in_the_way(path.as_posix()))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(say.not_written(path.as_posix(), reason)) from error


def told_first() -> bytes:
    """How a file that `--emit-tests` wrote begins."""
    return b'"""Calls that the changes of an API break.'
