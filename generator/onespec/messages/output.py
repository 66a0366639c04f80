"""What is said of the output folder: what differs there from what a spec makes, and why it can't be written."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.diagnostics import Diagnostic, Severity, Span


def stale(file: str, line: int, mend: str) -> Diagnostic:
    return _error(
        "stale",
        file,
        "this file is as onespec wrote it, but the spec, the templates or the generator have changed since",
        f"run `{mend}`",
        line,
    )


def edited(file: str, line: int, mend: str) -> Diagnostic:
    return _error(
        "edited-by-hand",
        file,
        "this file was edited by hand",
        f"make the change in the spec or the templates; `{mend} --force` overwrites the edit",
        line,
    )


def missing(file: str, known: bool, mend: str) -> Diagnostic:
    said = "this file was deleted" if known else "this file has not been generated yet"
    return _error("missing", file, said, f"run `{mend}`")


def orphan(file: str, mend: str) -> Diagnostic:
    return _error(
        "orphan",
        file,
        "onespec wrote this file once, and nothing in the spec makes it any more",
        f"run `{mend}`, which deletes it",
    )


def edited_orphan(file: str, mend: str) -> Diagnostic:
    return _error(
        "edited-by-hand",
        file,
        "this file was edited by hand, and nothing in the spec makes it any more",
        f"move what you need out of it; `{mend} --force` deletes it",
    )


def added(file: str, kind: str, out: str) -> Diagnostic:
    return _error(
        "added",
        file,
        f"this {kind} was added to the generated ones; onespec did not write it and leaves it alone",
        f"move it out of `{out}`, or delete it",
    )


def in_the_way(file: str, kind: str) -> Diagnostic:
    return _error(
        "in-the-way",
        file,
        f"a {kind} that onespec did not write stands where a generated file is due",
        "move it away or delete it; onespec never overwrites what it did not write",
    )


def in_the_way_above(file: str, kind: str) -> Diagnostic:
    """Of something that stands where a folder of many files is due."""
    return _error(
        "in-the-way",
        file,
        f"a {kind} stands where a folder of generated files is due, and onespec writes neither over it nor through it",
        "move it away or delete it",
    )


def leftover(file: str, mend: str) -> Diagnostic:
    return _error(
        "leftover",
        file,
        "a run that was broken off has left this temporary file",
        f"run `{mend}`, which takes it away",
    )


def never_generated(out: str, mend: str) -> Diagnostic:
    return _error(
        "never-generated",
        out,
        "nothing has been generated here yet",
        f"run `{mend}`",
    )


def interrupted(out: str, mend: str, reason: str = "") -> Diagnostic:
    return _error(
        "write-interrupted",
        out,
        "a run was broken off while it put files in place: some are new and some are old"
        + (f" ({reason})" if reason else ""),
        f"run `{mend}`, which finishes the work",
    )


def manifest_stale(file: str, causes: tuple[str, ...], mend: str) -> Diagnostic:
    said = " and ".join(causes) or "what was generated"
    return _error(
        "stale",
        file,
        f"the manifest was written before a change of {said}",
        f"run `{mend}`",
    )


def not_a_folder(out: str) -> Diagnostic:
    return _error(
        "out-not-a-folder",
        out,
        "the output folder is, or lies under, something that is not a folder",
        "name another one with `--out`, or move that file away",
    )


def not_ours(out: str, files: Sequence[str]) -> Diagnostic:
    """`files` are some of those that stand there."""
    listed = ", ".join(f"`{file}`" for file in files)
    return _error(
        "out-not-ours",
        out,
        f"the output folder holds other files, such as {listed}, and onespec never wrote there",
        "name a new or empty folder with `--out`",
    )


def link(out: str) -> Diagnostic:
    return _error(
        "out-is-a-link",
        out,
        "the output folder is a symbolic link, and onespec writes through none",
        "name the folder it points at with `--out`",
    )


def not_writable(out: str, reason: str) -> Diagnostic:
    return _error(
        "out-not-writable",
        out,
        f"the output folder can't be written: {reason}; it holds what it held before",
        "allow writing there, or name another folder with `--out`",
    )


def write_failed(out: str, reason: str) -> Diagnostic:
    return _error(
        "write-failed",
        out,
        f"writing failed: {reason}; the output folder holds what it held before",
        "mend that and run the same command again",
    )


def newer_manifest(file: str) -> Diagnostic:
    return _error(
        "newer-manifest",
        file,
        "a later version of onespec wrote this tree",
        "use that version here",
    )


def _error(code: str, file: str, message: str, help: str, line: int = 1) -> Diagnostic:
    place = Span(file=file, line=line, column=1, end_line=line, end_column=1)
    return Diagnostic(
        code=code, severity=Severity.ERROR, span=place, message=message, help=help
    )
