"""`onespec lint`: faults and doubts of a spec."""

from __future__ import annotations

import click

from onespec.cli.report import Report, format_option
from onespec.cli.settings import places
from onespec.messages import commands as say


@click.command()
@click.argument("spec", required=False)
@format_option
@click.pass_context
def lint(ctx: click.Context, spec: str | None, report: Report) -> None:
    """Find faults and doubts of the spec.

    SPEC is the folder with service.yaml and methods/ [default: spec]. Beyond what keeps a spec from being loaded: constraints that
    contradict each other or never fail, params and values that no request can have, errors that nothing raises, and text
    that says something else than the rule beside it. `onespec explain CODE` tells what a finding means.
    """
    from onespec import lint as linter
    from onespec.diagnostics import Severity
    from onespec.spec import load_files, sources_of
    from onespec.spec.files import read_files

    where = places(spec)
    with report.faults(where.spec):
        files = read_files(where.spec)
        service = load_files(files)
    found = linter.lint(service)
    report.give(found, sources_of(files))
    if not found:
        report.say(say.nothing_found(where.spec.as_posix(), len(service.methods)))
    ctx.exit(1 if any(item.severity is not Severity.NOTE for item in found) else 0)
