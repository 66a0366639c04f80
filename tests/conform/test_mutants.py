"""The conformance suite against servers with one planted fault each, and against right servers that make other choices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from mutants.faults import faults
from mutants.handler import Server
from mutants.sloppy import sloppy
from mutants.variants import variants
from onespec.cases.document import document
from onespec.runtime.player import profile, suite
from onespec.runtime.player.play import FAILED, PASSED, Outcome, Player
from onespec.runtime.player.wire import Reply
from onespec.spec import load
from places import ONE_METHOD, SUPPORT

CLASSES = ("params", "constraints", "errors", "envelope", "state")
TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}


class Direct:
    """A server in this process whose account nobody can set, as with one behind a URL."""

    name = "a server written by hand"
    local = False
    loopback = True

    def __init__(self, server: Server) -> None:
        self._server = server

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Nothing: the account is the server's own affair."""

    def send(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Reply:
        try:
            return Reply(200, self._server.handle(body, content_type))
        except Exception:  # a planted fault may bring the server down
            return Reply(500, b"internal server error")

    def close(self) -> None:
        """Nothing is open."""


class Bench:
    """The suite and the account, read once."""

    def __init__(self) -> None:
        service = load(ONE_METHOD)
        self.suite = suite.read(json.loads(json.dumps(document(service))))
        self.profile = profile.load(
            SUPPORT / "mutants" / "profile.yaml", self.suite, TOKENS
        )
        self._chosen: dict[str, Any] = {}

    def player(self, server: Server) -> Player:
        return Player(self.suite, self.profile, Direct(server), chosen=self._chosen)

    def outcomes(self, server: Server, level: str) -> Iterator[Outcome]:
        player = self.player(server)
        return (player.play(case) for case in self.suite.cases if level in case.levels)

    def finds(self, server: Server, level: str) -> bool:
        return any(item.status == FAILED for item in self.outcomes(server, level))


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def planted(kind: str) -> Iterator[tuple[str, Server]]:
    for found, name, plant in faults():
        if found == kind:
            server = Server()
            plant(server)
            yield name, server


def survivors(bench: Bench, kind: str, level: str) -> list[str]:
    return [name for name, server in planted(kind) if not bench.finds(server, level)]


def test_there_are_at_least_a_hundred_faults_and_twenty_variants() -> None:
    assert len({name for _, name, _ in faults()}) >= 100
    assert {kind for kind, _, _ in faults()} == set(CLASSES)
    assert len({name for name, _ in variants()}) >= 20


@pytest.mark.parametrize("level", ["full", "quick"])
@pytest.mark.parametrize("kind", CLASSES)
def test_every_planted_fault_is_found(bench: Bench, kind: str, level: str) -> None:
    assert survivors(bench, kind, level) == []


def test_full_play_finds_servers_that_compare_sloppily(bench: Bench) -> None:
    missed = []
    for name, plant in sloppy():
        server = Server()
        plant(server)
        if not bench.finds(server, "full"):
            missed.append(name)
    assert missed == []


def test_full_play_sends_whatever_quick_play_sends(bench: Bench) -> None:
    quick = [case for case in bench.suite.cases if "quick" in case.levels]
    assert quick and [case.id for case in quick if "full" not in case.levels] == []


def test_no_effects_finds_92_of_a_hundred_faults(bench: Bench) -> None:
    missed = [name for kind in CLASSES for name in survivors(bench, kind, "no-effects")]
    assert len(missed) <= 0.08 * len(faults()), missed


@pytest.mark.parametrize("level", ["full", "quick", "no-effects"])
def test_a_right_server_passes_and_keeps_to_the_ceilings(
    bench: Bench, level: str
) -> None:
    server = Server()
    player = bench.player(server)
    cases = [case for case in bench.suite.cases if level in case.levels]
    statuses = {player.play(case).status for case in cases}
    requests, calls = {"full": (303, 46), "quick": (90, 13), "no-effects": (300, 0)}[
        level
    ]
    assert statuses == {PASSED}
    assert player.requests <= requests
    assert server.placed <= calls


@pytest.mark.parametrize("level", ["full", "quick", "no-effects"])
@pytest.mark.parametrize("name", [name for name, _ in variants()])
def test_a_server_that_chooses_otherwise_passes(
    bench: Bench, name: str, level: str
) -> None:
    server = Server()
    dict(variants())[name](server)
    failed = [
        (item.case.id, item.reasons)
        for item in bench.outcomes(server, level)
        if item.status != PASSED
    ]
    assert failed == []


def test_every_element_of_the_spec_is_covered(bench: Bench) -> None:
    covered = {name for case in bench.suite.cases for name in case.covers}
    assert [item.id for item in bench.suite.elements if item.id not in covered] == []
    assert bench.suite.gaps == {}


def test_two_runs_send_the_same_requests(bench: Bench) -> None:
    def sent() -> list[bytes]:
        outcomes = bench.outcomes(Server(), "full")
        return [one.sent.body for item in outcomes for one in item.exchanges]

    assert sent() == sent()
