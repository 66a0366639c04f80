"""What an import has to tell -> text for a terminal, and a page that stays beside the spec."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from onespec.importing import Imported
from onespec.importing.notes import Note
from onespec.messages import importing as say


def as_text(made: Imported, most: int, page: str) -> str:
    """The first notes, a line each; `page` is where all of them stand."""
    lines = [
        say.note(_place(note), note.what, note.kind.value, note.reason)
        for note in made.notes[:most]
    ]
    if len(made.notes) > most:
        lines.append(say.more_notes(len(made.notes) - most, page))
    return "\n".join(lines)


def as_markdown(made: Imported, dialect: str, sources: Sequence[str]) -> str:
    """All notes, by kind."""
    lines = [f"# {say.page_title()}", "", say.page_head(dialect, sources), ""]
    if not made.notes:
        lines += [say.all_carried(), ""]
    by_kind = sorted(made.notes, key=lambda note: note.kind.value)
    for kind, notes in groupby(by_kind, key=lambda note: note.kind):
        lines += [
            f"## {say.kind_title(kind.value)}",
            "",
            say.kind_words(kind.value),
            "",
        ]
        lines += [f"- {_row(note)}" for note in notes]
        lines.append("")
    return "\n".join(lines)


def _row(note: Note) -> str:
    """Text of the source is data: it stands as code, or escaped."""
    return f"{_code(_place(note))}: {_words(note.what)}: {_words(note.reason)}"


def _place(note: Note) -> str:
    return f"{note.place.file}{note.place.pointer}"


def _words(text: str) -> str:
    """Text in which backticks mark code, as messages have it."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped(text)
    shown = [
        _code(part) if number % 2 else _escaped(part)
        for number, part in enumerate(parts)
    ]
    return "".join(shown)


def _code(text: str) -> str:
    """A code span that ends where the text does."""
    line = " ".join(text.split()) or " "
    fence = "`"
    while fence in line:
        fence += "`"
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _escaped(text: str) -> str:
    """Words in which nothing is markup."""
    return re.sub(r"([\\*_\[\]<>#|~])", r"\\\1", " ".join(text.split(" ")))
