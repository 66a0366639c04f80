"""Generated Python -> the same laid out: line breaks and unused imports are the formatter's business, not a template's."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

WIDTH: Final = 88

_SETTINGS: Final = ("--isolated", "--no-cache", "--quiet", "--no-respect-gitignore")
_MEMORY: Final = Path("/dev/shm")
"""Where files live in memory, on systems that have such a place."""


class FormatterError(RuntimeError):
    """Ruff refuses what a template made: a fault of onespec, or of that version of Ruff; says what Ruff said."""


def laid_out(
    sources: Sequence[str], *, imports: bool = False, width: int = WIDTH
) -> list[str]:
    """Each Python source as Ruff's formatter writes it, in their order, in one run.

    With `imports`, what a source imports and does not use is taken out, and its imports are sorted. Raises
    FormatterError.
    """
    if not sources:
        return []
    place = _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(prefix="onespec-", dir=place) as name:
        # Numbered, since a name such as `build` would be passed over.
        paths = [Path(name) / f"{number}.py" for number in range(len(sources))]
        for path, source in zip(paths, sources, strict=True):
            path.write_text(source, encoding="utf-8", newline="\n")
        style = ("--target-version", "py311", "--line-length", str(width))
        if imports:
            _ruff("check", "--fix", "--select", "F401,I001", *style, name)
        _ruff("format", *style, name)
        return [path.read_text(encoding="utf-8") for path in paths]


def _ruff(command: str, *arguments: str) -> None:
    done = subprocess.run(
        [*_program(), command, *_SETTINGS, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise FormatterError(f"ruff {command}: {done.stdout.strip()}")


def _program() -> list[str]:
    """Ruff of this environment; by its module where its program lies elsewhere, which starts slower."""
    path = (
        Path(sysconfig.get_path("scripts"))
        / f"ruff{sysconfig.get_config_var('EXE') or ''}"
    )
    return [str(path)] if path.is_file() else [sys.executable, "-m", "ruff"]
