"""Prose against rule: sentences that say the opposite are found in whatever words; those that say the same, or something else, are not."""

from __future__ import annotations

import json

import pytest
from onespec.lint import lint
from places import TESTS
from specs import SERVICE, load_service

PARAMS = {
    "first": "{type: string, enum: [operator, contact], default: operator%s}",
    "at_once": "{type: boolean, default: false%s}",
    "early": "{type: boolean, default: false%s}",
    "extension": "{type: string%s}",
    "callback_url": "{type: string%s}",
    "retries": "{type: integer, minimum: 0, maximum: 9, default: 0%s}",
    "chat_id": "{type: string%s}",
    "user_id": "{type: string%s}",
}
# A constraint, and the param whose description stands beside it.
SWITCH = ("when: early, then: first == 'operator' && at_once", "early")
NEEDED = ("when: \"first == 'operator'\", then: has(extension)", "extension")
APART = ("at_most_one: [chat_id, user_id]", "chat_id")
EITHER = ("exactly_one: [chat_id, user_id]", "chat_id")
PAIR = ("all_or_none: [chat_id, user_id]", "chat_id")
SOME = ("at_least_one: [chat_id, user_id]", "chat_id")
COUNT = ("when: has(callback_url), then: retries > 0", "callback_url")
CLOSED = ("when: at_once, then: '!early'", "early")


def findings(constraint: str, described: str, text: str) -> list[str]:
    lines = ["method: start.call", "title: Start", "params:"]
    for name, shape in PARAMS.items():
        said = f", description: {json.dumps(text)}" if name == described else ""
        lines.append(f"  {name}: {shape % said}")
    lines += ["constraints:", f"  - {{id: c, {constraint}, error: bad_mix}}", ""]
    found = lint(load_service(method="\n".join(lines), service=SERVICE))
    return [one.witness for one in found if one.code == "prose-contradicts-constraint"]


REVERSED = (
    (SWITCH, "Requires `first` to be contact."),
    (SWITCH, "Not allowed when `first` is operator and `at_once` is true."),
    (SWITCH, "Must be false if `first` is operator."),
    (SWITCH, "Forbidden if `at_once` is true."),
    (SWITCH, "Only together with `first` set to contact."),
    (SWITCH, "Ignored unless `at_once` is false."),
    (SWITCH, "May be true only if `first` is contact."),
    (SWITCH, "Can be true unless `first` is operator."),
    (SWITCH, "Can't be true while `at_once` is on."),
    (SWITCH, "Has no effect when `at_once` is true."),
    (SWITCH, "Must not be combined with `at_once`."),
    (SWITCH, "Never send it together with `at_once`."),
    (SWITCH, "Excludes `at_once`."),
    (SWITCH, "Incompatible with `at_once`."),
    (SWITCH, "If `first` is operator, it has to be false."),
    (SWITCH, "When `at_once` is true, this is rejected."),
    (SWITCH, "Prohibited as long as `at_once` is enabled."),
    (SWITCH, "Available only for calls where `first` is contact."),
    (SWITCH, "Depends on `at_once` being off."),
    (SWITCH, "Works only without `at_once`."),
    (SWITCH, "Leave it out if `at_once` is true."),
    (SWITCH, "Do not set it when `first` is operator."),
    (SWITCH, "Use only when `at_once` is disabled."),
    (SWITCH, "Invalid in combination with `at_once`."),
    (SWITCH, "Should be true only where `first` is not operator."),
    (SWITCH, "Permitted exclusively when `at_once` is false."),
    (SWITCH, "Cannot be enabled if `at_once` is true."),
    (SWITCH, "Is refused in case `first` is operator."),
    (NEEDED, "Not allowed if `first` is operator."),
    (NEEDED, "Must be omitted when `first` is operator."),
    (NEEDED, "Optional when `first` is operator."),
    (NEEDED, "Required unless `first` is operator."),
    (NEEDED, "Only needed if `first` is contact."),
    (NEEDED, "May be left out if `first` is operator."),
    (NEEDED, "Ignored when `first` is operator."),
    (NEEDED, "Required if `first` is contact."),
    (NEEDED, "Not required when `first` is operator."),
    (NEEDED, "Mandatory except when `first` is operator."),
    (NEEDED, "Unless `first` is contact, it must not be given."),
    (APART, "Requires `user_id`."),
    (APART, "Must be sent together with `user_id`."),
    (APART, "Required if `user_id` is given."),
    (APART, "Needs `user_id` as well."),
    (APART, "Only with `user_id`."),
    (EITHER, "Required when `user_id` is given."),
    (EITHER, "Not allowed without `user_id`."),
    (EITHER, "Must be left empty if `user_id` is missing."),
    (EITHER, "May be used with `user_id`."),
    (PAIR, "Cannot be combined with `user_id`."),
    (PAIR, "Mutually exclusive with `user_id`."),
    (PAIR, "Required unless `user_id` is sent."),
    (PAIR, "Forbidden if `user_id` is given."),
    (SOME, "Forbidden unless `user_id` is given."),
    (SOME, "Must be omitted if `user_id` is not given."),
    (COUNT, "Not allowed if `retries` is above 0."),
    (COUNT, "Only valid when `retries` is 0."),
    (COUNT, "Requires `retries` to be 0."),
    (CLOSED, "Requires `at_once`."),
    (CLOSED, "Must be true if `at_once` is true."),
    (CLOSED, "Allowed only with `at_once`."),
    (CLOSED, "Only together with `at_once`."),
    (CLOSED, "Not valid unless `at_once` is true."),
)

SAME = (
    (SWITCH, "Requires `first` to be operator and `at_once` to be true."),
    (SWITCH, "May be true only if `first` is operator and `at_once` is true."),
    (SWITCH, "Not allowed when `first` is contact."),
    (SWITCH, "Must be false unless `at_once` is true."),
    (SWITCH, "Forbidden if `at_once` is false or `first` is contact."),
    (SWITCH, "Only together with `at_once`."),
    (SWITCH, "Ignored unless `at_once` is true."),
    (SWITCH, "Can't be true while `at_once` is off."),
    (SWITCH, "Has no effect without `at_once`."),
    (SWITCH, "Depends on `at_once`."),
    (SWITCH, "Cannot be true if `first` is contact."),
    (SWITCH, "Use it together with `at_once`."),
    (SWITCH, "Unless `at_once` is true, it must be false."),
    (SWITCH, "If `first` is contact, this is rejected."),
    (SWITCH, "Switches the call early. Set it to true to connect the parties before `at_once` applies."),
    (SWITCH, "What happens when `at_once` is true is described elsewhere."),
    (SWITCH, "Works best if `first` is operator."),
    (SWITCH, "Not available for calls where `first` is contact."),
    (SWITCH, "Both `first` and `at_once` are looked at."),
    (SWITCH, "Allowed only if the weather is fine."),
    (SWITCH, "With `at_once` the operator hears the tone at once."),
    (SWITCH, "Only if `first` is operator, and only with `at_once`."),
    (SWITCH, "Not permitted without `at_once`."),
    (SWITCH, "Whether it is true makes no difference unless `retries` is above 3."),
    (NEEDED, "Required if `first` is operator."),
    (NEEDED, "Must be sent when `first` is operator."),
    (NEEDED, "May be omitted if `first` is contact."),
    (NEEDED, "Optional unless `first` is operator."),
    (NEEDED, "Mandatory for operators, that is when `first` is operator."),
    (NEEDED, "Not needed when `first` is contact."),
    (NEEDED, "The extension to dial; digits only. If `first` is operator it must not be omitted."),
    (NEEDED, "Only required if `first` is operator."),
    (APART, "Not allowed together with `user_id`."),
    (APART, "Must be omitted if `user_id` is given."),
    (APART, "Cannot be combined with `user_id`."),
    (APART, "An alternative to `user_id`."),
    (APART, "Mutually exclusive with `user_id`."),
    (APART, "Sent instead of `user_id`."),
    (EITHER, "Required if `user_id` is not given."),
    (EITHER, "Required unless `user_id` is sent."),
    (EITHER, "Must not be sent with `user_id`."),
    (EITHER, "Either this or `user_id` is required."),
    (PAIR, "Requires `user_id`."),
    (PAIR, "Only together with `user_id`."),
    (PAIR, "Must be sent if `user_id` is sent."),
    (PAIR, "Not allowed without `user_id`."),
    (SOME, "Required unless `user_id` is given."),
    (SOME, "May be omitted if `user_id` is given."),
    (SOME, "May be sent together with `user_id`."),
    (COUNT, "Requires `retries` to be above 0."),
    (COUNT, "Not allowed if `retries` is 0."),
    (COUNT, "Only valid when `retries` is at least 1."),
    (COUNT, "Called after each try; with `retries` there may be more than one call."),
    (CLOSED, "Not allowed if `at_once` is true."),
    (CLOSED, "Must be false when `at_once` is true."),
    (CLOSED, "Only without `at_once`."),
    (CLOSED, "Excludes `at_once`."),
    (CLOSED, "May be true if `at_once` is false."),
    (CLOSED, "Cannot be used together with `at_once`."),
)  # fmt: skip


RULES = {
    "SWITCH": SWITCH,
    "NEEDED": NEEDED,
    "APART": APART,
    "EITHER": EITHER,
    "PAIR": PAIR,
    "COUNT": COUNT,
    "CLOSED": CLOSED,
}


def corpus(mark: str) -> list[tuple[str, str]]:
    """Sentences of the data file, each with the name of the rule it stands beside."""
    found: list[tuple[str, str]] = []
    name = ""
    for line in (TESTS / "data" / "polarity.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line.startswith(f"{mark} "):
            found.append((name, line[2:]))
    return found


def test_a_large_corpus_of_sentences_is_told_apart() -> None:
    """The opposite, in more than a hundred and eighty wordings, and as many sentences that are right or beside the point."""
    opposite, right = corpus("-"), corpus("=")
    missed = [text for name, text in opposite if not findings(*RULES[name], text)]
    alarms = [text for name, text in right if findings(*RULES[name], text)]
    assert len(opposite) > 180 and len(right) > 150
    assert (missed, alarms) == ([], [])


@pytest.mark.parametrize("key", ["message", "description"])
def test_the_own_words_of_a_constraint_are_read_too(key: str) -> None:
    shape, described = SWITCH
    for text, count in (
        ("Not allowed when `first` is operator.", 1),
        ("Not allowed when `first` is contact.", 0),
        ("`early` must not be true if `at_once` is true.", 1),
        ("`early` must not be true unless `at_once` is true.", 0),
    ):
        found = findings(f"{shape}, {key}: {json.dumps(text)}", described, "A flag.")
        assert len(found) == count, text


@pytest.mark.parametrize(("rule", "text"), REVERSED, ids=[row[1] for row in REVERSED])
def test_the_opposite_is_found_with_a_request_that_shows_it(
    rule: tuple[str, str], text: str
) -> None:
    found = findings(*rule, text)
    assert len(found) == 1
    assert "{" in found[0]


@pytest.mark.parametrize(("rule", "text"), SAME, ids=[row[1] for row in SAME])
def test_what_agrees_or_is_about_something_else_raises_no_alarm(
    rule: tuple[str, str], text: str
) -> None:
    assert findings(*rule, text) == []
