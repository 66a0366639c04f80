"""Every kind of change of an API, one edit of a spec each: whom it breaks, and the same edit undone."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import onespec
import pytest
from onespec.change import Comparison, Level, compare
from onespec.messages.changes import KINDS, kind_lines
from versions import METHOD, SERVICE

B, P, N, D, O = (
    Level.BREAKING,
    Level.POSSIBLE,
    Level.NON_BREAKING,
    Level.DOCS,
    Level.NONE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A piece of the method, or of the service, and what stands there afterwards."""

    row: str
    """Of the catalogue of changes."""
    old: str
    new: str
    kinds: str
    """Ids of the changes that are not only text, in the order in which they are told."""
    callers: Level
    servers: Level
    undone: Level
    """What undoing it is for callers."""
    in_service: bool = False


def edit(row, old, new, kinds, callers, servers, undone, in_service=False) -> Edit:  # type: ignore[no-untyped-def]
    return Edit(
        row=row,
        old=old,
        new=new,
        kinds=kinds,
        callers=callers,
        servers=servers,
        undone=undone,
        in_service=in_service,
    )


CONSTRAINTS = METHOD[METHOD.index("constraints:\n") : METHOD.index("  sold_out:\n")]
SOLD_OUT = METHOD[METHOD.index("  sold_out:\n") : METHOD.index("result:\n")]

EDITS = [
    edit("P1", "constraints:", "  size: {type: string}\nconstraints:", "param-added", N, B, B),
    edit("P2", "constraints:", "  size: {type: string, default: m}\nconstraints:", "param-added", N, B, B),
    edit("P3", "constraints:", "  size: {type: string, required: true, default: m}\nconstraints:", "param-added-required", B, B, B),
    edit("P6", "street: {type: string, required: true,", "street: {type: string,", "param-became-optional", N, B, B, True),
    edit("P7", "note: {type: string,", "note: {type: string, required: true,", "param-became-required", B, N, N),
    edit("P8", "  weight:", "  mass:", "param-removed param-added", B, B, B),
    edit("N1", "      street: {", "      town: {type: string, required: true}\n      street: {", "param-added-required", B, B, B, True),
    edit("N3", "      street: {", "      town: {type: string}\n      street: {", "param-added", N, B, B, True),
    edit("N4", "      zip: {", "      code: {", "param-removed param-added", B, B, B, True),
    edit("N5", "address: {type: Address}", "address: {type: object, fields: {street: {type: string, required: true, maxLength: 20}, zip: {type: string, pattern: \"^[0-9]{5}$\"}}}", "type-named-otherwise", O, O, O),
    edit("D1", "maximum: 10, default: 1", "maximum: 10, default: 2", "default-changed", B, B, B),
    edit("D2", "gift: {type: boolean, default: false}", "gift: {type: boolean, default: true}", "default-changed constraint-tightened", B, B, B),
    edit("D5", "maximum: 10, default: 1", "maximum: 10", "default-removed", B, B, N),
    edit("D6", "maximum: 10, default: 1", "maximum: 10, default: 1.0", "", O, O, O),
    edit("T1", "count: {type: integer, minimum: 1, maximum: 10", "count: {type: number, minimum: 1, maximum: 10", "type-changed", N, B, B),
    edit("T3", "weight: {type: number, minimum: 0, exclusiveMaximum: 100}", "weight: {type: string}", "type-changed", B, B, B),
    edit("T4", "note: {type: string,", "note: {type: string, nullable: true,", "null-allowed", N, B, B),
    edit("E1", "enum: [red, green, blue]", "enum: [red, green, blue, black]", "enum-value-added", N, B, B),
    edit("E3", "enum: [red, green, blue]", "enum: [red, green, Blue]", "enum-value-removed enum-value-added", B, B, B),
    edit("E4", "enum: [red, green, blue]", "enum: [blue, red, green]", "", O, O, O),
    edit("E5", "{type: string, enum: [red, green, blue]}", "{type: string}", "enum-widened", N, B, B),
    edit("S1", "^[a-z]{1,8}$", "^[a-z]{2,8}$", "pattern-narrowed", B, N, N),
    edit("S1 incomparable", "^[a-z]{1,8}$", "^[a-y0-9]{1,8}$", "pattern-changed", B, B, B),
    edit("S2", "^[a-z]{1,8}$", "^[a-z]([a-z]{0,3}|[a-z]{4,7})$", "pattern-respelled", O, O, O),
    edit("S5", "^[a-z]{1,8}$", "^[a-z]{1,8}", "pattern-widened", N, B, B),
    edit("S3", "note: {type: string, maxLength: 100}", "note: {type: string, pattern: \"^[\\\\s\\\\S]{0,100}$\"}", "limits-respelled", O, O, O),
    edit("S6", "maxLength: 100", "maxLength: 99", "max-length-narrowed", B, N, N),
    edit("S7", "note: {type: string, maxLength: 100}", "note: {type: string, maxLength: 100, format: date}", "format-narrowed", B, N, N),
    edit("U1", "maximum: 10, default: 1", "maximum: 9, default: 1", "maximum-narrowed", B, N, N),
    edit("U1 shifted", "minimum: 1, maximum: 10, default: 1", "minimum: 0, maximum: 9, default: 1", "limits-changed", B, B, B),
    edit("U2 integers", "minimum: 1, maximum: 10", "exclusiveMinimum: 0, maximum: 10", "limits-respelled", O, O, O),
    edit("U2 numbers", "minimum: 0, exclusiveMaximum: 100", "minimum: 0, maximum: 100", "limits-widened", N, B, B),
    edit("U3", "{type: integer, minimum: 1, maximum: 10, d", "{type: integer, enum: [1,2,3,4,5,6,7,8,9,10], d", "limits-respelled", O, O, O),
    edit("U4", "minimum: 0, exclusiveMaximum: 100", "minimum: 0, exclusiveMaximum: 100, multipleOf: 0.5", "multiple-of-narrowed", B, N, N),
    edit("A1", "maxItems: 3", "maxItems: 2", "max-items-narrowed", B, N, N),
    edit("A1 unique", "maxItems: 3", "maxItems: 3, uniqueItems: true", "unique-items-narrowed", B, N, N),
    edit("A1 items", "tags: {type: array, items: string,", "tags: {type: array, items: {type: string, maxLength: 5},", "max-length-narrowed", B, N, N),
    edit("A1 items of objects", "        count: {type: integer, minimum: 1}", "        count: {type: integer, minimum: 1, required: true}", "param-became-required", B, N, N),
    edit("A1 values of a map", "maxLength: 9}", "maxLength: 8}", "max-length-narrowed", B, N, N),
    edit("A1 keys of a map", "^[a-z]{1,4}$", "^[a-z]{1,5}$", "limits-widened", N, B, B),
    edit("A1 size of a map", "maxProperties: 5", "maxProperties: 4", "max-properties-narrowed", B, N, N),
    edit("A1 places of a tuple", "maximum: 90", "maximum: 89", "maximum-narrowed", B, N, N),
    edit("A1 more places", "{type: number, maximum: 90}, {type: number}]", "{type: number, maximum: 90}, {type: number}, {type: number}]", "limits-changed", B, B, B),
    edit("U1 dates", "2020-01-01", "2020-01-02", "minimum-narrowed", B, N, N),
    edit("T1 options", "      - {type: object, fields: {kind: {const: cash, required: true}}}\n", "      - {type: object, fields: {kind: {const: cash, required: true}}}\n      - {type: object, fields: {kind: {const: check, required: true}}}\n", "option-added", N, B, B),
    edit("T3 options", "number: {type: string, required: true}}}", "number: {type: integer, required: true}}}", "type-changed", B, B, B),
    edit("R1", "constraints:", "constraints:\n  - {id: no-blue-gift, rule: \"!(gift && count == 3)\", error: bad_mix}", "constraint-added", B, N, N),
    edit("R2", "then: has(note)", "then: has(note) && size(note) > 2", "constraint-tightened", B, N, N),
    edit("R3", "    when: gift\n    then: has(note)", "    rule: \"has(note) || !gift\"", "constraint-rewritten", O, O, O),
    edit("R4", "constraints:", "constraints:\n  - {id: implied, rule: count <= 10, error: bad_mix}", "constraint-added", O, O, O),
    edit("R5", "when: gift\n", "when: has(gift)\n", "constraint-tightened", B, N, N),
    edit("R6", "then: has(note)", "then: has(note) && count > 0", "constraint-rewritten", O, O, O),
    edit("X1", "errors:\n", "errors:\n  too_far:\n    code: -32011\n    message: Too far\n    raise: [{when: state.closed && gift}]\n", "error-added", N, B, N),
    edit("X2", "errors:\n", "errors:\n  too_far:\n    code: -32011\n    message: Too far\n    raise: [{when: count > 5}]\n", "error-added", B, N, N),
    edit("X5", "code: -32010", "code: -32011", "error-code-changed", B, B, B),
    edit("X6", "  sold_out:\n    code: -32010", "  soldout:\n    code: -32010", "error-renamed", B, B, B),
    edit("X9", "errors:\n  sold_out", "errors:\n  shop_closed:\n  sold_out", "constraint-order-changed", N, N, N),
    edit("X10", "is sold out", "has been sold", "error-wording-changed", N, N, N),
    edit("X12", "\"{sku} is sold out\"", "\"{sku} of {count} is sold out\"", "placeholder-added", N, B, B),
    edit("X13", "field: sku}", "field: count}", "error-field-changed", B, B, B),
    edit("O1", "  carrier: {", "  eta: {type: string, required: true}\n  carrier: {", "member-added", N, B, B),
    edit("O2", "id: {type: integer, required: true,", "id: {type: integer,", "member-became-optional", B, N, N),
    edit("O3", "  carrier: {type: string}\n", "", "member-removed", N, N, N),
    edit("O5", "  status:", "  state:", "member-removed member-added", B, B, B),
    edit("O6", "carrier: {type: string}", "carrier: {type: string, nullable: true}", "null-allowed", B, N, N),
    edit("O7", "id: {type: integer, required: true, minimum: 1}", "id: {type: string, required: true}", "type-changed", B, B, B),
    edit("O8", "enum: [new, paid]", "enum: [new, paid, sent]", "enum-value-added", B, N, N),
    edit("O10", "required: true, minimum: 1}", "required: true, minimum: 0}", "minimum-widened", B, N, N),
    edit("O11", "carrier: {type: string}", "carrier: {type: string, pattern: \"^[a-z]+$\"}", "pattern-narrowed", N, B, B),
    edit("O12", "minItems: 1}", "minItems: 0}", "min-items-widened", B, N, N),
    edit("M5", "title: Place an order", "title: Place an order\ndeprecated: Use another", "deprecated", N, N, N),
    edit("M12", "https://shop.example.org/v1", "https://shop.example.org/v2", "address-changed", B, B, B, True),
    edit("P12", "note: {type: string,", "note: {type: string, deprecated: Gone soon,", "deprecated", N, N, N),
    edit("M10", "  gift: {type: boolean, default: false}\n  note: {type: string, maxLength: 100}\n", "  note: {type: string, maxLength: 100}\n  gift: {type: boolean, default: false}\n", "param-order-changed", O, O, O),
    edit("M13", "version: v1", "version: v2", "version-label-changed", D, D, D, True),
    edit("P4", "  tags: {type: array, items: string, maxItems: 3}\n", "", "param-removed", B, N, N),
    edit("P10", "  weight: {type: number, minimum: 0, exclusiveMaximum: 100}", "  box: {type: object, fields: {weight: {type: number, minimum: 0, exclusiveMaximum: 100}}}", "param-removed param-added", B, B, B),
    edit("N2", "constraints:", "  box: {type: object, fields: {weight: {type: number, required: true}}}\nconstraints:", "param-added", N, B, B),
    edit("D3", "sku: {type: string, required: true, p", "sku: {type: string, required: true, default: lamp, p", "default-added", D, D, D),
    edit("D4", "note: {type: string,", "note: {type: string, default: hi,", "default-added", N, P, B),
    edit("T2", "weight: {type: number, minimum: 0,", "weight: {type: integer, minimum: 0,", "type-changed", B, N, N),
    edit("T5", "{kind: {const: cash, required: true}}", "{kind: {type: string, enum: [cash], required: true}}", "", O, O, O),
    edit("E2", "enum: [red, green, blue]", "enum: [red, green]", "enum-value-removed", B, N, N),
    edit("S4", "enum: [red, green, blue]", "enum: [red, green, blue], pattern: \"^[a-z]+$\"", "pattern-respelled", O, O, O),
    edit("R7", "    error: bad_mix", "    error: shop_closed", "constraint-error-changed", B, B, B),
    edit("X3", CONSTRAINTS, "  express: {type: boolean}\n" + CONSTRAINTS + "  too_fast: {code: -32012, message: Too fast, raise: [{when: has(express) && express}]}\n", "param-added error-added", N, B, B),
    edit("X4", "errors:\n" + SOLD_OUT, "", "error-removed", N, N, B),
    edit("X7", "    raise: [{when: sku in state.sold_out, field: sku}]\n", "    raise: [{when: sku in state.sold_out && gift, field: sku}]\n  none_left: {code: -32012, message: None left, raise: [{when: sku in state.sold_out && !gift}]}\n", "error-added error-condition-changed error-situation-moved", B, B, B),
    edit("X11", SOLD_OUT, SOLD_OUT.replace("{sku}", "{item}").replace("field: sku", "field: sku, params: {item: sku}"), "placeholder-renamed", B, B, B),
    edit("X14", "code: -32010", "code: -32010\n    cause: Many want it", "", D, D, D),
    edit("O4", "carrier: {type: string}", "carrier: {type: string, required: true}", "member-became-required", N, B, B),
    edit("O9", "enum: [new, paid]", "enum: [new]", "enum-value-removed", N, B, B),
    edit("O13", "  carrier: {type: string}\n  parcels: {type: array, items: {type: string}, minItems: 1}\n", "  parcels: {type: array, items: {type: string}, minItems: 1}\n  carrier: {type: string}\n", "", O, O, O),
    edit("Z1", "title: Place an order", "title: Order", "", D, D, D),
    edit("Z4", "title: Place an order", "# Orders\ntitle:   Place an order", "", O, O, O),
    edit("C1", "pattern: \"^[a-z]{1,8}$\"", "pattern: \"^[a-z]*$\", minLength: 1, maxLength: 8", "limits-respelled", O, O, O),
    edit("C2", "enum: [red, green, blue]", "enum: [red, green, black]", "enum-value-removed enum-value-added", B, B, B),
]  # fmt: skip

ELSEWHERE = {
    "M1": "a whole method, below",
    "M2": "a whole method, below",
    "M3": "a whole method, below",
    "M4": "the language has no other name for a method",
    "M6": "the language has no date for a method",
    "M7": "the language has no date for a method",
    "M8": "the form of params, in test_language_changes",
    "M9": "the order of params by position, in test_language_changes",
    "M11": "batches and notifications, in test_language_changes",
    "M14": "the language has limits as facts of the account, which are the server's own",
    "M15": "a permission is said in prose",
    "P5": "unknown params are always refused",
    "P9": "the language has no other name for a param",
    "P11": "unknown params are always refused",
    "E6": "each use is compared where it stands, as E1 and O8 are",
    "R8": "the order of errors, with X9 and below",
    "R9": "a declared constraint is a new one, whatever prose said: R1",
    "X8": "the mirror of X7",
    "O14": "a unit is said in prose",
    "Z2": "such a spec is refused",
    "Z3": "prose is read by nobody but people",
    "Z5": "the name of a shared type, with N5",
}
"""Rows of the catalogue that are no edit above, and why."""

CATALOGUE = {
    **{"M": 15, "P": 12, "N": 5, "D": 6, "T": 5, "E": 6, "S": 7, "U": 4, "A": 1},
    **{"R": 9, "X": 14, "O": 14, "Z": 5, "C": 2},
}
"""How many rows each part of the catalogue of changes has."""


def test_every_row_of_the_catalogue_has_an_edit_or_a_reason() -> None:
    rows = {
        f"{part}{number}"
        for part, count in CATALOGUE.items()
        for number in range(1, count + 1)
    }
    assert len(rows) == 105
    edited = {edit.row.split()[0] for edit in EDITS}
    assert rows == edited | ELSEWHERE.keys()
    assert not edited & ELSEWHERE.keys()


def test_whole_methods_come_and_go() -> None:
    show = "method: order.show\ntitle: Show\nparams: {id: {type: integer, required: true}}\n"
    one, two, other = (
        onespec.load_sources(
            {
                "service.yaml": SERVICE,
                "methods/order.place.yaml": METHOD,
                **{f"methods/{name}.yaml": text for name, text in more.items()},
            }
        )
        for more in (
            {},
            {"order.show": show},
            {"order.view": show.replace("show", "view")},
        )
    )
    (added,) = compare(one, two).changes
    assert ("method-added", N, B) == (added.id, added.callers, added.servers)
    (gone,) = compare(two, one).changes
    assert ("method-removed", B) == (gone.id, gone.callers)
    assert gone.evidence is not None and gone.evidence.value == {"id": 0}
    renamed = {change.id: change for change in compare(two, other).changes}
    assert {"method-removed", "method-added"} == renamed.keys()
    assert renamed["method-removed"].note == "order.view"


def test_errors_that_changed_places_are_told_by_a_request_that_meets_both() -> None:
    rows = [
        "  too_many: {code: -32011, message: Too many, raise: [{when: count > 5}]}\n",
        "  too_heavy: {code: -32012, message: Too heavy, raise: [{when: has(weight) && weight > 50.0}]}\n",
    ]
    old, new = (
        onespec.load_sources(
            {
                "service.yaml": SERVICE,
                "methods/order.place.yaml": METHOD.replace(
                    "errors:\n", "errors:\n" + "".join(order)
                ),
            }
        )
        for order in (rows, rows[::-1])
    )
    (change,) = compare(old, new).changes
    assert ("error-order-changed", N) == (change.id, change.callers)
    assert change.evidence is not None
    assert ("too_many", "too_heavy") == (change.evidence.old, change.evidence.new)


def test_every_kind_of_change_is_explained() -> None:
    for id in KINDS:
        assert "Why it matters" in "\n".join(kind_lines(id))


def load(edit: Edit | None = None) -> onespec.spec.Service:  # type: ignore[name-defined]
    service, method = SERVICE, METHOD
    if edit is not None:
        text = service if edit.in_service else method
        assert text.count(edit.old) == 1, f"{edit.row}: {edit.old!r} is not there once"
        text = text.replace(edit.old, edit.new)
        service, method = (text, method) if edit.in_service else (service, text)
    files = {"service.yaml": service, "methods/order.place.yaml": dedent(method)}
    return onespec.load_sources(files)


BASE = load()


def kinds(found: Comparison) -> list[str]:
    return sorted(one.id for one in found.changes if one.id != "text-changed")


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.row)
def test_an_edit_is_told_by_what_it_means_for_either_side(edit: Edit) -> None:
    other = load(edit)
    found = compare(BASE, other)
    assert kinds(found) == sorted(edit.kinds.split())
    assert (found.worst("callers"), found.worst("servers")) == (
        edit.callers,
        edit.servers,
    )
    back = compare(other, BASE)
    assert back.worst("callers") is edit.undone


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.row)
def test_what_breaks_is_shown_by_something_that_both_versions_were_asked(
    edit: Edit,
) -> None:
    other = load(edit)
    for change in compare(BASE, other).changes:
        if change.callers is not B or change.evidence is None:
            continue
        proof = change.evidence
        if proof.kind != "request":
            continue
        name = change.method
        before = onespec.evaluate(BASE, name, proof.value, proof.state)
        after = onespec.evaluate(other, name, proof.value, proof.state)
        assert before.accepted == (proof.old == "accepted")
        assert after.accepted == (proof.new == "accepted")


def test_a_spec_compared_with_itself_has_no_changes() -> None:
    assert compare(BASE, load()).changes == ()


def test_an_error_that_changed_is_told_as_each_version_answers_it() -> None:
    rule = "constraints:\n  - {id: %s, rule: count %s 3, error: %s}"
    service = SERVICE.replace(
        "errors:\n", "errors:\n  bad_count: {code: -32003, message: Bad count}\n"
    )
    old, new = (
        onespec.load_sources(
            {
                "service.yaml": service,
                "methods/order.place.yaml": METHOD.replace("constraints:", rule % row),
            }
        )
        for row in (("not-three", "!=", "bad_count"), ("below", "<", "bad_mix"))
    )
    told = [
        change
        for change in compare(old, new).changes
        if change.id == "constraint-error-changed"
    ]
    assert {"not-three", "below"} == {change.place[-1] for change in told}
    for change in told:
        proof = change.evidence
        assert proof is not None
        answers = [
            onespec.evaluate(version, change.method, proof.value).mnemonics[0]
            for version in (old, new)
        ]
        assert ["bad_count", "bad_mix"] == answers == [proof.old, proof.new]
