"""English sentences about params -> claims: what must hold of every request, or what some request can be.

A small grammar. A sentence is a main clause and a condition bound to it by a joint (`if`, `unless`, `only with`, ...). The main
clause has a subject (the param it stands beside, unless it names another), a modality (must, may) and what it speaks
of: that the param is sent, left out, or has a value. Negation turns must into must-not and may-not into must-not, as English does.
What is not understood is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Final, TypeAlias

from onespec import names
from onespec.datatypes import (
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    StringType,
)
from onespec.language import known_members
from onespec.language.ast import Binary, Expr, Literal, Root, Unary, paths
from onespec.language.scope import Target, has, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a sentence says of requests."""

    quote: str
    holds: Expr | None = None
    """What every request keeps."""
    possible: Expr | None = None
    """What some request is; `holds` is then None."""
    given: Expr | None = None
    """Where that is: the condition of the sentence."""


Usual: TypeAlias = Callable[[Target], Expr]
"""What is meant by a param of which nothing more is said: the condition that a constraint has about it."""

_LONGEST: Final = 400
"""Characters of a sentence that is read."""
_SENTENCE: Final = re.compile(r"[^.;!?\n]*(?:\.(?=\w)[^.;!?\n]*)*")

# Joints, each with what it makes of the condition behind it. `only` in front makes a necessary condition of a sufficient one.
_JOINTS: Final = (
    ("iff", r"if\s+and\s+only\s+if|exactly\s+(?:if|when)"),
    ("unless", r"unless|except(?:ing)?\s+(?:if|when|where|with|for|together with|in case)|save\s+(?:if|when)|other\s+than\s+(?:if|when)"),
    ("without", r"without|in\s+the\s+absence\s+of|(?:if|when)\s+there\s+is\s+no"),
    ("if", r"if|when(?:ever)?|(?:in|for)\s+which|where(?:ver)?|in\s+case(?:\s+that|\s+of)?|(?<!\bbe\s)(?<!\bis\s)(?<!\bare\s)(?<!\bnot\s)(?<!\bbeen\s)provided(?:\s+that)?|so\s+long\s+as|as\s+long\s+as|while|once|given\s+that|on\s+condition\s+that|in\s+the\s+presence\s+of|after|assuming(?:\s+that)?|as\s+soon\s+as|in\s+calls\s+where"),
    ("with", r"at\s+the\s+same\s+time\s+as|simultaneously\s+with|in\s+parallel\s+with|(?:together|along|jointly|combined|in\s+combination|in\s+conjunction|in\s+company)\s+with|alongside(?:\s+of)?|with|beside|next\s+to"),
    ("narrow", r"(?:restricted|limited|reserved|confined|exclusive)\s+(?:to|for)(?:\s+\w+\s+(?:where|in\s+which|with))?"),
    ("for", r"for|by|in"),
)  # fmt: skip
_JOINT: Final = re.compile(
    r"\b(?P<only>(?:only|solely|exclusively|just|strictly)\s+)?(?:"
    + "|".join(rf"(?P<{kind}>{form})" for kind, form in _JOINTS)
    + r")\b",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)

_MUST, _MAY = "must", "may"
# A modality, whether it is turned (forbidden is must-not, optional is may-not), and what may stand for it. The first that
# is found counts.
_MODALITIES: Final = (
    (_MAY, False, r"optional|no\s+need|unnecessary|superfluous|dispensable|voluntary|need\s?n[o']t|needn't"),
    (_MUST, False, r"ignored|disregarded|skipped\s+over|overridden|no\s+effect|without\s+effect|no\s+meaning|meaningless|useless|pointless|makes\s+no\s+sense|refuses|does\s+nothing"),
    (_MUST, False, r"forbidden|prohibited|disallowed|banned|barred|illegal|invalid|inadmissible|unavailable|unsupported|unusable|rejected|refused|excluded|ruled\s+out|denied|declined|an?\s+error|fails?|off[- ]limits|impossible|blocked|inapplicable"),
    (_MUST, True, r"required|mandatory|compulsory|obligatory|needed|necessary|must|ha(?:s|ve)\s+to|needs?\s+to|is\s+to\s+be|are\s+to\s+be|shall|should|essential|indispensable|always"),
    (_MAY, True, r"allowed|permitted|permissible|compatible|combinable|legal|lawful|valid|accepted|acceptable|admissible|available|possible|supported|usable|may|can(?!not|'t)|could|works?|appl(?:y|ies)|applicable|effective|takes?\s+effect|ha(?:s|ve)\s+(?:an\s+)?effect|meaningful|makes?\s+sense|honou?red|considered|respected|counts?|evaluated|taken\s+into\s+account|heeded|looked\s+at|used|sent|set|given|passed|true|false|specified|combined"),
)  # fmt: skip
_NEGATION: Final = re.compile(
    r"\b(?:not|never|no|neither|nor|none|nowhere|hardly|cannot)\b|n't\b|n’t\b",
    re.IGNORECASE,
)
_BARRED: Final = re.compile(
    r"\b(?:cannot|can['’]t|(?:must|do|should|may|could|wo)n['’]t|do\s+not|will\s+not|never)\b",
    re.IGNORECASE,
)
_MODAL: Final = re.compile(r"\b(?:must|shall|should|ha(?:s|ve)\s+to)\b", re.IGNORECASE)
_BIDDING: Final = re.compile(
    r"^\W*(?:please\s+|then\s+)?(?:(?P<send>send|set|pass|give|specify|provide|fill|supply|include|state|add|use(?!\s+of)|enable|activate|(?:turn|switch)\s+(?:it\s+|this\s+)?on)"
    r"|(?P<drop>omit|drop|leave|skip|remove|avoid|unset|clear|disable|deactivate|(?:turn|switch)\s+(?:it\s+|this\s+)?off))\b",
    re.IGNORECASE,
)
_HEDGED: Final = re.compile(
    r"\b(?:older|earlier|legacy|some|most|many|usually|often|sometimes|rarely|historically|likely|probably|typically|recommended|best|no\s+longer|more\s+than\s+once)\b",
    re.IGNORECASE,
)
"""Words of a main clause that states no rule."""
_OWN_WORDS: Final = frozenset(
    "it this that which value flag param parameter option field setting switch key argument member property true false "
    "request requests call calls client clients caller callers you one they use usage using sending passing setting "
    "specifying enabling there nothing both either neither".split()
)
"""Subjects that are the param itself, or whoever sends it."""
_NOUN: Final = re.compile(
    r"^\W*(?:(?:and|but|so|then|also|please|however|only|just|solely|note\s+that)\W+)*(?:(?P<article>the|an?|any|each|every|its|their|your|our|these|those|such)\s+)?(?P<noun>[\w\x00-]+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FINITE: Final = re.compile(
    r"\s+(?:\w+\s+){0,6}?(?:is|are|was|were|must|may|can|cannot|can't|should|shall|has|have|will|do|does|doesn't|don't)\b",
    re.IGNORECASE,
)
_VERB: Final = re.compile(
    r"\b(?:must|shall|should|ha(?:s|ve)\s+to|may|can|cannot|could|will|mustn't|can't|shouldn't)\s+(?:(?:not|never|only|always|also|still|then|neither|both)\s+)*(?P<verb>\w+)(?:\s+(?:not|only|always|also|either|both|to|then))*\s*(?P<next>[\w\x00'-]*)",
    re.IGNORECASE,
)
_ACTS: Final = frozenset(
    "stay remain equal appear go accompany carry use send set pass give provide specify enable disable combine omit skip leave drop "
    "apply work take have occur exist come include supply fill state turn switch contain need require".split()
)
_STATES: Final = frozenset(
    "sent given specified set present passed provided used filled supplied included stated there true false on off enabled disabled active "
    "inactive activated deactivated switched turned omitted left absent missing empty unset dropped removed blank skipped combined mixed "
    "joined accompanied allowed permitted required refused rejected ignored forbidden accepted needed optional mandatory valid invalid "
    "possible available supported considered honoured respected read evaluated together of".split()
)
"""What a modal verb can say of a param as a whole; anything else is about the form of its value."""
_ABSENT: Final = (
    r"omitted|left\s+(?:out|empty|away|blank|unset)|absent|missing|empty|unset|dropped|removed|blank|skipped|lacking"
)
_UNSENT: Final = re.compile(
    rf"\b(?:not\s+(?:\w+\s+)?(?:sent|given|specified|set|present|passed|provided|used|supplied|included|filled|there|stated)|{_ABSENT})\b|n't\s+(?:sent|given|specified|set|present|passed|provided|used|supplied|there)\b",
    re.IGNORECASE,
)
_LEFT_OUT: Final = re.compile(
    rf"\b(?:{_ABSENT}|omit|skip|drop|leave\s+(?:it\s+|this\s+)?(?:out|away|empty|blank|unset))\b",
    re.IGNORECASE,
)
_STATE: Final = re.compile(
    rf"\W*(?:(?:it|this)\s+)?(?:is\s+)?(?:always\s+)?(?:true|false|sent|present|{_ABSENT})\W*",
    re.IGNORECASE,
)
"""A main clause that is no more than what the param is: `False if ...`."""
_SENT: Final = re.compile(
    r"\b(?:sent|given|specified|set|present|passed|provided|used|filled|supplied|included|stated|there)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(?:not|never|other\s+than|different\s+from|differs?\s+from|anything\s+but|anything\s+else\s+than|except)\b|n't\b|!=|≠",
    re.IGNORECASE,
)
_ON: Final = re.compile(
    r"\b(?:on|enabled|active|activated|switched on|turned on|yes)\b", re.IGNORECASE
)
_TURNED_ON: Final = re.compile(
    r"\b(?:enabled|activated|active|(?:be|turned|switched)\s+on)\b", re.IGNORECASE
)
_TURNED_OFF: Final = re.compile(
    r"\b(?:disabled|deactivated|inactive|(?:be|turned|switched)\s+off)\b", re.IGNORECASE
)
_OFF: Final = re.compile(
    r"\b(?:off|disabled|inactive|deactivated|switched off|turned off)\b", re.IGNORECASE
)

# Verbs that take the other param as their object: `requires x`, `excludes x`.
_PAUSE: Final = re.compile(
    r",(?:\s*then\b)?|: |\s+then\b|\s+(?=(?:it|this)\b)", re.IGNORECASE
)
"""Where a condition that leads a sentence may end."""
_PURPOSES: Final = (
    re.compile(
        r"\W*(?:in\s+order\s+)?to\s+(?:use|set|send|pass|enable|apply)\s+(?:it|this)\b[^,]*,(?P<need>.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"(?P<need>.*)\bfor\s+(?:it|this)\s+to\s+(?:be|work|apply|take|have|count)\b.*",
        re.IGNORECASE | re.DOTALL,
    ),
)
"""`To use it, x must be sent`, `x must be sent for it to work`."""
_PREDICATE: Final = re.compile(
    r"\s+(?=(?:must|cannot|can|may|should|shall|do\s+not|don['’]t|are|is)\b)",
    re.IGNORECASE,
)
"""Where one may end that belongs to the subject: `calls with x must ...`."""
_NEEDS: Final = re.compile(
    r"\b(?:requires?|(?<!no\s)needs?(?!\s+(?:to|not)\b)|depends?\s+(?:up)?on|relies\s+on|presupposes?|demands?|goes\s+(?:only\s+)?(?:together\s+)?with|comes\s+with|pairs\s+with|accompan(?:y|ies)|calls?\s+for|necessitates?|assumes?|expects?|"
    r"(?:must|has\s+to|have\s+to|should|shall)\s+be\s+(?:accompanied|backed|joined|complemented|followed|preceded)\s+by|"
    r"(?:prerequisite|precondition|condition)s?\s*(?:is|are|:))(?=\W)",
    re.IGNORECASE,
)
_EXCLUDES: Final = re.compile(
    r"\b(?:excludes?|rules?\s+out|conflicts?\s+with|(?:is\s+|are\s+)?incompatible\s+with|mutually\s+exclusive\s+with|clash(?:es)?\s+with|"
    r"contradicts?|forbids?|prohibits?|prevents?|precludes?|bars|disallows?|replaces?|(?:an?\s+)?alternative\s+to|instead\s+of)(?=\W)",
    re.IGNORECASE,
)
_COMPARED: Final = (
    (">=", r"at\s+least|no\s+less\s+than|not\s+less\s+than|not\s+below|>=|≥|or\s+more|from"),
    ("<=", r"at\s+most|no\s+more\s+than|not\s+more\s+than|not\s+above|up\s+to|<=|≤"),
    (">", r"above|over|more\s+than|greater\s+than|larger\s+than|higher\s+than|exceeds?|exceeding|beyond|>"),
    ("<", r"below|under|less\s+than|fewer\s+than|smaller\s+than|lower\s+than|<"),
)  # fmt: skip


def claims(
    text: str, params: tuple[Field, ...], subject: Expr | None, usual: Usual
) -> Iterator[Claim]:
    """What the sentences of a text claim; `subject` is what a sentence is about that names nothing itself."""
    reader = _Reader(targets=_targets(params), subject=subject, usual=usual)
    for said in _SENTENCE.findall(text):
        if len(said) > _LONGEST:
            continue
        said = re.split(r",?\s*\botherwise\b|,?\s*\bor else\b", said)[0]
        claim = reader.sentence(said.strip())
        if claim is not None:
            yield claim


def _targets(params: tuple[Field, ...]) -> list[tuple[str, Target]]:
    """Every param, and every member of one, by the name that prose has for it."""
    found = []
    for field in params:
        found.append((field.name, Target(root=Root.PARAMS, fields=(field,))))
        inner = known_members(field.type)
        for member in inner:
            target = Target(root=Root.PARAMS, fields=(field, member))
            found.append((f"{field.name}.{member.name}", target))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """Where a param is named."""

    start: int
    end: int
    target: Target
    is_bare: bool = False
    """Whether it may be a word like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads sentences over the same params."""

    targets: Sequence[tuple[str, Target]]
    subject: Expr | None
    usual: Usual

    def sentence(self, said: str) -> Claim | None:
        """What one sentence claims; None where it is not understood."""
        for form in _PURPOSES:
            purpose = form.fullmatch(said)
            condition = self.condition(purpose["need"]) if purpose else None
            if condition is not None and self.subject is not None:
                holds = implied(self.subject, condition)
                return Claim(quote=_quote(said), holds=holds)
        for main, joint, only, clause in self._parted(said):
            # A verb with an object, and a condition besides: that says too much at once.
            if _NEEDS.search(main) or _EXCLUDES.search(main):
                return self._object(said) if joint in ("with", "for") else None
            condition = self.condition(clause)
            if condition is not None:
                claim = self._claimed(said, main, joint, only, condition)
                if claim is not None or joint not in ("with", "for"):
                    return claim or self._object(said)
        return self._object(said) or self._counted(said)

    def _counted(self, said: str) -> Claim | None:
        """How many of several named params: `not both a and b`."""
        named = {one.target.path: one.target for one in self.mentions(said)}
        if len(named) < 2:
            return None
        sent = [self.usual(target) for target in named.values()]
        for words, count in _COUNTS:
            if words.search(self._bare(said)):
                return Claim(quote=_quote(said), holds=count(sent))
        return None

    def _parted(self, said: str) -> Iterator[tuple[str, str, bool, str]]:
        """The ways to part it: main clause, joint, whether `only` stands before it, condition."""
        calls = re.match(
            r"\W*(?:calls|requests|a\s+call|a\s+request)\s+", said, re.IGNORECASE
        )
        if calls is not None:
            said = said[calls.end() :]
        led = re.match(r"\W*", said)
        start = led.end() if led else 0
        for found in _JOINT.finditer(said):
            kind = next(kind for kind, _ in _JOINTS if found[kind])
            if kind in ("with", "for") and not self._names_next(said, found.end()):
                continue
            if self._in_code(said, found.start()):
                continue
            if found.start() > start:
                main = said[: found.start()]
                only = bool(found["only"]) or _ONLY.search(main) is not None
                yield main, kind, only, said[found.end() :]
                continue
            ends = [*_PAUSE.finditer(said[found.end() :])]
            if calls is not None:
                ends += reversed([*_PREDICATE.finditer(said[found.end() :])])
            clause, comma, rest = self._at_comma(said[found.end() :], ends)
            if comma:
                yield rest, kind, bool(found["only"]), clause
                continue
            clause = said[found.end() :]
            only = bool(found["only"]) or re.search(r"\bonly\W*$", clause) is not None
            if only or kind in ("unless", "narrow"):
                yield "", kind, only, clause

    def _at_comma(
        self, text: str, ends: Sequence[re.Match[str]]
    ) -> tuple[str, str, str]:
        """A leading condition, and the main clause behind the first of its ends that is followed by one."""
        for found in ends:
            at, rest = found.start(), text[found.end() :]
            if not self._in_code(text, at) and self._modality(self._bare(rest)):
                if self.condition(text[:at]) is not None:
                    return text[:at], ",", rest
        return text, "", ""

    def _names_next(self, said: str, at: int) -> bool:
        """Whether a param is named in the next few words."""
        near = [m.start for m in self.mentions(said) if m.start >= at]
        return bool(near) and len(said[at : near[0]].split()) <= 2

    def _in_code(self, said: str, at: int) -> bool:
        return said[:at].count("`") % 2 == 1

    def _bare(self, text: str) -> str:
        """The text without what stands between backquotes or quotes, where words are names and values."""
        return re.sub(r"`[^`]*`|\"[^\"]*\"|«[^»]*»|“[^”]*”", " \x00 ", text)

    def _object(self, said: str) -> Claim | None:
        """`x requires y`, `x excludes y`."""
        for verb, wanted in ((_NEEDS, True), (_EXCLUDES, False)):
            found = verb.search(said)
            if found is None or self._in_code(said, found.start()):
                continue
            before, after = said[: found.start()], said[found.end() :]
            if re.search(r"\b(?:if|when|unless|where)\b", self._bare(after)):
                return None
            other = self.condition(after)
            if other is None and re.match(r"\W*(?:it|this)\b", after):
                other = self.subject
            subject = self._subject(before, other)
            if other is None or subject is None:
                return None
            if _NEGATION.search(self._bare(before)):
                if wanted:
                    return None
                both = Binary(op="&&", left=subject, right=other)
                return Claim(quote=_quote(said), possible=both, given=subject)
            if not wanted:
                other = negated(other)
            return Claim(quote=_quote(said), holds=implied(subject, other))
        return None

    def _claimed(
        self, said: str, main: str, joint: str, only: bool, condition: Expr
    ) -> Claim | None:
        bare = self._bare(main)
        modality = None if self._is_foreign(bare) else self._modality(bare)
        if modality is None and bare.strip(" ,:"):
            if self._is_foreign(bare):
                return None
        if joint == "narrow":
            joint, only, modality = "if", True, (_MAY, True)
        subject = self._subject(main, condition)
        if subject is None:
            return None
        if modality is None:
            if not only and joint != "unless":
                return None
            modality = (_MAY, True)
        strength, truth = modality
        if joint == "for" and not (only or _is_lexical(bare)):
            return None
        if _LEFT_OUT.search(bare) and not _BIDDING.match(bare):
            truth = not truth
        elif not truth and only and _NEGATION.search(bare):
            return None  # `not only if`: who knows.
        if only and truth and _MODAL.search(bare):
            strength = _MAY  # `must only be set if x` allows it there, and `required only if x` asks for it.
        about = subject if truth else negated(subject)
        if joint == "without":
            condition = negated(condition)
        holds = _formula(strength, truth, about, joint, only, condition)
        if holds is not None:
            return Claim(quote=_quote(said), holds=holds)
        both = Binary(op="&&", left=condition, right=about)
        return Claim(quote=_quote(said), possible=both, given=condition)

    def _is_foreign(self, bare: str) -> bool:
        """Whether a main clause speaks of something else than the param as a whole: the form of its value, or another thing."""
        if _HEDGED.search(bare):
            return True
        verb = _VERB.search(bare)
        if verb is not None:
            said, then = verb["verb"].lower(), verb["next"].lower()
            if said == "be":
                if then and then not in _STATES and "\x00" not in then:
                    return True
            elif said not in _ACTS and said not in _STATES:
                return True
        found = _NOUN.match(bare)
        if found is None or _BIDDING.match(bare):
            return False
        noun = found["noun"].lower()
        own = paths(self.subject) if self.subject is not None else ()
        if (
            "\x00" in noun
            or noun in _OWN_WORDS
            or noun in names.words(own[0][-1] if own else "")
        ):
            return False
        return bool(found["article"] or _FINITE.match(found["rest"]))

    def _modality(self, bare: str) -> tuple[str, bool] | None:
        """Must or may, and of what: the subject, or its opposite."""
        if bidding := _BIDDING.match(bare):
            if _ONLY.search(bare):
                return _MAY, True
            return _MUST, bool(bidding["send"])
        if _STATE.fullmatch(bare):
            return _MUST, True
        for strength, truth, words in _MODALITIES:
            found = re.search(rf"\b(?:{words})\b", bare, re.IGNORECASE)
            if found is None:
                continue
            if _BARRED.search(bare[: found.start()]) and strength == _MAY and truth:
                return _MUST, False
            around = bare[: found.start()] + _tail(bare[found.end() :])
            negations = len(_NEGATION.findall(around))
            if not negations % 2:
                return strength, truth
            return _denied(strength, truth, found.group())
        if _BARRED.search(bare):
            return (
                _MUST,
                re.search(r"\b(?:omit|leave|drop|skip|forget)\b", bare) is not None,
            )
        return None

    def _subject(self, main: str, condition: Expr | None) -> Expr | None:
        """What the main clause speaks of: a param it names, with the value it says, or what the text is about."""
        for mention in self.mentions(main):
            if mention.is_bare:
                continue
            rest = main[mention.end :]
            told = self._value_in(self._without_names(rest), mention.target)
            return told if told is not None else self.usual(mention.target)
        if self.subject is None:
            return None
        return self._own_value(main) or self.subject

    def _own_value(self, main: str) -> Expr | None:
        """`must be false`: a value of the param that the text stands beside, where it is one param."""
        target = _target_of(self.subject, self.targets)
        return None if target is None else self._value_in(main, target)

    def _without_names(self, text: str) -> str:
        mentions = list(self.mentions(text))
        return text[: mentions[0].start] if mentions else text

    def _value_in(self, text: str, target: Target) -> Expr | None:
        """A value of the param that the text says, with no word of negation, which counts with the modality."""
        for value in _values(target.field):
            if isinstance(value, str):
                # Bare, a value may be any word.
                form = rf"(?:[`\"'«“]|\bvalue\s+){re.escape(value)}(?!\w)"
                if re.search(form, text):
                    return equals(target, value)
            elif _place(text.lower(), json.dumps(value)) >= 0:
                return equals(target, value)
        if isinstance(target.field.type, BooleanType):
            for word, wanted in ((_TURNED_ON, True), (_TURNED_OFF, False)):
                if word.search(text):
                    return equals(target, wanted)
        return None

    def mentions(self, text: str) -> list[_Mention]:
        """Where params are named, in order; a name that may be a common word counts between quotes or after `parameter`.

        Bare, it counts for what is then said of it: `mode is fast`.
        """
        found: dict[int, _Mention] = {}
        for name, target in self.targets:
            if name not in text:
                continue
            word = re.escape(name)
            is_plain = "_" in name or len(name) > 12 or "." in name
            front = "" if is_plain else r"(?:[`\"'«“]|\bparam(?:eter)?\s+|\bfield\s+)"
            sure = rf"{front}(?<![\w.]){word}(?!\w)(?!\.\w)"
            bare = rf"(?<![\w.`-]){word}(?=\s+(?:is|isn['’]t|was|equals|has|=+)\s|\s*=)"
            for form, is_bare in ((sure, False), (bare, True)):
                for match in re.finditer(form, text):
                    one = _Mention(
                        start=match.start(),
                        end=match.end(),
                        target=target,
                        is_bare=is_bare and not is_plain,
                    )
                    if not any(
                        other.start <= one.start < other.end for other in found.values()
                    ):
                        found[one.start] = one
        return [found[at] for at in sorted(found)]

    def condition(self, clause: str) -> Expr | None:
        """What the clause says of each param it names, joined by `and`, or by `or` where it says so."""
        found = self.mentions(clause)
        parts: list[Expr] = []
        for index, one in enumerate(found):
            stop = found[index + 1].start if index + 1 < len(found) else len(clause)
            start = found[index - 1].end if index else 0
            part = self._said(
                clause[start : one.start], clause[one.end : stop], one.target
            )
            if part is None and not one.is_bare:
                part = self.usual(one.target)
                if re.search(
                    r"\b(?:no|not|neither|nor|without)\b[^,]*$",
                    clause[start : one.start],
                ):
                    part = negated(part)
            if part is not None:
                parts.append(part)
        if not parts:
            return None
        between = clause[found[0].end : found[-1].start].lower()
        is_or = re.search(r"\bn?or\b", between) and not re.search(r"\band\b", between)
        neither = re.search(r"\bneither\b", clause.lower()) is not None
        if neither:
            parts = [
                parts[0],
                *(part if _is_negated(part) else negated(part) for part in parts[1:]),
            ]
            parts[0] = parts[0] if _is_negated(parts[0]) else negated(parts[0])
        op = "||" if is_or and not neither else "&&"
        return reduce(lambda left, right: Binary(op=op, left=left, right=right), parts)

    def _said(self, before: str, after: str, target: Target) -> Expr | None:
        """What stands about a name: a value it has, a bound, or whether it is sent."""
        field = target.field
        for value in _values(field):
            shown = value if isinstance(value, str) else json.dumps(value)
            place = _place(after, shown)
            if place >= 0:
                whole = equals(target, value)
                return negated(whole) if _NOT.search(after[:place]) else whole
        compared = _compared(after, target)
        if compared is not None:
            return compared
        if isinstance(field.type, BooleanType):
            off = _OFF.search(after) is not None
            if off or _ON.search(after):
                wanted = not off if not _NOT.search(after) else off
                return equals(target, wanted)
        if _UNSENT.search(after):
            return negated(has(target))
        if _SENT.search(after):
            return has(target)
        if re.fullmatch(
            r"[`\"'»”]?\s+(?:(?:is|are|was)\s+not|isn['’]t|wasn['’]t)\W*", after
        ):
            return negated(self.usual(target))
        for value in _values(field):
            shown = value if isinstance(value, str) else json.dumps(value)
            if re.search(
                rf"[`\"'«“]{re.escape(shown)}[`\"'»”]\s+(?:for|in|as|of)\s+\W*$", before
            ):
                return equals(target, value)
        return None


def _all(parts: Sequence[Expr]) -> Expr:
    return reduce(lambda left, right: Binary(op="&&", left=left, right=right), parts)


def _any(parts: Sequence[Expr]) -> Expr:
    return reduce(lambda left, right: Binary(op="||", left=left, right=right), parts)


def _apart(parts: Sequence[Expr]) -> Expr:
    return _all([negated(_all(pair)) for pair in combinations(parts, 2)])


_COUNTS: Final[tuple[tuple[re.Pattern[str], Callable[[Sequence[Expr]], Expr]], ...]] = (
    (
        re.compile(
            r"mutually\s+exclusive|exclude\s+each\s+other|\bnot\s+both\b|\bat\s+most\s+one\b|\bno\s+more\s+than\s+one\b|\bonly\s+one\s+of\b|"
            r"(?:not|cannot|can't|can’t|never|n't)\s+(?:\w+\s+){0,2}(?:both|together|combined|at\s+the\s+same\s+time|at\s+once)\b",
            re.IGNORECASE,
        ),
        _apart,
    ),
    (
        re.compile(r"\bexactly\s+one\b", re.IGNORECASE),
        lambda parts: _all([_any(parts), _apart(parts)]),
    ),
    (
        re.compile(r"\bat\s+least\s+one\b|\bone\s+or\s+(?:both|more)\b", re.IGNORECASE),
        _any,
    ),
    (
        re.compile(
            r"\bboth\b.*\b(?:error|invalid|refused|rejected|forbidden|prohibited|disallowed|illegal|not\s+(?:allowed|permitted|possible))\b",
            re.IGNORECASE,
        ),
        _apart,
    ),
    (
        re.compile(
            r"\bboth\b.*\b(?:must|required|needed|mandatory|have\s+to)\b", re.IGNORECASE
        ),
        _all,
    ),
)
"""Words that count params, with what they say of them."""


def _formula(
    strength: str, truth: bool, about: Expr, joint: str, only: bool, condition: Expr
) -> Expr | None:
    """What holds of every request; None where the sentence only says that something is possible."""
    if joint == "iff":
        first = about if strength == _MAY else condition
        return implied(first, condition if first is about else about)
    if joint == "unless":
        if strength == _MUST:
            return implied(negated(condition), about)
        return implied(condition, negated(about))
    if strength == _MUST:
        # `must be sent together with x` binds the other way round than `must be sent if x`.
        if joint == "with" and truth:
            return implied(about, condition)
        if only and truth:
            # `Required only if x`: nowhere else is there a need for it.
            return _all([implied(condition, about), implied(about, condition)])
        return implied(condition, about)
    return implied(about, condition) if only else None


def _denied(strength: str, truth: bool, word: str) -> tuple[str, bool]:
    """`not required` is may-not, `must not` is must-not; `not allowed` is must-not, `not forbidden` is may."""
    if strength == _MUST and truth:
        is_bidding = re.match(r"must|shall|should|always|is|are", word, re.IGNORECASE)
        return (_MUST, False) if is_bidding else (_MAY, False)
    if strength == _MUST:
        return _MAY, True
    return (_MUST, False) if truth else (_MUST, True)


def _tail(after: str) -> str:
    """The words behind a modal verb that may deny it: `must not`, `may never`."""
    found = re.match(r"\s*(?:\w+\s+)?(?:not|never|n't)\b", after, re.IGNORECASE)
    return found.group() if found else ""


def _is_lexical(bare: str) -> bool:
    """Whether a modality stands right at the end, so that `for`, `by` or `in` goes with it."""
    words = "|".join([_ABSENT, *(words for _, _, words in _MODALITIES[1:])])
    return re.search(rf"\b(?:{words})\s*$", bare, re.IGNORECASE) is not None


def _compared(text: str, target: Target) -> Expr | None:
    """`is above 5`, `is 3`; of a text without an enum, `is "x"`."""
    match target.field.type:
        case IntegerType() | NumberType():
            number = r"[`\"']?(-?\d+(?:\.\d+)?)[`\"']?(?![\w-])"
            for op, words in _COMPARED:
                found = re.search(
                    rf"(?:\b|(?<=\s)|^)(?:{words})\s*{number}", text, re.IGNORECASE
                )
                if found:
                    return Binary(
                        op=op, left=read(target), right=Literal(value=_number(found[1]))
                    )
            found = re.search(
                rf"(?:\bis\b|\bequals\b|\bof\b|\bbe\b|=|:)\s*(?:set\s+to\s+|equal\s+to\s+|not\s+)?{number}",
                text,
            )
            if found:
                whole = equals(target, _number(found[1]))
                return negated(whole) if _NOT.search(text[: found.start(1)]) else whole
            return None
        case StringType(enum=()):
            found = re.search(
                r"(?:\bis\b|\bequals\b|\bbe\b|=)\s*(?:not\s+)?[`\"«“]([^`\"»”]+)[`\"»”]",
                text,
            )
            if found is None:
                return None
            whole = equals(target, found[1])
            return negated(whole) if _NOT.search(text[: found.start(1)]) else whole
        case _:
            return None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _values(field: Field) -> list[JsonValue]:
    match field.type:
        case BooleanType():
            return [True, False]
        case StringType(enum=enum) | IntegerType(enum=enum) | NumberType(enum=enum):
            return [member.value for member in enum]
        case _:
            return []


def _place(text: str, shown: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(shown)}(?!\w)", text)
    return found.start() if found else -1


def _target_of(
    subject: Expr | None, targets: Sequence[tuple[str, Target]]
) -> Target | None:
    """The one param that an expression is about."""
    found = paths(subject) if subject is not None else ()
    if len(found) != 1:
        return None
    known: Mapping[tuple[str, ...], Target] = {t.path: t for _, t in targets}
    return known.get(found[0])


def _quote(said: str) -> str:
    return " ".join(said.split())


def equals(target: Target, value: JsonValue) -> Expr:
    """That a param has a value."""
    return Binary(op="==", left=read(target), right=Literal(value=value))  # type: ignore[arg-type]


def negated(expr: Expr) -> Expr:
    """The opposite."""
    return expr.operand if _is_negated(expr) else Unary(op="!", operand=expr)  # type: ignore[union-attr]


def _is_negated(expr: Expr) -> bool:
    return isinstance(expr, Unary) and expr.op == "!"


def implied(premise: Expr, conclusion: Expr) -> Expr:
    """`premise` only where `conclusion`."""
    return Binary(op="||", left=negated(premise), right=conclusion)
