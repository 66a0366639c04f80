"""A reference server -> one that is built again between two requests whenever its spec has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from onespec.serve import Reference

PAUSE: Final = 0.3
"""Seconds between two looks at the spec."""


class Live:
    """Stands where a `Reference` stands; the newest server that the spec makes answers."""

    def __init__(
        self,
        made: Reference,
        spec: Path,
        renew: Callable[[], Reference | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._made = made
        self._spec = spec
        self._renew = renew
        self._clock = clock
        self._seen = signature(spec)
        self._looked = clock()
        self._lock = threading.Lock()

    @property
    def app(self) -> Any:
        """The application, built from the spec as it is now; the one before while the spec has faults."""
        with self._lock:
            if self._clock() - self._looked >= PAUSE:
                self._look()
        return self._made.app

    @property
    def request(self) -> Callable[..., Any]:
        """What requests are made with; one kind serves every application."""
        return self._made.request

    @property
    def methods(self) -> frozenset[str]:
        """The names that the service has now."""
        return self._made.methods

    def _look(self) -> None:
        now = signature(self._spec)
        if now != self._seen:
            self._seen = now
            self._made = self._renew() or self._made
        self._looked = self._clock()


def signature(spec: Path) -> object:
    """What changes when a file of the spec does, is added or goes."""
    found = []
    for path in sorted(spec.rglob("*.yaml")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return found
