"""The benchmarks: nobody runs them with the tests, so that they can be run at all is held here."""

from __future__ import annotations

import subprocess
import sys

import pytest
from places import ROOT

MODULES = sorted(
    path.stem for path in (ROOT / "tests" / "benchmarks").glob("bench_*.py")
)


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_finds_what_it_times(module: str) -> None:
    code = f"import tests.benchmarks.{module} as found; found.main"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
