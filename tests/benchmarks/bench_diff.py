"""Two versions of 1,000 methods, 50 of them changed, beside those 50 alone; and 100,000 recorded calls beside reading them as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.timing import compare, report, run

_SERVICE: Final = """\
onespec: 1
name: shop
title: Shop
version: v1
release: %s
errors:
  bad_mix: {code: -32001, message: These do not go together}
"""
_METHOD: Final = """\
method: %s
title: Place an order
params:
  sku: {type: string, required: true, pattern: "^[a-z]{1,8}$", example: lamp}
  count: {type: integer, minimum: 1, maximum: %d, default: 1}
  gift: {type: boolean, default: false}
  note: {type: string, maxLength: 100}
constraints:
  - {id: gift-needs-note, when: gift, then: has(note), error: bad_mix}
result:
  id: {type: integer, required: true, minimum: 1}
"""
_DIFF: Final = [sys.executable, "-m", "onespec", "diff", "old", "new"]


def _spec(folder: Path, methods: int, every: int) -> None:
    """Both versions; every so many of the methods has another limit in the new one."""
    for side, release, most in (("old", "1.0.0", 10), ("new", "1.1.0", 20)):
        (folder / side / "methods").mkdir(parents=True)
        (folder / side / "service.yaml").write_text(_SERVICE % release)
        for number in range(methods):
            name = f"order{number // 40}.place{number}"
            text = _METHOD % (name, 10 if number % every else most)
            (folder / side / f"methods/{name}.yaml").write_text(text)


def main() -> None:
    """Prints both ratios."""
    with tempfile.TemporaryDirectory() as name:
        many, few = Path(name, "many"), Path(name, "few")
        _spec(many, 1000, 20)
        _spec(few, 50, 1)
        times = compare(lambda: run(_DIFF, many), lambda: run(_DIFF, few), 3)
        report("diff of 1,000 methods", "of the 50 that changed", times, 1.6)
        rows = [
            json.dumps(
                {
                    "jsonrpc": "2.0",
                    "id": number,
                    "method": "order0.place0",
                    "params": {"sku": "lamp", "count": number % 10 + 1},
                }
            )
            for number in range(100_000)
        ]
        (few / "calls.ndjson").write_text("\n".join(rows))
        told = [*_DIFF, "--traffic", "calls.ndjson"]
        read = "import json,sys;[json.loads(row) for row in open('calls.ndjson')]"
        plain = [sys.executable, "-c", read]
        times = compare(lambda: run(told, few), lambda: run(plain, few), 3)
        report("100,000 recorded calls", "reading them", times, 20)


if __name__ == "__main__":
    main()
