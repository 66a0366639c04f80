"""The site of all methods of the repository's spec: how long its pages take, beside a site builder on their twins."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from pathlib import Path

from onespec.model import Service
from onespec.spec import load
from onespec.targets import docs

from tests.benchmarks import timing

ROOT = Path(__file__).parent.parent.parent
LIMIT = 1.0
"""Seconds that the method pages may take once imports are done."""

SETTINGS = """\
site_name: Twins
docs_dir: md
theme: {{name: {theme}}}
plugins: []
"""


def main() -> None:
    """Prints the times and their ratio."""
    service = load(ROOT / "spec")
    docs.files(service)
    best = min(_pages(service) for _ in range(5))
    mark = " OVER" if best > LIMIT else ""
    print(
        f"{len(service.methods)} method pages: {best:.2f} s, at most {LIMIT:g} s{mark}",
        flush=True,
    )
    theme = "material" if importlib.util.find_spec("material") else "mkdocs"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write_twins(service, root)
        (root / "mkdocs.yml").write_text(SETTINGS.format(theme=theme), "utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        times = timing.compare(
            lambda: _all(service), lambda: timing.run(command, cwd=root), 3
        )
    timing.report("the whole docs target", f"mkdocs with theme {theme}", times)


def _pages(service: Service) -> float:
    """Seconds for the HTML pages of the methods alone."""
    started = time.perf_counter()
    pages = docs.method_pages(service)
    assert len(pages) == len(service.methods)
    return time.perf_counter() - started


def _all(service: Service) -> None:
    docs.files(service)


def _write_twins(service: Service, root: Path) -> None:
    for file in docs.files(service):
        if file.path.startswith("docs/md/"):
            target = root / file.path.removeprefix("docs/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)


if __name__ == "__main__":
    main()
