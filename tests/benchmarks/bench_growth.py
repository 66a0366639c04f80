"""Services of 1, 10, 100 and 1,000 methods: what all artefacts cost, and what peers take for a client or for models alone.

CPU seconds of whole processes and their peak memory, in turns. `ONESPEC_BENCH_SIZES=1,10,100` says which sizes;
`ONESPEC_BENCH_PEERS` names a folder with the peers' commands, where they are not on the PATH.
"""

from __future__ import annotations

import functools
import json
import math
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.many import write_spec

ROUNDS: Final = {1: 5, 10: 5, 100: 3}
"""How often each is run; a size that is not here, once."""
ONESPEC: Final = [sys.executable, "-m", "onespec", "generate"]
PEERS: Final = {
    "openapi-python-client": ["generate", "--path", "openapi.json", "--overwrite"]
    + ["--meta", "none", "--output-path", "client"],
    "datamodel-codegen": ["--input", "openapi.json", "--input-file-type", "openapi"]
    + ["--output-model-type", "pydantic_v2.BaseModel", "--disable-timestamp"]
    + ["--output", "models"],
}
"""Command of a tool that a user may pick instead -> its arguments."""


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    """Of CPU, user and system."""
    mebibytes: float
    """At its peak."""


Action = Callable[[], Cost]


def main() -> None:
    """Prints a table for each size, and by how much each grows when the methods double."""
    sizes = os.environ.get("ONESPEC_BENCH_SIZES", "1,10,100,1000").split(",")
    before: dict[str, tuple[int, float]] = {}
    for size in map(int, sizes):
        with tempfile.TemporaryDirectory() as name:
            medians = _measured(size, Path(name))
        for label, seconds in medians.items():
            if label in before:
                known, then = before[label]
                growth = (seconds / then) ** (1 / math.log2(size / known))
                print(f"  {label}: x{growth:.2f} for each doubling from {known}")
            before[label] = size, seconds
        sys.stdout.flush()


def _measured(size: int, folder: Path) -> dict[str, float]:
    """Prints the rows of a size; returns the median seconds."""
    write_spec(size, folder / "spec")
    _run(ONESPEC, folder)
    _write_openapi(folder)
    actions = _actions(folder)
    rounds = ROUNDS.get(size, 1)
    costs: dict[str, list[Cost]] = {label: [] for label in actions}
    for _ in range(rounds):
        for label, action in actions.items():
            costs[label].append(action())
    print(f"{size} methods, {rounds} rounds: CPU seconds least/median/most, peak MiB")
    medians: dict[str, float] = {}
    for label, found in costs.items():
        seconds = sorted(cost.seconds for cost in found)
        medians[label] = statistics.median(seconds)
        peak = max(cost.mebibytes for cost in found)
        spread = f"{seconds[0]:.2f} / {medians[label]:.2f} / {seconds[-1]:.2f}"
        print(f"  {label:32} {spread:24} {peak:6.0f}")
    for peer in PEERS:
        if peer in medians:
            ratio = medians["all from nothing"] / medians[peer]
            print(f"  all from nothing / {peer}: {ratio:.2f}")
    return medians


def _actions(folder: Path) -> dict[str, Action]:
    edited = max((folder / "spec" / "methods").iterdir())

    def from_nothing() -> Cost:
        shutil.rmtree(folder / "generated", ignore_errors=True)
        return _run(ONESPEC, folder)

    def one_edited() -> Cost:
        text = edited.read_text("utf-8")
        title = next(line for line in text.split("\n") if line.startswith("title: "))
        edited.write_text(text.replace(title, f"{title} again", 1), "utf-8")
        return _run(ONESPEC, folder)

    found: dict[str, Action] = {
        "all from nothing": from_nothing,
        "one method edited": one_edited,
        "nothing changed": functools.partial(_run, ONESPEC, folder),
    }
    path = os.environ.get("ONESPEC_BENCH_PEERS", os.environ.get("PATH", ""))
    for peer, arguments in PEERS.items():
        command = shutil.which(peer, path=path)
        if command is None:
            print(f"  {peer} is not installed")
            continue
        found[peer] = functools.partial(_run, [command, *arguments], folder)
    return found


def _write_openapi(folder: Path) -> None:
    """The service's own OpenAPI document, with a path for each method that a peer can tell apart."""
    document = json.loads((folder / "generated" / "openapi.json").read_text("utf-8"))
    document["paths"] = {
        f"/{path.partition('#')[2]}": item for path, item in document["paths"].items()
    }
    (folder / "openapi.json").write_text(json.dumps(document), "utf-8")


def _run(command: Sequence[str], folder: Path) -> Cost:
    """A whole process; fails with what it said."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    said = folder / "said.txt"
    with said.open("wb") as out:
        actions = [
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, out.fileno(), 2),
        ]
        before = Path.cwd()
        os.chdir(folder)
        try:
            child = os.posix_spawnp(command[0], command, kept, file_actions=actions)
        finally:
            os.chdir(before)
        _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{command} failed:\n{said.read_text('utf-8', 'replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
