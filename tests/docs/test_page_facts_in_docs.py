"""The facts of the Call API's pages, looked for where a reader of the docs needs them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from onespec.build import build
from onespec.spec import load
from page_facts import FACTS
from page_facts.fact import Fact
from page_facts.reading import Page, plain
from places import ONE_METHOD

SHOWN = [fact for fact in FACTS if fact.shown]
NAMES = sorted({fact.page for fact in SHOWN})


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """The docs of the repository's spec."""
    return build(load(ONE_METHOD), ["docs"])


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, Page]:
    """The pages that facts stand on."""
    return {name: Page(files[f"docs/{name}.html"].decode()) for name in NAMES}


@pytest.fixture(scope="module")
def twins(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """The words of their Markdown twins."""
    return {name: plain(files[f"docs/md/{name}.md"].decode()) for name in NAMES}


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.says)
def test_the_page_shows_the_fact_where_it_belongs(
    fact: Fact, pages: Mapping[str, Page]
) -> None:
    text = pages[fact.page].beside(fact.where)

    assert [each for each in fact.shown if plain(each) not in text] == []
    assert [each for each in fact.hidden if plain(each) in text] == []


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.says)
def test_the_markdown_twin_shows_the_fact(fact: Fact, twins: Mapping[str, str]) -> None:
    text = twins[fact.page]

    assert [each for each in fact.shown if plain(each) not in text] == []


def test_most_facts_are_for_a_reader() -> None:
    assert len(SHOWN) >= 150
