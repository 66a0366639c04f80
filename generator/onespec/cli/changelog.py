"""`onespec changelog`: what changed between two versions, or from tag to tag, as a Markdown file keeps it."""

from __future__ import annotations

import click

from onespec.cli.report import make_report
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--since", metavar="TAG", help="Leave out what lies before this tag.")
def changelog(old: str | None, new: str | None, since: str | None) -> None:
    """Print what changed, version by version, in the form of Keep a Changelog.

    OLD and NEW are folders, service.yaml files or git revisions, as with `onespec diff`. Without them every tag that holds the spec is
    compared with the one before it, the working tree with the last.
    """
    from onespec.change import compare
    from onespec.change.release import section
    from onespec.cli.revisions import spec_at, tags, versions
    from onespec.model import Service
    from onespec.spec import load_files

    where = places(None)
    here = where.spec.as_posix()
    report = make_report("text")

    def load(named: str) -> Service:
        with report.faults(where.spec):
            return load_files(spec_at(named, where.spec))

    if old is not None:
        two = versions(old, new or here, where.spec, report)
        click.echo(section(compare(two.old, two.new), two.new.release), nl=False)
        return
    dated = tags()
    names = [name for name, _ in dated]
    if since is not None:
        if since not in names:
            raise WrongUse(say.no_such_tag(since))
        dated = dated[names.index(since) :]
    known: list[tuple[str, str, Service]] = []
    for name, date in dated:
        try:
            known.append((name, date, load(name)))
        except WrongUse:
            # A tag from before there was a spec.
            continue
    if not known:
        raise WrongUse(say.no_tags())
    parts = ["# Changelog\n"]
    unreleased = compare(known[-1][2], load(here))
    if unreleased.changes:
        parts.append(section(unreleased, "Unreleased"))
    for (_, _, before), (title, date, after) in reversed(list(zip(known, known[1:]))):
        parts.append(section(compare(before, after), title, date))
    title, date, _ = known[0]
    parts.append(f"## [{title}] - {date}\n\nThe first version on record.\n")
    click.echo("\n".join(parts), nl=False)
