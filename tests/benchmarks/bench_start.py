"""What a generated package costs before its first call, as multiples of what it is made of.

Importing it against importing pydantic, with one model, and httpx2; making a client and keeping it against httpx2's own. All
in processes of their own, in turns, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.timing import report

ROUNDS = 9
KEPT = 20
"""Clients that are kept, to see what one takes."""

IMPORTS = """
import time
started = time.perf_counter()
{code}
print(time.perf_counter() - started)
"""
PACKAGE = "from call_api import CallApi"
PARTS = """
import httpx2, pydantic
httpx2.Client
class Model(pydantic.BaseModel):
    name: str
"""
LOOKED_AT = "import call_api.testing.pytest_plugin"
PYTEST = "import pytest"

CLIENTS = """
import gc, os, sys, time
import httpx2, anyio
from call_api import CallApi

def make():
    return {code}

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024

make()
gc.collect()
before = resident()
started = time.perf_counter()
kept = [make() for _ in range({kept})]
seconds = time.perf_counter() - started
print(seconds / {kept})
print(max(resident() - before, 1) / {kept})
"""
OURS = 'CallApi("https://localhost/", access_token="token")'
PLAIN = 'CallApi("http://localhost/", access_token="token")'
THEIRS = "httpx2.Client(trust_env=False)"


def printed(code: str) -> list[float]:
    """The numbers that a program prints, in an interpreter of its own."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd="generated/python", capture_output=True, text=True, check=True
    )
    return [float(line) for line in done.stdout.split()]


def least(ours: str, theirs: str) -> list[tuple[float, float]]:
    """The least of each number that two programs print, over rounds that run both."""
    rounds = [(printed(ours), printed(theirs)) for _ in range(ROUNDS)]
    mine, others = zip(*rounds, strict=True)
    pairs = zip(zip(*mine, strict=True), zip(*others, strict=True), strict=True)
    return [(min(a), min(b)) for a, b in pairs]


def clients(code: str) -> str:
    """The program that makes and keeps clients."""
    return CLIENTS.format(code=code, kept=KEPT)


def main() -> None:
    """Prints the ratios."""
    (times,) = least(IMPORTS.format(code=PACKAGE), IMPORTS.format(code=PARTS))
    report("import of a client", "of pydantic and httpx2", times, 1.2)
    (times,) = least(IMPORTS.format(code=LOOKED_AT), IMPORTS.format(code=PYTEST))
    report("import of the pytest plugin", "of pytest", times, 1.1)
    for name, code in (("client", OURS), ("client over plain HTTP", PLAIN)):
        times, (ours, theirs) = least(clients(code), clients(THEIRS))
        report(f"a {name}", "httpx2's", times, 1.15)
        ratio = ours / theirs
        mark = " OVER" if ratio > 1.15 else ""
        told = f"{ours:.0f} KiB / {theirs:.0f} KiB = {ratio:.2f}"
        print(f"memory of a {name} / httpx2's: {told}, at most 1.15{mark}", flush=True)
