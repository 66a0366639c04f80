"""What is published: the wheel holds all it needs, is built the same from the source archive, and generates the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest
from onespec.build import build_spec
from onespec.output import write
from onespec.spec.files import read_files
from places import ROOT
from trees import tree

AWAY: Final = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
}
"""The environment without anything that leads back to this checkout."""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=AWAY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (command, done.returncode, done.stderr * bool(done.returncode)) == (
        command,
        0,
        "",
    )
    return done.stdout


def build(source: Path, target: str, out: Path) -> Path:
    """The one archive that the sources make."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=source)
    (archive,) = out.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_carries_templates_schema_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = {
        f"onespec/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert templates - names == set()
    assert {"onespec/spec.schema.json", "onespec/py.typed"} <= names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if "__pycache__" in name] == []
    assert {name.split("/")[0].split("-")[0] for name in names} == {"onespec"}


def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    archive = build(ROOT, "sdist", tmp_path / "sdist")
    run(sys.executable, "-m", "tarfile", "-e", archive, tmp_path, cwd=tmp_path)
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    assert (unpacked / "docs/language.md").exists()
    again = build(unpacked, "wheel", tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_in_an_empty_environment_generates_the_same_bytes(
    wheel: Path, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=tmp_path)
    python = tmp_path / "venv/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q"]
    locked = ["--no-compile", "-c", ROOT / "requirements.lock"]
    run(*pip, *locked, wheel, cwd=tmp_path)
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    onespec = tmp_path / "venv/bin/onespec"
    assert str(ROOT) not in run(
        python, "-c", "import onespec; print(onespec.__file__)", cwd=tmp_path
    )
    assert "created" in run(onespec, "generate", cwd=tmp_path)
    assert run(onespec, "check", "--fast", cwd=tmp_path) == run(
        onespec, "check", cwd=tmp_path
    )
    write(tmp_path / "here", build_spec(read_files(ROOT / "spec")))
    assert tree(tmp_path / "generated") == tree(tmp_path / "here")
