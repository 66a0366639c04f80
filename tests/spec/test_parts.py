"""A service in several files, and methods in folders: the same service, and faults that name the file they stand in."""

from __future__ import annotations

from pathlib import Path

import specs
from onespec import inputs
from onespec.cases import suite_of
from onespec.diagnostics import SpecError
from onespec.spec import load, load_sources
from onespec.spec.files import read_files

HEAD = "onespec: 1\nname: phone_api\ntitle: Phone API\nversion: v1\nrelease: 1.0.0\n"
STATE = "blocked: {type: array, items: string, example: ['666']}\n"
ERRORS = {
    "bad_value": "bad_value: {code: -32602, message: Bad value}\n",
    "bad_mix": "bad_mix: {code: -32602, message: These do not go together}\n",
    "blocked": 'blocked: {code: -32002, message: "The number {number} is blocked"}\n',
}
MORE = """\
constraints:
  - {id: once-is-limited, when: at_once, then: has(limit), error: bad_mix}
errors: {blocked: {raise: [{when: number in state.blocked, field: number}]}}
"""
SPLIT = {
    "service.yaml": HEAD,
    "state.yaml": STATE,
    "errors/values.yaml": ERRORS["bad_value"] + ERRORS["bad_mix"],
    "errors/numbers.yaml": ERRORS["blocked"],
    "methods/start/out/start.call.yaml": specs.METHOD + MORE,
}


def refused(files: dict[str, str]) -> list[tuple[str, str, str]]:
    """Code, file and words of each fault."""
    try:
        load_sources(files)
    except SpecError as error:
        return [(f.code, f.span.file, f"{f.message}; {f.help}") for f in error.diagnostics]  # fmt: skip
    return []


def test_a_service_in_several_files_is_the_same_service() -> None:
    split = load_sources(SPLIT)
    whole = load_sources(
        {
            "service.yaml": HEAD
            + f"state:\n  {STATE}errors:\n"
            + "".join(
                f"  {ERRORS[name]}" for name in ("blocked", "bad_value", "bad_mix")
            ),
            "methods/start/out/start.call.yaml": specs.METHOD + MORE,
        }
    )
    assert split == whole
    places = {e.id: e.place for e in suite_of(split).elements}
    assert places["errors/bad_mix"] == "spec/errors/values.yaml: errors.bad_mix"
    assert places["start.call/params/number/type"].startswith(
        "spec/methods/start/out/start.call.yaml: "
    )


def test_what_stands_in_two_files_is_refused_with_both() -> None:
    found = refused({**SPLIT, "errors.yaml": ERRORS["bad_mix"]})
    assert [one[:2] for one in found] == [
        ("duplicate-key", "spec/errors/numbers.yaml"),
        ("duplicate-key", "spec/errors/values.yaml"),
    ]
    assert all("spec/errors.yaml" in words for *_, words in found)
    [(code, file, words)] = refused({**SPLIT, "service.yaml": HEAD + f"state:\n  {STATE}"})  # fmt: skip
    assert (code, file) == ("duplicate-key", "spec/state.yaml")
    assert "spec/service.yaml" in words
    twice = {**SPLIT, "errors/more.yaml": ERRORS["blocked"]}
    [(code, file, words)] = refused(twice)
    assert (code, file) == ("duplicate-name", "spec/errors/numbers.yaml")
    assert "spec/errors/more.yaml" in words
    again = {**SPLIT, "methods/start.call.yaml": specs.METHOD}
    [(code, file, words)] = refused(again)
    assert (code, file) == ("duplicate-name", "spec/methods/start/out/start.call.yaml")
    assert "spec/methods/start.call.yaml" in words


def test_a_fault_in_a_part_is_told_there() -> None:
    found = refused({**SPLIT, "types.yaml": "Phone: {type: strin}\nOther: {type: array}\n"})  # fmt: skip
    assert [one[:2] for one in found] == [("bad-name", "spec/types.yaml")]
    assert "`types.Phone.type`" in found[0][2]
    [(code, file, _)] = refused({**SPLIT, "open.yaml": "id: a\n"})
    assert (code, file) == ("wrong-type", "spec/open.yaml")
    [(code, file, words)] = refused({**SPLIT, "type.yaml": "A: {type: string}\n"})
    assert (code, file) == ("file-not-read", "spec/type.yaml")
    found = refused({**SPLIT, "open/a.yaml": "- {id: a, text: A.}\n", "open/b.yaml": "id: a\n"})  # fmt: skip
    assert [one[:2] for one in found] == [("wrong-type", "spec/open/b.yaml")]


def test_the_quick_check_sees_the_files_that_the_loader_sees(tmp_path: Path) -> None:
    for name, text in SPLIT.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "notes.yaml").write_text("a: 1\n")
    (tmp_path / "methods" / ".old").mkdir()
    (tmp_path / "methods" / ".old" / "x.yaml").write_text("a: 1\n")

    def digests() -> tuple[str, str]:
        contents = read_files(tmp_path).contents
        return inputs.digest_of(contents), inputs.spec_digest(str(tmp_path))

    first, quick = digests()
    assert first == quick and load(tmp_path).methods
    (tmp_path / "errors" / "numbers.yaml").write_text(ERRORS["blocked"] + "# more\n")
    later, quick = digests()
    assert later == quick != first
