"""Pages and the data of errors in the suite: what a server may not do with either."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

from onespec.conform import conformance
from onespec.model import Service
from onespec.runtime.player.session import Options
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: library
title: Library
version: v1
release: 1.0.0
envelope:
  error_data:
    mnemonic: {type: string, required: true, description: Names the error}
    trace: {type: string, required: true, nullable: true, description: Where to look it up}
"""
BOOKS = """\
method: list.books
title: List books
readonly: true
params:
  offset: {type: integer, minimum: 0, default: 0, description: How many to pass over}
  limit: {type: integer, minimum: 1, maximum: 9, default: 5, description: How many at most}
pagination: {style: offset, offset: offset, limit: limit, ITEMS}
result: RESULT
examples: [{title: All, params: {}, result: EXAMPLE}]
"""
LIST = "{type: array, items: string, required: true, description: Titles}"
SHAPES = {
    "a member": ("items: books", f"{{books: {LIST}}}", "{books: [a, b, c]}"),
    "the result": ("", LIST, "[a, b, c]"),
}


def _service(shape: str) -> Service:
    text = BOOKS
    for word, what in zip(("ITEMS", "RESULT", "EXAMPLE"), SHAPES[shape], strict=True):
        text = text.replace(word, what)
    return load_sources({"service.yaml": SERVICE, "methods/list.books.yaml": text})


def _failed(service: Service, change: Callable[[Any], None]) -> set[str]:
    """What is said of a server that is changed first."""
    with ExitStack() as stack:
        session = conformance(service, Options(), stack, {}, date(2030, 1, 1))
        change(session.player.endpoint)
        run = session.run()
    return {
        reason
        for record in run.records
        if record["status"] == "failed"
        for reason in record["reasons"]
    }


def _silent(endpoint: Any) -> None:
    calls = endpoint._app._calls
    calls._service = replace(calls._service, data_samples={})


def _untidy(endpoint: Any) -> None:
    calls = endpoint._app._calls
    known = calls._service.methods["list.books"]
    pages = replace(known.pages, length="")
    methods = {"list.books": replace(known, pages=pages)}
    calls._service = replace(calls._service, methods=methods)


def test_a_page_with_more_items_than_were_asked_for_is_a_fault() -> None:
    for shape in SHAPES:
        found = _failed(_service(shape), _untidy)
        place = "result.books" if shape == "a member" else "result"
        assert found == {f"`{place}` has 3 items, and `limit` asks for 1 at most"}


def test_an_error_without_a_member_that_all_have_is_a_fault() -> None:
    found = _failed(_service("the result"), _silent)
    assert found == {"`data` has no `trace`, which stands there with every error"}


def test_the_reference_server_keeps_to_both() -> None:
    for shape in SHAPES:
        assert _failed(_service(shape), lambda endpoint: None) == set()
