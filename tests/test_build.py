"""All targets of a service as one mapping: what is let in, and that a second process changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import onespec.build
from onespec.beside import beside
from onespec.build import build, build_spec
from onespec.loader import load
from onespec.loader.files import read_files
from onespec.model import Service
from onespec.output import Built, File
from onespec.targets import SECOND, TARGETS

SPEC: Final = Path(__file__).parents[1] / "spec"


@pytest.fixture(scope="module")
def whole() -> Built:
    """The spec of this repository, built in one process."""
    return build_spec(read_files(SPEC))


def making(*paths: str) -> Callable[[str], Callable[[Service], list[File]]]:
    """A table of targets in which each makes these files, empty ones."""
    files = [File(path=path, content=b"") for path in paths]
    return lambda name: lambda service: files


def test_two_processes_make_what_one_makes(whole: Built) -> None:
    two = build_spec(read_files(SPEC), two=True)
    assert two == whole
    assert list(two.files) == list(whole.files)


def test_build_gives_every_file_of_every_target_by_path(whole: Built) -> None:
    files = build(load(SPEC))
    assert list(files) == sorted(files)
    assert files == whole.files
    assert "manifest.json" not in files


def test_a_second_process_that_dies_is_made_up_for(
    monkeypatch: pytest.MonkeyPatch, whole: Built
) -> None:
    here = os.getpid()
    real = onespec.build.target

    def target(name: str) -> Callable[[Service], object]:
        if os.getpid() != here:
            os._exit(9)
        return real(name)

    monkeypatch.setattr(onespec.build, "target", target)
    assert build_spec(read_files(SPEC), two=True) == whole


def test_work_beside_gives_its_bytes_or_nothing() -> None:
    def fails() -> bytes:
        raise LookupError

    with beside(lambda: b"x" * 1_000_000) as result:
        assert result() == b"x" * 1_000_000
    with beside(fails) as result:
        assert result() is None


def test_a_failure_here_waits_for_the_work_beside() -> None:
    with pytest.raises(LookupError), beside(lambda: b"x" * 1_000_000):
        raise LookupError
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    "path",
    [
        "../a",
        "/a",
        "a/../b",
        "a//b",
        "a/",
        "",
        ".",
        "a\\b",
        "a\nb",
        "é",
        "manifest.json",
        "a/__pycache__/b.py",
        f".onespec-{'0' * 32}-1",
        "a" * 201,
    ],
)
def test_no_target_writes_outside_the_folder_or_under_a_name_of_onespecs_own(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(onespec.build, "target", making(path))
    with pytest.raises(ValueError, match="makes a file at"):
        build(load(SPEC), ["schema"])


def test_no_two_files_differ_in_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onespec.build, "target", making("a/Name.py", "a/name.py"))
    with pytest.raises(ValueError, match="both make"):
        build(load(SPEC), ["schema"])


def test_the_share_of_the_second_process_is_some_of_the_targets() -> None:
    assert set(SECOND) < set(TARGETS)
