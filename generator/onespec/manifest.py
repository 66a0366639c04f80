"""What a generated tree says of itself: each file's digest and target, and the digests of what it was made from.

Read by `check --fast`, which has to be done in a few times the interpreter's own start: so this module and `inputs`
import next to nothing, `dataclasses` and `json` included, and the file is read by its own fixed layout, line by line.
"""

from __future__ import annotations

import hashlib

NAME = "manifest.json"
FORMAT = 1
"""Version of the manifest's layout."""
_CACHES = (
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
)
_NOTE = "Written by onespec, after all other files. Do not edit."


class Manifest:
    """What one manifest says."""

    __slots__ = ("files", "generator", "spec", "tools", "writing")

    def __init__(
        self,
        *,
        spec: str = "",
        generator: str = "",
        tools: tuple[tuple[str, str], ...] = (),
        files: dict[str, tuple[str, str]] | None = None,
        writing: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.spec = spec
        """Digest of the spec's files."""
        self.generator = generator
        """Digest of the templates and of the generator's own source."""
        self.tools = tools
        """Names and versions of the tools that decide bytes of the output."""
        self.files = files or {}
        """Path -> target and digest."""
        self.writing = writing or {}
        """While a write is under way, or was broken off: path -> digests it may have besides the one in `files`."""

    def known(self, path: str) -> set[str]:
        """Digests under which a path counts as written by onespec."""
        recorded = self.files.get(path)
        return {*self.writing.get(path, ()), *((recorded[1],) if recorded else ())}

    def owns(self, path: str) -> bool:
        """Whether onespec has written a file there."""
        return path in self.files or path in self.writing


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_litter(path: str) -> bool:
    """Whether it is what tools leave in a tree of Python files: neither onespec's nor of interest."""
    folders = path.split("/")[:-1]
    return path.endswith((".pyc", ".pyo")) or any(
        folder in _CACHES or folder.endswith(".egg-info") for folder in folders
    )


def dump(manifest: Manifest) -> bytes:
    """The manifest's one and only layout: JSON, one item a line."""
    rows = [f'  "note": "{_NOTE}"', f'  "format": {FORMAT}']
    rows += [f'  "spec": "{manifest.spec}"', f'  "generator": "{manifest.generator}"']
    rows += [_block("tools", "{}", [f'"{k}": "{v}"' for k, v in manifest.tools])]
    if manifest.writing:
        lists = [
            f'"{path}": [' + ", ".join(f'"{one}"' for one in digests) + "]"
            for path, digests in sorted(manifest.writing.items())
        ]
        rows += [_block("writing", "{}", lists)]
    entries = [
        f'"{path}": {{"target": "{target}", "sha256": "{told}"}}'
        for path, (target, told) in sorted(manifest.files.items())
    ]
    rows += [_block("files", "{}", entries)]
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode("ascii")


def parse(content: bytes) -> Manifest | None:
    """The manifest whose layout this is, to the byte; None for anything else."""
    try:
        found = _read(content.decode("ascii").split("\n"))
        return found if dump(found) == content else None
    except (ValueError, IndexError):
        return None


def salvage(content: bytes) -> Manifest:
    """The entries that a damaged manifest still holds; after a merge conflict, those of both sides."""
    writing: dict[str, tuple[str, ...]] = {}
    for line in content.decode("ascii", "replace").splitlines():
        parts = line.split('"')
        if len(parts) == 11 and parts[7] == "sha256":
            writing[parts[1]] = (*writing.get(parts[1], ()), parts[9])
    return Manifest(writing=writing)


def newer(content: bytes) -> bool:
    """Whether a later onespec, with another layout, wrote it."""
    for line in content.decode("ascii", "replace").splitlines():
        name, _, value = line.strip().rstrip(",").partition(": ")
        if name == '"format"':
            return value.isdigit() and int(value) > FORMAT
    return False


def conflicted(content: bytes) -> bool:
    """Whether version control left both sides of a merge in it."""
    return any(line.startswith(b"<<<<<<<") for line in content.splitlines())


def _block(name: str, brackets: str, items: list[str]) -> str:
    body = "\n    " + ",\n    ".join(items) + "\n  " if items else ""
    return f'  "{name}": {brackets[0]}{body}{brackets[1]}'


def _read(lines: list[str]) -> Manifest:
    scalars: dict[str, str] = {}
    items: dict[str, list[list[str]]] = {}
    section = ""
    for line in lines:
        parts = line.split('"')
        if line.startswith("    "):
            items.setdefault(section, []).append(parts)
        elif line.startswith("  ") and len(parts) > 1:
            section = parts[1]
            scalars[section] = parts[3] if len(parts) > 3 else ""
    return Manifest(
        spec=scalars.get("spec", ""),
        generator=scalars.get("generator", ""),
        tools=tuple((item[1], item[3]) for item in items.get("tools", ())),
        writing={item[1]: tuple(item[3::2]) for item in items.get("writing", ())},
        files={item[1]: (item[5], item[9]) for item in items.get("files", ())},
    )
