# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Where reports were asked for -> the files: looked at before the first request, and written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .documents import nearest, shown
from .records import Run
from .report_text import markdown_report
from .reports import KINDS
from .suite import WrongUseError


def check(wanted: Sequence[str]) -> None:
    """Raises WrongUseError where a report is asked for in a way that nobody understands, or could not be written."""
    files: set[str] = set()
    for item in wanted:
        kind, equals, name = item.partition("=")
        if not equals or not name.strip():
            raise WrongUseError(
                f"a report is asked for as KIND=FILE with {', '.join(KINDS)}; not `{shown(item)}`"
            )
        if kind not in KINDS:
            raise WrongUseError(
                f"there is no report of the kind `{shown(kind)}`{nearest(kind, list(KINDS))}"
            )
        path = Path(name)
        if os.path.realpath(path) in files:
            raise WrongUseError(f"two reports would be written to {path}")
        files.add(os.path.realpath(path))
        try:
            _try(path)
        except OSError as error:
            raise WrongUseError(
                f"the report {path} can't be written: {error.strerror or error}"
            ) from error


def _try(path: Path) -> None:
    """Raises OSError where a file can't be made there. What is there stays as it is."""
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        with path.open("ab"):
            return
    if not path.parent.is_dir():
        raise FileNotFoundError(0, f"there is no folder {path.parent}")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(0, "it may not be written")
    with tempfile.TemporaryFile(dir=path.parent):
        return


def summarize(run: Run, environment: Mapping[str, str]) -> None:
    """Adds to the summary of the step where that is asked for, as inside GitHub Actions. Raises OSError."""
    name = environment.get("GITHUB_STEP_SUMMARY")
    if name:
        with open(name, "a", encoding="utf-8") as file:
            file.write(markdown_report(run))


def write(run: Run, wanted: Sequence[str]) -> None:
    """Writes reports, each asked for as `kind=path`. Raises OSError."""
    for item in wanted:
        kind, _, name = item.partition("=")
        write_file(Path(name), KINDS[kind](run).encode("utf-8", "backslashreplace"))


def write_file(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all; what was there is replaced. Raises OSError."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    # Through a link to the file that is meant, so that the link stays one.
    target = Path(os.path.realpath(path))
    kept = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    name = target.parent / f".{target.name[:100]}.{secrets.token_hex(8)}"
    try:
        with open(name, "xb") as stream:
            stream.write(content)
        if kept is not None:
            name.chmod(kept)
        os.replace(name, target)
    except BaseException:
        name.unlink(missing_ok=True)
        raise
