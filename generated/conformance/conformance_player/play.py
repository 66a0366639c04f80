# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Plays cases: picks the account, sends the request, holds the reply against what is due."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .conditions import applies, is_true
from .profile import Profile
from .replies import differences, mnemonic_of
from .requests import Sent, build
from .suite import Case, Suite
from .values import Facts, NotGivenError, resolve
from .wire import Endpoint, Reply, WireError

PASSED, FAILED, SKIPPED, BROKEN = "passed", "failed", "skipped", "broken"
"""What can come of a case; `broken` where no reply came."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with what came back."""

    sent: Sent
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case."""

    case: Case
    status: str
    reasons: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class Player:
    """One run against one endpoint."""

    suite: Suite
    profile: Profile
    endpoint: Endpoint
    per_second: float | None = None
    requests: int = 0
    calls: int = 0
    """Requests that a correct endpoint acts on."""
    chosen: dict[str, tuple[Facts, Any] | NotGivenError] = field(default_factory=dict)
    """What was found for each case; players of one profile can share it."""
    stopped: str = ""
    """Why nothing more is played."""
    _made: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _last: float = 0.0

    def play(self, case: Case) -> Outcome:
        """What comes of a case."""
        began = time.monotonic()
        if self.stopped:
            return Outcome(case, SKIPPED, (self.stopped,))
        try:
            facts, params = self._choose(case)
            self._allow(case, params)
        except NotGivenError as error:
            return Outcome(case, SKIPPED, (str(error),))
        exchanges: list[Exchange] = []
        reasons: list[str] = []
        try:
            for _ in range(case.repeat):
                self._send(case, facts, params, exchanges)
                reasons += self._judge(case, facts, exchanges[-1])
        except WireError as error:
            return Outcome(
                case, BROKEN, (str(error),), tuple(exchanges), time.monotonic() - began
            )
        status = FAILED if reasons else PASSED
        return Outcome(
            case, status, tuple(reasons), tuple(exchanges), time.monotonic() - began
        )

    def _choose(self, case: Case) -> tuple[Facts, Any]:
        """The account to play with, and the params to send. Raises NotGivenError."""
        if case.id not in self.chosen:
            try:
                self.chosen[case.id] = self._chosen(case)
            except NotGivenError as error:
                self.chosen[case.id] = error
        found = self.chosen[case.id]
        if isinstance(found, NotGivenError):
            raise found
        return found

    def _chosen(self, case: Case) -> tuple[Facts, Any]:
        reason = "no account of the profile is as the case needs it"
        for facts in self._accounts(case):
            params = resolve(case.params or {}, facts)
            if case.account is not None and not is_true(
                case.account["when"], facts, params
            ):
                continue
            reason = applies(self.suite, case, facts, params)
            if not reason:
                return facts, params
        raise NotGivenError(reason)

    def _accounts(self, case: Case) -> tuple[Facts, ...]:
        """Accounts in which a case may be played: set up as needed, or those that the profile has."""
        first = self.profile.accounts[0]
        if not self.endpoint.local:
            return self.profile.accounts if case.account else (first,)
        changes = resolve(case.account["sample"], first) if case.account else {}
        facts = Facts({**first.state, **changes}, first.params, first.outside)
        return (facts,)

    def _allow(self, case: Case, params: Mapping[str, Any]) -> None:
        """Raises NotGivenError where a request would be acted on off this machine with values that nobody allowed."""
        if not case.effect or self.endpoint.loopback:
            return
        if not self.profile.allow:
            raise NotGivenError(
                "the profile allows no values for requests that are acted on"
            )
        for name, values in self.profile.allow.items():
            if name in params and params[name] not in values:
                raise NotGivenError(
                    f"`{name}` is none of the values that the profile allows"
                )

    def _send(
        self, case: Case, facts: Facts, params: Any, exchanges: list[Exchange]
    ) -> None:
        """One request and its reply. Raises WireError."""
        self.endpoint.prepare(facts.state)
        sent = build(case, params, self.suite.content_type)
        exchanges.append(Exchange(sent, None))
        self._wait()
        self.requests += 1
        self.calls += case.effect
        reply = self.endpoint.send(sent.body, sent.content_type)
        exchanges[-1] = Exchange(sent, reply)

    def _wait(self) -> None:
        """Keeps to the rate."""
        if self.per_second:
            pause = self._last + 1 / self.per_second - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            self._last = time.monotonic()

    def _judge(self, case: Case, facts: Facts, exchange: Exchange) -> list[str]:
        """What is wrong with a reply; also looks whether playing on makes sense."""
        assert exchange.reply is not None
        body = exchange.reply.body
        reasons = list(differences(self.suite, case, exchange.sent, facts, body))
        if reasons:
            self._look_around(case, facts, mnemonic_of(body))
        elif case.expect.get("result"):
            reasons += self._repeated(case, body)
        return reasons

    def _repeated(self, case: Case, body: bytes) -> list[str]:
        """What a call makes has a number that no other call's has."""
        found: list[str] = []
        data = json.loads(body)["result"]
        data = data[self.suite.result] if self.suite.result else data
        for name in self.suite.methods[case.method].get("made", ()):
            key = (case.method, name, str(data.get(name)))
            if key in self._made:
                found.append(f"`{name}` is {key[2]} again, as in {self._made[key]}")
            self._made[key] = case.id
        return found

    def _look_around(self, case: Case, facts: Facts, mnemonic: str | None) -> None:
        """Stops where the endpoint refuses whatever it is sent: that says nothing of a case."""
        due = case.expect.get("error", {}).get("mnemonic")
        if mnemonic not in self.suite.stops or mnemonic == due:
            return
        probe = self.suite.methods.get(case.method, {}).get("probe")
        if probe is None:
            return
        try:
            first = self.profile.accounts[0]
            self.endpoint.prepare(first.state)
            call = Case(
                id="probe",
                title="",
                covers=(),
                levels=(),
                method=case.method,
                expect={},
                request_id="probe",
            )
            sent = build(call, resolve(probe, first), self.suite.content_type)
            self.requests += 1
            answer = self.endpoint.send(sent.body, sent.content_type)
        except (NotGivenError, WireError):
            return
        if mnemonic_of(answer.body) == mnemonic:
            self.stopped = f"the endpoint answers `{mnemonic}` whatever it is sent"
