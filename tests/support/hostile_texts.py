"""A spec with a text of one's choice in every place that takes free text, of the spec that uses every key."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import every_key
import spec_mutations

LINES = frozenset(
    ["title", "group", "docs_type", "since", "from", "to", "version", "mail", "x-ticket"]
)  # fmt: skip
"""Keys whose text stands on one line."""

PROSE = frozenset(
    ["description", "default_note", "cause", "fix", "deprecated", "text", "reading", "message"]
)  # fmt: skip
"""Keys whose text may have several lines."""

Text: TypeAlias = Callable[[int, bool], str]
"""Number of a place, and whether its text has to stay on one line -> the text for it."""


def spec(text: Text) -> dict[str, str]:
    """The files of the spec with `text` in each place."""
    documents = copy.deepcopy(every_key.documents())
    for number, path in enumerate(_places(documents)):
        owner = spec_mutations.at(documents, path[:-1])
        said = text(number, path[-1] in LINES)
        owner[path[-1]] = _template(path, owner, said)
    _values(documents, text)
    return every_key.written(documents)


def _places(documents: dict[str, Any]) -> list[spec_mutations.Path]:
    found = []
    for path in spec_mutations.places(documents, str):
        is_meaning = "enum" in path and isinstance(path[-1], str)
        is_note = path[-2] == "notes"
        named = path[-1] in LINES | PROSE and "examples" not in path[-3:-1]
        if (named or is_meaning or is_note) and not _is_name(path):
            found.append(path)
    return found


def _is_name(path: spec_mutations.Path) -> bool:
    """Keys of that name that hold something else: `name` of a server, the API's params, the states of a move."""
    return (
        path[-2] in ("params", "fields", "result", "state", "types")
        or "code_groups" == path[-1]
        or "moves" in path
    )


def _template(path: spec_mutations.Path, owner: Any, said: str) -> str:
    """A message keeps its placeholders, and braces in its text are doubled."""
    if path[-1] != "message" or path[-3] != "errors":
        return said
    kept = "".join(
        part
        for part in ("{number}", "{kind}", "{points}", "{limit_name}")
        if part in owner["message"]
    )
    return said.replace("{", "{{").replace("}", "}}") + kept


def _values(documents: dict[str, Any], text: Text) -> None:
    """Texts that are values: legal ones, defaults, examples, and the literals of conditions."""
    method = documents["methods/start.call.yaml"]
    one, two = text(901, False), text(902, False)
    method["params"]["hostile"] = {
        "type": "string",
        "description": "A value",
        "enum": {one: text(903, False), two: text(904, False)},
        "default": one,
        "example": two,
    }
    method["params"]["free"] = {
        "type": "string",
        "description": "Free",
        "examples": [text(905, False), text(906, False)],
    }
    method["params"]["any_of_it"] = {
        "type": "any",
        "description": "Any",
        "example": {text(907, False): [text(908, False)]},
    }
    method["constraints"].append(
        {
            "id": "hostile-text",
            "rule": f"hostile != {literal(two)} || has(free)",
            "error": "bad_mix",
        }
    )
    method["examples"][0]["params"].update({"free": text(909, False), "hostile": one})
    method["examples"][0]["result"]["parties"] = [{"name": text(910, False)}]
    method["errors"]["hostile_state"] = {
        "code": -32602,
        "message": "It is {what}",
        "raise": [
            {
                "when": f"has(free) && free == {literal(text(911, False))}",
                "field": "free",
                "params": {"what": literal(text(912, False))},
            }
        ],
    }
    documents["service.yaml"]["state"]["note_of_state"] = {
        "type": "string",
        "description": "A fact",
        "default": text(913, False),
    }
    documents["service.yaml"]["x-" + text(914, True)] = {
        text(915, True): text(916, False)
    }


def literal(text: str) -> str:
    """A text of the expression language: quotes, backslashes and what can't be seen escaped."""
    plain = "".join(
        (
            char
            if char.isalnum() and char.isascii() or char == " "
            else f"\\U{ord(char):08x}"
        )
        for char in text
    )
    return f"'{plain}'"
