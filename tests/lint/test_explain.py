"""What the library and `explain` tell of constraints: sentence, table, smallest requests."""

from __future__ import annotations

import json

import pytest
from constraint_sets import SEED, method, whole
from onespec import analysis
from onespec.explain import explain, known_names
from onespec.notation import english_expr
from onespec.search import Witness
from specs import load_service

RULES = """
constraints:
  - id: at-once-needs-operator
    when: at_once
    then: first == 'operator'
    error: bad_mix
errors:
  blocked:
    cause: The account blocks the number.
    raise: [{when: number in state.blocked, field: number}]
"""


def test_a_constraint_is_explained_with_table_and_requests() -> None:
    told = explain(load_service(RULES), "at-once-needs-operator")
    assert told is not None
    lines = told.splitlines()
    assert lines[0] == "at-once-needs-operator (start.call)"
    assert lines[1] == '  If `at_once` is `true`, `first` must be `"operator"`.'
    assert "  yes  no   refused" in lines
    smallest = [line.split(": ", 1)[1] for line in lines if "smallest" in line]
    assert [json.loads(line) for line in smallest] == [
        {"number": "123", "at_once": True},
        {"number": "123", "first": "contact", "at_once": True},
    ]


def test_an_error_and_a_lint_code_are_explained() -> None:
    service = load_service(RULES)
    assert "Raised when `number` is in the server's `blocked`." in str(
        explain(service, "blocked")
    )
    assert (
        explain(service, "dead-param")
        == "dead-param: a param that no accepted request can send"
    )
    assert "Raised by constraint at-once-needs-operator of start.call." in str(
        explain(service, "bad_mix")
    )


def test_what_is_not_known_is_not_explained() -> None:
    service = load_service(RULES)
    assert explain(service, "no-such") is None
    assert "at-once-needs-operator" in known_names(service)


def test_evaluate_says_what_a_request_gets() -> None:
    service = load_service(RULES)
    right = analysis.evaluate(service, "start.call", {"number": "12", "at_once": True})
    assert (right.accepted, right.mnemonics) == (True, ())
    wrong = analysis.evaluate(
        service, "start.call", {"number": "12", "at_once": True, "first": "contact"}
    )
    assert (wrong.accepted, wrong.mnemonics, wrong.broken) == (
        False,
        ("bad_mix",),
        ("at-once-needs-operator",),
    )
    assert analysis.evaluate(service, "start.call", {}).mnemonics == (
        service.protocol["missing"],
    )
    blocked = analysis.evaluate(
        service, "start.call", {"number": "777"}, {"blocked": ["777"]}
    )
    assert blocked.mnemonics == ("blocked",)


def test_analyse_reports_every_constraint() -> None:
    report = analysis.analyse(load_service(RULES))["start.call"]
    (rule,) = report.constraints
    assert (rule.schema, rule.sentence) == (
        "exact",
        'If `at_once` is `true`, `first` must be `"operator"`.',
    )
    assert isinstance(rule.smallest_rejected, Witness)
    assert rule.cel.startswith("!(has(params.at_once)")
    assert rule.table is not None and len(rule.table.rows) == 4
    assert report.findings == ()


SENTENCES = (
    (
        {
            "when": "early_switching",
            "then": "first_call == 'operator' && switch_at_once",
        },
        'If `early_switching` is `true`, `first_call` must be `"operator"` and `switch_at_once` must be `true`.',
        [
            '`early_switching` is `true`, but `first_call` is not `"operator"` or `switch_at_once` is `false`.'
        ],
    ),
    (
        {
            "when": "early_switching",
            "then": "!(first_call == 'operator' && switch_at_once)",
        },
        'If `early_switching` is `true`, either `first_call` must not be `"operator"` or `switch_at_once` must be `false`.',
        [
            '`early_switching` is `true`, but `first_call` is `"operator"` and `switch_at_once` is `true`.'
        ],
    ),
    (
        {"exactly_one": ["a", "b"]},
        "Exactly one of `a` and `b` must be sent.",
        ["None of `a` and `b` is sent.", "More than one of `a` and `b` is sent."],
    ),
    (
        {"at_least_one": ["a", ["b", "c"]]},
        "At least one of `a` and (`b` and `c` together) must be sent.",
        ["None of `a` and (`b` and `c` together) is sent."],
    ),
    (
        {"at_most_one": ["a", "b", "c"]},
        "At most one of `a`, `b` and `c` may be sent.",
        ["More than one of `a`, `b` and `c` is sent."],
    ),
    (
        {"all_or_none": ["a", "b", "c"]},
        "Either all of `a`, `b` and `c` must be sent, or none of them.",
        ["Only some of `a`, `b` and `c` are sent."],
    ),
    (
        {"rule": "!has(a) || a > 3"},
        "If `a` is sent, `a` must be greater than `3`.",
        ["`a` is sent and `a` is at most `3`."],
    ),
    (
        {"rule": "!(has(a) && has(b))"},
        "If `a` is sent, `b` must not be sent.",
        ["`a` is sent and `b` is sent."],
    ),
    (
        {"rule": "first_call != 'operator' || has(a)"},
        'If `first_call` is `"operator"`, `a` must be sent.',
        ['`first_call` is `"operator"` and `a` is not sent.'],
    ),
)


@pytest.mark.parametrize(
    ("entry", "sentence", "breaches"), SENTENCES, ids=[row[1] for row in SENTENCES]
)
def test_the_polarity_of_a_sentence_follows_the_constraint(
    entry: dict[str, object], sentence: str, breaches: list[str]
) -> None:
    (rule,) = method((*SEED, whole("a"), whole("b"), whole("c")), entry).constraints
    assert english_expr.sentence(rule) == sentence
    assert [text for _, text in english_expr.breaches(rule)] == breaches
    assert english_expr.plain(rule) == sentence.replace("`", "")
    assert "".join(
        part for part, _ in english_expr.sentence_pieces(rule)
    ) == sentence.replace("`", "")


def test_the_authors_message_stands_where_there_is_one() -> None:
    (rule,) = method(
        (whole("a"),), {"rule": "has(a)", "message": "Send a."}
    ).constraints
    assert english_expr.message(rule) == "Send a."
    assert english_expr.sentence(rule) == "`a` must be sent."
