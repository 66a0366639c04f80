"""The pages as files: whole, linked, small, guarded, and the same every time."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from docs_reading import Page, markdown_anchors, markdown_links, read
from onespec.spec import load
from onespec.targets import docs
from places import ONE_METHOD, SPEC

SPECS = {
    "one": ONE_METHOD,
    "all": SPEC,
}
OTHER_TREES = ("schema/", "openrpc.json", "openapi.json", "postman.json")
PAGE_LIMIT = 140_000
SCRIPT_LIMIT = 40_000


@cache
def files(spec: str) -> Mapping[str, str]:
    """The docs of a spec, by path."""
    made = docs.files(load(SPECS[spec]))
    return {file.path: file.content.decode() for file in made}


@cache
def pages(spec: str) -> Mapping[str, Page]:
    """Its HTML pages, read."""
    return {
        path: read(text) for path, text in files(spec).items() if path.endswith(".html")
    }


@pytest.fixture(params=sorted(SPECS))
def spec(request: pytest.FixtureRequest) -> str:
    """Each of the specs."""
    return str(request.param)


def test_every_element_is_closed_in_its_order(spec: str) -> None:
    assert {} == {
        path: page.faults for path, page in pages(spec).items() if page.faults
    }


def test_anchors_are_unique_on_their_page(spec: str) -> None:
    for path, page in pages(spec).items():
        anchors = page.attribute("id")
        assert len(anchors) == len(set(anchors)), path


def test_every_link_leads_to_a_page_and_an_anchor_that_exist(spec: str) -> None:
    anchors = {path: set(page.attribute("id")) for path, page in pages(spec).items()}
    broken = []
    for path, page in pages(spec).items():
        for href in page.links:
            if not _leads(path, href, anchors, files(spec)):
                broken.append((path, href))

    assert [] == broken


def test_rows_of_tables_in_twins_stand_below_their_heads(spec: str) -> None:
    """A blank line would end the table, and leave the rows after it as text."""
    twins = [text for path, text in files(spec).items() if path.endswith(".md")]
    parts = [part.strip() for text in twins for part in text.split("\n\n")]
    blocks = [part for part in parts if part.startswith("|")]
    assert blocks
    for block in blocks:
        assert block.splitlines()[1].startswith("| ---"), block
        assert len(block.splitlines()) > 2, block


def test_every_link_of_the_twins_leads_inside_their_tree(spec: str) -> None:
    twins = {path: text for path, text in files(spec).items() if path.endswith(".md")}
    anchors = {path: markdown_anchors(text) for path, text in twins.items()}
    broken = [
        (path, link)
        for path, text in twins.items()
        for link in markdown_links(text)
        if not _leads(path, link, anchors, twins)
    ]

    assert [] == broken


def _leads(
    path: str, href: str, anchors: Mapping[str, set[str]], known: Mapping[str, str]
) -> bool:
    parts = urlsplit(href)
    if parts.scheme:
        return parts.scheme in ("http", "https", "mailto")
    target = path
    if parts.path:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
    if target.startswith(OTHER_TREES):
        return True
    if target not in known:
        return False
    return not parts.fragment or unquote(parts.fragment) in anchors.get(target, set())


def test_described_parts_refer_to_anchors_that_exist(spec: str) -> None:
    names = ("aria-labelledby", "aria-describedby", "for", "aria-controls")
    for path, page in pages(spec).items():
        anchors = set(page.attribute("id"))
        wanted = {each for name in names for each in page.attribute(name)}
        assert wanted <= anchors, path


def test_pages_and_scripts_are_small(spec: str) -> None:
    large = {
        path: len(text.encode())
        for path, text in files(spec).items()
        if path.endswith(".html") and not path.endswith("offline.html")
        if len(text.encode()) >= PAGE_LIMIT
    }
    scripts = max(len(page.scripts[0].encode()) for page in pages(spec).values())

    assert {} == large
    assert scripts < SCRIPT_LIMIT


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(
    spec: str,
) -> None:
    for path, page in pages(spec).items():
        policy = _policy(page)
        assert len(page.styles) == len(page.scripts) == 1, path
        assert policy["default-src"] == ["'none'"]
        assert policy["style-src"] == [_hash(page.styles[0])]
        assert policy["script-src"] == [_hash(page.scripts[0])]
        assert policy["base-uri"] == policy["form-action"] == ["'none'"]


def _policy(page: Page) -> dict[str, list[str]]:
    contents = [
        element.attributes["content"]
        for element in page.elements
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(contents) == 1
    parts = (part.split() for part in contents[0].split(";"))
    return {name: values for name, *values in parts}


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_nothing_is_loaded_from_anywhere(spec: str) -> None:
    for path, page in pages(spec).items():
        loading = [
            (element.name, name)
            for element in page.elements
            for name in element.attributes
            if name in ("src", "srcset", "style", "background", "poster")
            or name.startswith("on")
            or element.name in ("iframe", "object", "embed", "base", "img")
            or (name == "href" and element.name == "link")
            and not element.attributes["href"].startswith("data:image/svg+xml,")
        ]
        assert [] == loading, path
        assert [] == re.findall(r"url\(|@import|@font-face", page.styles[0]), path


def test_no_secret_is_on_any_page(spec: str) -> None:
    shown = ("your_access_token", "2fRN4g217ca0b4224a67988aff3e584f91964a69")

    assert [] == [
        path for path, text in files(spec).items() for each in shown if each in text
    ]


def test_headings_go_down_one_level_at_a_time(spec: str) -> None:
    for path, page in pages(spec).items():
        levels = [
            int(name[1]) for name in page.sequence if re.fullmatch("h[1-6]", name)
        ]
        assert levels[0] == 1
        jumps = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
        assert [] == jumps, path


def test_tables_have_captions_and_heads_with_a_scope(spec: str) -> None:
    for page in pages(spec).values():
        heads = [element for element in page.elements if element.name == "th"]
        assert page.sequence.count("table") == page.sequence.count("caption")
        assert [] == [head for head in heads if "scope" not in head.attributes]


def test_every_page_has_its_landmarks_and_a_title_of_its_own(spec: str) -> None:
    for page in pages(spec).values():
        assert page.sequence.count("main") == page.sequence.count("h1") or (
            page.sequence.count("h1") > 1
        )
        assert {"header", "nav", "footer", "title"} <= set(page.sequence)
    titles = [re.search("<title>(.*?)</title>", text) for text in files(spec).values()]
    found = [title[1] for title in titles if title]

    assert len(found) - 1 == len(set(found))  # the one file is named like the index


def test_pages_are_the_same_every_time(spec: str) -> None:
    again = {file.path: file.content.decode() for file in docs.files(load(SPECS[spec]))}

    assert files(spec) == again


def test_every_page_has_a_twin(spec: str) -> None:
    html = {path[5:-5] for path in files(spec) if path.endswith(".html")}
    twins = {path[8:-3] for path in files(spec) if path.endswith(".md")}

    assert html - {"offline"} == twins


def test_the_list_for_programs_names_every_method(spec: str) -> None:
    text = files(spec)["docs/llms.txt"]
    wanted = [path for path in files(spec) if path.startswith("docs/md/methods/")]

    assert [] == [path for path in wanted if f"]({path[5:]})" not in text]


def test_the_one_file_edition_holds_every_page_and_leads_nowhere_else(
    spec: str,
) -> None:
    page = pages(spec)["docs/offline.html"]
    away = [h for h in page.links if not h.startswith(("#", "https://"))]
    anchors = set(page.attribute("id"))
    missing = {
        (path, anchor)
        for path, other in pages(spec).items()
        if path.startswith("docs/methods/")
        for anchor in other.attribute("id")
        if anchor.startswith(("param-", "error-", "constraint-", "example-", "flow-"))
        if f"method-{Path(path).stem}--{anchor}" not in anchors
    }

    assert [] == away
    assert set() == missing
