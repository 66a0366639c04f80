"""Whole processes from cold: `generate` beside datamodel-codegen alone, `check --fast` beside a bare interpreter."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.timing import compare, report, run
from tests.support.places import spec_of

_METHOD: Final = "start.simple_call"


def main() -> None:
    """Prints both ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(spec_of(_METHOD), folder / "spec")
        generate = [sys.executable, "-m", "onespec", "generate"]
        check = [sys.executable, "-m", "onespec", "check", "--fast"]
        bare = [sys.executable, "-c", "pass"]

        def from_nothing() -> None:
            shutil.rmtree(folder / "generated", ignore_errors=True)
            run(generate, cwd=folder)

        from_nothing()
        models = functools.partial(run, _datamodel_codegen(folder))
        times = compare(from_nothing, models, 5)
        report("onespec generate", "datamodel-codegen", times, 2.5)
        fast = functools.partial(run, check, cwd=folder)
        times = compare(fast, functools.partial(run, bare), 20)
        report("onespec check --fast", "bare interpreter", times, 8)


def _datamodel_codegen(folder: Path) -> list[str]:
    """The models of the same method's params and nothing else, by that tool's own command."""
    return [
        str(Path(sys.executable).parent / "datamodel-codegen"),
        "--input",
        str(folder / f"generated/schema/{_METHOD}.params.schema.json"),
        "--input-file-type",
        "jsonschema",
        "--output-model-type",
        "pydantic_v2.BaseModel",
        "--disable-timestamp",
        "--output",
        str(folder / "models.py"),
    ]
