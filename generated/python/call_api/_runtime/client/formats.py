# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The formats that a text can be declared to have, and what each one lets through.

A pattern speaks of the whole text, and Python, ECMA and RE2 read it alike: checks,
JSON Schema and the docs judge by the same one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

_LEAP_YEAR = (
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])"
    "|(?:0[48]|[2468][048]|[13579][26])00)"
)
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DATE = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)"
)
_OFFSET = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_TIME = (
    rf"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?{_OFFSET}"
    r"|23:59:60(?:\.[0-9]+)?[Zz])"
)
_CLOCK = "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DAYS = "(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_GROUP = "[0-9A-Fa-f]{1,4}"
_IPV6 = (
    f"(?:(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}:){{1,7}}:|:(?::{_GROUP}){{1,7}}|::"
    + "".join(f"|(?:{_GROUP}:){{1,{7 - n}}}(?::{_GROUP}){{1,{n}}}" for n in range(1, 7))
    + f"|(?:(?:{_GROUP}:){{6}}|(?:{_GROUP}:){{1,5}}:|:(?::{_GROUP}){{0,5}}:"
    + "".join(
        f"|(?:{_GROUP}:){{1,{5 - n}}}(?::{_GROUP}){{1,{n}}}:" for n in range(1, 5)
    )
    + f"){_IPV4})"
)
_ESCAPE = "%[0-9A-Fa-f]{2}"
_PATH = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|{_ESCAPE})*"
_QUERY = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|{_ESCAPE})*"
_USER = rf"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|{_ESCAPE})*@)?"
_NAME = rf"(?:[A-Za-z0-9._~!$&'()*+,;=-]|{_ESCAPE})*"
_AUTHORITY = rf"//{_USER}(?:\[[0-9A-Fa-f:.]+\]|{_NAME})(?::[0-9]*)?(?:/{_PATH})?"
_URI = (
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?:{_AUTHORITY}|(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]"
    rf"|{_ESCAPE}){_PATH})|/|(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|{_ESCAPE}){_PATH}|)"
    rf"(?:\?{_QUERY})?(?:#{_QUERY})?"
)


@dataclass(frozen=True, slots=True)
class Format:
    """What one format lets through."""

    pattern: str
    """Tied to both ends of the text by `^` and `$`."""
    longest: int | None = None
    """Most characters that such a text has."""


FORMATS: Final[Mapping[str, Format]] = {
    "date": Format(f"^{_DATE}$"),
    "date-time": Format(f"^{_DATE}[Tt]{_TIME}$"),
    "time": Format(f"^{_TIME}$"),
    "duration": Format(f"^P(?:[0-9]+W|{_DAYS}(?:T{_CLOCK})?|T{_CLOCK})$"),
    "email": Format(rf"^{_ATOM}(?:\.{_ATOM})*@{_HOST}$", 254),
    "hostname": Format(f"^{_HOST}$", 253),
    "ipv4": Format(f"^{_IPV4}$"),
    "ipv6": Format(f"^{_IPV6}$"),
    "uri": Format(f"^{_URI}$"),
    "uuid": Format("^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
}
"""Every format of the spec language: dates and times as RFC 3339 has them (years 0001
to 9999, a leap second only as `23:59:60Z`), durations of its appendix A, dotted names
and addresses as RFC 1123, 4291 and 5321 have them (no quoted local part), URIs of
RFC 3986 with their scheme, UUIDs of RFC 9562."""


def has_format(name: str, text: str) -> bool:
    """Whether a text has a format. Raises KeyError for a name that is none."""
    form = FORMATS[name]
    if form.longest is not None and len(text) > form.longest:
        return False
    return _compiled(form.pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
