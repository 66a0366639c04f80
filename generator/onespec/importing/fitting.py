"""The files of a spec that may not load -> files that do: whatever the language refuses is taken out where it stands, and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from onespec.diagnostics import Diagnostic, Span, SpecError
from onespec.importing.documents import Refused
from onespec.importing.notes import Kind, Notes, Place
from onespec.importing.written import File, Path, Step, Written
from onespec.importing.yaml_text import document
from onespec.messages import importing as say
from onespec.model import Service
from onespec.spec import load_sources
from onespec.spec.nodes import MappingNode, Node, ScalarNode, SequenceNode, key_text
from onespec.spec.parser import parse

ROUNDS: Final = 60
_LOOSE: Final = (
    *("pattern", "format", "default", "example", "examples", "keys", "see", "since"),
    *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties", "enum", "docs_type", "group", "secret"),
    *("deprecated", "title", "description", "data"),
)
"""Keys of a field without which it is still one."""
_AROUND: Final = ("required", "nullable", "title", "description", "deprecated")


def texts_of(written: Written) -> dict[str, str]:
    """The text of each file."""
    return {name: document(data, head_of(name)) for name, data in written.files.items()}


def head_of(name: str) -> str:
    """The line by which an editor finds the schema of a file."""
    up = "../" * name.count("/")
    part = name.partition("/")[0].removesuffix(".yaml")
    fragment = (
        ""
        if part in ("service", "methods")
        else f"#/definitions/service/properties/{part}"
    )
    return f"# yaml-language-server: $schema={up}spec.schema.json{fragment}\n"


def fitted(written: Written, notes: Notes, name: str) -> tuple[dict[str, str], Service]:
    """The text of each file, and the service that they describe. Raises Refused where nothing is left of it."""
    place = Place(file=name, pointer="#")
    for _ in range(ROUNDS):
        texts = texts_of(written)
        try:
            return texts, load_sources(texts)
        except SpecError as error:
            if not _mend(written, texts, error.diagnostics, notes, place):
                first = error.diagnostics[0]
                raise Refused(say.never_fits(name, first.message)) from error
    raise Refused(say.never_fits(name, error_text(written)))


def error_text(written: Written) -> str:
    """What is still wrong after all that was taken out."""
    try:
        load_sources(texts_of(written))
    except SpecError as error:
        return error.diagnostics[0].message
    return ""


def _mend(
    written: Written,
    texts: dict[str, str],
    faults: tuple[Diagnostic, ...],
    notes: Notes,
    place: Place,
) -> bool:
    """Take out what the faults point at; whether there was anything."""
    trees: dict[str, Node | None] = {}
    cuts: dict[tuple[str, Path], Diagnostic] = {}
    for fault in faults:
        file = fault.span.file.removeprefix("spec/")
        if file not in written.files:
            continue
        if file not in trees:
            trees[file] = parse(f"spec/{file}", texts[file].encode())[0]
        tree = trees[file]
        path = () if tree is None else path_at(tree, fault.span)
        cuts.setdefault((file, _cut(path, file, written.files[file])), fault)
    done = False
    # Later items of a list first, so that the places of earlier ones stay true.
    for (file, path), fault in sorted(
        cuts.items(), key=lambda one: _last_first(one[0]), reverse=True
    ):
        if _take_out(written, file, path):
            done = True
            where = written.origin(file, path, place)
            what = say.keyword(str(path[-1])) if path else say.method(file)
            kind = Kind.WIDENED if path else Kind.LEFT_OUT
            if path[:1] == ("examples",):
                kind, what = Kind.LEFT_OUT, say.example("")
            notes.add(where, kind, what, say.refused(fault.message))
    return done


def _last_first(cut: tuple[str, Path]) -> tuple[str, tuple[tuple[int, str], ...]]:
    file, path = cut
    return file, tuple((s, "") if isinstance(s, int) else (0, s) for s in path)


def path_at(tree: Node, span: Span) -> Path:
    """The keys that lead to the innermost part of a file at a place."""
    path: list[Step] = []
    node: Node | None = tree
    point = (span.line, span.column)
    while node is not None:
        inner: Node | None = None
        for step, start, end, child in _children(node):
            if start <= point < end:
                path.append(step)
                inner = child
                break
        node = inner
    return tuple(path)


def _children(
    node: Node,
) -> Iterator[tuple[Step, tuple[int, int], tuple[int, int], Node]]:
    match node:
        case MappingNode(entries=entries):
            for entry in entries:
                start, end = entry.key.span, entry.value.span
                yield (
                    key_text(entry.key),
                    (start.line, start.column),
                    max(
                        (end.end_line, end.end_column),
                        (start.end_line, start.end_column),
                    ),
                    entry.value,
                )
        case SequenceNode(items=items):
            for number, item in enumerate(items):
                start = item.span
                yield number, (start.line, start.column), (
                    start.end_line,
                    start.end_column + 1,
                ), item
        case ScalarNode():
            return


def _cut(path: Path, file: str, data: File) -> Path:
    """What to take out: the smallest part around a fault without which the rest is still whole."""
    if not file.startswith("methods/") and file != "service.yaml":
        own: tuple[str, ...] = (file.partition("/")[0].removesuffix(".yaml"),)
    else:
        own = ()
    steps = (*own, *path)
    for length in range(len(path), 0, -1):
        part, whole = path[:length], steps[: len(own) + length]
        last = part[-1]
        if isinstance(last, str) and last.startswith("x-") and not _names(whole):
            return part
        if whole[0] == "examples" and length == 2:
            return part
        if last in _LOOSE and not _names(whole) and whole[0] != "examples":
            if not (
                last in ("title", "description") and len(whole) == 1 and last == "title"
            ):
                return part
        if _is_declaration(whole, data):
            return part
        if whole[0] == "errors" and len(whole) == 2:
            return part
        if whole[0] in ("servers", "see", "envelope") and length == 1:
            return part
    return ()


def _names(steps: tuple[Step, ...]) -> bool:
    """Whether the last step is a name of the author's and no key of the language."""
    if len(steps) == 1:
        return False
    owner = steps[-2]
    in_fields = owner in (
        "fields",
        "params",
        "types",
        "errors",
        "data",
        "servers",
        "state",
    )
    return in_fields and not _names(steps[:-1])


def _is_declaration(steps: tuple[Step, ...], data: File) -> bool:
    """Whether a field stands there."""
    if steps[0] not in ("params", "result", "types", "errors"):
        return False
    if len(steps) == 1:
        return steps[0] == "result"
    if steps[0] == "errors":
        return len(steps) > 3 and steps[2] == "data" and _names(steps)
    if _names(steps) and steps[-2] != "errors":
        return True
    owner = steps[-1] if isinstance(steps[-1], str) else steps[-2]
    return owner in ("items", "values", "prefixItems", "one_of") and not (
        steps[-1] in ("prefixItems", "one_of")
    )


def _take_out(written: Written, file: str, path: Path) -> bool:
    if not path:
        if file.startswith("methods/"):
            return written.files.pop(file, None) is not None
        return False
    holder: Any = written.files[file]
    for step in path[:-1]:
        try:
            holder = holder[_key(holder, step)]
        except (KeyError, IndexError, TypeError):
            return False
    try:
        key = _key(holder, path[-1])
        value = holder[key]
    except (KeyError, IndexError, TypeError):
        return False
    is_field = isinstance(value, dict) and any(
        one in value for one in ("type", "const", "one_of")
    )
    if path[-1] in _LOOSE and isinstance(holder, dict) and _is_field(holder):
        del holder[key]
        if path[-1] == "enum" and holder.get("type") is None:
            holder["type"] = "any"
        return True
    if is_field or isinstance(value, str) and _holds_types(holder, path):
        if (
            value == "any"
            or is_field
            and value.get("type") == "any"
            and set(value) <= {"type"}
        ):
            return _drop(holder, key)
        around = value if isinstance(value, dict) else {}
        if around.get("type") == "any":
            holder[key] = {"type": "any"} | {
                k: v for k, v in around.items() if k == "required"
            }
            return set(around) > {"type", "required"} or _drop(holder, key)
        kept = {k: around[k] for k in _AROUND if k in around}
        holder[key] = {"type": "any", **kept}
        return True
    return _drop(holder, key)


def _is_field(holder: dict[Any, Any]) -> bool:
    return any(
        one in holder for one in ("type", "const", "one_of", "code", "method", "params")
    )


def _holds_types(holder: Any, path: Path) -> bool:
    return (
        path[-1] in ("items", "values")
        or isinstance(holder, list)
        and len(path) > 1
        and path[-2] in ("one_of", "prefixItems")
    )


def _drop(holder: Any, key: Any) -> bool:
    del holder[key]
    return True


def _key(holder: Any, step: Step) -> Any:
    """The key as the data has it: numbers and booleans are keys too."""
    if isinstance(holder, list):
        return step if isinstance(step, int) else int(step)
    if step in holder:
        return step
    for key in holder:
        if not isinstance(key, str) and str(key).lower() == str(step).lower():
            return key
    raise KeyError(step)
