"""`main`, `v1.2:spec`, a folder or a file -> the files of a spec, read from disk or out of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from onespec.cli.report import Report
from onespec.cli.settings import WrongUse
from onespec.diagnostics import SpecError
from onespec.messages import commands as say
from onespec.model import Service
from onespec.spec import load_files, sources_of
from onespec.spec.characters import FILE_BYTES
from onespec.spec.files import SpecFiles, read_files
from onespec.spec.nodes import plain
from onespec.spec.parser import parse

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Two versions of a spec, as far as they have to be read to compare them."""

    old: Service
    new: Service
    shown: tuple[str, str]
    """What the versions are called."""
    sources: Mapping[str, str]
    """The text of each file of both, for excerpts."""
    unread: frozenset[str]
    """Names of methods that are the same in both, and were left out."""


def versions(old: str, new: str, spec: Path, report: Report) -> Versions:
    """Two versions by the names that a user gave them.

    Methods whose files are the same on both sides are left out where nothing else differs. Raises WrongUse; the faults
    of a version that can't be loaded end the run.
    """
    files = spec_at(old, spec), spec_at(new, spec)
    read = _differing(*files)
    left_out = files[0].contents.keys() - read[0].contents.keys()
    try:
        services = [load_files(one) for one in read]
    except SpecError:
        services, left_out = [], set()
        for one in files:
            with report.faults(spec):
                services.append(load_files(one))
    return Versions(
        old=services[0],
        new=services[1],
        shown=(files[0].shown, files[1].shown),
        sources={**sources_of(files[0]), **sources_of(files[1])},
        unread=frozenset(_method(name).decode() for name in left_out),
    )


def _differing(old: SpecFiles, new: SpecFiles) -> tuple[SpecFiles, SpecFiles]:
    """Both without the methods that are the same, where nothing that they lean on differs.

    One of them stays, since a spec has a method, and so does what the rest of the spec names or moves through a lifecycle.
    """
    sides = old.contents, new.contents
    same = {name for name, text in sides[0].items() if sides[1].get(name) == text}
    alike = [name for name in same if name.startswith("methods/")]
    leant_on = [_leant_on(side) for side in sides]
    if leant_on[0] != leant_on[1] or old.diagnostics or new.diagnostics:
        return old, new
    about = b"\n".join(text for name, text in sides[0].items() if name not in alike)
    left_out = frozenset(
        name
        for name in sorted(alike)[1:]
        if b"\nmoves:" not in sides[0][name] and _method(name) not in about
    )
    found = [
        replace(
            one,
            contents={
                name: text
                for name, text in one.contents.items()
                if name not in left_out
            },
        )
        for one in (old, new)
    ]
    return found[0], found[1]


_APART: Final = frozenset(
    {"title", "version", "release", "description", "servers", "open", "see"}
)
"""Keys of `service.yaml` that mean nothing to a method."""


def _leant_on(contents: Mapping[str, bytes]) -> object:
    """What methods lean on: the files that are none, without keys that mean nothing to them."""
    found: dict[str, object] = {
        name: text for name, text in contents.items() if not name.startswith("methods/")
    }
    tree, _ = parse("service.yaml", contents.get("service.yaml", b""))
    document = None if tree is None else plain(tree)
    if isinstance(document, dict):
        kept = {key: value for key, value in document.items() if key not in _APART}
        # As text, since the order of errors, for one, means something.
        found["service.yaml"] = repr(kept)
    return found


def _method(file: str) -> bytes:
    """The name that a method has after its file."""
    return PurePosixPath(file).name.removesuffix(".yaml").encode()


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
    blobs: dict[str, str] = {}
    for row in (listed or b"").split(b"\0")[:_MOST]:
        about, _, name = row.decode("utf-8", "surrogateescape").partition("\t")
        inside = name.removeprefix(f"{folder}/") if folder != "." else name
        hidden = any(part.startswith(".") for part in inside.split("/"))
        if inside.endswith(".yaml") and not hidden:
            blobs[inside] = about.split()[2]
    if "service.yaml" not in blobs:
        raise WrongUse(say.no_spec_in(revision, folder))
    contents = dict(zip(blobs, _blobs(blobs.values()), strict=True))
    return SpecFiles(shown=f"{revision}:{folder}", contents=contents, diagnostics=())


def _blobs(names: Iterable[str]) -> Iterator[bytes]:
    """The contents of objects, all by one run of git."""
    asked = "".join(f"{name}\n" for name in names)
    told = _git("cat-file", "--batch", told=asked.encode()) or b""
    at = 0
    while at < len(told):
        # A line `NAME blob SIZE`, the content, a line break.
        start = told.index(b"\n", at) + 1
        size = int(told[at:start].split()[2])
        yield told[start : start + min(size, FILE_BYTES + 1)]
        at = start + size + 1


def _why(revision: str) -> str:
    """`shallow` where history was cut off, so that the revision may only not be here."""
    told = _git("rev-parse", "--is-shallow-repository")
    return "shallow" if told is not None and told.strip() == b"true" else "unknown"


def _git(*arguments: str, told: bytes = b"") -> bytes | None:
    """What git answers to arguments and to what it is told; None where it refuses, or where there is no git."""
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, check=False, input=told
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
