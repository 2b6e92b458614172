"""The numbered rules of the lifecycle.

One German sentence, one pure question, and who can clear it.

A rule asks a measure together with `measure.act` (who acts, with which answers, on which sub-
record, on which day). Rules that judge the answers of a form (`by_form`) count as met while only
the button is being asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from . import deadlines, results, routing
from .models.implementation import sentences
from .rule import Rule, given, rule
from .steps import Audience

REPORT_SENTENCES = 3

if TYPE_CHECKING:
    from .models import Measure


@rule("R-04", _("Die Maßnahme ist in Kraft: beschlossen und begonnen."), resolved_by=Audience.LEAD)
def is_in_force(measure: Measure) -> bool:
    return measure.in_force


@rule(
    "R-01",
    _("Titel, Beschreibung, Oberziel, Handlungsfeld und Ansprechperson sind angegeben."),
    resolved_by=Audience.LEAD,
)
def is_complete(measure: Measure) -> bool:
    texts = (measure.title, measure.description, measure.contact)
    return (
        all(text.strip() for text in texts)
        and measure.field_id is not None
        and bool(measure.goal_list)
    )


@rule(
    "R-02",
    _("Die Kosten sind angegeben: Kostenzeilen oder die Aussage, dass keine entstehen."),
    resolved_by=Audience.LEAD,
)
def states_costs(measure: Measure) -> bool:
    return measure.no_costs != bool(measure.cost_table)


@rule("R-03", _("Die Gender-Aspekte sind dargestellt."), resolved_by=Audience.LEAD)
def states_gender_aspects(measure: Measure) -> bool:
    return bool(measure.gender_aspects.strip())


@rule("R-10", _("Eine Begründung ist angegeben."), resolved_by=Audience.NOBODY, by_form=True)
def has_reason(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("reason") or "").strip())


@rule(
    "R-11",
    _(
        "Vier Augen: Wer vorgelegt oder den zu beurteilenden Schritt getan hat, entscheidet "
        "nicht darüber."
    ),
    resolved_by=Audience.OFFICE,
)
def is_judged_by_another(measure: Measure) -> bool:
    actor = measure.act.actor
    return actor is None or actor.pk not in measure.judged


@rule(
    "R-12",
    _(
        "Alle vorgeschriebenen Stellen sind um Mitzeichnung gebeten; mindestens eine Antwort "
        "steht noch aus."
    ),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def asks_all_required(measure: Measure) -> bool:
    asked = {organization.pk for organization in measure.act.data.get("organizations") or ()}
    held = {s.organization_id for s in measure.last_round if s.holds_for(measure.text_seal)}
    return measure.missing_signatures <= asked and bool(asked - held)


@rule(
    "R-13",
    _("Keine vorgeschriebene Mitzeichnung fehlt oder ist überholt."),
    resolved_by=Audience.OFFICE,
)
def has_all_signatures(measure: Measure) -> bool:
    return not measure.missing_signatures


@rule(
    "R-14",
    _("Der Text ist seit der Bitte um Mitzeichnung unverändert."),
    resolved_by=Audience.OFFICE,
)
def is_unchanged_since_asked(measure: Measure) -> bool:
    asked = [measure.act.item] if measure.act.item else measure.last_round
    return all(signature.text_seal == measure.text_seal for signature in asked)


@rule(
    "R-15",
    _(
        "Das Dezernat oder der Oberbürgermeister ist als Entscheidung benannt; fehlende "
        "Deckung ist nie zu übergehen."
    ),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def overruling_is_authorised(measure: Measure) -> bool:
    item = measure.act.item
    return bool(str(measure.act.data.get("authority") or "").strip()) and not (
        item and item.over_cover
    )


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
    detail=routing.remedies,
)
def route_follows_rules(measure: Measure) -> bool:
    if not routing.violations(measure):
        return True
    by_another = measure.act.actor is None or measure.act.actor.pk != measure.exception_by_id
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


@rule(
    "R-40",
    _("Das laufende Jahr und alle Verpflichtungen sind durch gesicherte Quellen gedeckt."),
    resolved_by=Audience.TREASURY,
)
def is_secured(measure: Measure) -> bool:
    return measure.is_funding_secured


@rule("R-41", _("Ein Nachweis ist benannt."), resolved_by=Audience.LEAD, by_form=True)
def has_evidence(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("evidence") or "").strip())


@rule(
    "R-42",
    _("Der vorzeitige Maßnahmenbeginn ist mit Bescheid eingetragen."),
    resolved_by=Audience.LEAD,
)
def may_start_early(measure: Measure) -> bool:
    begins = measure.early_start_on
    return bool(measure.early_start_notice and begins and begins <= measure.act.on)


@rule(
    "R-40/R-42",
    _(
        "Die Finanzierung ist gesichert oder der vorzeitige Maßnahmenbeginn ist mit Bescheid "
        "eingetragen."
    ),
    resolved_by=Audience.TREASURY,
)
def may_continue(measure: Measure) -> bool:
    return is_secured(measure) or may_start_early(measure)


@rule(
    "R-43",
    _("Eine verantwortliche Person und mindestens ein Meilenstein sind eingetragen."),
    resolved_by=Audience.LEAD,
)
def has_owner_and_milestone(measure: Measure) -> bool:
    return bool(measure.responsible.strip()) and bool(measure.milestone_list)


@rule(
    "R-44",
    _("Der Sachstand hat eine Ampel und höchstens drei Sätze."),
    resolved_by=Audience.LEAD,
    by_form=True,
)
def report_is_short(measure: Measure) -> bool:
    report = measure.act.item
    text = str(measure.act.data.get("text") or getattr(report, "text", ""))
    light = measure.act.data.get("light") or getattr(report, "light", "")
    return bool(light) and 1 <= sentences(text) <= REPORT_SENTENCES


@rule("R-45", _("Die Abweichung ist dargestellt."), resolved_by=Audience.OFFICE, by_form=True)
def states_deviation(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("deviation") or "").strip())


@rule(
    "R-46",
    _("Hat ein Gremium beschlossen, ist der Beschluss benannt, auf dem die Einstellung beruht."),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def names_decision(measure: Measure) -> bool:
    return not measure.was_decided or bool(
        str(measure.act.data.get("decision_reference") or "").strip()
    )


@rule("R-47", _("Noch kein Gremium hat beschlossen."), resolved_by=Audience.OFFICE)
def is_undecided_or_in_force(measure: Measure) -> bool:
    return measure.in_force or not measure.was_decided


@rule(
    "R-48",
    _("Ein Beschluss oder eine Zuständigkeit trägt die Maßnahme; nach einem Einspruch ein neuer."),
    resolved_by=Audience.SECRETARIATS,
)
def is_carried_by_decision(measure: Measure) -> bool:
    return measure.was_decided or bool(measure.decided_by)


@rule(
    "R-50",
    _("Alle Meilensteine sind erreicht oder mit Begründung entfallen."),
    resolved_by=Audience.LEAD,
)
def milestones_are_settled(measure: Measure) -> bool:
    rows = measure.milestone_list
    return bool(rows) and all(milestone.is_settled for milestone in rows)


@rule("R-51", _("Der Abschlussbericht liegt vor."), resolved_by=Audience.LEAD, by_form=True)
def has_final_report(measure: Measure) -> bool:
    return bool(str(given(measure, "final_report") or "").strip())


@rule("R-52", _("Die Ist-Kosten sind eingetragen."), resolved_by=Audience.LEAD, by_form=True)
def has_actual_costs(measure: Measure) -> bool:
    stated = measure.act.data.get("actual_cost")
    return measure.no_costs or stated is not None or measure.actual_cost is not None


@rule(
    "R-53",
    _(
        "Jede Finanzierungsquelle ist abgerechnet oder hat einen Termin für den "
        "Verwendungsnachweis."
    ),
    resolved_by=Audience.LEAD,
)
def sources_are_accounted(measure: Measure) -> bool:
    settled = ("accounted", "refused", "revoked", "expired")
    left = [source.proof_due for source in measure.funding if source.state not in settled]
    return all(due and due >= measure.act.on for due in left)


@rule(
    "R-60",
    _("Beschluss oder Zuständigkeit ist mit Fundstelle benannt."),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def names_taken_over_decision(measure: Measure) -> bool:
    return bool(str(given(measure, "decision_reference") or "").strip())


RULES: dict[str, Rule] = {
    value.number: value for value in list(globals().values()) if isinstance(value, Rule)
}
