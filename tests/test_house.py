"""The house rules that a reader relies on: which module may import which, and what stays out of the lower floors."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from places import ROOT

PACKAGE = ROOT / "generator" / "onespec"


def floors() -> tuple[tuple[str, ...], ...]:
    """The table of CONTRIBUTING.md, lowest first."""
    text = (PACKAGE.parent.parent / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?`) \| ", text, flags=re.M)
    return tuple(tuple(re.findall(r"`(\w+)`", row)) for row in rows)


FLOORS = floors()


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__") if name != "__init__" else name] = (
            ast.parse(path.read_text("utf-8"))
        )
    return found


def imports(tree: ast.Module) -> set[str]:
    """Modules of the package that a module imports at its top, types included."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == "onespec"
        ):
            base = (node.module or "").removeprefix("onespec").removeprefix(".")
            names = [f"{base}.{alias.name}".strip(".") for alias in node.names]
            known = modules_by_name()
            found.update(name if name in known else base for name in names)
        elif isinstance(node, ast.Import):
            found.update(
                alias.name.removeprefix("onespec.")
                for alias in node.names
                if alias.name.startswith("onespec.")
            )
    return found


_KNOWN: dict[str, ast.Module] = {}


def modules_by_name() -> dict[str, ast.Module]:
    if not _KNOWN:
        _KNOWN.update(modules())
    return _KNOWN


def place(module: str) -> tuple[int, int]:
    """Floor and position on it, by the longest entry that names the module or a folder it is in."""
    best: tuple[int, int, int] | None = None
    for floor, names in enumerate(FLOORS):
        for position, name in enumerate(names):
            if module == name or module.startswith(f"{name}."):
                if best is None or len(name) > best[0]:
                    best = (len(name), floor, position)
    assert (
        best is not None
    ), f"{module} has no place in the house; give it one in FLOORS"
    return best[1:]


def room(module: str) -> str:
    return module.split(".")[0]


def test_the_table_of_floors_names_every_room_once_and_no_other() -> None:
    named = [name for floor in FLOORS for name in floor]
    assert sorted(named) == sorted({room(module) for module in modules_by_name()})


@pytest.mark.parametrize("module", sorted(modules_by_name()))
def test_a_module_imports_only_from_lower_floors_or_its_own_folder(module: str) -> None:
    above = [
        other
        for other in imports(modules_by_name()[module])
        if other and room(other) != room(module) and place(other) >= place(module)
    ]
    assert above == []


@pytest.mark.parametrize("module", sorted(modules_by_name()))
def test_a_module_opens_with_a_sentence_on_what_it_does(module: str) -> None:
    doc = ast.get_docstring(modules_by_name()[module])
    assert doc and (doc[0].isupper() or doc.startswith(("`", "onespec ")))


def test_functions_import_nothing_but_in_the_commands() -> None:
    inside = [
        name
        for name, tree in modules_by_name().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and room(name) not in ("cli", "__main__")
        # A client that is given a transport never loads httpx2.
        and name != "runtime.client.client"
    ]
    assert inside == []


FIRST_LINE = (
    "# onespec runtime: copied unchanged into generated packages. Edit it in onespec."
)
SHIPPED = sorted(
    path
    for folder in (PACKAGE / "runtime").iterdir()
    if folder.is_dir()
    for path in folder.rglob("*.py")
)
"""Files that are copied into what is generated: each folder of `runtime`, whole."""


@pytest.mark.parametrize(
    "path", SHIPPED, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_what_ships_says_so_first_and_works_without_onespec(path: Path) -> None:
    text = path.read_text("utf-8")
    depth = len(path.relative_to(PACKAGE / "runtime").parts) - 1
    outside = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.ImportFrom) and node.level > depth + 1)
        or "onespec" in _top_names(node)
    ]
    assert text.splitlines()[0] == FIRST_LINE
    assert outside == []


OUTSIDE_WORLD = {"time", "datetime", "random", "secrets", "socket", "http", "uuid"}
ALLOWED = {"cli", "serve", "conform", "runtime", "output", "__main__"}


def test_clock_network_and_chance_stay_above() -> None:
    reached = {
        (name, alias)
        for name, tree in modules_by_name().items()
        if room(name) not in ALLOWED
        for node in ast.walk(tree)
        for alias in _top_names(node)
        if alias in OUTSIDE_WORLD
    }
    assert reached == set()


def _top_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").split(".")[0]]
    return []
