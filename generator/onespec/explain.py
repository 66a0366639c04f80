"""A name out of a spec or a report -> what it means, as text for a terminal: a constraint, an error or a diagnostic code."""

from __future__ import annotations

from collections.abc import Iterator

from onespec import search
from onespec.lint import RULES
from onespec.lint.subject import request_text
from onespec.messages.changes import KINDS, kind_lines
from onespec.messages.codes import CODES
from onespec.model import Constraint, ErrorKind, Method, NamedType, Service
from onespec.notation import cel_text, english_expr, jsonschema_expr
from onespec.placed import as_method
from onespec.search import Answer, NoneFound, TruthTable, Witness

_SCHEMA = {
    "exact": "JSON Schema says it in full",
    "enumerated": "JSON Schema says it by listing every combination",
    "none": "JSON Schema can't say it; client and server check it",
}


def explain(service: Service, name: str) -> str | None:
    """What a constraint id, a mnemonic or a lint code means; None where the service has nothing of that name."""
    blocks = [
        "\n".join(_constraint(method, constraint))
        for method in service.methods
        for constraint in method.constraints
        if constraint.id == name
    ]
    blocks += [
        "\n".join(_of_type(service, named, constraint))
        for named in service.types
        for constraint in named.constraints
        if constraint.id == name and named.type_name is None
    ]
    rows = {kind.mnemonic: kind for kind in service.errors}
    for method in service.methods:
        rows.update({kind.mnemonic: kind for kind in method.errors})
    if name in rows:
        blocks.append("\n".join(_error(service, rows[name])))
    blocks.extend(code(name))
    return "\n\n".join(blocks) if blocks else None


def code(name: str) -> tuple[str, ...]:
    """What the code of a diagnostic means; empty where it is none."""
    if name in KINDS:
        return ("\n".join(kind_lines(name)),)
    found = {**{rule.code: rule.finds for rule in RULES}, **CODES}
    return (f"{name}: {found[name]}",) if name in found else ()


def known_names(service: Service) -> tuple[str, ...]:
    """Everything that can be explained, for suggestions."""
    names = [c.id for method in service.methods for c in method.constraints]
    names.extend(c.id for named in service.types for c in named.constraints)
    names.extend(kind.mnemonic for kind in service.errors)
    names.extend(kind.mnemonic for method in service.methods for kind in method.errors)
    names.extend(rule.code for rule in RULES)
    return tuple(dict.fromkeys([*names, *CODES, *KINDS]))


def _of_type(
    service: Service, named: NamedType, constraint: Constraint
) -> Iterator[str]:
    yield from _constraint(as_method(service, named), constraint)
    for method in service.methods:
        places = [
            ".".join(rule.place) for rule in method.placed if rule.base == constraint
        ]
        if places:
            yield f"  Holds in {method.name}: {', '.join(places)}"


def _constraint(method: Method, constraint: Constraint) -> Iterator[str]:
    problem = search.prepare(method)
    yield f"{constraint.id} ({method.name})"
    yield f"  {english_expr.sentence(constraint)}"
    if constraint.message:
        yield f"  In the author's words: {constraint.message}"
    if constraint.error:
        yield f"  Broken, it answers with {constraint.error}."
    yield f"  {_SCHEMA[jsonschema_expr.constraint_schema(constraint)[1]]}."
    yield f"  As CEL: {cel_text.authored(constraint.condition)}"
    table = search.truth_table(constraint, method, problem)
    if table is not None:
        yield ""
        yield from table_lines(table)
    yield ""
    accepted = search.smallest_satisfying(method, constraint, problem)
    yield f"  smallest accepted: {answer_text(accepted, method)}"
    rejected = search.smallest_rejected(method, constraint, problem)
    yield f"  smallest rejected: {answer_text(rejected, method)}"


def answer_text(answer: Answer, method: Method) -> str:
    """A request as JSON, or why there is none."""
    match answer:
        case Witness(params=params):
            return request_text(params, method.params)
        case NoneFound(tried=tried):
            return f"none found among {tried} tried; there may be one"
        case _:
            return "there is none (proven)"


def table_lines(table: TruthTable) -> Iterator[str]:
    """A truth table: its conditions by letter, then a line for each combination."""
    letters = "ABCDEFGH"[: len(table.conditions)]
    for letter, condition in zip(letters, table.conditions, strict=True):
        yield f"  {letter}  {english_expr.condition(condition)}"
    yield ""
    yield f"  {'    '.join(letters)}"
    for row in table.rows:
        cells = "  ".join(_cell(flag) for flag in row.flags)
        outcome = "accepted" if row.accepted else "refused"
        doubt = "" if row.is_witnessed else " (none found; there may be one)"
        yield f"  {cells}  {outcome}{doubt}"


def _cell(flag: bool | None) -> str:
    return "-  " if flag is None else "yes" if flag else "no "


def _error(service: Service, kind: ErrorKind) -> Iterator[str]:
    yield f"{kind.mnemonic} ({kind.code})"
    yield f"  {kind.template}"
    if kind.cause:
        yield f"  {kind.cause}"
    if kind.fix:
        yield f"  What to do: {kind.fix}"
    for row in kind.raises:
        yield f"  Raised when {english_expr.condition(row.when)}."
    for method in service.methods:
        for constraint in method.rules:
            if constraint.error == kind.mnemonic:
                yield f"  Raised by constraint {constraint.id} of {method.name}."
