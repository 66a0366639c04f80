"""All targets of a service as one mapping: what is let in, and what is laid out."""

from __future__ import annotations

from collections.abc import Callable

import onespec.build
import pytest
from onespec.build import build, build_spec
from onespec.model import Service
from onespec.output import Built, File
from onespec.spec import load
from onespec.spec.files import read_files
from places import ONE_METHOD


@pytest.fixture(scope="module")
def whole() -> Built:
    """The spec of this repository, built in one process."""
    return build_spec(read_files(ONE_METHOD))


def making(*paths: str) -> Callable[[str], Callable[[Service], list[File]]]:
    """A table of targets in which each makes these files, empty ones."""
    files = [File(path=path, content=b"") for path in paths]
    return lambda name: lambda service: files


def test_build_gives_every_file_of_every_target_by_path(whole: Built) -> None:
    files = build(load(ONE_METHOD))
    assert list(files) == sorted(files)
    assert files == whole.files
    assert "manifest.json" not in files


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
        build(load(ONE_METHOD), ["schema"])


def test_no_two_files_differ_in_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onespec.build, "target", making("a/Name.py", "a/name.py"))
    with pytest.raises(ValueError, match="both make"):
        build(load(ONE_METHOD), ["schema"])


def test_python_is_laid_out_but_for_the_files_that_are_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = b"import os\nimport re\nX = {'a':re.I}\n"
    files = [
        File(path="a.py", content=draft),
        File(path="b.py", content=draft, is_copy=True),
        File(path="c.txt", content=draft),
    ]
    monkeypatch.setattr(onespec.build, "target", lambda name: lambda service: files)
    assert build(load(ONE_METHOD), ["schema"]) == {
        "a.py": b'import re\n\nX = {"a": re.I}\n',
        "b.py": draft,
        "c.txt": draft,
    }
