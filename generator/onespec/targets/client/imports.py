"""Finished text of a resource module -> the import lines it needs."""

from __future__ import annotations

from typing import Final

from onespec.layout import from_import
from onespec.targets.classes import space_name
from onespec.targets.client.plan import Space
from onespec.targets.identifiers import identifiers
from onespec import names
from onespec.texts import PythonText

STANDARD: Final = {
    "collections.abc": ("Mapping", "Sequence"),
    "typing": ("Literal",),
    "pydantic": ("TypeAdapter",),
}
OWN: Final = {
    ".._runtime.method": ("Method",),
    ".._runtime.options": ("CallOptions", "Null"),
    ".._runtime.recording": ("raw", "raw_async"),
    ".._runtime.secret": ("Secret",),
    ".._runtime.session": ("AsyncSession", "Session"),
}


def import_lines(
    text: str, space: Space, own: frozenset[str]
) -> tuple[PythonText, ...]:
    """Sorted as isort would; the standard library, then pydantic, then the package."""
    used = identifiers(text)
    blocks: list[list[PythonText]] = [[], [], []]
    for module, found in STANDARD.items():
        wanted = [name for name in found if name in used]
        if wanted:
            blocks[module == "pydantic"].append(from_import(module, wanted))
    known = {name for found in (*STANDARD.values(), *OWN.values()) for name in found}
    for module, found in OWN.items():
        wanted = [name for name in found if name in used]
        if wanted:
            blocks[2].append(from_import(module, wanted))
    checks = sorted(name for name in used if name.startswith("check_"))
    if checks:
        blocks[2].append(from_import(f"..checks.{space.module}", checks))
    spaces = _children(space)
    classes = {name for name in used if name[0].isupper() and name not in known | own}
    types = sorted(classes - spaces.keys() - {"None", "True", "False"})
    if types:
        blocks[2].append(from_import("..types", types))
    for module in sorted(set(spaces.values())):
        wanted = sorted(name for name, home in spaces.items() if home == module)
        blocks[2].append(from_import(f".{module}", [n for n in wanted if n in used]))
    lines: list[PythonText] = []
    for block in filter(None, blocks):
        first = PythonText(("\n" if lines else "") + block[0])
        lines += [first, *block[1:]]
    return tuple(lines)


def _children(space: Space) -> dict[str, str]:
    """The classes of namespaces below this one, and the modules they stand in."""
    found: dict[str, str] = {}
    for path in space.children if space.path else ():
        name = space_name(path)
        for prefix in ("", "Async", "Raw", "RawAsync"):
            found[f"{prefix}{name}"] = names.module(path)
    return found
