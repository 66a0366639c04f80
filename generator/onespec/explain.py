"""A name out of a spec or a report -> what it means, as text for a terminal: a method, a constraint, an error or a diagnostic code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from onespec import search
from onespec.datatypes import Field, JsonValue, ObjectType
from onespec.diagnostics import Span
from onespec.lint import RULES
from onespec.lint.subject import request_text
from onespec.messages.changes import KINDS, kind_lines
from onespec.messages.codes import CODES
from onespec.model import (
    BY_NAME,
    BY_POSITION,
    EITHER,
    Constraint,
    ErrorKind,
    Method,
    NamedType,
    Service,
)
from onespec.notation import cel_text, english_expr, english_types, jsonschema_expr
from onespec.placed import as_method
from onespec.prose import plain
from onespec.search import Answer, NoneFound, TruthTable, Witness

_SCHEMA = {
    "exact": "JSON Schema says it in full",
    "enumerated": "JSON Schema says it by listing every combination",
    "none": "JSON Schema can't say it; client and server check it",
}


def explain(service: Service, name: str) -> str | None:
    """What a method, a constraint id, a mnemonic or a lint code means; None where the service has nothing of that name."""
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
    blocks += [
        "\n".join(_method(service, method))
        for method in service.methods
        if method.name == name
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
    names = [method.name for method in service.methods]
    names.extend(c.id for method in service.methods for c in method.constraints)
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


def method_facts(service: Service, method: Method) -> dict[str, JsonValue]:
    """Everything that holds for a method, wherever it is declared, as JSON: what its own file says and what it inherits."""
    return {
        "method": method.name,
        "title": method.title,
        "source": method.source,
        "readonly": method.readonly,
        "idempotent": method.idempotent,
        "param_structure": method.param_structure,
        "credential": _credential_facts(service, method),
        "params": [
            _field_facts(field, inherited=field.name in method.inherited)
            | _restated(service, method, field.name)
            for field in method.params
        ],
        "result": None if method.result is None else _field_facts(method.result),
        "constraints": [
            {
                "id": constraint.id,
                "sentence": english_expr.plain(constraint),
                "error": constraint.error,
                "place": _place(constraint.span),
            }
            for constraint in method.rules
        ],
        "errors": [
            {
                "mnemonic": kind.mnemonic,
                "code": kind.code,
                "message": kind.template,
                "own": kind in method.errors,
                "raised_when": [
                    english_expr.condition(one.when) for one in kind.raises
                ],
                "place": _place(kind.span),
            }
            for kind in method.all_errors()
        ],
    }


def _credential_facts(service: Service, method: Method) -> JsonValue:
    auth = service.auth
    if auth is None or not method.auth:
        return None
    found: dict[str, JsonValue] = {"scheme": auth.scheme} if auth.scheme else {}
    found["header" if auth.header else "param"] = auth.param
    variables: list[JsonValue] = [auth.env]
    variables += [auth.password_env] if auth.password_env else []
    return {**found, "variables": variables}


def _field_facts(field: Field, inherited: bool | None = None) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {
        "name": field.name,
        "type": english_types.type_words(field),
    }
    said: dict[str, JsonValue] = {
        "shared_type": field.type_name,
        "required": field.required,
        "secret": field.secret,
        "limits": english_types.limits(field),
        "default": english_types.default_words(field),
        "description": plain(field.description),
    }
    found.update({key: value for key, value in said.items() if value})
    if isinstance(field.type, ObjectType) and field.type_name is None:
        found["fields"] = [_field_facts(member) for member in field.type.fields]
    if inherited is not None:
        found |= {"inherited": inherited, "place": _place(field.span)}
    return found


def _restated(service: Service, method: Method, name: str) -> dict[str, JsonValue]:
    """Where the common param stands of which a method says only what differs."""
    if name not in method.restated:
        return {}
    spans = {common.field.name: common.field.span for common in service.params}
    return {"restates": _place(spans.get(name))}


def _place(span: Span | None) -> str | None:
    return None if span is None else f"{span.file}:{span.line}"


def _method(service: Service, method: Method) -> Iterator[str]:
    """The facts of a method as lines."""
    facts: Any = method_facts(service, method)
    yield f"{method.name} ({method.source})"
    yield f"  {method.title}"
    yield f"  {_manners(method)}"
    yield f"  credential: {_credential_words(facts['credential'])}"
    yield from ("", "params:" if method.params else "params: none")
    for field in facts["params"]:
        yield from _field_lines(field, "  ")
    if facts["result"] is not None:
        yield from ("", "result:")
        inner = facts["result"].get("fields")
        for field in [facts["result"]] if inner is None else inner:
            yield from _field_lines(field, "  ")
    if facts["constraints"]:
        yield from ("", "constraints, in this order:")
    for item in facts["constraints"]:
        yield f"  {item['id']} ({item['place']})"
        yield f"    {item['sentence']} Broken, it answers with {item['error']}."
    for own, title in ((True, "own errors:"), (False, "errors common to methods:")):
        rows = [row for row in facts["errors"] if row["own"] is own]
        if rows:
            yield from ("", title)
        for row in rows:
            where = f" ({row['place']})" if row["place"] else ""
            yield f"  {row['mnemonic']} {row['code']}{where}: {row['message']}"
            for condition in row["raised_when"]:
                yield f"    Raised when {condition}."


def _manners(method: Method) -> str:
    if method.readonly:
        effect = "reads only"
    else:
        effect = (
            "may be repeated" if method.idempotent else "never sent twice by itself"
        )
    return f"{effect}; {_PARAMS[method.param_structure]}"


_PARAMS: Final = {
    BY_NAME: "params by name",
    BY_POSITION: "params by position",
    EITHER: "params by name or by position",
}


def _credential_words(facts: Any) -> str:
    if facts is None:
        return "none"
    way = f"param {facts['param']}" if "param" in facts else f"header {facts['header']}"
    scheme = f", scheme {facts['scheme']}" if "scheme" in facts else ""
    return f"{way}{scheme}; clients read {' and '.join(facts['variables'])}"


def _field_lines(field: Any, margin: str) -> Iterator[str]:
    words = [field.get("shared_type") or field["type"]]
    words += [key for key in ("required", "secret") if field.get(key)]
    words += [field["limits"]] if field.get("limits") else []
    words += [f"default {field['default']}"] if field.get("default") else []
    where = ""
    if field.get("place"):
        origin = "inherited from " if field["inherited"] else ""
        rest = f", the rest from {field['restates']}" if field.get("restates") else ""
        where = f"  ({origin}{field['place']}{rest})"
    yield f"{margin}{field['name']}: {', '.join(words)}{where}"
    for member in field.get("fields", ()):
        yield from _field_lines(member, f"{margin}  ")


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
