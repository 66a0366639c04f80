"""Params, results and object members -> what a page says of each, nested ones after the object that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onespec.datatypes import (
    MISSING,
    ArrayType,
    DataType,
    Field,
    ObjectType,
    StringType,
)
from onespec.language.ast import Path
from onespec.markup import Shown, external, line, prose
from onespec.model import Method
from onespec.notation.english_types import (
    docs_type,
    enum_values,
    json_words,
    limits,
    type_words,
)
from onespec.prose import plain
from onespec.targets.docs import wording
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.views import Fact, FieldView, GroupView


def groups(desk: Desk, method: Method) -> tuple[GroupView, ...]:
    """The params by the group they name, in the order in which groups first appear."""
    titles = dict.fromkeys(field.group for field in method.params)
    return tuple(
        GroupView(
            id=desk.say.text(desk.id("group", title or "params")),
            title=line(desk.say, title) if title else desk.say.text("Parameters"),
            titled=bool(title),
            fields=tuple(
                view
                for field in method.params
                if field.group == title
                for view in tree(desk, "param", field, (), method)
            ),
        )
        for title in titles
    )


def tree(
    desk: Desk, kind: str, field: Field, above: Path, method: Method | None
) -> Iterator[FieldView]:
    """A field and everything inside it, depth first."""
    for inner, path in places(field, above):
        yield _view(desk, kind, inner, path, method)


def whole(desk: Desk, kind: str, field: Field, method: Method) -> Iterator[FieldView]:
    """A field that has no name of its own on the wire, such as a result, and what is inside it."""
    if not isinstance(field.type, ObjectType) or _is_told(field):
        yield _view(desk, kind, field, (), method)
    for inner, path in _inside(field.type, ()):
        yield _view(desk, kind, inner, path, method)


def places(field: Field, above: Path = ()) -> Iterator[tuple[Field, Path]]:
    """A field and what is inside it that a page has something to say of, each with its path."""
    path = (*above, field.name) if field.name else above
    if field.name:
        yield field, path
    yield from _inside(field.type, path)


def _inside(type_: DataType, path: Path) -> Iterator[tuple[Field, Path]]:
    match type_:
        case ObjectType(fields=fields):
            for member in fields:
                yield from places(member, path)
        case ArrayType(items=items):
            inner = (*path, "[]")
            if _is_told(items):
                yield items, inner
            yield from _inside(items.type, inner)
        case _:
            return


def _is_told(items: Field) -> bool:
    """Whether the items of a list have more to them than the list's own type and limits say."""
    said = (items.title, items.description, items.docs_type, items.deprecated)
    return any(said) or bool(items.examples or items.type_name or enum_values(items))


def _view(
    desk: Desk, kind: str, field: Field, path: Path, method: Method | None
) -> FieldView:
    say = desk.say
    shown = dotted(path) or kind
    return FieldView(
        id=say.text(desk.id(kind, *path)),
        href=say.text(desk.here(kind, *path)),
        path=say.path(shown),
        plain_path=say.text(shown),
        depth=say.text(str(min(max(len(path) - 1, 0), 6))),
        title=line(say, field.title),
        type=say.text(docs_type(field)),
        required=field.required,
        deprecated=line(say, field.deprecated),
        is_deprecated=bool(field.deprecated),
        description=prose(say, field.description),
        facts=merged(desk, _facts(desk, field, path, method)),
        values=tuple(
            Fact(
                name=say.code(json_words(member.value)), text=line(say, member.meaning)
            )
            for member in enum_values(field)
        ),
        rules=tuple(_rules(desk, path, method)) if kind == "param" else (),
    )


def merged(desk: Desk, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts with those of one name put together."""
    named: dict[Shown, list[Shown]] = {}
    for fact in facts:
        named.setdefault(fact.name, []).append(fact.text)
    return tuple(
        Fact(name=name, text=desk.say.join("; ", texts))
        for name, texts in named.items()
    )


def dotted(path: Path) -> str:
    """`calls[].id`: a path as people write it."""
    return ".".join(path).replace(".[]", "[]")


def _facts(
    desk: Desk, field: Field, path: Path, method: Method | None
) -> Iterator[Fact]:
    say = desk.say

    def fact(name: str, text: Shown) -> Fact:
        return Fact(name=say.text(name), text=text)

    if type_words(field) != docs_type(field):
        yield fact("In JSON Schema", say.code(type_words(field)))
    if field.type_name:
        yield fact("Shared type", say.code(field.type_name))
    if field.default is not MISSING and not field.secret:
        yield fact("Default", say.code(json_words(field.default)))
    if field.default_note:
        yield fact("Default", line(say, field.default_note))
    if words := limits(field, enum=False):
        if not words.startswith("matching "):
            yield fact("Limits", say.text(words))
    if isinstance(field.type, StringType) and field.type.pattern is not None:
        yield fact("Pattern", say.code(field.type.pattern))
    if isinstance(field.type, StringType) and field.type.format is not None:
        yield fact("Format", say.code(field.type.format))
    if field.examples and not field.secret:
        shown = (say.code(json_words(value)) for value in field.examples)
        yield fact("Example", say.join(", ", shown))
    if field.secret:
        yield fact("Secret", say.text("Never shown in a page, a log or an error."))
    if field.since:
        yield fact("Since", say.text(field.since))
    for link in field.see:
        yield fact("See", external(say, link.title, link.url))
    if method is not None:
        yield from (fact("Left open", text) for text in _open(desk, path, method))


def _open(desk: Desk, path: Path, method: Method) -> Iterator[Shown]:
    for item in method.open:
        if path in item.about:
            yield desk.link(desk.say.text(plain(item.text)), desk.here("open", item.id))


def _rules(desk: Desk, path: Path, method: Method | None) -> Iterator[Shown]:
    for constraint in method.constraints if method is not None else ():
        if path in constraint.blame:
            words = wording.sentence(desk.say, constraint)
            more = desk.link(
                desk.say.text("Details"), desk.here("constraint", constraint.id)
            )
            yield desk.say.join(" ", (words, more))
