"""Shell completion: the script is given to bash itself; what zsh and fish ask is asked the way their scripts do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import onespec
from onespec.cli.completion import SHELLS
from onespec.cli.main import COMMANDS
from onespec.targets import TARGETS
from places import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a spec, and with `onespec` as a command of its own that a shell can find."""
    assert onespec(tmp_path, "init").code == 0
    command = tmp_path / "bin/onespec"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onespec "$@"\n')
    command.chmod(0o755)
    return tmp_path


def shell(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "generator"),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def in_bash(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last word, once it has evaluated the script as a user's start-up file does."""
    line = " ".join(f"'{word}'" for word in words)
    program = (
        'eval "$(onespec completion bash)"\n'
        f"COMP_WORDS=({line}) COMP_CWORD={len(words) - 1}\n"
        "_onespec_completion onespec\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        "complete -p onespec\n"
    )
    *offered, registered = shell(folder, "bash", "-c", program).splitlines()
    assert registered.endswith("-F _onespec_completion onespec")
    return [word for word in offered if word]


def test_bash_completes_a_command(project: Path) -> None:
    assert in_bash(project, "onespec", "con") == ["conform"]
    assert in_bash(project, "onespec", "") == list(COMMANDS)


def test_bash_completes_options_and_the_values_that_are_a_choice(project: Path) -> None:
    assert in_bash(project, "onespec", "check", "--fo") == ["--format"]
    assert in_bash(project, "onespec", "lint", "--format", "s") == ["sarif"]
    assert in_bash(project, "onespec", "generate", "--only", "") == list(TARGETS)
    assert in_bash(project, "onespec", "conform", "--report", "ju") == ["junit="]


def test_bash_completes_what_the_spec_at_hand_can_explain(project: Path) -> None:
    offered = in_bash(project, "onespec", "explain", "sms")
    assert offered == ["sms-needs-phone"]


def test_a_spec_that_cannot_be_loaded_completes_nothing_and_says_nothing(
    project: Path,
) -> None:
    (project / "spec/service.yaml").write_text("onespec: [")
    assert in_bash(project, "onespec", "explain", "") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("onespec generate ", "dir"),
        ("onespec check --out ", "dir"),
        ("onespec conform --profile ", "file"),
        ("onespec conform --known ", "file"),
    ],
)
def test_folders_and_files_are_left_to_the_shell(
    project: Path, line: str, kind: str
) -> None:
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()))}
    for name in ("bash", "zsh"):
        told = shell(project, "onespec", _ONESPEC_COMPLETE=f"{name}_complete", **asked)
        assert told.replace("\n", ",").split(",")[0] == kind
    asked["COMP_CWORD"] = ""
    told = shell(project, "onespec", _ONESPEC_COMPLETE="fish_complete", **asked)
    assert told.split(",")[0] == kind


@pytest.mark.parametrize("name", SHELLS)
def test_the_script_of_each_shell_is_one_that_it_can_read(
    project: Path, name: str
) -> None:
    script = onespec(project, "completion", name)
    assert (script.code, script.err) == (0, "")
    assert f"_ONESPEC_COMPLETE={name}_complete" in script.out
    if shutil.which(name) is not None:
        path = project / f"script.{name}"
        path.write_text(script.out)
        assert shell(project, name, "-n", str(path)) == ""


def test_another_shell_is_refused_with_those_there_are(project: Path) -> None:
    refused = onespec(project, "completion", "tcsh")
    assert refused.code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in refused.err
