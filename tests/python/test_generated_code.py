"""Generated Python for every shape of service: laid out as black would, strictly typed, and imported without a warning."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import black
import packages
import pytest
import random_services
from onespec import load
from onespec.build import build
from onespec.model import Service
from places import ONE_METHOD, SEVERAL, SPEC

REAL = {
    "one": ONE_METHOD,
    "some": SEVERAL,
    "all": SPEC,
}
SEEDS = range(20)
TYPED = ("all", "one", "seed3", "seed7", "seed16")
"""Of the random ones: a service name of 64 letters, nested arrays, conditions that say a thing twice."""

NAMES = [*REAL, *(f"seed{seed}" for seed in SEEDS)]


def service(name: str) -> Service:
    """A real service, or the random one of a seed."""
    if name in REAL:
        return load(REAL[name])
    return random_services.service(int(name.removeprefix("seed")))


@functools.cache
def sources(name: str) -> dict[str, str]:
    """Every Python file of a service's package."""
    made = service(name)
    return {
        path: content.decode()
        for path, content in build(made, packages.PARTS).items()
        if path.endswith(".py")
    }


SEEN: set[str] = set()
"""Files judged already: most are the same for many services."""


def unseen(name: str) -> Iterator[tuple[str, str]]:
    """Files of a service that no service before has."""
    for path, text in sources(name).items():
        if text not in SEEN:
            SEEN.add(text)
            yield path, text


IMPORT_ALL = """
import importlib, pathlib, sys
root = pathlib.Path.cwd()
sys.path.insert(0, str(root))
for path in sorted(root.rglob("*.py")):
    importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages that type checkers judge, in one run for all of them."""
    folder = tmp_path_factory.mktemp("typed")
    for name in TYPED:
        packages.write(replace(service(name), name=f"made_{name}"), folder)
    settings = {
        "include": list(differing(folder / "python")),
        "typeCheckingMode": "strict",
    }
    (folder / "python" / "pyrightconfig.json").write_text(json.dumps(settings))
    return folder / "python"


def said(folder: Path, *command: str) -> str:
    """What a command of this interpreter finds wrong; nothing where it ends well."""
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True
    )
    return (done.stdout + done.stderr) * (done.returncode != 0)


def differing(folder: Path) -> Iterator[str]:
    """Files of the packages, one of each content."""
    seen: set[str] = set()
    for name in TYPED:
        for path in sorted((folder / f"made_{name}").rglob("*.py")):
            text = path.read_text("utf-8").replace(f"made_{name}", "made")
            if text not in seen:
                seen.add(text)
                yield path.relative_to(folder).as_posix()


@pytest.mark.parametrize("name", NAMES)
def test_code_is_what_black_would_write_and_compiles_without_a_warning(
    name: str,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path, text in unseen(name):
            compile(text, path, "exec")
            assert black.format_str(text, mode=black.Mode()) == text, path


@pytest.mark.parametrize("name", REAL)
def test_no_line_is_too_wide(name: str) -> None:
    wide = [
        (path, line)
        for path, text in sources(name).items()
        for line in text.splitlines()
        if len(line) > 88
    ]
    assert wide == []


def test_mypy_finds_nothing_in_strict_mode(typed: Path) -> None:
    assert said(typed, "-m", "mypy", "--strict", "--no-incremental", ".") == ""


def test_pyright_finds_nothing_in_strict_mode(typed: Path) -> None:
    assert said(typed, "-m", "pyright", "--pythonpath", sys.executable) == ""


def test_every_module_is_imported_without_a_warning(typed: Path) -> None:
    assert said(typed, "-W", "error", "-c", IMPORT_ALL) == ""
