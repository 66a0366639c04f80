# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Plays cases: picks the account, sends the request, holds the reply against what is due."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .expressions import NoValueError, value_of
from .network import foreign, wait_asked, what_it_does
from .numbers import Guard
from .profile import Profile
from .replies import Difference, differences, has_result, mnemonic_of
from .suite import Case, Step, Suite
from .values import Facts, NotGivenError, resolve
from .watch import Watch
from .wire import Endpoint, Reply, Sent, WireError, build

PASSED, FAILED, SKIPPED, BROKEN = "passed", "failed", "skipped", "broken"
"""What can come of a case; `broken` where no reply of the service came."""


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
    differences: tuple[Difference, ...] = ()
    """What the reasons of a failure are made of."""


@dataclass(slots=True)
class Player:
    """One run against one endpoint."""

    suite: Suite
    profile: Profile
    endpoint: Endpoint
    watch: Watch = field(default_factory=Watch)
    chosen: dict[str, tuple[Facts, Any] | NotGivenError] = field(default_factory=dict)
    """What was found for each case; players of one profile can share it."""
    _made: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """For each value that a call made anew, by method and name: the case that got it."""

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self.watch.requests

    @property
    def stopped(self) -> str:
        """Why nothing more is played."""
        return self.watch.stopped

    def play(self, case: Case) -> Outcome:
        """What comes of a case."""
        began = time.monotonic()
        if self.stopped:
            return Outcome(case, SKIPPED, (self.stopped,))
        try:
            facts, params = self._still_outside(case, *self._choose(case))
        except NotGivenError as error:
            return Outcome(case, SKIPPED, (str(error),))
        too_much = self.watch.ceiling(case)
        if too_much:
            return Outcome(case, SKIPPED, (too_much,))
        exchanges: list[Exchange] = []
        found: list[Difference] = []
        broken = ""
        try:
            facts, found = self._led(case, facts, exchanges)
            if case.before and not found:
                params = resolve(case.params or {}, facts)
            for number in range(0 if found or self.stopped else case.repeat):
                if number:
                    # What is sent once is another value the second time.
                    again = replace(facts, mark=f"{facts.mark}+{number}")
                    params = resolve(case.params or {}, again)
                self._send(case, facts, params, exchanges)
                found += self._judge(case, facts, exchanges[-1])
                if found or self.stopped:
                    break
        except WireError as error:
            broken = str(error)
        status = FAILED if found else PASSED
        return Outcome(
            case,
            BROKEN if broken else status,
            (broken,) if broken else tuple(item.text for item in found),
            tuple(exchanges),
            time.monotonic() - began,
            () if broken else tuple(found),
        )

    def _led(
        self, case: Case, facts: Facts, exchanges: list[Exchange]
    ) -> tuple[Facts, list[Difference]]:
        """Sends what goes before a case: what is known then, and what is wrong with a reply. Raises WireError."""
        for step in case.before:
            sub = _as_case(case, step)
            self._send(sub, facts, resolve(step.params, facts), exchanges)
            found = self._judge(sub, facts, exchanges[-1])
            if found or self.stopped:
                return facts, [
                    replace(item, text=f"before it, `{step.method}`: {item.text}")
                    for item in found
                ]
            if step.gives:
                reply = exchanges[-1].reply
                assert reply is not None
                told = self._data(reply.body)[step.gives]
                facts = replace(facts, told={**facts.told, step.gives: told})
        return facts, []

    def _data(self, body: bytes) -> Any:
        """What a success gives back."""
        data = json.loads(body)["result"]
        return data[self.suite.result] if self.suite.result else data

    def _choose(self, case: Case) -> tuple[Facts, Any]:
        """The account to play with, and the params to send. Raises NotGivenError."""
        if case.id not in self.chosen:
            try:
                self.chosen[case.id] = self._chosen(case)
            except NotGivenError as error:
                self.chosen[case.id] = error
        choice = self.chosen[case.id]
        if isinstance(choice, NotGivenError):
            raise choice
        return choice

    def _still_outside(
        self, case: Case, facts: Facts, params: Any
    ) -> tuple[Facts, Any]:
        """The same with other values where a call has meanwhile made what no list held. Raises NotGivenError."""
        now = replace(facts, made=frozenset(value for _, _, value in self._made))
        other = self._allowed(case, now, resolve(case.params or {}, now))
        if other == params:
            return facts, params
        reason = _other_verdict(self.suite, case, now, other)
        if reason:
            raise NotGivenError(reason)
        return now, other

    def _chosen(self, case: Case) -> tuple[Facts, Any]:
        reason = _lacking(self.suite, case)
        for facts in self._accounts(case):
            params = self._allowed(case, facts, resolve(case.params or {}, facts))
            if case.account is not None and not _is_true(
                case.account.when, facts, params
            ):
                continue
            reason = self._led_elsewhere(case, facts)
            reason = reason or _other_verdict(self.suite, case, facts, params)
            if not reason:
                _told(case, facts, params)
                return facts, params
        raise NotGivenError(reason)

    def _led_elsewhere(self, case: Case, facts: Facts) -> str:
        """Why a request before the case would not be taken with these facts. Raises NotGivenError."""
        for step in case.before:
            sub = _as_case(case, step)
            params = self._allowed(sub, facts, resolve(step.params, facts))
            reason = _other_verdict(self.suite, sub, facts, params)
            if reason:
                return reason
        return ""

    def _accounts(self, case: Case) -> tuple[Facts, ...]:
        """Accounts in which a case may be played: set up as needed, or those that the profile has."""
        first = self.profile.accounts[0]
        if not self.endpoint.local:
            return self.profile.accounts if case.account else (first,)
        changes = resolve(case.account.sample, first) if case.account else {}
        return (replace(first, state={**first.state, **changes}),)

    def _allowed(self, case: Case, facts: Facts, params: Mapping[str, Any]) -> Any:
        """The params with no number off this machine that the profile does not allow. Raises NotGivenError where they need one."""
        if self.endpoint.loopback:
            return params
        return Guard(self.suite, self.profile).fitted(case, facts, params)

    def _send(
        self, case: Case, facts: Facts, params: Any, exchanges: list[Exchange]
    ) -> None:
        """One request and its reply, within the rate. Raises WireError where no reply of the service came."""
        self.endpoint.prepare(facts.state)
        try:
            # Whatever came before: nothing leaves that was not looked at here.
            params = self._allowed(case, facts, params)
        except NotGivenError as error:
            raise WireError(f"not sent: {error}") from error
        sent = build(self.suite, case, params)
        exchanges.append(Exchange(sent, None))
        reply = self._exchanged(case, sent)
        wait = wait_asked(reply)
        while wait is not None and foreign(reply):
            self.watch.wait(wait)
            # A request that may be acted on is never sent a second time.
            if case.effect or self.stopped or not self.watch.may_ask():
                break
            self.watch.lost(foreign(reply), what_it_does(reply.status))
            if self.stopped:
                break
            reply = self._exchanged(case, sent)
            wait = wait_asked(reply)
        exchanges[-1] = Exchange(sent, reply)
        other = "" if _is_silence(case, reply) else foreign(reply)
        if not other:
            self.watch.answered()
            if wait is not None:
                self.watch.wait(wait)
        elif self.stopped or not self._answers(case, reply):
            raise WireError(f"the reply is not the service's: {other}")

    def _exchanged(self, case: Case, sent: Sent) -> Reply:
        """A reply, whoever it is from. Raises WireError."""
        self.watch.pace()
        try:
            reply = self.endpoint.send(sent.body, sent.content_type, sent.headers)
        except WireError as error:
            self.watch.calls += case.effect
            self.watch.lost(str(error))
            raise
        method = self.suite.methods.get(case.method)
        if (method is None or method.acts) and has_result(reply.body):
            self.watch.placed(case)
        elif case.effect and foreign(reply):
            # Somebody in between may have answered after the call was placed.
            self.watch.calls += 1
        return reply

    def _answers(self, case: Case, reply: Reply) -> bool:
        """Whether the service is there, and a strange reply is a fault of it: another request tells. Counts the replies that are not the service's."""
        watch = self.watch
        if watch.is_known and not case.expect.accepted:
            return True
        watch.is_known = False
        strange = [reply]
        try:
            other = self._probed(case) if watch.is_patient() else self._called()
        except WireError:
            other = None
        if other is not None and not foreign(other):
            watch.is_known = not watch.is_patient()
            watch.answered()
            return True
        strange += [other] if other is not None else []
        for item in strange:
            watch.lost(foreign(item), what_it_does(item.status))
        return False

    def _called(self) -> Reply | None:
        """What comes back for a request that is acted on: the last means to tell a service whose errors are all strange. None where it may reach somebody. Raises WireError."""
        if self.watch.most_unwanted is not None:
            return None
        for call in self.suite.cases:
            if call.effect and call.account is None and not self.watch.ceiling(call):
                try:
                    facts, params = self._choose(call)
                except NotGivenError:
                    continue
                self.endpoint.prepare(facts.state)
                sent = build(self.suite, call, params)
                return self._exchanged(call, sent)
        return None

    def _judge(self, case: Case, facts: Facts, exchange: Exchange) -> list[Difference]:
        """What is wrong with a reply; also looks whether playing on makes sense."""
        reply, secrets = exchange.reply, self.profile.secrets
        assert reply is not None
        found = list(
            differences(self.suite, case, exchange.sent, facts, reply, secrets)
        )
        if found:
            self._look_around(case, mnemonic_of(reply.body))
        elif case.expect.accepted and not case.batch:
            found += self._repeated(case, reply.body)
        return found

    def _repeated(self, case: Case, body: bytes) -> list[Difference]:
        """What a call makes has a number that no other call's has."""
        found: list[Difference] = []
        data = self._data(body)
        for name in self.suite.methods[case.method].made:
            key = (case.method, name, str(data.get(name)))
            if key in self._made:
                text = f"`{name}` is {key[2]} again, as in {self._made[key]}"
                found.append(Difference("repeated", text, name))
            self._made[key] = case.id
        return found

    def _look_around(self, case: Case, mnemonic: str | None) -> None:
        """Stops where the endpoint refuses whatever it is sent: that says nothing of a case."""
        due = [wanted.mnemonic for wanted in case.expect.errors]
        if self.stopped or mnemonic not in self.suite.stops or mnemonic in due:
            return
        try:
            reply = self._probed(case)
        except WireError:
            return
        if reply is not None and mnemonic_of(reply.body) == mnemonic:
            self.watch.stop(f"the endpoint answers `{mnemonic}` whatever it is sent")

    def _probed(self, case: Case) -> Reply | None:
        """What comes back for a plain request that sets nothing off; None where no more may be sent. Raises WireError."""
        if self.stopped or not self.watch.may_ask():
            return None
        first = self.profile.accounts[0]
        method = self.suite.methods.get(case.method)
        call = Case(
            id="a plain request that looks whether the service is there",
            title="",
            covers=(),
            levels=(),
            method=case.method,
            request_id="probe",
        )
        try:
            if method is None or method.probe is None:
                raise NotGivenError
            params = self._allowed(call, first, resolve(method.probe, first))
        except NotGivenError:
            # A method that nobody has sets nothing off, and a service says so.
            call, params = replace(call, method="onespec.probe"), {}
        self.endpoint.prepare(first.state)
        return self._exchanged(call, build(self.suite, call, params))


def _as_case(case: Case, step: Step) -> Case:
    """A request before a case as a case of its own; only the one that is told an id can be judged by the facts."""
    own = case.request_id
    return Case(
        id=case.id,
        title=case.title,
        covers=(),
        levels=case.levels,
        method=step.method,
        params=step.params,
        request_id=f"before-{own}" if isinstance(own, str) else own,
        effect=True,
        faulty="" if step.gives else case.faulty,
    )


def _is_silence(case: Case, reply: Reply) -> bool:
    """Whether nothing came where nothing is due."""
    is_good = 200 <= reply.status < 300
    return case.expect.silent and is_good and not reply.body.strip()


def _told(case: Case, facts: Facts, params: Mapping[str, Any]) -> None:
    """Raises NotGivenError where an expected error tells a fact that nobody stated: it could not be judged."""
    for wanted in case.expect.errors:
        for symbol in wanted.params.values():
            resolve(symbol, facts, params)
        if wanted.value is not None:
            resolve(wanted.value.source, facts, params)


def _lacking(suite: Suite, case: Case) -> str:
    """What a profile without a fitting account has to state."""
    found = []
    for name, value in case.account.sample.items() if case.account else ():
        secret = suite.facts.get(name, {}).get("secret")
        plain = isinstance(value, bool | int | float | str | list) and not secret
        shown = json.dumps(value, ensure_ascii=False) if plain else "..."
        found.append(f"`{name}: {shown}`")
    if not found:
        return "no account of the profile is as the case needs it"
    return f"no account of the profile has for instance {' and '.join(found)}: state one under `accounts`"


def _facts_of(tree: Any) -> list[str]:
    """Names of the facts that a condition reads."""
    found: dict[str, None] = {}

    def look(node: Any) -> None:
        if isinstance(node, list):
            if node[:2] == ["read", "state"] and len(node) > 2 and node[2]:
                found[str(node[2][0])] = None
            for part in node:
                look(part)

    look(tree)
    return list(found)


def _other_verdict(
    suite: Suite, case: Case, facts: Facts, params: Mapping[str, Any]
) -> str:
    """Why the request would be judged otherwise with these facts than the case says; empty where it would not.

    Cases are written for the sample account; over another one a condition of the error table may hold that did not there.
    """
    if case.method not in suite.methods or case.params is None:
        return ""
    for row in suite.methods[case.method].conditions:
        if case.faulty in row.reads:
            continue
        holds = _is_true(row.when, facts, params)
        due = (row.mnemonic, row.number) == case.condition
        if holds != due:
            verb = "would get" if holds else "would not get"
            read = _facts_of(row.when)
            missing = [name for name in read if name not in facts.state]
            named = ", ".join(f"`{name}`" for name in missing or read)
            if missing and due:
                return f"the profile does not state {named}"
            mend = f": state otherwise {named}" if named else ""
            return f"with these facts the request {verb} `{row.mnemonic}`{mend}"
    return ""


def _is_true(tree: list[Any], facts: Facts, params: Mapping[str, Any]) -> bool:
    """Whether a condition holds; one that reads what nobody stated, or a value of a wrong type, does not."""
    try:
        return value_of(tree, {"params": params, "state": facts.state}) is True
    except (NoValueError, TypeError, AttributeError, ValueError):
        return False
