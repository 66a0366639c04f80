"""The solver: which request is the smallest, and when it says that there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from conditions import text
from constraint_sets import SEED, flag, method, whole
from onespec import search
from onespec.datatypes import (
    ArrayType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.model import Method
from onespec.search import NoneFound, Proof, Witness
from onespec.search.candidates import neighbours
from onespec.values import member_faults

RULE = {"when": "early_switching", "then": "first_call == 'operator' && switch_at_once"}


def found(answer: search.Answer) -> object:
    assert isinstance(answer, Witness), answer
    return answer.params


def test_the_smallest_accepted_request_sends_only_what_is_required() -> None:
    case = method(SEED, RULE)
    assert found(search.smallest_accepted(case)) == {
        "first_call": "contact",
        "contact": "79260000000",
    }


def test_the_smallest_rejected_request_breaks_the_constraint_with_one_optional_param() -> (
    None
):
    case = method(SEED, RULE)
    assert found(search.smallest_rejected(case, case.constraints[0])) == {
        "first_call": "contact",
        "early_switching": True,
        "contact": "79260000000",
    }


def test_the_smallest_satisfying_request_meets_the_when() -> None:
    case = method(SEED, RULE)
    assert found(search.smallest_satisfying(case, case.constraints[0])) == {
        "first_call": "operator",
        "switch_at_once": True,
        "early_switching": True,
        "contact": "79260000000",
    }


def test_the_order_of_keys_is_that_of_the_params() -> None:
    case = method(SEED, RULE)
    request = found(search.smallest_satisfying(case, case.constraints[0]))
    assert isinstance(request, dict)
    assert list(request) == [
        "first_call",
        "switch_at_once",
        "early_switching",
        "contact",
    ]


def test_fewer_params_come_before_lesser_values() -> None:
    params = (whole("a"), whole("b"), whole("c"))
    case = method(params, {"rule": "has(c) && c == 9 || has(a) && has(b) && a == 0"})
    assert found(search.smallest_accepted(case)) == {"c": 9}


def test_among_equals_the_later_param_is_sent() -> None:
    """Absent comes first in every column, and columns are compared in declared order."""
    case = method((whole("a"), whole("b")), {"exactly_one": ["a", "b"]})
    assert found(search.smallest_accepted(case)) == {"b": 0}


def test_values_are_tried_as_declared_and_numbers_by_magnitude() -> None:
    params = (
        text("e", choices=("x", "y", "z"), required=True),
        whole("n", required=True),
    )
    case = method(params, {"rule": "e != 'x' && n > 4"})
    assert found(search.smallest_accepted(case)) == {"e": "y", "n": 5}


@pytest.mark.parametrize(
    ("rules", "params"),
    [
        ([{"rule": "a < b && b < c && c < a"}], "abc"),
        ([{"rule": "a == b && b == c"}, {"rule": "a != c"}], "abc"),
        ([{"rule": "a > 5"}, {"rule": "a < 6"}], "a"),
        ([{"rule": "a * 2 == 5"}], "a"),
        ([{"exactly_one": ["x", "y"]}, {"all_or_none": ["x", "y"]}], "xy"),
        ([{"exactly_one": ["x", "y", "z"]}, {"rule": "has(x) && has(z)"}], "xyz"),
        ([{"rule": "has(x)"}, {"rule": "!has(x)"}], "x"),
    ],
)
def test_what_cannot_be_is_proven(rules: list[dict[str, object]], params: str) -> None:
    case = method(tuple(whole(name, required=name < "x") for name in params), *rules)
    assert search.smallest_accepted(case) == Proof()


def test_between_two_integers_there_is_no_third_but_between_numbers_there_is() -> None:
    rule = {"rule": "a > 5 && a < 6"}
    assert (
        search.smallest_accepted(method((whole("a", required=True),), rule)) == Proof()
    )
    answer = search.smallest_accepted(
        method((Field(name="a", type=NumberType(), required=True),), rule)
    )
    assert found(answer) == {"a": 5.5}


def test_as_many_values_are_tried_as_params_are_linked() -> None:
    names = [f"p{n}" for n in range(8)]
    chain = " && ".join(f"{a} < {b}" for a, b in zip(names, names[1:], strict=False))
    case = method(tuple(whole(name, required=True) for name in names), {"rule": chain})
    request = found(search.smallest_accepted(case))
    assert isinstance(request, dict)
    assert (
        sorted(request.values()) == list(request.values())
        and len(set(request.values())) == 8
    )


def test_a_doubtful_condition_is_never_called_impossible() -> None:
    """Two patterns that no text meets at once: not among the texts tried is not a proof."""
    params = (text("word", required=True),)
    case = method(
        params, {"rule": "word.matches('^a+$')"}, {"rule": "word.matches('^b+$')"}
    )
    answer = search.smallest_accepted(case)
    assert isinstance(answer, NoneFound) and answer.tried > 0


def test_a_proof_needs_no_doubtful_condition_that_could_save_it() -> None:
    params = (text("word", required=True), flag("a"))
    case = method(
        params,
        {"rule": "word.matches('^a+$')"},
        {"rule": "has(a)"},
        {"rule": "!has(a)"},
    )
    assert search.smallest_accepted(case) == Proof()


def test_a_small_range_is_tried_in_full() -> None:
    params = (Field(name="a", type=IntegerType(minimum=0, maximum=30), required=True),)
    case = method(params, {"rule": "a * a == 361"})
    assert found(search.smallest_accepted(case)) == {"a": 19}
    assert search.smallest_accepted(method(params, {"rule": "a * a == 360"})) == Proof()


def test_witnesses_keep_the_limits_of_their_params() -> None:
    params = (
        text("phone", required=True, pattern="^[1-9][0-9]{4,14}$"),
        text("word", required=True, min_length=7, max_length=9),
        text("day", required=True, format="date"),
        Field(name="step", type=IntegerType(minimum=7, multiple_of=5), required=True),
        Field(name="one", type=StringType(enum=(EnumValue(value="é"),)), required=True),
    )
    case = method(params, {"rule": "step > 12"})
    request = found(search.smallest_accepted(case))
    assert isinstance(request, dict)
    assert list(member_faults(params, request)) == []
    assert request["step"] == 15


def test_members_of_objects_are_varied_as_rules_ask() -> None:
    kind = ObjectType(
        fields=(text("type", choices=("tts", "media"), required=True), whole("size"))
    )
    params = (Field(name="message", type=kind), flag("loud"))
    case = method(
        params,
        {
            "when": "has(message) && message.type == 'media'",
            "then": "has(message.size) && message.size > 3",
        },
    )
    assert found(search.smallest_satisfying(case, case.constraints[0])) == {
        "message": {"type": "media", "size": 4}
    }
    assert found(search.smallest_rejected(case, case.constraints[0])) == {
        "message": {"type": "media"}
    }


def test_a_rejected_request_breaks_that_constraint_only() -> None:
    params = (whole("a"), whole("b"))
    case = method(
        params,
        {"at_least_one": ["a", "b"]},
        {"at_most_one": ["a", "b"]},
        {"when": "has(a)", "then": "a > 3"},
    )
    assert [found(search.smallest_rejected(case, one)) for one in case.constraints] == [
        {},
        {"a": 4, "b": 0},
        {"a": 2},
    ]


def test_what_others_imply_has_no_rejected_request() -> None:
    case = method((whole("a", required=True),), {"rule": "a > 3"}, {"rule": "a > 2"})
    assert search.smallest_rejected(case, case.constraints[1]) == Proof()


def test_declared_examples_lead_where_no_rule_speaks() -> None:
    params = (
        text("name", required=True, examples=("Ada", "Grace")),
        whole("year", required=True, examples=(1815,)),
    )
    assert found(search.smallest_accepted(method(params))) == {
        "name": "Ada",
        "year": 1815,
    }


def test_the_answer_does_not_depend_on_what_was_asked_before() -> None:
    case = method(SEED, RULE, {"at_least_one": ["switch_at_once", "early_switching"]})
    problem = search.prepare(case)
    first = search.smallest_accepted(case, problem)
    search.smallest_rejected(case, case.constraints[1], problem)
    assert (
        search.smallest_accepted(case, problem)
        == first
        == search.smallest_accepted(case)
    )


def test_the_truth_table_lists_every_combination_that_can_be() -> None:
    case = method(SEED, RULE)
    table = search.truth_table(case.constraints[0], case)
    assert table is not None
    rows = {row.flags: row.accepted for row in table.rows}
    assert len(rows) == 8
    assert rows[(True, True, True)] and rows[(False, False, False)]
    assert [flags for flags, accepted in rows.items() if not accepted] == [
        (True, False, False),
        (True, False, True),
        (True, True, False),
    ]


def test_a_condition_without_a_value_has_no_flag() -> None:
    case = method((whole("a"),), {"rule": "!has(a) || a > 3"})
    table = search.truth_table(case.constraints[0], case)
    assert table is not None
    assert [row.flags for row in table.rows] == [
        (False, None),
        (True, False),
        (True, True),
    ]


def test_a_large_truth_table_is_left_out() -> None:
    params = tuple(whole(f"p{n}") for n in range(9))
    case = method(params, {"exactly_one": [field.name for field in params]})
    assert search.truth_table(case.constraints[0], case) is None


def test_a_method_of_unrelated_parts_is_solved_part_by_part() -> None:
    params = tuple(flag(f"p{n}") for n in range(60))
    rules = [{"exactly_one": [f"p{n}", f"p{n + 1}"]} for n in range(0, 60, 2)]
    request = found(search.smallest_accepted(method(params, *rules)))
    assert isinstance(request, dict) and list(request) == [
        f"p{n}" for n in range(1, 60, 2)
    ]


def test_a_default_decides_what_absence_means() -> None:
    rule = {"rule": "p"}
    on, off = flag("p", default=True), flag("p", default=False)
    assert found(search.smallest_accepted(method((on,), rule))) == {}
    assert found(search.smallest_accepted(method((off,), rule))) == {"p": True}
    assert replace(on, default=False) == off


def test_days_around_a_date_are_those_of_the_calendar() -> None:
    for start in (
        "2024-02-28",
        "2023-12-31",
        "2000-03-01",
        "1900-02-28",
        "0001-01-01",
        "2100-02-28",
    ):
        day = date.fromisoformat(start)
        assert next(neighbours(start, 1)) == (day + timedelta(days=1)).isoformat()
    spread = list(neighbours("2024-01-01", 400))
    assert spread[1::2] == [
        (date(2024, 1, 1) - timedelta(days=n)).isoformat() for n in range(1, 401)
    ]


def needed(name: str) -> Field:
    return whole(name, required=True)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["a + b == 777", "a - b == 333"], {"a": 555, "b": 222}),
        (["2 * a + 3 * b == 1001", "a - b == 3"], {"a": 202, "b": 199}),
        (["a * b == 91", "a > 1 && b > 1"], {"a": 7, "b": 13}),
        (["a * b == 10403", "a > 1", "b > a"], {"a": 101, "b": 103}),
    ],
)
def test_values_that_only_fit_together_are_found(
    rules: list[str], expected: dict[str, int]
) -> None:
    case = method((needed("a"), needed("b")), *({"rule": rule} for rule in rules))
    assert found(search.smallest_accepted(case)) == expected


def test_three_sums_meet_where_they_meet() -> None:
    params = tuple(map(needed, "abc"))
    rules = ("a + b + c == 600", "a + b - c == 200", "a - b + c == 50")
    case = method(params, *({"rule": rule} for rule in rules))
    assert found(search.smallest_accepted(case)) == {"a": 125, "b": 275, "c": 200}


def test_members_deep_in_objects_are_found_and_nothing_else_is_sent() -> None:
    inner = ObjectType(fields=(whole("z"), text("t"), text("unasked")))
    middle = ObjectType(fields=(Field(name="y", type=inner), flag("v", required=True)))
    outer = ObjectType(fields=(Field(name="x", type=middle), flag("w")))
    case = method(
        (Field(name="o", type=outer), flag("p")),
        {"rule": "has(o)"},
        {"rule": "has(o.x) && has(o.x.y) && has(o.x.y.t) && o.x.y.t == 'far'"},
        {"rule": "!has(o.x.y.z) || o.x.y.z > 7"},
    )
    least = {"o": {"x": {"y": {"t": "far"}, "v": False}}}
    assert found(search.smallest_accepted(case)) == least
    assert found(search.smallest_rejected(case, case.constraints[2])) == {
        "o": {"x": {"y": {"z": 6, "t": "far"}, "v": False}}
    }


def test_items_that_have_to_differ_are_found_on_the_asked_side_of_a_limit() -> None:
    items = Field(name="", type=IntegerType())
    kind = ArrayType(items=items, min_items=4, unique_items=True)
    case = method(
        (Field(name="l", type=kind, required=True),), {"rule": "l.all(x, x > 4)"}
    )
    assert found(search.smallest_accepted(case)) == {"l": [5, 6, 7, 8]}


def test_many_params_are_settled_in_all_their_constraints() -> None:
    names = [f"p{number}" for number in range(24)]
    params = tuple(
        Field(name=name, type=IntegerType(minimum=0, maximum=50), default=0)
        for name in names
    )
    sums = [
        f"{a} + 2 * {b} + {c} >= {40 + at}"
        for at, (a, b, c) in enumerate(zip(names, names[5:], names[9:], strict=False))
    ]
    case = method(params, *({"rule": rule} for rule in sums))
    problem = search.prepare(case)
    for constraint in case.constraints:
        answer = search.smallest_rejected(case, constraint, problem)
        assert isinstance(answer, Witness)


def table_of(case: Method) -> dict[tuple[bool | None, ...], tuple[bool, bool]]:
    table = search.truth_table(case.constraints[0], case)
    assert table is not None
    return {row.flags: (row.accepted, row.is_witnessed) for row in table.rows}


def test_a_table_has_the_rows_that_only_a_search_reaches() -> None:
    rows = table_of(
        method((needed("a"), needed("b")), {"rule": "a * b != 91 || a <= 1 || b <= 1"})
    )
    assert rows[(False, False, False)] == (False, True)
    ends = {"rule": "e.contains('@') && e.endsWith('.com')"}
    rows = table_of(method((text("e", required=True),), ends))
    assert rows[(True, True)] == (True, True)


def test_a_table_tells_a_row_that_nobody_could_show_from_one_that_is_witnessed() -> (
    None
):
    """Two patterns that no text meets at once; that it can't be is not proven."""
    rule = {"rule": "w.matches('^(ab)+$') && w.matches('^[a-c]{3}(ca|cb)$')"}
    rows = table_of(method((text("w", required=True),), rule))
    assert rows[(True, True)] == (True, False)
    assert rows[(True, False)] == (False, True)


@pytest.mark.parametrize("count", [3, 12, 24])
@pytest.mark.parametrize("kind", ["whole numbers", "dates"])
def test_an_order_that_goes_in_a_circle_is_proven_impossible(
    kind: str, count: int
) -> None:
    names = [f"p{number}" for number in range(count)]
    params = tuple(
        (
            needed(name)
            if kind == "whole numbers"
            else text(name, required=True, format="date")
        )
        for name in names
    )
    chain = [f"{a} < {b}" for a, b in zip(names, names[1:], strict=False)]
    circle = [*chain, f"{names[-1]} < {names[0]}"]
    case = method(params, *({"rule": rule} for rule in circle))
    assert search.smallest_accepted(case) == Proof()
    case = method(params, *({"rule": rule} for rule in chain))
    request = found(search.smallest_accepted(case))
    assert isinstance(request, dict)
    values = list(request.values())
    assert values == sorted(values) and len(set(values)) == count


def test_a_condition_that_is_always_false_is_told_and_no_fault_of_the_search() -> None:
    case = method((flag("a"),), {"rule": "1 > 2 || has(a)"})
    assert found(search.smallest_accepted(case)) == {"a": False}
    assert found(search.smallest_rejected(case, case.constraints[0])) == {}
    case = method((flag("a"),), {"rule": "1 > 2"})
    assert search.smallest_accepted(case) == Proof()
