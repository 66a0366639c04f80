"""A spec's folder and an output folder -> whether every digest in the manifest still holds; imports next to nothing."""

from __future__ import annotations

import os
import sys

from onespec import inputs, manifest


def unchanged(spec: str, out: str) -> manifest.Manifest | None:
    """What the manifest says, if nothing has changed since a whole generate: neither spec nor generator nor output."""
    try:
        if os.path.islink(out):
            return None
        with open(os.path.join(out, manifest.NAME), "rb") as file:
            told = manifest.parse(file.read())
        if (
            told is not None
            and not told.writing
            # The cheapest questions first: most often it is the spec that has changed.
            and told.spec == inputs.spec_digest(spec)
            and told.generator == inputs.generator_digest()
            and _holds(out, told)
        ):
            return told
    except OSError:
        pass
    return None


def same_tools(told: manifest.Manifest) -> bool:
    """Whether the tools that decide bytes are installed in the versions that the manifest names.

    Read off the names of folders: `importlib.metadata` takes longer to import than all else here together.
    """
    wanted = {name.replace("-", "_"): version for name, version in told.tools}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in names:
            if entry.endswith(".dist-info"):
                name, _, version = entry[: -len(".dist-info")].partition("-")
                name = name.lower().replace(".", "_")
                if name in wanted and wanted.pop(name) != version:
                    return False
    return not wanted


def _holds(out: str, told: manifest.Manifest) -> bool:
    """Whether the folder holds the files that the manifest tells of, as it tells of them, and no others."""
    found = _files(out, "")
    if found is None or sorted((*told.files, manifest.NAME)) != sorted(found):
        return False
    for path, (_, digest) in told.files.items():
        with open(os.path.join(out, path), "rb") as file:
            if manifest.digest(file.read()) != digest:
                return False
    return True


def _files(root: str, under: str) -> list[str] | None:
    """Every file below that counts; None where something is neither a file nor a folder."""
    found: list[str] = []
    with os.scandir(os.path.join(root, under)) as entries:
        for entry in entries:
            name = f"{under}{entry.name}"
            if manifest.is_litter(f"{name}/" if entry.is_dir() else name):
                continue
            if entry.is_dir(follow_symlinks=False):
                below = _files(root, f"{name}/")
                if below is None:
                    return None
                found += below
            elif entry.is_file(follow_symlinks=False):
                found.append(name)
            else:
                return None
    return found
