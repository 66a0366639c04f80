"""The README is true: its commands and programs are run in a copy of the project, and print what it shows."""

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
from places import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block and the text that follows its opening line."""

    language: str
    text: str
    start: int
    end: int


def blocks() -> list[Block]:
    found = []
    for match in BLOCK.finditer(README.read_text("utf-8")):
        language, text = match.groups()
        found.append(
            Block(language=language, text=text, start=match.start(2), end=match.end(2))
        )
    return found


@pytest.fixture
def clone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a folder with what a clone holds, as far as the commands of the README need it."""
    return lambda: _copied(tmp_path_factory.mktemp("clone"))


def _copied(folder: Path) -> Path:
    for name in ("spec", "generated", "generator", "templates"):
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(command: list[str], folder: Path) -> str:
    scripts = str(Path(sys.executable).parent)
    environment = {
        **{
            key: value
            for key, value in os.environ.items()
            if key not in ("CI", "GITHUB_ACTIONS")
        },
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join(["generator", "generated/python"]),
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
    clone: Callable[[], Path], pytestconfig: pytest.Config
) -> None:
    text = README.read_text("utf-8")
    fresh, at, program = "", 0, ""
    for block in blocks():
        new = block.text
        if block.language == "console":
            new = played(block, clone())
        elif block.language == "python":
            program = block.text
        elif block.language == "text":
            new = run([sys.executable, "-c", program], clone())
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


def test_the_workflow_in_the_readme_runs_commands_that_pass(
    clone: Callable[[], Path],
) -> None:
    workflow = next(b.text for b in blocks() if "run: onespec" in b.text)
    commands = re.findall(r"- run: (.*)", workflow)
    assert [c.split()[0] for c in commands] == [
        "python",
        "onespec",
        "onespec",
        "python",
    ]
    folder = clone()
    for command in commands[1:]:
        done = run(["bash", "-c", f"{command} && echo passed"], folder)
        assert done.splitlines()[-1] == "passed", done
