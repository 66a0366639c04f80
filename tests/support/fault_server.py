"""A server on loopback that answers as badly as a test wants, and counts what it was sent."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

CONTENT_LENGTH = b"content-length:"
LINGER = struct.pack("ii", 1, 0)


@dataclass
class Exchange:
    """One request on one connection, for a fault to answer."""

    connection: socket.socket
    stop: threading.Event
    head: bytes = b""
    body: bytes = b""

    @property
    def message(self) -> dict[str, object]:
        """The JSON-RPC request."""
        message: dict[str, object] = json.loads(self.body)
        return message

    def send(self, data: bytes) -> None:
        """Writes, whether or not someone still listens."""
        try:
            self.connection.sendall(data)
        except OSError:
            self.stop.wait(0)

    def hang(self) -> None:
        """Says nothing until the test is over."""
        self.stop.wait(30)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """One byte after the other, for as long as someone listens."""
        for byte in data:
            if self.stop.wait(pause):
                return
            try:
                self.connection.sendall(bytes([byte]))
            except OSError:
                return

    def reset(self) -> None:
        """Ends the connection with an RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)


Fault = Callable[[Exchange], bool]
"""Answers an exchange; says whether the connection goes on."""


@dataclass
class FaultServer:
    """Each request takes the next fault; with none left the answer is good."""

    good: Fault
    faults: deque[Fault] = field(default_factory=deque)
    early: deque[Fault] = field(default_factory=deque)
    """Faults for the next connections, before anything is read."""
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> FaultServer:
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        # Closing alone leaves the port open for as long as `accept` waits.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/v4.0"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(
                target=self._serve, args=(connection,), daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            if self.early:
                self.early.popleft()(Exchange(connection, self._stop))
                return
            while True:
                exchange = self._read(connection)
                if exchange is None:
                    return
                self.requests.append(exchange.body)
                fault = self.faults.popleft() if self.faults else self.good
                if not fault(exchange):
                    return

    def _read(self, connection: socket.socket) -> Exchange | None:
        data = b""
        try:
            while b"\r\n\r\n" not in data:
                data += self._more(connection)
            head, _, body = data.partition(b"\r\n\r\n")
            length = int(head.lower().split(CONTENT_LENGTH)[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self._more(connection)
        except OSError:
            return None
        return Exchange(connection, self._stop, head, body)

    def _more(self, connection: socket.socket) -> bytes:
        data = connection.recv(65536)
        if not data:
            raise ConnectionError
        return data


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def reply(exchange: Exchange, **members: object) -> bytes:
    """A JSON-RPC reply to an exchange."""
    return json.dumps(
        {"jsonrpc": "2.0", "id": exchange.message["id"], **members}
    ).encode()
