"""Expressions of constraints: what is read, and what is refused at which character."""

from __future__ import annotations

import pytest
from conditions import NOWHERE, PARAMS, expr, fault, helps, read
from onespec import language
from onespec.datatypes import BooleanType, Field
from onespec.diagnostics import Span
from onespec.language.ast import Binary, Has, Literal, Read, Root
from onespec.spec.expressions import compiled
from onespec.spec.nodes import ScalarNode
from onespec.spec.parser import parse

FAULTS = (
    ("first_caller == 'operator'", "unknown-name", "first_caller"),
    ("has(message) && message.kind == 'tts'", "unknown-name", "kind"),
    ("tags.size == 1", "unknown-name", "size"),
    ("state.blocked2 == 'a'", "unknown-name", "blocked2"),
    ("params", "unknown-name", "params"),
    ("Accept-Language == 'en' && true", "unknown-name", "Accept-Language"),
    ("for == 'a'", "reserved-word", "for"),
    ("first_call = 'operator'", "expression-syntax", "="),
    ("first_call == 'operator' and switch_at_once", "expression-syntax", "and"),
    ("not switch_at_once", "expression-syntax", "not"),
    ("first_call == 'operator", "expression-syntax", "'operator"),
    ("(switch_at_once", "expression-syntax", ""),
    ("switch_at_once)", "expression-syntax", ")"),
    ("switch_at_once &", "expression-syntax", "&"),
    ("offset / 2 == 1", "expression-syntax", "/"),
    ("offset % 2 == 1", "expression-syntax", "%"),
    ("offset == 1u", "expression-syntax", "1u"),
    ("note == '\\q'", "expression-syntax", "\\q"),
    ("has(tags) && tags[0] == 'a'", "wrong-operand", "tags[0]"),
    ("labels['a'] == 'b'", "unguarded-read", "labels['a']"),
    ("labels.a == 'b'", "wrong-operand", "labels.a"),
    ("labels[0] == 'b'", "wrong-operand", "labels[0]"),
    ("labels[note] == 'b'", "wrong-operand", "labels[note]"),
    ("has(labels['a'])", "wrong-call", "has(labels['a'])"),
    ("point[2] > 1.0", "wrong-operand", "point[2]"),
    ("point['x'] > 1.0", "wrong-operand", "point['x']"),
    ("labels == 'a'", "wrong-operand", "labels == 'a'"),
    ("{'a': 1} == 1", "expression-syntax", "{"),
    ("early_switching ? true", "expression-syntax", ""),
    ("offset", "wrong-operand", "offset"),
    ("offset && switch_at_once", "wrong-operand", "offset"),
    ("!note", "wrong-operand", "note"),
    ("note + 1 == 'a'", "wrong-operand", "note"),
    ("first_call == 3", "wrong-operand", "first_call == 3"),
    ("switch_at_once == 'true'", "wrong-operand", "switch_at_once == 'true'"),
    ("first_call in 'operator'", "wrong-operand", "'operator'"),
    ("offset in ['a']", "wrong-operand", "offset in ['a']"),
    ("offset in [1, 'a']", "wrong-operand", "[1, 'a']"),
    ("note == null", "wrong-operand", "note == null"),
    ("has(anything) && anything == 1", "wrong-operand", "anything"),
    ("has(tags) && tags == ['a']", "wrong-operand", "tags == ['a']"),
    ("switch_at_once ? 1 : 'a'", "wrong-operand", "switch_at_once ? 1 : 'a'"),
    ("note.startsWith(1)", "wrong-operand", "1"),
    ("note.matches(first_call)", "wrong-operand", "first_call"),
    ("note.matches('^(a+)+$')", "pattern-refused", "'^(a+)+$'"),
    ("note.matches('(?=a)')", "pattern-refused", "'(?=a)'"),
    ("note < 'b'", "not-ordered", "note < 'b'"),
    (
        "switch_at_once < early_switching",
        "not-ordered",
        "switch_at_once < early_switching",
    ),
    ("1 < offset < 3", "not-ordered", "1 < offset < 3"),
    ("has(since) && since < 'yesterday'", "not-ordered", "since < 'yesterday'"),
    ("has(since) && has(stamp) && since < stamp", "not-ordered", "since < stamp"),
    ("note.upper() == 'A'", "unknown-function", "upper"),
    ("sizeof(note) > 1", "unknown-function", "sizeof"),
    ("size(note, note) > 1", "wrong-call", "size(note, note)"),
    ("startsWith(note, 'a')", "wrong-call", "startsWith(note, 'a')"),
    ("has(note == 'a')", "wrong-call", "has(note == 'a')"),
    ("has(tags) && tags.all(t)", "wrong-call", "tags.all(t)"),
    ("has(tags) && tags.all(note, note == 'a')", "wrong-call", "note"),
    (
        "has(tags) && tags.all(t, tags.exists(u, u == t))",
        "wrong-call",
        "tags.exists(u, u == t)",
    ),
    ("offset.all(t, t)", "wrong-operand", "offset"),
    ("offset == 9007199254740992", "number-too-large", "9007199254740992"),
    ("has(ratio) && ratio == 1e999", "number-too-large", "1e999"),
    ("limit > 3", "unguarded-read", "limit"),
    ("has(limit) || limit > 3", "unguarded-read", "limit"),
    ("limit > 3 && has(limit)", "unguarded-read", "limit"),
    ("message.type == 'tts'", "unguarded-read", "message.type"),
    ("has(message) && message.value == 'x'", "unguarded-read", "message.value"),
    ("message.volume > 3", "unguarded-read", "message.volume"),
    ("has(legs) && legs.all(l, l.n > 1)", "unguarded-read", "l.n"),
    ("rank > 3", "unguarded-read", "rank"),
)


@pytest.mark.parametrize(("source", "code", "place"), FAULTS)
def test_a_fault_is_named_at_its_characters(source: str, code: str, place: str) -> None:
    found = fault(source)
    assert found[:2] == (code, place), found


@pytest.mark.parametrize(
    "source",
    [
        "has(limit) && limit > 3",
        "!has(limit) || limit > 3",
        "has(limit) ? limit > 3 : true",
        "(has(limit) ? limit : 7) > 3",
        "!(!has(limit) || limit > 3)",
        "has(limit) == true && limit > 3",
        "(has(limit) ? true : false) && limit > 3",
        "has(message) && message.type == 'tts'",
        "has(message.value) && message.value == message.type",
        "has(message) && message.volume > 3",
        "has(legs) && legs.exists(l, has(l.n) && l.n > 1 && l.to != '')",
        "rank != null && rank > 3",
        "rank == null || rank > 3",
        "rank == 3",
        "rank in [1, 2]",
        "has(`Accept-Language`) && accept_language == 'en'",
        "has(params.for) && params.for == 'a'",
        "state == 'open'",
        "params.state == 'open' && params.note == note",
        "note in state.blocked || state.blocked.exists(b, b == state)",
        "has(since) && has(till) && since <= till && since >= '2024-02-29'",
        "has(stamp) && stamp < '2024-12'",
        "has(ratio) && ratio + offset * 2 <= 7.5",
        "string(offset) + 'a' == note && -offset < 3",
        "has(message) && 'volume' in message",
        "note == \"double 'quoted'\" || note == '''three''' || note == r\"raw\\d\"",
        "size(note) == note.size()",
        "note.matches('^a+$') && note.contains('b')",
        "switch_at_once // a comment to the end of the line",
        "0x10 == offset",
    ],
)
def test_a_right_expression_is_read_without_a_word(source: str) -> None:
    found, faults = read(source)
    assert (found is not None, faults) == (True, ())


def test_every_fault_of_an_expression_is_told_at_once() -> None:
    _, faults = read("first == 1 && limit > 2 && note < 'a'")
    assert [fault.code for fault in faults] == [
        "unknown-name",
        "unguarded-read",
        "not-ordered",
    ]


def test_an_unguarded_read_offers_its_guard() -> None:
    """Which one keeps what is meant: a rule is to pass where the value is left out."""
    assert helps("limit > 3") == ["add `!has(limit) ||` in front, or declare a default"]
    assert helps("limit > 3", demanded=False) == [
        "add `has(limit) &&` in front, or declare a default"
    ]
    assert helps("has(message) && message.value == 'a'") == [
        "write the whole as `has(message) && (!has(message.value) || message.value == 'a')`, "
        "or declare a default"
    ]


def test_an_unknown_name_offers_the_nearest_with_its_line() -> None:
    params = (
        Field(name="first_call", type=BooleanType(), default=False, span=line(18)),
    )
    _, faults = read("first_caller", params)
    assert (
        faults[0].help
        == "`first_call` is declared at m.yaml:18; did you mean that one?"
    )
    assert faults[0].message == "`rule` reads `first_caller`, which is not a param"


def line(number: int) -> Span:
    return Span(file="m.yaml", line=number, column=1, end_line=number, end_column=2)


def test_reserved_words_are_read_after_params() -> None:
    assert helps("for == 'a'") == ["write `params.for`"]
    found = expr("has(params.for)")
    assert found == Has(root=Root.PARAMS, path=("for",))


def test_a_constraint_cannot_read_the_state() -> None:
    code, place, message = fault("first_call in state.blocked_numbers")
    assert (code, place) == ("unknown-name", "blocked_numbers")
    node_params = tuple(field for field in PARAMS if field.name != "state")
    node, _ = parse("spec.yaml", b'"note in state.blocked"\n')
    _, faults = compiled(node, language.Scope(params=node_params, owner="rule"))  # type: ignore[arg-type]
    assert "constraints are about params only" in faults[0].message


def test_a_wire_name_comes_before_the_identifier_of_another() -> None:
    params = (
        Field(name="a-b", type=BooleanType(), required=True),
        Field(name="a_b", type=BooleanType(), required=True),
    )
    assert expr("a_b", params) == Read(
        root=Root.PARAMS,
        path=("a_b",),
        type=BooleanType(),
        defaults=(params[1].default,),
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a" * 5000, "an expression of 5000 characters"),
        ("(" * 60 + "note" + ")" * 60, "more than 50 levels"),
        ("!" * 60 + "switch_at_once", "more than 50 levels"),
        (" && ".join(["switch_at_once"] * 200), "more than 256 names"),
    ],
)
def test_size_is_bounded(source: str, said: str) -> None:
    assert said in fault(source)[2]


def test_a_long_flat_expression_passes_through_every_step() -> None:
    found = expr(" && ".join(["switch_at_once"] * 128))
    assert language.evaluate(found, {"switch_at_once": True}) is True


def test_an_empty_expression_is_a_fault_and_no_crash() -> None:
    node = ScalarNode(value=" ", span=NOWHERE)
    _, faults = compiled(node, language.Scope(params=PARAMS, owner="rule"))
    assert [fault.code for fault in faults] == ["expression-syntax"]


def test_operators_bind_as_in_cel() -> None:
    assert expr("!switch_at_once == early_switching || true && false") == expr(
        "((!switch_at_once) == early_switching) || (true && false)"
    )
    assert expr("1 - 2 - 3 == -4 && 2 + 3 * 4 == 14") == expr(
        "((1 - 2) - 3) == (-4) && (2 + (3 * 4)) == 14"
    )


def test_facts_are_what_a_condition_makes_sure_of() -> None:
    def sent(source: str, truth: bool = True) -> list[str]:
        known = language.facts(expr(source), truth)
        return sorted(
            ".".join(fact.path) for fact in known if fact.known is language.Known.SENT
        )

    assert sent("has(limit) && has(ratio)") == ["limit", "ratio"]
    assert sent("has(limit) || has(ratio)") == []
    assert sent("has(limit) && has(ratio) || has(limit)") == ["limit"]
    assert sent("!has(limit)") == []
    assert sent("!has(limit)", truth=False) == ["limit"]
    assert sent("has(message.value)") == ["message", "message.value"]


def test_negative_numbers_are_constants() -> None:
    assert isinstance(expr("offset == -3"), Binary)
    found = expr("offset == -3")
    assert isinstance(found, Binary) and found.right == Literal(value=-3)
