"""Every help that a fault of an expression offers, followed: the fault is gone, and the request is judged as its author meant."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from onespec.datatypes import JsonValue
from onespec.diagnostics import Diagnostic, SpecError
from onespec.language import evaluate
from onespec.model import Service
from onespec.spec import load_sources
from specs import SERVICE

METHOD = """\
method: start.call
title: Start a call
params:
  kind: {type: string, enum: [operator, contact], default: operator}
  on: {type: boolean, default: false}
  early: {type: boolean, default: false}
  note: {type: string, default: ""}
  offset: {type: integer, default: 2}
  limit: {type: integer}
  ratio: {type: number}
  rank: {type: integer, nullable: true, default: null}
  turn: {type: integer, nullable: true}
  tags: {type: array, items: string}
  legs: {type: array, items: {type: object, fields: {to: {type: string, required: true}, num: {type: integer}}}}
  message: {type: object, fields: {type: {type: string, required: true}, value: {type: string}, volume: {type: integer, default: 5}}}
  Accept-Language: {type: string}
  for: {type: string}
  anything: {type: any}
  since: {type: string, format: date, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
  till: {type: string, format: date, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
""".replace("  on:", '  "on":')

VALUES: Mapping[str, tuple[JsonValue, ...]] = {
    "kind": ("operator", "contact"),
    "on": (True, False),
    "early": (True, False),
    "note": ("", "a", "aXb", "3", "a1", "abcd"),
    "offset": (0, 1, 3, 7),
    "limit": (0, 2, 3, 9, 98),
    "ratio": (0.5, 2, 7.5),
    "rank": (None, 1, 9),
    "turn": (None, 1, 9),
    "tags": ([], ["a"], ["a", "b"], ["b", "a"], ["c"]),
    "legs": (
        [],
        [{"to": "x"}],
        [{"to": "x", "num": 2}],
        [{"to": "a", "num": 0}, {"to": "y"}],
    ),
    "message": (
        {"type": "tts"},
        {"type": "tts", "value": "x"},
        {"type": "m", "volume": 1},
    ),
    "Accept-Language": ("en", "ru"),
    "for": ("a", "b"),
    "anything": (1, "x"),
    "since": ("2024-01-01", "2024-02-02"),
    "till": ("2024-01-01", "2023-01-01"),
}
"""What each param is tried with, besides being left out."""

Meant = Callable[[Callable[..., Any]], object]
"""Whether a request is accepted, of a function that gives a param or what stands for it."""


def always(holds: bool) -> Meant:
    return lambda p: holds


# A rule as it was written, and what was meant by it. `p("x")` is the value, its default, or None.
RULES: tuple[tuple[str, Meant], ...] = (
    # Values that a request may leave out.
    ("offset + limit <= 100", lambda p: p("limit") is None or p("offset") + p("limit") <= 100),
    ("limit > 2", lambda p: p("limit") is None or p("limit") > 2),
    ("!(limit > 2)", lambda p: p("limit") is None or p("limit") <= 2),
    ("on && limit > 2", lambda p: p("on") and (p("limit") is None or p("limit") > 2)),
    ("(on || early) && (limit > 2)", lambda p: (p("on") or p("early")) and (p("limit") is None or p("limit") > 2)),
    ("!on || limit > 2", lambda p: not p("on") or p("limit") is None or p("limit") > 2),
    ("!(limit > 2) || on", lambda p: p("limit") is None or p("limit") <= 2 or p("on")),
    ("limit >= 1 && limit <= 5", lambda p: p("limit") is None or 1 <= p("limit") <= 5),
    ("limit < 1 || limit > 5", lambda p: p("limit") is None or not 1 <= p("limit") <= 5),
    ("(limit > 2) && (ratio < 2 || rank > 3)", lambda p: (p("limit") is None or p("limit") > 2) and (p("ratio") is None or p("rank") is None or p("ratio") < 2 or p("rank") > 3)),
    ("since < till", lambda p: p("since") is None or p("till") is None or p("since") < p("till")),
    ("rank > 3", lambda p: p("rank") is None or p("rank") > 3),
    ("turn > 3", lambda p: p("turn") is None or p("turn") > 3),
    ("on ? limit > 2 : turn > 3", lambda p: p("limit") is None or p("limit") > 2 if p("on") else p("turn") is None or p("turn") > 3),
    ("limit > 2 ? on : early", lambda p: p("on") if p("limit") is not None and p("limit") > 2 else p("early")),
    ("message.value == 'x'", lambda p: (p("message") or {}).get("value", "x") == "x"),
    ("message.volume > 3", lambda p: p("message") is None or p("message").get("volume", 5) > 3),
    ("legs.all(l, l.num > 1)", lambda p: all(leg.get("num", 9) > 1 for leg in p("legs") or [])),
    ("legs.exists(l, l.num > 1)", lambda p: p("legs") is None or any(leg.get("num", 0) > 1 for leg in p("legs"))),
    ("`Accept-Language` == 'en'", lambda p: p("Accept-Language") in (None, "en")),
    ("params.limit > 2", lambda p: p("limit") is None or p("limit") > 2),
    # Lists.
    ("tags == ['a']", lambda p: p("tags") in (None, ["a"])),
    ("tags != ['a', 'b']", lambda p: p("tags") is None or set(p("tags")) != {"a", "b"}),
    ("tags == []", lambda p: p("tags") in (None, [])),
    ("tags == 'a'", lambda p: p("tags") is None or "a" in p("tags")),
    ("tags.contains('a')", lambda p: p("tags") is None or "a" in p("tags")),
    ("tags.any(t, t == 'a')", lambda p: p("tags") is None or "a" in p("tags")),
    ("tags.all(t => t == 'a')", lambda p: set(p("tags") or []) <= {"a"}),
    ("tags.every(note, note == 'a')", lambda p: set(p("tags") or []) <= {"a"}),
    ("offset in ['1', '3']", lambda p: p("offset") in (1, 3)),
    ("note in [1, 3]", lambda p: p("note") in ("1", "3")),
    ("note in 'abcd'", lambda p: p("note") in "abcd"),
    # Implications, and conditions in the words of other languages.
    ("on => early", lambda p: not p("on") or p("early")),
    ("on -> early", lambda p: not p("on") or p("early")),
    ("on ==> early", lambda p: not p("on") or p("early")),
    ("on || early => kind == 'operator'", lambda p: not (p("on") or p("early")) or p("kind") == "operator"),
    ("on implies early && offset > 1", lambda p: not p("on") or p("early") and p("offset") > 1),
    ("implies(on, early)", lambda p: not p("on") or p("early")),
    ("if on then early", lambda p: not p("on") or p("early")),
    ("if (on) early", lambda p: not p("on") or p("early")),
    ("if(on, early, offset > 1)", lambda p: p("early") if p("on") else p("offset") > 1),
    ("if on then early else offset > 1", lambda p: p("early") if p("on") else p("offset") > 1),
    ("early if on else offset > 1", lambda p: p("early") if p("on") else p("offset") > 1),
    ("early if on", lambda p: not p("on") or p("early")),
    ("early only if on", lambda p: not p("early") or p("on")),
    ("early unless on", lambda p: p("on") or p("early")),
    ("on requires early", lambda p: not p("on") or p("early")),
    ("on <=> early", lambda p: p("on") == p("early")),
    ("on xor early", lambda p: p("on") != p("early")),
    ("on ^ early", lambda p: p("on") != p("early")),
    ("xor(on, early)", lambda p: p("on") != p("early")),
    ("on and early", lambda p: p("on") and p("early")),
    ("on & early", lambda p: p("on") and p("early")),
    ("on | early", lambda p: p("on") or p("early")),
    ("on or not early", lambda p: p("on") or not p("early")),
    ("not(on)", lambda p: not p("on")),
    # Comparisons.
    ("offset => 3", lambda p: p("offset") >= 3),
    ("offset =< 3", lambda p: p("offset") <= 3),
    ("offset = 3", lambda p: p("offset") == 3),
    ("offset === 3", lambda p: p("offset") == 3),
    ("note !== 'a'", lambda p: p("note") != "a"),
    ("note <> 'a'", lambda p: p("note") != "a"),
    ("kind is 'operator'", lambda p: p("kind") == "operator"),
    ("kind in ('operator', 'contact')", always(True)),
    ("kind not in ['operator']", lambda p: p("kind") == "contact"),
    ("!kind in ['operator']", lambda p: p("kind") == "contact"),
    ("1 <= offset <= 3", lambda p: 1 <= p("offset") <= 3),
    ("offset between 1 and 3", lambda p: 1 <= p("offset") <= 3),
    ("offset in 1..3", lambda p: 1 <= p("offset") <= 3),
    ("offset == '3'", lambda p: p("offset") == 3),
    ("note == 3", lambda p: p("note") == "3"),
    ("note == offset", lambda p: p("note") == str(p("offset"))),
    ("on == 'true'", lambda p: p("on")),
    ("on == 1", lambda p: p("on")),
    ("on == True", lambda p: p("on")),
    ("yes == on", lambda p: p("on")),
    ("offset == 1_0", always(False)),
    ("offset == 3u", lambda p: p("offset") == 3),
    ("offset == 3.", lambda p: p("offset") == 3),
    ("note + 1 == 'a1'", lambda p: p("note") == "a"),
    ("note + offset == 'a1'", lambda p: f"{p('note')}{p('offset')}" == "a1"),
    ("limit == null", lambda p: p("limit") is None),
    ("limit != null", lambda p: p("limit") is not None),
    ("max(offset, 3) > 3", lambda p: p("offset") > 3),
    ("min(offset, 3) < 3", lambda p: p("offset") < 3),
    ("abs(offset) > 1", lambda p: p("offset") > 1),
    # Names, quotes and brackets.
    ("kind == operator", lambda p: p("kind") == "operator"),
    ("kind in [operator, contact]", always(True)),
    ("note == ab", lambda p: p("note") == "ab"),
    ("ofset == 3", lambda p: p("offset") == 3),
    ("has(message) && message.typ == 'tts'", lambda p: p("message") is not None and p("message")["type"] == "tts"),
    ("Accept-Language == 'en'", lambda p: p("Accept-Language") in (None, "en")),
    ("for == 'a'", lambda p: p("for") in (None, "a")),
    ("$.offset == 3", lambda p: p("offset") == 3),
    ("note == ‘a’", lambda p: p("note") == "a"),
    ("note == “a”", lambda p: p("note") == "a"),
    ('note == "a', lambda p: p("note") == "a"),
    ("(on || early", lambda p: p("on") or p("early")),
    ("on || early)", lambda p: p("on") or p("early")),
    ("on;", lambda p: p("on")),
    ("on # always", lambda p: p("on")),
    # Functions.
    ("len(note) > 2", lambda p: len(p("note")) > 2),
    ("note.length > 2", lambda p: len(p("note")) > 2),
    ("note.length() > 2", lambda p: len(p("note")) > 2),
    ("note.startswith('a')", lambda p: p("note").startswith("a")),
    ("startsWith(note, 'a')", lambda p: p("note").startswith("a")),
    ("note starts with 'a'", lambda p: p("note").startswith("a")),
    ("note.includes('X')", lambda p: "X" in p("note")),
    ("note =~ '^a'", lambda p: p("note").startswith("a")),
    ("defined(limit)", lambda p: p("limit") is not None),
    ("exists(limit)", lambda p: p("limit") is not None),
    ("has('limit')", lambda p: p("limit") is not None),
    ("has limit", lambda p: p("limit") is not None),
    ("exactly_one(limit, ratio)", lambda p: (p("limit") is None) != (p("ratio") is None)),
    ("oneOf(limit, ratio)", lambda p: (p("limit") is None) != (p("ratio") is None)),
    ("at_least_one(limit, ratio)", lambda p: p("limit") is not None or p("ratio") is not None),
    ("at_most_one(limit, ratio)", lambda p: p("limit") is None or p("ratio") is None),
    ("all_or_none(limit, ratio)", lambda p: (p("limit") is None) == (p("ratio") is None)),
    # Patterns.
    ("note.matches('^.*X.*$')", lambda p: "X" in p("note")),
    ("note.matches('.*X')", lambda p: "X" in p("note")),
    ("note.matches('^.*[0-9].*$')", lambda p: any(c.isdigit() for c in p("note"))),
    ("note.matches('^a{3,1}$')", lambda p: re.fullmatch("a{1,3}", p("note"))),
)  # fmt: skip

# The same of a `when`, whose `then` is `early`.
WHENS: tuple[tuple[str, Meant], ...] = (
    ("limit > 2", lambda p: p("limit") is None or p("limit") <= 2 or p("early")),
    ("on || limit > 2", lambda p: p("early") or not (p("on") or (p("limit") or 0) > 2)),
    ("!(limit > 2)", lambda p: p("early") or p("limit") is None or p("limit") > 2),
    ("limit < 1 || limit > 5", lambda p: p("early") or p("limit") is None or 1 <= p("limit") <= 5),
    ("rank > 3", lambda p: p("early") or p("rank") is None or p("rank") <= 3),
    ("turn > 3", lambda p: p("early") or p("turn") is None or p("turn") <= 3),
    ("message.type == 'tts'", lambda p: p("early") or (p("message") or {}).get("type") != "tts"),
    ("limit != null", lambda p: p("early") or p("limit") is None),
)  # fmt: skip


def loaded(lines: Mapping[str, str]) -> tuple[Service | None, tuple[Diagnostic, ...]]:
    said = "".join(f"    {key}: {_scalar(key, text)}\n" for key, text in lines.items())
    method = f"{METHOD}constraints:\n  - id: c\n{said}    error: bad_mix\n"
    try:
        files = {"service.yaml": SERVICE, "methods/start.call.yaml": method}
        return load_sources(files), ()
    except SpecError as error:
        return None, error.diagnostics


def _scalar(key: str, text: str) -> str:
    """An expression in quotes, so that its columns are easily told; a group as it is."""
    if key not in ("rule", "when", "then"):
        return text
    return "'" + text.replace("'", "''") + "'"


Lines = dict[str, str]


def followed(lines: Lines, key: str, found: Diagnostic) -> Lines:
    """The constraint with the help taken by its words."""
    help, text = found.help, lines[key]
    start, end = _columns(lines, key, found)
    if told := re.match(r"add `(.+?)` in front(?=,|$)", help):
        return {**lines, key: f"{told[1]} {text}"}
    if told := re.match(r"write the whole as `(.+?)`(?=[,;]|$)", help):
        return {**lines, key: told[1]}
    if told := re.match(r"write `(\w+): (\[.*?\])` in place of `rule:`", help):
        return {told[1]: told[2]}
    if told := re.match(r"write `(.+?)` for `(.+?)`(?=[,;:]|$)", help):
        assert text.count(told[2]) == 1
        return {**lines, key: text.replace(told[2], told[1])}
    if told := re.match(r"write `(.+?)`|call the variable `(.+?)`", help):
        piece = told[1] or told[2]
        if told[2]:
            return {**lines, key: re.sub(rf"\b{text[start:end]}\b", piece, text)}
        return {**lines, key: text[:start] + piece + text[end:]}
    if told := re.match(
        r"`(.+?)` is declared.*; did you mean|did you mean `(.+?)`\?", help
    ):
        return {**lines, key: text[:start] + (told[1] or told[2]) + text[end:]}
    raise AssertionError(f"a help that cannot be followed by its words: {help}")


def _columns(lines: Lines, key: str, found: Diagnostic) -> tuple[int, int]:
    """The stretch of the expression that a diagnostic points at."""
    text, quotes = lines[key], 0
    places = []
    for at, char in enumerate(text):
        places.append(at + quotes)
        quotes += char == "'"
    places.append(len(text) + quotes)
    offset = len(f"    {key}: '") + 1
    start, end = found.span.column - offset, found.span.end_column - offset
    inside = [at for at, place in enumerate(places) if start <= place < end]
    return (inside[0], inside[-1] + 1) if inside else (len(text), len(text))


def mended(lines: Lines, key: str) -> Service:
    """The service once each help was followed, the first at every turn; no fault comes back."""
    seen: list[str] = []
    for _ in range(4):
        service, faults = loaded(lines)
        if service is not None:
            return service
        lines = followed(lines, key, faults[0])
        assert str(lines) not in seen, lines
        seen.append(str(lines))
    raise AssertionError(f"still at fault: {faults[0].message} in {lines}")


def grid(names: list[str]) -> Iterator[dict[str, Any]]:
    for row in itertools.product(*((MISSING, *VALUES[name]) for name in names)):
        yield {n: v for n, v in zip(names, row, strict=True) if v is not MISSING}


MISSING = object()
DEFAULTS = {"kind": "operator", "on": False, "early": False, "note": "", "offset": 2}


@pytest.mark.parametrize(("source", "meant"), RULES, ids=[row[0] for row in RULES])
def test_a_rule_once_mended_means_what_was_meant(source: str, meant: Meant) -> None:
    _holds(mended({"rule": source}, "rule"), source, meant)


@pytest.mark.parametrize(("source", "meant"), WHENS, ids=[row[0] for row in WHENS])
def test_a_when_once_mended_means_what_was_meant(source: str, meant: Meant) -> None:
    _holds(mended({"when": source, "then": "early"}, "when"), source + " early", meant)


def _holds(service: Service, source: str, meant: Meant) -> None:
    (constraint,) = service.methods[0].constraints
    names = [name for name in VALUES if re.search(rf"\b{name[:3]}", source)]
    for params in grid(names):
        value = evaluate(constraint.condition, params)
        wanted = bool(meant(lambda name: {**DEFAULTS, **params}.get(name)))
        assert value is wanted, (constraint.condition, params)


def test_an_implication_is_offered_as_when_and_then_too() -> None:
    _, (found,) = loaded({"rule": "on => kind == 'operator'"})
    told = re.search(r"`when: (.+?)` with `then: (.+?)`", found.help)
    assert told is not None
    service, faults = loaded({"when": told[1], "then": told[2]})
    assert service is not None, faults
    _holds(service, "on kind", lambda p: not p("on") or p("kind") == "operator")


def test_the_condition_of_an_error_is_no_case_without_the_value() -> None:
    more = (
        "errors:\n  blocked:\n    code: -32002\n    message: Refused\n"
        "    raise: [{when: limit > 2}]\n"
    )
    files = {"service.yaml": SERVICE, "methods/start.call.yaml": METHOD + more}
    with pytest.raises(SpecError) as refused:
        load_sources(files)
    (found,) = refused.value.diagnostics
    assert found.help == "add `has(limit) &&` in front, or declare a default"


# What no text can stand for is said so that a person can act on it.
SAID = (
    ("has(tags) && tags[0] == 'a'", "`'a' in tags`"),
    ("offset / 2 == 1", "multiply"),
    ("offset % 2 == 0", "multipleOf"),
    ("note.lower() == 'a'", "pattern can allow both letters"),
    ("has(message) && message == {'type': 'a'}", "members are compared one by one"),
    ("note.matches('a{1,100000}')", "maxLength"),
    ("note.matches('(a+)+b')", "let each repeated part start"),
    ("note.matches('(?=a)b')", "(?:...)"),
    ("note.matches(kind)", "write the pattern out"),
    ("offset in [1, 'a']", "a list in an expression holds values of one type"),
    ("9007199254740992 == offset", "from -9007199254740991"),
    ("has(tags) && tags.all(t, tags.all(u, u == t))", "each in a constraint of its own"),
    ("anything == 1", "`has(anything)`"),
    ("note < 'a'", "format: date"),
    ("note in state.blocked", "`raise:`"),
    ("params == 1", "`params.NAME`"),
    ("size(offset) > 1", "compare the value itself"),
    ("offset", "compared with `==`"),
    ("on ? true", "`: true`"),
    ("note == '\\q'", "`\\\\q`"),
    ("offset.all(t, t)", "list"),
    ("now() > 3", "time"),
    ("int(note) == 1", "`integer`"),
    ("on frobs early", "`a ? b : c`"),
)  # fmt: skip


@pytest.mark.parametrize(("source", "said"), SAID, ids=[row[0] for row in SAID])
def test_what_the_language_lacks_is_told_with_what_it_has(
    source: str, said: str
) -> None:
    _, faults = loaded({"rule": source})
    assert said in faults[0].help, json.dumps([one.help for one in faults])
