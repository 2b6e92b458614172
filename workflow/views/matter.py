"""What a measure is: key facts, texts, goals."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.models import Measure
from core.templatetags.laufzettel import day, money
from workflow.models import Process

from .consequences import names

TEXTS = (
    "justification",
    "gender_aspects",
    "climate_statement",
    "partners",
    "deviation",
    "final_report",
)


def sections(measure: Process) -> dict[str, Any]:
    """Facts for the aside, texts and goals."""
    given = [(name, getattr(measure, name)) for name in TEXTS]
    return {
        "facts": _facts(measure),
        "texts": [(label_of(name), text) for name, text in given if text],
        "goals": measure.goal_list,
    }


def label_of(name: str) -> str:
    """What a field of the measure is called."""
    field: Any = Measure._meta.get_field(name)
    return str(capfirst(field.verbose_name))


def _facts(measure: Process) -> list[tuple[str, Any]]:
    always = [
        (_("Federführung"), measure.lead),
        (_("Koordination"), measure.office),
        (_("Ansprechperson"), measure.contact),
        (_("Vordringlichkeit"), measure.get_urgency_display()),
        (
            _("Zeitraum"),
            _("%(begin)s bis %(end)s")
            % {"begin": day(measure.planned_from), "end": day(measure.planned_to)},
        ),
        (_("Kosten"), money(measure.total_need)),
        (_("Sichtbar"), _("öffentlich") if measure.public else _("nur für Beteiligte")),
    ]
    return [*always, *((label, value) for label, value in _maybe(measure) if value)]


def _maybe(measure: Process) -> list[tuple[str, Any]]:
    """Facts shown only once there are any."""
    decided = day(measure.decided_on) if measure.decided_on else ""
    cost = money(measure.actual_cost) if measure.actual_cost is not None else ""
    return [
        (_("Beteiligte"), names(measure.participants.all())),
        (_("Stadtbezirk"), measure.district),
        (_("Verantwortlich"), measure.responsible),
        (_("Beschlossen am"), decided),
        (_("Beschluss"), measure.decision_reference),
        (_("Entscheidung durch"), measure.decided_by),
        (_("Rechtsgrundlage"), measure.legal_basis),
        (_("Vorzeitiger Beginn"), measure.early_start_notice),
        (_("Ist-Kosten"), cost),
        (_("Handlungskonzept"), measure.plan),
    ]
