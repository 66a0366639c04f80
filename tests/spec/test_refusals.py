"""Everything that a spec may not say, one at a time: each is refused once, at the very token, with a mend."""

from __future__ import annotations

import os
from pathlib import Path

import every_key
import pytest
from onespec import inputs
from onespec.diagnostics import Diagnostic, SpecError
from onespec.diagnostics.text import lines
from onespec.spec import load, load_sources

S = "service.yaml"
M = "methods/start.call.yaml"
O = "methods/stop.call.yaml"

# File, what stands there, what stands there instead; then each fault that it makes: its code and the text it points at.
# fmt: off
TABLE: tuple[tuple[str, str, str, *tuple[tuple[str, str], ...]], ...] = (
    (S, "title: Phone API", "titel: Phone API", ("unknown-key", "titel")),
    (S, 'url: "https://st', 'urll: "https://st', ("unknown-key", "urll")),
    (S, "{param: token, env", "{param: token, envv: X, env", ("unknown-key", "envv")),
    (S, "  encoding: UTF-8", "  encodng: UTF-8", ("unknown-key", "encodng")),
    (S, '  batch: {max', '  batches: {max', ("unknown-key", "batches")),
    (S, "  parse: bad", "  parsing: bad", ("unknown-key", "parsing")),
    (S, "name: bad_params, title", "name: bad_params, titel", ("unknown-key", "titel")),
    (S, "docs_type: phone", "doc_type: phone", ("unknown-key", "doc_type")),
    (S, "cause: The envelope", "couse: The envelope", ("unknown-key", "couse")),
    (S, "leaves: [form]", "leave: [form]", ("unknown-key", "leave")),
    (S, 'see:\n  - {title: Pages, url', 'see:\n  - {title: Pages, uri', ("unknown-key", "uri")),
    (M, "readonly: false", "read_only: false", ("unknown-key", "read_only")),
    (M, "group: Parties}", "grup: Parties}", ("unknown-key", "grup")),
    (M, "    then: first", "    than: first", ("unknown-key", "than")),
    (M, "accept: [", "accepts: [", ("unknown-key", "accepts")),
    (M, "        field: note.body", "        feild: note.body", ("unknown-key", "feild")),
    (M, 'steps:\n', 'step:\n', ("unknown-key", "step")),
    (M, "{to: Contact", "{too: Contact", ("unknown-key", "too")),
    (M, "version: 1.2.3", "versions: 1.2.3", ("unknown-key", "versions")),
    (M, "    result: {call_id: 7", "    results: {call_id: 7", ("unknown-key", "results")),
    (M, "readonly: false", "readonly: 'false'", ("wrong-type", "'false'")),
    (M, "minItems: 1", "minItems: '1'", ("wrong-type", "'1'")),
    (M, "required: true, secret", "required: yes, secret", ("ambiguous-scalar", "yes")),
    (M, "title: Start a call", "title: [Start]", ("wrong-type", "[Start]")),
    (M, 'when: at_once\n    then', 'when: true\n    then', ("wrong-type", "true")),
    (S, "code: -32600", "code: minus", ("wrong-type", "minus")),
    (S, "code: -32601", "code: -32601.5", ("wrong-type", "-32601.5")),
    (S, 'version: v1\nrel', 'version: 4.0\nrel', ("wrong-type", "4.0")),
    (S, "release: 1.2.3", "release: 1.0", ("wrong-type", "1.0")),
    (S, "release: 1.2.3", "release: 2024-01-01", ("ambiguous-scalar", "2024-01-01")),
    (S, 'version: v1\nrel', 'version: 2024-01-01\nrel', ("ambiguous-scalar", "2024-01-01")),
    (S, 'version: v1\nrel', 'version: 1e3\nrel', ("ambiguous-scalar", "1e3")),
    (S, 'since: v1\n    x', 'since: 4.10\n    x', ("wrong-type", "4.10")),
    (S, "production: https", "12:30: https", ("ambiguous-scalar", "12:30")),
    (S, "production: https://api.example.org/v1", "production: 12", ("wrong-type", "12")),
    (M, 'number: "123"', "number: 123", ("wrong-value-type", "123")),
    (M, "values: {type: string}, ", "", ("missing-key", "type")),
    (M, "values: {type: string}", "values: [a, b]", ("wrong-type", "[a, b]")),
    (M, 'keys: "^[a-z]{2}$"', "keys: Note", ("wrong-type", "Note")),
    (M, 'keys: "^[a-z]{2}$"', "keys: Unknown", ("unknown-name", "Unknown")),
    (M, 'keys: "^[a-z]{2}$"', 'keys: "(?=a)"', ("bad-pattern", '"(?=a)"')),
    (M, "minProperties: 1", "minProperties: 10", ("empty-range", "9")),
    (M, "minProperties: 1", "example: {EN: a}", ("illegal-value", "EN")),
    (M, "minProperties: 1", "example: {en: 1}", ("wrong-value-type", "1")),
    (M, "items: integer, desc", "minItems: 2, desc", ("keyword-of-other-type", "minItems")),
    (M, "items: integer, desc", "items: integer, maxItems: 1, desc", ("empty-range", "1")),
    (M, "items: integer, desc", "example: [1], desc", ("illegal-value", "[1]")),
    (M, "items: integer, desc", "example: [1, a], desc", ("wrong-value-type", "a")),
    (M, "const: voice", "const: voice, pattern: v", ("limit-of-const", "pattern")),
    (M, "const: voice", "const: voice, enum: [a]", ("limit-of-const", "enum")),
    (M, "const: voice", "const: voice, secret: true", ("secret-const", "voice")),
    (M, "const: voice", "const: voice, type: integer", ("wrong-value-type", "voice")),
    (M, "const: voice", "const: [voice]", ("wrong-type", "[voice]")),
    (M, "const: voice", "const: null", ("wrong-type", "null")),
    (M, "const: voice", "const: 1, type: Phone", ("keyword-on-shared-type", "const")),
    (M, "const: voice, desc", "desc", ("missing-key", "channel")),
    (M, 'number: "777"', "number: 79260000000", ("wrong-value-type", "79260000000")),
    (M, 'number: "777"', "number: +79260000000", ("ambiguous-scalar", "+79260000000")),
    (M, 'number: "777"', "number: 0777", ("ambiguous-scalar", "0777")),
    (M, 'number: "777"', "number: 12:30", ("ambiguous-scalar", "12:30")),
    (M, "mode: fast", "mode: on", ("ambiguous-scalar", "on")),
    (M, "enum: [fast, slow]", "enum: [on, off]", ("ambiguous-scalar", "on"), ("ambiguous-scalar", "off")),
    (M, "enum: [fast, slow]", "enum: [1, slow]", ("wrong-value-type", "1")),
    (M, "enum: {operator", "enum: {no: x, operator", ("ambiguous-scalar", "no")),
    (M, "default: operator", "default: 7", ("wrong-value-type", "7")),
    (M, "default: operator", "default: no", ("ambiguous-scalar", "no")),
    (M, "default: false", "default: 'false'", ("wrong-value-type", "'false'")),
    (M, "default: false", "default: 0", ("wrong-value-type", "0")),
    (M, "example: 3", "example: '3'", ("wrong-value-type", "'3'")),
    (S, '["666"]', "[666]", ("wrong-value-type", "666")),
    (S, 'examples: ["123", "7', 'examples: [123, "7', ("wrong-value-type", "123")),
    (S, "default: 5", "default: 0x5", ("ambiguous-scalar", "0x5")),
    (M, "  - {version: 1.2.3, text", "  - {version: 1.2, text", ("wrong-type", "1.2")),
    (M, '    id: 7\n', '    id: 0o7\n', ("ambiguous-scalar", "0o7")),
    (M, "tags: [a, b]", "tags: [a, y]", ("ambiguous-scalar", "y")),
    (M, "kind: file, body", "kind: ~, body", ("ambiguous-scalar", "~")),
    (M, "  at_once: {type", "  on: {type", ("ambiguous-scalar", "on")),
    (M, "limit: {type", "limit: &a {type", ("anchor", "&a")),
    (M, 'examples:\n  - title', 'examples:\n  - <<: 1\n    title', ("merge-key", "<<")),
    (M, "default: false", "default: !!bool false", ("tag", "!!bool")),
    (M, "default: false", "default: *x", ("alias", "*x")),
    (M, "type: Phone, req", "type: Fone, req", ("unknown-name", "Fone")),
    (S, "items: Phone", "items: Phones", ("unknown-name", "Phones")),
    (M, "type: Note", "type: note", ("bad-name", "note")),
    (M, 'error: bad_mix\n    blame', 'error: bad_mixx\n    blame', ("unknown-name", "bad_mixx")),
    (S, "constraint: bad_mix", "constraint: bad_mixx", ("unknown-name", "bad_mixx")),
    (S, "internal: broken", "internal: brokn", ("unknown-name", "brokn")),
    (M, "blame: [at_once, first]", "blame: [at_once, frist]", ("unknown-name", "frist")),
    (M, "exactly_one: [note, mode]", "exactly_one: [note, mod]", ("unknown-name", "mod")),
    (M, "at_least_one: [[note]", "at_least_one: [[not]", ("unknown-name", "not")),
    (M, "field: note.body", "field: note.bdy", ("unknown-name", "bdy")),
    (M, "field: number", "field: numbr", ("unknown-name", "numbr")),
    (M, "value: note.body", "value: note.bdy", ("unknown-name", "bdy")),
    (M, "{kind: note.kind}", "{kind: note.kid}", ("unknown-name", "kid")),
    (M, "{kind: note.kind}", "{kindd: note.kind}", ("unused-fill", "kindd")),
    (M, "about: [tags", "about: [tag", ("unknown-name", "tag")),
    (M, "errors: [blocked_number]", "errors: [blocked_numbr]", ("unknown-name", "blocked_numbr")),
    (S, "errors: [bad_value]", "errors: [bad_valu]", ("unknown-name", "bad_valu")),
    (M, "error: blocked_number", "error: blocked_numbr", ("unknown-name", "blocked_numbr")),
    (M, "state: {blocked: [", "state: {blockd: [", ("unknown-name", "blockd")),
    (M, "when: has(note)}", "when: has(nte)}", ("unknown-name", "nte")),
    (M, 'when: at_once\n    steps', 'when: at_onc\n    steps', ("unknown-name", "at_onc")),
    (M, "then: first ==", "then: frist ==", ("unknown-name", "frist")),
    (M, 'in state.blocked\n        field: note', 'in state.blockd\n        field: note', ("unknown-name", "blockd")),
    (M, 'params: {token: secret-one, number: "123", note', 'params: {token: secret-one, numbr: "123", note', ("unexpected-member", "numbr")),
    (M, "note: {kind: file, b", "note: {kid: file, b", ("unexpected-member", "kid")),
    (M, "accept: [{at_once: true", "accept: [{at_onc: true", ("unexpected-member", "at_onc")),
    (S, "param: token, env", "param: tokn, env", ("unknown-name", "tokn")),
    (S, 'limit_name: "\'points\'"', 'limit_nam: "\'points\'"', ("unused-fill", "limit_nam")),
    (M, "blocked, note {kind}", "blocked, note {kid}", ("unused-fill", "kind"), ("unused-fill", "kind")),
    (M, "leaves: [form]", "leaves: [from]", ("unknown-value", "from")),
    (S, "ids: [string, number]", "ids: [string, numbr]", ("unknown-value", "numbr")),
    (S, "method: POST", "method: GET", ("unknown-value", "GET")),
    (S, "encoding: UTF-8", "encoding: UTF-16", ("unknown-value", "UTF-16")),
    (M, "default: operator", "default: nobody", ("illegal-value", "nobody")),
    (S, 'examples: ["123", "7', 'examples: ["012", "7', ("illegal-value", '"012"')),
    (S, 'examples: ["123", "7', 'examples: ["12", "7', ("illegal-value", '"12"')),
    (S, 'examples: ["123", "7', 'examples: ["1234567890123456", "7', ("illegal-value", '"1234567890123456"')),
    (M, "example: 3", "example: 11", ("illegal-value", "11")),
    (M, "example: 3", "default: 0", ("illegal-value", "0")),
    (S, "default: 5", "default: -5", ("illegal-value", "-5")),
    (M, "enum: [fast, slow]", "enum: [fast, slow, fast]", ("repeated-enum-value", "fast")),
    (M, "minItems: 1, maxItems: 5", "minItems: 6, maxItems: 5", ("empty-range", "5")),
    (M, "minimum: 1, maximum: 10", "minimum: 11, maximum: 10", ("empty-range", "10")),
    (M, "exclusiveMaximum: 1.5", "exclusiveMaximum: 0", ("empty-range", "0")),
    (S, "minLength: 3", "minLength: 16", ("empty-range", "15")),
    (M, "default_note: as the plan says", "default_note: as the plan says, default: 1", ("default-twice", "default_note")),
    (M, "mode: {type: string, enum", "mode: {type: string, maximum: 3, enum", ("keyword-of-other-type", "maximum")),
    (M, "type: Phone, required: true", "type: Phone, maxLength: 3, required: true", ("keyword-on-shared-type", "maxLength")),
    (S, 'pattern: "^[1-9][0-9]{2,14}$"', 'pattern: "^([1-9]+)+$"', ("bad-pattern", '"^([1-9]+)+$"')),
    (S, 'pattern: "^[1-9][0-9]{2,14}$"', 'pattern: "[1-9"', ("bad-pattern", '"[1-9"')),
    (M, 'token: secret-one, number: "123"', 'number: "123"', ("missing-member", "number")),
    (M, 'number: "123", note', 'number: "0123", note', ("illegal-value", '"0123"')),
    (M, "tags: [a, b]}", "tags: [a, a]}", ("illegal-value", "[a, a]")),
    (M, "tags: [a, b]}", "tags: []}", ("illegal-value", "[]")),
    (M, "tags: [a, b]}", "tags: [a, b], mode: fast}", ("example-refused", "params")),
    (M, 'note: {kind: file, body: "7"}', "note: {kind: file}", ("missing-member", "kind")),
    (M, 'number: "123", note', 'number: "666", note', ("example-refused", "params")),
    (M, "    error: blocked_number", "    error: bad_mix", ("example-not-refused", "bad_mix")),
    (M, '    state: {blocked: ["777"]}\n', "", ("example-not-refused", "blocked_number")),
    (M, "call_id: 7,", "call_id: seven,", ("wrong-value-type", "seven")),
    (M, "call_id: 7,", "", ("missing-member", "parties")),
    (M, "reject: [{at_once: true, first: contact}]", "reject: [{at_once: false}]", ("example-disagrees", "at_once")),
    (M, "accept: [{at_once: true, first: operator}]", "accept: [{at_once: true, first: contact}]", ("example-disagrees", "at_once")),
    (M, "    error: blocked_number", '    error: blocked_number\n    result: {call_id: 1}', ("example-result-and-error", "result")),
    (S, "ids: [string, number]", "ids: [string]", ("example-id", "id")),
    (M, "  mode: {type", '  atOnce: {type: boolean}\n  mode: {type', ("colliding-names", "atOnce")),
    (S, '  Note:\n', '  NOTE: {type: string}\n  Note:\n', ("colliding-names", "Note")),
    (O, "method: stop.call", "method: start/call", ("colliding-names", "start/call")),
    (O, "method: stop.call", "method: Start.Call", ("colliding-names", "start.call")),
    (O, "method: stop.call", "method: start.call.now", ("colliding-names", "start.call")),
    (O, "method: stop.call", "method: start.call", ("duplicate-name", "start.call")),
    (M, '  blocked_number:\n    code', '  bad_params: {code: -32602, message: M}\n  blocked_number:\n    code', ("colliding-names", "bad_params")),
    (M, "id: short-limit", "id: one-way", ("duplicate-name", "one-way")),
    (M, "id: one-way,", "id: at-once-needs-operator,", ("duplicate-name", "at-once-needs-operator")),
    (S, "  blocked: {type: array", '  Blocked: {type: integer}\n  blocked: {type: array', ("colliding-names", "blocked")),
    (M, "  parties: {type", '  callId: {type: string}\n  parties: {type', ("colliding-names", "callId")),
    (S, "      body: {type", '      Kind: {type: string}\n      body: {type', ("colliding-names", "Kind")),
    (M, "  mode: {type", '  mode: {type: string}\n  mode: {type', ("duplicate-key", "mode")),
    (M, "title: Start a call", 'title: A\ntitle: Start a call', ("duplicate-key", "title")),
    (S, '  Note:\n', '  Phone: {type: string}\n  Note:\n', ("duplicate-key", "Phone")),
    (M, "{number} is", "{number is", ("bad-template", "{")),
    (M, "{number} is", "{0.__class__} is", ("bad-template", "{0.__class__}")),
    (M, "{number} is", "{token} is", ("secret-in-message", "{token}")),
    (M, "{number} is", "{nobody} is", ("unfilled-placeholder", "{nobody}")),
    (M, "{number} is", "{limit} is", ("unfilled-placeholder", "has(note) && number in state.blocked"), ("unfilled-placeholder", "number in state.blocked")),
    (M, "when: at_once\n    then: first == 'operator'", "rule: at_once\n    then: first == 'operator'", ("constraint-shape", "rule")),
    (M, "when: at_once\n    then: first == 'operator'", "when: at_once", ("constraint-shape", "id")),
    (M, "    when: at_once\n    then: first == 'operator'\n", "", ("constraint-shape", "id")),
    (M, "then: first == 'operator'", "then: first == 'operatr'", ("unknown-value", "'operatr'")),
    (M, "then: first == 'operator'", "then: first != 'operator'", ("example-disagrees", "at_once"), ("example-disagrees", "at_once")),
    (M, "then: first == 'operator'", "then: mode == 'fast'", ("unguarded-read", "mode")),
    (M, "then: first == 'operator'", "then: first", ("wrong-operand", "first")),
    (S, "onespec: 1", "onespec: 2", ("unknown-value", "2")),
    (S, "name: phone_api", "name: json", ("reserved-name", "json")),
    (S, "name: phone_api", "name: Phone-API", ("bad-name", "Phone-API")),
    (M, "method: start.call", "method: ../x", ("bad-name", "../x")),
    (M, "  limit: {type", "  1limit: {type", ("bad-name", "1limit")),
    (S, "https://api.example.org/v1", "javascript:alert(1)", ("bad-name", "javascript:alert(1)")),
    (S, "https://api.example.org/v1", "https://u:p@api.example.org", ("bad-address", "https://u:p@api.example.org")),
    (S, "https://api.example.org/v1", "https:///v1", ("bad-address", "https:///v1")),
    (S, "https://api.example.org/v1", "https://a:99999/", ("bad-address", "https://a:99999/")),
    (S, "result: data", "result: metadata", ("reserved-name", "metadata")),
    (S, "-32602: {name: bad_params", "-32602: {name: refused_number", ("colliding-names", "refused_number")),
    (S, "-32602: {name: bad_params", "abc: {name: bad_params", ("bad-name", "abc")),
    (M, "token: {type: string, required: true, secret: true", "token: {type: string, required: true", ("auth-param-shape", "token")),
    (M, "token: {type: string, required: true, secret: true", "token: {type: integer, required: true, secret: true", ("auth-param-shape", "token"), ("wrong-value-type", "secret-one")),
)
# fmt: on


def refused(files: dict[str, str | bytes]) -> SpecError:
    with pytest.raises(SpecError) as caught:
        load_sources(files)
    return caught.value


def pointed_at(fault: Diagnostic, error: SpecError) -> str:
    span = fault.span
    line = lines(error.sources[span.file])[span.line - 1]
    end = span.end_column - 1 if span.line == span.end_line else None
    return line[span.column - 1 : end]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[2].strip()[:40])
def test_it_is_refused_at_the_very_token(
    row: tuple[str, str, str, *tuple[tuple[str, str], ...]],
) -> None:
    name, old, new, *expected = row
    text = every_key.FILES[name]
    assert old in text
    error = refused({**every_key.FILES, name: text.replace(old, new, 1)})
    found = [(fault.code, pointed_at(fault, error)) for fault in error.diagnostics]
    assert found == expected
    assert all(fault.help for fault in error.diagnostics)


MENDS = {
    "a number as it is written, not as it is read": (
        S, "version: v1\nrel", "version: 4.10\nrel", '`"4.10"`',
    ),
    "the form that is due, where quotes would not do": (
        S, "release: 1.2.3", "release: 1.0", "MAJOR.MINOR.PATCH",
    ),
    "the quotes that are too many": (
        M, "minItems: 1", "minItems: '1'", "take the quotes off: `1`",
    ),
    "the builtin type that was meant": (
        M, "type: Note,", "type: Objekt,", "`object`",
    ),
    "the member of a nested object that was meant": (
        M, "note: {kind: file, b", "note: {kid: file, b", "`kind`",
    ),
    "the placeholder that was meant": (
        M, "{kind: note.kind}", "{kindd: note.kind}", "`kind`",
    ),
    "the declaration in another file": (
        M, "type: Phone, req", "type: Fone, req", "spec/service.yaml:46",
    ),
    "what is wrong with bare quotes around a condition": (
        M, "    when: at_once\n    steps", "    when: [at_once]\n    steps", "text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDS)
def test_the_help_names(name: str) -> None:
    file, old, new, help = MENDS[name]
    text = every_key.FILES[file]
    assert old in text
    error = refused({**every_key.FILES, file: text.replace(old, new, 1)})
    assert [help in fault.help for fault in error.diagnostics] == [True]


def test_a_type_that_is_unknown_is_not_also_a_fault_of_every_condition_that_reads_it() -> (
    None
):
    text = every_key.SERVICE.replace("  Note:\n", "  Notes:\n")
    error = refused({**every_key.FILES, S: text})
    assert [(f.code, pointed_at(f, error)) for f in error.diagnostics] == [
        ("unknown-name", "Note")
    ]


def test_a_secret_can_not_be_printed_by_filling_a_placeholder_with_it() -> None:
    text = every_key.METHOD.replace("{kind: note.kind}", "{kind: token}")
    error = refused({**every_key.FILES, M: text})
    assert [(f.code, pointed_at(f, error)) for f in error.diagnostics] == [
        ("secret-in-message", "token")
    ]


def test_the_faults_of_all_files_are_said_at_once_in_their_order() -> None:
    files = {
        S: every_key.SERVICE.replace("title: Phone API", "titel: Phone API"),
        M: every_key.METHOD.replace("group: Parties}", "grup: Parties}").replace(
            "minItems: 1", "minItems: one"
        ),
        O: every_key.OTHER.replace("auth: none", "auth: nobody"),
    }
    found = refused({**files}).diagnostics
    assert [(f.span.file.rpartition("/")[2], f.code) for f in found] == [
        ("service.yaml", "unknown-key"),
        ("start.call.yaml", "unknown-key"),
        ("start.call.yaml", "wrong-type"),
        ("stop.call.yaml", "unknown-value"),
    ]


def written(folder: Path) -> Path:
    (folder / "methods").mkdir(parents=True)
    for name, text in every_key.FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def refused_folder(path: Path) -> list[tuple[str, str]]:
    """Code and file of everything that is said about a folder."""
    with pytest.raises(SpecError) as caught:
        load(path)
    found = caught.value.diagnostics
    assert all(fault.help for fault in found)
    assert str(caught.value)
    return [(fault.code, fault.span.file.rpartition("/")[2]) for fault in found]


def test_what_is_in_the_way_of_a_file_is_said_and_never_waited_for(
    tmp_path: Path,
) -> None:
    spec = written(tmp_path / "spec")
    assert load(spec) == load(spec / "service.yaml")
    (spec / "methods" / "folder.yaml").mkdir()
    (spec / "methods" / "gone.yaml").symlink_to("nowhere.yaml")
    (spec / "methods" / "endless.yaml").symlink_to("/dev/zero")
    (spec / "methods" / "empty.yaml").touch()
    (spec / "methods" / "é.yaml").touch()
    (spec / "methods" / "b\nc.yaml").touch()
    (spec / "methods" / "latin.yaml").write_bytes(b"title: caf\xe9\n")
    (spec / "methods" / "wide.yaml").write_bytes("title: a\n".encode("utf-16"))
    (spec / "methods" / ".hidden.yaml").touch()
    assert sorted(refused_folder(spec)) == [
        ("empty-file", "empty.yaml"),
        ("file-name", "methods"),
        ("file-name", "methods"),
        ("file-unreadable", "endless.yaml"),
        ("file-unreadable", "folder.yaml"),
        ("file-unreadable", "gone.yaml"),
        ("not-utf-8", "latin.yaml"),
        ("not-utf-8", "wide.yaml"),
    ]


def test_a_path_that_is_no_spec_is_said_to_be_none(tmp_path: Path) -> None:
    spec = written(tmp_path / "spec")
    file = spec / "methods" / "start.call.yaml"
    assert refused_folder(file) == [("not-a-folder", "start.call.yaml")]
    assert refused_folder(tmp_path / "nowhere") == [("file-missing", "service.yaml")]
    assert refused_folder(tmp_path) == [("file-missing", "service.yaml")]
    assert refused_folder(tmp_path / ("a" * 300)) == [
        ("file-unreadable", "service.yaml")
    ]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "service.yaml").mkdir()
    assert ("file-unreadable", "service.yaml") in refused_folder(tmp_path / "other")
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "service.yaml").write_text(every_key.SERVICE)
    assert refused_folder(tmp_path / "third") == [("no-methods", "methods")]
    (tmp_path / "third" / "methods").touch()
    assert refused_folder(tmp_path / "third") == [("file-unreadable", "methods")]


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    spec = written(tmp_path / "spec")
    os.mkfifo(spec / "methods" / "pipe.yaml")
    assert refused_folder(spec) == [("file-unreadable", "pipe.yaml")]
    with pytest.raises(OSError):
        inputs.spec_digest(str(spec))
