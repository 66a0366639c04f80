"""`onespec new`: one more method for a spec."""

from __future__ import annotations

import re
from typing import Final

import click

from onespec.cli import scaffold
from onespec.cli.report import Report, format_option
from onespec.cli.settings import places
from onespec.cli.wrong_use import WrongUse
from onespec.messages import commands as say

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*([./][A-Za-z][A-Za-z0-9_-]*)*")


@click.command()
@click.argument("method")
@click.argument("spec", required=False)
@format_option
def new(method: str, spec: str | None, report: Report) -> None:
    """Add a method to a spec.

    METHOD is its name on the wire, such as start.simple_call; SPEC the spec's folder [default: spec]. Nothing is overwritten.
    """
    from onespec.output.write import create
    from onespec.spec import load_files
    from onespec.spec.files import read_files

    if not _NAME.fullmatch(method) or len(method) > 100:
        raise WrongUse(say.method_name(method))
    where = places(spec)
    name = f"methods/{method.replace('/', '.')}.yaml"
    path = where.spec / name
    with report.faults(where.spec):
        files = read_files(where.spec)
        service = load_files(files)
        if any(known.name == method for known in service.methods):
            raise WrongUse(say.method_known(method))
        if name in files.contents:
            raise WrongUse(say.in_the_way(str(path)))
        told = files.contents["service.yaml"].decode("utf-8")
        credential = service.auth.param if service.auth else ""
        text = scaffold.new_method(method, credential, scaffold.modeline(told))
        files.contents[name] = text.encode()
        # Whatever speaks against the new method, such as a name too near another's, is said before it is written.
        load_files(files)
    try:
        create({path: text})
    except FileExistsError as error:
        raise WrongUse(say.in_the_way(str(path))) from error
    except OSError as error:
        raise WrongUse(say.not_written(str(path), str(error))) from error
    report.say(say.made([path.as_posix()]))
