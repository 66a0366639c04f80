"""Params of every kind on a page: lists and what they hold, nested objects, names with dots, null, deprecation."""

from __future__ import annotations

import re
from functools import cache

from docs_reading import Page, read
from onespec.targets import docs
from specs import load_service

METHOD = r"""
method: start.call
title: Start a call
params:
  number: {type: string, required: true, pattern: "^[0-9]+$", example: "123"}
  c.d: {type: string, description: A name with a dot.}
  ways:
    type: array
    maxItems: 2
    uniqueItems: true
    items: {type: string, enum: {in: "towards us", out: "away from us"}, description: One way.}
  legs:
    type: array
    items:
      type: object
      fields:
        id: {type: integer, required: true, minimum: 1}
        tags: {type: array, items: {type: array, items: {type: string, maxLength: 3}}}
  note: {type: string, nullable: true, maxLength: 9, format: email, deprecated: Say it in `number`., since: v2}
  a: {type: object, open: true, fields: {b: {type: boolean, default: true}}}
  pin: {type: string, secret: true, example: "4711", default: "0000"}
result: {type: array, items: {type: object, fields: {id: {type: integer}}}}
"""


@cache
def page() -> tuple[str, Page]:
    """The page of the method."""
    files = docs.files(load_service(method=METHOD))
    text = next(
        file.content.decode()
        for file in files
        if file.path == "docs/methods/start.call.html"
    )
    return text, read(text)


def beside(anchor: str) -> str:
    """The words of one param."""
    text, _ = page()
    start = text.index(f'id="{anchor}"')
    ends = [found.start() for found in re.finditer('<div class="field ', text[start:])]
    end = start + ends[0] if ends else len(text)
    return read(f"<div>{text[start - 5:end]}").words


def test_every_place_has_an_anchor_of_its_own() -> None:
    anchors = [
        each
        for each in page()[1].attribute("id")
        if each.startswith(("param-", "result-"))
    ]

    assert anchors == [
        "param-number",
        "param-c.d",
        "param-ways",
        "param-ways.items",
        "param-legs",
        "param-legs.items.id",
        "param-legs.items.tags",
        "param-note",
        "param-a",
        "param-a.b",
        "param-pin",
        "result-items.id",
    ]


def test_a_list_says_what_it_holds() -> None:
    assert "array of string" in beside("param-ways")
    assert "at most 2 items; no item twice" in beside("param-ways")
    assert '"in" towards us "out" away from us' in beside("param-ways.items")
    assert "legs[].tags" in beside("param-legs.items.tags")
    assert "each item (each item at most 3 characters)" in beside(
        "param-legs.items.tags"
    )


def test_null_format_and_deprecation_are_told() -> None:
    words = beside("param-note")

    assert "string or null" in words
    assert "an e-mail address; at most 9 characters, or null" in words
    assert "Deprecated. Say it in number." in words
    assert "Since v2" in words


def test_an_open_object_says_so() -> None:
    assert "further members are allowed" in beside("param-a")


def test_a_secret_has_no_value_on_any_page() -> None:
    text, _ = page()

    assert "4711" not in text
    assert "0000" not in beside("param-pin")
