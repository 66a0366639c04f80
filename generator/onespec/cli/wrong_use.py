"""A command that can't be carried out as it was given -> exit code 2."""

from __future__ import annotations

from typing import IO, Any

import click


class WrongUse(click.ClickException):
    """Arguments or settings that make no sense together, or with what is on disk."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """One line; the usage of the command would not help."""
        click.echo(f"error: {self.format_message()}", file=file, err=file is None)
