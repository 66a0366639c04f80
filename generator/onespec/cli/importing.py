"""`onespec import`: a document of another description language becomes a spec; what of it could not be carried over is listed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from onespec.cli.report import make_report
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say

if TYPE_CHECKING:
    # What it takes to load a spec is imported by the command that does.
    from onespec.importing import Imported
    from onespec.importing.again import Decision
    from onespec.spec.files import SpecFiles

DIALECTS: Final = ("openrpc", "mcp", "jsonschema")
"""As `onespec.importing.DIALECTS` has them, which takes longer to import than a help text may."""
SHOWN: Final = 20
"""Notes that are printed; all stand in the report beside the spec."""
REPORT: Final = "import.md"
BASE: Final = ".imported"
"""The folder in the spec's that keeps what the import made, so that the next one knows what people made of it."""


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

    DIALECT is `openrpc`, `mcp` for a schema of the Model Context Protocol, or `jsonschema` for a folder with NAME.params.json and NAME.result.json.
    FILE is the document, and behind it the files that it refers to: nothing is fetched. What the spec does not hold as the
    document has it is printed, and listed in import.md beside the spec, with its place and the reason.

    Import again after the source has changed: what was added to the spec stays, and what both changed is told.
    """
    from onespec.cli.scaffold import SCHEMA, schema
    from onespec.importing import Refused, imported
    from onespec.importing.report import as_markdown, as_text
    from onespec.output.folder import put_folder

    where = places(folder)
    base = _base(where.spec)
    if base is None and (where.spec / "service.yaml").exists():
        raise WrongUse(say.not_imported(where.spec.as_posix()))
    documents = _documents(dialect, (file, *others))
    try:
        made = imported(dialect, documents, name=_package(package))
    except Refused as error:
        raise WrongUse(str(error)) from error
    changes: dict[str, bytes | None] = {
        f"{BASE}/{name}": text.encode() for name, text in made.files.items()
    }
    earlier = None if base is None else _Earlier(where.spec, base)
    if earlier is None:
        changes |= {name: text.encode() for name, text in made.files.items()}
        changes[SCHEMA] = schema().encode()
    else:
        changes |= {
            f"{BASE}/{name}": None for name in base or () if name not in made.files
        }
        changes |= earlier.merged(made.files)
    changes[REPORT] = as_markdown(made, dialect, list(documents)).encode()
    try:
        put_folder(where.spec, changes)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(say.not_written(where.spec.as_posix(), reason)) from error
    if form == "json":
        click.echo(_as_json(made, dialect, list(documents), earlier), nl=False)
        return
    report = make_report("text")
    report.say(as_text(made, SHOWN, (where.spec / REPORT).as_posix()))
    if earlier is not None:
        report.say("\n".join(earlier.told()))
        report.say(earlier.changes())
    report.say(
        say.imported(
            where.spec.as_posix(), len(made.service.methods), len(made.service.types)
        )
    )
    report.say(say.after_import(where.arguments))


class _Earlier:
    """The spec of an earlier import, with what people made of it."""

    def __init__(self, folder: Path, base: dict[str, str]) -> None:
        from onespec.spec.files import read_files

        self.base = base
        self.files = read_files(folder)
        self.decisions: list[Decision] = []
        self.after: SpecFiles = self.files

    def merged(self, theirs: Mapping[str, str]) -> dict[str, bytes | None]:
        """The files to write. Ends the run where they would not load, and nothing is written."""
        from onespec.diagnostics import SpecError
        from onespec.importing.again import merged
        from onespec.spec import load_files

        mine = {
            name: data.decode("utf-8", "replace").replace("\r\n", "\n")
            for name, data in self.files.contents.items()
        }
        found = merged(self.base, mine, theirs)
        self.decisions = found.decisions
        contents = dict(self.files.contents)
        for name, text in found.texts.items():
            if text is None:
                contents.pop(name, None)
            else:
                contents[name] = text.encode()
        self.after = replace(self.files, contents=contents, diagnostics=())
        try:
            load_files(self.after)
        except SpecError as error:
            make_report("text").give(error.diagnostics, error.sources, error=True)
            raise WrongUse(say.import_unfit()) from error
        return {
            name: None if text is None else text.encode()
            for name, text in found.texts.items()
        }

    def told(self) -> list[str]:
        """A line for each thing that people and the source both changed."""
        return [
            say.merged(
                f"{one.file}", ".".join(one.path), one.kept, one.mine, one.theirs
            )
            for one in self.decisions
        ]

    def changes(self) -> str:
        """What the spec says differently now."""
        from onespec.change import compare
        from onespec.change import report as told
        from onespec.diagnostics import SpecError
        from onespec.spec import load_files, sources_of

        try:
            old, new = load_files(self.files), load_files(self.after)
        except SpecError:
            return ""
        comparison = compare(old, new)
        if not comparison.changes:
            return say.import_changes_nothing()
        sources = sources_of(self.files) | sources_of(self.after)
        return told.as_text(comparison.changes, comparison, "callers", sources)


def _base(spec: Path) -> dict[str, str] | None:
    """What the last import wrote; None where there was none."""
    folder = spec / BASE
    if not (folder / "service.yaml").is_file():
        return None
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in sorted(folder.rglob("*.yaml"))
        }
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(say.not_read(folder.as_posix(), str(error))) from error


def _package(name: str | None) -> str:
    import re

    if name is not None and not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise WrongUse(say.package_name(name))
    return name or ""


def _documents(dialect: str, names: Sequence[str]) -> dict[str, bytes]:
    """The content of the files; of a folder that of all documents in it."""
    listed: list[str] = []
    for name in names:
        folder = Path(name)
        if not folder.is_dir():
            listed.append(name)
            continue
        if dialect != "jsonschema":
            raise WrongUse(say.folder_of_schemas(name))
        found = sorted(
            path.as_posix()
            for path in folder.rglob("*")
            if path.suffix in (".json", ".yaml", ".yml")
            and path.is_file()
            and not any(
                part.startswith(".") for part in path.parts[len(folder.parts) :]
            )
        )
        if not found:
            raise WrongUse(say.folder_empty(name))
        listed += found
    return {name: _content(name) for name in listed}


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise WrongUse(say.not_read(name, error.strerror or str(error))) from error


def _as_json(
    made: Imported, dialect: str, sources: Sequence[str], earlier: _Earlier | None
) -> str:
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
    told: dict[str, object] = {
        "dialect": dialect,
        "sources": list(sources),
        "methods": len(made.service.methods),
        "notes": rows,
    }
    if earlier is not None:
        told["merged"] = [
            {
                "file": one.file,
                "path": list(one.path),
                "kept": "yours" if one.kept else "the source's",
                "yours": one.mine,
                "source": one.theirs,
            }
            for one in earlier.decisions
        ]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
