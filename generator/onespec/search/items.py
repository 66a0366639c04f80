"""What is asked of a list -> what that asks of each of its items."""

from __future__ import annotations

from onespec.language.ast import Has, Path, Quantifier, Read, Root, walk
from onespec.search.atoms import Asked, collect, leaves, way
from onespec.search.links import Links


def item_links(path: Path, note: Asked, links: Links) -> Links:
    """Links for the items of the list at a path: constants of the rules that go through it or look into it."""
    found: dict[Path, Asked] = {("",): Asked()}
    found[("",)].constants.extend(note.constants)
    found[("",)].texts.extend(note.texts)
    for other in sorted(note.partners):
        found[("",)].constants.extend(links.constants(other))
        if other in links.fields:
            found[("",)].constants.extend(links.fields[other].examples)
    if note.constants or note.partners:
        found[("",)].ways.add("equality")
    for atom in note.atoms:
        for part in walk(atom):
            if isinstance(part, Quantifier):
                _through(part, found)
    return Links(notes=found, fields={}, classes={})


def _through(quantifier: Quantifier, found: dict[Path, Asked]) -> None:
    """Members of items that are objects are asked about under their own names."""
    for leaf in leaves(quantifier.body):
        for part in walk(leaf):
            if isinstance(part, Read | Has) and part.root is Root.LOCAL:
                target = found.setdefault(("", *part.path[1:]), Asked())
                target.ways.add(way(leaf))
                collect(leaf, target)
