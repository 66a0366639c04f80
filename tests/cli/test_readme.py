"""The README is true: its commands and programs are run, and print what it shows.

Those of the tour run in a copy of the project, each in a fresh one; those of the first five minutes one after another in
an empty folder, where the files that are shown are written.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from places import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
FIRST = "Five minutes to a method of your own"
"""The section that a reader follows in an empty folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block and the text that follows its opening line."""

    language: str
    text: str
    start: int
    end: int
    section: str


def blocks() -> list[Block]:
    text = README.read_text("utf-8")
    return [
        Block(
            language=match[1],
            text=match[2],
            start=match.start(2),
            end=match.end(2),
            section=re.findall(r"^## (.*)$", text[: match.start()], flags=re.M)[-1],
        )
        for match in BLOCK.finditer(text)
    ]


@pytest.fixture
def clone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a folder with what a clone holds, as far as the commands of the README need it."""
    return lambda: _copied(tmp_path_factory.mktemp("clone"))


def _copied(folder: Path) -> Path:
    for name in ("spec", "generated", "generator", "templates"):
        # What Python has compiled of the generator goes along: each command would compile it anew.
        ours = [] if name in ("generator", "templates") else ["__pycache__"]
        ignored = shutil.ignore_patterns(*ours, ".*")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(command: list[str], folder: Path) -> str:
    scripts = str(Path(sys.executable).parent)
    # A clone runs its own copy of onespec, any other folder this one.
    generator = "generator" if (folder / "generator").exists() else ROOT / "generator"
    environment = {
        **{
            key: value
            for key, value in os.environ.items()
            if key not in ("CI", "GITHUB_ACTIONS")
        },
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join([str(generator), "generated/python"]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def played(block: Block, folder: Path) -> str:
    """A console block with the output that its commands have now."""
    lines = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            lines.append(line)
            output = run(["bash", "-c", line[2:]], folder)
            lines.extend(text.rstrip() for text in output.splitlines())
    return "".join(f"{line}\n" for line in lines)


def test_the_readme_shows_what_its_commands_and_programs_print(
    clone: Callable[[], Path], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    text = README.read_text("utf-8")
    fresh, at, program = "", 0, ""
    for block in blocks():
        new = block.text
        folder = tmp_path if block.section == FIRST else None
        if block.language == "console":
            new = played(block, folder or clone())
        elif block.language == "python":
            program = block.text
        elif block.language == "text":
            new = run([sys.executable, "-c", program], folder or clone())
        elif block.language == "yaml" and folder is not None:
            name, _, content = block.text.partition("\n")
            (folder / name.removeprefix("# ")).write_text(content, "utf-8")
        fresh += text[at : block.start] + new
        at = block.end
    fresh += text[at:]
    if pytestconfig.getoption("--update"):
        README.write_text(fresh, "utf-8")
    assert fresh == README.read_text("utf-8")


def test_every_program_in_the_readme_is_followed_by_what_it_prints() -> None:
    languages = [block.language for block in blocks()]
    assert [
        languages[index + 1] for index, name in enumerate(languages) if name == "python"
    ] == ["text"] * languages.count("python")


def workflow(part: str) -> str:
    return next(block.text for block in blocks() if part in block.text)


def test_the_workflow_in_the_readme_runs_commands_that_it_shows_to_pass() -> None:
    install, *commands = re.findall(r"- run: (.*)", workflow("run: onespec"))
    shown = [
        line.removeprefix("$ ")
        for block in blocks()
        if block.language == "console"
        for line in block.text.splitlines()
    ]
    assert install.startswith("python -m pip install ")
    assert commands == ["onespec lint", "onespec check", "onespec conform"]
    assert [command for command in commands if command not in shown] == []


def test_the_readme_uses_the_action_where_it_lies_with_inputs_that_it_has() -> None:
    steps = yaml.safe_load(workflow("/.github/actions/"))["jobs"]["spec"]["steps"]
    place, _, ref = steps[1]["uses"].split("/", 2)[2].partition("@")
    action = yaml.safe_load((ROOT / place / "action.yml").read_text("utf-8"))
    assert ref
    assert steps[1]["with"].keys() - action["inputs"].keys() == set()
    listed = README.read_text("utf-8").partition("Its inputs are")[2].split("\n\n")[0]
    assert [name for name in action["inputs"] if f"`{name}`" not in listed] == []


def test_the_readme_names_hooks_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    named = re.findall(r"\b(onespec-\w+)", workflow("- repo:"))
    assert sorted(named) == sorted(hook["id"] for hook in hooks)
