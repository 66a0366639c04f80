# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What a client is set up with: its service, its arguments, its environment."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from .errors import ConfigurationError, RpcError
from .secret import Secret
from .values import is_object

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """How the credential of a service is sent, and where it comes from."""

    param: str
    """The param that carries it."""
    argument: str
    """The argument of the client."""
    variable: str
    """The variable of the environment; empty where there is none."""
    needed: bool
    """Whether every method needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the generated package says of its service."""

    name: str
    """The package's name; its logger has it too."""
    address: str
    """Where calls go unless told otherwise; empty where the description has none."""
    address_variable: str
    credential: Credential | None
    content_type: str
    user_agent: str
    id_type: Literal["string", "number"]
    """The type of the ids that are made up for requests."""
    result_member: str
    """Member of `result` that holds the data; empty where the whole of it does."""
    help_member: str
    """Member of `error.data` that holds a link."""
    deprecation_flags: tuple[tuple[str, ...], ...]
    """Where the metadata says that the version in use is deprecated."""
    error_for: Callable[[int, str | None], type[RpcError]] = field(repr=False)
    """The exception of a code and a mnemonic."""

    def __post_init__(self) -> None:
        logging.getLogger(self.name).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that one client needs to know."""

    service: Service
    url: str
    headers: Mapping[str, str] = field(repr=False)
    credential: Secret | None
    timeout: float
    connect_timeout: float
    max_retries: int


MAX_RESPONSE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How connections are made, where a client is given no transport."""

    trust_env: bool
    """Whether proxies and a netrc file of the environment count."""
    proxy: str | None = field(repr=False)
    ssl_context: ssl.SSLContext | None
    max_response_bytes: int
    """Bytes that an answer may have once it is unpacked."""
    max_connections: int | None
    """Connections at once; a call that would need one more waits."""
    max_keepalive_connections: int | None
    """Those of them that are kept while nothing goes over them."""
    keepalive_expiry: float | None
    """Seconds that one is kept."""

    def __post_init__(self) -> None:
        """Raises ConfigurationError."""
        if not _is_of(self.trust_env, bool):
            raise ConfigurationError("`trust_env` is true or false")
        if not _is_of(self.proxy, str, type(None)):
            raise ConfigurationError("`proxy` is a URL as text, or None")
        whole_number("max_response_bytes", self.max_response_bytes, least=1)
        if self.max_connections is not None:
            whole_number("max_connections", self.max_connections, least=1)
        if self.max_keepalive_connections is not None:
            whole_number(
                "max_keepalive_connections", self.max_keepalive_connections, least=0
            )
        if self.keepalive_expiry is not None:
            seconds("keepalive_expiry", self.keepalive_expiry)


def settings(
    service: Service,
    *,
    base_url: str | None,
    credential: str | Secret | None,
    timeout: float,
    connect_timeout: float,
    max_retries: int,
    headers: Mapping[str, str] | None,
) -> Settings:
    """The settings, complete. Raises ConfigurationError."""
    known = service.credential
    found = _credential(known, credential)
    if found is None and known is not None and known.needed:
        raise missing_credential(known)
    standard = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": service.content_type,
        "user-agent": service.user_agent,
    }
    return Settings(
        service=service,
        url=_address(service, base_url),
        headers={**standard, **sendable_headers(headers)},
        credential=found,
        timeout=seconds("timeout", timeout),
        connect_timeout=seconds("connect_timeout", connect_timeout),
        max_retries=whole_number("max_retries", max_retries),
    )


def changed(
    ours: Settings,
    *,
    credential: str | Secret | None,
    timeout: float | None,
    connect_timeout: float | None,
    max_retries: int | None,
    headers: Mapping[str, str] | None,
) -> Settings:
    """The settings with some of them anew; what is None stays as it is.

    Raises ConfigurationError.
    """
    known = ours.credential
    if credential is not None:
        known = _credential(ours.service.credential, credential)
        needed = ours.service.credential
        if known is None and needed is not None and needed.needed:
            raise missing_credential(needed)
    if timeout is None:
        timeout = ours.timeout
    if connect_timeout is None:
        connect_timeout = ours.connect_timeout
    if max_retries is None:
        max_retries = ours.max_retries
    return replace(
        ours,
        credential=known,
        timeout=seconds("timeout", timeout),
        connect_timeout=seconds("connect_timeout", connect_timeout),
        max_retries=whole_number("max_retries", max_retries),
        headers={**ours.headers, **sendable_headers(headers)},
    )


# What a caller hands over is judged there, and not where it is used.


def _is_of(value: object, *kinds: type) -> bool:
    return isinstance(value, kinds)


def seconds(name: str, value: object) -> float:
    """A time of that name. Raises ConfigurationError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        return value
    raise ConfigurationError(
        f"`{name}` is a number of seconds above zero, not {_shown(value)}"
    )


def whole_number(name: str, value: object, least: int | None = None) -> int:
    """A whole number of that name. Raises ConfigurationError."""
    if isinstance(value, int) and not isinstance(value, bool):
        if least is None or value >= least:
            return value
    floor = "" if least is None else f" from {least} on"
    raise ConfigurationError(f"`{name}` is a whole number{floor}, not {_shown(value)}")


def _shown(value: object) -> str:
    """A number or a short text as it is, anything else by its type."""
    is_plain = value is None or isinstance(value, (bool, int, float, str))
    shown = ascii(value) if is_plain else ""
    return shown if 0 < len(shown) <= 20 else f"a value of type {type(value).__name__}"


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LINE = re.compile(r"[!-~](?:[\t -~]*[!-~])?|")
_FRAMING = frozenset(["content-length", "transfer-encoding", "upgrade"])


def sendable_headers(headers: object) -> dict[str, str]:
    """Headers with names in lower case. Raises ConfigurationError; quotes no value."""
    if headers is None:
        return {}
    if not is_object(headers):
        raise ConfigurationError("`headers` is a mapping of names to values")
    given: list[tuple[object, object]] = list(headers.items())
    return dict(_sendable(name, value) for name, value in given)


def _sendable(name: object, value: object) -> tuple[str, str]:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        raise ConfigurationError("`headers` has a name that HTTP can't carry")
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ConfigurationError(f"the header `{name}` is text, not {kind}")
    if not _LINE.fullmatch(value):
        raise ConfigurationError(
            f"the header `{name}` holds what HTTP can't carry: a value is one line of "
            "printable ASCII without blanks at its ends"
        )
    if name.lower() in _FRAMING:
        raise ConfigurationError(
            f"the header `{name}` is the client's own business; leave it out"
        )
    return name.lower(), value


def missing_credential(known: Credential) -> ConfigurationError:
    """Says where a credential can come from."""
    ways = f"pass `{known.argument}`"
    if known.variable:
        ways += f", or set the variable {known.variable}"
    return ConfigurationError(f"no credential: {ways}")


def _credential(known: Credential | None, given: object) -> Secret | None:
    if given is None and known is not None and known.variable:
        given = os.environ.get(known.variable, "")
    if isinstance(given, str):
        given = Secret(given)
    if given is not None and not isinstance(given, Secret):
        name = "credential" if known is None else known.argument
        kind = type(given).__name__
        raise ConfigurationError(f"`{name}` is text or a Secret, not {kind}")
    return given if given and given.reveal() else None


def _address(service: Service, given: object) -> str:
    """The address as given, from the environment, or the service's own."""
    variable = service.address_variable
    if given is not None and not isinstance(given, str):
        kind = type(given).__name__
        raise ConfigurationError(f"`base_url` is text, not {kind}")
    url = given or os.environ.get(variable) or service.address
    if not url:
        raise ConfigurationError(
            f"no address: pass `base_url`, or set the variable {variable}"
        )
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        raise ConfigurationError("the address is not a URL") from None
    is_plain = url.isascii() and url.isprintable() and " " not in url
    labels = (parts.hostname or "").removesuffix(".").split(".")
    # What no look-up takes is found here: there it would pass for a lost answer.
    is_host = all(0 < len(label) < 64 for label in labels)
    if not is_web or not is_host or not is_plain:
        raise ConfigurationError("the address is no http or https URL")
    if "@" in parts.netloc:
        raise ConfigurationError("the address holds a user name; leave it out")
    return url
