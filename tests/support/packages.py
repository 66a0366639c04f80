"""Generated packages, written to a folder and imported under a name of their own."""

from __future__ import annotations

import functools
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from onespec.build import build
from onespec.model import Service
from onespec.spec import load

SPEC = Path(__file__).resolve().parents[2] / "spec"
"""Told here once more: benchmarks import this module as a part of `tests`."""
PARTS = ("types", "client", "checks", "server")


def write(service: Service, folder: Path, parts: Iterable[str] = PARTS) -> Path:
    """The distribution of a service below a folder."""
    for name, content in build(service, parts).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "python"


@functools.cache
def service() -> Service:
    """The Call API with all of its methods."""
    return load(SPEC)


@functools.cache
def call_api() -> str:
    """The name of the imported package of that service."""
    return imported(service(), "call_api_made")


def imported(made: Service, name: str) -> str:
    """Writes the package of a service under another name, makes it importable and says that name."""
    folder = Path(tempfile.mkdtemp(prefix="onespec-package-"))
    sys.path.insert(0, str(write(replace(made, name=name), folder)))
    return name


_RUNTIME: dict[str, bytes] = {}
"""The files of the runtime as they were imported last, by their names below a package."""


@contextmanager
def borrowed(made: Service, name: str) -> Iterator[str]:
    """The package of a service under a name, for as long as the block runs; what is the same for all services stays imported."""
    files = build(replace(made, name=name), PARTS)
    runtime = {
        path: content
        for path, content in files.items()
        if path.startswith(f"python/{name}/_runtime/")
    }
    if runtime != _RUNTIME:
        _forget(name, ())
        _RUNTIME.clear()
        _RUNTIME.update(runtime)
    root = _shelf()
    shutil.rmtree(root)
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    # No compiled file of one service may stand in for another's of the same second and length.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root / "python"))
    importlib.invalidate_caches()
    try:
        yield name
    finally:
        sys.path.remove(str(root / "python"))
        sys.dont_write_bytecode = writes
        _forget(name, (f"{name}._runtime",))


@functools.cache
def _shelf() -> Path:
    """Where such packages are written, one after another."""
    return Path(tempfile.mkdtemp(prefix="onespec-package-"))


def _forget(name: str, kept: tuple[str, ...]) -> None:
    for one in list(sys.modules):
        if one.partition(".")[0] == name and not one.startswith(kept):
            del sys.modules[one]


def module(name: str, package: str | None = None) -> ModuleType:
    """A module of the package."""
    package = package or call_api()
    return importlib.import_module(f"{package}.{name}" if name else package)
