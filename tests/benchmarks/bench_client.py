"""Time per call of the generated client, as a multiple of the same JSON posted with httpx2 by hand.

Checks before sending and typed parsing are part of the call. Both go to one server in a process of its own over a
kept-alive connection, in turns, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import httpx2

from tests.benchmarks.timing import report
from tests.support.packages import call_api, module

ROUNDS = 40
CALLS = 50
BUDGET = 1.25
PARAMS = {
    "first_call": "operator",
    "switch_at_once": True,
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
    "contact_message": {"type": "tts", "value": "Hello"},
}
MESSAGE = {
    "jsonrpc": "2.0",
    "method": "start.simple_call",
    "id": "req1",
    "params": {"access_token": "token", **PARAMS},
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every call with a session id."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        """One call."""
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        result = {"data": {"call_session_id": 237859081}}
        reply = {"jsonrpc": "2.0", "id": request["id"], "result": result}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def serve(port: Connection) -> None:
    """Runs in a process of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_address[1])
    server.serve_forever()


def seconds(call: Callable[[], object]) -> float:
    """Seconds that one of many calls takes."""
    started = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - started) / CALLS


def compare(url: str) -> tuple[float, float]:
    """Seconds per call by hand and with the client."""
    with (
        httpx2.Client() as plain,
        module("").CallApiMade(url, access_token="token") as api,
    ):

        def by_hand() -> object:
            return plain.post(url, json=MESSAGE).json()["result"]["data"]

        def by_client() -> object:
            return api.start.simple_call(**PARAMS)

        seconds(by_hand), seconds(by_client)
        pairs = [(seconds(by_hand), seconds(by_client)) for _ in range(ROUNDS)]
    hand, client = zip(*pairs, strict=True)
    return statistics.median(hand), statistics.median(client)


async def async_seconds(call: Callable[[], Awaitable[object]]) -> float:
    """The same for `async` calls."""
    started = time.perf_counter()
    for _ in range(CALLS):
        await call()
    return (time.perf_counter() - started) / CALLS


async def async_compare(url: str) -> tuple[float, float]:
    """The same for the async client."""
    made = module("").AsyncCallApiMade(url, access_token="token")
    async with httpx2.AsyncClient() as plain, made as api:

        async def by_hand() -> object:
            return (await plain.post(url, json=MESSAGE)).json()["result"]["data"]

        async def by_client() -> object:
            return await api.start.simple_call(**PARAMS)

        await async_seconds(by_hand), await async_seconds(by_client)
        pairs = [
            (await async_seconds(by_hand), await async_seconds(by_client))
            for _ in range(ROUNDS)
        ]
    hand, client = zip(*pairs, strict=True)
    return statistics.median(hand), statistics.median(client)


def main() -> None:
    """Prints both ratios."""
    call_api()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    url = f"http://127.0.0.1:{ours.recv()}/"
    for name, (hand, client) in (
        ("client call", compare(url)),
        ("async client call", asyncio.run(async_compare(url))),
    ):
        report(name, "posted by hand", (client, hand), BUDGET)
    process.terminate()
