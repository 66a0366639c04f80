"""An application -> a server of `onespec serve` that listens on loopback for as long as a block runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onespec.runtime.server.asgi import Exchange
from onespec.serve.wire import Wire, listen


@contextmanager
def served(app: Exchange) -> Iterator[int]:
    """The port it listens at."""
    sockets = listen("127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(Wire(app).serve(sockets, stop))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        for one in sockets:
            one.close()
