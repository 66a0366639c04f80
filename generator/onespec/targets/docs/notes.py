"""What is left open about a method or service, and a method's history -> short entries of a page."""

from __future__ import annotations

from onespec.language.ast import Path
from onespec.markup import Shown, prose
from onespec.model import Method, OpenFact
from onespec.targets.docs import anchors
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.fields import dotted
from onespec.targets.docs.views import NoteView


def notes(desk: Desk, items: tuple[OpenFact, ...]) -> tuple[NoteView, ...]:
    """What is left open, and how it is read here."""
    say = desk.say
    return tuple(
        NoteView(
            id=say.text(desk.id("open", item.id)),
            href=say.text(desk.here("open", item.id)),
            title=say.text(item.id),
            text=prose(say, item.text),
            reading=prose(say, item.reading),
            about=say.join(", ", (_about(desk, path) for path in item.about)),
        )
        for item in items
    )


def _about(desk: Desk, path: Path) -> Shown:
    return desk.link(desk.say.code(dotted(path)), desk.here("param", *path))


def history(desk: Desk, method: Method) -> tuple[NoteView, ...]:
    """What became of the method, entry by entry."""
    say = desk.say
    slugs = anchors.slugs(entry.version for entry in method.history)
    return tuple(
        NoteView(
            id=say.text(desk.id("history", slug)),
            href=say.text(desk.here("history", slug)),
            title=say.text(entry.version),
            text=prose(say, entry.text),
            reading=say.text(""),
            about=say.text(""),
        )
        for entry, slug in zip(method.history, slugs, strict=True)
    )
