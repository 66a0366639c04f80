"""Text that means something to Python, HTML, JSON or Markdown, in every place of a spec: what is generated keeps its structure."""

from __future__ import annotations

import ast
import json
import re
import time
import tomllib
from functools import cache
from html.parser import HTMLParser

import hostile_texts
import pytest
from onespec.build import build
from onespec.spec import load_sources
from spec_mutations import CODE

MARKUP = re.compile(r"`|\[.*\]\(|\]: |^#|^- |\n\n|^\s*\|", re.MULTILINE)
"""What descriptions may use: a page rightly has other elements where it stands."""

ONE_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,150}")

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""What must not stand raw in any file: it hides, reorders or ends lines."""

WITHOUT_MARKUP = tuple(text for text in CODE if not MARKUP.search(text))
SETS = {"plain": WITHOUT_MARKUP, "marked up": CODE}


def text_of(texts: tuple[str, ...], turn: int) -> hostile_texts.Text:
    """Another text for each place; in three turns each place has had three."""
    short = tuple(text for text in texts if len(text) < 1000)
    lines = tuple(text for text in texts if ONE_LINE.fullmatch(text))

    def text(place: int, one_line: bool) -> str:
        fitting = lines if one_line else short if place > 900 else texts
        return f"{fitting[(place * 7 + turn) % len(fitting)]} {place}"

    return text


@cache
def benign(kind: str, turn: int) -> dict[str, bytes]:
    """The same spec with a word in each place, as wide as a literal of the text would be: width decides layout."""
    text = text_of(SETS[kind], turn)

    def word(place: int, one_line: bool) -> str:
        return f"word {place}".ljust(len(ascii(text(place, one_line))) - 2, "x")

    return build(load_sources(hostile_texts.spec(word)))


@cache
def hostile(kind: str, turn: int) -> dict[str, bytes]:
    return build(load_sources(hostile_texts.spec(text_of(SETS[kind], turn))))


TURNS = [("plain", 0), ("plain", 5), ("marked up", 0), ("marked up", 11)]


class Blank(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str | bytes):
            return ast.Constant(value="")
        return node


def skeleton(source: bytes) -> str:
    """A Python file without its texts."""
    return ast.dump(Blank().visit(ast.parse(source)))


class Page(HTMLParser):
    """The elements of a page, without the labels of its drawings: these break where their words do."""

    def __init__(self, source: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, ...]] = []
        self.scripts: list[str] = []
        self.active: list[tuple[str, str, str]] = []
        self._inside = ""
        self.feed(source.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        if tag not in ("text", "tspan"):
            self.elements.append((tag, *sorted(name for name, _ in attrs)))
        for name, value in attrs:
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
            odd = scheme and scheme[1].lower() not in ("http", "https", "mailto")
            if (
                name.startswith("on")
                or name == "style"
                or (odd and name in ("href", "src", "action"))
            ):
                self.active.append((tag, name, value or ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag not in ("text", "tspan"):
            self.elements.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.scripts.append(data)


@pytest.mark.parametrize(("kind", "turn"), TURNS)
def test_the_same_files_are_made_whatever_the_text(kind: str, turn: int) -> None:
    assert sorted(hostile(kind, turn)) == sorted(benign(kind, turn))


@pytest.mark.parametrize(("kind", "turn"), TURNS)
def test_python_files_are_the_same_tree_but_for_their_texts(
    kind: str, turn: int
) -> None:
    found = {p: c for p, c in hostile(kind, turn).items() if p.endswith(".py")}
    assert len(found) > 50
    other = [
        p for p, c in found.items() if skeleton(c) != skeleton(benign(kind, turn)[p])
    ]
    assert other == []


@pytest.mark.parametrize(("kind", "turn"), TURNS)
def test_data_files_are_still_data(kind: str, turn: int) -> None:
    for path, content in hostile(kind, turn).items():
        if path.endswith(".json"):
            json.loads(content)
        elif path.endswith(".toml"):
            project = tomllib.loads(content.decode())
            assert (
                project.keys()
                == tomllib.loads(benign(kind, turn)[path].decode()).keys()
            )


@pytest.mark.parametrize(("kind", "turn"), TURNS)
def test_nothing_hidden_stands_raw_in_any_file(kind: str, turn: int) -> None:
    hits = {
        path: found.start()
        for path, content in hostile(kind, turn).items()
        if (found := HIDDEN.search(content.decode()))
    }
    assert hits == {}


@pytest.mark.parametrize(("kind", "turn"), TURNS)
def test_pages_run_no_script_and_no_link_but_ours(kind: str, turn: int) -> None:
    pages = {p: c for p, c in hostile(kind, turn).items() if p.endswith(".html")}
    assert len(pages) > 8
    for path, content in pages.items():
        page, ours = Page(content), Page(benign(kind, turn)[path])
        assert page.active == ours.active, path
        assert len(page.scripts) == len(ours.scripts), path
        for script, plain in zip(page.scripts, ours.scripts):
            # A script is a constant or a block of data, in which no tag can start.
            assert script == plain or (json.loads(script) and "<" not in script), path


@pytest.mark.parametrize("turn", [turn for kind, turn in TURNS if kind == "plain"])
def test_pages_have_the_same_elements_whatever_the_text(turn: int) -> None:
    for path, content in hostile("plain", turn).items():
        if path.endswith(".html"):
            assert (
                Page(content).elements == Page(benign("plain", turn)[path]).elements
            ), path


def test_the_texts_stand_in_the_files_and_not_beside_them() -> None:
    """That the comparisons above are about something."""
    page = hostile("plain", 0)["docs/methods/start.call.html"].decode()
    plain = benign("plain", 0)["docs/methods/start.call.html"].decode()
    assert plain.count("word ") > 60
    assert page.count("word ") < 4
    assert "&lt;/script&gt;" in page and "{{ 7*7 }}" in page


FAR = {
    "a text as long as an integer counts": "{type: string, maxLength: 9007199254740991}",
    "a list as long as an integer counts": "{type: array, items: string, maxItems: 2147483647}",
    "numbers at the ends": "{type: number, minimum: -1.0e+308, maximum: 1.0e+308, multipleOf: 1.0e-300}",
    "integers of thirty digits": f"{{type: integer, minimum: -{'9' * 30}, maximum: {'9' * 30}}}",
    "one number between the bounds": "{type: number, exclusiveMinimum: 1.2, exclusiveMaximum: 1.20000001}",
    "fifteen levels": "{type: object, fields: {a: " * 15 + "{type: string}" + "}}" * 15,
    "texts that are blank": "{type: string, enum: ['', ' ', \"\\t\"]}",
}  # fmt: skip


@pytest.mark.parametrize("name", FAR)
def test_a_declaration_at_the_far_end_of_what_is_legal_is_generated_in_bounded_time(
    name: str,
) -> None:
    method = f"method: a.b\ntitle: T\nparams:\n  far: {FAR[name]}\n"
    service = "onespec: 1\nname: far_api\ntitle: T\nversion: v1\nrelease: 1.0.0\n"
    start = time.process_time()
    files = build(load_sources({"service.yaml": service, "methods/a.b.yaml": method}))
    assert time.process_time() - start < 10
    assert sum(map(len, files.values())) < 5_000_000
