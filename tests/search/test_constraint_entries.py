"""Entries under `constraints:` as a spec author writes them: shapes, examples, and what is said about faults."""

from __future__ import annotations

import pytest
from onespec.diagnostics import Diagnostic, SpecError
from onespec.language.ast import Binary, Unary
from onespec.model import Group, GroupKind, WhenThen
from specs import load_method


def faults(more: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        load_method(more)
    return caught.value.diagnostics


def entry(lines: str) -> str:
    return f"constraints:\n  - id: rule-one\n    error: bad_mix\n    {lines}\n"


def test_when_then_means_not_when_or_then() -> None:
    (rule,) = load_method(
        entry("when: at_once\n    then: first == 'operator'")
    ).constraints
    assert isinstance(rule.shape, WhenThen)
    assert rule.condition == Binary(
        op="||", left=Unary(op="!", operand=rule.shape.when), right=rule.shape.then
    )
    assert (rule.id, rule.error, rule.blame) == ("rule-one", "bad_mix", ())


def test_then_may_lean_on_what_when_asks() -> None:
    (rule,) = load_method(entry("when: has(limit)\n    then: limit > 3")).constraints
    assert isinstance(rule.shape, WhenThen)
    assert (
        faults(entry("when: at_once\n    then: limit > 3"))[0].code == "unguarded-read"
    )


@pytest.mark.parametrize("kind", GroupKind)
def test_a_nested_list_in_a_group_is_all_of_these(kind: GroupKind) -> None:
    (rule,) = load_method(entry(f"{kind.value}: [limit, [first, at_once]]")).constraints
    assert rule.shape == Group(
        kind=kind, members=((("limit",),), (("first",), ("at_once",)))
    )


def test_a_group_names_params_and_says_which_it_does_not_know() -> None:
    (fault,) = faults(entry("exactly_one: [limit, frist]"))
    assert (fault.code, fault.span.line) == ("unknown-name", 13)
    assert "`first`" in fault.help


def test_a_group_lists_each_member_once() -> None:
    (fault,) = faults(entry("exactly_one: [limit, limit]"))
    assert fault.code == "repeated-member"


def test_a_constraint_without_an_error_needs_a_protocol_for_it() -> None:
    (fault,) = faults(
        "constraints:\n  - id: rule-one\n    rule: at_once\n    error: no_such\n"
    )
    assert fault.code == "unknown-name"


def test_examples_are_held_against_the_condition() -> None:
    method = load_method(
        entry(
            "when: at_once\n    then: first == 'operator'\n    examples: {accept: [{first: operator, at_once: true}, {at_once: false}], reject: [{first: contact, at_once: true}]}"
        )
    )
    assert [example.accepted for example in method.constraints[0].examples] == [
        True,
        True,
        False,
    ]


def test_an_example_on_the_wrong_side_is_pointed_at() -> None:
    found = faults(
        entry(
            "when: at_once\n    then: first == 'operator'\n    examples:\n      accept:\n        - {at_once: true, first: contact}\n      reject:\n        - {at_once: false}"
        )
    )
    assert [(fault.code, fault.span.line) for fault in found] == [
        ("example-disagrees", 17),
        ("example-disagrees", 19),
    ]
    assert (
        "`rule-one` rejects this request, which stands under `accept`"
        == found[0].message
    )


def test_an_example_with_values_the_params_do_not_allow_is_refused() -> None:
    found = faults(
        entry(
            "when: at_once\n    then: first == 'operator'\n    examples: {accept: [{at_once: 1}], reject: [{forst: a}]}"
        )
    )
    assert [fault.span.line for fault in found] == [15, 15]


def test_an_example_must_give_what_the_constraint_reads() -> None:
    found = faults(
        entry("rule: number == '12'\n    examples: {accept: [{at_once: true}]}")
    )
    assert [fault.code for fault in found] == ["example-leaves-out"]
    assert "`number`" in found[0].message


def test_a_method_has_at_most_64_constraints() -> None:
    many = "".join(
        f"  - {{id: rule-{n}, rule: at_once, error: bad_mix}}\n" for n in range(65)
    )
    assert [fault.code for fault in faults(f"constraints:\n{many}")] == [
        "too-many-constraints"
    ]


def test_faults_of_both_sides_are_told_at_once() -> None:
    found = faults(entry("when: at_one\n    then: limitt > 3"))
    assert [(fault.code, fault.span.line, fault.span.column) for fault in found] == [
        ("unknown-name", 13, 11),
        ("unknown-name", 14, 11),
    ]
