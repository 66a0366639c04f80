"""Two things timed in turns, so that a busy machine slows both -> how many times longer one takes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def compare(
    ours: Callable[[], None], theirs: Callable[[], None], rounds: int
) -> tuple[float, float]:
    """The least time of each in seconds, over rounds that run both."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, action in enumerate((ours, theirs)):
            started = time.perf_counter()
            action()
            best[place] = min(best[place], time.perf_counter() - started)
    return best[0], best[1]


def report(
    ours: str, theirs: str, times: tuple[float, float], limit: float | None = None
) -> None:
    """One line: both times, their ratio, and what it should be at most."""
    ratio = times[0] / times[1]
    bound = "" if limit is None else f", at most {limit:g}"
    mark = " OVER" if limit is not None and ratio > limit else ""
    told = f"{_shown(times[0])} / {_shown(times[1])} = {ratio:.2f}"
    print(f"{ours} / {theirs}: {told}{bound}{mark}", flush=True)


def run(command: Sequence[str], cwd: Path | None = None) -> None:
    """A whole process, from start to end; fails with what it printed."""
    # What is installed was compiled when it was; a checkout is, the first time, if Python may keep it.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")


def _shown(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= 0.001:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e6:.2f} us"
