"""Text that wants to be markup stays text, in HTML and in Markdown alike."""

from __future__ import annotations

import html
import re

import markdown
import pytest
from markupsafe import Markup
from onespec.markup import HTML, MARKDOWN, external, fence, line, prose, tag
from onespec.prose import Code, Words
from onespec.texts import show_hidden

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "a & b &amp; c",
    '" onmouseover="x',
    "' onmouseover='x",
    "--> <!-- ]]>",
    "**b** __c__ ~~d~~ *e* _f_",
    "# heading",
    "## heading",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "> quote",
    "--- rule",
    "===",
    "``` fence",
    "~~~ fence",
    "!!! note",
    "??? note",
    ": definition",
    "[a](https://a.example)",
    "[a]: https://a.example",
    "![a](https://a.example/b.png)",
    "<https://a.example>",
    "https://a.example",
    "www.a.example",
    "[^1] [[wiki]] {#id} {: .c }",
    "$x$ $$y$$ ^a^ ==b== ++c++",
    "|a|b|",
    ":smile: a:b:c",
    "`code` ``two``",
    "\\*escaped\\*",
    "a\\",
    "{{ 7*7 }} {% x %}",
    "*[abbr]: x",
    "snake_case_name _x_ __init__",
    "line\nbreak\r\n\ttab",
    "\u202egnp.exe \u200b \ufeff \u2028 \x00 \x1b[31m \U000e0041",
    "</title></style></script>",
]
EXTENSIONS = [
    "tables",
    "fenced_code",
    "attr_list",
    "def_list",
    "footnotes",
    "abbr",
    "admonition",
]
HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff\x00-\x08\x0b-\x1f\x7f\U000e0000-\U000e007f]"
)


def shown(text: str) -> str:
    """What a reader shall see of words: escapes for what hides, one space for any blank."""
    return " ".join(show_hidden(re.sub(r"[\t\n\r]", " ", text)).split())


def rendered(text: str) -> tuple[list[str], str]:
    """Elements and words of Markdown as Python-Markdown reads it with the extensions sites use."""
    page = markdown.markdown(text, extensions=EXTENSIONS)
    words = html.unescape(re.sub(r"<[^>]*>", "", page))
    return re.findall(r"</?([a-z0-9]+)", page), " ".join(words.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_hostile_words_as_words(text: str) -> None:
    page = HTML.text(text)

    assert re.search(r"[<>\"']", page) is None
    assert shown(text) == " ".join(html.unescape(page).split())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "x {} y", "`n` {}", "{} `n`"])
def test_markdown_shows_hostile_words_as_words(text: str, around: str) -> None:
    before, after = around.replace("`n`", "").split("{}")
    parts = [
        *([Code(text="n")] if around.startswith("`") else []),
        Words(text=f"{before}{text}{after}"),
        *([Code(text="n")] if around.endswith("`") else []),
    ]
    elements, words = rendered(MARKDOWN.parts(parts))

    assert ["p", *["code", "code"] * around.count("`n`"), "p"] == [
        name for name in elements
    ]
    assert (
        " ".join(
            shown(
                f"{'n' * around.startswith('`')}{before}{text}{after}{'n' * around.endswith('`')}"
            ).split()
        )
        == words
    )


@pytest.mark.parametrize("text", [each for each in HOSTILE if each.strip()])
def test_code_is_one_element_in_both(text: str) -> None:
    elements, words = rendered(MARKDOWN.code(text))
    page = HTML.code(text)

    assert ["p", "code", "code", "p"] == elements
    assert 2 == len(re.findall(r"<", page))
    assert words == " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_a_table_stays_one_cell(text: str) -> None:
    cell = MARKDOWN.parts([Words(text=f"x {text} "), Code(text=text)])
    elements, _ = rendered(f"| a | b |\n| --- | --- |\n| {cell} | c |\n")

    assert 2 == elements.count("td") // 2
    assert 1 == elements.count("code") // 2


@pytest.mark.parametrize("text", HOSTILE)
def test_a_description_adds_no_element(text: str) -> None:
    """A description with hostile words has the elements of one with plain words, but for the forms that prose has."""
    quiet = re.sub(r"[`\[<]", "", " ".join(text.split()))
    page = prose(HTML, f"word {quiet}")

    assert ["p", "p"] == re.findall(r"</?([a-z0-9]+)", page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hidden_characters_stand_raw_nowhere(text: str) -> None:
    made = [HTML.text(text), HTML.code(text), line(HTML, text), prose(HTML, text)]
    made += [
        MARKDOWN.text(text),
        MARKDOWN.code(text),
        fence("json", text),
        prose(MARKDOWN, text),
    ]

    assert [] == [each for each in made if HIDDEN.search(each)]


def test_a_fence_is_longer_than_any_inside() -> None:
    elements, words = rendered(fence("json", "````\n# no\n```"))

    assert ["pre", "code", "code", "pre"] == elements
    assert "```` # no ```" == words


def test_a_tag_escapes_text_and_attributes_and_keeps_finished_html() -> None:
    made = tag("a", "<b>", Markup("<i>c</i>"), href='x" y="z', class_="d")

    assert '<a href="x&quot; y=&quot;z" class="d">&lt;b&gt;<i>c</i></a>' == made


def test_a_declared_link_of_another_kind_is_shown_as_text() -> None:
    assert "<a" not in external(HTML, "title", "javascript:alert(1)")
    assert 'href="https://a.example"' in external(HTML, "title", "https://a.example")


def test_an_address_can_not_end_its_link() -> None:
    elements, words = rendered(MARKDOWN.link(MARKDOWN.text("t"), "a) <b> *c* (d"))

    assert ["p", "a", "a", "p"] == elements
    assert "t" == words
