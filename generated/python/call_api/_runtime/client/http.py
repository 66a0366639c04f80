# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Sends requests with httpx2: no redirects, no cookies, answers of a limited size."""

from __future__ import annotations

import asyncio
import base64
import netrc
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Protocol, TypedDict
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from .deadline import AsyncNetwork, Network, Progress, Until
from .errors import ConfigurationError
from .settings import Connection
from .transport import (
    BadAnswerError,
    HttpRequest,
    HttpResponse,
    NothingSentError,
    TransportError,
)

EXPECTED = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)
"""What fails in a network; anything else keeps its traceback as a cause."""


class HttpTransport:
    """A pool of connections, always checking certificates."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._limit = connection.max_response_bytes
        self._extra = _netrc(url) if connection.trust_env else {}
        backend = Network(httpcore2.SyncBackend())
        self._pool = httpcore2.ConnectionPool(
            network_backend=backend, **_pool_settings(url, connection)
        )

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError."""
        progress = Progress()
        try:
            sent = _message(request, self._extra, progress)
            return self._exchange(sent, progress)
        except Exception as error:
            failed = _failure(error, progress)
        raise failed

    def _exchange(self, request: httpcore2.Request, progress: Progress) -> HttpResponse:
        response = self._pool.handle_request(request)
        head, body = _head(response), Body(self._limit)
        try:
            body.begin(head.headers.get("content-encoding", ""))
            for chunk in response.iter_stream():
                body.add(chunk)
            return replace(head, body=body.done())
        except Exception:
            progress.answer = replace(head, body=body.so_far())
            raise
        finally:
            response.close()

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


class AsyncHttpTransport:
    """The same for `async` code; its connections belong to one event loop."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._limit = connection.max_response_bytes
        self._extra = _netrc(url) if connection.trust_env else {}
        self._loop: asyncio.AbstractEventLoop | None = None
        backend = AsyncNetwork(httpcore2.AnyIOBackend())
        self._pool = httpcore2.AsyncConnectionPool(
            network_backend=backend, **_pool_settings(url, connection)
        )

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError.

        Raises ConfigurationError in another event loop than that of its first request.
        """
        loop = asyncio.get_running_loop()
        if self._loop not in (None, loop):
            raise ConfigurationError(
                "the client belongs to another event loop, where its first call was "
                "made; make one inside each `asyncio.run`"
            )
        self._loop = loop
        progress = Progress()
        try:
            sent = _message(request, self._extra, progress)
            return await self._exchange(sent, progress)
        except Exception as error:
            failed = _failure(error, progress)
        raise failed

    async def _exchange(
        self, request: httpcore2.Request, progress: Progress
    ) -> HttpResponse:
        response = await self._pool.handle_async_request(request)
        head, body = _head(response), Body(self._limit)
        try:
            body.begin(head.headers.get("content-encoding", ""))
            async for chunk in response.aiter_stream():
                body.add(chunk)
            return replace(head, body=body.done())
        except Exception:
            progress.answer = replace(head, body=body.so_far())
            raise
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._pool.aclose()


# What a pool is set up with.


class _PoolSettings(TypedDict):
    """What pools of both kinds take."""

    ssl_context: ssl.SSLContext | None
    proxy: httpcore2.Proxy | None
    max_connections: int | None
    max_keepalive_connections: int | None
    keepalive_expiry: float | None


def _pool_settings(url: str, connection: Connection) -> _PoolSettings:
    """The settings of a pool. Raises ConfigurationError."""
    if not _is_context(connection.ssl_context):
        raise ConfigurationError("`ssl_context` is an ssl.SSLContext, or None")
    proxy = connection.proxy or (_proxy(url) if connection.trust_env else None)
    known = None if proxy is None else _known_proxy(proxy)
    schemes = {urlsplit(url).scheme, known.url.scheme if known else ""}
    context = connection.ssl_context
    if context is None and "https" in schemes:
        # Reading the certificates takes longer than all the rest of a client.
        context = httpx2.create_ssl_context(trust_env=connection.trust_env)
    return {
        "ssl_context": context,
        "proxy": _as_pooled(known, context),
        "max_connections": connection.max_connections,
        "max_keepalive_connections": connection.max_keepalive_connections,
        "keepalive_expiry": connection.keepalive_expiry,
    }


def _is_context(value: object) -> bool:
    return value is None or isinstance(value, ssl.SSLContext)


def _known_proxy(url: str) -> httpx2.Proxy:
    """What an address of a proxy says; it may hold a password, so it is not quoted."""
    try:
        found = httpx2.Proxy(url)
    except (ValueError, TypeError, httpx2.InvalidURL):
        found = None
    if found is None or not found.url.host:
        raise ConfigurationError(
            "the proxy is a URL such as http://localhost:3128; its scheme is one of "
            "http, https, socks5 and socks5h"
        )
    if found.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError(
            "a SOCKS proxy needs the package socksio: pip install 'httpx2[socks]'"
        )
    return found


def _as_pooled(
    proxy: httpx2.Proxy | None, context: ssl.SSLContext | None
) -> httpcore2.Proxy | None:
    if proxy is None:
        return None
    return httpcore2.Proxy(
        _core_url(proxy.url),
        auth=proxy.raw_auth,
        ssl_context=context if proxy.url.scheme == "https" else None,
    )


def _core_url(url: httpx2.URL) -> httpcore2.URL:
    return httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


# What the environment says; read only where a caller asks for it.


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address."""
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{found}" if found and "://" not in found else found


def _netrc(url: str) -> dict[str, str]:
    """The header for an address that the user's netrc file knows."""
    try:
        found = netrc.netrc().authenticators(urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return {}
    if found is None:
        return {}
    user, _, password = found
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"authorization": f"Basic {token}"}


# Requests and answers.


def _message(
    request: HttpRequest, extra: Mapping[str, str], progress: Progress
) -> httpcore2.Request:
    """The request, with the end time where httpcore2 expects timeouts."""
    target, host = _target(request.url)
    headers = {
        "host": host,
        "content-length": str(len(request.body)),
        **request.headers,
        **extra,
    }
    until = Until(request.deadline, progress)
    soon = min(until.at, time.monotonic() + request.connect_timeout)
    connect = Until(soon, progress)
    times = {"connect": connect, "read": until, "write": until, "pool": until}
    return httpcore2.Request(
        "POST",
        target,
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        content=request.body,
        extensions={"timeout": times},
    )


@lru_cache(maxsize=16)
def _target(url: str) -> tuple[httpcore2.URL, str]:
    """Where a request goes, and its `Host`."""
    found = httpx2.URL(url)
    return _core_url(found), found.netloc.decode("ascii")


def _head(response: httpcore2.Response) -> HttpResponse:
    """Status and headers, names in lower case; a header that comes twice is joined."""
    found: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return HttpResponse(status=response.status, headers=found, body=b"")


def _failure(error: Exception, progress: Progress) -> TransportError:
    """What went wrong, by whether anything had left."""
    timed_out = isinstance(error, httpcore2.TimeoutException)
    text = ": ".join(filter(None, [type(error).__name__, str(error)]))
    failed: TransportError
    if isinstance(error, TransportError):
        failed = error
    elif not progress.has_left:
        failed = NothingSentError(text, timed_out=timed_out)
    elif isinstance(error, httpcore2.RemoteProtocolError):
        failed = BadAnswerError(f"the answer is not HTTP: {error}")
    else:
        failed = TransportError(text, timed_out=timed_out)
    if failed is not error and not isinstance(error, EXPECTED):
        failed.__cause__ = error
    failed.response = progress.answer
    return failed


# The body of an answer as it arrives: unpacked, and never larger than allowed.

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS}


class _Unpacker(Protocol):
    """What zlib gives."""

    @property
    def eof(self) -> bool: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class Body:
    """Gathers a body, up to a limit of unpacked bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._parts: list[bytes] = []
        self._coding = ""
        self._packed: _Unpacker | None = None

    def begin(self, coding: str) -> None:
        """Takes in how it is packed. Raises BadAnswerError for an unknown way."""
        self._coding = coding.strip().lower()
        self._packed = _unpacker(self._coding)

    def add(self, chunk: bytes) -> None:
        """Takes in what has arrived. Raises BadAnswerError where it can't be used."""
        if self._packed is None:
            self._keep(chunk)
            return
        while chunk:
            room = self._limit - self._size + 1
            try:
                self._keep(self._packed.decompress(chunk, room))
            except zlib.error:
                # Some servers leave out the frame of `deflate`.
                if self._coding != "deflate" or self._parts:
                    raise BadAnswerError("the answer is packed badly") from None
                self._packed = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            chunk = self._packed.unconsumed_tail

    def done(self) -> bytes:
        """The whole body."""
        if self._packed is not None and self._parts and not self._packed.eof:
            raise BadAnswerError("the packed answer is cut short")
        if self._packed is not None and self._packed.unused_data:
            raise BadAnswerError("more follows the packed answer")
        return self.so_far()

    def so_far(self) -> bytes:
        """What has arrived of it, unpacked."""
        return b"".join(self._parts)

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._limit:
            raise BadAnswerError(f"the answer is larger than {self._limit} bytes")
        self._parts.append(chunk)


def _unpacker(coding: str) -> _Unpacker | None:
    if coding in ("", "identity"):
        return None
    if coding == "deflate":
        return zlib.decompressobj()
    if coding in _WINDOWS:
        return zlib.decompressobj(_WINDOWS[coding])
    raise BadAnswerError("the answer is packed in a way that was not asked for")
