"""Equal specs give equal bytes: nothing around the run shows in what it writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from onespec import manifest
from onespec.build import build
from onespec.spec import load_sources
from places import ONE_METHOD
from trees import tree

GENERATOR: Final = Path(manifest.__file__).parents[1]


def generate(folder: Path, *arguments: str, umask: int = 0o022, **changed: str) -> None:
    """A whole process in a folder, with these changes to its environment."""
    done = subprocess.run(
        [sys.executable, "-m", "onespec", "generate", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(GENERATOR), **changed},
        umask=umask,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def copied_backwards(target: Path) -> None:
    """The spec with its files made in the opposite order and in another year."""
    for path in sorted(ONE_METHOD.rglob("*.yaml"), reverse=True):
        copy = target / path.relative_to(ONE_METHOD)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (1, 1))


def test_place_seed_locale_zone_umask_and_file_order_change_no_byte(
    tmp_path: Path,
) -> None:
    here, there = tmp_path / "a", tmp_path / "another place with spaces" / "é"
    shutil.copytree(ONE_METHOD, here / "spec")
    generate(here, PYTHONHASHSEED="0", LC_ALL="C.UTF-8", TZ="UTC")
    copied_backwards(there / "some" / "spec")
    # A black setting of the project around it is no business of the generated code.
    (there / "pyproject.toml").write_text("[tool.black]\nline-length = 40\n")
    generate(
        there,
        *("some/spec", "--out", "elsewhere/made"),
        umask=0o077,
        PYTHONHASHSEED="12345",
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        TZ="Pacific/Kiritimati",
        HOME=str(there),
        USER="somebody",
        COLUMNS="40",
        SOURCE_DATE_EPOCH="1",
    )
    assert tree(there / "elsewhere/made") == tree(here / "generated")


def test_no_file_names_the_place_the_user_or_the_time(tmp_path: Path) -> None:
    marker = tmp_path / "marker-in-the-path"
    shutil.copytree(ONE_METHOD, marker / "spec")
    generate(marker, USER="marker-in-the-user", HOSTNAME="marker-in-the-host")
    for path, content in tree(marker / "generated").items():
        assert (path, b"marker-in-the" in content) == (path, False)


def test_targets_written_one_by_one_end_as_all_at_once(tmp_path: Path) -> None:
    for folder in ("one", "all"):
        shutil.copytree(ONE_METHOD, tmp_path / folder / "spec")
    generate(tmp_path / "all")
    for target in ("types", "schema", "docs"):
        generate(tmp_path / "one", "--only", target)
    generate(tmp_path / "one")
    assert tree(tmp_path / "one/generated") == tree(tmp_path / "all/generated")


def test_comments_blank_lines_and_quotes_change_no_byte() -> None:
    plain = {
        path.relative_to(ONE_METHOD).as_posix(): path.read_text("utf-8")
        for path in ONE_METHOD.rglob("*.yaml")
    }
    spaced = {}
    for name, text in plain.items():
        lines = ["# A note of the author's.", ""]
        for line in text.split("\n"):
            if line[:1].isalpha():
                lines += ["", f"# about {line.partition(':')[0]}"]
            # Behind a comment nothing of a line would be left.
            noted = re.sub("required: true$", "'required': true   # really", line)
            lines.append(noted)
        spaced[name] = "\r\n".join(lines)
    expected, found = build(load_sources(plain)), build(load_sources(spaced))
    assert expected.keys() == found.keys()
    changed = [name for name in expected if expected[name] != found[name]]
    assert [] == changed
