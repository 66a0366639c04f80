"""Work that gives bytes -> the same bytes, made in a second process while this one goes on with something else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Starts the work; the function it gives waits for the bytes, or for None if the work came to nothing.

    Only for a process with one thread: the second one is a fork of it.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # With its own end for reading open, it would wait for ever once the first process is gone.
        os.close(reader)
        _give(work, writer)
    os.close(writer)
    status = -1
    try:
        with open(reader, "rb") as pipe:

            def result() -> bytes | None:
                nonlocal status
                content = pipe.read()
                status = os.waitpid(child, 0)[1]
                return content if status == 0 else None

            yield result
    finally:
        if status == -1:
            os.waitpid(child, 0)


def _give(work: Callable[[], bytes], writer: int) -> None:
    """The second process: nothing of the first one's is unwound, flushed or told when it ends."""
    code = 1
    try:
        with open(writer, "wb") as pipe:
            pipe.write(work())
        code = 0
    finally:
        os._exit(code)
