"""Conditions of the constraint language, made from what can be read where they stand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onespec import formats
from onespec.language.functions import WRITES
from onespec.language.parse import RESERVED

Body = dict[str, Any]
_NOT_NAMES = {
    *RESERVED,
    "in",
    "true",
    "false",
    "null",
    "params",
    "state",
    "has",
    "size",
}
_NOT_NAMES |= {"and", "or", "not", "AND", "OR", "string", "double", "matches"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A value that a condition can read, and what must be asked before."""

    text: str
    body: Body
    guards: tuple[str, ...] = ()
    is_param: bool = False
    is_ticked: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it can be read at any time."""
        return not self.guards and self.body["type"] in ("string", "integer")


def readables(
    fields: dict[str, Body], types: dict[str, Body], root: str = ""
) -> list[Readable]:
    """Everything that the fields of a root hold."""
    return list(_readables(fields, types, root, (), not root))


def _readables(
    fields: dict[str, Body],
    types: dict[str, Body],
    prefix: str,
    guards: tuple[str, ...],
    is_param: bool,
) -> Iterator[Readable]:
    for name, declared in fields.items():
        body = known(declared, types)
        if not name.isidentifier() or name in _NOT_NAMES or body.get("secret"):
            continue
        text = prefix + name
        own = guards
        if not body.get("required") and not prefix.startswith("state."):
            own = (*own, f"has({text})")
        if prefix.count(".") and prefix.startswith("state.") and prefix != "state.":
            own = guards if body.get("required") else (*guards, f"has({text})")
        if body.get("nullable") and body["type"] != "any":
            own = (*own, f"{text} != null")
        yield Readable(text=text, body=body, guards=own, is_param=is_param)
        inner = body.get("fields")
        if inner:
            yield from _readables(inner, types, f"{text}.", own, False)


def known(declared: Body, types: dict[str, Body]) -> Body:
    """A declaration with all that its type says."""
    if "const" in declared:
        kind = {bool: "boolean", str: "string", int: "integer", float: "number"}
        value = declared["const"]
        return {"type": kind[type(value)], "enum": [value], **declared}
    whole = types.get(declared["type"])
    return (
        declared
        if whole is None
        else {**known(whole, types), **declared, "type": known(whole, types)["type"]}
    )


def condition(rng: random.Random, found: list[Readable], size: int) -> str:
    """A condition of about that many parts."""
    # A null asked for twice on one way is refused, so only the first part may ask.
    calm = [one for one in found if not any("null" in guard for guard in one.guards)]
    rest = calm if calm else found[:0]
    parts = [_guarded(rng, rng.choice(found), found)]
    parts += [_guarded(rng, rng.choice(rest), found) for _ in range(size - 1) if rest]
    while len(parts) > 1:
        take = rng.randint(2, min(4, len(parts)))
        group, parts = parts[:take], parts[take:]
        kind = rng.randint(0, 5)
        if kind == 0 and take > 2:
            made = f"({group[0]} ? {group[1]} : {group[2]})"
        elif kind == 1:
            made = f"!({' || '.join(group)})"
        else:
            made = f"({(' && ' if kind % 2 else ' || ').join(group)})"
        parts.append(made)
    return parts[0]


def _guarded(rng: random.Random, one: Readable, found: list[Readable]) -> str:
    test = _test(rng, one.text, one.body, found)
    if not one.guards:
        return test
    if rng.random() < 0.3:
        return " && ".join(one.guards)
    if rng.random() < 0.5:
        return f"({' && '.join([*one.guards, test])})"
    return f"(!({' && '.join(one.guards)}) || {test})"


def _test(
    rng: random.Random, text: str, body: Body, found: list[Readable], depth: int = 0
) -> str:
    """Something that can be asked of a value."""
    match body["type"]:
        case "string":
            return _string(rng, text, body, found)
        case "integer" | "number":
            return _number(rng, text, body, found)
        case "boolean":
            same = str(body.get("const", True)).lower()
            return rng.choice([text, f"!{text}", f"{text} == {same}"])
        case "array" if "prefixItems" in body:
            return _tuple(rng, text, body)
        case "array":
            return _array(rng, text, body, found, depth)
        case "map":
            return _map(rng, text, body, depth)
        case kind if kind in WRITES:
            return _format(rng, text, body, found)
        case _:
            return rng.choice(["true", "1 < 2"])


def _string(rng: random.Random, text: str, body: Body, found: list[Readable]) -> str:
    others = [f.text for f in found if not f.guards and f.body["type"] == "string"]
    values = list(body.get("enum", ["a", "it's", 'say "it"', "漢字", "x" * 50]))
    one = _quoted(rng.choice(values))
    some = ", ".join(
        _quoted(value) for value in rng.choices(values, k=rng.randint(1, 5))
    )
    return rng.choice(
        [
            f"{text} == {one}",
            f"{text} != {rng.choice([one, *others])}",
            f"{text} in [{some}]",
            f"!({text} in [{some}])",
            f"{text}.startsWith({one})",
            f"!{text}.endsWith({one})",
            f"{text}.contains({rng.choice([one, *others])})",
            f"{text}.matches('^[a-z\"]{{1,30}}({'|'.join(['word', 'other', 'third'] * 4)})?$')",
            f"size({text}) > {rng.randint(0, 9)}",
        ]
    )


def _format(rng: random.Random, text: str, body: Body, found: list[Readable]) -> str:
    kind = body["type"]
    others = [f.text for f in found if not f.guards and f.body["type"] == kind]
    texts = [t for t, _ in zip(formats.typed_texts(kind), range(4), strict=False)]
    listed = [f"{WRITES[kind]}('{value}')" for value in body.get("enum", texts)]
    one = rng.choice([*listed, *others])
    asked = [
        f"{text} == {one}",
        f"{text} != {one}",
        f"{text} in [{', '.join(rng.choices(listed, k=rng.randint(1, 3)))}]",
    ]
    if kind in formats.LINES:
        asked += [f"{text} < {one}", f"{one} >= {text}"]
    return rng.choice(asked)


def _number(rng: random.Random, text: str, body: Body, found: list[Readable]) -> str:
    kind = body["type"]
    others = [f.text for f in found if not f.guards and f.body["type"] == kind]
    dot = ".5" if kind == "number" else ""
    values = [f"{rng.randint(-5, 99)}{dot}" for _ in range(3)]
    one = rng.choice([*values, *others])
    # A value that an enum lacks is refused where it is compared for equality.
    listed = [f"{float(v)}" if dot else f"{v}" for v in body.get("enum", ())] or values
    same = rng.choice([*listed, *others])
    return rng.choice(
        [
            f"{text} == {same}",
            f"{text} != {same}",
            f"{text} < {one}",
            f"{one} >= {text}",
            f"{text} + {one} > {values[0]}",
            f"({text} - {one}) * ({text} + {values[1]}) <= {values[2]}",
            f"-{text} < {one} * {values[0]} - {text}",
            f"{text} in [{', '.join(listed)}]",
        ]
    )


def _array(
    rng: random.Random, text: str, body: Body, found: list[Readable], depth: int
) -> str:
    item = body["items"]
    size = f"size({text}) {rng.choice(['==', '>', '<='])} {rng.randint(0, 5)}"
    if depth or item["type"] not in ("string", "integer", "object", "array", *WRITES):
        return size
    if item.get("nullable"):
        return f"{text}.exists(v, v != null)"
    if item["type"] == "object":
        inner = [one for one in readables(item.get("fields", {}), {}, "v.")]
        inner = [one for one in inner if one.body["type"] not in ("array", "map")]
        if not inner:
            return size
        test = condition(rng, inner, rng.randint(1, 3))
    elif item["type"] == "array":
        test = f"size(v) > {rng.randint(0, 5)}"
    else:
        test = _test(rng, "v", item, found, 1)
    asked = f"{text}.{rng.choice(['all', 'exists'])}(v, {test})"
    return rng.choice([asked, asked, f"!{asked}", size])


def _tuple(rng: random.Random, text: str, body: Body) -> str:
    """Something about the size, or about a place whose type is plain."""
    plain = [
        f"{'' if not place.get('nullable') else f'{text}[{at}] != null && '}{_plain(rng, f'{text}[{at}]', place)}"
        for at, place in enumerate(body["prefixItems"])
        if place.get("type") in ("string", "integer") and "enum" not in place
    ]
    return f"({rng.choice([*plain, f'size({text}) < 4'])})"


def _map(rng: random.Random, text: str, body: Body, depth: int) -> str:
    """Something about the size, the keys, an entry or all of them."""
    size = f"size({text}) {rng.choice(['==', '>', '<='])} {rng.randint(0, 3)}"
    key = rng.choice(["a", "b", "key", "it's"])
    asked = f"{_quoted(key)} in {text}"
    item = body["values"]
    if depth:
        return rng.choice([size, asked])
    keys = f"{text}.{rng.choice(['all', 'exists'])}(k, {_plain(rng, 'k', {'type': 'string'})})"
    if item.get("type") not in ("string", "integer") or "enum" in item:
        return rng.choice([size, asked, keys])
    entry, each = f"{text}[{_quoted(key)}]", f"{text}[k]"
    bare = "null" if item.get("nullable") else ""
    one = f"{entry} != null" if bare else _plain(rng, entry, item)
    all_ = f"{each} == null" if bare else _plain(rng, each, item)
    return rng.choice(
        [
            size,
            asked,
            keys,
            f"(!({asked}) || {one})",
            f"({asked} && {one})",
            f"{text}.{rng.choice(['all', 'exists'])}(k, {all_})",
        ]
    )


def _plain(rng: random.Random, text: str, body: Body) -> str:
    """Something about one text or one integer, by itself."""
    if body["type"] == "integer":
        return f"{text} {rng.choice(['<', '>=', '==', '!='])} {rng.randint(-2, 9)}"
    part = _quoted(rng.choice(["a", "1", "it's"]))
    return rng.choice(
        [f"{text} != {part}", f"{text}.startsWith({part})", f"size({text}) < 3"]
    )


def _quoted(value: object) -> str:
    """A text of the language."""
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
