# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What a client is set up with: its service, its arguments, its environment."""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from .errors import ConfigurationError, RpcError
from .secret import Secret


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
    if not (timeout > 0 and connect_timeout > 0):
        raise ConfigurationError("a timeout is a number of seconds above zero")
    standard = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": service.content_type,
        "user-agent": service.user_agent,
    }
    return Settings(
        service=service,
        url=_address(service, base_url),
        headers={**standard, **{k.lower(): v for k, v in (headers or {}).items()}},
        credential=found,
        timeout=timeout,
        connect_timeout=connect_timeout,
        max_retries=max_retries,
    )


def missing_credential(known: Credential) -> ConfigurationError:
    """Says where a credential can come from."""
    ways = f"pass `{known.argument}`"
    if known.variable:
        ways += f", or set the variable {known.variable}"
    return ConfigurationError(f"no credential: {ways}")


def _credential(known: Credential | None, given: str | Secret | None) -> Secret | None:
    if given is None and known is not None and known.variable:
        given = os.environ.get(known.variable, "")
    if isinstance(given, str):
        given = Secret(given)
    return given if given and given.reveal() else None


def _address(service: Service, given: str | None) -> str:
    """The address as given, from the environment, or the service's own."""
    variable = service.address_variable
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
