"""A comparison of built and written files -> findings, differences to read, and what keeps a write from being done."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, assert_never

from onespec import manifest
from onespec.diagnostics import Diagnostic
from onespec.diagnostics.text import visible
from onespec.manifest import Manifest
from onespec.messages import output as say
from onespec.output import Comparison, Difference, Drift, Fault, OutputError

_MOST: Final = 400
"""Lines of one file's diff that are shown."""
_PAIRS: Final = 4_000_000
"""Above this many pairs of differing lines they are shown as one block: finding the least diff would take too long."""
_COLORS: Final = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}


def unified(name: str, disk: bytes, built: bytes, *, color: bool = False) -> str:
    """What would change in a file if it were generated anew."""
    lines = _changes(_lines(disk), _lines(built), name)
    shown = [_painted(line, color) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        shown.append(f"... and {len(lines) - _MOST} lines more")
    return "\n".join(shown)


def first_difference(disk: bytes, built: bytes) -> int:
    """The first line on disk that is not as it would be made, counted from 1."""
    left, right = disk.split(b"\n"), built.split(b"\n")
    for number, (one, other) in enumerate(zip(left, right, strict=False), start=1):
        if one != other:
            return number
    return max(1, min(len(left), len(right)))


def _changes(disk: list[str], built: list[str], name: str) -> list[str]:
    heads = f"{name} (on disk)", f"{name} (as it would be made)"
    same = 0
    while same < min(len(disk), len(built)) and disk[same] == built[same]:
        same += 1
    left, right = disk[same:], built[same:]
    if len(left) * len(right) <= _PAIRS:
        return list(difflib.unified_diff(disk, built, *heads, lineterm=""))
    return [
        f"--- {heads[0]}",
        f"+++ {heads[1]}",
        f"@@ -{same + 1},{len(left)} +{same + 1},{len(right)} @@",
        *(f"-{line}" for line in left),
        *(f"+{line}" for line in right),
    ]


def _lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "backslashreplace").split("\n")
    if lines[-1]:
        lines[-1] += " (no line end)"
    else:
        lines.pop()
    return [_visible(line) for line in lines]


def _visible(line: str) -> str:
    """A line with nothing in it that a terminal would act on."""
    return "\t".join(map(visible, line.split("\t")))


def _painted(line: str, color: bool) -> str:
    tone = _COLORS.get(line[:1]) if color else None
    return f"{tone}{line}\x1b[0m" if tone else line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be in the output folder."""

    told: Diagnostic
    diff: str = ""
    """What would change there; empty where there is nothing to hold side by side."""


def drift(compared: Comparison, out: Path, mend: str, *, color: bool) -> list[Finding]:
    """Everything a comparison found, in order of path."""
    if compared.empty:
        return [Finding(told=say.never_generated(out.as_posix(), mend))]
    blocked = _blocked(out, [item.path for item in compared.differences])
    above = set(blocked.values())
    told = [say.in_the_way_above(path, kind) for path, kind in sorted(above)]
    found = [Finding(told=one) for one in told]
    found += [
        Finding(told=_difference(item, out, mend), diff=_diff(item, out, color))
        for item in compared.differences
        if item.path not in blocked
        and (item.path != manifest.NAME or _counts(compared))
    ]
    found.sort(
        key=lambda one: (
            one.told.span.file == (out / manifest.NAME).as_posix(),
            one.told.span.file,
        )
    )
    if compared.interrupted:
        found.insert(0, Finding(told=say.interrupted(out.as_posix(), mend)))
    return found


def _blocked(out: Path, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Paths that lie below something that is no folder, or are that -> where it stands, and what it is."""
    found: dict[str, tuple[str, str]] = {}
    paths = list(paths)
    folders: dict[str, str] = {}
    for path in paths:
        for above in reversed(PurePosixPath(path).parents[:-1]):
            name = above.as_posix()
            if name not in folders:
                place = out / above
                is_plain = place.is_dir() or not place.exists()
                kind = "" if is_plain else "file"
                folders[name] = "symbolic link" if place.is_symlink() else kind
            if folders[name]:
                found[path] = (out / above).as_posix(), folders[name]
                break
    # The link itself was found as something added.
    for path in paths:
        if folders.get(path):
            found[path] = (out / path).as_posix(), folders[path]
    return found


def refusal(error: OutputError, out: Path, mend: str) -> list[Diagnostic]:
    """What kept a write, or a comparison, from being done."""
    folder = out.as_posix()
    files = [(out / path).as_posix() for path in error.paths] or [folder]
    match error.fault:
        case Fault.NOT_A_FOLDER:
            return [say.not_a_folder(folder)]
        case Fault.LINK:
            return [say.link(folder)]
        case Fault.NOT_OURS:
            return [say.not_ours(folder, error.paths)]
        case Fault.NOT_WRITABLE:
            return [say.not_writable(folder, error.reason)]
        case Fault.FAILED:
            return [say.write_failed(folder, error.reason)]
        case Fault.INTERRUPTED:
            return [say.interrupted(folder, mend, error.reason)]
        case Fault.NEWER:
            return [say.newer_manifest(file) for file in files]
        case Fault.FOREIGN:
            blocked = _blocked(out, error.paths)
            above = sorted(set(blocked.values()))
            return [say.in_the_way_above(path, kind) for path, kind in above] + [
                say.in_the_way((out / path).as_posix(), "file, folder or link")
                for path in error.paths
                if path not in blocked
            ]
        case Fault.EDITED:
            return [say.edited(file, 1, mend) for file in files]
    assert_never(error.fault)


def _difference(item: Difference, out: Path, mend: str) -> Diagnostic:
    file = (out / item.path).as_posix()
    kind = item.obstacle.value if item.obstacle else "file"
    line = first_difference(item.disk or b"", item.built or b"")
    match item.drift:
        case Drift.STALE if item.path == manifest.NAME:
            return say.manifest_stale(file, _causes(item), mend)
        case Drift.STALE:
            return say.stale(file, line, mend)
        case Drift.EDITED if item.built is None:
            return say.edited_orphan(file, mend)
        case Drift.EDITED:
            return say.edited(file, line, mend)
        case Drift.MISSING:
            return say.missing(file, item.known, mend)
        case Drift.ORPHAN:
            return say.orphan(file, mend)
        case Drift.ADDED:
            return say.added(file, kind, out.as_posix())
        case Drift.IN_THE_WAY:
            return say.in_the_way(file, kind)
        case Drift.LEFTOVER:
            return say.leftover(file, mend)
    assert_never(item.drift)


def _counts(compared: Comparison) -> bool:
    """Whether the manifest is a finding of its own: a stale one beside other stale files says nothing new."""
    last = compared.differences[-1]
    others = {item.drift for item in compared.differences[:-1]} - {Drift.ADDED}
    return last.drift is not Drift.STALE or not (others or compared.interrupted)


def _diff(item: Difference, out: Path, color: bool) -> str:
    if item.built is None or item.disk is None:
        return ""
    if item.path == manifest.NAME and item.drift is Drift.STALE:
        return ""
    name = (out / item.path).as_posix()
    return unified(name, item.disk, item.built, color=color)


def _causes(item: Difference) -> tuple[str, ...]:
    before = manifest.parse(item.disk or b"") or Manifest()
    after = manifest.parse(item.built or b"") or Manifest()
    compared: tuple[tuple[str, object, object], ...] = (
        ("the spec", before.spec, after.spec),
        ("the generator or its templates", before.generator, after.generator),
        ("the tools that it uses", before.tools, after.tools),
    )
    return tuple(name for name, left, right in compared if left != right)
