"""New files for an author to edit -> disk, where nothing stands yet."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path


def create(files: Mapping[Path, str]) -> None:
    """Writes all of them or none. Raises FileExistsError, with the path, where something is there already."""
    for path in files:
        if path.is_symlink() or path.exists():
            raise FileExistsError(path)
    made: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except OSError:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
