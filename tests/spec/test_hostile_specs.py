"""Specs with one thing wrong or odd in them, in every way we could think of: each loads, or is refused in words at its place."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping

import every_key
import pytest
import spec_mutations
from onespec.diagnostics import Diagnostic, Severity, SpecError, render_text
from onespec.diagnostics.text import lines
from onespec.spec import load_sources
from onespec.spec.keys import spec_schema

SAMPLE = 70
"""Mutations of each class that a run tries, the same each time; there are 33,000 in all."""

SECONDS = 30.0
"""Processor time that a spec may take."""


def judge(label: str, files: Mapping[str, str | bytes]) -> bool:
    """Whether it loads; if it doesn't, everything that is said about it has to be sound."""
    start = time.process_time()
    try:
        load_sources(files)
    except SpecError as error:
        assert error.diagnostics, label
        check_order(error)
        for fault in error.diagnostics:
            check_fault(label, fault, error.sources)
        assert all(line.isprintable() for line in str(error).split("\n")), label
        return False
    finally:
        assert time.process_time() - start < SECONDS, label
    return True


def check_order(error: SpecError) -> None:
    keys = [
        (f.span.file != "spec/service.yaml", f.span.file, f.span.line, f.span.column)
        for f in error.diagnostics
    ]
    assert keys == sorted(keys)
    assert len(set(error.diagnostics)) == len(error.diagnostics)


def check_fault(label: str, fault: Diagnostic, sources: Mapping[str, str]) -> None:
    span = fault.span
    text = lines(sources[span.file])
    assert 1 <= span.line <= len(text), label
    assert 1 <= span.column <= len(text[span.line - 1]) + 1, label
    assert (span.line, span.column) <= (span.end_line, span.end_column), label
    assert span.end_line <= len(text) + 1, label
    assert fault.severity in (Severity.ERROR, Severity.NOTE), label
    for words in (fault.message, fault.help):
        assert words.strip() and words.isprintable(), (label, fault)
        assert len(words) < 800, (label, fault)


def sampled(
    make: Callable[[spec_mutations.Documents], Iterator[spec_mutations.Mutation]],
) -> list[spec_mutations.Mutation]:
    found = list(make(every_key.documents()))
    return random.Random(make.__name__).sample(found, min(SAMPLE, len(found)))


def test_the_spec_that_is_mutated_loads_and_holds_every_key_of_the_language() -> None:
    assert judge("unchanged", every_key.FILES)
    assert judge("unchanged", every_key.written(every_key.documents()))
    used = {str(path[-1]) for path in spec_mutations.keys(every_key.documents())}
    declared = {
        key
        for definition in spec_schema()["definitions"].values()
        for key in definition.get("properties", {})
    }
    # A credential travels one way: this spec's is a param, and others are in tests/python/test_credentials.py.
    assert declared - used == {"header", "scheme", "credential"}


@pytest.mark.parametrize("make", spec_mutations.CLASSES, ids=lambda make: make.__name__)
def test_a_spec_with_one_thing_changed_loads_or_is_refused_in_words(
    make: Callable[[spec_mutations.Documents], Iterator[spec_mutations.Mutation]],
) -> None:
    verdicts = [
        judge(label, every_key.written(changed())) for label, changed in sampled(make)
    ]
    assert False in verdicts


@pytest.mark.parametrize("name", every_key.FILES)
def test_a_line_that_stands_twice_is_refused_or_harmless(name: str) -> None:
    rows = every_key.FILES[name].split("\n")[:-1]
    picked = range(0, len(rows), 4)
    for number in picked:
        text = "\n".join([*rows[: number + 1], *rows[number:]]) + "\n"
        judge(f"line {number + 1} twice", {**every_key.FILES, name: text})


@pytest.mark.parametrize("name", every_key.FILES)
def test_a_file_that_ends_too_early_is_refused_or_whole(name: str) -> None:
    text = every_key.FILES[name]
    for end in range(0, len(text), max(len(text) // 24, 1)):
        judge(f"first {end} characters", {**every_key.FILES, name: text[:end]})


ODD = ["\t", "\r", "\x00", "\u202e", "\ufeff", "\u2028", "\x85", "\u200b", "é", "🙂", "{", "]", '"', "'", "&a ", "*a", "!t ", "%", "@", "`", "|", "> ", "#", ": ", "- ", ","]  # fmt: skip
"""Characters that mean something to YAML, or nothing that can be seen."""


def test_a_stray_character_anywhere_is_refused_or_harmless() -> None:
    places = random.Random(3)
    for char in ODD * 2:
        text = every_key.METHOD
        at = places.randrange(len(text))
        files = {
            **every_key.FILES,
            "methods/start.call.yaml": text[:at] + char + text[at:],
        }
        judge(f"{char!a} at {at}", files)


LONG = {
    "unknown keys": "".join(f"titel{i}: 1\n" for i in range(4000)),
    "params of an unknown type": "params:\n" + "".join(f"  p{i}: {{type: Strng}}\n" for i in range(1500)),
    "values of an enum": f"params: {{p: {{type: integer, enum: {list(range(20_000))}}}}}\n",
    "items that differ": f"params: {{p: {{type: array, items: integer, uniqueItems: true, example: {list(range(20_000))}}}}}\n",
    "one long text": f"description: {'a' * 900_000}\n",
    "one long key": f"? {'a' * 900_000}\n: 1\n",
    "one long line": f"title: {'a ' * 400_000}\n",
    "one long title with an end": 'title: "' + "a" * 400_000 + '\\u2028"\n',
    "one long pattern": f"params: {{p: {{type: string, pattern: '{'a?' * 20_000}'}}}}\n",
    "one long condition": "constraints: [{id: a, rule: " + "!" * 100_000 + "true}]\n",
    "one wide condition": "constraints: [{id: a, rule: '" + " && ".join(["true"] * 20_000) + "'}]\n",
    "one long template": "errors: {e: {code: -1, message: '" + "{a" * 50_000 + "'}}\n",
    "one long path": "open: [{id: a, text: t, about: [" + "a." * 90 + "a]}]\n",
    "brackets": "x-a: " + "[" * 100_000 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_method_of_many_things_is_read_or_refused_in_bounded_time(name: str) -> None:
    head = "method: stop.call\nauth: none\n"
    head += "" if LONG[name].startswith("title") else "title: T\n"
    judge(name, {**every_key.FILES, "methods/stop.call.yaml": head + LONG[name]})


def _types(count: int, member: str, order: int = 1) -> str:
    rows = [f"  T{i}: {member.format(i + 1)}\n" for i in range(count)]
    return "types:\n" + "".join(rows[::order]) + f"  T{count}: {{type: string}}\n"


TWICE = "{{type: object, fields: {{a: {{type: T{0}}}, b: {{type: T{0}}}}}}}"
ONCE = "{{type: object, fields: {{a: {{type: T{0}}}}}}}"
LIST = "{{type: array, items: T{0}}}"


@pytest.mark.parametrize(
    ("types", "code"),
    [
        (_types(30, TWICE), "too-many-values"),
        (_types(600, ONCE), "too-deep"),
        (_types(600, ONCE, -1), "too-deep"),
        (_types(600, LIST), "too-deep"),
        (_types(3, LIST.replace("T{0}", "T{0}, minItems: 90")), "too-many-values"),
    ],
    ids=["doubling", "chained", "chained backwards", "listed", "long lists"],
)
def test_types_that_would_be_huge_once_written_out_are_refused(
    types: str, code: str
) -> None:
    service = "onespec: 1\nname: a_b\ntitle: T\nversion: v1\nrelease: 1.0.0\n" + types
    method = "method: a.b\ntitle: T\nparams:\n  p: {type: T0}\n"
    files = {"service.yaml": service, "methods/a.b.yaml": method}
    assert not judge("types", files)
    with pytest.raises(SpecError) as caught:
        load_sources(files)
    assert {fault.code for fault in caught.value.diagnostics} == {code}


def test_what_is_said_of_a_hostile_text_never_steers_a_terminal() -> None:
    method = every_key.METHOD.replace(
        "title: A plain call", 'title: "A\\x1b[31m\\u202e\\u200b"'
    )
    with pytest.raises(SpecError) as caught:
        load_sources({**every_key.FILES, "methods/start.call.yaml": method})
    error = caught.value
    shown = render_text(error.diagnostics, error.sources)
    assert all(line.isprintable() for line in shown.split("\n"))
