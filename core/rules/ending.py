"""Rules of carrying out and of the end (R-04, R-44 to R-60)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.models.implementation import sentences
from core.rule import given, rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import FundingSource, Measure

REPORT_SENTENCES = 3


@rule("R-04", _("Die Maßnahme ist in Kraft: beschlossen und begonnen."), resolved_by=Audience.LEAD)
def is_in_force(measure: Measure) -> bool:
    return measure.in_force


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


def _unaccounted(measure: Measure) -> str:
    names = ", ".join(source.name for source in _without_proof(measure))
    return str(_("Es fehlt noch: %(names)s.") % {"names": names})


@rule(
    "R-53",
    _(
        "Jede Finanzierungsquelle ist abgerechnet oder hat einen Termin für den "
        "Verwendungsnachweis."
    ),
    resolved_by=Audience.LEAD,
    detail=_unaccounted,
)
def sources_are_accounted(measure: Measure) -> bool:
    return not _without_proof(measure)


def _without_proof(measure: Measure) -> list[FundingSource]:
    settled = ("accounted", "refused", "revoked", "expired")
    left = [source for source in measure.funding if source.state not in settled]
    return [s for s in left if s.proof_due is None or s.proof_due < measure.act.on]


@rule(
    "R-54",
    _("Alle Aufträge sind erledigt oder mit Begründung entfallen."),
    resolved_by=Audience.ORDERED,
)
def orders_are_settled(measure: Measure) -> bool:
    return not measure.open_orders


@rule(
    "R-61",
    _("Das Ergebnis des Auftrags ist beschrieben."),
    resolved_by=Audience.ORDERED,
    by_form=True,
)
def order_is_answered(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("result") or "").strip())


@rule(
    "R-62",
    _("Kein angeforderter Sachstand steht noch aus."),
    resolved_by=Audience.LEAD,
)
def nothing_is_asked(measure: Measure) -> bool:
    """A new round takes up a request that was made outside of it."""
    wanted, asking = measure.reports_wanted, measure.act.data.get("round")
    return not wanted or (asking is not None and wanted[0].round_id != asking.pk)


@rule(
    "R-60",
    _("Beschluss oder Zuständigkeit ist mit Fundstelle benannt."),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def names_taken_over_decision(measure: Measure) -> bool:
    return bool(str(given(measure, "decision_reference") or "").strip())
