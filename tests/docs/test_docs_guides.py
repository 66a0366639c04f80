"""The guides of a spec: what they tell is there, and every program in them runs against the reference server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from docs_reading import read
from onespec.build import build
from onespec.spec import load
from places import SUPPORT, spec_of
from specs import load_service

PAGED = r"""
method: visit.list
title: Visits
readonly: true
params:
  offset: {type: integer, minimum: 0, default: 0, description: How many to pass over}
  limit: {type: integer, minimum: 1, maximum: 9, default: 2, description: How many at most}
  room: {type: string, required: true, description: Where}
pagination: {style: offset, offset: offset, limit: limit, items: visits, total: total}
result:
  visits: {type: array, items: string, required: true, description: Who came}
  total: {type: integer, required: true, minimum: 0, description: How many there are}
examples:
  - title: Two in one room
    params: {room: a, offset: 0, limit: 2}
    result: {visits: [Ann, Bo], total: 2}
"""


def test_every_program_of_the_guides_runs_and_the_order_of_calls_is_drawn(
    tmp_path: Path,
) -> None:
    spec = spec_of("hold.call", "list.calls", "login.user", "logout.user")
    files = build(load(spec))
    text = files["docs/md/guides.md"].decode()
    words = read(files["docs/guides.html"].decode()).words

    printed = _played(tmp_path, files, text)
    assert ["206597836" in printed[0], "206597836" in printed[1]] == [True, True]
    assert printed[2] == "-32602 Call session not found\n"
    assert printed[3] == "expire_at=1475853742\n"
    assert "stateDiagram-v2" in text
    assert "Safe to retry list.calls Not safe to retry hold.call" in words
    assert "export CALL_API_ACCESS_TOKEN=" in words


def test_a_program_of_the_guides_reads_every_page(tmp_path: Path) -> None:
    files = build(load_service(method=PAGED))
    text = files["docs/md/guides.md"].decode().partition("Pagination\n")[2]

    assert "api.visit.list_iter(" in text and "offset=" not in text
    assert _played(tmp_path, files, text) == ["Ann\nBo\n"]


def _played(root: Path, files: Mapping[str, bytes], text: str) -> list[str]:
    """What each Python program of a page prints."""
    for path, content in files.items():
        if path.startswith("python/"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
    package = next((root / "python").glob("*/__init__.py")).parent.name
    shown = re.findall(r"(?ms)^```python\n(.*?)\n```$", text)
    programs = [each.replace("YOUR_PASSWORD", "your_password") for each in shown]
    tasks = [
        {
            "package": package,
            "url": re.findall(r'"(https?://[^"]*)"', program)[0],
            "env": "CALL_API_ACCESS_TOKEN",
            "token": "your_access_token",
            "state": {},
            "program": program,
        }
        for program in programs
    ]
    run = subprocess.run(
        [sys.executable, str(SUPPORT / "docs_player.py")],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root / "python")},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return list(json.loads(run.stdout))
