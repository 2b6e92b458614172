"""What has passed its date: counted for those who look after it, decided by nobody here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from core import routing
from core.models import Consultation, CoSignature, Measure

from .models import Task


@dataclass(frozen=True)
class Overdue:
    """What lies behind its date on a day.

    `silent` are the co-signatures whose rule takes silence for consent, `escalations` all others.
    """

    tasks: int
    cosignatures: int
    silent: int
    escalations: int
    stations: int
    measures: int


def overdue(*, on: dt.date) -> Overdue:
    late = list(late_signatures(on=on).select_related("measure"))
    silent = sum(map(counts_as_consent, late))
    return Overdue(
        tasks=Task.objects.open().filter(due_on__lt=on).count(),
        cosignatures=len(late),
        silent=silent,
        escalations=len(late) - silent,
        stations=late_stations(on=on).count(),
        measures=Measure.objects.overdue(on=on).count(),
    )


def late_signatures(*, on: dt.date) -> QuerySet[CoSignature]:
    """Asked, not answered, not dropped, and past the date."""
    return CoSignature.objects.filter(answer="", dropped_at=None, due_on__lt=on)


def late_stations(*, on: dt.date) -> QuerySet[Consultation]:
    """Open stations whose sitting or new date has passed without a published result."""
    opened = Consultation.objects.filter(opened_at__isnull=False, closed_at=None)
    return opened.filter(Q(meeting_on__lt=on) | Q(meeting_on=None, due_on__lt=on))


def counts_as_consent(signature: CoSignature) -> bool:
    """Tell whether the rule this signature was asked under takes silence for consent."""
    asked_on = localdate(signature.asked_at)
    return routing.silence_consents(signature.measure, signature.organization_id, on=asked_on)
