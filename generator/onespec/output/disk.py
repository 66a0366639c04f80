"""The output folder through an open handle: every path is walked from it, one name at a time, never through a link."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final, TypeAlias

_HANDLE: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


Stamp: TypeAlias = tuple[int, int, int]
"""What changes when a file is changed, or another put in its place: its inode, size and time."""


class Fault(Enum):
    """Why the output folder can't be used, or not be written to."""

    NOT_A_FOLDER = "not-a-folder"
    LINK = "link"
    NOT_OURS = "not-ours"
    """The folder holds other files, and nothing that says that onespec ever wrote there."""
    NOT_WRITABLE = "not-writable"
    FOREIGN = "foreign-file"
    EDITED = "edited-by-hand"
    NEWER = "newer-manifest"
    FAILED = "write-failed"
    INTERRUPTED = "write-interrupted"


class OutputError(Exception):
    """The output could not be read or written; nothing has been lost."""

    def __init__(
        self, fault: Fault, paths: tuple[str, ...] = (), reason: str = ""
    ) -> None:
        self.fault = fault
        self.paths = paths
        """The files concerned, relative to the output folder; empty: the folder itself."""
        self.reason = reason
        """What the system said."""
        super().__init__(fault, paths, reason)


class Obstacle(Enum):
    """What may stand where a plain file is due."""

    LINK = "symbolic link"
    FOLDER = "folder"
    OTHER = "special file"


@dataclass(slots=True)
class Disk:
    """An open output folder."""

    root: int
    handles: dict[str, int] = field(default_factory=dict)
    """Folder, relative to the root -> its handle."""

    def close(self) -> None:
        """Gives back every handle, and with the root's its lock."""
        for handle in (*self.handles.values(), self.root):
            os.close(handle)
        self.handles.clear()

    def folder(self, path: str) -> int | Obstacle | None:
        """The handle of a folder, what stands in its place, or None where nothing does."""
        if not path:
            return self.root
        if path in self.handles:
            return self.handles[path]
        above, _, name = path.rpartition("/")
        parent = self.folder(above)
        if not isinstance(parent, int):
            return parent
        try:
            self.handles[path] = os.open(name, _HANDLE, dir_fd=parent)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            return _kind(os.lstat(name, dir_fd=parent).st_mode) or Obstacle.OTHER
        return self.handles[path]

    def add_folder(self, path: str) -> bool:
        """Makes a folder in one that is there; says whether it had to."""
        if isinstance(self.folder(path), int):
            return False
        os.mkdir(path.rpartition("/")[2], dir_fd=self._parent(path))
        return True

    def read(self, path: str) -> bytes | Obstacle | None:
        """A file's content, what stands in its place, or None where nothing does."""
        parent = self.folder(path.rpartition("/")[0])
        if not isinstance(parent, int):
            return parent
        name = path.rpartition("/")[2]
        try:
            handle = os.open(name, _READ, dir_fd=parent)
        except FileNotFoundError:
            return None
        except OSError as error:
            kind = _kind(os.lstat(name, dir_fd=parent).st_mode)
            if kind is None or error.errno not in (errno.ELOOP, errno.ENXIO):
                raise
            return kind
        kind = _kind(os.fstat(handle).st_mode)
        if kind is not None:
            os.close(handle)
            return kind
        with open(handle, "rb") as file:
            return file.read()

    def create(self, path: str, content: bytes) -> None:
        """Makes a new file; raises where anything stands there. `secure` waits until it is safe on disk."""
        name = path.rpartition("/")[2]
        handle = os.open(name, _CREATE, 0o666, dir_fd=self._parent(path))
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            if hasattr(os, "posix_fadvise"):
                # Begins to write without waiting for it, so that waiting for many files at the end is one wait.
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)

    def secure(self, path: str) -> None:
        """Waits until a file's content is safe on disk."""
        handle = os.open(path.rpartition("/")[2], _READ, dir_fd=self._parent(path))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def stamp(self, path: str) -> Stamp | None:
        """The stamp of what stands there; None where nothing does."""
        parent = self.folder(path.rpartition("/")[0])
        if not isinstance(parent, int):
            return None
        try:
            found = os.lstat(path.rpartition("/")[2], dir_fd=parent)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def rename(self, old: str, new: str) -> None:
        """Moves a file within its folder, over what stands there."""
        parent = self._parent(new)
        names = old.rpartition("/")[2], new.rpartition("/")[2]
        os.rename(*names, src_dir_fd=parent, dst_dir_fd=parent)

    def link(self, old: str, new: str) -> None:
        """A second name for a file in its folder; raises where anything stands there."""
        parent = self._parent(new)
        names = old.rpartition("/")[2], new.rpartition("/")[2]
        os.link(*names, src_dir_fd=parent, dst_dir_fd=parent, follow_symlinks=False)

    def remove(self, path: str) -> None:
        """Takes a file away."""
        os.unlink(path.rpartition("/")[2], dir_fd=self._parent(path))

    def remove_folder(self, path: str) -> None:
        """Takes an empty folder away."""
        handle = self.handles.pop(path, None)
        if handle is not None:
            os.close(handle)
        os.rmdir(path.rpartition("/")[2], dir_fd=self._parent(path))

    def settle(self, path: str) -> None:
        """Waits until a folder's names are safe on disk."""
        os.fsync(self._parent(f"{path}/." if path else "."))

    def walk(self, under: str = "") -> Iterator[tuple[str, Obstacle | None]]:
        """Every path below that is not a plain folder, with what it is if not a plain file, in order of name."""
        handle = self.folder(under.rstrip("/"))
        if not isinstance(handle, int):
            return
        with os.scandir(handle) as entries:
            found = sorted(
                (entry.name, entry.stat(follow_symlinks=False)) for entry in entries
            )
        for name, status in found:
            kind = _kind(status.st_mode)
            if kind is Obstacle.FOLDER:
                yield from self.walk(f"{under}{name}/")
            else:
                yield f"{under}{name}", kind

    def _parent(self, path: str) -> int:
        handle = self.folder(path.rpartition("/")[0])
        if not isinstance(handle, int):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return handle


def open_disk(
    out: Path, *, shared: bool = False, on_wait: Callable[[], None] | None = None
) -> Disk:
    """The output folder under a lock that serialises runs. Raises FileNotFoundError where there is none."""
    while True:
        root = _open_root(out)
        try:
            _lock(root, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, on_wait)
            # While this run waited, another may have put a new folder in its place.
            current = os.path.samestat(os.fstat(root), os.lstat(out))
        except FileNotFoundError:
            current = False
        except BaseException:
            os.close(root)
            raise
        if current:
            return Disk(root)
        os.close(root)


def _open_root(out: Path) -> int:
    try:
        return os.open(out, _HANDLE)
    except OSError as error:
        if error.errno not in (errno.ENOTDIR, errno.ELOOP):
            raise
        fault = Fault.LINK if out.is_symlink() else Fault.NOT_A_FOLDER
        raise OutputError(fault) from error


def _lock(handle: int, mode: int, on_wait: Callable[[], None] | None) -> None:
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        if on_wait:
            on_wait()
        fcntl.flock(handle, mode)


def _kind(mode: int) -> Obstacle | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return Obstacle.LINK
    return Obstacle.FOLDER if stat.S_ISDIR(mode) else Obstacle.OTHER
