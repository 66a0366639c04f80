"""An earlier import, what people made of it, and a new import -> the spec that has both: a decision for each node, and told where the two disagree.

What only the source changed is taken over, what only people changed stays, as all that they added does. Where both changed a thing, people
keep their words and examples, and the source has its way with the facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from onespec.importing.fitting import head_of
from onespec.importing.yaml_text import document, entry
from onespec.spec.nodes import MappingNode, Node, ScalarNode, SequenceNode, key_text
from onespec.spec.parser import parse

Path: TypeAlias = "tuple[str, ...]"

WORDS: Final = frozenset(
    ["title", "description", "deprecated", "docs_type", "default_note", "group"]
    + ["cause", "fix", "help_url", "message", "name", "release", "version", "see"]
    + ["example", "examples", "since", "servers", "auth"]
)
"""Keys whose values are people's to choose."""
_NAMED: Final = {"examples": "title", "constraints": "id", "open": "id"}
"""Lists whose items have names."""
_MISSING: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A node that both have changed, or that only one of them has left."""

    file: str
    path: Path
    kept: bool
    """Whether what people made of it stands, and not what the source has now."""
    mine: str
    theirs: str
    """What each has there, in short; empty for nothing."""


@dataclass(slots=True)
class Merged:
    """The files of the spec as they will be."""

    texts: dict[str, str | None] = field(default_factory=dict)
    """By name; None for one that goes. Files that stay as they are are left out."""
    decisions: list[Decision] = field(default_factory=list)


def merged(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> Merged:
    """Merge the files of a spec. `base` is what the last import wrote, `mine` what stands there now, `theirs` what the new import would write."""
    found = Merged()
    homes = _homes(mine)
    for name in dict.fromkeys((*theirs, *base)):
        old, new = base.get(name), theirs.get(name)
        home = homes.get(_method(new or old or "") or name, name)
        own = mine.get(home)
        if own is None and old is None and new is not None:
            found.texts[home] = new
        elif own is None:
            if new is not None and new != old:
                found.decisions.append(_whole(home, "", "file", kept=True))
        elif new is None:
            if own == old:
                found.texts[home] = None
            else:
                found.decisions.append(_whole(home, "file", "", kept=True))
        elif own == old:
            if own != new:
                found.texts[home] = new
        elif new != old and own != new:
            _merge_file(home, old or "", own, new, found)
    return found


def _whole(file: str, mine: str, theirs: str, *, kept: bool) -> Decision:
    return Decision(file=file, path=(), kept=kept, mine=mine, theirs=theirs)


def _homes(mine: Mapping[str, str]) -> dict[str, str]:
    """Where each method stands: people move files into folders."""
    named = {name: _method(text) for name, text in mine.items()}
    return {method: name for name, method in named.items() if method}


def _method(text: str) -> str:
    for line in text.split("\n"):
        if line.startswith("method:"):
            return line.removeprefix("method:").strip().strip("\"'")
    return ""


def _merge_file(file: str, old: str, own: str, new: str, found: Merged) -> None:
    trees = [
        parse(file, text.encode())[0] if text else None for text in (old, own, new)
    ]
    values = [value_of(tree) if tree is not None else {} for tree in trees]
    if not all(isinstance(value, dict) for value in values):
        return
    merger = _Merger(file)
    whole = merger.mapping(values[0], values[1], values[2], ())
    found.decisions += merger.decisions
    tree = trees[1]
    text = own
    if isinstance(tree, MappingNode):
        text = _edited(own, tree, whole, merger.edits)
    if _value_of(file, text) != whole:
        text = document(whole, head_of(file))
    if text != own:
        found.texts[file] = text


def _value_of(file: str, text: str) -> Any:
    tree = parse(file, text.encode())[0]
    return None if tree is None else value_of(tree)


def value_of(node: Node) -> Any:
    """What a node stands for, with keys that are no text as they are: those of an enum are its values."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return [value_of(item) for item in node.items]
        case MappingNode():
            return {one.key.value: value_of(one.value) for one in node.entries}


def _step(key: Any) -> str:
    """A key as `key_text` has it."""
    return key if isinstance(key, str) else json.dumps(key)


class _Merger:
    """Merges the values of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.decisions: list[Decision] = []
        self.edits: list[Path] = []
        """Paths whose values are not as they were."""

    def mapping(
        self,
        base: dict[str, Any],
        mine: dict[str, Any],
        theirs: dict[str, Any],
        path: Path,
    ) -> dict[str, Any]:
        """The merged members, in the order of mine."""
        found: dict[str, Any] = {}
        for key in mine:
            value = self._member(base, mine, theirs, key, path)
            if value is not _MISSING:
                found[key] = value
        before: Any = None
        for key in theirs:
            if key not in mine:
                if key in base:
                    if base[key] != theirs[key]:
                        self._decide((*path, _step(key)), "", theirs[key], kept=True)
                else:
                    self.edits.append((*path, _step(key)))
                    found = _after(found, before, key, theirs[key])
            before = key if key in found else before
        return found

    def _member(
        self,
        base: dict[str, Any],
        mine: dict[str, Any],
        theirs: dict[str, Any],
        key: Any,
        path: Path,
    ) -> Any:
        old = base.get(key, _MISSING)
        own, new = mine[key], theirs.get(key, _MISSING)
        here = (*path, _step(key))
        if new is _MISSING:
            if old is _MISSING:
                return own
            if own != old:
                if key in WORDS:
                    return own
                self._decide(here, own, "", kept=False)
            self.edits.append(here)
            return _MISSING
        if own == new or new == old:
            return own
        if own == old:
            self.edits.append(here)
            return new
        return self._both(old, own, new, here)

    def _both(self, old: Any, own: Any, new: Any, path: Path) -> Any:
        """What both have changed, or both have added."""
        key = path[-1]
        if key in ("items", "values"):
            old, own, new = (_declared(one) for one in (old, own, new))
        if isinstance(own, dict) and isinstance(new, dict):
            before = old if isinstance(old, dict) else {}
            return self.mapping(before, own, new, path)
        if key in _NAMED and isinstance(own, list) and isinstance(new, list):
            return self._named(old, own, new, path)
        kept = key in WORDS
        self._decide(path, own, new, kept=kept)
        if not kept:
            self.edits.append(path)
        return own if kept else new

    def _named(self, old: Any, own: list[Any], new: list[Any], path: Path) -> Any:
        """Lists of things that have names: as mappings by name, and back."""
        name = _NAMED[path[-1]]
        lists = [old if isinstance(old, list) else [], own, new]
        tables = [
            {str(one.get(name)): one for one in each if isinstance(one, dict)}
            for each in lists
        ]
        if any(len(t) != len(each) for t, each in zip(tables, lists, strict=True)):
            self._decide(path, own, new, kept=True)
            return own
        inner = _Merger(self.file)
        whole = inner.mapping(tables[0], tables[1], tables[2], path)
        self.decisions += inner.decisions
        if inner.edits:
            self.edits.append(path)
        return list(whole.values())

    def _decide(self, path: Path, mine: Any, theirs: Any, *, kept: bool) -> None:
        self.decisions.append(
            Decision(
                file=self.file,
                path=path,
                kept=kept,
                mine=_short(mine),
                theirs=_short(theirs),
            )
        )


def _declared(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


def _after(found: dict[Any, Any], before: Any, key: Any, value: Any) -> dict[str, Any]:
    """The members with one more behind another; at the end where that is not there."""
    if before not in found:
        return {**found, key: value}
    made: dict[Any, Any] = {}
    for name, one in found.items():
        made[name] = one
        if name == before:
            made[key] = value
    return made


def _short(value: Any) -> str:
    if value == "":
        return ""
    if isinstance(value, dict):
        return "…" if value else "{}"
    text = document({"x": value}).removeprefix("x:").strip()
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _edited(
    text: str, tree: MappingNode, whole: dict[str, Any], edits: Iterable[Path]
) -> str:
    """The text with the values of some paths as they are in `whole`; all other lines stay, comments among them."""
    lines = text.split("\n")
    places = {_block(tree, path, lines) for path in edits}
    kept = [
        path
        for path in places
        if not any(path[:length] in places for length in range(1, len(path)))
    ]
    cuts = [_cut(tree, path, whole, lines) for path in kept]
    # From the end, so that the lines above stay where they are; of what is put in at one place the first stays first.
    for first, last, put in sorted(cuts, key=lambda cut: cut[:2], reverse=True):
        lines[first:last] = put
    return "\n".join(lines)


def _block(tree: Node, path: Path, lines: list[str]) -> Path:
    """The path, or that of the innermost node around it that has lines of its own."""
    node: Node = tree
    for length, step in enumerate(path):
        if not isinstance(node, MappingNode) or _is_flow(node, lines):
            return path[:length]
        inner = _child(node, step)
        if inner is None:
            return path[: length + 1]
        node = inner
    return path


def _child(node: MappingNode, step: str) -> Node | None:
    for one in node.entries:
        if key_text(one.key) == step:
            return one.value
    return None


def _is_flow(node: Node, lines: list[str]) -> bool:
    span = node.span
    return lines[span.line - 1][span.column - 1 : span.column] in ("{", "[")


def _last_line(node: Node, lines: list[str]) -> int:
    """The last line of a node, counted from 1."""
    if not isinstance(node, ScalarNode) and not _is_flow(node, lines):
        inner = (
            [one.value for one in node.entries]
            if isinstance(node, MappingNode)
            else list(node.items)
        )
        if inner:
            own = node.entries[-1].key.span.line if isinstance(node, MappingNode) else 0
            return max(own, _last_line(inner[-1], lines))
    span = node.span
    ends = span.end_line - (span.end_column == 1 and span.end_line > span.line)
    return ends


def _cut(
    tree: MappingNode, path: Path, whole: dict[str, Any], lines: list[str]
) -> tuple[int, int, list[str]]:
    """Lines to replace, counted from 0, and what stands there instead."""
    node: Node = tree
    value: Any = whole
    for step in path[:-1]:
        assert isinstance(node, MappingNode)
        inner = _child(node, step)
        assert inner is not None
        node, value = inner, value[_key_of(value, step)]
    assert isinstance(node, MappingNode)
    indent = node.entries[0].key.span.column - 1 if node.entries else 0
    last = path[-1]
    put: list[str] = []
    if last in map(_step, value):
        key = _key_of(value, last)
        put = entry(key, value[key], indent)
    known = [one for one in node.entries if key_text(one.key) == last]
    if known:
        first = known[0].key.span.line - 1
        end = max(known[0].key.span.line, _last_line(known[0].value, lines))
        return first, end, put
    order = list(map(_step, value))
    before = order[: order.index(last)]
    at = node.entries[0].key.span.line - 1 if node.entries else len(lines)
    for one in node.entries:
        if key_text(one.key) in before:
            at = max(one.key.span.line, _last_line(one.value, lines))
    return at, at, put


def _key_of(value: dict[Any, Any], step: str) -> Any:
    return next(key for key in value if _step(key) == step)
