"""Lint rules: each finding with the constraints to blame or a request that shows it, and silence where nothing is wrong."""

from __future__ import annotations

import json

import pytest
from onespec.diagnostics import Diagnostic
from onespec.lint import RULES, lint
from specs import METHOD, SERVICE, load_service

HEAD = "method: start.call\ntitle: Start a call\nparams:\n"


def findings(
    params: str, constraints: str = "", more: str = "", service: str = SERVICE
) -> list[Diagnostic]:
    """Findings in a method of these lines, but for errors that nothing raises."""
    lines = "".join(f"  {line}\n" for line in params.strip().splitlines())
    rules = "".join(
        f"  - {{{line.strip()}, error: bad_mix}}\n"
        for line in constraints.strip().splitlines()
    )
    text = HEAD + lines + (f"constraints:\n{rules}" if rules else "") + more
    found = lint(load_service(method=text, service=service))
    return [one for one in found if one.code != "error-never-raised"]


def codes(params: str, constraints: str = "", more: str = "") -> list[str]:
    return [one.code for one in findings(params, constraints, more)]


SWITCHING = """
first: {type: string, required: true, enum: [operator, contact]}
at_once: {type: boolean, default: false}
early: {type: boolean, default: false}
"""


def test_a_sound_method_is_passed_over_in_silence() -> None:
    assert (
        codes(SWITCHING, "id: c1, when: early, then: first == 'operator' && at_once")
        == []
    )


def test_a_contradiction_names_the_smallest_set_that_conflicts() -> None:
    (found,) = findings(
        SWITCHING,
        """
        id: harmless, when: early, then: at_once
        id: must, rule: at_once
        id: never, rule: "!at_once"
        id: other, rule: "first != 'contact'"
        """,
    )[:1]
    assert found.code == "contradiction"
    assert "`must` and `never`" in found.message


def test_a_param_that_no_request_can_send_is_dead() -> None:
    (found,) = findings(
        "a: {type: integer}\nb: {type: integer}", "id: c1, rule: '!has(a)'"
    )
    assert (found.code, found.span.line) == ("dead-param", 4)
    assert "`c1` rules it out" in found.help


def test_a_value_that_no_request_can_have_is_dead() -> None:
    found = findings(
        SWITCHING,
        "id: c1, rule: \"first != 'contact' || at_once\"\nid: c2, rule: '!at_once'",
    )
    assert [(one.code, one.message.split(" for ")[0]) for one in found] == [
        ("dead-value", 'no accepted request can have `"contact"`'),
        ("dead-value", "no accepted request can have `true`"),
    ]


def test_an_optional_param_that_every_request_sends_is_falsely_optional() -> None:
    found = findings(
        "a: {type: integer}\nb: {type: integer}",
        "id: c1, at_least_one: [a, b]\nid: c2, rule: '!has(b) || has(a)'",
    )
    assert [one.code for one in found] == ["falsely-optional"]
    assert "`a` is declared optional" in found[0].message
    assert json.loads(found[0].witness) == {"a": 0}


def test_a_when_that_never_holds_is_vacuous() -> None:
    found = findings(
        SWITCHING,
        "id: only-true, rule: 'at_once'\nid: c1, when: '!at_once', then: early",
    )
    assert (
        "vacuous-when",
        "`only-true` rules it out; correct `when` or delete the constraint",
    ) in [(one.code, one.help) for one in found]


def test_a_constraint_that_holds_for_every_value_never_fails() -> None:
    found = findings(
        "direction: {type: string, enum: [in, out], default: in}",
        "id: known, rule: \"direction in ['in', 'out']\"",
    )
    assert [one.code for one in found] == ["constraint-never-fails"]
    assert found[0].message == "`known` holds for every value `direction` can have"
    assert "`direction` (line 4)" in found[0].help


def test_a_constraint_that_others_imply_is_redundant() -> None:
    found = findings(
        "count: {type: integer, required: true}",
        "id: more, rule: count > 5\nid: less, rule: count > 3\nid: other, rule: count < 90",
    )
    assert [one.code for one in found] == ["redundant-constraint"]
    assert (
        found[0].message
        == "no request breaks `less` alone: `more` already says as much"
    )


@pytest.mark.parametrize(
    "kind", ["exactly_one", "at_least_one", "at_most_one", "all_or_none"]
)
def test_a_group_of_one_is_told(kind: str) -> None:
    assert "group-of-one" in codes("a: {type: integer}", f"id: c1, {kind}: [a]")


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("date_from", "date_till"),
        ("start", "end"),
        ("min_price", "max_price"),
        ("published_after", "published_before"),
    ],
)
def test_an_order_against_the_names_is_doubted_with_a_request(
    early: str, late: str
) -> None:
    params = f"{early}: {{type: integer}}\n{late}: {{type: integer}}"
    guard = f"when: has({early}) && has({late})"
    (found,) = findings(params, f"id: c1, {guard}, then: {early} >= {late}")
    assert found.code == "order-looks-reversed"
    shown = json.loads(found.witness)
    assert shown[early] > shown[late]
    assert codes(params, f"id: c1, {guard}, then: {early} <= {late}") == []
    assert (
        codes(
            params, f"id: c1, rule: '!has({early}) || !has({late}) || {late} > {early}'"
        )
        == []
    )


LIMITED = """
phone: {type: string, pattern: "^[0-9]+$", required: true, example: "79"}
mail: {type: string, pattern: "^[0-9]+$"}
short: {type: string, maxLength: 3, default: a}
num: {type: integer, minimum: 1, maximum: 10, default: 2}
ten: {type: integer, multipleOf: 10, default: 10}
level: {type: integer, enum: [1, 2, 5], default: 1}
list: {type: array, items: {type: string, pattern: "^[a-z]$"}}
box: {type: object, fields: {code: {type: string, required: true, pattern: "^[A-Z]{2}$"}}}
flag: {type: boolean, default: false}
"""


@pytest.mark.parametrize(
    ("condition", "keyword"),
    [
        ("phone == '+7926'", "pattern"),
        ("'+7926' == phone", "pattern"),
        ("has(mail) && mail == '+7926'", "pattern"),
        ("phone in ['+1', '+2']", "pattern"),
        ("phone.startsWith('+')", "pattern"),
        ("phone.endsWith('x')", "pattern"),
        ("phone.contains('-')", "pattern"),
        ("short == 'abcd'", "maxLength"),
        ("num == 11", "maximum"),
        ("ten == 15", "multipleOf"),
        ("has(list) && 'AB' in list", "pattern"),
        ("has(box) && box.code == 'usa'", "pattern"),
    ],
)
def test_a_value_that_a_limit_rules_out_makes_a_condition_dead(
    condition: str, keyword: str
) -> None:
    found = findings(LIMITED, f'id: c1, when: "{condition}", then: flag')
    assert {one.code for one in found} == {"unknown-value", "vacuous-when"}
    for one in found:
        if one.code == "unknown-value":
            assert (f"which its `{keyword}` (line" in one.message) is bool(keyword)
    assert "for every request" in next(
        f.help for f in found if f.code == "unknown-value"
    )


def test_a_rule_that_only_an_impossible_value_keeps_is_a_contradiction() -> None:
    found = findings(LIMITED, "id: c1, rule: \"phone == '+1'\"")
    assert [one.code for one in found] == ["contradiction", "unknown-value"]
    assert "no request can keep `c1`" in found[0].message


@pytest.mark.parametrize(
    "condition",
    [
        "phone == '7926'",
        "phone in ['+1', '12']",
        "phone.startsWith('7')",
        "num == 0 || num == 4",
        "ten == 20",
        "has(list) && 'a' in list",
        "has(box) && box.code == 'US'",
    ],
)
def test_what_some_request_can_be_keeps_a_condition_alive(condition: str) -> None:
    found = findings(LIMITED, f'id: c1, when: "{condition}", then: flag')
    assert {one.code for one in found} <= {"unknown-value"}


def test_the_condition_of_an_error_is_held_against_limits_too() -> None:
    more = "errors:\n  too_far:\n    code: -32050\n    message: Too far\n    raise: [{when: \"phone == '+1'\"}]\n"
    text = HEAD + "".join(f"  {line}\n" for line in LIMITED.strip().splitlines())
    found = [
        one
        for one in lint(load_service(method=text + more))
        if "too_far" in one.message
    ]
    assert [one.code for one in found] == ["error-never-raised", "unknown-value"]


PAGE = (
    "The parameter can have value true only if the parameter `first` has value operator, and the parameter at_once has value true. "
    "Otherwise the error bad_mix occurs."
)


def prose(text: str, rule: str) -> list[Diagnostic]:
    params = SWITCHING.replace(
        "early: {type: boolean, default: false}",
        f"early: {{type: boolean, default: false, description: '{text}'}}",
    )
    return findings(params, rule)


RIGHT = "id: c1, when: early, then: first == 'operator' && at_once, blame: [early]"
TURNED = (
    "id: c1, when: early, then: \"!(first == 'operator' && at_once)\", blame: [early]"
)


def test_the_rule_of_the_page_agrees_with_its_text() -> None:
    assert prose(PAGE, RIGHT) == []


def test_the_rule_with_its_polarity_turned_is_held_against_the_text() -> None:
    (found,) = prose(PAGE, TURNED)
    assert found.code == "prose-contradicts-constraint"
    assert "only if the parameter `first` has value operator" in found.message
    kept, refused = found.witness.splitlines()
    assert kept.startswith("kept by the constraint, refused by the text: ")
    assert json.loads(kept.split(": ", 1)[1]) == {"first": "operator", "early": True}
    assert json.loads(refused.split(": ", 1)[1]) == {
        "first": "operator",
        "at_once": True,
        "early": True,
    }


@pytest.mark.parametrize(
    ("text", "rule", "count"),
    [
        ("It can be true unless `first` is operator and `at_once` is true.", RIGHT, 1),
        ("It can be true unless `first` is operator and `at_once` is true.", TURNED, 0),
        (
            "It must not be true unless `first` is operator and `at_once` is true.",
            RIGHT,
            0,
        ),
        ("Allowed only when `first` is contact.", RIGHT, 1),
        ("Allowed only when `at_once` is not true.", RIGHT, 1),
        ("Allowed only if the weather is fine.", RIGHT, 0),
        ("What happens unless somebody picks up is another matter.", RIGHT, 0),
    ],
)
def test_only_if_and_unless_are_read(text: str, rule: str, count: int) -> None:
    assert len(prose(text, rule)) == count


def test_a_message_that_names_another_count_than_the_group_is_doubted() -> None:
    rule = "id: c1, at_most_one: [a, b], message: Send at least one of them"
    assert codes("a: {type: integer}\nb: {type: integer}", rule) == [
        "prose-contradicts-constraint"
    ]
    rule = "id: c1, exactly_one: [a, b], message: Send at least one of them"
    assert codes("a: {type: integer}\nb: {type: integer}", rule) == []


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "{type: boolean, default: true, description: 'Default value is false.'}",
            ["prose-contradicts-default"],
        ),
        ("{type: boolean, default: false, description: 'Default value is false.'}", []),
        (
            "{type: boolean, description: 'Default value is `false`.'}",
            ["prose-contradicts-default"],
        ),
        (
            "{type: integer, default: 20, description: 'By default 50 rows.'}",
            ["prose-contradicts-default"],
        ),
        ("{type: integer, default: 50, description: 'By default 50 rows.'}", []),
        (
            "{type: string, enum: [in, out], default: out, description: 'Default: in.'}",
            ["prose-contradicts-default"],
        ),
        (
            "{type: integer, default_note: a system melody, description: 'Default value is a system melody.'}",
            [],
        ),
        ("{type: string, description: 'The default is whatever the account has.'}", []),
    ],
)
def test_a_default_in_prose_is_held_against_the_declared_one(
    field: str, expected: list[str]
) -> None:
    assert codes(f"a: {field}") == expected


def test_a_secret_is_in_no_witness() -> None:
    found = findings(
        "token: {type: string, required: true, secret: true, example: s3cr3t}\na: {type: integer}",
        "id: c1, rule: has(a)",
    )
    assert found and all("s3cr3t" not in one.witness for one in found)


def test_errors_that_nothing_raises_are_told() -> None:
    found = lint(load_service(method=METHOD))
    assert {(one.code, one.message.split("`")[1]) for one in found} == {
        ("error-never-raised", "bad_value"),
        ("error-never-raised", "bad_mix"),
        ("error-never-raised", "blocked"),
    }


def test_an_error_whose_conditions_no_accepted_request_meets_is_told() -> None:
    more = "errors:\n  too_big:\n    code: -32050\n    message: Too big\n    raise: [{when: has(count) && count > 9}]\n"
    params = "count: {type: integer, maximum: 9}"
    found = lint(load_service(method=HEAD + f"  {params}\n" + more))
    assert "too_big" in [one.message.split("`")[1] for one in found]
    found = lint(
        load_service(method=HEAD + "  count: {type: integer, maximum: 10}\n" + more)
    )
    assert "too_big" not in [one.message.split("`")[1] for one in found]


def test_a_type_that_nothing_has_is_told() -> None:
    service = SERVICE + "types:\n  Used: {type: string}\n  Unused: {type: string}\n"
    found = findings("a: {type: Used}", service=service)
    assert [(one.code, one.message) for one in found] == [
        ("unused-type", "nothing has the type `Unused`")
    ]


def test_common_params_and_rows_that_no_method_has_are_told() -> None:
    rows = "  kept: {code: -1, message: Kept, methods: [start.*, stop.*]}\n"
    rows += (
        "  idle: {code: -2, message: Idle, methods: none, raise: [{when: 'true'}]}\n"
    )
    service = SERVICE + rows + (
        "params:\n"
        "  lang: {type: string, methods: [stop.*, start.cal]}\n"
        "  rare: {type: string, methods: none}\n"
        "  mode: {type: string, enum: [fast, slow], default: fast}\n"
    )  # fmt: skip
    found = lint(
        load_service(
            "constraints:\n  - {id: c1, rule: mode == 'fast', error: bad_mix}\n",
            service=service,
        )
    )
    told = [(one.code, one.message.split("`")[1::2]) for one in found]
    assert told == [
        ("error-never-raised", ["bad_value"]),
        ("error-never-raised", ["blocked"]),
        ("error-never-raised", ["kept"]),
        ("unmatched-methods", ["methods:", "kept", "stop.*"]),
        ("error-never-raised", ["idle"]),
        ("unmatched-methods", ["methods:", "lang", "stop.*"]),
        ("unmatched-methods", ["methods:", "lang", "start.cal"]),
        ("unused-param", ["lang"]),
        ("unused-param", ["rare"]),
        ("dead-value", ["start.call", '"slow"', "mode"]),
    ]
    assert "did you mean `start.call`?" in [one.help for one in found]
    assert "restate `mode` in `start.call`" in found[-1].help


FOLLOWED = (
    # Params and constraint at fault, the code, words of the help, and both once the help was taken.
    (
        "a: {type: integer}\nb: {type: integer}",
        "id: c1, rule: '!has(a)'",
        "dead-param",
        "delete the param and what reads it",
        "b: {type: integer}",
        "",
    ),
    (
        "first: {type: string, enum: [x, w, z], default: x}",
        "id: c1, rule: \"first != 'z'\"",
        "dead-value",
        "delete the value and what compares with it",
        "first: {type: string, enum: [x, w], default: x}",
        "",
    ),
    (
        "a: {type: integer}\nb: {type: boolean, default: true}",
        "id: c1, rule: has(a) || !b && b",
        "falsely-optional",
        "declare `required: true`",
        "a: {type: integer, required: true}\nb: {type: boolean, default: true}",
        "",
    ),
    (
        "a: {type: integer}",
        "id: c1, exactly_one: [a]",
        "group-of-one",
        "delete it and declare `a` as `required: true`",
        "a: {type: integer, required: true}",
        "",
    ),
    (
        "a: {type: integer}",
        "id: c1, at_most_one: [a]",
        "group-of-one",
        "delete it",
        "a: {type: integer}",
        "",
    ),
    (
        "a: {type: integer, default: 1, minimum: 0}",
        "id: c1, rule: a >= 0",
        "constraint-never-fails",
        "delete the constraint",
        "a: {type: integer, default: 1, minimum: 0}",
        "",
    ),
    (
        "start: {type: integer, required: true}\nend: {type: integer, required: true}",
        "id: c1, rule: start > end",
        "order-looks-reversed",
        "turn the comparison round",
        "start: {type: integer, required: true}\nend: {type: integer, required: true}",
        "id: c1, rule: start < end",
    ),
    (
        "a: {type: integer, description: By default 50 rows.}",
        "",
        "prose-contradicts-default",
        "declare `default: 50`",
        "a: {type: integer, default: 50, description: By default 50 rows.}",
        "",
    ),
)


@pytest.mark.parametrize(
    ("params", "rule", "code", "help", "mended", "better"),
    FOLLOWED,
    ids=[f"{row[2]} {row[1]}" for row in FOLLOWED],
)
def test_a_help_once_taken_leaves_nothing_to_say(
    params: str, rule: str, code: str, help: str, mended: str, better: str
) -> None:
    (found,) = [one for one in findings(params, rule) if one.code == code]
    assert help in found.help
    assert findings(mended, better) == []


def test_every_rule_is_described() -> None:
    assert all(rule.finds for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)
