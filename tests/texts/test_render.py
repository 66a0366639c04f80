"""Rendering: what templates may print, and what they may say."""

from __future__ import annotations

import ast
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, UndefinedError, nodes
from onespec import render, texts
from onespec.texts import JsonText, MarkdownText, PythonText, TomlText

HOSTILE = [
    "",
    "plain",
    "it's",
    'say "hi"',
    "'\"",
    "\\",
    'ends with \\"',
    '"""',
    "'''",
    "{name} %s {{ x }} {% y %}",
    "a\nb\rc\td\x00e\x1b[0m\x7f\x85",
    "\u2028\u2029\u202e\u200b\ufeff\u2066",
    "\U000e0041\U0001f600\ufe0f",
    "naïve Привет 漢字",
    "\ud800",
    "\u3164\u2800\u034f",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    text: object


def environment(tmp_path: Path, suffix: str, source: str) -> Environment:
    (tmp_path / f"page.{suffix}.j2").write_text(source)
    return render.environment(suffix, tmp_path)


@pytest.mark.parametrize("suffix", ["py", "md", "txt", "toml", "json", "yaml"])
@pytest.mark.parametrize("value", ["raw", 3, None, True, ["raw"]])
def test_printing_what_no_encoder_made_is_refused(
    tmp_path: Path, suffix: str, value: object
) -> None:
    env = environment(tmp_path, suffix, "{{ text }}")
    with pytest.raises(render.RawTextError):
        env.get_template(f"page.{suffix}.j2").render(text=value)


def test_text_of_another_context_is_refused(tmp_path: Path) -> None:
    env = environment(tmp_path, "py", "{{ text }}")
    with pytest.raises(render.RawTextError):
        env.get_template("page.py.j2").render(text=MarkdownText("x"))


def test_joined_text_is_raw_again() -> None:
    assert type(PythonText("a") + PythonText("b")) is str


@pytest.mark.parametrize(
    ("suffix", "value"),
    [
        ("py", PythonText("x")),
        ("md", MarkdownText("x")),
        ("txt", MarkdownText("x")),
        ("toml", TomlText("x")),
        ("json", JsonText("x")),
    ],
)
def test_encoded_text_is_printed_as_it_is(
    tmp_path: Path, suffix: str, value: str
) -> None:
    env = environment(tmp_path, suffix, "[{{ text }}]\n")
    assert env.get_template(f"page.{suffix}.j2").render(text=value) == "[x]\n"


def test_html_escapes_plain_text(tmp_path: Path) -> None:
    env = environment(tmp_path, "html", "<p title='{{ text }}'>")
    page = env.get_template("page.html.j2").render(text="<'&\">")
    assert page == "<p title='&lt;&#x27;&amp;&quot;&gt;'>"


def test_html_shows_hidden_characters(tmp_path: Path) -> None:
    env = environment(tmp_path, "html", "{{ text }}")
    page = env.get_template("page.html.j2").render(text="a\u202eb")
    assert page == r"a\u202eb"


def test_a_name_the_view_lacks_is_an_error(tmp_path: Path) -> None:
    env = environment(tmp_path, "py", "{{ missing }}")
    with pytest.raises(UndefinedError):
        env.get_template("page.py.j2").render()


@pytest.mark.parametrize("text", HOSTILE)
def test_python_string_reads_back_and_is_ascii(text: str) -> None:
    literal = texts.python_string(text)
    assert ast.literal_eval(literal) == text
    assert literal.isascii() and literal.isprintable()


@pytest.mark.parametrize("text", HOSTILE)
def test_docstring_body_reads_back(text: str) -> None:
    body = texts.docstring_body(text)
    assert ast.literal_eval(f'"""{body}\n"""') == f"{text}\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_json_reads_back_and_hides_nothing(text: str) -> None:
    document = texts.json_text({"k": [text]})
    assert json.loads(document) == {"k": [text]}
    assert not any(texts.is_hidden(char) for char in document if char != "\n")


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text])
def test_toml_and_yaml_strings_read_back(text: str) -> None:
    assert tomllib.loads(f"k = {texts.toml_string(text)}")["k"] == text
    assert yaml.safe_load(texts.yaml_string(text)) == text


def test_json_refuses_nan() -> None:
    with pytest.raises(ValueError):
        texts.json_text(float("nan"))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        -1.5,
        10**40,
        "a",
        [],
        [1, "b"],
        (),
        (1,),
        (1, 2),
        {},
        {"a": {"b": None}},
    ],
)
def test_python_literal_reads_back(value: object) -> None:
    assert ast.literal_eval(texts.python_literal(value)) == value


@pytest.mark.parametrize("name", ["a b", "", "é", "1a", "a\n"])
def test_identifier_refuses_what_is_none(name: str) -> None:
    with pytest.raises(ValueError):
        texts.identifier(name)


def test_a_comment_stays_on_its_line() -> None:
    assert texts.comment("a\nimport os\r\u2028é") == "a?import os???"


TEMPLATES = sorted(
    path.relative_to(render.templates()).as_posix()
    for path in render.templates().rglob("*.j2")
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_uses_nothing_but_the_filters_of_its_context(template: str) -> None:
    stem, _, suffix = template.removesuffix(".j2").rpartition(".")
    source = (render.templates() / template).read_text(encoding="utf-8")
    # A template without a suffix is a part of pages and of their Markdown twins.
    for context in [suffix] if stem else ["html", "md"]:
        env = render.environment(context, render.templates())
        tree = env.parse(source)
        filters = {found.name for found in tree.find_all(nodes.Filter)}
        assert filters <= set(env.filters)
        assert not list(
            tree.find_all((nodes.ScopedEvalContextModifier, nodes.MarkSafe))
        )


@pytest.mark.parametrize("suffix", [*render.CONTEXTS, "html", "svg"])
def test_no_filter_lets_text_pass_unencoded(tmp_path: Path, suffix: str) -> None:
    hostile = "</a>'\"\n#"
    env = render.environment(suffix, tmp_path)
    assert env.filters
    for name in env.filters:
        page = env.from_string(f"[{{{{ text | {name} }}}}]")
        try:
            made = page.render(text=hostile)
        except (TypeError, ValueError, AttributeError):
            continue
        assert hostile not in made, name


def test_what_a_macro_printed_is_printed_as_it_is_and_nothing_else(
    tmp_path: Path,
) -> None:
    env = environment(
        tmp_path,
        "py",
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(text) }}",
    )
    page = env.get_template("page.py.j2")
    assert page.render(text=PythonText("ab")) == "abab"
    with pytest.raises(render.RawTextError):
        page.render(text="ab")


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_a_template_that_pages_and_twins_share_speaks_the_language_of_each(
    tmp_path: Path, suffix: str
) -> None:
    (tmp_path / "shared.j2").write_text('{{ "<a>"|text }}{{ "b"|code }}')
    expected = {"html": "&lt;a&gt;<code>b</code>", "md": "&#60;a&#62;`b`"}
    for each in ("html", "md", suffix):
        env = render.environment(each, tmp_path)
        assert env.get_template("shared.j2").render() == expected[each]


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_what_links_and_lists_are_made_of_is_encoded(
    tmp_path: Path, suffix: str
) -> None:
    env = environment(
        tmp_path, suffix, "{{ text|link(text) }} {{ (text, none_given)|join(text) }}"
    )
    page = env.get_template(f"page.{suffix}.j2").render(text="<b>", none_given="")
    assert "<b>" not in page
    assert page.endswith({"html": " &lt;b&gt;", "md": " &#60;b&#62;"}[suffix])


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_a_verb_refuses_what_is_no_text(tmp_path: Path, suffix: str) -> None:
    env = environment(tmp_path, suffix, "{{ thing|text }}")
    with pytest.raises(render.RawTextError):
        env.get_template(f"page.{suffix}.j2").render(thing=object())


def test_compiled_templates_are_kept_beside_them_and_never_outlive_their_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    for text in ("one", "two"):
        env = environment(tmp_path, "py", text)
        assert env.get_template("page.py.j2").render() == text
    (kept,) = (tmp_path / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:20])
    env = render.environment("py", tmp_path)
    assert env.get_template("page.py.j2").render() == "two"


def test_nothing_is_kept_where_python_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    env = environment(tmp_path, "py", "one")
    assert env.get_template("page.py.j2").render() == "one"
    assert not (tmp_path / "__pycache__").exists()
