"""Calendars to subscribe to (iCalendar, RFC 5545): deadlines and sittings.

UIDs stay; SEQUENCE grows with every change; what is cancelled stays and says so. An address can be
known to a calendar service: of what is not public a feed says no word, like a mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.timezone import localdate, make_aware, now
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from core import access
from core.models import Measure, Meeting, Membership, Organization, Person, Recall
from notifications.letters import link_to
from notifications.message_ids import mail_domain

from . import attention, inbox, source_dates
from .models import Task

PAST = dt.timedelta(days=90)
LENGTH = dt.timedelta(hours=2)
CANCELLED = Meeting.State.CANCELLED


def of_person(person: Person) -> bytes:
    """Open tasks and own funding sources with a date, own reminders, sittings of own bodies."""
    tasks = inbox.to_do(person).filter(due_on__isnull=False)
    recalls = Recall.objects.of(person).open()
    sources = source_dates.of_lead(person, until=dt.date.max)
    dated = [*(_deadline(task, person) for task in tasks), *map(_recall, recalls)]
    dated += map(_source, sources)
    return _written(
        _("Laufzettel: %(name)s") % {"name": person}, [*dated, *_sittings(bodies_of(person))]
    )


def of_body(body: Organization) -> bytes:
    """The sittings of one body."""
    return _written(str(body), _sittings({body.pk}))


def bodies_of(person: Person) -> set[int]:
    """The bodies the person looks after or is a member of."""
    mine = Membership.objects.filter(person=person).values_list("organization", flat=True)
    return set(mine) | access.organizations(person).get("record", set())


def _sittings(bodies: set[int]) -> Iterator[Event]:
    found = Meeting.objects.of_any(bodies).filter(day__gte=localdate() - PAST)
    return map(_sitting, found.select_related("organization").order_by("day", "pk"))


def _deadline(task: Task, person: Person) -> Event:
    said = _("Frist: %(task)s") % {"task": inbox.said_outside(task, person)}
    event = _event(f"aufgabe-{task.pk}", task.process.version, said)
    return _on_day(event, task.due_on, task.process)


def _recall(recall: Recall) -> Event:
    """It never changes: once settled it is gone."""
    event = _event(f"wiedervorlage-{recall.pk}", 0, attention.line_of(recall))
    return _on_day(event, recall.due_on, recall.measure)


def _source(due: source_dates.Due) -> Event:
    """Gone once it is done; of one that has been moved the sequence has grown."""
    said = _("Frist: %(task)s") % {"task": due.line}
    event = _event(f"quelle-{due.source.pk}-{due.name}", due.measure.version, said)
    return _on_day(event, due.on, due.measure)


def _on_day(event: Event, day: dt.date | None, measure: Measure) -> Event:
    """All day, and nobody is busy because of it."""
    event.add("dtstart", day)
    event.add("transp", "TRANSPARENT")
    event.add("url", link_to(measure))
    return event


def _sitting(meeting: Meeting) -> Event:
    """All day while the hour is open; a cancelled one keeps its place and says so."""
    event = _event(f"sitzung-{meeting.pk}", meeting.version, str(meeting.organization))
    if meeting.begins is None:
        event.add("dtstart", meeting.day)
    else:
        begins = make_aware(dt.datetime.combine(meeting.day, meeting.begins)).astimezone(dt.UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + LENGTH)
    event.add("location", meeting.room)
    event.add("status", "CANCELLED" if meeting.state == CANCELLED else "CONFIRMED")
    event.add("url", f"{settings.LAUFZETTEL_BASE_URL}/sitzungen/{meeting.pk}/")
    return event


def _event(name: str, sequence: int, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@{mail_domain()}")
    event.add("dtstamp", now())
    event.add("sequence", sequence)
    event.add("summary", summary)
    return event


def _written(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Laufzettel//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
