"""Diagnostics -> the stream and the format a user asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from onespec.diagnostics import (
    Diagnostic,
    SpecError,
    render_github,
    render_json,
    render_sarif,
    render_text,
    summary,
)
from onespec.diagnostics.text import visible

FORMATS: Final = ("text", "json", "github", "sarif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How this run speaks."""

    format: str
    color: bool
    """On standard output."""

    @property
    def talks(self) -> bool:
        """Whether words for people may stand on standard output."""
        return self.format in ("text", "github")

    def say(self, text: str) -> None:
        """Words for people, if there are any."""
        if text:
            self.show("\n".join(map(visible, text.split("\n"))))

    def show(self, text: str) -> None:
        """Words for people in which nothing is hidden any more; they may be coloured."""
        if self.talks:
            click.echo(text, color=self.color)

    def give(
        self,
        diagnostics: Iterable[Diagnostic],
        sources: Mapping[str, str],
        *,
        error: bool = False,
    ) -> None:
        """All findings of the run; `error` for those that kept the command from its work."""
        found = list(diagnostics)
        match self.format:
            case "json":
                click.echo(render_json(found), nl=False)
            case "sarif":
                click.echo(render_sarif(found, sources), nl=False)
            case "github":
                click.echo(render_github(found), nl=False)
            case _:
                stream = sys.stderr if error else sys.stdout
                color = wants_color(stream.isatty())
                click.echo(
                    render_text(found, sources, color=color),
                    file=stream,
                    nl=False,
                    color=color,
                )
        if self.talks and found:
            click.echo(
                f"\n{summary(found)}" if self.format == "text" else summary(found),
                err=error,
            )

    def block(self, diagnostic: Diagnostic, after: str) -> None:
        """One finding for people, with what belongs under it."""
        click.echo(render_text([diagnostic], {}, color=self.color), color=self.color)
        if after:
            click.echo(f"{after}\n", color=self.color)

    @contextmanager
    def faults(self, spec: Path) -> Iterator[None]:
        """Prints the faults of a spec that can't be loaded, and ends the run: with 2 where there is no such folder."""
        try:
            yield
        except SpecError as error:
            self.give(error.diagnostics, error.sources, error=True)
            raise click.exceptions.Exit(1 if spec.exists() else 2) from error


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, which becomes the argument `report`."""
    return click.option(
        "--format",
        "report",
        type=click.Choice(FORMATS),
        callback=lambda _ctx, _param, value: make_report(value),
        help="How findings are printed; inside GitHub Actions `github`, else `text`.",
    )(command)


def make_report(format: str | None) -> Report:
    """The report of a format, or of the one that fits the surroundings."""
    actions = os.environ.get("GITHUB_ACTIONS") == "true"
    return Report(
        format=format or ("github" if actions else "text"),
        color=wants_color(sys.stdout.isatty()),
    )


def wants_color(terminal: bool) -> bool:
    """Whether output is coloured: NO_COLOR and FORCE_COLOR decide, else only a terminal is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
