"""A number -> a spec with so many methods, made from the repository's own; a copy carries a number behind its name."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.places import SPEC, spec_of

_ALONE = "start.simple_call"
_SESSION = ("login.user", "logout.user")
_METHODS = r"(?m)^    methods:((?: \[[^]]*\]|(?:\n      - [a-z_.]+)+)\n)"
"""The list of methods that an error of the service belongs to, in either way of writing it."""


def write_spec(count: int, folder: Path) -> None:
    """Writes so many methods into an empty folder; each copy has the errors of the method it is made from."""
    spec = SPEC if count > 1 else spec_of(_ALONE)
    files = sorted((spec / "methods").glob("*.yaml"))
    files.sort(key=lambda path: path.stem not in _SESSION)
    (folder / "methods").mkdir(parents=True)
    made: dict[str, list[str]] = {}
    for number in range(count + len(_SESSION) * count):
        turn, place = divmod(number, len(files))
        path = files[place]
        if turn and path.stem in _SESSION:
            continue
        name = f"{path.stem}_{turn}" if turn else path.stem
        text = re.sub(r"(?m)^method: .*$", f"method: {name}", path.read_text("utf-8"))
        (folder / "methods" / f"{name}.yaml").write_text(text, "utf-8")
        made.setdefault(path.stem, []).append(name)
        if sum(map(len, made.values())) == count:
            break

    def with_copies(found: re.Match[str]) -> str:
        names = re.findall(r"[a-z_]+\.[a-z_]+", found[1])
        own = [copy for name in names for copy in made.get(name, ())]
        return f"    methods: [{', '.join(own)}]\n" if own else found[0]

    service = (spec / "service.yaml").read_text("utf-8")
    (folder / "service.yaml").write_text(re.sub(_METHODS, with_copies, service))
