"""Lines of bytes -> the head of an HTTP/1.1 request, read strictly: what two readers could read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

MOST_FIELDS: Final = 100
"""Header fields that a request may have."""

_TOKEN: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET: Final = re.compile(rb"[!-~]+")
_VERSION: Final = re.compile(rb"HTTP/([0-9])\.([0-9])")
_VALUE: Final = re.compile(rb"[\t -~\x80-\xff]*")


class BadHeadError(Exception):
    """A head that is no request to this server: the status it is answered with, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Everything of a request but its body."""

    method: str
    path: str
    """Decoded, without the query."""
    headers: tuple[tuple[str, str], ...]
    """Names as they were sent."""
    is_old: bool
    """Whether it is of HTTP/1.0: its connection ends with the answer."""


def read_head(lines: list[bytes]) -> Head:
    """The head that stands in the lines up to the empty one, each with its end. Raises BadHeadError."""
    start, *fields, _ = map(_without_end, lines)
    parts = start.split(b" ")
    if len(parts) != 3 or not _TOKEN.fullmatch(parts[0]):
        raise BadHeadError(400, "the first line is no HTTP request")
    method, target, version = parts
    found = _VERSION.fullmatch(version)
    if found is None or not _TARGET.fullmatch(target):
        raise BadHeadError(400, "the first line is no HTTP request")
    if found[1] != b"1":
        raise BadHeadError(505, "this server speaks HTTP/1.1")
    if len(fields) > MOST_FIELDS:
        raise BadHeadError(431, f"a request has at most {MOST_FIELDS} header fields")
    headers = [_field(line) for line in fields]
    is_old = found[2] == b"0"
    names = [name.lower() for name, _ in headers]
    if names.count("host") > 1 or not (is_old or "host" in names):
        raise BadHeadError(400, "a request has one Host")
    # The target of CONNECT is a host: nothing here takes that method, at any path.
    host, path = (None, "/") if method == b"CONNECT" else _place(target.decode("ascii"))
    if host is not None:
        # Where the target names a host, that one counts.
        headers = [item for item in headers if item[0].lower() != "host"]
        headers.append(("Host", host))
    return Head(
        method=method.decode("ascii"), path=path, headers=tuple(headers), is_old=is_old
    )


def _without_end(line: bytes) -> bytes:
    if not line.endswith(b"\r\n"):
        raise BadHeadError(400, "the lines of a head end with CR and LF")
    return line[:-2]


def _field(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
        raise BadHeadError(400, "a header field is a name, a colon and a value")
    return name.decode("ascii"), value.strip(b" \t").decode("latin-1")


def _place(target: str) -> tuple[str | None, str]:
    """Host, where the target has one, and path."""
    if target == "*":
        return None, "/"
    if target.startswith("/"):
        return None, unquote(target.partition("?")[0])
    try:
        found = urlsplit(target)
    except ValueError:
        raise BadHeadError(400, "the target of the request is no address") from None
    if found.scheme.lower() not in ("http", "https") or not found.netloc:
        raise BadHeadError(400, "the target of the request is no path of this server")
    return found.netloc, unquote(found.path) or "/"


def wants_to_go_on(head: Head, headers: Mapping[str, str]) -> bool:
    """Whether the connection stays open for another request."""
    return not head.is_old and "close" not in _words(headers.get("connection", ""))


def expects_leave(headers: Mapping[str, str]) -> bool:
    """Whether the body waits until it is told to come. Raises BadHeadError for another expectation."""
    words = list(_words(headers.get("expect", "")))
    if any(word != "100-continue" for word in words):
        raise BadHeadError(417, "the only expectation known here is 100-continue")
    return bool(words)


def _words(value: str) -> Iterable[str]:
    return filter(None, (word.strip().lower() for word in value.split(",")))
