"""A service -> its pages: HTML for reading, the same pages in Markdown, and one file that holds everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from onespec import names
from onespec.markup import fold_blank_lines, script_json
from onespec.model import Method, Service
from onespec.notation import english_expr
from onespec.notation.english_types import docs_type
from onespec.output.files import File
from onespec.render import render
from onespec.targets.docs import errors, fields, links, search
from onespec.targets.docs.constraints import (
    Finding,
    findings,
    findings_of_types,
)
from onespec.targets.docs.errors import Entry
from onespec.targets.docs.examples import ExampleTexts, error_reply, examples
from onespec.targets.docs.form import form_data
from onespec.targets.docs.frame import assets
from onespec.targets.docs.guides import Guides, guides
from onespec.targets.docs.lifecycles import as_flow, as_mermaid, columns, taken
from onespec.targets.docs.links import Page, single_page
from onespec.targets.docs.sequence import draw, parties_of
from onespec.texts import json_text

SEARCH_LIMIT = 40_000
"""A larger index is fetched when a reader searches; a smaller one also stands in the first page, for reading from disk."""

FRAME: Final = "docs/frame.html.j2"
ARTICLE: Final = "docs/article.html.j2"
"""What an HTML page extends: what every page has around its matter, or nothing."""


def _namespaces(service: Service) -> list[tuple[tuple[str, ...], list[Method]]]:
    """The methods by namespace, in the order in which namespaces first appear."""
    spaces: dict[tuple[str, ...], list[Method]] = {}
    for method in service.methods:
        spaces.setdefault(tuple(names.split(method.name)[0]), []).append(method)
    return list(spaces.items())


QUESTIONS: Final = {
    "breaches": english_expr.breach_pieces,
    "code_title": errors.code_title,
    "condition": english_expr.condition_pieces,
    "docs_type": docs_type,
    "dotted": links.dotted,
    "as_flow": as_flow,
    "as_mermaid": as_mermaid,
    "columns": columns,
    "draw": draw,
    "error_class": names.error_class,
    "error_reply": error_reply,
    "groups": fields.groups,
    "namespaces": _namespaces,
    "nested": fields.nested,
    "method_anchor": links.method_anchor,
    "method_path": links.method_path,
    "parties_of": parties_of,
    "place_anchor": links.anchor,
    "place_path": links.place_path,
    "result_places": fields.result_places,
    "sentence": english_expr.sentence_pieces,
    "slots": errors.slots,
    "slugged": links.slugged,
    "stem": names.stem,
    "taken": taken,
    "trees": fields.trees,
    "type_places": fields.type_places,
}
"""What a template may ask about parts of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """What takes a search or is long to write, once for all pages of a method."""

    form: Markup
    """The data of its live form, as a script element holds it."""
    constraints: tuple[Finding, ...]
    examples: tuple[ExampleTexts, ...]

    @property
    def opening(self) -> ExampleTexts | None:
        """The one that the page opens with: the first that succeeds, if any does."""
        succeeding = (shown for shown in self.examples if not shown.example.error)
        return next(succeeding, next(iter(self.examples), None))


def files(service: Service) -> list[File]:
    """Every page of the docs."""
    entries = errors.entries_of(service)
    worked, ruled = _worked_out(service), findings_of_types(service)
    rows = search.rows(Page(service=service), entries)
    index = str(json_text(rows, None))
    small = script_json(rows if len(index) < SEARCH_LIMIT else None)
    made = [
        *_html(service, entries, worked, ruled, small),
        *_markdown(service, entries, worked, ruled),
        ("search.json", f"{index}\n"),
        ("offline.html", _offline(service, entries, worked, ruled)),
        (
            "llms.txt",
            _render("llms.txt", Page(service=service, suffix=".md", root="md/")),
        ),
    ]
    return [File(path=f"docs/{path}", content=text.encode()) for path, text in made]


def method_pages(service: Service) -> list[tuple[str, str]]:
    """The HTML pages of the methods, by their paths under the site's root."""
    return list(_method_pages(service, _worked_out(service)))


def _worked_out(service: Service) -> Mapping[str, WorkedOut]:
    """What is worked out about each method, by its name."""
    shown = examples(service)
    return {
        method.name: WorkedOut(
            form=script_json(form_data(service, method)),
            constraints=findings(method),
            examples=shown[method.name],
        )
        for method in service.methods
    }


def _html(
    service: Service,
    entries: tuple[Entry, ...],
    worked: Mapping[str, WorkedOut],
    ruled: tuple[Finding, ...],
    rows: Markup,
) -> Iterator[tuple[str, str]]:
    yield _page(
        "index",
        service,
        type_constraints=ruled,
        search=rows,
    )
    yield _page("guides", service, guides=_guides(service, worked))
    yield _page("errors", service, codes=errors.by_code(entries), entries=entries)
    yield _page("changelog", service)
    yield from _method_pages(service, worked)
    for entry in entries:
        path = links.error_path(entry.mnemonic)
        yield _page("error", service, path, entry=entry, entries=entries)


def _method_pages(
    service: Service, worked: Mapping[str, WorkedOut]
) -> Iterator[tuple[str, str]]:
    rows = errors.Rows()
    for method in service.methods:
        yield _page(
            "method",
            service,
            links.method_path(method.name),
            method=method,
            rows=rows,
            worked_out=worked[method.name],
            assets=assets(service, form=True),
        )


def _page(
    template: str, service: Service, path: str = "", **values: object
) -> tuple[str, str]:
    """A page of the HTML tree."""
    root = "../" if "/" in path else ""
    page = Page(service=service, path=path or template, root=root)
    around = {"layout": FRAME, "assets": assets(service, form=False)}
    text = _render(f"{template}.html", page, **{**around, **values})
    return f"{page.path}.html", text


def _markdown(
    service: Service,
    entries: tuple[Entry, ...],
    worked: Mapping[str, WorkedOut],
    ruled: tuple[Finding, ...],
) -> Iterator[tuple[str, str]]:
    yield _twin("index", service, type_constraints=ruled)
    yield _twin("guides", service, guides=_guides(service, worked))
    yield _twin("errors", service, codes=errors.by_code(entries))
    yield _twin("changelog", service)
    rows = errors.Rows()
    for method in service.methods:
        path = links.method_path(method.name)
        known = worked[method.name]
        yield _twin("method", service, path, method=method, worked_out=known, rows=rows)
    for entry in entries:
        yield _twin("error", service, links.error_path(entry.mnemonic), entry=entry)


def _twin(
    template: str, service: Service, path: str = "", **values: object
) -> tuple[str, str]:
    """A page of the Markdown tree."""
    root = "../" if "/" in path else ""
    page = Page(service=service, path=path or template, root=root, suffix=".md")
    text = _render(f"{template}.md", page, **values)
    return f"md/{page.path}.md", fold_blank_lines(text)


def _offline(
    service: Service,
    entries: tuple[Entry, ...],
    worked: Mapping[str, WorkedOut],
    ruled: tuple[Finding, ...],
) -> str:
    """Index, methods, errors and changes in one file, with anchors that name their page."""
    whole = single_page(service)

    def article(template: str, page: Page = whole, **values: object) -> Markup:
        return Markup(_render(f"{template}.html", page, layout=ARTICLE, **values))

    articles = [
        article("index", type_constraints=ruled),
        article("guides", guides=_guides(service, worked)),
    ]
    for method in service.methods:
        page = single_page(service, method.name)
        known = worked[method.name]
        rows = errors.Rows()
        articles.append(
            article("method", page, method=method, worked_out=known, rows=rows)
        )
    articles.append(article("errors", codes=errors.by_code(entries), entries=entries))
    articles.extend(article("error", entry=entry, entries=entries) for entry in entries)
    articles.append(article("changelog"))
    return _render(
        "offline.html",
        whole,
        layout=FRAME,
        assets=assets(service, form=True),
        articles=articles,
        search=script_json(search.rows(whole, entries)),
    )


def _guides(service: Service, worked: Mapping[str, WorkedOut]) -> Guides:
    return guides(service, {name: known.examples for name, known in worked.items()})


def _render(template: str, page: Page, **values: object) -> str:
    known = {**QUESTIONS, "page": page, "service": page.service}
    return render(f"docs/{template}.j2", **known, **values)
