"""The table of targets. Each is a module below with `files(service)`: a pure function from the model to files."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, cast

from onespec.model import Service
from onespec.output.files import File

Target: TypeAlias = Callable[[Service], Iterable[File]]

_MODULES: Final = {
    "checks": "python.checks",
    "client": "python.client",
    "conformance": "conformance",
    "docs": "docs",
    "mcp": "mcp",
    "openapi": "openapi",
    "openrpc": "openrpc",
    "postman": "postman",
    "schema": "schema",
    "server": "python.server",
    "types": "python.types",
}
"""Name -> module, in the order in which they are made. A new target is one line here."""

TARGETS: Final = tuple(_MODULES)
"""The names."""

TOOLS: Final = ("datamodel-code-generator", "ruff")
"""Distributions that decide bytes of the output; the manifest names the versions."""


def target(name: str) -> Target:
    """The target of that name; its module is loaded now, so that one target never waits for another's imports."""
    module = importlib.import_module(f"onespec.targets.{_MODULES[name]}")
    return cast(Target, module.files)
