"""Awkward names and texts: the generated package means the same, whatever an author writes."""

from __future__ import annotations

import ast
import builtins
import functools
import json
from typing import Any

import black
import packages
import pytest
from odd_service import BENIGN, EVIL, odd_service
from onespec.build import build
from onespec.spec import load_sources
from onespec.texts import is_hidden

PARTS = ("types", "client")


@functools.cache
def sources(text: str) -> dict[str, str]:
    """The Python files of the package."""
    made = odd_service(text)
    return {
        path: content.decode()
        for path, content in build(made, PARTS).items()
        if path.endswith(".py")
    }


class Blank(ast.NodeTransformer):
    """Takes the words out of a tree."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def shape(source: str) -> str:
    return ast.dump(Blank().visit(ast.parse(source)))


@pytest.mark.parametrize("path", sorted(sources(BENIGN)))
def test_text_of_an_author_changes_words_only(path: str) -> None:
    assert shape(sources(EVIL)[path]) == shape(sources(BENIGN)[path])


@pytest.mark.parametrize("path", sorted(sources(BENIGN)))
def test_black_would_change_nothing(path: str) -> None:
    source = sources(EVIL)[path]
    assert black.format_str(source, mode=black.Mode()) == source


@pytest.mark.parametrize("path", sorted(sources(BENIGN)))
def test_no_character_that_hides_stands_in_a_file(path: str) -> None:
    assert [c for c in sources(EVIL)[path] if c != "\n" and is_hidden(c)] == []


def test_text_of_an_author_stands_in_no_comment() -> None:
    comments = [
        line
        for source in sources(EVIL).values()
        for line in source.splitlines()
        if line.lstrip().startswith("#") and "os.system" in line
    ]
    assert comments == []


@functools.cache
def package() -> str:
    return packages.imported(odd_service(EVIL), "odd_api_made")


class Echo:
    """Answers with a result it is given."""

    def __init__(self, result: object) -> None:
        self.result = result
        self.sent: Any = None

    def send(self, request: Any, /) -> Any:
        self.sent = json.loads(request.body)
        reply = {"jsonrpc": "2.0", "id": self.sent["id"], "result": self.result}
        body = json.dumps(reply).encode()
        return packages.module("transport", package()).HttpResponse(
            status=200, headers={}, body=body
        )


def api(result: object) -> tuple[Any, Echo]:
    echo = Echo(result)
    made = packages.module("", package()).OddApiMade(
        "http://localhost/", transport=echo
    )
    return made, echo


def test_names_that_mean_something_to_python_travel_as_they_are() -> None:
    made, echo = api([[{"from": "x", "deep": [[{"class": "k", "brand_new": 1}]]}]])
    start = packages.module("types", package()).StartModel
    found = made.list(
        self_="a",
        options_=start(class_="c", str_=1),
        int=None,
        any_required=None,
        str=packages.module("", package()).NULL,
        class_={"from": None},
        types={"a": 1},
        list=[{"class": "z"}],
        dict=[[1, None]],
    )
    assert echo.sent["params"] == {
        "self": "a",
        "options": {"class": "c", "str": 1},
        "class": {"from": None},
        "str": None,
        "int": None,
        "list": [{"class": "z"}],
        "dict": [[1, None]],
        "any_required": None,
        "types": {"a": 1},
    }
    assert found[0][0].from_ == "x"
    assert found[0][0].deep[0][0].model_extra == {"brand_new": 1}


@pytest.mark.parametrize(
    ("call", "result", "expected"),
    [
        (lambda a: a.str_.list(), "brand new", "brand new"),
        (lambda a: a.a.b.list(), None, None),
        (lambda a: a.a.b.c(), {"x": [1]}, {"x": [1]}),
        (lambda a: a.eth_get_block(), ["a", None], ["a", None]),
        (lambda a: a.close_(), {"x": 1}, {"x": 1}),
        (lambda a: a.import_.class_().class_, {"class": "u"}, "u"),
        (lambda a: a.con.x(), 1, 1.0),
        (lambda a: a.email.x()[0].self, [{"self": "s"}], "s"),
        (lambda a: a.start.types().x, {"x": 1}, 1),
        (lambda a: a.with_raw_response.a.b.c().parsed, 1, 1),
    ],
)
def test_every_kind_of_result_is_read(
    call: Any, result: object, expected: object
) -> None:
    assert call(api(result)[0]) == expected


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda a: a.str_.list(), 1),
        (lambda a: a.a.b.list(), "true"),
        (lambda a: a.eth_get_block(), ["a", 1]),
        (lambda a: a.import_.class_(), {"class": None}),
        (lambda a: a.con.x(), "1"),
        (lambda a: a.con.x(), True),
        (lambda a: a.email.x(), {}),
    ],
)
def test_a_result_of_another_kind_is_refused(call: Any, result: object) -> None:
    with pytest.raises(packages.module("errors", package()).InvalidResponseError):
        call(api(result)[0])


def test_a_secret_of_a_result_is_in_no_repr() -> None:
    made, _ = api({"token": "sesame", "at": 1})
    found = made.a.object_()
    assert found.token == "sesame"
    assert "sesame" not in repr(found) + str(found)


def test_placeholders_that_clash_get_an_underscore() -> None:
    error = packages.module("errors", package()).TimeoutError_
    found = error("late", code=-1, params={"args": 1, "code": 2, "number": 3})
    assert (found.args_, found.code_, found.number, found.code) == (1, 2, 3, -1)


def test_errors_without_mnemonic_are_told_by_their_code() -> None:
    made, echo = api(None)
    del echo

    class Failing(Echo):
        def send(self, request: Any, /) -> Any:
            self.sent = json.loads(request.body)
            error = {"code": 5, "message": "no"}
            reply = {"jsonrpc": "2.0", "id": self.sent["id"], "error": error}
            return packages.module("transport", package()).HttpResponse(
                status=200, headers={}, body=json.dumps(reply).encode()
            )

    kind = type(made)
    with pytest.raises(packages.module("errors", package()).OddError):
        kind("http://localhost/", transport=Failing(None)).con.x()


def test_no_exception_of_a_client_hides_one_of_python() -> None:
    service = """\
onespec: 1
name: timeout
title: T
version: v1
release: 1.0.0
code_groups: {-32001: {name: lookup, title: V}}
errors:
  timeout: {code: -32000, message: T}
  type_error: {code: -32001, message: T}
  value_error: {code: -32602, message: T}
  os: {code: -32603, message: T}
"""
    sources = {
        "service.yaml": service,
        "methods/a.b.yaml": "method: a.b\ntitle: B\n",
    }
    package = packages.imported(load_sources(sources), "hides_nothing")
    exported = packages.module("errors", package).__all__
    assert [] == [name for name in exported if hasattr(builtins, name)]
    assert "TypeError_" in exported
