"""What is said about what a spec holds: its keys and their shape, its names, and values that do not fit what is declared."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from onespec.datatypes import (
    BooleanType,
    Field,
    FormatType,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.messages import elsewhere
from onespec.messages.wording import error, place, shown
from onespec.nearest import nearest
from onespec.runtime.client.formats import FORMATS
from onespec.texts import json_text

_FIRST: Final = {
    "onespec": "1",
    "version": "v1",
    "release": "1.0.0",
    "type": "string",
    "code": "-32001",
}
"""What a key that has to be there may hold at first."""


def _quoted(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names]
    if len(shown) > 1:
        return ", ".join(shown[:-1]) + f" and {shown[-1]}"
    return "".join(shown)


def _either(names: Sequence[str]) -> str:
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} or {last}" if others else last


def start_of(file: str) -> Span:
    """Where a diagnostic about a file as a whole points."""
    return Span(file=file, line=1, column=1, end_line=1, end_column=1)


def file_missing(file: str) -> Diagnostic:
    return error(
        "file-missing",
        start_of(file),
        "there is no such file; a spec has a `service.yaml` and one file per method under `methods/`",
        "name the spec's folder, or write a first spec with `onespec init`",
    )


def not_a_folder(file: str) -> Diagnostic:
    return error(
        "not-a-folder",
        start_of(file),
        "this is a file, and a spec is a folder with a `service.yaml` and one file per method under `methods/`",
        "name the spec's folder",
    )


def file_unreadable(file: str, reason: str) -> Diagnostic:
    return error(
        "file-unreadable",
        start_of(file),
        f"the file can't be read: {reason}",
        "check what kind of file it is and who may read it",
    )


def file_name(file: str, name: str) -> Diagnostic:
    return error(
        "file-name",
        start_of(file),
        f"{shown(ascii(name))} is not a name for a file of a spec: expected ASCII letters, digits, dots, hyphens and underscores, then `.yaml`",
        "name it after what it holds, such as `start.simple_call.yaml`",
    )


def file_suffix(file: str) -> Diagnostic:
    return error(
        "file-suffix",
        start_of(file),
        "a file of a spec ends in `.yaml`, and this one would not be read",
        "rename it to end in `.yaml`",
    )


def file_not_read(file: str) -> Diagnostic:
    return error(
        "file-not-read",
        start_of(file),
        "this is a link to a folder, and links are not followed",
        "put the folder itself here",
    )


def part_misspelt(file: str, meant: str) -> Diagnostic:
    return error(
        "file-not-read",
        start_of(file),
        "this file would not be read: beside `service.yaml` stand files named after its keys",
        f"did you mean `{meant}.yaml`?",
    )


def not_of_a_spec(file: str) -> Diagnostic:
    return error(
        "file-not-read",
        start_of(file),
        "this is no file of a spec: it has `service.yaml`, files and folders named after the keys of that, and `methods/`",
        "name it after what it holds, such as `types.yaml` or `methods/start.call.yaml`",
    )


def part_twice(span: Span, key: str, first: Span) -> Diagnostic:
    return error(
        "duplicate-key",
        span,
        f"this file holds `{key}`, which stands in {first.file} already",
        f"keep one of the two; several files of `{key}` go into a folder `{key}/`",
    )


def parts_unlike(span: Span, key: str, first: Span) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f"the files of `{key}/` are put together, and this one and {first.file} are no two mappings, and no two lists",
        f"write both as `{key}` is written in service.yaml",
    )


def no_methods(file: str) -> Diagnostic:
    return error(
        "no-methods",
        start_of(file),
        "the spec has no method: expected at least one file in `methods/`",
        "write one with `onespec new METHOD`",
    )


def not_a_mapping(span: Span, what: str) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f"{what} is not a mapping; expected keys and values",
        "start with a line such as `key: value`",
    )


def unknown_key(
    span: Span,
    key: str,
    owner: str,
    known: Sequence[str],
    guess: str | None,
    own_keys: bool,
    parent: tuple[str, int] | None = None,
) -> Diagnostic:
    """`own_keys` says whether keys of the author's own, with `x-` in front, are carried here.

    `parent` is the key, with its line, under which it was probably meant to stand.
    """
    if parent is not None:
        name, line = parent
        help = f"indent it to put it under `{shown(name)}` of line {line}"
    elif "enum" in known and key in elsewhere.KEYS:
        help = elsewhere.KEYS[key]
    elif guess is not None:
        help = f"did you mean `{guess}`?"
    else:
        help = f"{owner} has {_quoted(sorted(known))}"
        if own_keys:
            help += "; own notes go under a key that starts with `x-`"
    return error("unknown-key", span, f"`{shown(key)}` is not a key of {owner}", help)


def key_not_text(span: Span, key: str) -> Diagnostic:
    return error(
        "key-not-text",
        span,
        f"the key {key} is not text, and a name is due here",
        f'put it in quotes: `"{key}":`',
    )


def missing_key(span: Span, owner: str, names: Sequence[str]) -> Diagnostic:
    forms = [f"{name}: {_FIRST.get(name, '...')}" for name in names]
    return error(
        "missing-key",
        span,
        f"{owner} has no {_quoted(names)}",
        f"add {_quoted(forms)}",
    )


def wrong_type(
    span: Span,
    what: str,
    found: str,
    expected: Sequence[str],
    quoted: str | None,
    form: str | None = None,
    mend: str = "",
) -> Diagnostic:
    """`quoted` is the value as text, where that would mend it; `form` says what the text should be; `mend` what better is known."""
    due = " or ".join(expected)
    help = mend or f"write {form or due}"
    if quoted is not None and "text" in expected and not mend:
        help = f"put it in quotes to make it text: `{quoted}`"
    return error("wrong-type", span, f"{what} is {found}; expected {due}", help)


def write_boolean(value: bool) -> str:
    return f"write `{'true' if value else 'false'}`"


def name_as_key(form: str) -> str:
    return f"write the name of each as a key: `{form}`"


def say_why() -> str:
    return "say why, and what to use instead: `deprecated: Use ... instead.`"


def indent_below(key: str) -> str:
    return f"indent the lines that belong to `{shown(key)}`, or take the key out"


def indent_under(key: str, span: Span) -> str:
    return f"indent it to put it under `{shown(key)}` of line {span.line}"


def text_in_quotes(
    span: Span, what: str, text: str, expected: Sequence[str]
) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f'{what} is the text "{text}"; expected {" or ".join(expected)}',
        f"take the quotes off: `{text}`",
    )


def unknown_value(
    span: Span,
    what: str,
    value: str,
    is_text: bool,
    known: Sequence[str],
    otherwise: str = "",
) -> Diagnostic:
    """`otherwise` says what to do where none of the known values is meant."""
    allowed = _either(known)
    guess = nearest(value, known)
    if not is_text and value in known:
        help = f'put it in quotes to make it text: `"{value}"`'
    else:
        use = otherwise or f"use {allowed}"
        help = f"did you mean `{guess}`?" if guess else use
    return error(
        "unknown-value", span, f"{what} is `{shown(value)}`; expected {allowed}", help
    )


def not_in_enum(
    span: Span, owner: str, name: str, value: object, known: Sequence[object]
) -> Diagnostic:
    listed = [_short(one) for one in known]
    guess = nearest(_short(value), listed)
    more = f" and {len(listed) - 6} more" if len(listed) > 6 else ""
    return error(
        "unknown-value",
        span,
        f"`{owner}` compares `{name}` with `{_short(value)}`, which is not among its values",
        (
            f"did you mean `{guess}`?"
            if guess
            else f"its values are {_quoted(listed[:6])}{more}"
        ),
    )


_OTHER_FORMATS: Final = {"host": "hostname", "ip": "ipv4"}


def bad_text(
    span: Span,
    what: str,
    text: str,
    expected: str,
    guess: str | None,
    *,
    is_type: bool = False,
) -> Diagnostic:
    """`is_type` says that a type is due, which other languages have other names for."""
    written = json.dumps(shown(text), ensure_ascii=False)
    help = f"did you mean `{guess}`?" if guess else f"write {expected}"
    form = text.lower()
    if is_type and text.lower() in elsewhere.TYPES:
        help = f"write `{elsewhere.TYPES[text.lower()]}`"
    elif is_type and (form := _OTHER_FORMATS.get(form, form)) in FORMATS:
        help = f"write `type: string` and `format: {form}`"
    elif is_type and text.lower() in ("null", "none", "nil"):
        help = "write the type of what may be there, and `nullable: true`"
    elif is_type and text.endswith("[]"):
        help = f"write `type: array` and `items: {shown(text[:-2])}`"
    return error("bad-name", span, f"{what} is {written}; expected {expected}", help)


def too_long(span: Span, what: str, limit: int) -> Diagnostic:
    return error(
        "too-long",
        span,
        f"{what} is longer than {limit} characters",
        f"shorten it to {limit} characters or fewer",
    )


def empty(span: Span, what: str) -> Diagnostic:
    return error(
        "empty-value", span, f"{what} is empty", "give it a value, or take the key out"
    )


def too_many(span: Span, what: str, limit: int) -> Diagnostic:
    return error(
        "too-many",
        span,
        f"{what} holds more than {limit} items",
        f"keep {limit} items or fewer",
    )


def out_of_range(span: Span, what: str, written: str, expected: str) -> Diagnostic:
    return error(
        "out-of-range",
        span,
        f"{what} is {written}; expected {expected}",
        f"write {expected}",
    )


def repeated_item(span: Span, what: str) -> Diagnostic:
    return error(
        "repeated-item",
        span,
        f"{what} lists the same value twice",
        "take one of them out",
    )


def unknown_name(
    span: Span,
    owner: str,
    verb: str,
    name: str,
    what: str,
    known: Sequence[tuple[str, Span | None]],
) -> Diagnostic:
    """`owner` reads or names something that is not there; `what` is a noun with its article."""
    places = dict(known)
    guess = nearest(name, places)
    if guess is not None:
        at = places[guess]
        help = f"did you mean `{guess}`?"
        if at is not None:
            help = f"`{guess}` is declared at {place(at, span)}; did you mean that one?"
    elif known:
        help = "known: " + ", ".join(f"`{name}`" for name in sorted(places)[:12])
    else:
        help = "nothing of that kind is declared"
    return error(
        "unknown-name",
        span,
        f"{owner} {verb} `{shown(name)}`, which is not {what}",
        help,
    )


def no_item(span: Span, owner: str, path: str, of: str) -> Diagnostic:
    return error(
        "no-item-to-name",
        span,
        f"{owner} names `{shown(path)}`, and nothing in its condition tells which item of `{of}` that is",
        f"ask the condition with `{of}.all(...)` or `{of}.exists(...)`, whose first item at fault is named then, or name `{of}`",
    )


def type_cycle(span: Span, names: Sequence[str], *, is_bare: bool) -> Diagnostic:
    """A type that no finite value can have; `is_bare` where it is only another name for itself."""
    chain = " -> ".join(f"`{name}`" for name in names)
    if is_bare:
        return error(
            "type-cycle",
            span,
            f"a type is declared as itself: {chain}",
            "say what it is; it may name itself in `fields`, `items` or other places inside of it",
        )
    return error(
        "type-cycle",
        span,
        f"a type always contains itself, so that no value of it ever ends: {chain}",
        "let a value end somewhere on the way: by a member that is not required, by `nullable: true`, or by a list that may be empty",
    )


def type_and_options(span: Span, field: str, key: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        f"{_field(field)} has `{key}` and `one_of`",
        f"take `{key}` out, what it says goes into an option of `one_of`; or take `one_of` out",
    )


def _field(name: str) -> str:
    return f"`{name}`" if name else "the field"


def options_alike(
    span: Span, field: str, one: str, other: str, kind: str, members: Sequence[str]
) -> Diagnostic:
    """Two options that a value can't tell by its JSON type; `members` are those that could tell them."""
    match kind:
        case "object" if members:
            help = f"add `discriminator: {members[0]}` beside `one_of`"
        case "object":
            help = "give each a required member with `const`, of another value in each, and name that member with `discriminator` beside `one_of`"
        case "any":
            help = "`any` lets every value in: write `type: any` in place of `one_of`, or say the types"
        case "number":
            help = "take one of them out: `number` holds the integers too"
        case _:
            help = f"take one of them out, or make them one {kind} that lets the values of both in"
    both = "any value" if kind == "any" else f"a value of JSON type {kind}"
    return error(
        "options-alike",
        span,
        f"the options `{one}` and `{other}` of {_field(field)} can't be told apart: {both} may be meant as either",
        help,
    )


def option_no_object(
    span: Span, field: str, option: str, member: str, *, is_union: bool
) -> Diagnostic:
    help = "take `discriminator` out; objects that it tells apart can be a shared type of their own, with `one_of` and `discriminator`, which is named as one option here"
    if is_union:
        help = f"list the options of `{option}` here in its place"
    return error(
        "bad-discriminator",
        span,
        f"the option `{option}` of {_field(field)} is no object with members, so that `discriminator: {member}` can't tell it",
        help,
    )


def option_without_member(
    span: Span, field: str, option: str, member: str, others: Sequence[str]
) -> Diagnostic:
    named = f", or name `{others[0]}` as the discriminator" if others else ""
    return error(
        "bad-discriminator",
        span,
        f"the option `{option}` of {_field(field)} has no member `{member}`, which is the discriminator",
        f"declare it in `{option}`: `{member}: {{type: string, required: true, enum: [...]}}`, with a value that no other option has{named}",
    )


def option_member_open(span: Span, option: str, member: str) -> Diagnostic:
    return error(
        "bad-discriminator",
        span,
        f"`{member}` of the option `{option}` is the discriminator, and can have more than one value",
        f"give `{member}` one value there: `enum: [VALUE]`, or `const: VALUE`",
    )


def option_member_optional(
    span: Span, option: str, member: str, nullable: bool
) -> Diagnostic:
    mend = "take `nullable` out there" if nullable else "write `required: true` there"
    return error(
        "bad-discriminator",
        span,
        f"`{member}` of the option `{option}` is the discriminator, and may be {'null' if nullable else 'absent'}",
        mend,
    )


def options_share_value(
    span: Span, field: str, one: str, other: str, member: str, value: object
) -> Diagnostic:
    return error(
        "options-alike",
        span,
        f"the options `{one}` and `{other}` of {_field(field)} have the same `{member}`: {json.dumps(value, ensure_ascii=False)}",
        "give one of them another value",
    )


def duplicate_name(span: Span, what: str, name: str, first: Span | None) -> Diagnostic:
    return error(
        "duplicate-name",
        span,
        f"{what} `{name}` stands twice; the first is at {place(first, span)}",
        "rename one of them or take it out",
    )


def colliding_names(
    span: Span, what: str, name: str, other: str, generated: str, first: Span | None
) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"{what} `{name}` and `{other}` ({place(first, span)}) both become `{generated}` in what is generated",
        "rename one of them so that they differ by more than case or punctuation",
    )


def ambiguous_path(span: Span, name: str, other: Span | None) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"param `{name}` is written like the member `{name}` of an object ({place(other, span)}), so no error could say which it means",
        "rename one of them",
    )


def colliding_namespaces(span: Span, name: str, other: str, made: str) -> Diagnostic:
    """`other` is the other namespace or the service, as a phrase."""
    return error(
        "colliding-names",
        span,
        f"namespace `{name}` makes the class `{made}`, and so does, or nearly does, {other}",
        "rename one of them",
    )


def method_is_namespace(span: Span, name: str, other: str) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"method `{name}` is also the namespace of method `{other}`, and one attribute of the client can't be both",
        "rename one of them",
    )


def reserved_name(span: Span, what: str, name: str, reason: str) -> Diagnostic:
    return error(
        "reserved-name", span, f"{what} `{name}` {reason}", "choose another name"
    )


def incomplete_row(span: Span, mnemonic: str, absent: Sequence[str]) -> Diagnostic:
    missing = " and ".join(f"`{key}`" for key in absent)
    return error(
        "missing-key",
        span,
        f"error `{mnemonic}` has no {missing}, and the common table in service.yaml has no such row to take it from",
        f"add {missing} here, or declare `{mnemonic}` under `errors:` in service.yaml",
    )


def undeclared_param(
    span: Span, name: str, known: Sequence[tuple[str, Span | None]]
) -> Diagnostic:
    """A param with nothing after the colon, where service.yaml has none of that name."""
    places = dict(known)
    guess = nearest(name, places)
    help = indent_below(name)
    if guess is not None:
        at = places[guess]
        where = f" is declared at {place(at, span)}" if at is not None else ""
        help = f"`{guess}`{where}; did you mean that one?"
    return error(
        "unknown-name",
        span,
        f"nothing is declared for param `{shown(name)}`, and `params:` in service.yaml has none of that name to take over",
        help,
    )


def param_without_type(
    span: Span, name: str, known: Sequence[tuple[str, Span | None]]
) -> Diagnostic:
    """A param that says no type, where service.yaml has none of that name to have the rest from."""
    places = dict(known)
    guess = nearest(name, places)
    help = f"add `type: {_FIRST['type']}`"
    if guess is not None:
        at = places[guess]
        where = f" is declared at {place(at, span)}" if at is not None else ""
        help = f"`{guess}`{where}; did you mean that one?"
    return error(
        "missing-key",
        span,
        f"`params.{shown(name)}` has no `type`, and `params:` in service.yaml has none of that name to have the rest from",
        help,
    )


def misspelt_credential(
    span: Span, name: str, near: str, declared: Span | None
) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"the credential is the param `{name}`, which is declared nowhere",
        f"`{near}` is declared at {place(declared, span)}; did you mean that one? If not, declare `{name}` under `params:` here",
    )


def auth_styles(span: Span, given: Sequence[str]) -> Diagnostic:
    ways = "`param: NAME` for a param, `header: X-Api-Key` for a header, or `scheme: bearer` or `basic` for the header `Authorization`"
    if given:
        seen = f"`auth` has {_quoted(given)}, and the credential travels one way"
        return error("auth-style", span, seen, f"keep one of them: {ways}")
    seen = "`auth` does not say how the credential travels"
    return error("auth-style", span, seen, f"write {ways}")


def auth_variables(span: Span, is_pair: bool) -> Diagnostic:
    if is_pair:
        return error(
            "auth-style",
            span,
            "`auth.env` has two variables, and only the scheme `basic` has a user and a password",
            "name one variable, such as `env: API_TOKEN`, or write `scheme: basic`",
        )
    return error(
        "auth-style",
        span,
        "`auth.env` has one variable, and the scheme `basic` has a user and a password",
        "name two: `env: {user: API_USER, password: API_PASSWORD}`",
    )


def auth_words(span: Span, key: str, param: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        f"`{key}` is about a credential in a header, and this one is the param `{param}`",
        f"say it under `params:` in service.yaml: `{shown(param)}: {{type: string, required: true, secret: true, {key}: ...}}`",
    )


def auth_header(span: Span, header: str) -> Diagnostic:
    return error(
        "reserved-name",
        span,
        f"the header `{header}` means something of its own to HTTP, and can't carry a credential",
        "name the header that does, such as `X-Api-Key`, or write `scheme: bearer`",
    )


def no_header(span: Span, title: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        f"example `{title}` has a `credential`, and no header carries one to this method",
        "take it out; a credential that is a param stands in `params`",
    )


def slot_without_header(span: Span) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        "`credential` answers a missing or malformed header, and `auth` names none",
        "take it out: a param that is missing is answered by `missing`",
    )


def named_as_credential(span: Span, name: str) -> Diagnostic:
    return error(
        "reserved-name",
        span,
        f"param `{name}` has the name by which conditions read the credential in the header",
        "a method that takes both can't be described; with `auth: none` it takes this param only",
    )


def auth_param_missing(span: Span, method: str, param: str) -> Diagnostic:
    return error(
        "auth-param-missing",
        span,
        f"method `{method}` takes the credential `{param}`, and `params:` in service.yaml gives it to other methods only",
        f"add `{param}:` under `params:` here, or say `auth: none`",
    )


def auth_param_shape(span: Span, param: str) -> Diagnostic:
    return error(
        "auth-param-shape",
        span,
        f"`{param}` is the credential, so it must be a required, secret string",
        "write `type: string`, `required: true` and `secret: true`",
    )


def key_of_other_style(
    span: Span, key: str, style: str, known: Sequence[str]
) -> Diagnostic:
    return error(
        "key-of-other-style",
        span,
        f"`{key}` says nothing where the style of the pagination is `{style}`",
        f"take it out; there are {_quoted(known)}",
    )


def style_needs_key(span: Span, style: str, key: str) -> Diagnostic:
    return error(
        "style-needs-key",
        span,
        f"pagination of the style `{style}` has no `{key}`",
        f"name it: `{key}: ...`",
    )


def no_items(span: Span) -> Diagnostic:
    return error(
        "no-items",
        span,
        "the pagination has no `items`, and the result is no list",
        "name the member of the result that holds the items: `items: ...`",
    )


def cursor_required(span: Span, param: str) -> Diagnostic:
    return error(
        "cursor-required",
        span,
        f"`{param}` has to be sent, and nobody has a cursor before the first page",
        "take `required: true` away from the param",
    )


def pages_of_type(span: Span, key: str, name: str, words: str) -> Diagnostic:
    return error(
        "pages-of-type",
        span,
        f"`pagination.{key}` is {words}, and `{name}` is not",
        f"name {words}, or change the type of `{name}`",
    )


def status_of_no_error(span: Span, code: str) -> Diagnostic:
    return error(
        "status-of-no-error",
        span,
        f"`transport.status` has the code {code}, which no error of the service carries",
        "correct the code, or take the line out",
    )


def status_of_no_reply(span: Span, status: int) -> Diagnostic:
    return error(
        "status-of-no-reply",
        span,
        f"a reply that holds an error can't have the HTTP status {status}: clients read such answers in another way",
        "write 200, or a status from 400 on",
    )


def required_after_optional(
    span: Span, param: str, optional: str, *, inherited: bool
) -> Diagnostic:
    mend = (
        f"write `{optional}:` with nothing after it below `{param}` in the method's `params`, which takes the common param there"
        if inherited
        else f"move `{param}` above `{optional}`, or write `required: true` there"
    )
    return error(
        "required-after-optional",
        span,
        f"`{param}` has to be sent and stands behind `{optional}`, which may be left out: by position, only what stands last can be",
        f"{mend}, or `param_structure: by-name` for the method",
    )


def gap_in_example(span: Span, title: str, names: Sequence[str]) -> Diagnostic:
    return error(
        "gap-in-example",
        span,
        f"example `{shown(title)}` leaves {_quoted(names)} out before a param that it sends, and params travel by position here",
        f"give {_quoted(names)} a value in the example; a param that is `nullable: true` or has a `default` can be left out anywhere",
    )


def bad_template(span: Span, token: str, reason: str) -> Diagnostic:
    return error(
        "bad-template",
        span,
        f"the message template has {token}: {reason}",
        "a placeholder is a snake_case name in braces; write `{{` and `}}` for braces that are text",
    )


def unfilled_placeholder(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "unfilled-placeholder",
        span,
        f"nothing fills `{{{name}}}` in the message of `{mnemonic}`: it is neither a param nor a state fact",
        f"add `params: {{{name}: ...}}` to each of its `raise` conditions",
    )


def unguarded_placeholder(
    span: Span, mnemonic: str, name: str, when: str
) -> Diagnostic:
    """`when` is the condition that does not ask for the param."""
    mend = f"start the condition with `has({name}) &&`"
    if "||" in when or "?" in when:
        mend += ", the rest of it in brackets"
    return error(
        "unfilled-placeholder",
        span,
        f"`{{{name}}}` in the message of `{mnemonic}` is an optional param that this condition does not ask for",
        f"{mend}, or fill it under `params:`",
    )


def unused_fill(span: Span, mnemonic: str, name: str, guess: str | None) -> Diagnostic:
    """`guess` is a placeholder that nothing fills and that was probably meant."""
    return error(
        "unused-fill",
        span,
        f"`{shown(name)}` is filled, but the message of `{mnemonic}` has no such placeholder",
        f"did you mean `{guess}`?" if guess else "correct the name or take it out",
    )


def unfilled_answer(
    span: Span, mnemonic: str, name: str, owner: str, known: Sequence[str]
) -> Diagnostic:
    """`owner` answers with the row; `known` are the placeholders that it could fill."""
    if known:
        names = _either([f"{{{one}}}" for one in known[:6]])
        help = f"write {names}, or take the placeholder out"
    else:
        help = "take the placeholder out: of such a request nothing is known that could fill it"
    return error(
        "unfilled-placeholder",
        span,
        f"nothing fills `{{{name}}}` in the message of `{mnemonic}` where {owner} answers with it",
        help,
    )


def unguarded_answer(span: Span, mnemonic: str, name: str, owner: str) -> Diagnostic:
    return error(
        "unfilled-placeholder",
        span,
        f"`{{{name}}}` in the message of `{mnemonic}` is an optional param that a request can leave out and still break {owner}",
        "take the placeholder out, or give the constraint an error of its own whose message does without it",
    )


def ambiguous_placeholder(
    span: Span, mnemonic: str, name: str, owner: str
) -> Diagnostic:
    return error(
        "unfilled-placeholder",
        span,
        f"`{{{name}}}` in the message of `{mnemonic}`, which {owner} answers with, could mean the {name} that is wrong or the param `{name}`",
        "take the placeholder out",
    )


SECRET: Final = "secret-in-message"


def secret_in_data(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        SECRET,
        span,
        f"`value` of a condition of `{mnemonic}` would put `{name}`, which is secret, into `error.data`",
        "take `value:` out, or name something else",
    )


def secret_in_template(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        SECRET,
        span,
        f"the message of `{mnemonic}` would print `{name}`, which is secret",
        "take the placeholder out of the message",
    )


def taken_member(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "reserved-name",
        span,
        f"`data` of `{mnemonic}` declares `{name}`, which `error.data` has in every error",
        "name the member otherwise",
    )


def member_and_placeholder(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "colliding-names",
        span,
        f"`data` of `{mnemonic}` declares `{name}`, which is a placeholder of its message",
        "name one of them otherwise, or leave the member out: a client reads placeholders as well",
    )


def misfit_data(span: Span, mnemonic: str, name: str, due: str) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f"`{name}` in `data` of `{mnemonic}` is {due}, and this is something else",
        "correct the expression, or the type of the member",
    )


def unfilled_data(span: Span, mnemonic: str, name: str) -> Diagnostic:
    return error(
        "unfilled-data",
        span,
        f"`{mnemonic}` has `{name}` in its data in every reply, and this condition does not say what it is",
        f"add `data: {{{name}: ...}}` to the condition, or take `required: true` from the member",
    )


def unanswerable_data(span: Span, mnemonic: str, name: str, owner: str) -> Diagnostic:
    return error(
        "unfilled-data",
        span,
        f"`{mnemonic}` has `{name}` in its data in every reply, and {owner} answers with it without saying what it is",
        "take `required: true` from the member, or answer with another error there",
    )


def methods_of_own_row(span: Span, mnemonic: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        f"`methods` says which methods a row of the common table is for, and this row of `{mnemonic}` is for this method only",
        "take it out, or move the row to `errors:` in service.yaml",
    )


def methods_of_field(span: Span, name: str) -> Diagnostic:
    return error(
        "misplaced-key",
        span,
        "`methods` says which methods inherit a param of `params:` in service.yaml, and here is nothing to inherit",
        f"take it out, or declare `{shown(name)}` under `params:` in service.yaml",
    )


def bad_address(span: Span, what: str, reason: str) -> Diagnostic:
    return error(
        "bad-address",
        span,
        f"{what} is not an address that can be called: {reason}",
        "write it as `https://host/path`",
    )


def reserved_member(span: Span, name: str) -> Diagnostic:
    return error(
        "reserved-name",
        span,
        f"`envelope.result` is `{name}`, and a reply's metadata stands there",
        "name the member that holds the result data, or leave the key out",
    )


def _short(value: object) -> str:
    """A value as JSON, at most 60 characters of it."""
    return shown(str(json_text(value, None)))


def wrong_value_type(
    span: Span,
    what: str,
    value: object,
    field: Field,
    written: str,
    due: str,
    expected: str,
    offer: str,
) -> Diagnostic:
    """`written` is how a single value stands in the file, without its quotes; `due` is the field's type in words, `expected` the same with its limits; `offer` is a legal value, if one is known."""
    is_text = isinstance(value, str)
    such = f", such as `{shown(offer)}`" if offer else ""
    article = "an" if due[:1] in "aeio" else "a"
    help = f"write {article} {due}{such}"
    if due == "boolean":
        help = "write `true` or `false`"
    if value is None:
        help = f"write {article} {due}{such}, take the key out, or declare `nullable: true`"
    elif isinstance(field.type, StringType | FormatType) and not isinstance(
        value, str | list | dict
    ):
        help = f'put it in quotes to make it text: `"{shown(written)}"`'
    elif is_text and _reads_as(written, field):
        help = f"take the quotes off: `{written}`"
    seen = shown(written) if written and not is_text else _short(value)
    return error(
        "wrong-value-type", span, f"{what} is {seen}; expected {expected}", help
    )


def _reads_as(text: str, field: Field) -> bool:
    """Whether a text would be of the field's type without its quotes."""
    match field.type:
        case BooleanType():
            return text in ("true", "false")
        case IntegerType() | NumberType():
            return re.fullmatch(r"-?(0|[1-9][0-9]{0,29})", text) is not None
        case _:
            return False


def illegal_value(
    span: Span,
    what: str,
    value: object,
    expected: str,
    offer: str,
    *,
    is_key: bool = False,
) -> Diagnostic:
    """`offer` is a legal value, if one is known."""
    such = f" to one such as `{shown(offer)}`" if offer else ""
    subject = "key" if is_key else "value"
    return error(
        "illegal-value",
        span,
        f"{what} is {_short(value)}, which the declaration does not allow; expected {expected}",
        f"correct the {subject}{such}, or widen the declaration",
    )


def missing_member(span: Span, what: str, name: str) -> Diagnostic:
    return error(
        "missing-member",
        span,
        f"{what} leaves out `{name}`, which is required",
        f"add `{name}`",
    )


def unexpected_member(
    span: Span, what: str, name: str, known: Sequence[str], guess: str | None
) -> Diagnostic:
    help = f"did you mean `{guess}`?" if guess else "take it out, or declare it"
    if known and not guess:
        help += f"; declared: {', '.join(f'`{item}`' for item in known[:12])}"
    return error(
        "unexpected-member",
        span,
        f"{what} has `{shown(name)}`, which is not declared",
        help,
    )


def keyword_of_other_type(
    span: Span, keyword: str, field: str, type_words: str, belongs: Sequence[str]
) -> Diagnostic:
    mend = f"`{keyword}` belongs to {' or '.join(belongs)}; take it out or correct the type"
    if keyword in ("minProperties", "maxProperties") and type_words == "object":
        mend += "; for an object, say it with `size` in a `rule` under `constraints`"
    return error(
        "keyword-of-other-type",
        span,
        f"`{keyword}` says nothing about `{field}`, whose type is {type_words}",
        mend,
    )


def limit_of_const(span: Span, keyword: str, field: str, value: object) -> Diagnostic:
    several = "; for several values, write `enum` alone" if keyword == "enum" else ""
    return error(
        "limit-of-const",
        span,
        f"`{keyword}` stands beside `const`, which says all: the only value of `{field}` is {_short(value)}",
        f"take `{keyword}` out{several}",
    )


def secret_const(span: Span, field: str) -> Diagnostic:
    return error(
        "secret-const",
        span,
        f"`{field}` is a secret, and its only value stands here for all to read",
        "take `secret` out, or `const`",
    )


def keyword_on_shared_type(
    span: Span, keyword: str, field: str, type_name: str
) -> Diagnostic:
    return error(
        "keyword-on-shared-type",
        span,
        f"`{field}` has the shared type `{type_name}`, which already says what values are legal; `{keyword}` can't be added here",
        f"move `{keyword}` to the type, or write the type out here",
    )


def error_of_promise(span: Span) -> Diagnostic:
    return error(
        "error-of-promise",
        span,
        "a constraint of a result names an error, and a server that breaks it answers with none",
        "take `error:` out",
    )


def broken_promise(span: Span, title: str, name: str, sentence: str) -> Diagnostic:
    return error(
        "example-breaks-promise",
        span,
        f"the result of example `{shown(title)}` breaks `{name}`: {sentence}",
        "correct the example, or the constraint",
    )


def value_breaks(span: Span, field: str, name: str, sentence: str) -> Diagnostic:
    owner = f"`{field}`" if field else "the items"
    return error(
        "value-breaks-constraint",
        span,
        f"an example or the default of {owner} breaks `{name}`: {sentence}",
        "correct the value, or the constraint",
    )


def constraints_without_type(span: Span, field: str) -> Diagnostic:
    return error(
        "constraints-without-type",
        span,
        f"`{field}` has constraints between its members, and no type that they could be named after",
        "move it under `types:` and use it by its name, or say them under the method's `constraints:`, with the members dotted",
    )


def empty_range(span: Span, field: str, limits: Sequence[str]) -> Diagnostic:
    """`limits` are the keys with their values, each as it is written."""
    shown = f"{', '.join(map(shown_form, limits[:-1]))} and {shown_form(limits[-1])}"
    return error(
        "empty-range",
        span,
        f"no value of `{field}` fits: {shown} leave none",
        "correct one of them",
    )


def step_of_nothing(span: Span, field: str, step: str) -> Diagnostic:
    return error(
        "illegal-value",
        span,
        f"`multipleOf` of `{field}` is {step}; expected more than 0",
        'write the step between two values, such as `"0.01"`',
    )


def shown_form(form: str) -> str:
    """`key: value` in backticks, with a long value cut."""
    return f"`{shown(form.strip('`'))}`"


def too_few_items(span: Span, field: str, least: int, count: int) -> Diagnostic:
    return error(
        "empty-range",
        span,
        f"no value of `{field}` fits: `minItems: {least}` asks for more items than the {count} that can differ, and `uniqueItems` wants no item twice",
        f"write {count} or less, or take `uniqueItems` out",
    )


def fraction_of_integer(
    span: Span, field: str, key: str, written: object, mend: str
) -> Diagnostic:
    return error(
        "fraction-of-integer",
        span,
        f"`{key}` of `{field}` is {written}, and an integer is never a fraction; expected a whole number",
        f"write {mend}, or `type: number`",
    )


def repeated_enum_value(span: Span, field: str, value: object) -> Diagnostic:
    return error(
        "repeated-enum-value",
        span,
        f"`{field}` lists {_short(value)} twice",
        "take one of them out",
    )


def missing_items(span: Span, field: str) -> Diagnostic:
    return error(
        "missing-key",
        span,
        f"array `{field}` does not say what it holds",
        "add `items: string` or another type; `items: {type: any}` where anything goes",
    )


def missing_values(span: Span, field: str) -> Diagnostic:
    return error(
        "missing-key",
        span,
        f"map `{field}` does not say what stands under its keys",
        "add `values: string` or another type; where only some keys are known, write `type: object` with `fields` and `open: true`",
    )


def limit_of_tuple(span: Span, keyword: str, field: str, places: int) -> Diagnostic:
    mend = "take it out"
    if keyword != "uniqueItems":
        mend += ", or say with `items` what may follow"
    return error(
        "keyword-of-other-type",
        span,
        f"`{keyword}` says nothing about `{field}`, whose `prefixItems` name each of its {places} places",
        mend,
    )


def tuple_too_short(span: Span, field: str, most: int, places: int) -> Diagnostic:
    return error(
        "empty-range",
        span,
        f"no value of `{field}` fits: `maxItems: {most}` is less than the {places} places that `prefixItems` names",
        f"write {places} or more, or name fewer places",
    )


def keys_not_text(span: Span, field: str, type_name: str) -> Diagnostic:
    return error(
        "wrong-type",
        span,
        f"the keys of `{field}` have the type `{type_name}`, which is no text; keys are texts",
        'name a shared type of texts, or write a pattern, such as `keys: "^[a-z_]+$"`',
    )


def too_few_keys(span: Span, field: str, least: int, count: int) -> Diagnostic:
    return error(
        "empty-range",
        span,
        f"no value of `{field}` fits: `minProperties: {least}` asks for more entries than the {count} keys that there can be",
        f"write {count} or less",
    )


def bad_pattern(span: Span, field: str, reason: str, help: str) -> Diagnostic:
    mend = help or "correct it; what Python, ECMA and RE2 read alike is allowed"
    return error("bad-pattern", span, f"the pattern of `{field}` {reason}", mend)


def type_too_deep(span: Span, name: str, limit: int) -> Diagnostic:
    return error(
        "too-deep",
        span,
        f"types nest deeper than {limit} levels at `{name}`, expected {limit} at most",
        "nest fewer types in one another, or write `type: any` where it gets too deep",
    )


def type_too_large(span: Span, name: str, members: int, limit: int) -> Diagnostic:
    count = str(members) if members < 10**12 else "more than a million million"
    return error(
        "too-many-values",
        span,
        f"`{name}` has {count} members with those of the types in it, expected at most {limit}",
        "use fewer types inside one another, or write `type: any` where it gets too large",
    )


def smallest_too_large(span: Span, name: str, size: int, limit: int) -> Diagnostic:
    return error(
        "too-many-values",
        span,
        f"the smallest legal value of `{name or 'items'}` has {size} characters and items, expected at most {limit}",
        "ask for fewer items, or for shorter ones",
    )


def default_and_note(span: Span, field: str) -> Diagnostic:
    return error(
        "default-twice",
        span,
        f"`{field}` has both `default` and `default_note`",
        "keep `default` for a value, or `default_note` for one that only the server knows",
    )


def refused(span: Span, title: str, mnemonic: str, reason: str) -> Diagnostic:
    return error(
        "example-refused",
        span,
        f"the method refuses example `{shown(title)}` with `{mnemonic}`: {reason}",
        f"correct its params or state, or say `error: {mnemonic}` if that is the point of it",
    )


def other_error(
    span: Span, title: str, expected: str, found: Sequence[str]
) -> Diagnostic:
    if not found:
        answer = "the method accepts it"
    else:
        answer = "it gets " + " and ".join(f"`{mnemonic}`" for mnemonic in found)
    return error(
        "example-not-refused",
        span,
        f"example `{shown(title)}` is meant to get `{expected}`, but {answer}",
        "give it the params or the `state:` that bring the error",
    )


def result_beside_error(span: Span, title: str) -> Diagnostic:
    return error(
        "example-result-and-error",
        span,
        f"example `{shown(title)}` has both a result and an error",
        "keep the one that the request gets",
    )


def undeclared_result(span: Span, title: str) -> Diagnostic:
    return error(
        "example-undeclared-result",
        span,
        f"example `{shown(title)}` has a result, but the method declares none",
        "declare `result:`",
    )


def id_type(span: Span, title: str, allowed: Sequence[str]) -> Diagnostic:
    return error(
        "example-id",
        span,
        f"the id of example `{shown(title)}` is none of the types that `envelope.ids` allows: {', '.join(allowed)}",
        "correct the id",
    )
