# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""One call of a tool: its arguments are judged, and only what is let through is sent."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from .tools import Method

MASK: Final = "***"

AGAIN: Final = {
    "mend": "Change the arguments and call again.",
    "wait": "A limit is used up: wait, then call again.",
    "change_state": "The account is in the way: change it, or what you ask of it.",
    "give_up": "Calling again does not help.",
}
"""What can be done about an error, by its class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The generated client of the service, as far as tools need it."""

    name: str
    title: str
    release: str
    client: Callable[[], Any]
    """Makes the asynchronous client; its settings come from the environment."""
    checks: Mapping[str, Callable[[Mapping[str, object]], Any]]
    mends: Mapping[str, Callable[[Mapping[str, object]], Any]]
    error: type[Exception]
    """What all errors of the client are."""
    refused: type[Exception]
    """What an answer with an error raises."""
    unknown: type[Exception]
    """What raises where nobody knows what became of a call."""
    result_member: str = ""
    """Member of the result that holds the data."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool answers: JSON, and whether it is an error."""

    value: Any
    is_error: bool = False

    @property
    def text(self) -> str:
        """The same as text."""
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))


def problem(error: str, message: str, **more: Any) -> Outcome:
    """An error of a tool."""
    return Outcome({"error": error, "message": message, **more}, is_error=True)


@dataclass(slots=True)
class Caller:
    """Calls methods of one service; the client is made when it is first needed."""

    api: Api
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    made: Any = None

    def judged(self, method: Method, arguments: Mapping[str, Any]) -> Outcome | None:
        """Why arguments would be refused; None where they are let through."""
        given = [name for name in method.secrets if name in arguments]
        given += [name for name in method.credential if name in arguments]
        if given:
            # Never shown, and never sent on: what a model has seen is no secret.
            name = given[0]
            where = method.secrets.get(name)
            place = f" in the variable {where}" if where else ""
            return problem(
                "secret_in_arguments",
                f"`{name}` is a secret: it is set{place} where this server is started.",
                field=name,
                what_to_do="mend",
                suggestions=[
                    {
                        "text": f"drop `{name}`",
                        "edits": [{"op": "drop", "field": name}],
                    }
                ],
                sent=False,
            )
        missing = [v for v in method.secrets.values() if not os.environ.get(v)]
        if missing:
            message = f"Set the variable {missing[0]} where this server is started."
            return problem("secret_not_set", message, what_to_do="give_up", sent=False)
        whole = {**method.credential, **self._secrets(method), **arguments}
        violations = self.api.checks[method.method](whole)[1]
        if not violations:
            return None
        mends = self.api.mends[method.method](whole)
        return Outcome(refusal(violations, mends), is_error=True)

    def _secrets(self, method: Method) -> dict[str, str]:
        return {param: os.environ[name] for param, name in method.secrets.items()}

    async def called(self, method: Method, arguments: Mapping[str, Any]) -> Outcome:
        """What the service answers to arguments that are let through."""
        api = self.api
        whole = {**self._secrets(method), **arguments}
        given = {method.keywords.get(name, name): v for name, v in whole.items()}
        try:
            if self.made is None:
                self.made = await self.stack.enter_async_context(api.client())
            found = self.made.with_raw_response
            for name in method.path:
                found = getattr(found, name)
            answer = await found(**given)
        except api.refused as error:
            return answered(method, error)
        except api.unknown as error:
            return problem(
                "outcome_unknown",
                str(error),
                what_to_do="give_up",
                hint="Find out what became of it before you call again.",
                sent=True,
            )
        except api.error as error:
            return problem("not_sent", str(error), what_to_do="give_up", sent=False)
        data = json.loads(answer.http.body)["result"]
        if api.result_member:
            data = data[api.result_member]
        value = masked(data, method.hides)
        return Outcome({"result": value} if method.wraps else value)


def refusal(violations: Sequence[Any], mends: Sequence[Any]) -> dict[str, Any]:
    """What is wrong with arguments, and what mends them."""
    first, *others = violations
    found = _told(first)
    found |= {"what_to_do": "mend", "suggestions": [suggestion(one) for one in mends]}
    if others:
        found["also"] = [_told(one) for one in others]
    return {**found, "sent": False}


def _told(one: Any) -> dict[str, Any]:
    found = {
        "error": one.mnemonic,
        "code": one.code,
        "message": one.message,
        "field": one.field,
        "reason": one.reason,
        "rule": one.constraint,
    }
    return {name: value for name, value in found.items() if value is not None}


def suggestion(mend: Any) -> dict[str, Any]:
    """A mend as JSON; a value that is only a sample is said to be one."""
    return {"text": str(mend), "edits": [_edit(one) for one in mend.edits]}


def _edit(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"op": one.op, "field": one.field, "path": list(one.path)}
    if one.op != "drop" and not one.hidden:
        found["value"] = one.value
    return found | ({"sample": True} if one.sample else {})


def answered(method: Method, error: Any) -> Outcome:
    """An error that the service answered with."""
    mnemonic = error.mnemonic or "error"
    remedy = method.remedies.get(mnemonic, "give_up")
    more = {
        "field": error.field,
        "help_url": error.help_url,
        "retry_after": error.retry_after,
    }
    told = {name: value for name, value in more.items() if value is not None}
    return problem(
        mnemonic,
        error.message,
        code=error.code,
        **told,
        what_to_do=remedy,
        hint=AGAIN[remedy],
        sent=error.sent,
    )


def masked(value: Any, hidden: Sequence[str]) -> Any:
    """A result without its secrets."""
    if not hidden or value is None:
        return value
    if "*" in hidden:
        return MASK
    if isinstance(value, dict):
        return {
            name: MASK if name in hidden else masked(one, hidden)
            for name, one in value.items()
        }
    return [masked(one, hidden) for one in value] if isinstance(value, list) else value
