"""The table of targets. Each is a module here with `files(service)`: a pure function from the model to files."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, cast

from onespec.model import Service
from onespec.output.files import File

Target: TypeAlias = Callable[[Service], Iterable[File]]

TARGETS: Final = (
    "checks",
    "client",
    "conformance",
    "docs",
    "openapi",
    "openrpc",
    "schema",
    "server",
    "types",
)
"""By name, in the order in which they are made. A new target is one line here."""

SECOND: Final = ("client", "types")
"""The share of a second process, where there is one: about half of the work."""

TOOLS: Final = ("black", "datamodel-code-generator")
"""Distributions that decide bytes of the output: pinned exactly, and named in the manifest."""


def target(name: str) -> Target:
    """The target of that name; its module is loaded now, so that one target never waits for another's imports."""
    return cast(Target, importlib.import_module(f"onespec.targets.{name}").files)
