"""Pagination: what the loader takes, how the client iterates, what the server and the fake answer, what is published."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import packages
import pytest
from onespec.diagnostics import SpecError
from onespec.model import Service
from onespec.spec import load_sources
from onespec.targets import docs, openrpc

SERVICE = """\
onespec: 1
name: library
title: Library
version: v1
release: 1.0.0
"""

BOOKS = """\
method: list.books
title: List books
readonly: true
params:
  offset: {type: integer, minimum: 0, default: 0, description: How many to pass over}
  limit: {type: integer, minimum: 1, maximum: 100, default: 2, description: How many at most}
  shelf: {type: string, description: Which shelf, example: A}
pagination: {style: offset, offset: offset, limit: limit, items: books, total: total}
result:
  books:
    type: array
    required: true
    description: The books
    items: {type: object, fields: {title: {type: string, required: true, description: The title}}}
  total: {type: integer, description: How many there are}
"""

READERS = """\
method: list.readers
title: List readers
readonly: true
params:
  page: {type: integer, required: true, minimum: 1, description: Which page}
pagination: {style: page, page: page, items: readers, pages: pages}
result:
  readers: {type: array, items: integer, required: true, description: Their numbers}
  pages: {type: integer, required: true, description: How many pages there are}
"""

LOANS = """\
method: list.loans
title: List loans
readonly: true
params:
  cursor: {type: string, description: Where to go on}
pagination: {style: cursor, cursor: cursor, next: next_cursor, items: loans}
result:
  loans: {type: array, items: string, required: true, description: Their names}
  next_cursor: {type: string, description: Where to go on}
"""

NAMES = """\
method: list.names
title: List names
readonly: true
params:
  offset: {type: integer, minimum: 0, description: How many to pass over}
pagination: {style: offset, offset: offset}
result: {type: array, items: {type: string, nullable: true}, description: The names}
"""


def library(**changes: str) -> Service:
    known = {"books": BOOKS, "readers": READERS, "loans": LOANS, "names": NAMES}
    files = {
        f"methods/list.{name}.yaml": text for name, text in {**known, **changes}.items()
    }
    return load_sources({"service.yaml": SERVICE, **files})


@pytest.fixture(scope="module")
def package() -> str:
    return packages.imported(library(), "library_made")


@pytest.fixture
def fake(package: str) -> Any:
    return packages.module("testing", package).FakeLibraryMade()


@pytest.fixture(scope="module")
def errors(package: str) -> Any:
    return packages.module("errors", package)


def page(*titles: str, **more: Any) -> dict[str, Any]:
    return {"books": [{"title": title} for title in titles], **more}


@pytest.mark.parametrize(
    ("method", "old", "new", "code"),
    [
        ("books", "offset: offset,", "offset: ofset,", "unknown-name"),
        ("books", "items: books,", "items: boks,", "unknown-name"),
        ("books", "items: books,", "items: total,", "pages-of-type"),
        ("books", "offset: offset,", "offset: shelf,", "pages-of-type"),
        ("books", "offset: offset,", "", "style-needs-key"),
        ("books", "style: offset,", "style: offset, next: total,", "key-of-other-style"),
        ("books", "items: books,", "", "no-items"),
        ("loans", "{type: string, description: W", "{type: string, required: true, description: W", "cursor-required"),
    ],
)  # fmt: skip
def test_names_that_do_not_hold_together_are_refused(
    method: str, old: str, new: str, code: str
) -> None:
    text = {"books": BOOKS, "loans": LOANS}[method].replace(old, new, 1)
    with pytest.raises(SpecError) as caught:
        library(**{method: text})
    assert [fault.code for fault in caught.value.diagnostics] == [code]
    assert caught.value.diagnostics[0].help


def test_items_come_page_by_page_and_lazily(fake: Any) -> None:
    api = fake.client
    fake.on.list.books(returns=page("a", "b", total=3))
    fake.on.list.books(returns=page("c", total=3))
    found = api.list.books_iter(limit=2, shelf="A")
    assert fake.calls == ()
    assert next(found).title == "a"
    assert len(fake.calls) == 1
    assert [book.title for book in found] == ["b", "c"]
    assert [call.params for call in fake.calls] == [
        {"offset": 0, "limit": 2, "shelf": "A"},
        {"offset": 2, "limit": 2, "shelf": "A"},
    ]


def test_without_a_total_a_short_or_an_empty_page_is_the_last(fake: Any) -> None:
    api = fake.client
    fake.on.list.books(returns=page("a", "b"))
    fake.on.list.books(returns=page("c"))
    assert [book.title for book in api.list.books_iter()] == ["a", "b", "c"]
    fake.on.list.names(returns=["a", None])
    fake.on.list.names(returns=[])
    assert list(api.list.names_iter()) == ["a", None]


def test_pages_are_numbered_from_the_first_that_is_legal(fake: Any) -> None:
    fake.on.list.readers(returns={"readers": [1, 2], "pages": 2})
    fake.on.list.readers(returns={"readers": [3], "pages": 2})
    assert list(fake.client.list.readers_iter()) == [1, 2, 3]
    assert [call.params for call in fake.calls] == [{"page": 1}, {"page": 2}]


def test_a_cursor_is_followed_until_there_is_none(fake: Any, errors: Any) -> None:
    fake.on.list.loans(returns={"loans": ["a"], "next_cursor": "x"})
    fake.on.list.loans(returns={"loans": [], "next_cursor": "y"})
    fake.on.list.loans(returns={"loans": ["b"], "next_cursor": ""})

    async def played() -> list[str]:
        return [item async for item in fake.async_client.list.loans_iter()]

    assert asyncio.run(played()) == ["a", "b"]
    cursors = [call.params.get("cursor") for call in fake.calls]
    assert cursors == [None, "x", "y"]


def test_a_cursor_that_comes_twice_is_an_error(fake: Any, errors: Any) -> None:
    fake.on.list.loans(returns={"loans": ["a"], "next_cursor": "x"})
    with pytest.raises(errors.InvalidResponseError, match="a cursor came twice"):
        list(fake.client.list.loans_iter())


def test_a_server_that_gives_one_page_for_ever_is_found_out(
    fake: Any, errors: Any
) -> None:
    fake.on.list.books(returns=page("a", "b"))
    with pytest.raises(errors.InvalidResponseError, match="the same page came twice"):
        list(fake.client.list.books_iter())
    fake.on.list.readers(returns={"readers": [1], "pages": 9})
    found = fake.client.list.readers_iter()
    assert next(found) == 1
    with pytest.raises(errors.InvalidResponseError):
        list(itertools.islice(found, 5))


def test_what_a_later_page_raises_the_iterator_raises(
    fake: Any, errors: Any, package: str
) -> None:
    fake.on.list.books(returns=page("a", "b"))
    fake.on.list.books(raises=errors.OutcomeUnknownError)
    found = fake.client.list.books_iter()
    assert [next(found).title, next(found).title] == ["a", "b"]
    with pytest.raises(errors.OutcomeUnknownError):
        next(found)
    options = packages.module("", package).CallOptions(request_id="mine")
    with pytest.raises(errors.ConfigurationError):
        fake.client.list.books_iter(options=options)


def test_the_reference_server_ends_its_pages(package: str) -> None:
    testing = packages.module("testing", package)
    client = packages.module("client", package).LibraryMade(
        "http://localhost/", transport=testing.AppTransport(testing.App())
    )
    for name in ("books", "readers", "loans", "names"):
        found = list(getattr(client.list, f"{name}_iter")())
        assert len(found) <= 2


def test_iterators_are_typed_and_pages_are_published(package: str) -> None:
    made = packages.module("resources.list", package).List
    kinds = {
        name: getattr(made, f"{name}_iter").__annotations__["return"]
        for name in ("books", "readers", "loans", "names")
    }
    assert kinds == {
        "books": "_Iterator[ListBooksBooksItem]",
        "readers": "_Iterator[int]",
        "loans": "_Iterator[str]",
        "names": "_Iterator[str | None]",
    }
    service = library()
    told: Any = openrpc.document(service)["methods"]
    assert told[0]["x-pagination"] == {
        "style": "offset",
        "offset": "offset",
        "limit": "limit",
        "items": "books",
        "total": "total",
    }
    pages = {file.path: file.content.decode() for file in docs.files(service)}
    words = pages["docs/md/methods/list.loans.md"]
    assert "the next cursor in `next_cursor`" in words
