"""The conformance suite against the reference server with one thing changed in its replies: a fault is found, and a choice is let pass."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from onespec.cases.document import document
from onespec.runtime.player import profile, suite
from onespec.runtime.player.play import FAILED, PASSED, Player
from onespec.runtime.player.suite import Suite
from onespec.serve import Reference, reference
from onespec.spec import load
from places import ONE_METHOD
from tampered import Change, Reading, Tampered, faults, readings, variants

FAULTS, READINGS, VARIANTS = list(faults()), list(readings()), list(variants())


@pytest.fixture(scope="module")
def cases() -> Suite:
    return suite.read(json.loads(json.dumps(document(load(ONE_METHOD)))))


@pytest.fixture(scope="module")
def chosen() -> dict[str, object]:
    """What was found for each case, for all the players of this module: they have one account."""
    return {}


@pytest.fixture(scope="module")
def server() -> Iterator[Reference]:
    with reference(load(ONE_METHOD)) as made:
        yield made


@pytest.fixture
def player(cases: Suite, server: Reference, chosen: dict, change: Change) -> Player:
    endpoint = Tampered(server.app, server.request, change)
    return Player(cases, profile.sample(cases), endpoint, chosen=chosen)


def test_there_are_60_faults_and_20_variants_each_with_a_name_of_its_own() -> None:
    names = [name for name, _ in (*FAULTS, *VARIANTS)]
    assert len(FAULTS) >= 60
    assert len(VARIANTS) >= 20
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "change", [item for _, item in FAULTS], ids=[name for name, _ in FAULTS]
)
def test_a_fault_of_replies_is_found(cases: Suite, player: Player) -> None:
    played = (player.play(case) for case in cases.cases if "full" in case.levels)
    assert any(outcome.status == FAILED for outcome in played)


@pytest.mark.parametrize(
    "reading", [item for _, item in READINGS], ids=[name for name, _ in READINGS]
)
def test_a_server_that_reads_in_its_own_way_is_found(
    cases: Suite, server: Reference, chosen: dict, reading: Reading
) -> None:
    endpoint = Tampered(server.app, server.request, reading=reading)
    player = Player(cases, profile.sample(cases), endpoint, chosen=chosen)
    played = (player.play(case) for case in cases.cases if "full" in case.levels)
    assert any(outcome.status == FAILED for outcome in played)


@pytest.mark.parametrize(
    "change", [item for _, item in VARIANTS], ids=[name for name, _ in VARIANTS]
)
def test_a_reply_of_another_form_is_let_pass(cases: Suite, player: Player) -> None:
    outcomes = [player.play(case) for case in cases.cases]
    failed = [(one.case.id, one.reasons) for one in outcomes if one.status != PASSED]
    assert failed == []
