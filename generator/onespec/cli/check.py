"""`onespec check`: what the spec makes, held against disk."""

from __future__ import annotations

from collections import Counter

import click

from onespec.cli.fast import up_to_date
from onespec.cli.report import Report, format_option
from onespec.cli.settings import Places, places
from onespec.messages import commands as say


@click.command()
@click.argument("spec", required=False)
@click.option(
    "--out", metavar="DIR", help="Folder of the generated files.  [default: generated]"
)
@click.option(
    "--fast",
    is_flag=True,
    help="Build nothing if all digests in the manifest still hold.",
)
@format_option
@click.pass_context
def check(
    ctx: click.Context, spec: str | None, out: str | None, fast: bool, report: Report
) -> None:
    """Fail if the generated files are not what the spec makes.

    SPEC is the folder with service.yaml and methods/ [default: spec]. Says of each file whether it is stale, edited by hand,
    missing, an orphan or added by somebody, shows what would change, and ends with the command that mends it.
    """
    from onespec.unchanged import unchanged

    where = places(spec, out)
    names = where.spec.as_posix(), where.out.as_posix()
    if fast and unchanged(*names):
        found = 0
    else:
        found = _compared(where, report)
    if not found:
        report.say(up_to_date(*names).rstrip())
        if not report.talks:
            report.give([], {})
    ctx.exit(1 if found else 0)


def _compared(where: Places, report: Report) -> int:
    """Prints every difference; returns how many there are."""
    from onespec.build import build_spec
    from onespec.cli.drift import drift, refusal
    from onespec.output import OutputError, compare
    from onespec.spec.files import read_files

    mend = f"onespec generate{where.arguments}"
    with report.faults(where.spec):
        built = build_spec(read_files(where.spec))
    try:
        compared = compare(where.out, built)
    except OutputError as error:
        report.give(refusal(error, where.out, mend), {})
        return 1
    found = drift(compared, where.out, mend, color=report.color)
    if not found:
        return 0
    if report.format == "text":
        for item in found:
            report.block(item.told, item.diff)
    else:
        report.give([item.told for item in found], {})
        for item in found:
            report.show(item.diff)
    codes = Counter(item.told.code for item in found)
    strange = [
        item.told.span.file
        for item in found
        if item.told.code in ("added", "in-the-way")
    ]
    spec = where.spec.as_posix()
    report.say(say.drifted(codes, spec, mend, compared.tools, strange))
    return len(found)
