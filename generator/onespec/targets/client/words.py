"""A method -> the docstring of its client function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onespec import names
from onespec.datatypes import Field, ObjectType
from onespec.layout import Paragraph, Verbatim, bracket
from onespec.model import Constraint, Method, Service
from onespec.notation import english_expr
from onespec.notation.english_terms import listed
from onespec.targets.classes import result_name
from onespec.targets.client.samples import sample_call
from onespec.targets.docwords import field_words, paragraphs, sentence, summary

INDENT = "    "
MOST = 5
"""Members that are named where a result is described by what it holds."""


def method_words(
    service: Service,
    method: Method,
    params: Sequence[Field],
    errors: Mapping[str, str],
) -> Iterator[Paragraph | Verbatim]:
    """Summary, description, each param with its limits, rules between them, what comes back and what is raised."""
    yield Paragraph(text=summary(method.title, method.name))
    yield from paragraphs(method.description)
    if method.deprecated:
        yield Paragraph(text=sentence(f"Deprecated: {method.deprecated}"))
    if not (method.readonly or method.idempotent):
        yield Paragraph(text="Sent once and never again by itself.")
    if params:
        yield Paragraph(text="Args:")
        for param in params:
            yield _entry(names.param(param.name), field_words(param))
    if method.constraints:
        yield Paragraph(text="Rules:")
        for constraint in method.constraints:
            yield _entry("-", _rule(constraint), mark=" ")
    yield from _returns(method)
    yield from _raises(method, errors)
    yield Paragraph(text="Example:")
    # Eight columns of the docstring itself, four below its heading.
    example = bracket(sample_call(service, method, "api"), 12)
    lines = (line.removeprefix(" " * 12) for line in example.split("\n"))
    yield Verbatim(lines=tuple(lines), margin=INDENT)


def _entry(name: str, text: str, mark: str = ": ") -> Paragraph:
    return Paragraph(
        text=text,
        first=f"{INDENT}{name}{mark}" if text else f"{INDENT}{name}",
        rest=INDENT * 2 if mark == ": " else f"{INDENT}  ",
        gap=False,
    )


def _rule(constraint: Constraint) -> str:
    return sentence(constraint.message or english_expr.sentence(constraint))


def _returns(method: Method) -> Iterator[Paragraph]:
    yield Paragraph(text="Returns:")
    text = ""
    if method.result is not None:
        text = summary(method.result.description, method.result.title)
    yield _entry(result_name(method), text or _result_words(method.result))


def _result_words(result: Field | None) -> str:
    """What a result holds, where its author says nothing of it."""
    kind = result.type if result is not None else None
    if isinstance(kind, ObjectType) and kind.fields:
        shown = [f"`{field.name}`" for field in kind.fields[:MOST]]
        more = ["more"] if len(kind.fields) > MOST else []
        return f"Holds {listed([*shown, *more], 'and')}."
    return "What the server answers."


def _raises(method: Method, errors: Mapping[str, str]) -> Iterator[Paragraph]:
    """The rows of the method's own table; the common ones are the same for all."""
    yield Paragraph(text="Raises:")
    for kind in method.errors:
        yield _entry(errors[kind.mnemonic], summary(kind.cause, kind.template))
    if method.common_errors:
        yield _entry("RpcError", "One of the errors common to all methods.")
    yield _entry("NotSentError", "Nothing left; calling again is safe.")
    yield _entry(
        "OutcomeUnknownError", "It left, and no answer tells what became of it."
    )
