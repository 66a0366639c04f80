"""Every keyword that limits values: a case breaks it and nothing else, and one sends a value that lies at its limit."""

from __future__ import annotations

from typing import Any

import pytest
from onespec.cases import suite_of
from onespec.datatypes import Field
from onespec.runtime.player.suite import Case
from onespec.values import KEYWORDS, TYPE_NAMES, field_faults, limits_of
from specs import load_service

LIMITS: dict[str, tuple[str, list[Any]]] = {
    "enum": ("[LISTED]", []),
    "pattern": ('"^[a-c]{2,4}$"', ["aaaa"]),
    "format": ("date", ["2024-01-01"]),
    "minLength": ("3", ["xxx"]),
    "maxLength": ("3", ["xxx"]),
    "minimum": ("-7", [-7]),
    "exclusiveMinimum": ("-7", [-6, -6.5]),
    "maximum": ("99", [99]),
    "exclusiveMaximum": ("99", [98, 98.5]),
    "multipleOf": ("4", [4]),
    "minItems": ("2", [["text", "text"]]),
    "maxItems": ("2", [["text", "text"]]),
    "uniqueItems": ("true", [["text"]]),
}
"""A limit of each keyword as YAML, and values at it of which one is sent."""

LISTED = {"string": "one", "integer": 5, "number": 5, "boolean": "true"}

ROWS = [
    (keyword.name, TYPE_NAMES[type_]) for keyword in KEYWORDS for type_ in keyword.types
]


@pytest.mark.parametrize(("name", "type_name"), ROWS)
def test_a_keyword_is_broken_alone_and_kept_at_its_limit(
    name: str, type_name: str
) -> None:
    limit, edges = LIMITS[name]
    limit = limit.replace("LISTED", str(LISTED.get(type_name)))
    items = ", items: string" if type_name == "array" else ""
    service = load_service(method=f"""
method: start.call
title: Start a call
params:
  value: {{type: {type_name}, {name}: {limit}{items}}}
result: {{id: {{type: integer}}}}
""")
    field = service.methods[0].params[0]
    sent = [
        (case, case.params["value"])
        for case in suite_of(service).cases
        if isinstance(case, Case)
        and isinstance(case.params, dict)
        and "value" in case.params
    ]
    refused = [v for case, v in sent if "start.call/params/value/value" in case.covers]
    assert any(broken_by(field, value) == [name] for value in refused)
    taken = [v for case, v in sent if "start.call/params/value/legal" in case.covers]
    assert not any(list(field_faults(field, value)) for value in taken)
    assert not edges or any(edge in taken for edge in edges)


def broken_by(field: Field, value: Any) -> list[str]:
    return [
        keyword.name
        for keyword, limit in limits_of(field.type)
        if not keyword.holds(limit, value)
    ]
