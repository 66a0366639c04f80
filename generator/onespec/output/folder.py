"""A folder's new content -> disk: the folder as it will be is made beside it and put in its place, so that nothing is ever half-written."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


def put_folder(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Write files in a folder, or take those away whose content is None; all other files stay. Raises OSError, and then all is as it was."""
    real = Path(os.path.realpath(folder))
    token = secrets.token_hex(8)
    new = real.with_name(f".{real.name}.new-{token}")
    old = real.with_name(f".{real.name}.old-{token}")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        if real.exists():
            shutil.copytree(real, new, symlinks=True)
        else:
            new.mkdir()
        for name, content in changes.items():
            _change(new / name, content)
        if real.exists():
            real.rename(old)
        try:
            new.rename(real)
        except OSError:
            if old.exists():
                old.rename(real)
            raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _change(path: Path, content: bytes | None) -> None:
    if content is None:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        with contextlib.suppress(OSError):
            path.parent.rmdir()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    path.write_bytes(content)
