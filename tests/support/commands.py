"""The command line, run in this process: arguments -> exit code and what was printed."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from onespec.__main__ import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run of the command did."""

    code: int
    out: str
    err: str


def onespec(folder: Path, *arguments: str, **environment: str) -> Outcome:
    """Runs `onespec` in a folder, with nothing in the environment that would change how it speaks."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in (
            "GITHUB_ACTIONS",
            "NO_COLOR",
            "FORCE_COLOR",
            "CI",
            "GITHUB_WORKSPACE",
        ):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["onespec", *arguments])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main()
    return Outcome(code=code, out=out.getvalue(), err=err.getvalue())
