"""Checks of requests: each kind of shape at its borders, what is found in which order, and what is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from onespec.runtime.client.checks import (
    LONGEST_MATCHED,
    Anything,
    Array,
    Fault,
    Faults,
    Field,
    Flag,
    Integer,
    Kind,
    Number,
    Object,
    Rule,
    Slot,
    Text,
    Violation,
    check,
    fill,
    fillings,
    members,
    violation,
)

NAN, INF = float("nan"), float("inf")


def row(mnemonic: str, *message: str | Slot) -> Fault:
    return Fault(mnemonic, -32602, message or (mnemonic,))


ROWS = Faults(
    missing=row("missing"),
    type=row("type"),
    value=row("value"),
    unexpected=row("unexpected"),
)


def found(
    shape: Object, params: Mapping[str, object], *rules: Rule
) -> list[tuple[str, str | None]]:
    """The mnemonic and the field of each violation, in order."""
    _, violations = check(params, shape, ROWS, rules)
    return [(item.mnemonic, item.field) for item in violations]


def verdict(kind: Kind, value: object, **field: bool) -> str:
    """The mnemonic that refuses one value of a kind, or nothing."""
    shape = members(Field("it", kind, **field))
    return ", ".join(mnemonic for mnemonic, _ in found(shape, {"it": value}))


# Kinds at their borders.


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Text(), "", ""),
        (Text(), "\x00\ud800", ""),
        (Text(), None, "type"),
        (Text(), 1, "type"),
        (Text(), True, "type"),
        (Text(), ["a"], "type"),
        (Text(), b"a", "type"),
        (Text(enum=("a", "b")), "b", ""),
        (Text(enum=("a", "b")), "B", "value"),
        (Text(enum=("a", "b")), "", "value"),
        (Text(enum=("a", "b")), 1, "type"),
        (Text(enum=("ab",)), "a", "value"),
        (Text(min_length=2), "a", "value"),
        (Text(min_length=2), "ab", ""),
        (Text(max_length=2), "ab", ""),
        (Text(max_length=2), "abc", "value"),
        (Text(max_length=0), "", ""),
        (Text(max_length=0), "a", "value"),
        # Lengths count code points, not bytes, UTF-16 units or what a reader sees.
        (Text(max_length=1), "😀", ""),
        (Text(min_length=2), "😀", "value"),
        (Text(max_length=1), "e\u0301", "value"),
        (Text(pattern=r"\A[0-9]+\Z"), "12", ""),
        (Text(pattern=r"\A[0-9]+\Z"), "12\n", "value"),
        (Text(pattern=r"\A[0-9]+\Z"), "١", "value"),
        # A pattern meets the whole text even where it is written without ends.
        (Text(pattern="[0-9]+"), "12a", "value"),
        (Text(pattern="a|ab"), "ab", ""),
        (Text(pattern=""), "", ""),
        (Text(pattern=""), "a", "value"),
        (Text(pattern="a*"), "a" * LONGEST_MATCHED, ""),
        (Text(pattern="a*"), "a" * (LONGEST_MATCHED + 1), "value"),
        (Text(), "a" * (LONGEST_MATCHED + 1), ""),
        (Text(pattern="a*", max_length=2), "aaa", "value"),
    ],
)
def test_a_text(kind: Kind, value: object, expected: str) -> None:
    assert verdict(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Number(), 0, ""),
        (Number(), -1.5, ""),
        (Number(), 10**400, ""),
        (Number(), True, "type"),
        (Number(), "1", "type"),
        (Number(), None, "type"),
        (Number(), NAN, "type"),
        (Number(), INF, "type"),
        (Number(minimum=1), 1, ""),
        (Number(minimum=1), 0.999, "value"),
        (Number(maximum=1), 1.0, ""),
        (Number(maximum=1), 1.001, "value"),
        (Number(maximum=1), 10**400, "value"),
        (Number(above=1), 1, "value"),
        (Number(above=1), 1.001, ""),
        (Number(below=1), 1, "value"),
        (Number(below=1), 0.999, ""),
        (Number(minimum=0), 0, ""),
        (Number(maximum=0), 1, "value"),
        (Number(above=0), 0, "value"),
        (Number(below=0), 0, "value"),
        (Number(multiple_of=0.01), 1.1, ""),
        (Number(multiple_of=0.01), 1.105, "value"),
        (Number(enum=(1, 2.5)), 1.0, ""),
        (Number(enum=(1, 2.5)), 2.5, ""),
        (Number(enum=(1, 2.5)), 2, "value"),
        (Number(enum=(1, 0)), True, "type"),
        (Integer(), 1, ""),
        (Integer(), 1.0, ""),
        (Integer(), -0.0, ""),
        (Integer(), 1e300, ""),
        (Integer(), 1.5, "value"),
        (Integer(), True, "type"),
        (Integer(), "1", "type"),
        (Integer(), NAN, "type"),
        (Integer(), INF, "type"),
        (Integer(), None, "type"),
        (Integer(minimum=2), 1.0, "value"),
        (Integer(minimum=2), 2.0, ""),
        (Integer(multiple_of=5), 10, ""),
        (Integer(multiple_of=5), 11, "value"),
        (Integer(enum=(1, 2)), 2.0, ""),
        (Integer(enum=(1, 2)), 3, "value"),
    ],
)
def test_a_number(kind: Kind, value: object, expected: str) -> None:
    assert verdict(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Flag(), True, ""),
        (Flag(), False, ""),
        (Flag(), 1, "type"),
        (Flag(), 0, "type"),
        (Flag(), "true", "type"),
        (Flag(), None, "type"),
        (Flag(enum=(True,)), True, ""),
        (Flag(enum=(True,)), False, "value"),
        (Anything(), None, ""),
        (Anything(), [{"a": 1}], ""),
        (members(), {}, ""),
        (members(), [], "type"),
        (members(), "", "type"),
        (members(), None, "type"),
        (members(), {"a": 1}, "unexpected"),
        (members(open=True), {"a": 1}, ""),
    ],
)
def test_flags_objects_and_anything(kind: Kind, value: object, expected: str) -> None:
    assert verdict(kind, value) == expected


PLAIN = Array(Field("", Anything()))
NUMBERS = Array(Field("", Integer()), min_items=1, max_items=2, unique=True)
NULLS = Array(Field("", Text(), nullable=True), unique=True)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (PLAIN, [], ""),
        (PLAIN, [1, 1], ""),
        (PLAIN, (1,), "type"),
        (PLAIN, "ab", "type"),
        (PLAIN, {"0": 1}, "type"),
        (PLAIN, None, "type"),
        (NUMBERS, [], "value"),
        (NUMBERS, [1], ""),
        (NUMBERS, [1, 2], ""),
        (NUMBERS, [1, 2, 3], "value"),
        (NUMBERS, [1, 1.0], "value"),
        (NUMBERS, [1, True], "type"),
        (NUMBERS, [1, "1"], "type"),
        (NUMBERS, [1, {2}], "type"),
        (NUMBERS, [None], "type"),
        (NULLS, [None, ""], ""),
        (NULLS, [None, None], "value"),
        (Array(PLAIN.items, unique=True), [{"a": 1}, {"a": 1.0}], "value"),
        (Array(PLAIN.items, unique=True), [{"a": 1}, {"a": True}], ""),
        (Array(PLAIN.items, unique=True), [{"a": {1}}, b"x", NAN], ""),
        (Array(PLAIN.items, max_items=0), [], ""),
        (Array(PLAIN.items, max_items=0), [1], "value"),
    ],
)
def test_an_array(kind: Kind, value: object, expected: str) -> None:
    assert verdict(kind, value) == expected


def test_null_is_a_value_only_where_it_is_one() -> None:
    for kind in (Text(enum=("a",)), Integer(minimum=1), Flag(), members(), PLAIN):
        assert verdict(kind, None) == "type"
        assert verdict(kind, None, nullable=True) == ""
    assert found(members(Field("a", Text(), nullable=True, required=True)), {}) == [
        ("missing", "a")
    ]


# What a request counts as.


def test_a_request_counts_with_its_whole_numbers_as_integers_and_is_not_changed() -> (
    None
):
    shape = members(
        Field("n", Integer()),
        Field("x", Number()),
        Field("list", Array(Field("", Integer()))),
        Field("inner", members(Field("n", Integer()), open=True)),
    )
    params: dict[str, Any] = {
        "n": 1.0,
        "x": 1.0,
        "list": [2.0],
        "inner": {"n": 3.0, "more": 4.0},
    }
    before = repr(params)
    counted, violations = check(params, shape, ROWS, ())
    assert counted == params and violations == []
    assert repr(counted) == (
        "{'n': 1, 'x': 1.0, 'list': [2], 'inner': {'more': 4.0, 'n': 3}}"
    )
    assert repr(params) == before


# Order.

WHOLE = members(
    Field("a", Text(), required=True),
    Field("b", Integer(minimum=1)),
    Field(
        "c",
        members(
            Field("d", Text(), required=True),
            Field("e", Array(Field("", Integer()), max_items=1)),
        ),
    ),
)


def test_everything_is_found_unknown_members_first_then_in_the_order_of_the_shape() -> (
    None
):
    params = {
        "z": 1,
        "c": {"e": ["x", 1, "y"], "y": 1, "x": 1},
        "y": 1,
        "b": 0,
    }
    assert found(WHOLE, params) == [
        ("unexpected", "z"),
        ("unexpected", "y"),
        ("missing", "a"),
        ("value", "b"),
        ("unexpected", "c.y"),
        ("unexpected", "c.x"),
        ("missing", "c.d"),
        ("value", "c.e"),
        ("type", "c.e.0"),
        ("type", "c.e.2"),
    ]


def test_inside_of_what_has_the_wrong_type_nothing_is_looked_for() -> None:
    assert found(WHOLE, {"a": "", "c": [{"e": 1}]}) == [("type", "c")]
    assert found(WHOLE, {"a": "", "c": {"d": "", "e": 5}}) == [("type", "c.e")]


def test_a_violation_says_all_about_itself() -> None:
    rows = Faults(
        missing=row("missing", Slot("field"), " please"),
        type=Fault("type", 5, ("not ", Slot("value"), " for ", Slot("field"))),
        value=row("value", Slot("nobody")),
        unexpected=row("unexpected"),
    )
    params = {"b": "1", "c": {"d": "", "e": [5, 6]}}
    _, violations = check(params, WHOLE, rows, ())
    assert [replace(it, reason="") for it in violations] == [
        Violation("missing", -32602, "a please", "a", None, {"field": "a"}, None),
        Violation(
            "type", 5, "not 1 for b", "b", "1", {"value": "1", "field": "b"}, None
        ),
        Violation("value", -32602, "{nobody}", "c.e", [5, 6], {}, None),
    ]
    assert all(it.reason.startswith(f"`{it.field}` ") for it in violations)


# Rules.


def rule(
    name: str, *reads: str, blame: tuple[str, ...] | None = None, hides: bool = False
) -> Rule:
    """A rule that never holds."""
    fault = row(f"broken-{name}", "see ", Slot("value"))
    return Rule(name, lambda params: False, reads, fault, blame=blame, hides=hides)


def test_rules_come_after_the_shape_in_their_own_order() -> None:
    params = {"a": "", "b": 1, "z": 1}
    assert found(WHOLE, params, rule("two", "b"), rule("one", "a")) == [
        ("unexpected", "z"),
        ("broken-two", None),
        ("broken-one", None),
    ]


def test_a_rule_is_not_asked_where_a_param_that_it_reads_is_unfit() -> None:
    asked: list[str] = []

    def noting(name: str, *reads: str) -> Rule:
        def holds(params: Mapping[str, Any]) -> bool:
            asked.append(name)
            return True

        return Rule(name, holds, reads, row(name))

    rules = (
        noting("a", "a"),
        noting("b", "b"),
        noting("c", "c"),
        noting("b and c", "b", "c"),
        noting("absent", "absent"),
        noting("nothing"),
    )
    check({"a": "", "b": 0, "c": {"d": ""}}, WHOLE, ROWS, rules)
    assert asked == ["a", "c", "absent", "nothing"]
    asked.clear()
    # A fault inside of a param makes the whole of it unfit, and so does its absence.
    check({"b": 1, "c": {"d": "", "e": ["x"]}}, WHOLE, ROWS, rules)
    assert asked == ["b", "absent", "nothing"]


def test_a_rule_sees_the_request_as_it_counts() -> None:
    seen: list[Mapping[str, Any]] = []

    def holds(params: Mapping[str, Any]) -> bool:
        seen.append(params)
        return True

    check({"a": "", "b": 2.0}, WHOLE, ROWS, (Rule("r", holds, ("b",), row("r")),))
    assert repr(seen) == "[{'a': '', 'b': 2}]"


@pytest.mark.parametrize(
    ("blame", "hides", "field", "value"),
    [
        (None, False, None, None),
        (("b",), False, "b", 2),
        (("b",), True, "b", None),
        (("c", "d"), False, "c.d", "x"),
        (("c", "e"), False, "c.e", None),
        (("absent",), False, "absent", None),
    ],
)
def test_a_broken_rule_blames_a_param_and_shows_it_unless_it_is_secret(
    blame: tuple[str, ...] | None, hides: bool, field: str | None, value: object
) -> None:
    params = {"a": "", "b": 2, "c": {"d": "x"}}
    broken = rule("r", blame=blame, hides=hides)
    _, (violation,) = check(params, WHOLE, ROWS, (broken,))
    assert (violation.field, violation.value) == (field, value)
    assert violation.constraint == "r"
    assert violation.params == {"value": value}


# Secrets.

SECRET = members(
    Field("text", Text(max_length=3), secret=True),
    Field("number", Integer(maximum=3), secret=True),
    Field("list", Array(Field("", Text()), max_items=1), secret=True),
    Field("items", Array(Field("", Text(max_length=3), secret=True))),
    Field(
        "inner",
        members(
            Field("deep", members(Field("pin", Text()), Field("at", Integer()))),
            Field("list", Array(Field("", Integer()), unique=True)),
        ),
        secret=True,
    ),
)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"text": "hunter22"}, "text"),
        ({"text": ["hunter22"]}, "text"),
        ({"number": "hunter22"}, "number"),
        ({"list": ["hunter22", "a"]}, "list"),
        ({"list": {"hunter22": 1}}, "list"),
        ({"list": [["hunter22"]]}, "list.0"),
        ({"items": ["a", "hunter22"]}, "items.1"),
        ({"inner": "hunter22"}, "inner"),
        ({"inner": {"deep": {"pin": 1, "at": 1}}}, "inner.deep.pin"),
        ({"inner": {"deep": {"pin": "x", "at": "hunter22"}}}, "inner.deep.at"),
        ({"inner": {"deep": {"unknown": "hunter22"}}}, "inner.deep.unknown"),
        ({"inner": {"unknown": "hunter22"}}, "inner.unknown"),
        ({"inner": {"list": ["hunter22"]}}, "inner.list.0"),
        ({"inner": {"list": [22, 22]}}, "inner.list"),
    ],
)
def test_what_stands_in_a_secret_is_in_no_violation(
    params: dict[str, object], field: str
) -> None:
    shown = Slot("value")
    rows = Faults(*(row(slot, shown) for slot in ("m", "t", "v", "u")))
    _, (violation,) = check(params, SECRET, rows, ())
    assert (violation.field, violation.value) == (field, None)
    assert "22" not in repr(violation)


# Messages.


def test_a_message_is_filled_and_never_formatted() -> None:
    message = ("{0} %s {a} ", Slot("a"), " {", Slot("b"), "}")
    hostile = "{b.__class__} %(x)s {"
    filled = fill(message, {"a": hostile, "b": {"x": [None, True, 1.5]}})
    assert filled == '{0} %s {a} {b.__class__} %(x)s { {{"x":[null,true,1.5]}}'


def test_a_placeholder_that_nothing_fills_stays() -> None:
    assert fill(("a ", Slot("a"), " b"), {"b": 1}) == "a {a} b"
    assert fill((), {}) == ""
    assert fill((Slot("a"),), {"a": None}) == "null"
    assert fill((Slot("a"),), {"a": ""}) == ""


def test_what_fills_a_message_is_told_in_its_order_each_once() -> None:
    message = (Slot("b"), " ", Slot("a"), Slot("b"), Slot("c"))
    assert list(fillings(message, {"a": 1, "b": None}).items()) == [
        ("b", None),
        ("a", 1),
    ]


def test_a_message_may_name_params_field_and_value() -> None:
    fault = row("r", Slot("field"), "=", Slot("value"), " of ", Slot("total"))
    made = violation(fault, "a.b", [1], {"total": 9, "other": 1}, "rule-1")
    assert (made.message, made.constraint) == ("a.b=[1] of 9", "rule-1")
    assert made.params == {"field": "a.b", "value": [1], "total": 9}


# Reasons.

REASONS: list[tuple[Kind, object, str]] = [
    (Text(), 5, "must be a string"),
    (Text(), None, "must be a string, or left out: not null"),
    (Text(enum=("in", 'o"ut')), "up", 'must be one of "in", "o\\"ut"'),
    (Text(enum=("in",)), "up", 'must be "in"'),
    (Text(min_length=1), "", "must be text of at least 1 character"),
    (Text(max_length=2), "abc", "must be text of at most 2 characters"),
    (Text(min_length=2, max_length=2), "abc", "must be text of exactly 2 characters"),
    (Text(min_length=2, max_length=3), "a", "must be text of 2 to 3 characters"),
    (Text(pattern="[0-9]+", words="digits"), "x", "must be text of this form: digits"),
    (Text(pattern="[0-9]+"), "x", "must be text of this form: [0-9]+"),
    (Text(format="date"), "x", "must be text of this form: date"),
    (Number(), "5", "must be a number"),
    (Number(enum=(1, 2.5)), 2, "must be one of 1, 2.5"),
    (Number(minimum=1, maximum=9), 0, "must be at least 1 and at most 9"),
    (Number(above=1, below=9), 9, "must be more than 1 and less than 9"),
    (Number(multiple_of=0.5), 0.3, "must be a multiple of 0.5"),
    (Integer(), 1.5, "must be an integer"),
    (Integer(), True, "must be an integer"),
    (Integer(minimum=1), 0, "must be at least 1"),
    (Flag(), 1, "must be one of true, false"),
    (Flag(enum=(True,)), False, "must be true"),
    (Array(Field("", Text()), min_items=1), [], "must have at least 1 item"),
    (Array(Field("", Text()), max_items=1), ["a", "b"], "must have at most 1 item"),
    (
        Array(Field("", Text()), unique=True),
        ["a"] * 2,
        "must have items that all differ",
    ),
    (Array(Field("", Text())), {}, "must be an array"),
    (members(Field("b", Text())), [], "must be an object"),
]


@pytest.mark.parametrize(("kind", "value", "reason"), REASONS, ids=range(len(REASONS)))
def test_a_violation_says_in_words_what_is_allowed(
    kind: Kind, value: object, reason: str
) -> None:
    _, found = check({"a": value}, members(Field("a", kind)), ROWS, ())
    assert [item.reason for item in found] == [f"`a` {reason}"]


def test_a_name_that_nobody_knows_is_told_beside_those_that_there_are() -> None:
    shape = members(Field("a", Text()), Field("b", Text()))
    _, found = check({"c": 1}, shape, ROWS, ())
    assert found[0].reason == "`c` is not known; there are `a`, `b`"
    _, found = check({}, members(Field("a", Text(), required=True)), ROWS, ())
    assert found[0].reason == "`a` is required"
    many = members(*(Field(f"f{number}", Text()) for number in range(100)))
    _, found = check({"c": 1}, many, ROWS, ())
    assert found[0].reason.endswith("`f23`, ...")


def test_a_violation_carries_the_sentence_of_its_rule_and_the_page_of_its_error() -> (
    None
):
    fault = Fault("odd", 7, ("odd",), help_url="https://help.test/odd")
    broken = Rule("even", lambda params: False, ("a",), fault, reason="`a` is even.")
    _, (found,) = check({"a": ""}, members(Field("a", Text())), ROWS, (broken,))
    assert (found.constraint, found.reason) == ("even", "`a` is even.")
    assert found.help_url == "https://help.test/odd"


def test_a_reason_holds_nothing_of_a_secret_value() -> None:
    secret = Field("a", Text(enum=("x", "y"), max_length=3), secret=True)
    _, (found,) = check({"a": "hunter22"}, members(secret), ROWS, ())
    assert "hunter" not in repr(found)
