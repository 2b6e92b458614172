"""What a body decided, in five parts, and which combinations make sense (NKomVG §§ 66, 67.

Facts in the handbook).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .models.paper import Consultation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from .models import Organization, RecordedResult
    from .steps import Text

Outcome = Consultation.Outcome
Manner = Consultation.Manner
Scope = Consultation.Scope
Role = Consultation.Role

APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_CHANGES)
RECOMMENDATIONS = (Outcome.RECOMMENDED, Outcome.RECOMMENDED_WITH_CHANGES)
YES = (*APPROVALS, *RECOMMENDATIONS)
DEFERRALS = (Outcome.ADJOURNED, Outcome.REMOVED, Outcome.DRAWN_INTO_GROUPS)
CHANGES = (Outcome.APPROVED_WITH_CHANGES, Outcome.RECOMMENDED_WITH_CHANGES)
ANYWHERE = (
    *DEFERRALS,
    Outcome.WITHDRAWN,
    Outcome.REFERRED,
    Outcome.RETURNED_TO_LEAD,
    Outcome.SUPERSEDED,
    Outcome.NO_VOTE,
)
COMPETENCE = {
    Role.DECISION: (*APPROVALS, Outcome.REJECTED, *ANYWHERE),
    Role.ADVICE: (*RECOMMENDATIONS, Outcome.REJECTED, Outcome.NOTED, *ANYWHERE),
    Role.HEARING: (*RECOMMENDATIONS, Outcome.REJECTED, Outcome.NOTED, *ANYWHERE),
    Role.INFORMATION: (Outcome.NOTED, Outcome.ANSWERED, *ANYWHERE),
}


@dataclass(frozen=True)
class Result:
    """The five parts. Votes are None while unknown, which is not zero."""

    outcome: str = ""
    manner: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    scope: str = ""
    verbatim: str = ""
    change_text: str = ""
    change_cost: Decimal | None = None
    wish_of: str = ""
    refer_to: Organization | None = None
    adjourned_to: dt.date | None = None
    object: str = ""


def result_of(data: Mapping[str, Any], station: RecordedResult | None) -> Result:
    """The result as typed now, completed by what the station (or item) holds as a draft."""

    def part(name: str) -> Any:
        return data[name] if name in data else getattr(station, name, None)

    values = {name: part(name) for name in Result.__dataclass_fields__}
    return Result(**{name: value for name, value in values.items() if value is not None})


def contradictions(result: Result) -> list[Text]:
    """The German sentences for what cannot be true of a result; empty when it is plausible."""
    findings = [*_missing_parts(result), *_wrong_votes(result), *_wrong_majority(result)]
    return [sentence for sentence, wrong in findings if wrong]


def lacks(result: Result) -> list[Text]:
    """What a draft still lacks before it can be published; nothing in it is wrong for that."""
    return [sentence for sentence, missing in _missing_parts(result) if missing]


def _missing_parts(result: Result) -> list[tuple[Text, bool]]:
    return [
        (_("Bitte das Ergebnis auswählen."), not result.outcome),
        (
            _("Bitte angeben, ob zur Sache oder zur Geschäftsordnung abgestimmt wurde."),
            result.outcome in (*YES, Outcome.REJECTED) and not result.scope,
        ),
        (
            _("Bitte die beschlossene Änderung angeben."),
            result.outcome in CHANGES and not result.change_text,
        ),
        (
            _("Bitte den Wortlaut der Rückgabe angeben: Er ist die Begründung für die Verwaltung."),
            result.outcome == Outcome.RETURNED_TO_LEAD and not result.verbatim.strip(),
        ),
        (
            _("Bitte angeben, an welches Gremium verwiesen wurde."),
            result.outcome == Outcome.REFERRED and result.refer_to is None,
        ),
    ]


def _wrong_votes(result: Result) -> list[tuple[Text, bool]]:
    votes = (result.votes_for, result.votes_against, result.abstentions)
    return [
        (
            _("Einstimmig heißt: keine Gegenstimme."),
            result.manner == Manner.UNANIMOUS and bool(result.votes_against),
        ),
        (
            _("Ausgezählt heißt: Ja- und Nein-Stimmen sind angegeben."),
            result.manner == Manner.COUNTED and None in votes[:2],
        ),
        (
            _("Ohne Abstimmung gibt es keine Stimmen."),
            result.manner == Manner.NONE and any(count is not None for count in votes),
        ),
    ]


def _wrong_majority(result: Result) -> list[tuple[Text, bool]]:
    """A tie is a rejection; the majority of a vote on the matter says what came of it."""
    if result.votes_for is None or result.votes_against is None:
        return []
    lead = result.votes_for - result.votes_against
    approves = result.outcome in YES and result.scope != Scope.PROCEDURAL
    rejects = result.outcome == Outcome.REJECTED and result.scope == Scope.MATTER
    return [
        (_("Bei Stimmengleichheit ist der Antrag abgelehnt."), approves and lead == 0),
        (_("Mehr Nein- als Ja-Stimmen: Der Antrag ist abgelehnt."), approves and lead < 0),
        (_("Mehr Ja- als Nein-Stimmen: Der Antrag ist nicht abgelehnt."), rejects and lead > 0),
    ]


COMPARED = ("outcome", "manner", "votes_for", "votes_against", "abstentions", "scope")


def deviations(data: Mapping[str, Any], station: Consultation | None) -> str:
    """Where the minutes say something else than what was published; empty when they agree."""
    if station is None or not station.published_at:
        return ""
    said = result_of(data, station)
    return " ".join(
        _("%(part)s: veröffentlicht %(published)s, Niederschrift %(minutes)s.")
        % {
            "part": Consultation._meta.get_field(name).verbose_name,  # type: ignore[union-attr]  # a column
            "published": _shown(station, name, getattr(station, name)),
            "minutes": _shown(station, name, getattr(said, name)),
        }
        for name in COMPARED
        if getattr(said, name) != getattr(station, name)
    )


def _shown(station: Consultation, name: str, value: Any) -> str:
    if name == "outcome":
        return station.outcome_words(value) or "–"
    field: Any = station._meta.get_field(name)
    known = dict(field.flatchoices)
    return str(known.get(value, "–" if value in (None, "") else value))


def is_competent(result: Result, role: str) -> bool:
    """May a body in this role come to this outcome? Only the deciding station approves."""
    return result.outcome in COMPETENCE[Role(role)]
