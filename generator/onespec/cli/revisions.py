"""`main`, `v1.2:spec`, a folder or a file -> the files of a spec, read from disk or out of git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath
from typing import Final

from onespec.cli.settings import WrongUse
from onespec.messages import commands as say
from onespec.spec.characters import FILE_BYTES
from onespec.spec.files import SpecFiles, read_files

_MOST: Final = 5_000
"""Files that a spec in git may have."""


def spec_at(named: str, spec: Path) -> SpecFiles:
    """The files of the spec that a user named; a revision without a path means the folder `spec` of that revision.

    Raises WrongUse for what is neither on disk nor a revision.
    """
    if os.path.exists(named):
        return read_files(Path(named))
    revision, colon, path = named.partition(":")
    if not revision or revision.startswith("-"):
        raise WrongUse(say.no_such_version(named, ""))
    top = _git("rev-parse", "--show-toplevel")
    if top is None:
        raise WrongUse(say.no_such_version(named, "outside-git"))
    folder = (
        path if colon else os.path.relpath(os.path.realpath(spec), top.decode().strip())
    )
    return _out_of_git(named, revision, PurePosixPath(folder).as_posix().rstrip("/"))


def merge_base(branch: str) -> str:
    """The commit at which the current branch left another one. Raises WrongUse where git knows of none."""
    found = _git("merge-base", "HEAD", branch)
    if found is None:
        raise WrongUse(say.no_such_version(branch, _why(branch)))
    return found.decode().strip()[:12]


def _out_of_git(named: str, revision: str, folder: str) -> SpecFiles:
    if _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise WrongUse(say.no_such_version(revision, _why(revision)))
    if folder.endswith("/service.yaml"):
        folder = folder.removesuffix("/service.yaml")
    listed = _git("ls-tree", "-r", "-z", "--full-tree", revision, "--", f"{folder}/")
    contents: dict[str, bytes] = {}
    for row in (listed or b"").split(b"\0")[:_MOST]:
        about, _, name = row.decode("utf-8", "surrogateescape").partition("\t")
        inside = name.removeprefix(f"{folder}/") if folder != "." else name
        hidden = any(part.startswith(".") for part in inside.split("/"))
        if not inside.endswith(".yaml") or hidden:
            continue
        data = _git("cat-file", "blob", about.split()[2])
        contents[inside] = (data or b"")[: FILE_BYTES + 1]
    if "service.yaml" not in contents:
        raise WrongUse(say.no_spec_in(revision, folder))
    return SpecFiles(shown=f"{revision}:{folder}", contents=contents, diagnostics=())


def _why(revision: str) -> str:
    """`shallow` where history was cut off, so that the revision may only not be here."""
    told = _git("rev-parse", "--is-shallow-repository")
    return "shallow" if told is not None and told.strip() == b"true" else "unknown"


def _git(*arguments: str) -> bytes | None:
    """What git answers; None where it refuses, or where there is no git."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def tags() -> list[tuple[str, str]]:
    """Every tag with its date, `YYYY-MM-DD`, the oldest first."""
    told = _git(
        "for-each-ref",
        "--sort=creatordate",
        "--format=%(refname:short)%09%(creatordate:short)",
        "refs/tags",
    )
    rows = (told or b"").decode("utf-8", "replace").splitlines()
    return [(name, date) for name, _, date in (row.partition("\t") for row in rows)]
