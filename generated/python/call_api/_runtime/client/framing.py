# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Bytes of an HTTP/1 answer -> where its head, its body and each chunk of it end."""

from __future__ import annotations

import math
import re

_HEAD = re.compile(rb"\n\r?\n")
_LINE = re.compile(rb"\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")
_CHUNKED = re.compile(rb"\ntransfer-encoding:[ \t]*chunked", re.IGNORECASE)
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,18})", re.IGNORECASE)


class Framing:
    """Follows one answer, so that no reader is given what comes behind its end.

    Nothing is judged here: the reader of HTTP finds what is wrong with an answer.
    """

    def __init__(self) -> None:
        self._start = bytearray()
        """The part of a head, or of a line between chunks, that has come so far."""
        self._mark = _HEAD
        """What that part ends with."""
        self._due = 0.0
        """Bytes of a body or chunk that are still to come."""
        self.ends_with_connection = False
        """Whether the body goes on until the server hangs up."""

    def piece(self, data: bytes) -> int:
        """How many of these bytes, the next ones, stand before the next end."""
        if self._due:
            size = int(min(self._due, len(data)))
            self._due -= size
            return size
        known = len(self._start)
        self._start += data
        found = self._mark.search(self._start, max(0, known - 3))
        if found is None:
            return len(data)
        part = bytes(self._start[: found.end()])
        self._start.clear()
        self._go_on(part)
        return found.end() - known

    def _go_on(self, part: bytes) -> None:
        """Takes in a whole head, or a whole line between chunks."""
        if self._mark is _LINE:
            size = part.partition(b";")[0].strip()
            # A line that is no size ends a chunk, or stands behind the last one.
            is_size = re.fullmatch(rb"[0-9a-fA-F]{1,16}", size) is not None
            self._due = int(size, 16) if is_size else 0
            self._due += 2 if self._due else 0
        elif _INTERIM.match(part):
            return
        elif _CHUNKED.search(part):
            self._mark = _LINE
        elif length := _LENGTH.search(part):
            self._due = int(length[1])
        else:
            self._due, self.ends_with_connection = math.inf, True
