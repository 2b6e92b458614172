"""What a route lacks under the dated rules, before it is handed in (NKomVG §§ 76, 94, 96)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from .models.cosignature import Condition
from .models.organisation import Organization
from .models.paper import Consultation, Paper
from .models.provision import Provision, paragraph
from .models.routing import RoutingRule
from .steps import Text

if TYPE_CHECKING:
    from .models import Measure

Kind = Organization.Kind
Role = Consultation.Role
Demand = RoutingRule.Demand
Stations = Sequence[Consultation]
# A body that decides has also advised, and whoever is asked has also been informed.
SATISFIES = {
    Demand.HEARING: (Role.HEARING, Role.DECISION),
    Demand.ADVICE: (Role.ADVICE, Role.DECISION),
    Demand.DECISION: (Role.DECISION,),
    Demand.INFORMATION: tuple(Role),
    Demand.COPY: tuple(Role),
}


@dataclass(frozen=True)
class Violation:
    """What is wrong with a route, on which ground, and how it is mended.

    An error keeps the paper from its bodies, unless an exception is made; a warning does not.
    """

    sentence: str
    ground: Text
    remedy: str
    severity: Literal["error", "warning"] = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def check_route(measure: Measure) -> list[Violation]:
    """Everything that stands against the planned route on the day of the action, errors first."""
    found = [each for question in QUESTIONS for each in question(measure)]
    return sorted(found, key=lambda each: not each.is_error)


def as_planned(
    measure: Measure, stations: Iterable[Consultation], copies: Iterable[Organization]
) -> Measure:
    """The measure as it would stand with this route, which nobody has saved yet."""
    paper = measure.paper or Paper(pk=0)
    for each in (rows := list(stations)):
        each.paper_id = paper.pk
    measure.__dict__ |= {"paper": paper, "stations": rows, "copied": list(copies)}
    measure.__dict__.pop("demanded", None)
    return measure


def violations(measure: Measure) -> list[Violation]:
    """What keeps the paper from its bodies."""
    return [each for each in check_route(measure) if each.is_error]


def remedies(measure: Measure) -> str:
    """What the route lacks and how each is mended, in sentences."""
    return " ".join(f"{each.sentence} {each.remedy}" for each in violations(measure))


# ---- what the dated rules demand ----------------------------------------------------------------


def _unmet_rules(measure: Measure) -> Iterator[Violation]:
    stations = measure.planned_stations
    for rule in measure.demanded:
        found = _unmet(rule, stations, measure)
        if found is not None:
            yield found


def _unmet(rule: RoutingRule, stations: Stations, measure: Measure) -> Violation | None:
    of_body = [each for each in stations if each.organization_id == rule.organization_id]
    fitting = [each for each in of_body if each.role in SATISFIES[Demand(rule.role)]]
    if rule.role == Demand.COPY and not of_body:
        return None if _has_copy(measure, rule) else _missing(rule)
    if not fitting:
        heard = rule.role == Demand.HEARING
        return (
            _only_informed(rule) if heard and _is_told(rule, of_body, measure) else _missing(rule)
        )
    if rule.role == Demand.HEARING and not _heard_before_decision(fitting, stations):
        return _heard_too_late(rule)
    if rule.condition == Condition.COUNCIL and not _before_council(fitting, stations):
        return _not_prepared(rule.reason)
    return None


def _is_told(rule: RoutingRule, of_body: Stations, measure: Measure) -> bool:
    """The body reads of the matter, and no more."""
    if of_body:
        return all(each.role == Role.INFORMATION for each in of_body)
    return _has_copy(measure, rule)


def _has_copy(measure: Measure, rule: RoutingRule) -> bool:
    return any(each.pk == rule.organization_id for each in measure.copied)


def _heard_before_decision(heard: Stations, stations: Stations) -> bool:
    deciding = [each for each in stations if each.authoritative]
    return any(
        each.authoritative or all(each.order < other.order for other in deciding) for each in heard
    )


def _before_council(prepared: Stations, stations: Stations) -> bool:
    council = [s for s in stations if s.authoritative and s.organization.kind == Kind.COUNCIL]
    return any(all(each.order < other.order for other in council) for each in prepared)


def _missing(rule: RoutingRule) -> Violation:
    body, role = rule.organization.name, rule.get_role_display()
    return Violation(
        _("In der Beratungsfolge fehlt: %(body)s (%(role)s).") % {"body": body, "role": role},
        rule.reason,
        _("%(body)s in dieser Rolle aufnehmen oder eine Ausnahme begründen.") % {"body": body},
    )


def _only_informed(rule: RoutingRule) -> Violation:
    """The case that really happened: a district council read of what it had a right to be asked."""
    body = {"body": rule.organization.name}
    return Violation(
        _("%(body)s wird nur unterrichtet, hat aber das Recht, vorher angehört zu werden.") % body,
        rule.reason,
        _("Die Rolle von %(body)s auf „Anhörung“ ändern, vor der Entscheidung.") % body,
    )


def _heard_too_late(rule: RoutingRule) -> Violation:
    body = {"body": rule.organization.name}
    return Violation(
        _("%(body)s wird erst mit oder nach der Entscheidung angehört.") % body,
        rule.reason,
        _("Die Anhörung von %(body)s vor die Entscheidung setzen.") % body,
    )


# ---- the main committee before the council ------------------------------------------------------


def _council_without_preparation(measure: Measure) -> Iterator[Violation]:
    """Where no dated rule says who prepares the council, the legal ground itself does."""
    if any(rule.condition == Condition.COUNCIL for rule in measure.demanded):
        return
    stations = measure.planned_stations
    council = [s for s in stations if s.authoritative and s.organization.kind == Kind.COUNCIL]
    prepared = [s for s in stations if s.blocks and s.organization.kind == Kind.MAIN_COMMITTEE]
    if council and not _before_council(prepared, stations):
        ground = lazy(paragraph, str)(Provision.Key.PREPARATION, on=measure.act.on)
        yield _not_prepared(ground)


def _not_prepared(ground: Text) -> Violation:
    return Violation(
        _("Vor der Ratsversammlung fehlt der Verwaltungsausschuss."),
        ground,
        _("Den Verwaltungsausschuss als vorberatende Station vor der Ratsversammlung aufnehmen."),
    )


# ---- what only warns ----------------------------------------------------------------------------


def _late_hearings(measure: Measure) -> Iterator[Violation]:
    """Heard beside or after the committees, but still before the decision."""
    stations = measure.planned_stations
    advising = [s.order for s in stations if s.role == Role.ADVICE and _is_committee(s)]
    for station in stations:
        if station.role == Role.HEARING and advising and station.order >= min(advising):
            body = {"body": station.organization.name}
            yield Violation(
                _("%(body)s wird nicht vor den Fachausschüssen angehört.") % body,
                lazy(paragraph, str)(Provision.Key.HEARING, on=measure.act.on),
                _("Besser: %(body)s vor den Fachausschüssen einordnen.") % body,
                "warning",
            )


def _is_committee(station: Consultation) -> bool:
    return station.organization.kind == Kind.COMMITTEE


def _wrong_dates(measure: Measure) -> Iterator[Violation]:
    """Sittings whose dates contradict the order of the stations; the same day is none."""
    dated = [s for s in measure.planned_stations if s.blocks and s.meeting_on]
    for first in dated:
        for later in dated:
            if first.order < later.order and later.meeting_on < first.meeting_on:  # type: ignore[operator]  # both have a date
                yield _wrong_date(first, later)


def _wrong_date(first: Consultation, later: Consultation) -> Violation:
    values = {
        "first": first.organization.name,
        "later": later.organization.name,
        "day": f"{later.meeting_on:%d.%m.%Y}",
    }
    return Violation(
        _("%(later)s tagt am %(day)s, bevor %(first)s beraten hat.") % values,
        _("Reihenfolge der Beratungsfolge"),
        _("Für %(later)s eine spätere Sitzung wählen oder die Reihenfolge ändern.") % values,
        "warning",
    )


def _ended_bodies(measure: Measure) -> Iterator[Violation]:
    """Bodies that no longer exist on the day they are to treat the paper."""
    for station in measure.planned_stations:
        body, day = station.organization, station.meeting_on or measure.act.on
        if body.valid_to is None or body.valid_to >= day:
            continue
        after = body.at(on=day)
        known = _("Nachfolge: %(body)s.") % {"body": after.name} if after != body else ""
        values = {"body": body.name, "day": f"{body.valid_to:%d.%m.%Y}"}
        yield Violation(
            _("%(body)s besteht nur bis zum %(day)s.") % values,
            _("Gültigkeit der Gremien"),
            _("Ein Gremium wählen, das dann besteht. %(known)s") % {"known": known},
            "warning",
        )


QUESTIONS: Sequence[Callable[[Measure], Iterable[Violation]]] = (
    _unmet_rules,
    _council_without_preparation,
    _late_hearings,
    _wrong_dates,
    _ended_bodies,
)
