"""What an author writes stands whole in the docstrings of the client, and nothing of it runs."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import re
from collections.abc import Iterator
from typing import Final

import pytest
from onespec.build import build
from onespec.spec import load_sources

TEXTS: Final = {
    "runs of backticks": "one ``two `three` four`` five ```six``` seven ````eight````",
    "a lone backtick": "one ` two",
    "a link definition": 'one\n\n[two]: https://example.org/x "three"\n\n[four][two] five',
    "a list": "one:\n\n- two\n- three\n  - four\n\nfive",
    "only a list": "* one\n* two",
    "a list that starts late": "3. one\n4. two\n\nthree",
    "a lone hash": "#",
    "a hash in between": "one\n\n#\n\ntwo",
    "a heading": "# one\n\ntwo",
    "a table": "one | two\n--- | ---\nthree | four",
    "a prompt": ">>> one\n>>> two",
    "a prompt below": "one\n\n>>> two\n\nthree",
    "a prompt in a list": "- >>> one\n- two >>> three",
    "a long line with a prompt": "zero "
    + "more " * 14
    + ">>> one "
    + "more " * 20
    + ">>> two",
    "code that holds a prompt": "zero " + "more " * 13 + "`one >>> two`",
    "dashes": "---\none\n---\ntwo",
    "code by its depth": "one:\n\n    two\n\nthree",
    "footnotes": "one[^1]\n\n[^1]: two",
}


def files(text: str) -> dict[str, str]:
    """A service that says the text wherever it may describe something."""
    field = {"type": "string", "description": text}
    service = {
        "onespec": 1,
        "name": "said_api",
        "title": "Said API",
        "version": "v1",
        "release": "1.0.0",
        "types": {
            "Note": {"type": "object", "description": text, "fields": {"a": field}}
        },
    }
    row = {"code": -32001, "message": "No", "cause": text, "fix": text}
    method = {
        "method": "say.it",
        "title": "Say it",
        "description": text,
        "params": {
            "plain": field,
            "note": {"type": "Note", "description": text},
            "noted": {"type": "string", "default_note": text, "deprecated": text},
        },
        "constraints": [
            {
                "id": "c",
                "when": "has(note)",
                "then": "has(plain)",
                "message": text,
                "error": "no",
            }
        ],
        "errors": {"no": row},
        "result": {"type": "object", "description": text, "fields": {"r": field}},
    }
    return {
        "service.yaml": json.dumps(service),
        "methods/say.it.yaml": json.dumps(method),
    }


def docstrings(text: str) -> Iterator[tuple[str, str]]:
    """Every docstring of the package that is made from the spec, fields included."""
    for name, content in build(load_sources(files(text)), ("types", "client")).items():
        if not name.endswith(".py") or "/_runtime/" in name:
            continue
        for node in ast.walk(ast.parse(content)):
            match node:
                case ast.Expr(value=ast.Constant(value=str() as found)):
                    yield name, inspect.cleandoc(found)


def words(text: str) -> list[str]:
    """Words and signs, without the marks that are said in another way: bullets, and backticks around names."""
    return re.findall(r"[^\s`*-]+", text)


def times_said(text: str) -> int:
    """How often the whole of a text stands in the docstrings."""
    wanted = " ".join(words(text))
    return sum(" ".join(words(found)).count(wanted) for _, found in docstrings(text))


@pytest.fixture(scope="module")
def places() -> int:
    """How many places a plain word reaches."""
    found = times_said("zebra")
    assert found >= 12
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_stands_whole_wherever_a_plain_word_does(text: str, places: int) -> None:
    assert times_said(text) >= places


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_of_a_spec_becomes_a_doctest(text: str) -> None:
    parser = doctest.DocTestParser()
    for name, found in docstrings(text):
        assert [] == parser.get_examples(found), name


def test_runs_of_backticks_keep_the_backticks_inside() -> None:
    text = TEXTS["runs of backticks"]
    assert any("``two `three` four``" in found for _, found in docstrings(text))
