"""Text of a spec that wants to be markup, script or style changes the words of the pages and nothing else."""

from __future__ import annotations

import json
import re
from functools import cache

import markdown
import pytest
from docs_reading import read
from onespec.targets import docs
from onespec.texts import yaml_string
from specs import load_service

BENIGN = "word"

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'y\'',
    "<!-- --> <![CDATA[ ]]> <?x ?>",
    "&lt;b&gt; &#60;i&#62; &amp;amp;",
    "**b** __b__ ~~d~~ *e* _f_ # g",
    "| a | b |",
    "{{ 7 * 7 }} {% raw %} ${x} #{y}",
    "[[a]] [^1] :smile: !!! note ::: x",
    "javascript:alert(1) data:text/html,x",
    "\\ \\n \\u003c $x^2$ %3Cb%3E",
    "a\u202eb\u2066c\u200bd\u00ade\ufefff\u0301g",
    "'; DROP TABLE x; -- \" ' ` ''' \"\"\"",
    "\u0130\u1e9e\u4e2d\u6587 \U0001f600",
]

SERVICE = """\
onespec: 1
name: phone_api
title: {T}
description: {T}
version: v1
release: 1.0.0
servers: {{main: {{url: "https://a.example/v1", description: {T}}}}}
transport: {{notes: [{T}]}}
envelope:
  result: data
  notes: [{T}]
  metadata: {{left: {{type: integer, description: {T}}}}}
  error_data: {{mnemonic: {{type: string, description: {T}}}}}
code_groups: {{-32002: {{name: blocked_numbers, title: {T}}}}}
types:
  Thing: {{type: object, description: {T}, fields: {{part: {{type: string, description: {T}}}}}}}
state:
  blocked: {{type: array, items: string, example: ["666"], description: {T}}}
errors:
  bad_value: {{code: -32602, message: {M}, cause: {T}, fix: {T}}}
  bad_mix: {{code: -32602, message: {M}, cause: {T}, fix: {T}, see: [{{title: {T}, url: "https://a.example"}}]}}
open: [{{id: first, text: {T}, reading: {T}}}]
see: [{{title: {T}, url: "https://a.example"}}]
"""

METHOD = """\
method: start.call
title: {T}
description: {T}
deprecated: {T}
since: {T}
params:
  number: {{type: string, required: true, title: {T}, description: {T}, group: {T}, examples: [{T}], deprecated: {T}}}
  kind: {{type: string, enum: {{x: {T}, z: {T}}}, default: x, docs_type: {T}}}
  value: {{type: string, enum: [{T}, other]}}
  thing: {{type: Thing, default_note: {T}}}
  flag: {{type: boolean, default: false}}
constraints:
  - {{id: rule, when: flag, then: "kind == 'x'", error: bad_mix, blame: [flag], description: {T}, message: {T}}}
  - {{id: text, when: has(value), then: "value != 'other'", error: bad_mix}}
errors:
  own: {{code: -32002, message: {M}, cause: {T}, fix: {T}, raise: [{{when: number in state.blocked, field: number}}]}}
flow:
  - title: {T}
    when: flag
    description: {T}
    steps: [{{from: {T}, to: server, text: {T}}}, {{to: server, text: {T}, when: flag}}]
open: [{{id: second, text: {T}, reading: {T}, about: [number]}}]
history: [{{version: v1, text: {T}}}]
result: {{call_id: {{type: string, required: true, description: {T}}}}}
examples:
  - {{title: same, description: {T}, params: {{number: {T}, value: {T}}}, result: {{call_id: {T}}}}}
see: [{{title: {T}, url: "https://a.example/?a=1&copy=2"}}]
"""


@cache
def files(text: str) -> dict[str, str]:
    """The docs of a spec in which every free text is this one."""
    quoted = yaml_string(text)
    message = yaml_string(re.sub(r"[{}]", "", text))
    method, service = (
        spec.replace("{{", "{")
        .replace("}}", "}")
        .replace("{T}", quoted)
        .replace("{M}", message)
        for spec in (METHOD, SERVICE)
    )
    made = docs.files(load_service(method=method, service=service))
    return {file.path: file.content.decode() for file in made}


def elements(page: str) -> list[str]:
    """The elements of a page but those that mark code, whose number depends on the code."""
    shown = re.sub(r"(?s)<pre.*?</pre>", "", page)
    return [
        name
        for name in read(shown).sequence
        if name not in ("wbr", "tspan", "text", "rect")
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_html_pages_have_the_elements_of_pages_with_plain_words(text: str) -> None:
    wanted = {
        path: elements(page)
        for path, page in files(BENIGN).items()
        if path.endswith(".html")
    }
    made = {
        path: elements(page)
        for path, page in files(text).items()
        if path.endswith(".html")
    }

    assert wanted.keys() == made.keys()
    assert [path for path in made if made[path] != wanted[path]] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_attributes_hold_what_they_hold_with_plain_words(text: str) -> None:
    for path, page in files(text).items():
        if path.endswith(".html"):
            found = read(page)
            names = {name for element in found.elements for name in element.attributes}
            assert found.faults == [], path
            assert not {
                name for name in names if name.startswith("on") or name == "style"
            }
            assert [
                href for href in found.links if href.startswith("javascript:")
            ] == []
            assert len(found.scripts) == len(found.styles) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_twins_have_the_elements_of_twins_with_plain_words(text: str) -> None:
    def sequence(page: str) -> list[str]:
        made = markdown.markdown(
            page, extensions=["tables", "fenced_code", "attr_list", "footnotes"]
        )
        return re.findall(r"<(/?[a-z0-9]+)", made)

    wanted = {
        path: sequence(page)
        for path, page in files(BENIGN).items()
        if path.endswith(".md")
    }
    made = {
        path: sequence(page)
        for path, page in files(text).items()
        if path.endswith(".md")
    }

    assert wanted.keys() == made.keys()
    assert [path for path in made if made[path] != wanted[path]] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_the_words_are_there_to_read(text: str) -> None:
    page = read(files(text)["docs/methods/start.call.html"])
    plain = re.sub(r"\s+", "", text)
    if (
        plain.isprintable()
        and "`" not in text
        and not re.search(r"\[.*\]\(|<\S+>", text)
    ):
        assert plain in re.sub(r"\s+", "", page.words)


@pytest.mark.parametrize("text", HOSTILE)
def test_hidden_characters_stand_raw_on_no_page(text: str) -> None:
    hidden = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u00ad\ufeff]")

    assert [path for path, page in files(text).items() if hidden.search(page)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_data_for_scripts_can_not_end_its_element(text: str) -> None:
    for path, page in files(text).items():
        if path.endswith(".html"):
            for data in read(page).data:
                assert "<" not in data and json.loads(data) is not Ellipsis, path
