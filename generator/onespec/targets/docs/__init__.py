"""A service -> its pages: HTML for reading, and the same pages in Markdown."""

from __future__ import annotations

from onespec import render
from onespec.model import Method, Service
from onespec.output import File
from onespec.targets.docs import anchors
from onespec.targets.docs.desk import html_desk
from onespec.targets.docs.method_page import method_view


def files(service: Service) -> list[File]:
    """Every page of the docs."""
    return [_method(service, method) for method in service.methods]


def _method(service: Service, method: Method) -> File:
    desk = html_desk(service, "../")
    view = method_view(desk, method, desk.say.text("{}"))
    return File(
        path=f"docs/methods/{anchors.method_stem(method.name)}.html",
        content=render.render("docs/method.html.j2", view).encode(),
    )
