"""What was built -> disk, all or nothing: the changes to make, the transaction that makes them, a word on what was done."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import functools
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from onespec import manifest as told
from onespec.manifest import Manifest, digest
from onespec.output.compare import (
    Difference,
    Drift,
    differences,
    foreign_files,
    is_temporary,
    manifest_after,
    read_record,
)
from onespec.output.disk import Disk, Fault, OutputError, Stamp, open_disk
from onespec.output.files import Built


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file to put in place or to take away."""

    path: str
    content: bytes | None
    """None: the file goes."""
    stamp: Stamp | None
    """How the file on disk looked when the plan was made; None: there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that one write has to do."""

    changes: tuple[Change, ...]
    """What goes, then what is put in place; without the manifest."""
    before: Manifest
    """What the tree says of itself."""
    after: Manifest
    """What it will say."""
    manifest: Change
    """The manifest as it will be."""
    stale: bool
    """Whether the manifest on disk says anything else."""
    leftovers: tuple[str, ...]
    """Temporary files of a run that was broken off."""
    interrupted: bool
    """Whether that run had begun to put files in place."""


SHOWN: Final = 3
"""Files of a folder that is not onespec's which are named."""


def plan(disk: Disk, built: Built, *, force: bool = False) -> Plan:
    """The changes to make. Raises OutputError where a file in the way is not onespec's, or was edited by hand."""
    record = read_record(disk)
    before = record.manifest
    if before.writing and not built.complete:
        # What the other targets hold on disk is not known for certain, so no manifest could tell it.
        raise OutputError(Fault.INTERRUPTED)
    found = tuple(differences(disk, record, built))
    if record.content is None:
        _refuse(Fault.NOT_OURS, list(islice(foreign_files(disk, built), SHOWN)))
    _refuse(Fault.FOREIGN, _paths(found, Drift.IN_THE_WAY))
    if not force:
        edited = [*_paths(found, Drift.EDITED), *([told.NAME] if record.edited else [])]
        _refuse(Fault.EDITED, edited)
    after = manifest_after(built, before)
    content = told.dump(after)
    return Plan(
        changes=tuple(
            Change(path=item.path, content=item.built, stamp=item.stamp)
            for item in found
        ),
        before=before,
        after=after,
        manifest=Change(path=told.NAME, content=content, stamp=record.stamp),
        stale=record.content != content,
        leftovers=tuple(
            path
            for path, obstacle in disk.walk()
            if obstacle is None and is_temporary(path)
        ),
        interrupted=record.interrupted,
    )


def _paths(found: Iterable[Difference], drift: Drift) -> list[str]:
    return [item.path for item in found if item.drift is drift]


def _refuse(fault: Fault, paths: list[str]) -> None:
    if paths:
        raise OutputError(fault, tuple(paths))


_NO_LINKS: Final = (
    errno.EPERM,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EMLINK,
)
"""How file systems without hard links answer."""


@dataclass(slots=True)
class Transaction:
    """One write under way."""

    disk: Disk
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    """In the names of all temporary files; not to be guessed."""
    names: int = 0
    undo: list[Callable[[], None]] = field(default_factory=list)
    """Steps that take back what has been done so far."""
    aside: list[str] = field(default_factory=list)
    """Temporary names under which old files are kept until the end."""

    def run(self, work: Plan) -> None:
        """Does all of a plan. Raises what went wrong, and then the disk is as it was."""
        try:
            self._apply(work)
        except BaseException as error:
            self._take_back(error)
            raise
        # The write stands. What can't be tidied away now, the next run takes away.
        for name in self.aside:
            with contextlib.suppress(OSError):
                self.disk.remove(name)
        for folder in _emptied(work):
            with contextlib.suppress(OSError):
                self.disk.remove_folder(folder)

    def _apply(self, work: Plan) -> None:
        staged = [
            (change, "" if change.content is None else self._stage(change))
            for change in work.changes
        ]
        intent = dataclasses.replace(work.manifest, content=told.dump(_intent(work)))
        first = self._stage(intent) if staged else ""
        last = self._stage(work.manifest)
        for name in (*(name for _, name in staged), first, last):
            if name:
                self.disk.secure(name)
        if first:
            self._put(intent, first)
            self.disk.settle("")
        for change, name in staged:
            if change.content is None:
                self._set_aside(change)
            else:
                self._put(change, name)
        for folder in sorted(
            {at for change, _ in staged for at in _above(change.path)}
        ):
            self.disk.settle(folder)
        if staged:
            self.disk.rename(last, told.NAME)
        else:
            self._put(work.manifest, last)
        self.undo.clear()
        with contextlib.suppress(OSError):
            self.disk.settle("")

    def _name(self, path: str) -> str:
        self.names += 1
        folder = _folder(path)
        return f"{folder}{'/' if folder else ''}.onespec-{self.token}-{self.names}"

    def _stage(self, change: Change) -> str:
        """Makes a file's new content under a temporary name beside its place."""
        assert change.content is not None
        parts = _folder(change.path).split("/")
        for count in range(1, len(parts) + 1):
            folder = "/".join(parts[:count])
            if folder and self.disk.add_folder(folder):
                self.undo.append(functools.partial(self._remove_folder, folder))
        name = self._name(change.path)
        self.undo.append(functools.partial(self._forget, name))
        self.disk.create(name, change.content)
        return name

    def _put(self, change: Change, name: str) -> None:
        """Puts a staged file in its place: over the old one, or where nothing stands."""
        if change.stamp is not None:
            self._keep(change)
            self.disk.rename(name, change.path)
            return
        try:
            # A link, unlike a rename, fails where somebody has made a file meanwhile.
            self.disk.link(name, change.path)
        except FileExistsError as error:
            raise OutputError(Fault.FOREIGN, (change.path,)) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self.disk.rename(name, change.path)
        self.undo.append(functools.partial(self._forget, change.path))
        self._forget(name)

    def _keep(self, change: Change) -> None:
        """Gives the old file a second, temporary name, so that it can be put back."""
        name = self._name(change.path)
        self.undo.append(functools.partial(self._restore, name, change.path))
        try:
            self.disk.link(change.path, name)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self.disk.rename(change.path, name)
        self._aside(change, name)

    def _set_aside(self, change: Change) -> None:
        """Takes a file out of its place."""
        name = self._name(change.path)
        self.undo.append(functools.partial(self._restore, name, change.path))
        self.disk.rename(change.path, name)
        self._aside(change, name)

    def _aside(self, change: Change, name: str) -> None:
        self.aside.append(name)
        if self.disk.stamp(name) != change.stamp:
            raise OutputError(Fault.EDITED, (change.path,))

    def _restore(self, name: str, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.disk.rename(name, path)
            # Renaming one of two names of the same file to the other does nothing.
            self.disk.remove(name)

    def _forget(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.disk.remove(name)

    def _remove_folder(self, folder: str) -> None:
        try:
            self.disk.remove_folder(folder)
        except OSError as error:
            # Somebody has put a file there meanwhile: then it stays.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise

    def _take_back(self, error: BaseException) -> None:
        """Undoes, last step first; stops where one fails, so that the manifest in place still tells of it."""
        while self.undo:
            try:
                self.undo.pop()()
            except OSError as failed:
                reason = failed.strerror or str(failed)
                raise OutputError(Fault.INTERRUPTED, reason=reason) from error


def _intent(work: Plan) -> Manifest:
    """What the manifest says while files are being put in place: any of them may hold the old content or the new."""
    before = work.before
    writing = dict(before.writing)
    for change in work.changes:
        new = () if change.content is None else (digest(change.content),)
        writing[change.path] = tuple(
            dict.fromkeys((*writing.get(change.path, ()), *new))
        )
    return Manifest(
        spec=before.spec,
        generator=before.generator,
        tools=before.tools,
        files=before.files,
        writing=writing,
    )


def _emptied(work: Plan) -> list[str]:
    """Folders that files were taken from and none of the others lie in, innermost first."""
    kept = {folder for path in work.after.files for folder in _above(path)}
    gone = {
        folder
        for change in work.changes
        if change.content is None
        for folder in _above(change.path)
    }
    return sorted(gone - kept, reverse=True)


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write has done."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int = 0
    repaired: bool = False
    """Whether it also finished what an earlier run had left half done."""


def write(
    out: Path,
    built: Built,
    *,
    force: bool = False,
    on_wait: Callable[[], None] | None = None,
) -> Written:
    """Makes the output folder hold what was built. Raises OutputError, and then it holds what it held before.

    `on_wait` is called if another run has to be waited for.
    """
    try:
        with contextlib.closing(_opened(out, on_wait)) as disk:
            return _carried_out(disk, plan(disk, built, force=force), built)
    except OSError as error:
        refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        fault = Fault.NOT_WRITABLE if refused else Fault.FAILED
        raise OutputError(fault, reason=error.strerror or str(error)) from error


def _opened(out: Path, on_wait: Callable[[], None] | None) -> Disk:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(Fault.NOT_A_FOLDER) from error
    return open_disk(out, on_wait=on_wait)


def _carried_out(disk: Disk, work: Plan, built: Built) -> Written:
    for path in work.leftovers:
        disk.remove(path)
    if work.changes or work.stale:
        Transaction(disk).run(work)
    coming = [change for change in work.changes if change.content is not None]
    going = [change for change in work.changes if change.content is None]
    return Written(
        created=tuple(change.path for change in coming if change.stamp is None),
        updated=tuple(change.path for change in coming if change.stamp is not None),
        deleted=tuple(change.path for change in going),
        unchanged=len(built.files) - len(coming),
        repaired=work.interrupted,
    )


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
