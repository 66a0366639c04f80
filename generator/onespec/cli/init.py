"""`onespec init`: a first spec, small and whole."""

from __future__ import annotations

import click

from onespec.cli import scaffold
from onespec.cli.settings import places
from onespec.cli.wrong_use import WrongUse
from onespec.messages import commands as say


@click.command()
@click.argument("spec", required=False)
def init(spec: str | None) -> None:
    """Write a small spec to start from.

    SPEC is the folder to make [default: spec]. Nothing is overwritten.
    """
    from onespec.output.write import create

    where = places(spec)
    files = {
        where.spec / "service.yaml": scaffold.SERVICE,
        where.spec / "methods" / "greeting.send.yaml": scaffold.METHOD,
        where.spec / scaffold.SCHEMA: scaffold.schema(),
    }
    try:
        create(files)
    except FileExistsError as error:
        raise WrongUse(say.in_the_way(str(error.args[0]))) from error
    except OSError as error:
        raise WrongUse(say.not_written(str(where.spec), str(error))) from error
    click.echo(say.made(path.as_posix() for path in files))
    click.echo(say.after_init(where.arguments))
