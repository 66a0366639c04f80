"""Constraints of shared types hold wherever the type is used, and name the full place of what is wrong."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from typing import Any

import jsonschema
import onespec
import packages
import pytest
from onespec.analysis import lint
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.explain import explain
from onespec.model import Service
from onespec.runtime.player.records import Run
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.serve import reference
from onespec.spec import load_sources
from onespec.targets.docs.form import form_data
from onespec.targets.schema import document

TYPES = """
types:
  Message:
    type: object
    description: What is heard
    fields:
      kind: {type: string, required: true, enum: [tts, media], description: How}
      text: {type: string, description: Words}
      media: {type: integer, description: A recording}
    constraints:
      - {id: text-with-tts, when: kind == 'tts', then: has(text), error: no_text, blame: [text]}
      - {id: one, at_most_one: [text, media]}
  Note: {type: Message}
  Line:
    type: object
    description: A line
    fields:
      qty: {type: integer, default: 1, description: Pieces}
      most: {type: integer, default: 9, description: Most pieces}
      pin: {type: string, secret: true, description: A secret}
      note: {type: Note, description: What to say}
    constraints:
      - {id: not-more, rule: qty <= most, blame: [qty]}
"""
SERVICE = """
onespec: 1
name: store
title: Store API
version: v1
release: 1.0.0
protocol: {constraint: bad_mix}
errors:
  bad_mix: {code: -32602, message: "Wrong: {field}"}
  no_text: {code: -32010, message: There is no text}
"""
METHOD = """
method: order.add
title: Order
params:
  message: {type: Message, required: true, description: What}
  lines: {type: array, items: Line, maxItems: 4, description: Which}
  first: {type: Line, nullable: true, description: The first}
  box: {type: object, description: A box, fields: {line: {type: Line, required: true, description: Inside}}}
  loud: {type: boolean, default: false, description: Whether it is loud}
constraints:
  - {id: loud-lines, when: loud, then: "has(lines) && size(lines) > 0", blame: [lines]}
errors:
  no_text: {message: "{message} has no text"}
"""
READ = {"kind": "tts", "text": "a"}
FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"message": READ, "lines": [{"note": READ}], "first": None}, []),
    ({"message": {"kind": "tts"}}, [("Message.text-with-tts", "message.text")]),
    (
        {"message": {"kind": "media", "text": "", "media": 1}},
        [("Message.one", "message")],
    ),
    (
        {"message": READ, "lines": [{}, {"qty": 10}, {"qty": 3, "most": 2}]},
        [("Line.not-more", "lines.1.qty"), ("Line.not-more", "lines.2.qty")],
    ),
    (
        {"message": READ, "box": {"line": {"note": {"kind": "tts"}, "qty": 11}}},
        [
            ("Line.not-more", "box.line.qty"),
            ("Message.text-with-tts", "box.line.note.text"),
        ],
    ),
    # What has a wrong shape is not asked about; the rest of the object is.
    (
        {"message": {"kind": "tts", "text": 1, "media": 1}},
        [("", "message.text")],
    ),
]


def made(method: str = METHOD, types: str = TYPES) -> Service:
    files = {"service.yaml": SERVICE + types, "methods/order.add.yaml": method}
    return load_sources(files)


def played(service: Service) -> Run:
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        return conformance(service, options, stack, {}, date(2030, 1, 1)).run()


def test_evaluator_client_server_and_schema_hold_objects_to_the_constraints_of_their_types() -> (
    None
):
    service = made()
    package = packages.imported(service, "store_of_types")
    check = packages.module("checks.order", package).check_order_add
    schema = document(service, service.methods[0], "params")
    with reference(service, {}, accounts={}) as server:
        for params, due in FAULTS:
            found = onespec.evaluate(service, "order.add", params).refusals
            named = [
                item.constraint.id.split("@")[0] if item.constraint else ""
                for item in found
            ]
            places = [".".join(map(str, item.path)) for item in found]
            assert list(zip(named, places, strict=True)) == due
            _, violations = check(params)
            assert [(item.constraint or "", item.field) for item in violations] == due
            body = {"jsonrpc": "2.0", "id": 1, "method": "order.add", "params": params}
            request = server.request(
                json.dumps(body).encode(), {"content-type": "application/json"}
            )
            reply = json.loads(server.app.exchange(request).body)
            got = reply.get("error", {}).get("data", {}).get("field")
            assert got == (due[0][1] if due else None)
            # No schema can say that one member is at most another.
            said = [one for one in due if one[0] != "Line.not-more"]
            assert (
                jsonschema.Draft202012Validator(schema).is_valid(params) is not said
                or not said
            )
    # The method's own row of the error is the one that answers; nothing secret is told.
    _, (first,) = check({"message": {"kind": "tts"}})
    assert first.message == '{"kind":"tts"} has no text'
    _, (hidden,) = check({"message": READ, "lines": [{"qty": 10, "pin": "1234"}]})
    assert "1234" not in repr(hidden)


def test_every_place_has_a_request_that_breaks_each_constraint_and_one_that_keeps_it() -> (
    None
):
    service = made()
    run = played(service)
    assert {item["status"] for item in run.records} == {"passed"}
    covered = {name for item in run.records for name in item["covers"]}
    rules = service.methods[0].placed
    assert len(rules) == 11
    sides = {
        f"order.add/constraints/{rule.id}/{side}"
        for rule in rules
        for side in ("refused", "allowed")
    }
    assert sides <= covered
    assert "Holds in order.add: lines.*, first, box.line" in str(
        explain(service, "Line.not-more")
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("qty <= most", "qty <= least", "unknown-name", "a declared member of `Line`"),
        (
            "description: A line\n",
            "description: A line\n    example: {qty: 10}\n",
            "value-breaks-constraint",
            "`Line.not-more`",
        ),
        ("blame: [qty]", "blame: [amount]", "unknown-name", "a member of `Line`"),
        ("error: no_text", "error: no_words", "unknown-name", "every method has"),
        (
            "{type: Message}",
            "{type: array, items: string, constraints: []}",
            "keyword",
            "",
        ),
    ],
)
def test_a_constraint_of_a_type_that_makes_no_sense_is_refused_where_it_stands(
    old: str, new: str, code: str, said: str
) -> None:
    with pytest.raises(SpecError) as caught:
        made(types=TYPES.replace(old, new))
    first = caught.value.diagnostics[0]
    assert first.code.startswith(code) and said in first.message
    assert first.span.file == "spec/service.yaml"


def test_an_object_that_is_no_shared_type_has_no_constraints() -> None:
    rule = "Inside}}, constraints: [{id: x, rule: 'true'}]}"
    with pytest.raises(SpecError) as caught:
        made(METHOD.replace("Inside}}}", rule))
    assert caught.value.diagnostics[0].code == "constraints-without-type"


def test_lint_judges_the_constraints_of_a_type_once() -> None:
    more = "      - {id: idle, rule: \"kind in ['tts', 'media']\"}\n  Note:"
    found = lint(made(types=TYPES.replace("  Note:", more)))
    assert [item.code for item in found] == ["constraint-never-fails"]
    assert "`Message.idle`" in found[0].message


ENTRIES = """
method: order.add
title: Order
params:
  by_key: {type: map, values: Message, description: By a key}
  pair: {type: array, prefixItems: [integer, Message], description: A number and what is heard}
  either: {one_of: [integer, {type: map, values: Message}], description: A number or some}
"""


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"by_key": {"a": READ, "b": {"kind": "tts"}}}, "by_key.b.text"),
        ({"pair": [1, {"kind": "tts"}]}, "pair.1.text"),
        ({"either": {"k": {"kind": "tts"}}}, "either.k.text"),
    ],
)
def test_entries_of_maps_and_places_of_tuples_are_held_to_them_too(
    params: dict[str, Any], place: str
) -> None:
    service = load_sources(
        {"service.yaml": SERVICE + TYPES, "methods/order.add.yaml": ENTRIES}
    )
    (told,) = onespec.evaluate(service, "order.add", params).refusals
    assert (told.mnemonic, ".".join(map(str, told.path))) == ("no_text", place)
    assert set(form_data(service, service.methods[0])["rules"]) == {"Message", "Note"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "order.add", "params": params}
    with reference(service) as made:
        sent = made.request(
            json.dumps(body).encode(), {"content-type": "application/json"}
        )
        answer = json.loads(made.app.exchange(sent).body)
    assert answer["error"]["code"] == -32010
    assert {one.code for one in lint(service)} == {"unused-type"}


DEEP_TYPES = """
types:
  Line:
    type: object
    description: A line
    fields:
      qty: {type: integer, default: 1, description: Pieces}
      most: {type: integer, default: 9, description: Most pieces}
      note: {type: string, description: A note}
      why: {type: string, description: A reason}
    constraints:
      - {id: not-more, rule: qty <= most, blame: [qty]}
      - {id: why-note, when: has(note), then: has(why), blame: [why]}
  Card:
    type: object
    description: By card
    fields:
      kind: {const: card, required: true, description: Which}
      value: {type: string, minLength: 2, required: true, description: Its number}
      lines: {type: map, values: Line, description: By a key}
  Cash:
    type: object
    description: By cash
    fields:
      kind: {const: cash, required: true, description: Which}
      value: {type: integer, minimum: 3, description: How much}
      lines: {type: array, items: Line, description: In a row}
  Coin:
    type: object
    description: By a coin
    fields:
      kind: {const: coin, required: true, description: Which}
      value: {type: Line, required: true, description: Told}
  Pay: {one_of: [Card, Cash, Coin], discriminator: kind, description: Any way}
  Branch:
    type: object
    description: What has leaves
    fields:
      a: {type: integer, description: One}
      b: {type: integer, description: Other}
      leaves: {type: array, items: Leaf, description: On it}
    constraints:
      - {id: not-both, at_most_one: [a, b]}
  Leaf:
    type: object
    description: What may be a branch
    fields:
      told: {type: map, values: {type: Branch, nullable: true}, description: What has grown}
  Node:
    description: What stands in itself without a name
    discriminator: kind
    one_of:
      - {type: object, fields: {kind: {const: leaf, required: true}, line: {type: Line}}}
      - {type: object, fields: {kind: {const: more, required: true}, nodes: {type: array, items: Node}}}
"""
DEEP = """
method: order.add
title: Order
params:
  rows: {type: map, values: {type: array, items: Line}, description: Lists by a key}
  keyed: {type: array, required: true, minItems: 2, items: {type: map, values: Line, minProperties: 2}, description: Maps in a row}
  pair: {type: array, nullable: true, prefixItems: [{type: Line, nullable: true}, string], items: Line, description: Two and more}
  pays: {type: map, values: Pay, description: Ways to pay}
  either: {one_of: [string, {type: map, values: Line}], description: Either}
  other: {one_of: [integer, Line, {type: array, prefixItems: [Line]}], description: Other}
  branch: {type: Branch, description: What goes in circles}
  node: {type: Node, description: What goes in circles}
"""


def test_whatever_holds_an_object_its_constraints_have_cases_there_and_places_in_the_docs() -> (
    None
):
    service = load_sources(
        {"service.yaml": SERVICE + DEEP_TYPES, "methods/order.add.yaml": DEEP}
    )
    run = played(service)
    assert {item["status"] for item in run.records} == {"passed"}
    reached = {name for item in run.records for name in item["covers"]}
    missed = [one.id for one in run.suite.elements if one.id not in reached]
    assert [one for one in missed if not one.startswith("errors/")] == []
    holds = str(explain(service, "Line.not-more"))
    assert (
        "Holds in order.add: rows.*.*, keyed.*.*, pair.0, pair.*, pays.*.lines.*, pays.*.value, "
        "either.*, other, other.0, node.line, node.nodes.*.line\n" in f"{holds}\n"
    )
    asked = {case.id for case in run.suite.cases}
    of_each = {"pays.key.value", "pays.key[cash].value", "pays.key[coin].value"}
    for param in of_each:
        assert f"order.add/{param}.as-array" in asked


def test_a_type_in_a_map_needs_an_error_for_its_constraints() -> None:
    silent = SERVICE.replace("protocol: {constraint: bad_mix}", "")
    with pytest.raises(SpecError, match="Message.one"):
        load_sources(
            {"service.yaml": silent + TYPES, "methods/order.add.yaml": ENTRIES}
        )
