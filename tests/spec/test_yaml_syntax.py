"""A file that is no YAML gets a message about what its author meant, with the form to write."""

from __future__ import annotations

import pytest
from onespec.spec.nodes import plain
from onespec.spec.parser import parse
from yamlfaults import faults_of, only, places


def place(text: str) -> tuple[str, int, int]:
    """Code, line and column of the only fault."""
    (found,) = places(text)
    return found


def texts(value: object) -> list[object]:
    """Every value inside a JSON value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value]


EXPRESSIONS = [
    "'a' in b",
    "'a' == b && c",
    '"a" in b || c == "d"',
    "a ? b : c",
    "size(x) > 3 ? 'y' : z",
    "!x || y",
    "!x && y",
    "{contact} was not found",
    "{a}: {b}",
    "[a, b].exists(x, x == c)",
    "@home",
    "`first_call` is required",
    "%s of all",
    "|| x",
    "> 5",
    ">= x",
    "&& x",
    "*a == b",
    "* b",
    "- b",
    "? b",
    ", b",
    "] b",
    "} b",
    "The contact: not found",
    "Ends with a colon:",
    "first_call == 'operator' && x == {a: 1}",
    "see https://example.com/z: there",
]


@pytest.mark.parametrize("value", EXPRESSIONS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("when: ", "\n"),
        ("a: 1\nthen: ", "\nb: 2\n"),
        ("a:\n  - when: ", "\n    b: 2\n"),
        ("a:\n  b:\n    'key': ", "  # a comment\nc: 2\n"),
    ],
)
def test_an_expression_without_quotes_is_shown_in_quotes(
    value: str, before: str, after: str
) -> None:
    fault = only(before + value + after)
    line = (before + value + after).split("\n")[fault.span.line - 1]
    mend = fault.help.removeprefix("write ").partition(" where a text is meant")[0]
    tree, faults = parse("x", (before + mend + after).encode())

    assert value.startswith(line[fault.span.column - 1 : fault.span.end_column - 1])
    assert before.count("\n") + 1 == fault.span.line
    assert () == faults
    assert tree is not None
    assert value in texts(plain(tree))


@pytest.mark.parametrize(
    "value", ["!x", "!has(first_call)", "!a.b == c", "!(a || b)", "*b", "&b c"]
)
def test_an_expression_read_as_a_tag_or_alias_is_shown_in_quotes(value: str) -> None:
    fault = only(f"a: {{b: 1}}\nwhen: {value}\n")

    assert (2, 7) == (fault.span.line, fault.span.column)
    assert f'write "{value}"' in fault.help


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: {when: !x || y, error: e}\n", "!x || y"),
        ("a: {when: 'a' in b, error: e}\n", "'a' in b"),
        ("a: {error: e, when: a ? b : c}\n", "a ? b : c"),
        ("a: {message: {contact} was, code: 1}\n", "{contact} was"),
        ("a: {pattern: ^[a-z]{2}$, type: string}\n", "^[a-z]{2}$"),
        ("a: [x y: z: 1, b]\n", "x y: z: 1"),
        ("- {a: @b}\n", "@b"),
    ],
)
def test_a_text_cut_up_by_brackets_is_shown_in_quotes(text: str, value: str) -> None:
    fault = only(text)
    start = fault.span.column - 1

    assert "unquoted-text" == fault.code
    assert value == text[start : fault.span.end_column - 1]
    assert fault.help in (f'write "{value}"', f"write '{value}'")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a: 'don't'\n", '"don\'t"'),
        ("a: 'don't' # c\n", '"don\'t"'),
        ("a: 'x' 'y'\n", "\"'x' 'y'\""),
        ('a: "x" and "y"\n', '\'"x" and "y"\''),
        ("a: \"it's\" 'both'\n", '"\\"it\'s\\" \'both\'"'),
        ("@a: 1\n", '"@a"'),
        ("`a`: 1\n", '"`a`"'),
    ],
)
def test_the_quoted_form_keeps_quotes_that_stand_inside(text: str, form: str) -> None:
    fault = only(text)

    assert f"write {form}" == fault.help


def test_a_very_long_text_is_not_repeated_in_the_help() -> None:
    fault = only("a: 'b' " + "c " * 500 + "\n")

    assert 200 > len(fault.help)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 'x\nb: 3\n", 1, 4),
        ('a: 1\nb: "x\nc: 3\n', 2, 4),
        ('title: "abc\ndesc: "x"\n', 1, 8),
        ("title: 'abc\ndesc: 'x'\n", 1, 8),
        ("a:\n  - 'x\n", 2, 5),
    ],
)
def test_an_open_quote_is_shown_where_it_opens(
    text: str, line: int, column: int
) -> None:
    assert ("unclosed-quote", line, column) == place(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: [1, 2\nb: 3\n", 1, 4),
        ("a: {b: 1\nc: 3\n", 1, 4),
        ("a: [1,\n  2,\nb: 3\n", 1, 4),
        ("a: [1, 2}\nb: 1\n", 1, 4),
        ("a: {b: [1, 2}\n", 1, 8),
        ("a: {b: 1", 1, 4),
        ("a: [", 1, 4),
        ("a:\n  b: {\n", 2, 6),
    ],
)
def test_an_open_bracket_is_shown_where_it_opens(
    text: str, line: int, column: int
) -> None:
    assert ("unclosed-bracket", line, column) == place(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nparams\n  b: 2\n", 2),
        ("method:x.y\ntitle: T\n", 1),
        ("a: 1\nb:2\nc: 3\n", 2),
        ("a: 1\nlost words\n", 2),
        ("a:\n  b: 1\n  lost\n  c: 2\n", 3),
        ("a: {type:string}\n", 1),
        ("a: {b: 1, required:true, c: 2}\n", 1),
    ],
)
def test_a_lost_colon_is_shown_at_its_line(text: str, line: int) -> None:
    fault = only(text)

    assert ("missing-colon", line) == (fault.code, fault.span.line)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (" a: 1\nb: 2\n", 2, 1),
        ("a: 1\n b: 2\n", 2, 2),
        ("a:\n    b: 1\n  c: 2\n", 3, 3),
        ("a:\n  - b\n - c\n", 3, 2),
        ("- a\nb: 1\n", 2, 1),
        ("a:\n  b: x\n    c: 2\n", 3, 5),
    ],
)
def test_a_wrong_depth_is_shown_at_its_line(text: str, line: int, column: int) -> None:
    assert ("indentation", line, column) == place(text)


def test_reading_goes_on_after_a_text_without_quotes() -> None:
    text = "a: 'b' c\nd: on\ne: {f} g\nh:\n  - x: y: z\ni: ~\n"

    assert [1, 2, 3, 5, 6] == [fault.span.line for fault in faults_of(text)]


def test_one_cause_gives_one_message() -> None:
    assert 1 == len(faults_of("a: *b == c\n"))
    assert 1 == len(faults_of("a: {on, no} was\n"))


@pytest.mark.parametrize(
    "text",
    ["a: 'b' c\n", "a: [\n", "a: 1\n b: 2\n", "a\nb: 1\n", 'a: "\\q"\n', "a: ]\n"],
)
def test_no_message_speaks_like_a_parser(text: str) -> None:
    said = "".join(fault.message + fault.help for fault in faults_of(text)).lower()

    for word in (
        "<block",
        "scanner",
        "token",
        "flow",
        "invalid",
        "scalar",
        "expected <",
    ):
        assert word not in said
