"""Each file operation of a write is made to fail in turn: the folder ends up whole, and the next run always mends it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onespec.output import Drift, Fault, OutputError, compare, disk, write
from trees import built, texts, tree

OLD = built({"a/one": "1\n", "a/two": "2\n", "b/deep/three": "3\n", "c/gone": "4\n"})
NEW = built(
    {"a/one": "1\n", "a/two": "II\n", "b/deep/three": "III\n", "d/new/five": "5\n"},
    spec="c",
)
FOREIGN = {"notes.txt": "mine\n", "a/mine": "mine too\n"}
OPERATIONS = (
    "open",
    "mkdir",
    "rename",
    "link",
    "unlink",
    "rmdir",
    "fsync",
    "lstat",
    "scandir",
)


class Killed(BaseException):
    """Ends a run as a signal does: nothing after it is done."""


class FaultyOs:
    """The module `os` as the output folder sees it, with one operation made to fail, or that one and all later ones."""

    def __init__(self, at: int, error: BaseException, *, lasting: bool) -> None:
        self.at, self.error, self.lasting = at, error, lasting
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self.counted(real) if name in OPERATIONS else real

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self.at or (self.lasting and self.count > self.at):
                raise self.error
            return real(*args, **kwargs)

        return operation


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is switched off in these tests, so nothing is gained by waiting for the disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    write(folder, OLD)
    for path, text in FOREIGN.items():
        (folder / path).write_text(text)
    return folder


def run(out: Path, at: int, error: BaseException, *, lasting: bool) -> tuple[int, bool]:
    """Writes NEW with a fault; how many operations there were, and whether the write says that it was done."""
    faulty = FaultyOs(at, error, lasting=lasting)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", faulty)
        try:
            write(out, NEW)
        except (OutputError, Killed):
            return faulty.count, False
    return faulty.count, True


def operations(tmp_path: Path) -> int:
    """How many operations a whole write takes."""
    folder = tmp_path / "count"
    write(folder, OLD)
    count, done = run(folder, 0, OSError(), lasting=False)
    assert done
    return count


def without_leftovers(found: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in found.items() if ".onespec-" not in path}


def whole(out: Path) -> str:
    """Which of the two builds the folder holds."""
    told = {"old": compare(out, OLD), "new": compare(out, NEW)}
    added = {Drift.ADDED, Drift.LEFTOVER}
    for name, compared in told.items():
        if not {item.drift for item in compared.differences} - added:
            return name
    return "interrupted" if told["new"].interrupted else "mixed"


def reset(out: Path) -> None:
    """The folder as it was before any fault."""
    write(out, OLD)
    assert texts(out) == {**texts_of(OLD), **FOREIGN}


def texts_of(build: Any) -> dict[str, str]:
    return {path: content.decode() for path, content in build.files.items()}


@pytest.mark.parametrize("code", [errno.EIO, errno.EPERM])
def test_an_operation_that_fails_once_leaves_the_old_tree_or_the_new_one(
    out: Path, tmp_path: Path, code: int
) -> None:
    for at in range(1, operations(tmp_path) + 1):
        _, done = run(out, at, OSError(code, os.strerror(code)), lasting=False)
        # What fails after the write stands may leave a temporary file to the next run; what is taken back leaves none.
        found = without_leftovers(texts(out)) if done else texts(out)
        assert (at, found) == (at, {**texts_of(NEW if done else OLD), **FOREIGN})
        assert (at, whole(out)) == (at, "new" if done else "old")
        reset(out)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_stays_broken_leaves_nothing_that_the_next_run_does_not_mend(
    out: Path, tmp_path: Path, code: int
) -> None:
    for at in range(1, operations(tmp_path) + 1):
        run(out, at, OSError(code, os.strerror(code)), lasting=True)
        assert (at, whole(out)) in [
            (at, state) for state in ("old", "new", "interrupted")
        ]
        write(out, NEW)
        assert (at, texts(out)) == (at, {**texts_of(NEW), **FOREIGN})
        reset(out)


def test_a_run_that_is_killed_anywhere_is_told_apart_and_mended(
    out: Path, tmp_path: Path
) -> None:
    states = set()
    for at in range(1, operations(tmp_path) + 1):
        run(out, at, Killed(), lasting=True)
        states.add(whole(out))
        write(out, NEW)
        assert (at, texts(out)) == (at, {**texts_of(NEW), **FOREIGN})
        assert (at, whole(out)) == (at, "new")
        reset(out)
    assert states == {"old", "interrupted", "new"}


def test_a_killed_run_can_be_followed_by_another_spec(
    out: Path, tmp_path: Path
) -> None:
    other = built({"a/one": "uno\n", "e/six": "6\n"}, spec="d")
    for at in range(1, operations(tmp_path) + 1):
        run(out, at, Killed(), lasting=True)
        write(out, other)
        assert (at, texts(out)) == (at, {**texts_of(other), **FOREIGN})
        reset(out)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("a/two", Fault.EDITED),
        ("c/gone", Fault.EDITED),
        ("d/new/five", Fault.FOREIGN),
    ],
)
def test_a_file_that_somebody_writes_meanwhile_is_kept_and_all_else_taken_back(
    out: Path, monkeypatch: pytest.MonkeyPatch, path: str, fault: Fault
) -> None:
    real = disk.Disk.secure

    def secure(self: disk.Disk, name: str) -> None:
        (out / path).write_text("just now\n")
        real(self, name)

    monkeypatch.setattr(disk.Disk, "secure", secure)
    with pytest.raises(OutputError) as error:
        write(out, NEW)
    assert (error.value.fault, error.value.paths) == (fault, (path,))
    assert texts(out) == {**texts_of(OLD), **FOREIGN, path: "just now\n"}
    assert not compare(out, OLD).interrupted


def test_a_first_write_that_fails_leaves_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    count, _ = run(tmp_path / "whole", 0, OSError(), lasting=False)
    for at in range(1, count + 1):
        _, done = run(folder, at, OSError(errno.EIO, "broken"), lasting=False)
        if done:
            write(folder, built({}))
            (folder / "manifest.json").unlink()
        assert (at, tree(folder)) == (at, {})
