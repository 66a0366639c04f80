"""A service -> its pages: HTML for reading, the same pages in Markdown, and one file that holds everything."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from onespec import render
from onespec.model import Service
from onespec.output.files import File
from onespec.targets.docs import anchors, search
from onespec.targets.docs.catalogue import Entry, catalogue
from onespec.targets.docs.desk import html_desk, markdown_desk, single_desk
from onespec.targets.docs.error_page import errors_view, mnemonic_view
from onespec.targets.docs.errors import Rows
from onespec.targets.docs.index_page import changelog_view, index_view, llms_view
from onespec.targets.docs.method_page import method_view
from onespec.targets.docs.offline import offline_view
from onespec.targets.docs.study import Studies, studies_of
from onespec.targets.docs.tidy import tidy
from onespec.texts import json_text

SEARCH_LIMIT = 40_000
"""A larger index is fetched when a reader searches; a smaller one also stands in the first page, for reading from disk."""


def files(service: Service) -> list[File]:
    """Every page of the docs."""
    entries = catalogue(service)
    rows = search.rows(html_desk(service), entries)
    index = str(json_text(rows, None))
    small = search.data_block(rows if len(index) < SEARCH_LIMIT else None)
    studies = studies_of(service)
    made = [
        *_pages(service, entries, studies, small),
        *_twins(service, entries, studies),
        ("search.json", index + "\n"),
        ("offline.html", _offline(service, entries, studies)),
        (
            "llms.txt",
            render.render("docs/llms.txt.j2", llms_view(markdown_desk(service, "md/"))),
        ),
    ]
    return [File(path=f"docs/{path}", content=text.encode()) for path, text in made]


def _pages(
    service: Service, entries: tuple[Entry, ...], studies: Studies, rows: Markup
) -> Iterator[tuple[str, str]]:
    root, inner = html_desk(service), html_desk(service, "../")
    yield "index.html", render.render("docs/index.html.j2", index_view(root, rows))
    yield "errors.html", render.render(
        "docs/errors.html.j2", errors_view(root, entries)
    )
    yield "changelog.html", render.render(
        "docs/changelog.html.j2", changelog_view(root)
    )
    yield from method_pages(service, studies)
    for entry in entries:
        path = f"errors/{anchors.error_stem(entry.mnemonic)}.html"
        yield path, render.render("docs/error.html.j2", mnemonic_view(inner, entry))


def method_pages(
    service: Service, studies: Studies | None = None
) -> list[tuple[str, str]]:
    """The HTML pages of the methods, by their paths under the site's root."""
    known = studies_of(service) if studies is None else studies
    desk = html_desk(service, "../")
    table = Rows(desk)
    made = []
    for method in service.methods:
        view = method_view(desk, method, known[method.name], table)
        path = f"methods/{anchors.method_stem(method.name)}.html"
        made.append((path, render.render("docs/method.html.j2", view)))
    return made


def _twins(
    service: Service, entries: tuple[Entry, ...], studies: Studies
) -> Iterator[tuple[str, str]]:
    root, inner = markdown_desk(service), markdown_desk(service, "../")
    none = root.say.text("")
    yield "md/index.md", _markdown("index", index_view(root, none))
    yield "md/errors.md", _markdown("errors", errors_view(root, entries))
    yield "md/changelog.md", _markdown("changelog", changelog_view(root))
    table = Rows(inner)
    for method in service.methods:
        path = f"md/methods/{anchors.method_stem(method.name)}.md"
        yield path, _markdown(
            "method", method_view(inner, method, studies[method.name], table)
        )
    for entry in entries:
        path = f"md/errors/{anchors.error_stem(entry.mnemonic)}.md"
        yield path, _markdown("mnemonic", mnemonic_view(inner, entry))


def _markdown(template: str, view: object) -> str:
    return tidy(render.render(f"docs/md/{template}.md.j2", view))


def _offline(service: Service, entries: tuple[Entry, ...], studies: Studies) -> str:
    desk = single_desk(service)
    return render.render("docs/offline.html.j2", offline_view(desk, entries, studies))
