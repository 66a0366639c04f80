"""The facts of the Call API's pages, listed by hand, held against the model of the spec."""

from __future__ import annotations

import pytest
from onespec.model import Service
from onespec.spec import load
from page_facts import FACTS
from page_facts.fact import Fact
from places import SPEC


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec of the repository."""
    return load(SPEC)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.says)
def test_the_model_says_what_the_page_says(fact: Fact, service: Service) -> None:
    assert fact.read(service) == fact.expected


def test_the_list_of_facts_is_long_and_names_each_once() -> None:
    says = [fact.says for fact in FACTS]

    assert len(set(says)) == len(says)
    assert len(says) >= 120
