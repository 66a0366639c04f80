"""How faults and findings are printed for people."""

from __future__ import annotations

import pickle

import pytest
from findings import diagnostic
from onespec.diagnostics import Severity, SpecError, render_text, summary


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


def test_a_message_stays_on_one_line() -> None:
    text = render_text([diagnostic(message="one\r\ntwo\nthree")], {})

    assert "error[unknown-name]: one two three" == text.split("\n")[0]


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
