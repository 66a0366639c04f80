"""`onespec explain`: what a constraint, an error or a finding means."""

from __future__ import annotations

import click

from onespec.cli.report import make_report
from onespec.cli.settings import WrongUse, places
from onespec.messages import commands as say


@click.command()
@click.argument("name")
@click.argument("spec", required=False)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How a method is told; `json` is for methods only.",
)
def explain(name: str, spec: str | None, format: str) -> None:
    """Explain a method, a constraint, an error of the table or a finding.

    NAME is a method, a constraint's id, an error's mnemonic or the code of a finding; SPEC the spec's folder [default: spec]. Of a
    method all is told that holds for it: its params and those it inherits, with where each is declared, its constraints, its own
    errors and the common ones. A constraint is told in words, with its truth table where that is small, the smallest request it
    accepts and the smallest it refuses.
    """
    import json

    from onespec import explain as explainer
    from onespec.diagnostics import SpecError
    from onespec.nearest import nearest
    from onespec.spec import load_files
    from onespec.spec.files import read_files

    where = places(spec)
    try:
        service = load_files(read_files(where.spec))
    except SpecError as error:
        # A code stands in the report of the very spec that can't be loaded.
        if known := explainer.code(name):
            make_report(None).say("\n".join(known))
            return
        with make_report(None).faults(where.spec):
            raise error
    if format == "json":
        methods = {method.name: method for method in service.methods}
        if name not in methods:
            raise WrongUse(say.no_method_named(name, nearest(name, methods), methods))
        facts = explainer.method_facts(service, methods[name])
        make_report(None).say(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    text = explainer.explain(service, name)
    if text is None:
        known = explainer.known_names(service)
        raise WrongUse(say.nothing_named(name, nearest(name, known), known))
    make_report(None).say(text)
