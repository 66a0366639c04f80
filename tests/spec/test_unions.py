"""What is said of unions that can't be told apart, of circles, and of expressions that read them."""

from __future__ import annotations

import pytest
import specs

OBJECTS = """types:
  Card: {type: object, fields: {kind: {const: card, required: true}, number: {type: string, required: true}, note: {type: string}}}
  Cash: {type: object, fields: {kind: {const: cash, required: true}, coins: {type: integer, default: 1}, note: {type: integer}}}
  Bare: {type: object, fields: {number: {type: string}}}
  Loose: {type: object, fields: {kind: {type: string, required: true}}}
  Perhaps: {type: object, fields: {kind: {const: perhaps}}}
  Twin: {type: object, fields: {kind: {const: card, required: true}}}
  Known: {one_of: [Card, Cash], discriminator: kind}
"""

METHOD = """method: start.call
title: Start
params:
  pay: {PAY}
constraints:
  - {id: asked, rule: "RULE", error: bad_mix}
"""


def faults(pay: str, rule: str = "has(pay)") -> list[tuple[str, str, str]]:
    method = METHOD.replace("PAY", pay).replace("RULE", rule)
    found = specs.faults(method=method, service=specs.SERVICE + OBJECTS)
    return [(one.code, one.message, one.help) for one in found]


@pytest.mark.parametrize(
    ("pay", "code", "message", "help"),
    [
        ("one_of: [Card, Cash]", "options-alike", "`Card` and `Cash` of `pay`", "add `discriminator: kind`"),
        ("one_of: [Card, Bare]", "options-alike", "`Card` and `Bare`", "a required member with `const`"),
        ("one_of: [integer, string, number]", "options-alike", "`integer` and `number`", "holds the integers too"),
        ("one_of: [string, {type: string, enum: [a]}]", "options-alike", "`string` and `string`", "make them one string"),
        ("one_of: [string, any]", "options-alike", "`string` and `any`", "write `type: any`"),
        ("one_of: [Card, {type: object}], discriminator: kind", "bad-discriminator", "`object` of `pay` has no member `kind`", "declare it"),
        ("one_of: [Card, string], discriminator: kind", "bad-discriminator", "`string` of `pay` is no object", "a shared type of their own"),
        ("one_of: [Card, Known], discriminator: kind", "bad-discriminator", "`Known` of `pay` is no object", "list the options of `Known`"),
        ("one_of: [Card, Bare], discriminator: kind", "bad-discriminator", "`Bare` of `pay` has no member `kind`", "declare it in `Bare`"),
        ("one_of: [Card, Loose], discriminator: kind", "bad-discriminator", "can have more than one value", "`const: VALUE`"),
        ("one_of: [Card, Perhaps], discriminator: kind", "bad-discriminator", "may be absent", "`required: true`"),
        ("one_of: [Card, Twin], discriminator: kind", "options-alike", "`Card` and `Twin` of `pay` have the same `kind`", "another value"),
        ("type: string, one_of: [integer]", "misplaced-key", "has `type` and `one_of`", "take `type` out"),
        ("one_of: [integer], minLength: 1", "keyword-of-other-type", "`minLength` says nothing", "belongs to string"),
        ("one_of: [Cardd, Cash], discriminator: kind", "unknown-name", "`Cardd`", "`Card` is declared"),
        ("one_of: []", "empty-value", "", ""),
    ],
)  # fmt: skip
def test_options_that_cannot_be_told_apart_are_refused(
    pay: str, code: str, message: str, help: str
) -> None:
    found = faults(pay)
    assert [one[0] for one in found] == [code]
    assert message in found[0][1] and help in found[0][2]


@pytest.mark.parametrize(
    "pay",
    [
        "one_of: [Card, Cash], discriminator: kind",
        "one_of: [Known, string, {type: array, items: Known}], nullable: true",
        "one_of: [boolean, number, {type: string, nullable: true}]",
    ],
)
def test_options_that_show_in_the_value_are_taken(pay: str) -> None:
    assert faults(pay) == []


@pytest.mark.parametrize(
    "rule",
    [
        "pay.kind == 'card'",
        "pay.kind != 'card' || pay.number != ''",
        "pay.kind == 'card' && pay.number.startsWith('4')",
        "!has(pay.coins) || pay.coins > 2",
        "pay.kind in ['card'] ? size(pay.number) > 3 : true",
        "size(pay) > 1 && 'number' in pay",
    ],
)
def test_members_that_are_there_are_read(rule: str) -> None:
    assert faults("type: Known, required: true", rule) == []


@pytest.mark.parametrize(
    ("pay", "rule", "code", "message"),
    [
        ("type: Known", "pay.number != ''", "unguarded-read", "reads `pay.number`, and a request may leave `pay.number` out"),
        ("type: Known", "pay.kind == 'cash' && pay.number != ''", "unguarded-read", "`pay.number`"),
        ("type: Known", "pay.kind == 'cheque'", "unknown-value", "`pay.kind`"),
        ("type: Known", "!has(pay.note) || pay.note != ''", "unknown-name", "of one type: the options of `pay` declare it with different ones"),
        ("type: Known", "pay.nothing == 1", "unknown-name", "a member of any option of `pay`"),
        ("one_of: [Card, string]", "pay.number != ''", "unknown-name", "`pay` has several types"),
        ("one_of: [integer, string]", "pay == 1", "wrong-operand", "can be of several types"),
    ],
)  # fmt: skip
def test_members_that_may_not_be_there_are_refused(
    pay: str, rule: str, code: str, message: str
) -> None:
    found = faults(f"{pay}, required: true", rule)
    assert found[0][0] == code
    assert message in found[0][1]


TREES = """types:
  Tree: {type: object, fields: {name: {type: string}, left: {type: Tree, nullable: true, required: true}, kids: {type: array, items: Tree}}}
  Ping: {type: object, fields: {pong: {type: Pong, required: true}}}
  Pong: {type: object, fields: {ping: {type: Ping}, any: {one_of: [Ping, string], required: true}}}
"""


def test_types_with_a_finite_value_load_and_their_values_are_checked() -> None:
    method = "method: start.call\ntitle: Start\nparams:\n  tree: {type: Tree, default: DEFAULT}\n  ping: {type: Ping}\n"
    good = method.replace("DEFAULT", "{left: {left: null, kids: [{left: null}]}}")
    assert specs.faults(method=good, service=specs.SERVICE + TREES) == ()
    wrong = method.replace("DEFAULT", "{left: {left: null, kids: [{}]}}")
    found = specs.faults(method=wrong, service=specs.SERVICE + TREES)
    assert [one.code for one in found] == ["missing-member"]
    service = specs.load_service(method=good, service=specs.SERVICE + TREES)
    tree = service.methods[0].params[0]
    assert repr(tree) and hash(tree) == hash(tree) and tree == tree
