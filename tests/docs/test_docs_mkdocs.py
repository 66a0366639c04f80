"""The Markdown twins as a site of their own: mkdocs builds them in its strict mode."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from docs_reading import read
from onespec.spec import load
from onespec.targets import docs
from places import SPEC

SETTINGS = """\
site_name: Twins
docs_dir: md
use_directory_urls: false
theme: {name: mkdocs, highlightjs: false}
plugins: []
validation:
  nav: {omitted_files: ignore}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that mkdocs makes of the twins of the repository's spec."""
    root = tmp_path_factory.mktemp("twins")
    for file in docs.files(load(SPEC)):
        if file.path.startswith("docs/md/"):
            target = root / file.path.removeprefix("docs/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
    (root / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stderr
    return root / "site"


def test_mkdocs_builds_the_twins_in_strict_mode(site: Path) -> None:
    assert (site / "methods" / "start.simple_call.html").is_file()


def test_tables_fences_and_lists_come_out_as_such(site: Path) -> None:
    text = (site / "methods" / "start.simple_call.html").read_text("utf-8")
    page = read(text.partition('role="main">')[2].partition("<footer")[0])

    assert page.sequence.count("table") == 1
    assert page.sequence.count("pre") > 12
    assert "| ---" not in page.words
    assert "```" not in page.words
    assert page.sequence.count("ol") == 4
