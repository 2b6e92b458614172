"""The news of a public measure: what a public council report would call a change of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from core import result_words
from core.models import Consultation, Measure, ProgressReport
from core.steps import Status
from core.templatetags.laufzettel import money
from notifications.letters import link_to
from publication.council_report.history import Move
from publication.council_report.rows import Change, ChangeKind, Decision, light_label

from . import openness
from .writing import News, written

TELLING = ("publish", "correct", "approve_report")
Known = Mapping[str, Any]


def of_measure(measure: Measure) -> str:
    """The feed of a measure that is open to all; five statements, whatever has happened."""
    found = [_begun(measure), *_journal(measure), *_milestones(measure)]
    return written(
        name=f"massnahme/{measure.pk}",
        title=str(measure),
        path=reverse("atom-of-measure", args=[measure.reference]),
        page=link_to(measure),
        news=found,
    )


def _begun(measure: Measure) -> News:
    """From its first release on anybody may know of it."""
    at = measure.first_released_at or measure.created_at
    title = _("Die Maßnahme ist öffentlich")
    return _news(measure, "freigabe", title=title, at=at, updated=at)


def _news(measure: Measure, name: str, **said: Any) -> News:
    return News(name=f"massnahme/{measure.pk}/{name}", page=link_to(measure), **said)


def _journal(measure: Measure) -> Iterator[News]:
    """The entries of the journal that tell a visitor something; their numbers make the ids."""
    about = {**_results(measure), **_reports(measure)}
    wanted = ~Q(source=F("target")) | Q(action__in=TELLING)
    rows = measure.journal.filter(wanted).order_by("number")
    columns = "number", "at", "action", "object", "source", "target"
    for entry in rows.values_list(*columns, named=True):
        record = about.get(entry.object) if entry.action in TELLING else None
        lines = [*_told(record, entry.action), *_moved(entry)]
        if lines:
            yield _news(
                measure,
                str(entry.number),
                title=lines[0],
                at=entry.at,
                updated=max([entry.at, *_touched(record)]),
                lines=lines,
            )


def _moved(entry: Any) -> Iterator[str]:
    """Moves on the way to a decision are the administration's affair and left out."""
    move = Move(entry.at, entry.source, entry.target)
    if entry.source == entry.target or move.is_preparation:
        return
    before, after = Status(move.source).label, Status(move.target).label
    yield Change(kind=ChangeKind.STATUS, before=str(before), after=str(after)).sentence


def _told(record: Any, action: str) -> Iterator[str]:
    """What the record says now; nothing of one that is not public."""
    if isinstance(record, Consultation):
        said = _result(record).words
        yield _("Berichtigt: %(result)s") % {"result": said} if action == "correct" else said
        if record.is_provisional:
            yield result_words.standing(record)
    elif isinstance(record, ProgressReport):
        yield Change(kind=ChangeKind.LIGHT, after=light_label(record.light)).sentence
        yield from filter(None, [record.text, record.next_step])
        if record.actual_cost is not None:
            yield Change(kind=ChangeKind.COST, after=money(record.actual_cost)).sentence


def _result(station: Consultation) -> Decision:
    return Decision(
        body=station.organization.name,
        day=station.meeting_on,
        paper=station.paper.reference,
        result=result_words.short(station),
    )


def _touched(record: Any) -> list[dt.datetime]:
    """A result changes when it is corrected, and when the minutes confirm it."""
    if not isinstance(record, Consultation):
        return []
    return [each for each in (record.recorded_at, record.confirmed_at) if each]


def _results(measure: Measure) -> Known:
    rows = openness.results().filter(measure=measure).select_related("organization", "paper")
    return {f"consultation:{row.pk}": row for row in rows}


def _reports(measure: Measure) -> Known:
    rows = measure.reports.filter(state=ProgressReport.State.APPROVED)
    return {f"progressreport:{row.pk}": row for row in rows}


def _milestones(measure: Measure) -> Iterator[News]:
    """What was reached of a measure that is decided; a day has no hour, so its first."""
    if not (measure.in_force or measure.decided_on or measure.decided_by):
        return
    for row in measure.milestones.filter(waived=""):
        if row.done_on is None:
            continue
        at = make_aware(dt.datetime.combine(row.done_on, dt.time.min))
        title = Change(kind=ChangeKind.MILESTONE, after=row.title).sentence
        yield _news(measure, f"meilenstein/{row.pk}", title=title, at=at, updated=at)
