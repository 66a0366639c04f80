"""Odd and hostile files in place of a spec: every command says where, what and how to mend it, briefly, and nothing is written."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import onespec as library
import pytest
from commands import onespec as run

FILE: Final = "spec/methods/greeting.send.yaml"
MOST: Final = 8_000


def text(old: str, new: str) -> Callable[[Path], None]:
    def mutate(folder: Path) -> None:
        path = folder / FILE
        before = path.read_text("utf-8")
        assert old in before
        path.write_bytes(before.replace(old, new).encode())

    return mutate


def after(new: str) -> Callable[[Path], None]:
    return text("result:", f"{new}\nresult:")


def whole(content: bytes, file: str = FILE) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_bytes(content) and None


def instead(make: Callable[[Path], object], file: str = FILE) -> Callable[[Path], None]:
    def mutate(folder: Path) -> None:
        path = folder / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        make(path)

    return mutate


MANY: Final = "".join(f"  p{n}: {{type: strin, bad{n}: 1}}\n" for n in range(400))
MUTATIONS: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "no method": (text("method: greeting.send\n", ""), "missing-key"),
    "no type": (text("    type: string\n    required", "    required"), "missing-key"),
    "a tab for each depth": (text("\n    ", "\n\t"), "tab-outside-text"),
    "a key twice": (after("title: Again\n"), "duplicate-key"),
    "an anchor": (text("type: string\n    pattern", "type: &a string\n    pattern"), "anchor"),
    "a circle": (text("params:\n", "params: &a\n  zz: *a\n"), "anchor"),
    "a merge key": (text("params:\n", "params:\n  zz: {<<: {type: string}}\n"), "merge-key"),
    "a bomb": (after("x-a: &a [x]\nx-b: [" + "*a, " * 3000 + "*a]"), "anchor"),
    "a NUL": (text("title: Send", "title: \0Send"), "unreadable-character"),
    "an escaped NUL": (text("title: Send a greeting", 'title: "a\\0"'), "unreadable-character"),
    "a mark inside": (text("params:", "\ufeffparams:"), "unreadable-character"),
    "text that runs backwards": (text("title: Send", "title: \u202eSend"), "unreadable-character"),
    "a blank that is none": (text("\n    type: string", "\n\u00a0   type: string"), "indentation"),
    "an invisible letter in a key": (text("params:", "par\u200bams:"), "unknown-key"),
    "ten megabytes": (after("# " + "x" * 10_000_000), "file-too-long"),
    "a million brackets": (after("x-a: " + "[" * 400_000), "too-deep"),
    "a long list": (after("x-a: [" + "a," * 100_000 + "a]"), "too-many-values"),
    "a long key": (after("k" * 5000 + ": 1"), "key-too-long"),
    "a long text": (text("type: string\n    required", "type: " + "s" * 90_000 + "\n    required"), "bad-name"),
    "a long number": (text("code: -32001", "code: " + "9" * 9000), "number-too-long"),
    "a key that is a date": (text("params:\n", "params:\n  2024-01-01: {type: string}\n"), "ambiguous-scalar"),
    "keys that are no text": (text("params:\n", "params:\n  1: {type: string}\n  true: {type: string}\n"), "key-not-text"),
    "an octal number": (text("code: -32001", "code: -0755"), "ambiguous-scalar"),
    "yes and no": (text("required: true", "required: yes"), "ambiguous-scalar"),
    "many faults": (whole(f"method: a.b\ntitle: B\nparams:\n{MANY}".encode()), "bad-name"),
    "line ends of old": (lambda folder: whole((folder / FILE).read_bytes().replace(b"\n", b"\r"))(folder), "unreadable-character"),
    "another encoding": (lambda folder: whole((folder / FILE).read_text().encode("utf-16"))(folder), "not-utf-8"),
    "nothing": (whole(b""), "empty-file"),
    "a comment": (whole(b"# nothing\n"), "empty-file"),
    "a list": (whole(b"- a\n- b\n"), "wrong-type"),
    "two documents": (after("---"), "several-documents"),
    "a tag": (text("title: Send", "title: !!python/object/apply:os.system Send"), "tag"),
    "an open quote": (text("title: Send", 'title: "Send'), "unclosed-quote"),
    "a folder": (instead(Path.mkdir), "file-unreadable"),
    "a link to itself": (instead(lambda path: path.symlink_to(path.name)), "file-unreadable"),
    "a link to nowhere": (instead(lambda path: path.symlink_to("nowhere")), "file-unreadable"),
    "a pipe": (instead(os.mkfifo), "file-unreadable"),
    "a folder for the service": (instead(Path.mkdir, "spec/service.yaml"), "file-unreadable"),
    "a file for the methods": (instead(Path.touch, "spec/methods"), "file-unreadable"),
    "another ending": (lambda folder: (folder / FILE).rename((folder / FILE).with_suffix(".yml")) and None, "file-suffix"),
    "a name with a line break": (lambda folder: (folder / FILE).rename((folder / FILE).with_name("a\n\u202e.yaml")) and None, "file-name"),
}  # fmt: skip
"""What is done to the spec of `init`, and the code of the first fault that comes of it."""


@pytest.mark.parametrize("name", MUTATIONS)
def test_an_odd_spec_is_refused_briefly_by_every_command(
    tmp_path: Path, name: str
) -> None:
    mutate, code = MUTATIONS[name]
    run(tmp_path, "init")
    mutate(tmp_path)
    for command in (["lint"], ["generate"], ["check"], ["explain", "some-name"]):
        done = run(tmp_path, *command)
        told = done.out + done.err
        assert (done.code, "Traceback" in told) == (1, False), told
        first = re.match(r"error\[([a-z0-9-]+)\]: .+\n +--> spec/\S+:\d+:\d+\n", told)
        assert first is not None and code == first[1], told
        assert "help: " in told
        assert len(told.encode()) < MOST
        assert all(char.isprintable() or char == "\n" for char in told)
    assert not (tmp_path / "generated").exists()


def test_very_many_faults_end_with_how_many_more_there_are(tmp_path: Path) -> None:
    run(tmp_path, "init")
    MUTATIONS["many faults"][0](tmp_path)
    assert re.search(r"\n\.\.\. and \d+ more\n", run(tmp_path, "lint").err)
    with pytest.raises(library.SpecError) as caught:
        library.load(tmp_path / "spec")
    assert re.search(r"\n\.\.\. and \d+ more\n", str(caught.value))
    assert len(str(caught.value)) < MOST
