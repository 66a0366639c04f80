"""Generated Python in memory -> packages that can be imported, without a file being written."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType


class _Source(importlib.abc.InspectLoader):
    """Modules by their dotted names; a folder without `__init__.py` is an empty package."""

    def __init__(self, sources: Mapping[str, str], packages: frozenset[str]) -> None:
        self._sources = sources
        self._packages = packages

    def get_source(self, fullname: str) -> str:
        return self._sources.get(fullname, "")

    def is_package(self, fullname: str) -> bool:
        return fullname in self._packages

    def has(self, fullname: str) -> bool:
        """Whether it is one of these modules."""
        return fullname in self._sources or fullname in self._packages


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, source: _Source) -> None:
        self._source = source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if not self._source.has(fullname):
            return None
        return importlib.machinery.ModuleSpec(
            fullname, self._source, is_package=self._source.is_package(fullname)
        )


@contextmanager
def importable(files: Mapping[str, bytes], root: str) -> Iterator[None]:
    """Lets what stands under a folder of generated files be imported; modules of that name that were there come back."""
    sources: dict[str, str] = {}
    packages: set[str] = set()
    for path, content in files.items():
        if not path.startswith(f"{root}/") or not path.endswith(".py"):
            continue
        parts = path.removeprefix(f"{root}/").removesuffix(".py").split("/")
        packages |= {".".join(parts[:end]) for end in range(1, len(parts))}
        name = ".".join(parts).removesuffix(".__init__")
        sources[name] = content.decode("utf-8")
    finder = _Finder(_Source(sources, frozenset(packages)))
    tops = {name.partition(".")[0] for name in sources}
    hidden = {name: sys.modules.pop(name) for name in _under(tops)}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in _under(tops):
            del sys.modules[name]
        sys.modules.update(hidden)


def _under(tops: set[str]) -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] in tops]


def module(name: str) -> ModuleType:
    """A module, imported."""
    return importlib.import_module(name)
