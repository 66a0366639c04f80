"""A service -> the view of the one-file edition: every page as an article, with anchors that name their page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from onespec import render
from onespec.markup import Shown
from onespec.targets.docs import search
from onespec.targets.docs.catalogue import Entry
from onespec.targets.docs.desk import Desk, single_desk
from onespec.targets.docs.error_page import errors_view, mnemonic_view
from onespec.targets.docs.errors import Rows
from onespec.targets.docs.frame import frame
from onespec.targets.docs.index_page import changelog_view, index_view
from onespec.targets.docs.method_page import method_view
from onespec.targets.docs.study import Studies
from onespec.targets.docs.views import FrameView


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineView:
    """The one file."""

    frame: FrameView
    articles: tuple[Shown, ...]
    search: Shown


def offline_view(
    desk: Desk, entries: tuple[Entry, ...], studies: Studies
) -> OfflineView:
    """Index, methods, errors and changes, one after the other."""
    service = desk.service
    contents = tuple(
        (desk.say.code(method.name), desk.method(method.name))
        for method in service.methods
    )
    title = f"{service.title} {service.version}"
    return OfflineView(
        frame=frame(desk, title, service.description, "index", contents, form=True),
        articles=_articles(desk, entries, studies),
        search=search.data_block(search.rows(desk, entries)),
    )


def _articles(
    desk: Desk, entries: tuple[Entry, ...], studies: Studies
) -> tuple[Markup, ...]:
    service = desk.service
    views: list[tuple[str, object]] = [("index", index_view(desk, Markup("")))]
    for method in service.methods:
        place = single_desk(service, method.name)
        view = method_view(place, method, studies[method.name], Rows(place))
        views.append(("method", view))
    views.append(("errors", errors_view(desk, entries)))
    views.extend(("mnemonic", mnemonic_view(desk, entry)) for entry in entries)
    views.append(("changelog", changelog_view(desk)))
    return tuple(
        Markup(render.render(f"docs/parts/{name}.html.j2", view))
        for name, view in views
    )
