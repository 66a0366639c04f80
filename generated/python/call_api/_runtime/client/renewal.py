# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Sessions that log in, log in anew before their time is over, and log out.

Nothing here sends anything: what a client of either kind does is asked here and told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .call import CallOptions, Method
from .errors import RpcError
from .secret import Secret
from .values import at_path, to_float

NOT_YET = Secret("not-logged-in")
"""Stands for the credential of a client that logs in by itself; never sent."""

EARLY = 60.0
"""Seconds before its end at which a token is no longer used."""

SHORT = 0.1
"""The same for tokens that last a short time, as a part of it."""


def own(options: CallOptions | None) -> CallOptions | None:
    """The options of a call for the login before it: an id is for one request."""
    return None if options is None else replace(options, request_id=None)


@dataclass(frozen=True, slots=True)
class Kept:
    """Params that may be sent twice; nothing of them shows."""

    params: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a service gives out its credential."""

    login: Method[Any]
    token: str
    """Member of its result that holds the credential."""
    expires: str = ""
    """Member that holds its end, in seconds since 1970; empty where nobody tells."""
    logout: Method[Any] | None = None
    refused: frozenset[str] = frozenset()
    """Mnemonics of a credential that is no longer good."""


@dataclass(slots=True)
class Renewal:
    """The token of one client, and whether it is still good."""

    access: Access
    params: Mapping[str, object] = field(repr=False)
    """What is sent to log in."""
    clock: Callable[[], float]
    """Seconds since 1970."""
    logins: int = 0
    """How often it has logged in: tells one token from the next."""
    _token: Secret | None = None
    _before: Secret | None = None
    _end: float = math.inf

    @property
    def token(self) -> str | None:
        """The token to send; None before the first login."""
        return None if self._token is None else self._token.reveal()

    @property
    def secrets(self) -> list[object]:
        """Tokens that an answer may still echo: this one and the one before."""
        known = (self._token, self._before)
        return [secret.reveal() for secret in known if secret is not None]

    def is_due(self, refused: int = 0) -> bool:
        """Whether to log in: no token, one that soon ends, or the refused one."""
        if self._token is None or self.logins == refused:
            return True
        return self.clock() >= self._end

    def take(self, data: object) -> None:
        """Takes the token of a login."""
        token = at_path(data, (self.access.token,))
        if not isinstance(token, str):
            raise TypeError("a login has told no token")
        now = self.clock()
        told = at_path(data, (self.access.expires,)) if self.access.expires else None
        end = to_float(told)
        left = math.inf if end is None else end - now
        # One whose end is past as it comes was told by another clock than this one: it
        # is used until it is refused.
        self._end = math.inf if left <= 0 else now + left - min(EARLY, left * SHORT)
        self._before, self._token = self._token, Secret(token)
        self.logins += 1

    def drop(self) -> None:
        """There is no token any more."""
        self._before, self._token = self._token, None

    def is_refusal(self, error: RpcError) -> bool:
        """Whether an answer says that the token is no longer good.

        Such a request was surely not carried out, so that it can be sent again,
        whatever its method does.
        """
        return error.sent and error.mnemonic in self.access.refused
