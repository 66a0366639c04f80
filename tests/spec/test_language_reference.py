"""The language reference is whole and true: its tables are those of the language, and every example on it is loaded.

The examples of one section make one spec; what they leave out is filled in here. `pytest --update` writes the tables anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from onespec import evaluate, language, lint
from onespec.diagnostics import Diagnostic, SpecError
from onespec.language.functions import FUNCTIONS, MACROS, WRITTEN
from onespec.language.parse import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES
from onespec.model import Method, Service
from onespec.patterns.cost import QUADRATIC_LENGTH
from onespec.patterns.syntax import MAX_REPEAT
from onespec.spec import load_sources
from onespec.spec.constraints import MAX_CONSTRAINTS
from onespec.spec.keys import spec_schema
from onespec.spec.nodes import plain
from onespec.spec.parser import parse
from onespec.verdict import sample_state
from places import ROOT

PAGE: Final = ROOT / "docs/language.md"
DEFINITIONS: Final[Mapping[str, Any]] = spec_schema()["definitions"]

FILLED: Final = {
    "service.yaml": {
        "onespec": "onespec: 1\n",
        "name": "name: clinic\n",
        "title": "title: Clinic API\n",
        "version": "version: v1\n",
        "release": "release: 1.0.0\n",
    },
    "methods/": {
        "method": "method: {stem}\n",
        "title": "title: A method\n",
    },
}
"""What an example may leave out."""


def page() -> str:
    return PAGE.read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading with what stands under it, up to the next."""

    title: str
    text: str

    @property
    def examples(self) -> dict[str, str]:
        """Its YAML by the file that the first line of each block names; several blocks of one file follow one another."""
        found: dict[str, str] = defaultdict(str)
        for text in re.findall(r"^```yaml\n(.*?)^```$", self.text, flags=re.M | re.S):
            first, _, rest = text.partition("\n")
            found[first.removeprefix("# ")] += rest
        return dict(found)

    def rows(self, head: str) -> list[list[str]]:
        """The cells of the table whose head starts so, without the ticks around a cell that is all code."""
        at = self.text.index(f"| {head}")
        lines = self.text[at:].split("\n\n")[0].splitlines()[2:]
        return [
            [
                cell.strip().replace(r"\|", "|")
                for cell in re.split(r"(?<!\\)\|", line)[1:-1]
            ]
            for line in lines
        ]


def sections() -> list[Section]:
    parts = re.split(r"^(#{2,3} .*)$", page(), flags=re.M)
    return [
        Section(title=title.lstrip("# "), text=text)
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    ]


def section(title: str) -> Section:
    return next(one for one in sections() if one.title == title)


SHOWN: Final = [one for one in sections() if one.examples]


def files(examples: Mapping[str, str]) -> dict[str, str]:
    """The files of a whole spec."""
    whole = {"service.yaml": "", **examples}
    if len(whole) == 1:
        whole["methods/some.method.yaml"] = ""
    return {name: _filled(name, text) for name, text in whole.items()}


def _filled(name: str, text: str) -> str:
    kind = next((kind for kind in FILLED if name.startswith(kind)), "")
    if not kind:
        return text
    stem = name.rpartition("/")[2].removesuffix(".yaml")
    absent = [
        line.format(stem=stem)
        for key, line in FILLED[kind].items()
        if not re.search(rf"^{key}:", text, flags=re.M)
    ]
    return "".join(absent) + text


def loaded(examples: Mapping[str, str]) -> Service:
    return load_sources(files(examples))


def refused(examples: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        loaded(examples)
    return caught.value.diagnostics


@pytest.mark.parametrize("shown", SHOWN, ids=lambda one: one.title)
def test_the_examples_of_a_section_make_a_spec_without_findings(shown: Section) -> None:
    service = loaded(shown.examples)
    assert [finding.message for finding in lint.lint(service)] == []


# Tables of keys.

VALUES: Final = {
    "line": "text on one line",
    "text": "text",
    "prose": "text for people",
    "expression": "[expression](#expressions)",
    "paramPath": "a param, or `param.member`",
    "mnemonic": "a mnemonic",
    "constraintId": "an id",
    "links": "list of [links](#a-method)",
    "url": "address",
    "deprecated": "text for people",
    "since": "text on one line",
    "fields": "[fields](#fields) by name",
    "field": "a [field](#fields)",
    "inner": "a [field](#fields), or a type's name",
    "fieldName": "a name",
    "snakeName": "a name",
    "methodName": "a method's name",
    "methodPatterns": "list of methods, or `none`",
    "auth": "[mapping](#servers-and-credentials), or `none`",
    "transport": "[mapping](#transport-and-envelope)",
    "envelope": "[mapping](#transport-and-envelope)",
    "protocol": "[mapping](#protocol-errors)",
    "groupMembers": "list of params, or of lists of them",
    "raise": "[conditions](#conditions)",
    "constraint": "[constraints](#constraints)",
    "open": "[open facts](#what-is-open)",
    "flow": "[branches](#flow)",
    "flowStep": "[steps](#flow)",
    "historyEntry": "[entries](#a-method)",
    "example": "[examples](#examples)",
    "error": "[rows](#the-error-table) by mnemonic",
    "server": "[addresses](#servers-and-credentials) by name",
    "session": "[mapping](#sessions)",
    "lifecycle": "[lifecycles](#lifecycles) by name",
    "lifecycleState": "[states](#lifecycles) by name",
    "move": "[moves](#lifecycles) by lifecycle",
    "batch": "[mapping](#batches-and-notifications)",
    "pagination": "[mapping](#pagination)",
    "codeGroup": "[families](#families-of-errors) by code",
}
"""Definition -> how a table says it."""
LISTED: Final = {
    "snakeName": "names",
    "mnemonic": "mnemonics",
    "inner": "[fields](#fields), or types' names",
    "paramPath": "params",
    "prose": "texts for people",
}
"""The same, of several."""
TYPES: Final = {
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "integer",
    "number": "number",
    "object": "mapping",
    "array": "list",
    "null": "nothing",
}


def value_of(schema: Mapping[str, Any]) -> str:
    """What a key holds, in words."""
    if "$ref" in schema:
        return VALUES[schema["$ref"].removeprefix("#/definitions/")]
    if "enum" in schema:
        # Python takes 1 and true for equal.
        return ", ".join(
            f"`{str(one).lower() if isinstance(one, bool) else one}`"
            for one in schema["enum"]
        )
    if schema.get("type") == "array":
        items = schema.get("items", {})
        inner = value_of(items) if items.keys() & {"$ref", "enum", "type"} else ""
        if "$ref" in items:
            inner = LISTED.get(_name(items), inner)
        if inner.startswith("["):
            return inner
        return f"list of {inner}" if inner else "list"
    held = schema.get("additionalProperties")
    if isinstance(held, Mapping) and (of := _named(held)):
        name = VALUES[of]
        return name if " by " in name else f"{name} by name"
    if "anyOf" in schema:
        return "a type"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(TYPES[kind] for kind in kinds) or "a value"


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).removeprefix("#/definitions/")


def _named(schema: Mapping[str, Any]) -> str:
    """The definition that a schema leads to, if it is one."""
    for part in (schema, *schema.get("allOf", ()), schema.get("then", {})):
        if "$ref" in part:
            return _name(part)
    return ""


def meaning_of(schema: Mapping[str, Any]) -> str:
    if "description" in schema:
        return str(schema["description"])
    if _name(schema) == "prose":
        return "What there is to know about it."
    return str(DEFINITIONS[_name(schema)].get("description", ""))


def table(kind: str) -> str:
    """The table of one mapping of the language."""
    definition = DEFINITIONS[kind]
    required = definition.get("required", ())
    lines = ["| key | value | meaning |", "| --- | --- | --- |"]
    for key, schema in definition["properties"].items():
        meaning = meaning_of(schema).replace("|", r"\|")
        of = schema.get("x-of", ())
        belongs = f" For {', '.join(f'`{name}`' for name in of)}." if of else ""
        shown = f"**`{key}`**" if key in required else f"`{key}`"
        lines.append(f"| {shown} | {value_of(schema)} | {meaning}{belongs} |")
    if "patternProperties" in definition:
        lines.append("| `x-…` | a value | Yours. |")
    return "\n".join(lines)


TABLE: Final = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- end -->)", re.S)


def test_the_tables_are_those_of_the_language(pytestconfig: pytest.Config) -> None:
    text = page()
    fresh = TABLE.sub(lambda found: f"{found[1]}{table(found[2])}\n{found[3]}", text)
    if pytestconfig.getoption("--update"):
        PAGE.write_text(fresh, "utf-8")
    assert fresh == page()


def test_every_mapping_of_the_language_has_its_table() -> None:
    mappings = [name for name, one in DEFINITIONS.items() if "properties" in one]
    assert sorted(found[2] for found in TABLE.finditer(page())) == sorted(mappings)


# Keys in examples.


def keys_in(value: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each key of a mapping of the language that a document has, with the mapping's name."""
    kind = ""
    while target := _named(schema):
        if target == "links" or isinstance(value, str | None):
            break
        kind, schema = target, DEFINITIONS[target]
    if "$ref" in schema:
        schema = DEFINITIONS[_name(schema)]
    if isinstance(value, list):
        for item in value:
            yield from keys_in(item, schema.get("items", {}))
    if not isinstance(value, dict):
        return
    if "if" in schema and "properties" not in schema:
        is_field = isinstance(value.get("type"), str) or "one_of" in value
        branch = "then" if is_field else "else"
        yield from keys_in(value, schema.get(branch, {}))
        return
    own = schema.get("properties", {})
    for key, held in value.items():
        if key in own:
            yield kind, key
            yield from keys_in(held, own[key])
        elif isinstance(inner := schema.get("additionalProperties"), Mapping):
            yield from keys_in(held, inner)


def test_every_key_stands_in_an_example() -> None:
    shown: set[tuple[str, str]] = set()
    for one in SHOWN:
        for name, text in files(one.examples).items():
            if not name.startswith(tuple(FILLED)):
                continue  # a part of a service
            tree, faults = parse(name, text.encode())
            assert tree is not None, faults
            kind = "service" if name == "service.yaml" else "method"
            shown |= set(keys_in(plain(tree), {"$ref": f"#/definitions/{kind}"}))
    known = {
        (name, key)
        for name, one in DEFINITIONS.items()
        for key in one.get("properties", {})
    }
    assert known - shown == set()


def test_every_type_has_a_section_or_a_sentence() -> None:
    types = DEFINITIONS["field"]["properties"]["type"]["anyOf"][0]["enum"]
    text = page()
    assert [name for name in types if f"`type: {name}`" not in text] == []


# Expressions.


def patient() -> tuple[Service, Method, dict[str, object]]:
    """The service and method that the chapter on expressions is about, and the request of its examples."""
    service = loaded(section("Expressions").examples)
    method = service.methods[0]
    request = {
        field.name: field.examples[0] if field.examples else field.default
        for field in method.params
        if field.required
    }
    return service, method, request


def conditions() -> list[tuple[str, str]]:
    """Every condition that the chapter shows, with its place."""
    found = []
    for title, head, column in (
        ("Names", "written", 2),
        ("Guards", "guarded", 0),
        ("Operators", "operator", 2),
        ("Functions", "function", 3),
    ):
        for row in section(title).rows(head):
            found += [(title, text) for text in re.findall(r"`(.+?)`", row[column])]
    return found


@pytest.mark.parametrize(("title", "condition"), conditions())
def test_a_condition_of_the_chapter_holds_for_its_request(
    title: str, condition: str
) -> None:
    service, method, request = patient()
    scope = language.Scope(params=method.params, state=service.state, about_state=True)
    expr, faults = language.compile(condition, scope)
    assert expr is not None, faults
    assert language.evaluate(expr, request, sample_state(service)) is True


def test_every_function_and_macro_has_its_row() -> None:
    rows = [row[0].strip("`") for row in section("Functions").rows("function")]
    macros = [f"list.{name}(x, …)" for name in MACROS]
    usages = [row.usage for row in FUNCTIONS.values()]
    written = [f"{name}('…')" for name in WRITTEN]
    assert sorted(rows) == sorted(["has(x)", *usages, *written, *macros])


@pytest.mark.parametrize(
    ("title", "limits"),
    [
        ("Limits", (MAX_CHARACTERS, MAX_NODES, MAX_DEPTH)),
        ("Patterns", (MAX_REPEAT, QUADRATIC_LENGTH)),
        ("Constraints", (MAX_CONSTRAINTS,)),
    ],
)
def test_limits_are_those_of_the_reader(title: str, limits: tuple[int, ...]) -> None:
    numbers = re.findall(r"\b[0-9]+\b", section(title).text)
    assert [limit for limit in limits if str(limit) not in numbers] == []


ORDER: Final = {
    "service.yaml": """\
protocol: {unexpected: unknown, missing: absent, type: wrong, value: bad}
state: {shut: {type: boolean, default: true}}
errors:
  unknown: {code: 1, message: An unknown param}
  absent: {code: 1, message: A param is absent}
  wrong: {code: 1, message: A wrong type}
  bad: {code: 1, message: A bad value}
  mixed: {code: 1, message: A constraint}
  common: {code: 1, message: A common error, raise: [{when: a > 1}]}
""",
    "methods/some.method.yaml": """\
params:
  a: {type: integer, required: true, maximum: 9}
  b: {type: boolean, default: true}
constraints: [{id: some-rule, rule: "!b", error: mixed}]
errors:
  own: {code: 1, message: An own error, raise: [{when: a > 0}]}
""",
}


@pytest.mark.parametrize(
    ("request_params", "answered"),
    [
        ({"c": 1}, "unknown"),
        ({}, "absent"),
        ({"a": "2"}, "wrong"),
        ({"a": 10}, "bad"),
        ({"a": 2}, "common"),
        ({"a": 1}, "mixed"),
        ({"a": 1, "b": False}, "own"),
        ({"a": 0, "b": False}, None),
    ],
)
def test_errors_answer_in_the_order_of_the_page(
    request_params: dict[str, object], answered: str | None
) -> None:
    verdict = evaluate(loaded(ORDER), "some.method", request_params)
    assert next(iter(verdict.mnemonics), None) == answered


GUARDED: Final = [
    row[0].strip("`")
    for row in section("Guards").rows("guarded")
    if re.search("has|null|' in ", row[0])
]
"""Conditions that need their guard; the other reads a param with a default."""


@pytest.mark.parametrize("guarded", GUARDED)
def test_a_guarded_read_is_refused_without_its_guard(guarded: str) -> None:
    asked = r"!?has\([\w.]+\)|\w+ == null|!\('\w+' in \w+\)"
    bare = re.sub(asked, "urgent", guarded)
    service, method, _ = patient()
    scope = language.Scope(params=method.params, owner="some-rule")
    expr, faults = language.compile(bare, scope)
    assert expr is None
    assert {fault.kind for fault in faults} <= {"unguarded_read", "null_read"}


# What to write, and what is refused.


@pytest.mark.parametrize("row", section("YAML").rows("write | instead of | because"))
def test_text_is_written_so_and_refused_otherwise(row: list[str]) -> None:
    for cell, taken in ((row[0], True), (row[1], False)):
        key, _, value = cell.strip("`").partition(": ")
        params = f"params:\n  note:\n    type: string\n    {key}: {value}\n"
        examples = {"methods/some.method.yaml": params}
        if taken:
            loaded(examples)
        else:
            assert refused(examples)


@pytest.mark.parametrize("row", section("YAML").rows("write | instead of |\n"))
def test_an_expression_is_written_so_and_refused_otherwise(row: list[str]) -> None:
    for cell, taken in ((row[0], True), (row[1], False)):
        rule = cell.strip("`")
        text = (
            "params:\n"
            "  late: {type: boolean, default: false}\n"
            "  urgent: {type: boolean, default: false}\n"
            "  tags: {type: array, required: true, items: string}\n"
            f"constraints:\n  - id: some-rule\n    error: bad_mix\n    {rule}\n"
        )
        examples = {
            "service.yaml": "errors: {bad_mix: {code: 1, message: Refused}}\n",
            "methods/some.method.yaml": text,
        }
        if taken:
            loaded(examples)
        else:
            assert refused(examples)


@pytest.mark.parametrize("row", section("Patterns").rows("taken"))
def test_a_pattern_is_taken_or_refused_as_the_page_says(row: list[str]) -> None:
    for cell, taken in ((row[0], True), (row[1], False)):
        pattern = cell.strip("`")
        params = f"params:\n  note:\n    type: string\n    pattern: '{pattern}'\n"
        examples = {"methods/some.method.yaml": params}
        if taken:
            loaded(examples)
        else:
            assert [fault.code for fault in refused(examples)] == ["bad-pattern"]


@pytest.mark.parametrize("row", section("Servers and credentials").rows("`auth`"))
def test_a_credential_travels_as_the_page_says(row: list[str]) -> None:
    said, _, takes = row
    service = loaded({"service.yaml": f"auth: {said.strip('`')}\n"})
    known = service.auth.arguments if service.auth is not None else ()
    assert re.findall(r"`(\w+)=`", takes) == list(known)


def test_links_inside_the_page_lead_to_a_heading() -> None:
    text = page()
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", text, flags=re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - headings == set()
    for path in re.findall(r"\]\((\.\./[^)#]+)\)", text):
        assert (PAGE.parent / path).exists()
