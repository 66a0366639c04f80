"""How faults and findings are printed, for people and for programs."""

from __future__ import annotations

import json
import pickle

import pytest

from onespec.diagnostics import (
    Diagnostic,
    Severity,
    Span,
    SpecError,
    render_github,
    render_json,
    render_sarif,
    render_text,
    summary,
)


def diagnostic(
    line: int = 1,
    column: int = 1,
    end_column: int = 2,
    *,
    end_line: int | None = None,
    code: str = "unknown-name",
    severity: Severity = Severity.ERROR,
    message: str = "`x` is not a param",
    help: str = "",
    witness: str = "",
    file: str = "spec/a.yaml",
) -> Diagnostic:
    span = Span(
        file=file,
        line=line,
        column=column,
        end_line=end_line or line,
        end_column=end_column,
    )
    return Diagnostic(
        code=code,
        severity=severity,
        span=span,
        message=message,
        help=help,
        witness=witness,
    )


def excerpt(line: str, column: int, end_column: int) -> tuple[str, str]:
    """The two lines that show the span."""
    text = render_text(
        [diagnostic(column=column, end_column=end_column)], {"spec/a.yaml": line}
    )
    rows = text.split("\n")
    return rows[3].removeprefix("  1 |")[1:], rows[4].removeprefix("    | ")


def test_text_shows_place_excerpt_carets_and_help() -> None:
    source = "\n" * 111 + "    then: first_caller == 'operator' && switch_at_once\n"
    found = diagnostic(
        112,
        11,
        23,
        file="spec/methods/start.simple_call.yaml",
        message="constraint `early` reads `first_caller`, which is not a param",
        help="`first_call` is declared at line 18; did you mean that one?",
    )

    assert (
        "error[unknown-name]: constraint `early` reads `first_caller`, which is not a param\n"
        "  --> spec/methods/start.simple_call.yaml:112:11\n"
        "    |\n"
        "112 |     then: first_caller == 'operator' && switch_at_once\n"
        "    |           ^^^^^^^^^^^^\n"
        "help: `first_call` is declared at line 18; did you mean that one?\n"
    ) == render_text([found], {"spec/methods/start.simple_call.yaml": source})


def test_text_shows_a_witness_of_several_lines_before_the_help() -> None:
    found = diagnostic(
        2,
        5,
        8,
        code="param-narrowed",
        severity=Severity.BREAKING,
        message="`a` no longer accepts 1",
        witness="accepted by 4.0\n{...}",
        help="keep it\nor raise the version",
    )

    assert (
        "breaking[param-narrowed]: `a` no longer accepts 1\n"
        "  --> spec/a.yaml:2:5\n"
        "    |\n"
        "  2 | b:  xyz\n"
        "    |     ^^^\n"
        "witness: accepted by 4.0\n"
        "         {...}\n"
        "help: keep it\n"
        "      or raise the version\n"
    ) == render_text([found], {"spec/a.yaml": "a: 1\nb:  xyz\n"})


def test_diagnostics_are_parted_by_one_empty_line() -> None:
    text = render_text([diagnostic(), diagnostic()], {})

    assert (
        "error[unknown-name]: `x` is not a param\n  --> spec/a.yaml:1:1\n"
        "\n"
        "error[unknown-name]: `x` is not a param\n  --> spec/a.yaml:1:1\n"
    ) == text


def test_nothing_found_is_an_empty_text() -> None:
    assert "" == render_text([], {})


def test_a_line_number_of_four_digits_moves_the_bars() -> None:
    text = render_text([diagnostic(1234)], {"spec/a.yaml": "\n" * 1233 + "abc"})

    assert [
        "   --> spec/a.yaml:1234:1",
        "     |",
        "1234 | abc",
        "     | ^",
    ] == text.split("\n")[1:5]


@pytest.mark.parametrize("line", [0, 3, 99])
def test_a_place_outside_the_source_has_no_excerpt(line: int) -> None:
    assert 2 == render_text([diagnostic(line)], {"spec/a.yaml": "a\nb"}).count("\n")


@pytest.mark.parametrize(
    ("line", "column", "end_column", "carets"),
    [
        ("abc", 1, 2, "^"),
        ("abc", 2, 4, " ^^"),
        ("abc", 2, 2, " ^"),
        ("abc", 4, 4, "   ^"),
        ("abc", 9, 12, "   ^"),
        ("abc", 3, 99, "  ^"),
        ("a: 漢字 b", 4, 6, "   ^^^^"),
        ("a: 漢字 b", 7, 8, "        ^"),
        ("a: e\u0301x", 6, 7, "    ^"),
        ("", 1, 1, "^"),
    ],
)
def test_carets_stand_under_the_span(
    line: str, column: int, end_column: int, carets: str
) -> None:
    assert (line, carets) == excerpt(line, column, end_column)


def test_tabs_are_shown_as_spaces_with_carets_below() -> None:
    assert ("    b:  c", "        ^") == excerpt("\tb:\tc", 5, 6)
    assert ("    b", "^^^^") == excerpt("\tb", 1, 2)


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("\x00", "\\x00"),
        ("\x1b", "\\x1b"),
        ("\x7f", "\\x7f"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_hides_or_steers_is_shown_as_an_escape(char: str, shown: str) -> None:
    assert (f"a{shown}b", " " + "^" * len(shown)) == excerpt(f"a{char}b", 2, 3)

    found = diagnostic(message=char, help=char, witness=char, file=char, code=char)
    assert char not in render_text([found], {})
    assert 5 == render_text([found], {}).count(shown)


def test_a_message_stays_on_one_line() -> None:
    text = render_text([diagnostic(message="one\r\ntwo\nthree")], {})

    assert "error[unknown-name]: one two three" == text.split("\n")[0]


def test_a_long_line_is_shortened_around_the_span() -> None:
    line = "x" * 500 + "HERE" + "y" * 500
    shown, carets = excerpt(line, 501, 505)

    assert len(shown) < 110
    assert shown.startswith("...xxx")
    assert shown.endswith("yyy...")
    assert "HERE" == shown[carets.index("^") : carets.rindex("^") + 1]


def test_a_long_line_keeps_its_start_where_the_span_is_near_it() -> None:
    shown, carets = excerpt("key: HERE" + "y" * 500, 6, 10)

    assert shown.startswith("key: HEREyyy")
    assert shown.endswith("...")
    assert "     ^^^^" == carets


def test_carets_of_a_long_span_end_with_the_shortened_line() -> None:
    shown, carets = excerpt("a: " + "y" * 500, 4, 504)

    assert len(shown) - len("...") == len(carets)


def test_a_long_line_of_wide_characters_keeps_its_carets_true() -> None:
    shown, carets = excerpt("漢" * 300 + "X" + "字" * 300, 301, 302)
    before = shown[: shown.index("X")]

    assert len(before) + before.count("漢") == carets.index("^")


def test_a_span_of_several_lines_is_shown_by_its_first() -> None:
    found = diagnostic(1, 4, 3, end_line=3)
    rows = render_text([found], {"spec/a.yaml": "a: b c\n  d\n  e\n"}).split("\n")

    assert ["  1 | a: b c", "    |    ^^^", ""] == rows[3:6]


def test_lines_are_counted_as_editors_count_them() -> None:
    source = "\ufeffa\r\nb\u2028c\x0bd\nHERE\n"
    text = render_text([diagnostic(3, 1, 5)], {"spec/a.yaml": source})

    assert "  3 | HERE\n    | ^^^^\n" in text


def test_a_byte_order_mark_moves_no_caret() -> None:
    text = render_text([diagnostic(1, 4, 5)], {"spec/a.yaml": "\ufeffa: x\n"})

    assert "  1 | a: x\n    |    ^\n" in text


def test_color_changes_nothing_but_color() -> None:
    found = [
        diagnostic(help="mend", witness="w", severity=weight) for weight in Severity
    ]
    source = {"spec/a.yaml": "abc"}
    plain = render_text(found, source)
    colored = render_text(found, source, color=True)

    assert "\x1b" not in plain
    stripped = colored
    while "\x1b[" in stripped:
        head, _, rest = stripped.partition("\x1b[")
        stripped = head + rest.partition("m")[2]
    assert plain == stripped
    assert plain != colored


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0), "no findings"),
        ((1, 0, 0, 0), "1 error"),
        ((2, 1, 0, 0), "2 errors, 1 warning"),
        ((0, 3, 1, 0), "1 breaking change, 3 warnings"),
        ((1, 0, 2, 4), "1 error, 2 breaking changes, 4 notes"),
    ],
)
def test_the_summary_counts_each_weight(counts: tuple[int, ...], expected: str) -> None:
    weights = (Severity.ERROR, Severity.WARNING, Severity.BREAKING, Severity.NOTE)
    found = [
        diagnostic(severity=weight)
        for weight, count in zip(weights, counts, strict=True)
        for _ in range(count)
    ]
    assert expected == summary(found)


def test_json_lists_every_field_of_every_diagnostic() -> None:
    found = diagnostic(2, 3, 5, help="mend", witness="w\u202e")
    text = render_json([found])

    assert [
        {
            "code": "unknown-name",
            "severity": "error",
            "file": "spec/a.yaml",
            "line": 2,
            "column": 3,
            "end_line": 2,
            "end_column": 5,
            "message": "`x` is not a param",
            "help": "mend",
            "witness": "w\u202e",
        }
    ] == json.loads(text)
    assert text.isascii()
    assert text.endswith("]\n")
    assert [] == json.loads(render_json([]))


def test_github_commands_name_place_and_title() -> None:
    found = diagnostic(2, 3, 5, help="mend it", witness="w")

    assert (
        "::error file=spec/a.yaml,line=2,endLine=2,col=3,endColumn=4,"
        "title=error[unknown-name]::`x` is not a param%0Awitness: w%0Ahelp: mend it\n"
    ) == render_github([found])


def test_github_commands_can_not_be_broken_out_of() -> None:
    found = diagnostic(
        file="a,b:c%0A.yaml",
        message="100%\r\n::error::forged",
        help="\n::stop-commands::x",
    )
    text = render_github([found])

    assert 1 == text.count("\n")
    assert "\r" not in text
    assert "file=a%2Cb%3Ac%250A.yaml," in text
    assert "::100%25%0D%0A::error::forged" in text


def test_github_shows_each_weight() -> None:
    expected = ["::error", "::warning", "::error", "::notice"]
    weights = (Severity.ERROR, Severity.WARNING, Severity.BREAKING, Severity.NOTE)
    text = render_github([diagnostic(severity=weight) for weight in weights])

    assert expected == [line.split(" ")[0] for line in text.splitlines()]


def sarif_of(*found: Diagnostic, source: str = "a: x\nb: y\n") -> dict[str, object]:
    document = json.loads(render_sarif(found, {"spec/a.yaml": source}, version="1.2.3"))
    assert "2.1.0" == document["version"]
    run: dict[str, object] = document["runs"][0]
    return run


def prints_of(run: dict[str, object]) -> list[str]:
    results = run["results"]
    assert isinstance(results, list)
    return [
        result["partialFingerprints"]["primaryLocationLineHash"] for result in results
    ]


def test_sarif_places_results_and_lists_rules_once() -> None:
    run = sarif_of(
        diagnostic(2, 4, 5, help="mend"), diagnostic(code="b-code"), diagnostic()
    )
    assert {
        "driver": {
            "name": "onespec",
            "version": "1.2.3",
            "rules": [{"id": "b-code"}, {"id": "unknown-name"}],
        }
    } == run["tool"]
    results = run["results"]
    assert isinstance(results, list)
    assert [1, 0, 1] == [result["ruleIndex"] for result in results]
    assert {
        "ruleId": "unknown-name",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "`x` is not a param\nhelp: mend"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "spec/a.yaml"},
                    "region": {
                        "startLine": 2,
                        "startColumn": 4,
                        "endLine": 2,
                        "endColumn": 5,
                    },
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": prints_of(run)[0]},
    } == results[0]
    assert "unicodeCodePoints" == run["columnKind"]


def test_sarif_fingerprints_survive_a_moved_line() -> None:
    before = prints_of(sarif_of(diagnostic(2, 4, 5)))
    after = prints_of(sarif_of(diagnostic(4, 4, 5), source="# c\n\na: x\nb: y\n"))

    assert before == after


def test_sarif_fingerprints_tell_two_findings_on_equal_lines_apart() -> None:
    run = sarif_of(diagnostic(1), diagnostic(2), source="- x\n- x\n")

    assert 2 == len(set(prints_of(run)))


def test_sarif_file_names_are_uris() -> None:
    found = diagnostic(file="spec/a b#é.yaml")
    text = render_sarif([found], {})

    assert '"uri": "spec/a%20b%23%C3%A9.yaml"' in text


def test_spec_error_prints_what_it_carries() -> None:
    error = SpecError(iter([diagnostic()]), {"spec/a.yaml": "abc"})

    assert render_text([diagnostic()], {"spec/a.yaml": "abc"}) == str(error)
    assert (diagnostic(),) == error.diagnostics


def test_spec_error_crosses_process_borders() -> None:
    error = SpecError([diagnostic(help="é")], {"spec/a.yaml": "abc"})
    copy = pickle.loads(pickle.dumps(error))

    assert str(error) == str(copy)
    assert error.diagnostics == copy.diagnostics
    assert error.sources == copy.sources


def test_spans_sort_by_file_and_place() -> None:
    found = [
        diagnostic(2),
        diagnostic(1, 5),
        diagnostic(1),
        diagnostic(9, file="a.yaml"),
    ]

    expected = [("a.yaml", 9, 1)] + [
        ("spec/a.yaml", *at) for at in [(1, 1), (1, 5), (2, 1)]
    ]
    spans = sorted(item.span for item in found)
    assert expected == [(span.file, span.line, span.column) for span in spans]
