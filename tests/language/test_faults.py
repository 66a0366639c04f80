"""The language answers with values: a kind, a stretch of the text, and facts; it has no words and no files."""

from __future__ import annotations

import pytest
from conditions import PARAMS
from onespec import language

ROWS = (
    ("limit ==", "syntax", " ", {"reason": "token", "expected": "value"}),
    ("'a", "syntax", "'a", {"reason": "open-text", "quote": "'"}),
    ("limt == 1", "unknown_name", "limt", {"of": (0, 4), "parent": None}),
    ("limit == 1", "unguarded_read", "limit", {"guard": "limit"}),
    ("offset + 'a' == 'b'", "wrong_operand", "'a'", {"place": "operand +"}),
    ("note < 'a'", "not_ordered", "note < 'a'", {"reason": "not-fixed"}),
    ("sise(note) == 1", "unknown_function", "sise", {"near": "size"}),
)


@pytest.mark.parametrize(("text", "kind", "stretch", "facts"), ROWS)
def test_a_fault_is_a_kind_a_stretch_and_facts(
    text: str, kind: str, stretch: str, facts: dict[str, object]
) -> None:
    found, (fault, *_) = language.compile(text, language.Scope(params=PARAMS))

    assert found is None
    assert kind == fault.kind
    assert stretch == f"{text} "[fault.start : fault.end]
    assert facts.items() <= fault.facts.items()
