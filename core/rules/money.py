"""Rules of the money and of the beginning of work (R-40 to R-43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.rule import rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import Measure


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
