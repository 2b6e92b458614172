"""Propose the five parts of a result from the words of the minutes; a person decides.

The patterns are those of real minutes. What is not understood is handed back, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from . import results
from .models.paper import Consultation
from .results import Result

Outcome, Manner = Consultation.Outcome, Consultation.Manner
Role, Scope = Consultation.Role, Consultation.Scope

WORDS = {
    "keine": 0,
    "keiner": 0,
    "eine": 1,
    "einer": 1,
    "ein": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
}
COUNT = rf"(?P<n>\d{{1,4}}|{'|'.join(WORDS)})"
PER = r"[ -]?"
VOTES = {
    "votes_for": rf"\b{COUNT} (?:ja{PER}stimmen?|stimmen? dafür|dafür|stimmen? für)\b",
    "votes_against": (
        rf"\b{COUNT} (?:nein{PER}stimmen?|stimmen? dagegen|gegenstimmen?|dagegen|stimmen? gegen)\b"
    ),
    "abstentions": rf"\b{COUNT} (?:stimm)?enthaltung(?:en)?\b",
}
RATIO = re.compile(r"\b(?P<a>\d{1,4}) ?: ?(?P<b>\d{1,4})(?: ?: ?(?P<c>\d{1,4}))?\b")
PROCEDURAL = re.compile(
    r"\b(?:zur )?geschäftsordnung\b|\bdringlichkeit\b"
    r"|\b(?:2/3|zwei[ -]?drittel)[ -]?mehrheit\b"
)
DATE = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})")
WISH = re.compile(
    r"\bauf (?:wunsch|antrag) (?:der|des|von) (?P<who>.+?) (?=in die fraktion|vertagt)"
)
OUTCOMES: Sequence[tuple[str, str]] = (
    (Outcome.DRAWN_INTO_GROUPS, r"in die fraktion(?:en)? (?:gezogen|zurückgezogen)"),
    (Outcome.RETURNED_TO_LEAD, r"an die verwaltung (?:zurückgegeben|zurückverwiesen|zurück)"),
    (Outcome.WITHDRAWN, r"(?<!fraktionen )\bzurückgezogen\b"),
    (Outcome.REMOVED, r"\b(?:von der tagesordnung )?abgesetzt\b"),
    (Outcome.ADJOURNED, r"\b(?:vertagt|zurückgestellt)\b"),
    (Outcome.REFERRED, r"\b(?:verwiesen|überwiesen)\b"),
    (Outcome.SUPERSEDED, r"\bsiehe (?:die )?neufassung\b|\bdurch (?:die )?neufassung ersetzt\b"),
    (Outcome.NOTED, r"\bzur kenntnis genommen\b|\bkenntnisnahme\b|\bkenntnis genommen\b"),
    (Outcome.ANSWERED, r"\bbeantwortet\b"),
    (Outcome.NO_VOTE, r"\b(?:ohne|kein) votum\b|\bnicht votiert\b|\bohne empfehlung\b"),
    (Outcome.REJECTED, r"\babgelehnt\b|\bnicht empfohlen\b|\bnicht zugestimmt\b|\bablehnung\b"),
    (Outcome.RECOMMENDED, r"\bempfohlen\b|\bempfehlung\b"),
    (Outcome.APPROVED, r"\b(?:beschlossen|zugestimmt|angenommen|genehmigt|zustimmung)\b"),
)
CHANGED = re.compile(
    r"\bmit (?:den |folgenden )?änderung(?:en)?\b|\bin (?:der )?geänderter? fassung\b|\bgeändert\b"
)
MANNERS: Sequence[tuple[str, str]] = (
    (Manner.UNANIMOUS, r"\beinstimmig\b"),
    (Manner.MAJORITY, r"\bmehrheitlich\b|\bmit mehrheit\b|\bmit stimmenmehrheit\b"),
)
FILLING = re.compile(
    r"\b(?:wurde|wird|bei|mit|und|der|die|das|den|dem|auf|am|an|in|im|zum|zur|aus|über|so|gegen|für"
    r"|antrag|vorlage|drucksache|punkt|abstimmung|ergebnis|zu|von|einer|eine)\b|[.,;:()„“\"-]"
)
CHANGES = {
    Outcome.APPROVED: Outcome.APPROVED_WITH_CHANGES,
    Outcome.RECOMMENDED: Outcome.RECOMMENDED_WITH_CHANGES,
}
UNVOTED = (
    Outcome.NOTED,
    Outcome.ADJOURNED,
    Outcome.REMOVED,
    Outcome.DRAWN_INTO_GROUPS,
    Outcome.WITHDRAWN,
    Outcome.SUPERSEDED,
    Outcome.ANSWERED,
    Outcome.NO_VOTE,
)


@dataclass(frozen=True)
class Proposal:
    """What the words seem to say. `certain`: all of it was understood and nothing contradicts.

    `unread` is what was not understood; `hints` are German sentences for the person who decides.
    """

    result: Result
    certain: bool = False
    unread: str = ""
    hints: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, Any]:
        """The parts that were found, by name."""
        names = Result.__dataclass_fields__
        found = {name: getattr(self.result, name) for name in names if name != "verbatim"}
        return {name: value for name, value in found.items() if value not in (None, "")}


class _Reading:
    """The words still to be understood."""

    def __init__(self, text: str) -> None:
        self.left = " ".join(text.split())

    @property
    def plain(self) -> str:
        return self.left.casefold()

    def take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """Take the first match out of what is left."""
        found = re.search(pattern, self.plain)
        if found and len(self.plain) == len(self.left):
            self.left = f"{self.left[: found.start()]} {self.left[found.end() :]}"
        return found

    def original(self, found: re.Match[str], group: str, before: str) -> str:
        """A part of a match as it was written."""
        return before[found.start(group) : found.end(group)]


def parse_result(text: str, *, role: str | None = None) -> Proposal:
    """Propose outcome, manner, votes and scope; "beschlossen" of a body that advises recommends."""
    reading = _Reading(text)
    if len(reading.plain) != len(reading.left) or not reading.left:
        return Proposal(Result(verbatim=text), unread=text.strip())
    result = Result(verbatim=text)
    result = replace(result, **_wish(reading))
    procedural = reading.take(PROCEDURAL) is not None
    result = replace(result, **_votes(reading))
    result = _with_outcome(result, reading)
    result = replace(result, manner=_manner(result, reading))
    result = _concluded(result, role=role)
    if result.outcome in (*results.YES, Outcome.REJECTED):
        result = replace(result, scope=Scope.PROCEDURAL if procedural else Scope.MATTER)
    return _judged(result, reading, role=role)


def _wish(reading: _Reading) -> dict[str, Any]:
    before = reading.left
    found = reading.take(WISH)
    return {"wish_of": reading.original(found, "who", before)} if found else {}


def _votes(reading: _Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, pattern in VOTES.items():
        if match := reading.take(pattern):
            figure = match["n"]
            found[name] = int(figure) if figure.isdecimal() else WORDS[figure]
    if not found and (ratio := reading.take(RATIO)):
        found = {"votes_for": int(ratio["a"]), "votes_against": int(ratio["b"])}
        if ratio["c"]:
            found["abstentions"] = int(ratio["c"])
    return found


def _with_outcome(result: Result, reading: _Reading) -> Result:
    for outcome, pattern in OUTCOMES:
        if reading.take(pattern):
            result = replace(result, outcome=outcome)
            break
    if result.outcome in CHANGES and reading.take(CHANGED):
        result = replace(result, outcome=CHANGES[Outcome(result.outcome)])
    if result.outcome == Outcome.ADJOURNED and (date := reading.take(DATE)):
        result = replace(result, adjourned_to=_day(date))
    return result


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _manner(result: Result, reading: _Reading) -> str:
    for manner, pattern in MANNERS:
        if reading.take(pattern):
            return manner
    if result.votes_for is not None and result.votes_against is not None:
        return Manner.COUNTED
    if result.votes_against:
        return Manner.MAJORITY
    if result.abstentions is not None and result.outcome in results.YES:
        return Manner.UNANIMOUS
    return Manner.NONE if result.outcome in UNVOTED else ""


def _concluded(result: Result, *, role: str | None) -> Result:
    """Votes or a manner alone say yes or no; a body that advises recommends."""
    counted = result.votes_for is not None and result.votes_against is not None
    if not result.outcome and counted:
        yes = (result.votes_for or 0) > (result.votes_against or 0)
        result = replace(result, outcome=Outcome.APPROVED if yes else Outcome.REJECTED)
    elif not result.outcome and result.manner:
        result = replace(result, outcome=Outcome.APPROVED)
    advises = role in (Role.ADVICE, Role.HEARING)
    advised = {
        Outcome.APPROVED: Outcome.RECOMMENDED,
        Outcome.APPROVED_WITH_CHANGES: Outcome.RECOMMENDED_WITH_CHANGES,
    }
    if advises and result.outcome in advised:
        return replace(result, outcome=advised[Outcome(result.outcome)])
    return result


def _judged(result: Result, reading: _Reading, *, role: str | None) -> Proposal:
    unread = " ".join(FILLING.sub(" ", reading.plain).split())
    missing = [str(each) for each in results.lacks(result)] if result.outcome else []
    wrong = [str(each) for each in results.contradictions(result) if str(each) not in missing]
    if role and result.outcome and not results.is_competent(result, role):
        wrong.append(_("Das passt nicht zur Rolle des Gremiums: Bitte selbst auswählen."))
    if wrong:
        return Proposal(Result(verbatim=result.verbatim), unread=unread, hints=tuple(wrong))
    if not result.outcome:
        kept = Result(verbatim=result.verbatim)
        return Proposal(kept, unread=unread or result.verbatim.strip())
    hints = tuple(missing)
    if unread:
        hints = (*hints, _("Nicht verstanden: „%(text)s“.") % {"text": unread})
    return Proposal(result, certain=not unread and not missing, unread=unread, hints=hints)
