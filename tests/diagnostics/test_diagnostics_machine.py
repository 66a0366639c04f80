"""How faults and findings are printed for programs: JSON, workflow commands, SARIF."""

from __future__ import annotations

import json

from findings import diagnostic
from onespec.diagnostics import (
    Diagnostic,
    Severity,
    render_github,
    render_json,
    render_sarif,
)


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
    assert "::100%25%0A::error::forged" in text


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
