"""What a step is about and what it brings: shown before it is taken, and said after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.carried import carried
from core.lifecycle import steps
from core.models import Consultation, CoSignature, FundingSource, Order, ProgressReport, SecondLook
from core.steps import Status, Step
from core.templatetags.laufzettel import day, money
from workflow.forms import ACTION_FORMS
from workflow.models import Process

from . import sources

Facts = list[tuple[str, Any]]

DEPENDS: dict[str, Any] = {
    "publish": gettext_lazy("richtet sich nach dem Ergebnis"),
    "correct": gettext_lazy("richtet sich nach dem berichtigten Ergebnis"),
    "look_again": gettext_lazy("bestätigt gilt der Schritt, sonst bleibt alles, wie es ist"),
}


def names(labels: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(str(label) for label in labels))


def consequences(step: Step, measure: Process) -> Facts:
    """Where the measure goes, who is told and which rules are asked."""
    stays = _("%(status)s (unverändert)") % {"status": measure.get_status_display()}
    after = names(Status(each).label for each in step.targets) or stays
    after = DEPENDS.get(step.name, after)
    facts: Facts = [(_("Danach"), after)]
    if step.tells:
        facts.append((_("Informiert werden"), names(each.label for each in step.tells)))
    if step.two_people:
        facts.append((_("Zweite Person"), _("Der Schritt gilt erst, wenn sie ihn bestätigt.")))
    return facts


def done_message(step: Step, measure: Process) -> str:
    """For example: Erledigt: Zur Prüfung vorlegen. Die Maßnahme ist jetzt: Formale Prüfung."""
    if step.two_people:
        return _(
            "Gespeichert: %(step)s. Der Schritt wartet auf die Bestätigung einer zweiten Person."
        ) % {"step": step.label}
    return _("Erledigt: %(step)s. Stand der Maßnahme: %(status)s.") % {
        "step": step.label,
        "status": Status(measure.status).label,
    }


def about_item(item: Model | None) -> Facts:
    """The sub-record a step is about, in words."""
    tells = FACTS.get(type(item)) if item else None
    return tells(item) if tells else []


def _station(station: Consultation) -> Facts:
    return [
        (_("Gremium"), station.organization),
        (_("Rolle"), station.get_role_display()),
        (_("Drucksache"), station.paper.reference),
        (_("Sitzung am"), day(station.meeting_on)),
        (_("Bisheriges Ergebnis"), station.get_outcome_display() or _("noch keines")),
        *((_("Empfohlene Änderung"), str(each)) for each in carried([station])[station.pk]),
    ]


def _signature(signature: CoSignature) -> Facts:
    return [
        (_("Stelle"), signature.organization),
        (_("Frist"), day(signature.due_on)),
        (_("Antwort"), signature.get_answer_display() or _("noch offen")),
        (_("Hinweis"), signature.note),
    ]


def _source(source: FundingSource) -> Facts:
    amounts = [f"{part.year}: {money(part.amount)}" for part in source.amounts.all()]
    return [
        (_("Quelle"), source.name),
        (_("Art"), source.get_kind_display()),
        (_("Stand"), source.get_state_display()),
        (_("Beträge"), names(amounts)),
        (_("Vorbehalt"), source.condition),
        *sources.facts(source),
    ]


def _report(report: ProgressReport) -> Facts:
    return [
        (_("Ampel"), report.get_light_display()),
        (_("Sachstand"), report.text),
        (_("Fortschritt"), f"{report.progress} %"),
        (_("Ist-Kosten"), money(report.actual_cost)),
        (_("Nächster Schritt"), report.next_step),
        (_("Gemeldet von"), report.written_by),
    ]


def _order(order: Order) -> Facts:
    return [
        (_("Auftrag"), order.text),
        (_("Zuständig"), order.organization),
        (_("Verantwortlich"), order.responsible),
        (_("Zu erledigen bis"), day(order.due_on)),
        (_("Bericht"), order.reported),
        (_("Beschluss"), order.station.paper.reference if order.station else ""),
    ]


def background(step: Step, measure: Process) -> Facts:
    """What a person needs beside the form: the last report, or what was decided by whom."""
    if step.name == "report":
        return _last_report(measure)
    if step.name == "reopen_for_decision" and measure.deciding_station:
        station = measure.deciding_station
        return [
            (_("Beschlossen hat"), station.organization),
            (_("Beschlossen am"), day(station.meeting_on)),
            (_("Drucksache"), station.paper.reference),
            (_("Wortlaut"), station.verbatim),
        ]
    return []


def _last_report(measure: Process) -> Facts:
    """One that came back with what it lacks; else the last that was not returned."""
    back = measure.returned_report
    last = back or measure.newest_report
    if last is None:
        return []
    said = [*_report(last), (_("Gemeldet am"), day(last.written_at))]
    if back is None:
        return said
    returned = f"{day(back.judged_at)}, {back.judged_by}"
    return [(_("Rückmeldung"), back.remark), (_("Zurückgegeben"), returned), *said]


def _look(look: SecondLook) -> Facts:
    """What the first person wants, field by field."""
    fields = ACTION_FORMS[look.step].base_fields
    told = [(name, value) for name, value in look.data["answers"].items() if name in fields]
    return [
        (_("Schritt"), steps()[look.step].label),
        (_("Eingetragen von"), look.asked_by),
        *[(str(fields[name].label), _plain(value)) for name, value in told],
    ]


def _plain(value: Any) -> str:
    return str(value.get("text", "") if isinstance(value, dict) else value or "")


FACTS: dict[type[Model], Callable[[Any], Facts]] = {
    Consultation: _station,
    CoSignature: _signature,
    FundingSource: _source,
    ProgressReport: _report,
    Order: _order,
    SecondLook: _look,
}
