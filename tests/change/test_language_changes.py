"""What the language says beside params, results and errors: order of calls, credentials, positions, pages, options, promises, both ways."""

from __future__ import annotations

from dataclasses import fields

import every_key
import onespec
import pytest
from clinic_versions import load
from onespec import datatypes, model
from onespec.change import Comparison, Level, compare
from onespec.change.parts import IDLE, WORDS
from spec_mutations import deletions

B, P, N, D, O = (
    Level.BREAKING,
    Level.POSSIBLE,
    Level.NON_BREAKING,
    Level.DOCS,
    Level.NONE,
)

BASE = load()

EDITS = [
    # where, what stood there, what stands there now, ids, callers, servers, callers when undone
    ("visit.enter", "from: [booked]", "from: [booked, here]", "call-order-widened", N, B, B),
    ("visit.finish", "from: [here]", "from: [booked, here]", "call-order-widened", N, B, B),
    ("visit.finish", "moves: {visit: {from: [here], to: done}}", "", "call-order-widened", N, B, B),
    ("visit.enter", "to: here", "to: booked", "call-order-narrowed call-order-widened", B, B, B),
    ("service", "becomes: [missed], ", "", "lifecycle-respelled", O, O, P),
    ("service", "      done: {description: Done, final: true}", "      done: {description: Done, final: true}\n      lost: {description: Lost}", "lifecycle-respelled", D, D, D),
    ("service", "error: too_late", "error: bad_mix", "call-order-error-changed", B, B, B),
    ("service", "title: Visit\n    description: A visit.", "title: Visit\n    description: A visit of the clinic.", "lifecycle-text", D, D, D),
    ("service", "header: X-Api-Key", "header: X-Key", "credential-changed", B, B, B),
    ("service", "{header: X-Api-Key, env: CLINIC_KEY}", "{scheme: bearer, env: CLINIC_KEY}", "credential-changed", B, B, B),
    ("service", "env: CLINIC_KEY", "env: CLINIC_API_KEY", "credential-variable-changed", O, O, O),
    ("list.visits", "auth: none\n", "", "credential-needed error-added", B, B, N),
    ("service", "{-32020: 404, otherwise: 200}", "{-32020: 400, otherwise: 200}", "status-changed", B, B, B),
    ("service", "{-32020: 404, otherwise: 200}", "{-32020: 404, -32030: 200, otherwise: 200}", "status-respelled", O, O, O),
    ("service", "transport: {status: {-32020: 404, otherwise: 200}}", "", "status-no-longer-described", P, N, N),
    ("service", "max: 3", "max: 2", "batch-limit-lowered", B, N, N),
    ("service", "  batch: {max: 3}\n", "", "batch-withdrawn", B, N, N),
    ("service", "notifications: true", "notifications: false", "notification-withdrawn", B, N, N),
    ("service", "params: either", "params: by-name", "param-structure-changed", B, N, N),
    ("service", "left: {type: integer", "left: {type: number", "type-changed", B, N, N),
    ("service", "field: {type: string, nullable: true, description: The param}", "field: {type: string, required: true, description: The param}", "null-refused member-became-required", N, B, B),
    ("list.visits", "  offset: {type: integer, minimum: 0, default: 0}\n  limit: {type: integer, minimum: 1, maximum: 100, default: 50}", "  limit: {type: integer, minimum: 1, maximum: 100, default: 50}\n  offset: {type: integer, minimum: 0, default: 0}", "param-order-changed", B, B, B),
    ("visit.book", "  note: {type: string, nullable: true}", "  floor: {type: integer}\n  note: {type: string, nullable: true}", "param-added param-order-changed", B, B, B),
    ("list.visits", "pagination: {style: offset, offset: offset, limit: limit, items: visits, total: total}\n", "", "pagination-removed", N, N, N),
    ("list.visits", ", total: total}", "}", "pagination-changed", N, N, N),
    ("service", "tries: {type: integer, required: true, minimum: 0, d", "tries: {type: integer, required: true, d", "minimum-widened", B, N, N),
    ("service", "data: {tries: state.tries}", "data: {tries: state.tries + 1}", "error-value-changed", B, B, B),
    ("service", "default: 3", "default: 4", "account-changed", D, D, D),
    ("service", "rule: begins < ends", "rule: begins <= ends", "constraint-loosened", N, B, B),
    ("service", "rule: begins < ends", "rule: \"!(begins >= ends)\"", "constraint-rewritten", O, O, O),
    ("service", "    constraints:\n      - {id: begins-first, rule: begins < ends}\n", "", "constraint-removed", N, B, B),
    ("visit.book", "rule: low <= high", "rule: low < high", "promise-tightened", N, B, B),
    ("visit.book", "rule: low <= high", "rule: high >= low", "promise-rewritten", O, O, O),
    ("visit.book", "  constraints:\n    - {id: low-first, rule: low <= high}\n", "", "promise-removed", B, N, N),
    ("visit.book", "{type: integer, minimum: 1}", "{type: integer, minimum: 2}", "minimum-narrowed", B, N, N),
    ("visit.book", "      - {type: integer, minimum: 1}\n", "      - {type: integer, minimum: 1}\n      - {type: boolean}\n", "option-added", N, B, B),
    ("visit.book", "minLength: 2", "minLength: 1", "min-length-widened", N, B, B),
    ("visit.book", "day: {type: date, required: true}", "day: {type: string, required: true}", "type-changed", N, B, B),
    ("visit.book", "day: {type: date, required: true}", "day: {type: datetime, required: true}", "type-changed", B, B, B),
    ("service", "name: {type: string, required: true, maxLength: 9}", "name: {type: string, required: true, maxLength: 8}", "max-length-narrowed", B, N, N),
    ("service", "trace: {type: string, methods: [visit.*]}", "trace: {type: string, methods: [visit.*, list.visits]}", "param-added param-order-changed", B, B, B),
]  # fmt: skip


def kinds(found: Comparison) -> list[str]:
    told = [one.id for one in found.changes if one.id != "text-changed"]
    return sorted(set(told))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit[0]} {edit[2]}"[:60])
def test_a_change_is_weighed_for_callers_and_servers_both_ways(edit: tuple) -> None:  # type: ignore[type-arg]
    where, old, new, ids, callers, servers, undone = edit
    other = load(where, old, new)
    found = compare(BASE, other)
    assert kinds(found) == sorted(ids.replace("lifecycle-text", "").split())
    assert (found.worst("callers"), found.worst("servers")) == (callers, servers)
    assert compare(other, BASE).worst("callers") is undone


def test_the_calls_that_show_another_order_are_told() -> None:
    found = compare(BASE, load("visit.enter", "to: here", "to: booked"))
    narrowed = next(one for one in found.changes if one.id == "call-order-narrowed")
    assert narrowed.evidence is not None
    calls = [call["method"] for call in narrowed.evidence.value]  # type: ignore[index, union-attr, call-overload]
    assert calls == ["visit.book", "visit.enter", "visit.finish"]
    assert (narrowed.evidence.old, narrowed.evidence.new) == ("accepted", "too_late")


def test_a_type_that_contains_itself_is_compared_where_it_ends() -> None:
    docs = every_key.documents()
    options = docs["service.yaml"]["types"]["Sound"]["one_of"]
    base = onespec.load_sources(every_key.written(docs))
    options.pop()
    other = onespec.load_sources(every_key.written(docs))
    found = compare(base, other)
    assert "option-removed" in kinds(found)
    assert found.worst("callers") is B


MODELS = [
    kind
    for module in (model, datatypes)
    for kind in vars(module).values()
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")
]


def test_what_takes_no_part_in_comparing_is_there_and_has_a_reason() -> None:
    for kind, names in [*WORDS.items(), *IDLE.items()]:
        assert kind in MODELS
        assert set(names) <= {one.name for one in fields(kind)}
    assert all(reason for names in IDLE.values() for reason in names.values())


def test_no_difference_of_two_models_is_passed_over_in_silence() -> None:
    docs = every_key.documents()
    base = onespec.load_sources(every_key.written(docs))
    compared = 0
    for _, change in list(deletions(docs))[3::28]:
        try:
            other = onespec.load_sources(every_key.written(change()))
        except onespec.SpecError:
            continue
        if other != base:
            compared += 1
            assert compare(base, other).changes
    assert compared > 4
