"""What a spec says in words -> paragraphs of docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from onespec import names
from onespec.datatypes import (
    Field,
    FormatType,
    MapType,
    ObjectType,
    StringType,
    inside,
    resolved,
)
from onespec.docstrings import Paragraph, Verbatim
from onespec.model import Constraint, Method, Move, Service
from onespec.notation import english_expr
from onespec.notation.english_expr import listed
from onespec.notation.english_types import default_words, limits
from onespec.prose import Anchor, Code, Inline, Items, Words, parse
from onespec.targets.python.classes import result_name
from onespec.targets.python.package import Argument
from onespec.texts import show_hidden

INDENT: Final = "    "
MOST: Final = 5
"""Members that are named where a result is described by what it holds."""


_GAPS: Final = (
    "Params travel by position: what is left out before one that is sent goes as null "
    "where that is legal, else as its default; where it has neither, "
    "`ConfigurationError` is raised and nothing is sent."
)


def method_words(
    method: Method,
    params: Sequence[Field],
    errors: Mapping[str, str],
    example: str,
) -> Iterator[Paragraph | Verbatim]:
    """Summary, description, each param with its limits, rules between them, what comes back and what is raised."""
    yield Paragraph(text=summary(method.title, method.name))
    yield from paragraphs(method.description)
    if method.deprecated:
        yield Paragraph(text=sentence(f"Deprecated: {method.deprecated}"))
    if not (method.readonly or method.idempotent):
        yield Paragraph(text="Sent once and never again by itself.")
    for move in method.moves:
        yield Paragraph(text=_move_words(move))
    if not method.takes_names and not all(param.required for param in params):
        yield Paragraph(text=_GAPS)
    if params:
        yield Paragraph(text="Args:")
        for param in params:
            yield from _entry(names.param(param.name), _param_words(param))
    if method.constraints:
        yield Paragraph(text="Rules:")
        for constraint in method.constraints:
            yield from _entry("-", whole(_rule(constraint)), mark=" ")
    yield from _returns(method)
    yield from _raises(method, errors)
    yield Paragraph(text="Example:")
    lines = example.rstrip("\n").split("\n")
    yield Verbatim(lines=tuple(lines), margin=INDENT)


def _param_words(param: Field) -> list[Paragraph]:
    """A param, and how null is sent for it where that is legal."""
    found = field_words(param)
    if not param.nullable:
        return found
    told = "`None` sends null."
    if not param.required:
        told = "`NULL` sends null; `None` leaves it out."
    if len(found) == 1 and not found[0].first:
        return [replace(found[0], text=f"{found[0].text} {told}".strip())]
    return [*found, Paragraph(text=told)]


def _entry(
    name: str, words: Sequence[Paragraph], mark: str = ": "
) -> Iterator[Paragraph]:
    """A name with what is said of it, in as many paragraphs as that takes."""
    margin = INDENT * 2 if mark == ": " else f"{INDENT}  "
    if not words or words[0].first:
        yield Paragraph(text="", first=f"{INDENT}{name}{mark}".rstrip(), gap=False)
    for number, item in enumerate(words):
        first = f"{INDENT}{name}{mark}" if number == 0 and not item.first else ""
        yield replace(
            item,
            first=first or margin + item.first,
            rest=margin + item.rest,
            gap=item.gap and number > 0,
        )


def _move_words(move: Move) -> str:
    """Where it needs an instance of a lifecycle to be, and where it leads it."""
    thing = f"the `{move.lifecycle}`"
    if move.starts:
        return f"Makes a `{move.lifecycle}` that is in the state `{move.to}`."
    states = listed([f"`{state}`" for state in move.sources], "or")
    needs = f"Needs {thing} in the state {states}"
    if not move.to:
        return f"{needs}, where it stays."
    return f"{needs}, and leads it to `{move.to}`."


def _rule(constraint: Constraint) -> str:
    return sentence(constraint.message or english_expr.sentence(constraint))


def _returns(method: Method) -> Iterator[Paragraph]:
    yield Paragraph(text="Returns:")
    words: list[Paragraph] = []
    if method.result is not None:
        words = whole(method.result.description or method.result.title)
    words = words or whole(_result_words(method.result))
    yield from _entry(result_name(method), words)


def _result_words(result: Field | None) -> str:
    """What a result holds, where its author says nothing of it."""
    kind = resolved(result.type) if result is not None else None
    if isinstance(kind, ObjectType) and kind.fields:
        shown = [f"`{field.name}`" for field in kind.fields[:MOST]]
        more = ["more"] if len(kind.fields) > MOST else []
        return f"Holds {listed([*shown, *more], 'and')}."
    return "What the server answers."


def _raises(method: Method, errors: Mapping[str, str]) -> Iterator[Paragraph]:
    """The rows of the method's own table; the common ones are the same for all."""
    yield Paragraph(text="Raises:")
    for kind in method.errors:
        yield from _entry(errors[kind.mnemonic], whole(kind.cause or kind.template))
    others = {
        "NotSentError": "Nothing left; calling again is safe.",
        "RequestRefusedError": (
            "HTTP refused it, as with 401, 404 or 429; it was not carried out."
        ),
        "OutcomeUnknownError": "It left, and no answer tells what became of it.",
    }
    if method.common_errors:
        others = {"RpcError": "One of the errors common to all methods.", **others}
    for name, text in others.items():
        yield from _entry(name, whole(text))


def session_words(
    service: Service, params: Sequence[Field], prefix: str
) -> Iterator[Paragraph | Verbatim]:
    """How a client logs in, stays logged in and logs out."""
    session = service.session
    assert session is not None
    yield Paragraph(text=f"A client that logs in by itself, with `{session.login}`.")
    told = "Nothing is sent yet: it logs in with the first call that needs it"
    if session.expires:
        told += ", and anew shortly before the session ends"
    yield Paragraph(text=f"{told}. Several calls at once log in once.")
    if session.refused:
        listed_errors = listed([f"`{name}`" for name in session.refused], "or")
        yield Paragraph(
            text=f"A call that is answered with {listed_errors} was not carried out: it "
            "is sent once more after a new login, whatever its method does."
        )
    if session.logout:
        close = "aclose" if prefix else "close"
        yield Paragraph(
            text=f"`{close}()`, or the end of `with`, logs out with `{session.logout}`; "
            "a session that can't be ended so runs out by itself."
        )
    yield Paragraph(text="Args:")
    for param in params:
        yield from _entry(names.param(param.name), field_words(param))
    yield from _entry(
        "clock", whole("Tells the time in seconds since 1970; tests have their own.")
    )
    yield from _entry("timeout", whole("This and all others are as for the client."))


def constructor_words(
    service: Service, credential: tuple[Argument, ...], prefix: str
) -> Iterator[Paragraph]:
    """What the arguments of a client mean, their units, and what is raised."""
    yield Paragraph(text="All arguments are checked here; nothing is sent yet.")
    yield Paragraph(text="Args:")
    own = f", else {service.servers[0].url}" if service.servers else ""
    variable = f"{names.constant(service.name)}_BASE_URL"
    arguments = {
        "base_url": f"Where calls go; else what {variable} says{own}.",
        **{argument.name: _credential_words(argument) for argument in credential},
        "timeout": (
            "Seconds for a whole call: looking up the host, connecting, sending, "
            "reading, pauses and further attempts. `math.inf` waits for ever."
        ),
        "connect_timeout": (
            "Seconds for each attempt to connect, the look-up of the host and TLS "
            "included, inside `timeout`."
        ),
        "max_retries": (
            "How often to try again, 2 at most: what surely never left, and any "
            "failure of a method that may be repeated."
        ),
        "headers": "HTTP headers to add to every call, of printable ASCII.",
        "transport": (
            f"What sends requests in place of httpx2, see `{prefix}Transport`; then "
            "the arguments below count for nothing."
        ),
        "trust_env": (
            "Whether proxies, certificates and a netrc file that the environment "
            "names are used."
        ),
        "proxy": "URL of a proxy: http, https, socks5 or socks5h.",
        "ssl_context": "How certificates are checked, where the system's way won't do.",
        "max_response_bytes": "Bytes that an answer may have once it is unpacked.",
        "max_connections": (
            "Connections at once; a call that would need one more waits. None: any."
        ),
        "max_keepalive_connections": "Connections that are kept between calls.",
        "keepalive_expiry": "Seconds that such a one is kept. None: for ever.",
    }
    for name, text in arguments.items():
        if name:
            yield from _entry(name, [Paragraph(text=text)])
    if prefix:
        yield Paragraph(
            text=(
                "It belongs to the event loop of asyncio that its first call is made "
                "in. A look-up of a host that takes too long is given up in time; its "
                "thread ends by itself, and `asyncio.run` waits for it."
            )
        )
    yield Paragraph(text="Raises:")
    words = Paragraph(text="An argument is missing or can't be used.")
    yield from _entry("ConfigurationError", [words])


def _credential_words(argument: Argument) -> str:
    if not argument.is_secret:
        return f"The user's name; else what {argument.variable} says."
    what = "The password" if argument.name == "password" else "The credential"
    return f"{what}, as text or as a `Secret`; else what {argument.variable} says."


def paragraphs(text: str, margin: str = "") -> Iterator[Paragraph]:
    """A description, each paragraph and list item wrapped on its own."""
    for block in parse(text):
        if isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                mark = f"{block.start + number - 1}. " if block.numbered else "- "
                yield Paragraph(
                    text=plain(item),
                    first=margin + mark,
                    rest=margin + " " * len(mark),
                    gap=number == 1,
                )
        else:
            yield Paragraph(text=plain(block.parts), first=margin, rest=margin)


def plain(parts: Iterable[Inline]) -> str:
    """Words, names in backticks, links with their address behind."""
    return "".join(map(_part, parts))


def _part(part: Inline) -> str:
    match part:
        case Words(text=text):
            return text
        case Code(text=text):
            return _fenced(text)
        case Anchor(parts=parts, url=url):
            title = plain(parts)
            return url if title == url else f"{title} ({url})"


def _fenced(text: str) -> str:
    """A name in backticks, in more of them than it holds itself."""
    if "`" not in text:
        return f"`{text}`"
    mark = "`" * (1 + max(map(len, re.findall("`+", text))))
    start = " " if text.startswith("`") else ""
    end = " " if text.endswith("`") else ""
    return f"{mark}{start}{text}{end}{mark}"


def whole(text: str) -> list[Paragraph]:
    """All that a text says; one that is a single paragraph ends as a sentence."""
    found = list(paragraphs(text))
    if len(found) == 1 and not found[0].first:
        return [replace(found[0], text=sentence(" ".join(found[0].text.split())))]
    return found


def sentence(text: str) -> str:
    """The text with a stop at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:;" else f"{text}."


def first_paragraph(text: str) -> str:
    """The start of a description, on one line."""
    for paragraph in paragraphs(text):
        return " ".join(paragraph.text.split())
    return ""


def summary(*texts: str) -> str:
    """The first of some texts that says something, as a sentence on one line."""
    for text in texts:
        found = first_paragraph(text)
        if found:
            return sentence(found)
    return ""


def field_words(field: Field) -> list[Paragraph]:
    """A member or param: what it is, its limits, its default; in one paragraph where its description is one."""
    about = whole(field.description or field.title)
    # An enum's values stand in the annotation already, but for those that have no literal.
    facts = [
        _labelled("Limits: ", _limits(field)),
        _labelled("Default: ", _on_one_line(default_words(field))),
        _labelled("Deprecated: ", _on_one_line(field.deprecated)),
    ]
    told = " ".join(fact for fact in facts if fact)
    if not told:
        return about
    if len(about) == 1 and not about[0].first:
        return [replace(about[0], text=f"{about[0].text} {told}")]
    return [*about, Paragraph(text=told)]


def _on_one_line(text: str) -> str:
    """All that a text says, its paragraphs and items one after the other."""
    parts = (f"{item.first}{item.text}" for item in paragraphs(text))
    return " ".join(" ".join(parts).split())


def _limits(field: Field) -> str:
    """The limits, a pattern in backticks: no stop behind it is part of it."""
    text = limits(field, enum=isinstance(field.type, FormatType), form=False)
    for pattern in dict.fromkeys(_patterns(field)):
        shown = f"matching {show_hidden(pattern)}"
        text = text.replace(shown, f"matching `{shown[9:]}`")
    return text


def _patterns(field: Field) -> Iterator[str]:
    """The patterns that the limits of a field speak of."""
    if isinstance(field.type, StringType) and field.type.pattern is not None:
        yield field.type.pattern
    if isinstance(field.type, MapType) and field.type.keys is not None:
        yield from _patterns(field.type.keys)
    if not isinstance(field.type, ObjectType):
        for inner in inside(field.type):
            yield from _patterns(inner)


def _labelled(label: str, text: str) -> str:
    return sentence(label + text) if text else ""
