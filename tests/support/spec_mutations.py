"""A spec as JSON values -> the same spec with one thing wrong or odd in it, in every way that a hostile author may think of."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Documents: TypeAlias = dict[str, Any]
Mutation: TypeAlias = tuple[str, Callable[[], Documents]]
"""What is changed, and how to make the changed copy."""

OTHER_VALUES: tuple[object, ...] = (
    None,
    True,
    0,
    -1.5,
    "text",
    "",
    " \t",
    [],
    {},
    [[]],
    {"a": {"b": 1}},
    [None, 1],
)
"""A value of each type, to stand where another is due."""

WRONG_NAMES = (
    "nope",
    "",
    "a b",
    "numbеr",  # the fifth letter is Cyrillic
    "ｎumber",  # full width
    "ﬁrst",
    "../../etc/passwd",
    "..",
    "/etc/passwd",
    "C:\\con",
    "con",
    "__class__",
    "__init__",
    "_",
    "$",
    "class",
    "None",
    "self",
    "model_config",
    "params",
    "state",
    "data\u202egpj",
    "zero\u200bwidth",
    "tag\U000e0041",
    "line\nbreak",
    "start.call\n",
    "nul\x00",
    "{{ 7*7 }}",
    "a.b.c.d",
    "a" * 5000,
    "🙂",
    "0",
    "-",
)

NUMBERS: tuple[object, ...] = (0, -1, 1.5, 1e308, 1e-308, 10**29, -(2**63), 2**53 + 1)

CODE = (
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{# #}",
    "${HOME} `id` $(id)",
    "{0.__class__} %s %(a)s {number!r} {",
    "'",
    '"',
    "'''",
    '"""',
    "\\",
    '\\"""\nimport os\nos.system("id")\n"""',
    "\\N{BULLET} \\x41 \\u0041",
    "</script><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    "]]> &lt; &amp;amp; <b>",
    "*/ alert(1) /*",
    "# a\n# b\r\nraise SystemExit",
    "a\rb",
    "a\u2028b\u2029c\x85d",
    "a\x0bb\x0cc",
    "\x1b[31mred",
    "\u202ereversed\u202c",
    "zero\u200b\ufeffwidth",
    "| table | `code` [link](javascript:alert(1)) ![i](http://x)",
    "[x]: http://example.org\n\n# Heading\n\n---\n",
    "combined a\u0301 \u1100 \U0001f468\u200d\U0001f469",
    "bell \x07 end",
    "@import 'x'; </style>",
    "a" * 3000,
)
"""Text that means something in one kind of file or another."""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value, itself first."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, index))


def at(value: Any, path: Path) -> Any:
    """What stands at a place."""
    for step in path:
        value = value[step]
    return value


def changed(
    documents: Documents, path: Path, change: Callable[[Any, Any], None]
) -> Documents:
    """A copy in which `change(owner, step)` was called for the place."""
    other = copy.deepcopy(documents)
    change(at(other, path[:-1]), path[-1])
    return other


def replaced(documents: Documents, path: Path, value: object) -> Documents:
    """A copy with another value at the place."""

    def put(owner: Any, step: Any) -> None:
        owner[step] = value

    return changed(documents, path, put)


def renamed(documents: Documents, path: Path, name: str) -> Documents:
    """A copy with another key at the place, the order kept."""

    def rename(owner: Any, step: Any) -> None:
        entries = [(name if key == step else key, item) for key, item in owner.items()]
        owner.clear()
        owner.update(entries)

    return changed(documents, path, rename)


def _delete(owner: Any, step: Any) -> None:
    del owner[step]


def places(documents: Documents, kind: type | tuple[type, ...]) -> list[Path]:
    """The places below the files' own level whose value is of a kind."""
    return [
        path
        for path in paths(documents)
        if len(path) > 1 and isinstance(at(documents, path), kind)
    ]


def keys(documents: Documents) -> list[Path]:
    """The places that have a key."""
    return [path for path in places(documents, object) if isinstance(path[-1], str)]


def deletions(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, object):
        yield f"without {path}", partial(changed, documents, path, _delete)


def misspellings(documents: Documents) -> Iterator[Mutation]:
    for path in keys(documents):
        key = str(path[-1])
        yield f"misspelt {path}", partial(
            renamed, documents, path, key[:-2] + key[-1:] + key[-2:-1]
        )
        yield f"capital {path}", partial(renamed, documents, path, key.title())


def retypings(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, object):
        for value in OTHER_VALUES:
            yield f"{value!r} at {path}", partial(replaced, documents, path, value)


def renamings(documents: Documents) -> Iterator[Mutation]:
    for path in keys(documents):
        for name in WRONG_NAMES:
            yield f"key {name[:40]!a} at {path}", partial(
                renamed, documents, path, name
            )


def retargetings(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, str):
        for name in WRONG_NAMES:
            yield f"name {name[:40]!a} at {path}", partial(
                replaced, documents, path, name
            )


def renumberings(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, (int, float)):
        for number in NUMBERS:
            yield f"{number} at {path}", partial(replaced, documents, path, number)


def codes(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, str):
        for text in CODE:
            yield f"text {text[:40]!a} at {path}", partial(
                replaced, documents, path, text
            )


def nestings(documents: Documents) -> Iterator[Mutation]:
    for path in places(documents, (dict, list)):
        for depth in (20, 45):
            value: object = {"type": "string"}
            for _ in range(depth):
                value = {"type": "object", "fields": {"a": value}}
            yield f"{depth} levels at {path}", partial(replaced, documents, path, value)


CLASSES: Sequence[Callable[[Documents], Iterator[Mutation]]] = (
    deletions,
    misspellings,
    retypings,
    renamings,
    retargetings,
    renumberings,
    codes,
    nestings,
)
