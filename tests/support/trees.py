"""Builds made by hand, and folders as mappings: what the tests of the output folder speak in."""

from __future__ import annotations

from pathlib import Path

from onespec.output import Built


def built(files: dict[str, str], spec: str = "a", only: str = "") -> Built:
    """A build of these files; the target of each is the first name of its path."""
    owners = {path: path.partition("/")[0] for path in files}
    return Built(
        files={path: text.encode() for path, text in files.items()},
        owners=owners,
        targets=(only,) if only else tuple(sorted(set(owners.values()))),
        complete=not only,
        spec=spec * 64,
        generator="b" * 64,
        tools=(("tool", "1.0"),),
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def texts(folder: Path) -> dict[str, str]:
    """Every file below a folder but the manifest, as text."""
    return {
        path: content.decode()
        for path, content in tree(folder).items()
        if path != "manifest.json"
    }
