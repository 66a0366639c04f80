"""What was built -> disk, all or nothing, with a word on what was done."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onespec.output.disk import Disk, Fault, OutputError, open_disk
from onespec.output.files import Built
from onespec.output.plan import Plan, plan
from onespec.output.transaction import Transaction


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
