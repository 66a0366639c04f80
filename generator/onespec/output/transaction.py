"""A plan -> disk, whole or not at all.

Everything new is first made under temporary names beside its place. Then a manifest that tells what is about to change
goes in, the files are put in place one by one, and the final manifest ends the write. Whatever fails before that is taken
back; a run that is killed leaves a manifest from which the next one knows what is onespec's, and finishes the work.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import functools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from onespec import manifest as told
from onespec.manifest import Manifest, digest
from onespec.output.disk import Disk, Fault, OutputError
from onespec.output.plan import Change, Plan

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
