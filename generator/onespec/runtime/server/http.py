# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""HTTP requests and responses as values, and the responses to whatever is no call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LARGEST_BODY = 1_000_000
"""Bytes that a request may have."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "testserver")
"""Names this server answers to; any other may be a page that rebinds DNS."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; names of headers are in lower case."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    method: str = "POST"
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"


def plain(status: int, text: str) -> Response:
    """A response for people: something is wrong below JSON-RPC."""
    return Response(status, f"{text}\n".encode())


def respond_unread(
    request: Request, hosts: Collection[str], pages: Mapping[str, bytes]
) -> Response | None:
    """The response to a request that is no call, or None for one that may be."""
    refused = _refuse_origin(request, hosts)
    if refused is not None:
        return refused
    if request.method in ("GET", "HEAD"):
        return _page(request.path, pages)
    if request.method != "POST":
        return plain(405, "calls are sent by POST")
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind.strip().lower() != "application/json":
        return plain(415, "the Content-Type is application/json")
    if len(request.body) > LARGEST_BODY:
        return plain(413, f"a body has at most {LARGEST_BODY} bytes")
    return None


def _refuse_origin(request: Request, hosts: Collection[str]) -> Response | None:
    """Refuses names that are not ours, and pages of other origins."""
    host = request.headers.get("host", "localhost")
    name, colon, port = host.rpartition(":")
    if (name if colon and port.isdigit() else host).lower() not in hosts:
        return plain(421, "this server does not answer to that Host")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return plain(403, "requests from pages of another origin are refused")
    return None


_KINDS = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def _page(path: str, pages: Mapping[str, bytes]) -> Response:
    """A page of the docs, where the server has them."""
    name = path.lstrip("/") or "index.html"
    if name not in pages:
        return plain(404, "no such page; calls are sent by POST")
    kind = _KINDS.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
    return Response(200, pages[name], kind)
