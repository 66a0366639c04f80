# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What a fake client answers: what a test has set, as the reply a server would send."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from ..client.checks import Slot
from ..client.errors import (
    ClientError,
    InvalidResponseError,
    NotSentError,
    NotSentTimeoutError,
    OutcomeUnknownError,
    OutcomeUnknownTimeoutError,
    RequestRefusedError,
)
from ..client.natives import written
from ..client.transport import (
    HttpRequest,
    HttpResponse,
    NothingSentError,
    TransportError,
)
from ..client.values import is_list, is_object
from .envelope import Json, encode, failure, success
from .methods import Failure
from .service import Service


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Stands for an answer that a test leaves open: the sample of the spec is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one call gets."""

    returns: object
    raises: str | None
    """Mnemonic of the error that it gets instead."""
    field: str | None
    value: object
    params: Mapping[str, object]
    data: Mapping[str, object]
    """Members of the data that only the error has."""
    http: HttpResponse | TransportError | None = None
    """What it gets in place of any reply."""


NOTHING_CAME: Mapping[type[ClientError], HttpResponse | TransportError] = {
    NotSentError: NothingSentError("the test says so"),
    NotSentTimeoutError: NothingSentError("the test says so", timed_out=True),
    OutcomeUnknownError: TransportError("the test says so"),
    OutcomeUnknownTimeoutError: TransportError("the test says so", timed_out=True),
    InvalidResponseError: HttpResponse(status=200, headers={}, body=b"no JSON"),
    RequestRefusedError: HttpResponse(status=403, headers={}, body=b""),
}
"""Errors that are no reply -> what a client makes them of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """A call that passed the client's checks."""

    method: str
    params: Mapping[str, object]
    """As they would be sent, without the credential."""
    notification: bool = False
    """Whether it was sent as a notification, which gets no answer."""


class Stage:
    """Where a test and a fake client meet."""

    def __init__(self, service: Service) -> None:
        self.calls: list[RecordedCall] = []
        self._service = service
        self._answers: dict[str, list[Answer]] = {}

    def plan(
        self,
        method: str,
        returns: object,
        raises: str | type[ClientError] | ClientError | None,
        field: str | None,
        value: object,
        params: Mapping[str, object] | None,
        http: HttpResponse | None = None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        """Sets what a method does next; the last answer set stays.

        Raises ValueError for an error that the method does not have, a class that
        stands for several, and more than one of `returns`, `raises` and `http`.
        """
        given = [returns is not UNSET, raises is not None, http is not None]
        if sum(given) > 1:
            raise ValueError("one call gets one of `returns`, `raises` and `http`")
        mnemonic: str | None = None
        instead: HttpResponse | TransportError | None = http
        if isinstance(raises, str):
            mnemonic = self._known(method, raises)
        elif raises is not None:
            kind = raises if isinstance(raises, type) else type(raises)
            instead = NOTHING_CAME.get(kind)
            if instead is None:
                mnemonic = self._known(method, _mnemonic(raises))
        told = (field, value, params, data)
        if mnemonic is None and any(item is not None for item in told):
            raise ValueError(
                "`field`, `value`, `params` and `data` need an error of the API"
            )
        answer = Answer(
            returns=returns,
            raises=mnemonic,
            field=field,
            value=value,
            params=params or {},
            data=data or {},
            http=instead,
        )
        self._answers.setdefault(method, []).append(answer)

    def _known(self, method: str, mnemonic: str) -> str:
        """A mnemonic that the method has."""
        known = self._service.methods[method].faults
        if mnemonic not in known:
            near = get_close_matches(mnemonic, known, 3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"{method} has no error {mnemonic}{hint}")
        return mnemonic

    def answer(self, body: bytes) -> HttpResponse:
        """The answer to a request. Raises what the test has set, and AssertionError
        where it has set nothing.
        """
        message: Any = json.loads(body)
        if not is_list(message):
            found = self._answered(message)
            if isinstance(found, HttpResponse):
                return found
            reply = b"" if found is None else encode(found)
            status = 204 if found is None else self._service.status_of(found)
        else:
            every = [self._answered(item) for item in message if is_object(item)]
            for found in every:
                # What happens to one request of a batch happens to all of it.
                if isinstance(found, HttpResponse):
                    return found
            parts = [encode(item) for item in every if isinstance(item, dict)]
            reply = b"[" + b",".join(parts) + b"]" if parts else b""
            status = 200 if parts else 204
        return HttpResponse(
            status=status,
            headers={"content-type": "application/json; charset=utf-8"},
            body=reply,
        )

    def _answered(self, message: Mapping[str, Any]) -> HttpResponse | Json | None:
        """What one request gets; nothing where it is a notification. Raises what the
        test has set.
        """
        method: str = message["method"]
        notifies = "id" not in message
        known = self._service.methods[method]
        params = dict(known.named(message["params"]) or {})
        params.pop(self._service.credential, None)
        self.calls.append(
            RecordedCall(method=method, params=params, notification=notifies)
        )
        answers = self._answers.get(method)
        if notifies and (not answers or answers[0].http is None):
            return None
        if not answers:
            raise AssertionError(f"{method} was called, and no answer is set for it")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer.http, HttpResponse):
            return answer.http
        if answer.http is not None:
            # A new one each time: a raised exception keeps what it was raised from.
            raise type(answer.http)(*answer.http.args, timed_out=answer.http.timed_out)
        return reply(self._service, answer, method, message["id"], params)


def _mnemonic(error: type[ClientError] | ClientError) -> str:
    """The mnemonic of a class of errors, or of one."""
    found: object = getattr(error, "mnemonic", None)
    if isinstance(found, str):
        return found
    kind = error if isinstance(error, type) else type(error)
    raise ValueError(f"{kind.__name__} is a family; name one of its errors")


def reply(
    service: Service,
    answer: Answer,
    method: str,
    request_id: object,
    params: Mapping[str, object],
) -> dict[str, object]:
    """The answer that a test wants as the reply of a server."""
    known = service.methods[method]
    if answer.raises is None:
        sample: object = copy.deepcopy(known.result)
        data = sample if answer.returns is UNSET else answer.returns
        return success(service, request_id, _plain(data), {})
    fault = known.faults[answer.raises]
    slots = [part.name for part in fault.message if isinstance(part, Slot)]
    filled = {name: params.get(name, name) for name in slots}
    params = {**filled, **answer.params}
    failed = Failure(fault, answer.field, answer.value, params, data=answer.data)
    return failure(service, request_id, failed)


def _plain(value: object) -> object:
    """Models as JSON values, with the names of the wire."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if is_list(value):
        return [_plain(item) for item in value]
    if is_object(value):
        return {name: _plain(member) for name, member in value.items()}
    return written(value)


class StageTransport:
    """Answers the requests of a client from a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """What the test has set."""
        return self._stage.answer(request.body)


class AsyncStageTransport:
    """The same for an async client."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """What the test has set."""
        return self._stage.answer(request.body)
