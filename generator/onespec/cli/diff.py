"""`onespec diff`: what changed between two versions of a spec, whom it breaks, and the request that shows it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from onespec.cli.report import make_report, wants_color
from onespec.cli.settings import WrongUse, places
from onespec.diagnostics import Diagnostic, render_github, render_sarif
from onespec.messages import commands as say

if TYPE_CHECKING:
    from onespec.change import Change, Comparison
    from onespec.change.traffic import Traffic
    from onespec.cli.revisions import Versions

FORMATS = ("text", "json", "markdown", "github", "sarif", "junit")
LEVELS: Final = ("breaking", "possible", "non-breaking", "docs-only", "none")
"""As `onespec.change.Level` has them, which takes longer to import than a help text may."""
_GATES: Final = {
    "breaking": LEVELS[:1],
    "possible": LEVELS[:2],
    "any": LEVELS,
    "never": (),
}
_FIRST: Final = b'"""Calls that the changes of an API break.'
"""How a file that `--emit-tests` wrote begins."""


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
    type=click.Choice(LEVELS),
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
    from onespec import witnesses
    from onespec.change import Level, compare
    from onespec.change import report as told
    from onespec.cli.revisions import merge_base, versions
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
    comparison = witnesses.run(compare(two.old, two.new))
    changes = [
        change
        for change in comparison.changes
        if (method is None or fnmatchcase(change.method, method))
        and (not only or change.id in only)
        and change.id not in skip
    ]
    shown = [
        change
        for change in changes
        if told.level_of(change, side).rank <= Level(level).rank
    ]
    shown.sort(key=lambda one: told.level_of(one, side).rank)
    gate = [one for one in Level if one.value in _GATES[fail_on]]
    acked = _acknowledged(acks, comparison, changes)
    calls = None if traffic is None else _calls(traffic, two)
    github = os.environ.get("GITHUB_ACTIONS") == "true"
    match form or ("github" if github else "text"):
        case "json":
            text = told.as_json(shown, comparison, acked.passed, calls)
        case "markdown":
            text = told.as_markdown(shown, comparison, side)
        case "junit":
            text = told.as_junit(shown, comparison, side, gate)
        case "github":
            text = render_github(told.as_diagnostics(shown, comparison, side))
        case "sarif":
            found = told.as_diagnostics(shown, comparison, side)
            text = render_sarif(found, two.sources)
        case _ if not changes:
            text = wording.nothing_changed(*two.shown) + "\n"
        case _:
            color = wants_color(sys.stdout.isatty())
            text = told.as_text(
                shown, comparison, side, two.sources, passed=acked.passed, color=color
            )
    click.echo(text, nl=False, color=True)
    if calls is not None and form in (None, "text"):
        click.echo("\n" + told.traffic_text(calls), nl=False)
    if acked.faults:
        report.give(acked.faults, acked.sources, error=True)
    if emit_tests is not None:
        _emit(Path(emit_tests), told.as_tests(changes, comparison, where.spec))
    failed = any(
        told.level_of(one, side) in gate and told.fingerprint(one) not in acked.passed
        for one in changes
    )
    ctx.exit(1 if failed or acked.faults else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Acknowledged:
    """What a file of acknowledgements comes to."""

    passed: Mapping[str, str]
    """Fingerprints of the changes that it lets pass, with the words about it."""
    faults: Sequence[Diagnostic]
    sources: Mapping[str, str]
    """The file's text under its name."""


def _acknowledged(
    acks: str | None, comparison: Comparison, changes: Sequence[Change]
) -> _Acknowledged:
    if acks is None:
        return _Acknowledged(passed={}, faults=(), sources={})
    from onespec.change.acks import acknowledged, read_acks, stale
    from onespec.change.report import fingerprint
    from onespec.messages import changes as wording

    content = _read(acks)
    today = date.today().isoformat()
    known, faults = read_acks(acks, content)
    passed: dict[str, str] = {}
    for change in changes:
        ack = acknowledged(known, change, today)
        if ack is not None:
            words = wording.acknowledged(ack.reason, ack.owner, ack.expires)
            passed[fingerprint(change)] = words
    return _Acknowledged(
        passed=passed,
        faults=[*faults, *stale(known, comparison.changes, today)],
        sources={acks: content.decode("utf-8", "replace")},
    )


def _calls(file: str, two: Versions) -> Traffic:
    """Recorded calls, put to both versions. Raises WrongUse for a file that holds none."""
    from onespec.change.traffic import TrafficError, calls_in, judged
    from onespec.messages import changes as wording

    text = _read(file).decode("utf-8", "replace")
    try:
        return judged(two.old, two.new, calls_in(text), two.unread)
    except TrafficError as error:
        raise WrongUse(wording.traffic_unreadable(file, str(error))) from error


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise WrongUse(say.not_read(file, error.strerror or str(error))) from error


def _emit(path: Path, text: str) -> None:
    """Writes a file that was not there, or one of an earlier run."""
    from onespec.runtime.player.report_files import write_file

    try:
        if path.exists() and not path.read_bytes().startswith(_FIRST):
            raise WrongUse(say.in_the_way(path.as_posix()))
        write_file(path, text.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(say.not_written(path.as_posix(), reason)) from error
