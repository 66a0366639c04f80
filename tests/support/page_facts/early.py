"""What the page says of `early_switching`, with the one constraint, and of `media_file_id`."""

from __future__ import annotations

from onespec.model import Constraint, Service

from page_facts.fact import Fact, default, fact, method, param, prose, refused, row
from page_facts.switches import DIAL_CONTACT, told

COMBINATION = "invalid_parameters_combination"


def _constraint(service: Service) -> Constraint:
    [constraint] = method(service).constraints
    return constraint


FACTS: tuple[Fact, ...] = (
    *row("early_switching", "boolean", False),
    fact(
        "early_switching is false by default",
        default("early_switching"),
        False,
        "false",
        where="param-early_switching",
    ),
    prose(
        "with early_switching the contact's line is heard while it is dialed",
        "early_switching",
        "hears what happens on the contact's line",
    ),
    prose(
        "a voicemail that answers is heard by the operator",
        "early_switching",
        "If a voicemail",
        "lets the operator hear its announcement",
    ),
    prose(
        "without it the operator hears the music of media_file_id",
        "early_switching",
        "the operator hears the music of `media_file_id` instead",
    ),
    told(
        "early_switching takes the place of the dialing music",
        "operator",
        True,
        DIAL_CONTACT,
        ("Operator", "the sounds of the contact's line are heard, such as a voicemail"),
        early_switching=True,
    ),
    prose(
        "it may be true only with operator first and switch_at_once",
        "early_switching",
        "only if `first_call` is `operator` and `switch_at_once` is `true`",
    ),
    fact(
        "with operator and switch_at_once, early_switching passes",
        refused(first_call="operator", switch_at_once=True, early_switching=True),
        [],
    ),
    fact(
        "with contact first, it is refused",
        refused(first_call="contact", switch_at_once=True, early_switching=True),
        [COMBINATION],
    ),
    fact(
        "with switch_at_once false, it is refused",
        refused(first_call="operator", switch_at_once=False, early_switching=True),
        [COMBINATION],
    ),
    fact(
        "with switch_at_once absent, it is refused",
        refused(first_call="operator", early_switching=True),
        [COMBINATION],
    ),
    fact(
        "switched off, it passes with any first_call",
        refused(first_call="contact", early_switching=False),
        [],
    ),
    fact(
        "the combination is refused by invalid_parameters_combination",
        lambda service: _constraint(service).error,
        COMBINATION,
        COMBINATION,
    ),
    fact(
        "the constraint blames early_switching",
        lambda service: _constraint(service).blame,
        (("early_switching",),),
        "early_switching",
        where="constraint-early-switching-needs-operator-first",
    ),
    *row("media_file_id", "number", False),
    fact(
        "media_file_id is the melody Dialing Music (dialing_music) by default",
        lambda service: param(service, "media_file_id").default_note,
        'The system melody "Dialing Music" (`dialing_music`).',
        "Dialing Music",
        "dialing_music",
        where="param-media_file_id",
    ),
    prose("it is the id of a media file", "media_file_id", "The id of the media file"),
    prose(
        "the file is a system file or a user's",
        "media_file_id",
        "a system file or one of the account's own",
    ),
    prose("the REST API lists both", "media_file_id", "REST API has a list of either"),
    prose(
        "it is always played for the leg without a message",
        "media_file_id",
        "A party without a message of its own",
        "always hears this file",
    ),
    fact(
        "an id that is text is of the wrong type",
        refused(media_file_id="2701"),
        ["data_type_error"],
    ),
)
