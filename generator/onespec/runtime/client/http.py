# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Sends requests with httpx2: no redirects, no cookies, answers of a limited size."""

from __future__ import annotations

import base64
import netrc
import time
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from .deadline import AsyncNetwork, Network, Until, has_surplus, keep_deadlines
from .settings import Connection
from .transport import (
    BadAnswerError,
    HttpRequest,
    HttpResponse,
    NothingSentError,
    TransportError,
)

UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
"""Failures before the first byte of a request leaves."""

ENDINGS = ("disconnected", "closed connection")
"""How httpx2 words an answer that ends too early, as against one that isn't HTTP."""


class HttpTransport:
    """A pool of connections, always checking certificates."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._limit = connection.max_response_bytes
        self._extra = _netrc(url) if connection.trust_env else {}
        self._inner = httpx2.HTTPTransport(
            verify=connection.ssl_context or True,
            trust_env=connection.trust_env,
            proxy=connection.proxy or (_proxy(url) if connection.trust_env else None),
        )
        keep_deadlines(self._inner, Network)

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError."""
        try:
            return self._exchange(request)
        except TransportError:
            raise
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            failed = _failure(error)
        raise failed

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        response = self._inner.handle_request(_message(request, self._extra))
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        try:
            body = Body(response.headers.get("content-encoding", ""), self._limit)
            for chunk in stream:
                body.add(chunk)
            if has_surplus(stream):
                response.extensions["network_stream"].spoil()
        finally:
            stream.close()
        return HttpResponse(
            status=response.status_code,
            headers=dict(response.headers.items()),
            body=body.done(),
        )

    def close(self) -> None:
        """Closes the connections."""
        self._inner.close()


class AsyncHttpTransport:
    """The same for `async` code."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._limit = connection.max_response_bytes
        self._extra = _netrc(url) if connection.trust_env else {}
        self._inner = httpx2.AsyncHTTPTransport(
            verify=connection.ssl_context or True,
            trust_env=connection.trust_env,
            proxy=connection.proxy or (_proxy(url) if connection.trust_env else None),
        )
        keep_deadlines(self._inner, AsyncNetwork)

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError."""
        try:
            return await self._exchange(request)
        except TransportError:
            raise
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            failed = _failure(error)
        raise failed

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        sent = _message(request, self._extra)
        response = await self._inner.handle_async_request(sent)
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)
        try:
            body = Body(response.headers.get("content-encoding", ""), self._limit)
            async for chunk in stream:
                body.add(chunk)
            if has_surplus(stream):
                response.extensions["network_stream"].spoil()
        finally:
            await stream.aclose()
        return HttpResponse(
            status=response.status_code,
            headers=dict(response.headers.items()),
            body=body.done(),
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()


def _message(request: HttpRequest, extra: Mapping[str, str]) -> httpx2.Request:
    """The request, with the end time where httpx2 expects timeouts."""
    until = Until(request.deadline)
    connect = Until(min(until.at, time.monotonic() + request.connect_timeout))
    times = {"connect": connect, "read": until, "write": until, "pool": until}
    try:
        return httpx2.Request(
            "POST",
            _url(request.url),
            headers={**request.headers, **extra},
            content=request.body,
            extensions={"timeout": times},
        )
    except (ValueError, TypeError, httpx2.InvalidURL):
        pass
    # Its text could quote a header, and with it a credential.
    raise NothingSentError("the address or a header can't be said in HTTP")


@lru_cache(maxsize=16)
def _url(url: str) -> httpx2.URL:
    return httpx2.URL(url)


def _failure(error: Exception) -> TransportError:
    """What went wrong, by whether anything had left."""
    text = ": ".join(filter(None, [type(error).__name__, str(error)]))
    if isinstance(error, UNSENT):
        return NothingSentError(text)
    protocol = isinstance(error, httpx2.RemoteProtocolError)
    if protocol and not any(ending in text for ending in ENDINGS):
        return BadAnswerError(f"the answer is not HTTP: {error}")
    return TransportError(text)


# What the environment says; read only where a caller asks for it.


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address."""
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


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

    def __init__(self, coding: str, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._parts: list[bytes] = []
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
