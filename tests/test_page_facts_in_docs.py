"""The facts of the Call API's pages, looked for where a reader of the docs needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from onespec.build import build
from onespec.loader import load
from page_facts import FACTS
from page_facts.fact import Fact
from page_facts.reading import Page, plain

ROOT = Path(__file__).parent.parent
SHOWN = [fact for fact in FACTS if fact.shown]


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Everything that is generated from the spec of the repository."""
    return build(load(ROOT / "spec"))


@pytest.fixture(scope="module")
def page(files: Mapping[str, bytes]) -> Page:
    """The method's page."""
    return Page(files["docs/methods/start.simple_call.html"].decode())


@pytest.fixture(scope="module")
def twin(files: Mapping[str, bytes]) -> str:
    """Its Markdown twin."""
    return plain(files["docs/md/methods/start.simple_call.md"].decode())


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.says)
def test_the_page_shows_the_fact_where_it_belongs(fact: Fact, page: Page) -> None:
    text = page.beside(fact.where)

    assert [each for each in fact.shown if plain(each) not in text] == []


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.says)
def test_the_markdown_twin_shows_the_fact(fact: Fact, twin: str) -> None:
    assert [each for each in fact.shown if plain(each) not in twin] == []


def test_most_facts_are_for_a_reader_of_the_page() -> None:
    assert len(SHOWN) >= 80
