# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A body -> the reply: envelope, method, conditions, result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .envelope import Call, Json, Refusal, encode, failure, read_body, success
from .lifecycles import Instances
from .methods import Failure, Method
from .service import Service
from .state import Accounts, Limits

DISCOVER = "rpc.discover"
"""The method by which OpenRPC has a server describe itself."""

SILENCE = 204, b""
"""What is sent where no reply is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An error that a test asks for: it is due, whatever the request says."""

    mnemonic: str
    method: str | None
    """The method it is for; None: the first that has such an error."""
    field: str | None
    value: object
    params: Mapping[str, object]

    def fits(self, method: Method) -> bool:
        """Whether the method can answer it."""
        return self.method in (None, method.name) and self.mnemonic in method.faults


class Calls:
    """Everything between a body and its reply; knows nothing of HTTP."""

    def __init__(
        self,
        service: Service,
        accounts: Accounts,
        clock: Callable[[], float],
        description: Mapping[str, object] | None = None,
    ) -> None:
        self.limits = Limits(service.windows, clock)
        self.placed = 0
        """Calls that have succeeded."""
        self._service = service
        self._accounts = accounts
        self._description = description
        """The OpenRPC document, where the server has it."""
        self._planned: deque[Planned] = deque()
        self._instances = Instances(service.lifecycles)
        self._given: dict[str, set[float | str]] = {}
        """Numbers that results have had, by the members that are new in each."""

    def plan(self, item: Planned) -> None:
        """Puts an error last in line. Raises ValueError for one of no method."""
        if not any(item.fits(method) for method in self._service.methods.values()):
            raise ValueError(f"no such method answers with {item.mnemonic}")
        self._planned.append(item)

    def reply(
        self,
        body: bytes,
        content_type: str,
        state: Mapping[str, object],
        credential: object = None,
    ) -> tuple[int, bytes]:
        """The reply to a body with its HTTP status, whatever fails on the way; empty
        where none is due.

        `credential` is what its header holds; None where that is missing or malformed.
        """
        try:
            found = read_body(self._service, body, content_type)
        except Exception:
            return self._at_fault(None)
        if not isinstance(found, list):
            return self._replied(found, state, credential)
        replies = [self._replied(call, state, credential) for call in found]
        answers = [reply for _, reply in replies if reply]
        return (200, b"[" + b", ".join(answers) + b"]") if answers else SILENCE

    def _replied(
        self, call: Call | Refusal, state: Mapping[str, object], credential: object
    ) -> tuple[int, bytes]:
        """The reply to one request; none to a notification."""
        try:
            reply = self._respond(call, state, credential)
            sent = self._service.status_of(reply), encode(reply)
        except Exception:
            sent = self._at_fault(call.request_id)
        return SILENCE if isinstance(call, Call) and call.notifies else sent

    def _at_fault(self, request_id: object) -> tuple[int, bytes]:
        at_fault = Failure(self._service.refusals.internal)
        reply = failure(self._service, request_id, at_fault)
        return self._service.status_of(reply), encode(reply)

    def _respond(
        self, call: Call | Refusal, state: Mapping[str, object], credential: object
    ) -> Json:
        if isinstance(call, Refusal):
            return failure(self._service, call.request_id, Failure(call.fault))
        refusals = self._service.refusals
        method = self._service.methods.get(call.method)
        if method is None and call.method == DISCOVER and self._description:
            # Neither the envelope of results nor a credential belongs to it.
            found: Json = {"jsonrpc": "2.0", "result": self._description}
            return {**found, "id": call.request_id}
        params = None if method is None else method.named(call.params)
        if method is None or params is None:
            fault = refusals.method if method is None else refusals.envelope
            return failure(self._service, call.request_id, Failure(fault))
        return self._answer(call.request_id, method, params, state, credential)

    def _answer(
        self,
        request_id: object,
        method: Method,
        params: Mapping[str, object],
        state: Mapping[str, object],
        credential: object,
    ) -> Json:
        asked = self._asked(method, params, credential)
        stated = self._accounts.facts(asked, state)
        facts = self._instances.facts(params, stated)
        refused = self._due(method) or self._unknown(method, credential)
        if refused is None:
            refused = method.failure(
                asked,
                self.limits.apply(facts),
                credential=self._service.credential,
                secret_facts=self._service.secret_facts,
            )
        if refused is None or refused.counted:
            self.limits.spend()
        left = self.limits.apply(facts)
        if refused is not None:
            told = left if refused.told else None
            return failure(self._service, request_id, refused, told)
        listed = dict(self._instances.listed(method.name, stated))
        data = method.answer(params, self._given, listed)
        self._instances.move(method.name, params, data, stated)
        self.placed += 1
        return success(self._service, request_id, data, left)

    def _asked(
        self, method: Method, params: Mapping[str, object], credential: object
    ) -> Mapping[str, object]:
        """What conditions read: the params, and what the credential's header holds."""
        name = self._service.credential
        if not method.has_credential or credential is None:
            return params
        return {**params, name: credential}

    def _unknown(self, method: Method, credential: object) -> Failure | None:
        """What answers a header that is missing or malformed."""
        fault = self._service.refusals.credential
        if fault is None or not method.has_credential or credential is not None:
            return None
        return Failure(method.faults.get(fault.mnemonic, fault), told=False)

    def _due(self, method: Method) -> Failure | None:
        """The first planned error that the method can answer, now answered."""
        for item in self._planned:
            if item.fits(method):
                self._planned.remove(item)
                name = item.mnemonic
                unknown = name in self._service.refusals.mnemonics
                return Failure(
                    method.faults[name],
                    item.field,
                    item.value,
                    item.params,
                    told=not (unknown or method.is_early(name)),
                )
        return None
