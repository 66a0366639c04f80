# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""HTTP requests and responses as values, and the responses to whatever is no call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LARGEST_BODY = 1_000_000
"""Bytes that a request may have."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "testserver")
"""Names this server answers to; any other may be a page that rebinds DNS."""

ROOT = "/"
"""Where the site stands, and a path that calls may be sent to."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; names of headers are in lower case."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    method: str = "POST"
    path: str = ROOT


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Headers beside those of the body."""


def plain(status: int, text: str, **headers: str) -> Response:
    """A response for people: something is wrong below JSON-RPC.

    A header's name is written with an underscore for each hyphen.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, f"{text}\n".encode(), headers=named)


def gathered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case.

    Values of one name are joined, as a list is; where one value is due, that is none.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a server answers to, and with which pages."""

    hosts: Collection[str]
    """Names that it goes by."""
    paths: tuple[str, ...]
    """Where calls are sent, `/` among them."""
    pages: Mapping[str, bytes]
    """The docs, by their paths below `/`."""

    def answer_unread(self, request: Request) -> Response | None:
        """The response that a request gets without a look into its body.

        None for a call: what its body says decides.
        """
        return (
            _refuse_framing(request.headers)
            or _refuse_origin(request.headers, self.hosts)
            or self._answer_method(request)
            or _refuse_body(request)
        )

    def _answer_method(self, request: Request) -> Response | None:
        """A page, or what is wrong with method and path of anything but a call."""
        path = request.path
        page = path.lstrip("/") or "index.html"
        takes_calls = (path.rstrip("/") or ROOT) in self.paths
        if request.method == "POST" and takes_calls:
            return None
        reads = request.method in ("GET", "HEAD")
        if reads and page in self.pages:
            return _page(page, self.pages[page])
        allowed = "GET, HEAD" if page in self.pages else ""
        if takes_calls:
            allowed = f"{allowed}, POST".removeprefix(", ")
        # A site without pages still has a root, and nothing on it.
        if not allowed or (reads and path == ROOT):
            if reads:
                return plain(404, "no such page; calls are sent by POST")
            return plain(404, f"calls are sent to {' or '.join(self.paths)}")
        return plain(405, "calls are sent by POST", Allow=allowed)


def _refuse_framing(headers: Mapping[str, str]) -> Response | None:
    """Refuses a body of which two readers may see different ends."""
    length = headers.get("content-length")
    if length is None:
        return None
    if "transfer-encoding" in headers:
        return plain(
            400, "a body has a Content-Length or a Transfer-Encoding, not both"
        )
    if not (length.isascii() and length.isdigit()):
        return plain(400, "the Content-Length is one whole number")
    return None


def _refuse_origin(
    headers: Mapping[str, str], hosts: Collection[str]
) -> Response | None:
    """Refuses names that are not ours, and pages of other origins."""
    host = headers.get("host", "localhost")
    name, colon, port = host.rpartition(":")
    if (name if colon and port.isdigit() else host).lower() not in hosts:
        return plain(421, "this server does not answer to that Host")
    origin = headers.get("origin")
    if origin is not None and _netloc(origin) != host:
        return plain(403, "requests from pages of another origin are refused")
    return None


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _refuse_body(request: Request) -> Response | None:
    """Refuses the body of a call for what is said of it, or for its size."""
    headers = request.headers
    kind = headers.get("content-type", "").partition(";")[0]
    if kind.strip().lower() != "application/json":
        return plain(415, "the Content-Type is application/json")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        told = "a body is sent as it is, without a Content-Encoding"
        return plain(415, told, Accept_Encoding="identity")
    if "transfer-encoding" in headers:
        return plain(411, "a Content-Length is due")
    declared = headers.get("content-length", "0").lstrip("0") or "0"
    # By its digits first: a number can be too long to be read.
    if (
        len(declared) > len(str(LARGEST_BODY))
        or max(int(declared), len(request.body)) > LARGEST_BODY
    ):
        return plain(413, f"a body has at most {LARGEST_BODY} bytes")
    return None


_KINDS = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def _page(name: str, content: bytes) -> Response:
    kind = _KINDS.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
    return Response(200, content, kind)
