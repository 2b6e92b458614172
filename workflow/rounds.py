"""Report rounds: every measure in force is asked by a day, and the office publishes what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.models import ActionPlan, Measure, Person, ProgressReport, ReportRequest, ReportRound
from core.steps import FINAL

from . import engine
from .offers import right_missing
from .refusals import Busy, Forbidden, Reason, StepRefused

AT_ONCE = 100
State = ProgressReport.State


@dataclass(frozen=True)
class Progress:
    """How far a round is: measures asked, reports missing, to be judged and approved."""

    asked: int
    missing: int
    late: int
    submitted: int
    approved: int
    unasked: int


def may_lead(person: Person, plan: ActionPlan) -> bool:
    return access.may(person, "check", plan.office_id)


def _permit(person: Person, plan: ActionPlan) -> None:
    if not may_lead(person, plan):
        raise Forbidden(right_missing([str(plan.office)]))


def open_round(*, plan: ActionPlan, until: dt.date, by: Person | None, on: dt.date) -> ReportRound:
    """Begin a round; one at a time for each plan, and never until a day that has passed."""
    if by is not None:
        _permit(by, plan)
    if until < on:
        raise StepRefused([Reason("R-00", _("Der Tag liegt in der Vergangenheit."))])
    try:
        with transaction.atomic():
            return ReportRound.objects.create(plan=plan, until=until, opened_on=on, opened_by=by)
    except IntegrityError as error:
        said = _("Es läuft schon eine Berichtsrunde. Bitte veröffentlichen Sie diese zuerst.")
        raise StepRefused([Reason("R-62", said)]) from error


def unasked(row: ReportRound) -> QuerySet[Measure]:
    """The measures in force of the plan that the round has not asked yet."""
    living = Measure.objects.filter(plan=row.plan_id, in_force=True).exclude(status__in=FINAL)
    found: QuerySet[Measure] = living.exclude(requests__round=row).order_by("pk")
    return found


def ask(
    row: ReportRound,
    *,
    by: Person | None,
    most: int | None = None,
    at: dt.datetime | None = None,
) -> int:
    """Ask measure by measure, each in its own transaction; what was asked stays asked."""
    if by is not None:
        _permit(by, row.plan)
    keys = list(unasked(row).values_list("pk", flat=True)[:most])
    return sum(ask_one(row, key, by=by, at=at) for key in keys)


def due_on(row: ReportRound, *, on: dt.date) -> dt.date | None:
    """The round's day; of one whose day has passed, none: whoever is asked late has time left."""
    return row.until if row.until >= on else None


def ask_one(
    row: ReportRound, measure: int, *, by: Person | None, at: dt.datetime | None = None
) -> int:
    """One if the measure was asked; what somebody else has asked meanwhile is not asked twice."""
    day = due_on(row, on=localdate(at))
    data: dict[str, Any] = {"round": row} | ({"due_on": day} if day else {})
    try:
        engine.prompt(measure=measure, step="ask_report", data=data, actor=by, at=at)
    except (StepRefused, Busy):
        return 0
    return 1


def progress(row: ReportRound, *, on: dt.date) -> Progress:
    """The figures of a round over all its measures."""
    asked = list(row.requests.values_list("report__state", "due_on"))
    missing = [due for state, due in asked if state in (None, State.RETURNED)]
    return Progress(
        asked=len(asked),
        missing=len(missing),
        late=sum(due < on for due in missing),
        submitted=sum(state == State.SUBMITTED for state, _due in asked),
        approved=sum(state == State.APPROVED for state, _due in asked),
        unasked=0 if row.published_at else unasked(row).count(),
    )


def publish(row: ReportRound, *, by: Person) -> None:
    """End the round: what is approved is what the council reads; what is missing is missing.

    Refused while a report waits to be judged, and for a round that has ended.
    """
    _permit(by, row.plan)
    waiting = row.requests.filter(report__state=State.SUBMITTED).count()
    if waiting:
        raise StepRefused([Reason("R-44", _waiting(waiting))])
    rows = ReportRound.objects.filter(pk=row.pk, published_at=None)
    if not rows.update(published_at=now(), published_by=by):
        raise engine.Stale


def _waiting(number: int) -> str:
    return ngettext(
        "Noch %(number)d Sachstand ist abzunehmen oder zurückzugeben.",
        "Noch %(number)d Sachstände sind abzunehmen oder zurückzugeben.",
        number,
    ) % {"number": number}


def _standing(name: str, on: dt.date) -> Q:
    """The requests a figure of `progress` counts; any other name counts all."""
    missing = Q(report=None) | Q(report__state=State.RETURNED)
    return {
        "approved": Q(report__state=State.APPROVED),
        "submitted": Q(report__state=State.SUBMITTED),
        "missing": missing & Q(due_on__gte=on),
        "late": missing & Q(due_on__lt=on),
    }.get(name, Q())


def requests_of(
    row: ReportRound, person: Person, standing: str = "", *, on: dt.date
) -> QuerySet[ReportRequest]:
    """The requests of a round as far as the person may see their measures, open ones first."""
    visible = Measure.objects.visible_to(person).values("pk")
    rows = row.requests.filter(_standing(standing, on), measure__in=visible)
    rows = rows.select_related("measure__lead", "report")
    return rows.order_by(F("report__state").asc(nulls_first=True), "measure__reference")


def watched(person: Person) -> QuerySet[Any]:
    """Measures in force whose newest approved report is not green, the red ones first."""
    newest = ProgressReport.objects.filter(measure=OuterRef("pk"), state=State.APPROVED)
    newest = newest.order_by("-written_at", "-pk")
    rows: QuerySet[Any] = Measure.objects.visible_to(person).filter(in_force=True)
    lit = rows.exclude(status__in=FINAL).annotate(
        light=Subquery(newest.values("light")[:1]),
        said=Subquery(newest.values("text")[:1]),
        said_at=Subquery(newest.values("written_at")[:1]),
    )
    found: QuerySet[Any] = lit.filter(light__in=["red", "yellow"]).select_related("lead")
    return found.order_by("light", "reference")


def running() -> Iterator[ReportRound]:
    """The rounds that have not ended."""
    return iter(ReportRound.objects.filter(published_at=None).select_related("plan"))
