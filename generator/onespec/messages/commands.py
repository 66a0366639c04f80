"""What the commands say of their own use: arguments, settings, what was done, and faults of onespec itself."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_NAMES: Final = 12
"""Names that are listed where none is near."""
_REMOVED: Final = 4
"""Paths that one command is shown to remove."""
_DRIFTS: Final = {
    "write-interrupted": "broken-off write",
    "edited-by-hand": "edited by hand",
    "stale": "stale",
    "missing": "missing",
    "orphan": "orphan",
    "added": "added",
    "in-the-way": "in the way",
    "leftover": "left over",
    "never-generated": "never generated",
}
"""Code of a difference -> how the end of `check` names it, in this order."""


def out_in_spec(out: str, spec: str) -> str:
    return f"the output folder {out!r} is inside the spec's folder {spec!r}; name a folder outside it with --out"


def out_holds_spec(out: str, spec: str) -> str:
    return f"the output folder {out!r} holds the spec's folder {spec!r}, so everything beside the spec would count as output; name a folder of its own with --out"


def out_of_another_spec(out: str, spec: str) -> str:
    return f"[tool.onespec] sets the output folder {out!r} for the spec {spec!r}; name this spec's output folder with --out"


def settings_unreadable(file: str, reason: str) -> str:
    return f"{file} can't be read as TOML: {reason}"


def setting_unknown(
    file: str, name: str, near: str | None, known: Iterable[str]
) -> str:
    return f"{file}: [tool.onespec] has the unknown key {name!a}; {_meant(near, known)}"


def setting_not_text(file: str, name: str) -> str:
    return (
        f"{file}: [tool.onespec] {name} is the path of a folder, as text between quotes"
    )


def target_unknown(name: str, near: str | None, known: Iterable[str]) -> str:
    return f"there is no target {name!a}; {_meant(near, known)}"


def command_unknown(name: str, near: str | None, known: Iterable[str]) -> str:
    return f"there is no command {name!a}; {_meant(near, known)}"


def waiting(out: str) -> str:
    return f"waiting for another onespec run in {out}"


def written(out: str, counts: Iterable[tuple[int, str]], unchanged: int) -> str:
    """What `generate` has done: how many files of each kind."""
    done = [f"{count} {verb}" for count, verb in counts if count]
    if not done:
        return f"{out}: nothing to do, {_files(unchanged)} up to date"
    return f"{out}: {', '.join(done)}, {unchanged} unchanged"


def drifted(
    counts: Mapping[str, int],
    spec: str,
    mend: str,
    tools: Iterable[tuple[str, str, str]] = (),
    strange: Sequence[str] = (),
) -> str:
    """The end of `check` where it found something: how much of what, and the command that mends it.

    `tools` are those of another version than the one that made the tree: name, version then, version now.
    `strange` are the paths that onespec did not write and never takes away.
    """
    kinds = [
        f"{counts[code]} {words}" for code, words in _DRIFTS.items() if code in counts
    ]
    said = f"not what {spec} makes: {', '.join(kinds)}"
    for name, before, now in tools:
        said += f"\nmade with {name} {before}, compared with {name} {now}: that alone can be the cause"
    mended = set(counts) - {"added"}
    force = " --force" if "edited-by-hand" in counts else ""
    steps = [f"{mend}{force}"] if mended else []
    if len(strange) > _REMOVED:
        said += "\nto mend: move away or delete what onespec did not write"
        return f"{said}, then {steps[0]}" if steps else said
    if strange:
        steps.insert(0, f"rm -r {' '.join(map(shlex.quote, strange))}")
        said += "\nonespec takes away nothing that it did not write: keep what you need of it"
    return f"{said}\nto mend: {' && '.join(steps)}"


def repaired(out: str) -> str:
    return f"{out}: an earlier run was broken off; its work is finished now"


def bug(kind: str, text: str) -> str:
    return (
        f"onespec failed: {kind}: {text}\n"
        "This is a fault of onespec, not of your spec. Please report it with the spec, the command and what\n"
        "`onespec --debug` followed by the same arguments prints.\n"
    )


def port_in_use(host: str, port: int) -> str:
    return f"port {port} of {host} is in use by another program; name another one with --port (0 stands for any that is free)"


def port_not_allowed(host: str, port: int) -> str:
    return f"the system does not let you listen at port {port} of {host}; ports from 1024 on need no rights: name one with --port"


def host_not_here(host: str, reason: str) -> str:
    return f"{host!a} is no address of this machine ({reason}); name one with --host, such as 127.0.0.1"


def not_listening(host: str, port: int, reason: str) -> str:
    return f"can't listen at port {port} of {host}: {reason}"


def serving(title: str, address: str, paths: Iterable[str]) -> str:
    """The first line names the address of the docs; calls are sent to its root or to another path."""
    return f"{title} at {address} (stop with Ctrl-C)\ncalls are sent by POST to {' or '.join(paths)}"


def sample_credentials(param: str, good: str, others: Iterable[str]) -> str:
    """The sample accounts' credentials: they are made up and open nothing."""
    more = "".join(f"\n  {other}" for other in others)
    named = f"\nothers bring the error that they are named for:{more}" if more else ""
    return f"\n{param}: {good}{named}"


def mcp_not_installed() -> str:
    return "`--mcp` needs the MCP SDK, which is not installed\nhelp: pip install 'onespec[mcp]'"


def sample_login(user: str, password: str, sent: str) -> str:
    """The sample account's user name and password, and the header that carries them: they are made up."""
    return f"\nuser: {user}, password: {password}\nAuthorization: Basic {sent}"


def no_credentials(param: str, profile: str) -> str:
    return f"\n{param}: one of those that {profile} names"


def no_way(reason: str, path: str) -> str:
    """What the system refused; in its own words, and so without a mend."""
    return f"error: {reason}{f': {path}' if path else ''}\n"


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"


def nothing_found(spec: str, methods: int) -> str:
    counted = "1 method" if methods == 1 else f"{methods} methods"
    return f"{spec}: no findings in {counted}"


def nothing_named(name: str, near: str | None, known: Iterable[str]) -> str:
    return f"no constraint, error or finding is named {name!a}; {_meant(near, known)}"


def in_the_way(path: str) -> str:
    return f"{path} is there already, and nothing is overwritten"


def not_written(path: str, reason: str) -> str:
    return f"{path} can't be written: {reason}"


def made(paths: Iterable[str]) -> str:
    return "\n".join(f"made {path}" for path in paths)


def imported(spec: str, methods: int, types: int) -> str:
    """What an import has made."""
    many = "" if methods == 1 else "s"
    also = f" and {types} shared type{'' if types == 1 else 's'}" if types else ""
    return f"{spec}: {methods} method{many}{also}"


def not_imported(spec: str) -> str:
    return f"{spec} holds a spec that no import has made, and nothing of it is overwritten: name another folder with --to"


def folder_of_schemas(name: str) -> str:
    return f"{name} is a folder, and a document is due; `onespec import jsonschema` reads folders"


def folder_empty(name: str) -> str:
    return f"{name} holds no JSON Schema: files that end in .json, .yaml or .yml"


def import_changes_nothing() -> str:
    return "nothing changed in what the spec says"


def import_unfit() -> str:
    return "what was added to the spec does not fit the source any more, as told above; nothing was written. Mend the spec, then import again"


def merged(file: str, path: str, kept: bool, mine: str, theirs: str) -> str:
    """What became of a node that people and the source both changed."""
    where = f"{file}: {path}" if path else file
    own, new = _told(mine), _told(theirs)
    if not path:
        if theirs:
            return f"{where}: it was deleted here, so it stays away; the source has changed it"
        return f"{where}: the source has it no longer; it was changed here, so it stays"
    if kept:
        return f"{where}: {own} stays; the source has {new} now"
    return f"{where}: {own} is overwritten; the source has {new} now"


def _told(value: str) -> str:
    return f"`{value}`" if value else "nothing"


def after_import(arguments: str) -> str:
    return f"next: onespec lint{arguments}, then onespec generate{arguments}"


def package_name(name: str) -> str:
    return f"{name!a} is no name of a package: lower-case words joined by underscores are, such as `pet_store`"


def after_init(arguments: str) -> str:
    return (
        f"next: onespec lint{arguments}, then onespec generate{arguments}\n"
        f"then: onespec serve{arguments} answers calls, onespec conform{arguments} plays the suite, onespec new METHOD{arguments} adds a method"
    )


def no_method_named(name: str, near: str | None, known: Iterable[str]) -> str:
    return f"the spec has no method {name!r}, and only methods are told as JSON; {_meant(near, known)}"


def method_name(name: str) -> str:
    return f"{name!a} is not a method's name: expected ASCII words joined by dots or slashes, 100 characters at most, such as start.simple_call"


def method_refused(name: str, reason: str, mend: str) -> str:
    return f"{name} can't be added, and nothing was written: {reason}\nhelp: {mend}"


def method_known(name: str) -> str:
    return f"the spec has a method {name!r} already"


def _meant(near: str | None, known: Iterable[str]) -> str:
    if near:
        return f"did you mean {near!r}?"
    names = list(known)
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"known: {', '.join(names[:_NAMES])}{more}"


def diff_needs_old() -> str:
    return "name the old version, or a branch to compare with: `onespec diff main`, `onespec diff --against main`"


def no_such_version(named: str, why: str) -> str:
    """Why something is neither a folder nor a revision, and what to do."""
    told = f"`{named}` is neither a folder here nor a revision that git knows"
    match why:
        case "shallow":
            return f"{told}: the clone is shallow, and `git fetch --depth=1 origin {named}` or `git fetch --unshallow` brings it"
        case "outside-git":
            return f"{told}: this folder is in no git repository"
        case _:
            return told


def no_spec_in(revision: str, folder: str) -> str:
    return f"the revision `{revision}` has no `{folder}/service.yaml`; name the folder it had there: `{revision}:FOLDER`"


def no_such_kind(name: str, near: str | None) -> str:
    guess = f"; did you mean `{near}`?" if near else ""
    return f"there is no kind of change `{name}`{guess}"


def no_such_tag(name: str) -> str:
    return f"git knows no tag `{name}`"


def no_tags() -> str:
    return "no tag holds the spec; name two versions: `onespec changelog OLD NEW`"


def not_read(file: str, reason: str) -> str:
    return f"{file} can't be read: {reason}"
