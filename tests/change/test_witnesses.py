"""What shows a breaking change is run on what both versions generate, and what does not show it there is only possible."""

from __future__ import annotations

from dataclasses import replace

import onespec
import pytest
from clinic_versions import load as clinic
from onespec import witnesses
from onespec.change import Comparison, Level, Proof, compare
from versions import METHOD, SERVICE

CLINIC = clinic()


def shop(old: str = "", new: str = "") -> onespec.spec.Service:  # type: ignore[name-defined]
    text = METHOD.replace(old, new) if old else METHOD
    return onespec.load_sources(
        {"service.yaml": SERVICE, "methods/order.place.yaml": text}
    )


def edited(old: str, new: str) -> Comparison:
    assert METHOD.count(old) == 1
    return compare(shop(), shop(old, new))


LONG_NOTE = "then: has(note)", "then: has(note) && size(note) > 2"
FEW = (
    "errors:\n",
    "errors:\n  too_many:\n    code: -32011\n    message: Too many\n    raise: [{when: count > 5}]\n",
)
PAIRS = [
    (lambda: edited(*LONG_NOTE), "request"),
    (lambda: edited(*FEW), "request"),
    (lambda: edited("enum: [new, paid]", "enum: [new, paid, sent]"), "answer"),
    (lambda: edited("  sold_out:\n    code", "  soldout:\n    code"), "error"),
    (lambda: compare(CLINIC, clinic("visit.enter", "to: here", "to: booked")), "calls"),
    (lambda: compare(CLINIC, clinic("service", "params: either", "params: by-name")), "body"),
    (lambda: compare(CLINIC, clinic("service", "  batch: {max: 3}\n", "")), "body"),
    (lambda: compare(CLINIC, clinic("service", "header: X-Api-Key", "header: X-Key")), "body"),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=range(len(PAIRS)))
def test_what_breaks_is_shown_by_generated_artefacts(pair) -> None:  # type: ignore[no-untyped-def]
    make, kind = pair
    found = make()
    told = witnesses.run(found)
    assert [one.callers for one in told.changes] == [
        one.callers for one in found.changes
    ]
    ran = [one.evidence for one in told.changes if one.evidence and one.evidence.ran]
    assert kind in {one.kind for one in ran}


def test_what_the_artefacts_do_not_show_is_possible_only() -> None:
    found = edited(*LONG_NOTE)
    (change,) = found.changes
    assert change.evidence is not None
    harmless = replace(change.evidence, value={"sku": "lamp"})
    other = replace(found, changes=(replace(change, evidence=harmless),))
    (told,) = witnesses.run(other).changes
    assert (told.callers, told.proof) == (Level.POSSIBLE, Proof.UNDECIDED)
    assert told.evidence is None
