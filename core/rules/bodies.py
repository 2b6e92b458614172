"""Rules of the way through the bodies (R-20 to R-34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import deadlines, results, route_check, routing, sittings
from core.rule import given, rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import Measure


@rule(
    "R-20",
    _("Die Beratungsfolge hat genau eine beschließende Station und eine lückenlose Reihenfolge."),
    resolved_by=Audience.OFFICE,
)
def route_is_sound(measure: Measure) -> bool:
    return routing.is_sound(measure.planned_stations)


@rule(
    "R-21",
    _(
        "Die Regeln der Beratungsfolge sind eingehalten oder eine Ausnahme ist von zwei "
        "Personen begründet."
    ),
    resolved_by=Audience.OFFICE,
    detail=route_check.remedies,
)
def route_follows_rules(measure: Measure) -> bool:
    if not route_check.violations(measure):
        return True
    by_another = measure.exception_by_id not in measure.act.people
    return bool(measure.exception_reason) and by_another


@rule("R-22", _("Eine Drucksachennummer ist gezogen."), resolved_by=Audience.OFFICE)
def has_reference(measure: Measure) -> bool:
    return measure.paper is not None


@rule("R-22", has_reference.sentence, resolved_by=Audience.OFFICE, by_form=True)
def can_draw_reference(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("title") or "").strip())


@rule(
    "R-23",
    _(
        "Die Vorlagefrist der ersten Stationen ist noch zu erreichen oder eine Ausnahme ist "
        "begründet."
    ),
    resolved_by=Audience.OFFICE,
    detail=deadlines.missed,
)
def reaches_first_stations(measure: Measure) -> bool:
    late = deadlines.late(measure)
    return not late or (
        bool(measure.exception_reason) and not any(deadlines.never_late(s) for s in late)
    )


@rule("R-24", _("Keine Regel verlangt den Beschluss eines Gremiums."), resolved_by=Audience.OFFICE)
def needs_no_body(measure: Measure) -> bool:
    return not routing.demands_decision(measure)


@rule(
    "R-25",
    _(
        "Antragstext und, wo verlangt, Klimawirkungsprüfung liegen vor; nach Beratung in "
        "einer neuen Fassung."
    ),
    resolved_by=Audience.OFFICE,
    detail=lambda measure: " ".join(routing.lacks_of_paper(measure)),
)
def paper_is_ready(measure: Measure) -> bool:
    return measure.paper is not None and not any(routing.lacks_of_paper(measure))


@rule(
    "R-27",
    _(
        "Es ist benannt, wer auf welcher Rechtsgrundlage entscheidet; nichts ist dem "
        "Verwaltungsausschuss vorbehalten."
    ),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def competence_is_named(measure: Measure) -> bool:
    named = given(measure, "decided_by") and given(measure, "legal_basis")
    return bool(named) and not measure.reserved


@rule(
    "R-30",
    _("Das Ergebnis ist in sich stimmig: Abstimmung, Stimmen und Gegenstand passen zusammen."),
    resolved_by=Audience.SECRETARIATS,
    by_form=True,
)
def result_is_plausible(measure: Measure) -> bool:
    return not results.contradictions(results.result_of(measure.act.data, measure.act.item))


@rule("R-31", _("Die Station ist an der Reihe."), resolved_by=Audience.SECRETARIATS)
def station_is_due(measure: Measure) -> bool:
    item = measure.act.item
    return item is None or item in measure.due_stations


@rule(
    "R-36",
    _(
        "Die Sitzung ist eine des Gremiums, findet statt und ist noch nicht abgeschlossen; die "
        "Station ist noch offen."
    ),
    resolved_by=Audience.SECRETARIATS,
    by_form=True,
)
def sitting_takes_the_station(measure: Measure) -> bool:
    station, meeting = measure.act.item, measure.act.data.get("meeting")
    if station is None or meeting is None:
        return station is not None and station.is_open
    return station.is_open and not meeting.is_over and meeting.is_of(station.organization_id)


@rule(
    "R-35",
    _("Die Niederschrift ist benannt."),
    resolved_by=Audience.SECRETARIATS,
    by_form=True,
)
def minutes_are_named(measure: Measure) -> bool:
    data = measure.act.data
    return bool(data.get("minutes") or str(data.get("reference") or "").strip())


@rule(
    "R-37",
    _(
        "Das veröffentlichte Ergebnis stimmt mit der Niederschrift überein; sonst bitte "
        "berichtigen."
    ),
    resolved_by=Audience.SECRETARIATS,
    by_form=True,
    detail=lambda measure: results.deviations(measure.act.data, measure.act.item),
)
def agrees_with_minutes(measure: Measure) -> bool:
    return not results.deviations(measure.act.data, measure.act.item)


@rule(
    "R-38",
    _("Der Tag der Sitzung ist gekommen."),
    resolved_by=Audience.SECRETARIATS,
    detail=sittings.day_of_sitting,
)
def sitting_has_come(measure: Measure) -> bool:
    return not sittings.lies_ahead(measure)


@rule(
    "R-32",
    _("Das Gremium ist für dieses Ergebnis zuständig."),
    resolved_by=Audience.SECRETARIATS,
    by_form=True,
)
def body_is_competent(measure: Measure) -> bool:
    item = measure.act.item
    return item is None or results.is_competent(
        results.result_of(measure.act.data, item), item.role
    )


@rule(
    "R-33",
    _("Die beschließende Station hat zur Sache abgestimmt."),
    resolved_by=Audience.SECRETARIATS,
)
def decides_the_matter(measure: Measure) -> bool:
    station = measure.act.item
    return station is not None and station.authoritative and station.scope == station.Scope.MATTER


@rule(
    "R-34",
    _("Alle vorausgehenden Stationen sind erledigt."),
    resolved_by=Audience.SECRETARIATS,
)
def earlier_stations_are_settled(measure: Measure) -> bool:
    station = measure.act.item
    return station is not None and not any(
        s.is_open and s.blocks and s.order < station.order for s in measure.stations
    )
