"""`onespec import`: a document of another description language becomes a spec; what of it could not be carried over is listed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from onespec.cli.report import make_report
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say

if TYPE_CHECKING:
    # What it takes to load a spec is imported by the command that does.
    from onespec.importing import Imported

DIALECTS: Final = ("openrpc",)
"""As `onespec.importing.DIALECTS` has them, which takes longer to import than a help text may."""
SHOWN: Final = 20
"""Notes that are printed; all stand in the report beside the spec."""
REPORT: Final = "import.md"


@click.command("import")
@click.argument("dialect", type=click.Choice(DIALECTS), metavar="DIALECT")
@click.argument("file", metavar="FILE")
@click.argument("others", metavar="[FILE]...", nargs=-1)
@click.option(
    "--to", "folder", metavar="DIR", help="The spec's folder.  [default: spec]"
)
@click.option(
    "--name",
    "package",
    metavar="WORD",
    help="Name of the package; by default that of the title.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the report is printed.",
)
def import_(
    dialect: str,
    file: str,
    others: tuple[str, ...],
    folder: str | None,
    package: str | None,
    form: str,
) -> None:
    """Make a spec of a document in another description language.

    DIALECT is `openrpc`; FILE the document, and behind it the files that it refers to: nothing is fetched. What the spec does not hold as the
    document has it is printed, and listed in import.md beside the spec, with its place and the reason.
    """
    from onespec.importing import Refused, imported
    from onespec.importing.report import as_markdown, as_text
    from onespec.output.folder import put_folder

    where = places(folder)
    if (where.spec / "service.yaml").exists():
        raise WrongUse(say.in_the_way(str(where.spec / "service.yaml")))
    documents = {name: _content(name) for name in (file, *others)}
    try:
        made = imported(dialect, documents, name=_package(package))
    except Refused as error:
        raise WrongUse(str(error)) from error
    changes: dict[str, bytes | None] = {
        name: text.encode() for name, text in made.files.items()
    }
    from onespec.cli.scaffold import SCHEMA, schema

    changes[SCHEMA] = schema().encode()
    changes[REPORT] = as_markdown(made, dialect, list(documents)).encode()
    try:
        put_folder(where.spec, changes)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(say.not_written(where.spec.as_posix(), reason)) from error
    if form == "json":
        click.echo(_as_json(made, dialect, list(documents)), nl=False)
        return
    report = make_report("text")
    report.say(as_text(made, SHOWN, (where.spec / REPORT).as_posix()))
    report.say(
        say.imported(
            where.spec.as_posix(), len(made.service.methods), len(made.service.types)
        )
    )
    report.say(say.after_import(where.arguments))


def _package(name: str | None) -> str:
    import re

    if name is not None and not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise WrongUse(say.package_name(name))
    return name or ""


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise WrongUse(say.not_read(name, error.strerror or str(error))) from error


def _as_json(made: Imported, dialect: str, sources: Sequence[str]) -> str:
    rows = [
        {
            "file": note.place.file,
            "pointer": note.place.pointer,
            "kind": note.kind.value,
            "what": note.what,
            "reason": note.reason,
        }
        for note in made.notes
    ]
    told = {
        "dialect": dialect,
        "sources": list(sources),
        "methods": len(made.service.methods),
        "notes": rows,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
