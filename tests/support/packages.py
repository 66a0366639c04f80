"""Generated packages, written to a folder and imported under a name of their own."""

from __future__ import annotations

import functools
import importlib
import sys
import tempfile
from collections.abc import Iterable
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


def module(name: str, package: str | None = None) -> ModuleType:
    """A module of the package."""
    package = package or call_api()
    return importlib.import_module(f"{package}.{name}" if name else package)
