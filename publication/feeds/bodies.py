"""The news of a body: its public sittings, their agendas once sent, and results on public items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from core import result_words
from core.agenda import in_order
from core.models import AgendaItem, Meeting, MeetingEntry, Organization
from core.templatetags.laufzettel import day

from . import openness
from .writing import EPOCH, MOST, News, written

What = MeetingEntry.What
DATES = (What.PLANNED, What.CHANGED, What.MOVED, What.CANCELLED, What.REVIVED)


def of_body(body: Organization) -> str:
    """The feed of a body; three statements, however often it sits."""
    sittings = list(_sittings(body))
    agendas = _agendas([each for each in sittings if each.invited_at])
    found = [
        *(_sitting(each) for each in sittings),
        *(_agenda(each, agendas[each.pk]) for each in sittings if each.pk in agendas),
        *map(_result, _results(body)),
    ]
    return written(
        name=f"gremium/{body.pk}",
        title=str(body),
        path=reverse("atom-of-body", args=[body.pk]),
        page=settings.LAUFZETTEL_BASE_URL + reverse("organization", args=[body.pk]),
        news=found,
    )


def _page(meeting: int) -> str:
    return f"{settings.LAUFZETTEL_BASE_URL}{reverse('meeting', args=[meeting])}"


def _sittings(body: Organization) -> QuerySet[Any]:
    """Those set or changed last, each with what its log says of when."""
    dates = Q(log__what__in=DATES)
    noted = openness.sittings(body).annotate(
        noted=Min("log__at", filter=dates),
        changed=Max("log__at", filter=dates),
        added=Max("log__at", filter=Q(log__what=What.ADDED)),
    )
    newest = F("changed").desc(nulls_last=True)
    found: QuerySet[Any] = noted.order_by(newest, "-day", "-pk")
    return found[:MOST]


def _sitting(row: Any) -> News:
    """When and where; a cancelled one keeps its entry and says so."""
    said = {"day": day(row.day)}
    title = _("Sitzung am %(day)s") % said
    if row.state == Meeting.State.CANCELLED:
        title = _("Sitzung am %(day)s abgesagt") % said
    return News(
        page=_page(row.pk),
        name=f"sitzung/{row.pk}",
        title=title,
        at=row.noted or EPOCH,
        updated=row.changed or EPOCH,
        lines=list(_facts(row)),
    )


def _facts(row: Meeting) -> Iterator[str]:
    if row.form != Meeting.Form.ORDINARY:
        yield row.get_form_display()
    if row.begins:
        yield _("%(time)s Uhr") % {"time": f"{row.begins:%H:%M}"}
    if row.room:
        yield row.room
    if row.moved_from:
        yield _("verlegt vom %(day)s") % {"day": day(row.moved_from)}


# ---- agendas --------------------


def _agendas(sittings: Sequence[Meeting]) -> Mapping[int, list[AgendaItem]]:
    """The public items of each sitting as printed; where there is none, there is no agenda."""
    rows = openness.items().filter(meeting__in=[each.pk for each in sittings])
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in in_order(rows.select_related("station__paper", "paper")):
        found[item.meeting_id].append(item)
    return dict(found)


def _agenda(row: Any, items: Sequence[AgendaItem]) -> News:
    """Sent with the invitation; a public addendum changes it."""
    late = any(item.entry != AgendaItem.Entry.REGULAR for item in items)
    changes = [row.invited_at, row.added] if late and row.added else [row.invited_at]
    return News(
        page=_page(row.pk),
        name=f"sitzung/{row.pk}/tagesordnung",
        title=_("Tagesordnung der Sitzung am %(day)s") % {"day": day(row.day)},
        at=row.invited_at,
        updated=max(changes),
        lines=[_line(item) for item in items],
    )


def _line(item: AgendaItem) -> str:
    """For example "TOP 3 Standortportal (Drucksache 0383/2026)"."""
    paper = item.station.paper if item.station else item.paper
    if paper is None:
        return str(item)
    return f"{item} ({_('Drucksache %(reference)s') % {'reference': paper.reference}})"


# ---- results --------------------


def _results(body: Organization) -> QuerySet[AgendaItem]:
    """The items settled or corrected last."""
    last = Coalesce("station__published_at", "published_at")
    rows = openness.settled(body).select_related("meeting", "station__paper", "paper")
    return rows.order_by(last.desc(), "-pk")[:MOST]


def _result(item: AgendaItem) -> News:
    result = item.result
    at = result.published_at or EPOCH
    told = [_line(item), _("Sitzung am %(day)s") % {"day": day(item.meeting.day)}]
    if result.is_provisional:
        told.append(result_words.standing(result))
    return News(
        page=_page(item.meeting_id),
        name=f"sitzung/{item.meeting_id}/top/{item.pk}",
        title=f"{item}: {result_words.short(result)}",
        at=at,
        updated=max(each for each in (at, result.recorded_at, result.confirmed_at) if each),
        lines=told,
    )
