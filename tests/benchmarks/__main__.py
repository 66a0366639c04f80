"""All benchmarks, or those named: `python -m tests.benchmarks generate`."""

from __future__ import annotations

import importlib
import sys
from typing import Final

BENCHMARKS: Final = (
    "generate",
    "growth",
    "constraints",
    "client",
    "start",
    "docs",
    "diff",
)
"""Each is a module `bench_NAME` here with a function `main`."""


def main(names: list[str]) -> int:
    """Runs them one after the other."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    for name in names or BENCHMARKS:
        importlib.import_module(f"tests.benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
