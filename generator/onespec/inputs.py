"""What the output is a function of, besides a service: digests of the spec's files and of the generator itself."""

from __future__ import annotations

import errno
import hashlib
import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_SUFFIXES = (".yaml", ".yml")
_COMMANDS = ("cli", "__main__.py")
"""Parts of the package that only call the rest: no byte of the output depends on them."""


PARTS = (
    "servers",
    "auth",
    "session",
    "transport",
    "envelope",
    "protocol",
    "code_groups",
    "types",
    "params",
    "state",
    "lifecycles",
    "errors",
    "open",
    "see",
)
"""Keys of service.yaml whose content may stand in a file of that name beside it, or in the files of a folder of that name."""


def templates_folder() -> str:
    """Where the templates are: inside an installed package, beside `generator/` in a checkout."""
    inside = os.path.join(_PACKAGE, "templates")
    beside = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "templates")
    return inside if os.path.isdir(inside) else beside


def spec_digest(spec: str) -> str:
    """Digest of the files that a spec's folder holds."""
    contents: dict[str, bytes] = {}
    for name in _spec_files(spec):
        path = os.path.join(spec, name)
        if os.path.exists(path) and not os.path.isfile(path):
            # A pipe would be waited for; the loader says what is wrong with it.
            raise OSError(errno.EINVAL, "not a regular file", path)
        with open(path, "rb") as file:
            contents[name] = file.read()
    return digest_of(contents)


def _spec_files(spec: str) -> list[str]:
    """The names that the loader reads or refuses: while it refuses one, nothing made of the spec still holds."""
    found = ["service.yaml"]
    for name in sorted(os.listdir(spec)):
        stem, suffix = os.path.splitext(name)
        if stem in PARTS and suffix.lower() in _SUFFIXES:
            found.append(name)
    for folder in ("methods", *PARTS):
        if os.path.isdir(os.path.join(spec, folder)):
            found += [
                name
                for name in _source_files(spec, f"{folder}/")
                if name.lower().endswith(_SUFFIXES)
            ]
    return found


def digest_of(contents: dict[str, bytes]) -> str:
    """Digest of a spec's files by name."""
    told = hashlib.sha256()
    for name in sorted(contents):
        # A checkout with other line ends is the same spec.
        _add(told, name, contents[name].replace(b"\r\n", b"\n"))
    return told.hexdigest()


def generator_digest() -> str:
    """Digest of the templates and of all source that decides bytes of the output."""
    told = hashlib.sha256()
    for root, label in ((_PACKAGE, "onespec"), (templates_folder(), "templates")):
        for name in _source_files(root, ""):
            if label == "onespec" and name.split("/")[0] in (*_COMMANDS, "templates"):
                continue
            with open(os.path.join(root, name), "rb") as file:
                _add(told, f"{label}/{name}", file.read().replace(b"\r\n", b"\n"))
    return told.hexdigest()


def _add(told: hashlib._Hash, name: str, content: bytes) -> None:
    # Lengths keep a name's end and a file's end apart from what follows.
    told.update(
        f"{len(name)} {len(content)} {name}\n".encode("utf-8", "surrogateescape")
    )
    told.update(content)


def _source_files(root: str, under: str) -> list[str]:
    found: list[str] = []
    with os.scandir(os.path.join(root, under)) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = f"{under}{entry.name}"
            if entry.is_dir():
                if entry.name != "__pycache__" and not entry.name.startswith("."):
                    found += _source_files(root, f"{name}/")
            elif not entry.name.startswith(".") and not entry.name.endswith(
                ("~", ".pyc")
            ):
                found.append(name)
    return found
