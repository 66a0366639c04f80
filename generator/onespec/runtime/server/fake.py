# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What a fake client answers: what a test has set, as the reply a server would send."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pydantic import BaseModel

from ..client.checks import Slot
from ..client.errors import RpcError
from ..client.transport import HttpRequest, HttpResponse
from ..client.values import is_list, is_object
from .envelope import encode, failure, success
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """A call that passed the client's checks."""

    method: str
    params: Mapping[str, object]
    """As they would be sent, without the credential."""


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
        raises: str | type[RpcError] | None,
        field: str | None,
        value: object,
        params: Mapping[str, object] | None,
    ) -> None:
        """Sets what a method does next; the last answer set stays.

        Raises ValueError for a class that stands for several errors.
        """
        if isinstance(raises, type):
            if raises.mnemonic is None:
                raise ValueError(
                    f"{raises.__name__} is a family; name one of its errors"
                )
            raises = raises.mnemonic
        answer = Answer(
            returns=returns,
            raises=raises,
            field=field,
            value=value,
            params=params or {},
        )
        self._answers.setdefault(method, []).append(answer)

    def reply(self, body: bytes) -> bytes:
        """The reply to a request. Raises AssertionError where the test has set none."""
        message = json.loads(body)
        method: str = message["method"]
        params: dict[str, object] = message["params"]
        params.pop(self._service.credential, None)
        self.calls.append(RecordedCall(method=method, params=params))
        answers = self._answers.get(method)
        if not answers:
            raise AssertionError(f"{method} was called, and no answer is set for it")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return encode(reply(self._service, answer, method, message["id"], params))


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
    if answer.raises not in known.faults:
        raise AssertionError(f"{method} has no error {answer.raises}")
    fault = known.faults[answer.raises]
    slots = [part.name for part in fault.message if isinstance(part, Slot)]
    filled = {name: params.get(name, name) for name in slots}
    failed = Failure(fault, answer.field, answer.value, {**filled, **answer.params})
    return failure(service, request_id, failed)


def _plain(value: object) -> object:
    """Models as JSON values, with the names of the wire."""
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if is_list(value):
        return [_plain(item) for item in value]
    if is_object(value):
        return {name: _plain(member) for name, member in value.items()}
    return value


class StageTransport:
    """Answers the requests of a client from a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """What the test has set."""
        return HttpResponse(
            status=200, headers={}, body=self._stage.reply(request.body)
        )


class AsyncStageTransport:
    """The same for an async client."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """What the test has set."""
        return HttpResponse(
            status=200, headers={}, body=self._stage.reply(request.body)
        )
