"""A sitting with its agenda as its secretariat makes it: what waits, and items of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from core.models import AgendaItem, Consultation, Meeting, Organization
from tests.factories import City, Walk
from workflow.meetings import agenda, recording


def waiting(made: City, body: Organization, number: int = 1) -> list[Walk]:
    """As many measures without costs that wait for the decision of this body alone."""
    return [
        on_its_way(made, (body, "decision", 1), title=f"Maßnahme {n + 1}") for n in range(number)
    ]


def on_its_way(made: City, *rows: tuple[Organization, str, int], **changes: Any) -> Walk:
    """One measure without costs, released on this route."""
    return Walk(made, **changes).ready().released(*rows)


def station_of(walk: Walk, body: Organization) -> Consultation:
    """The open station of a measure at a body."""
    return walk.measure.consultations.get(organization=body, closed_at=None)


def planned(body: Organization, *, day: dt.date | None = None, **values: Any) -> Meeting:
    """A sitting of the body, today unless another day is said."""
    return Meeting.objects.create(organization=body, day=day or localdate(), **values)


def taken_up(made: City, meeting: Meeting, *walks: Walk) -> list[AgendaItem]:
    """Put the stations of these measures on the agenda."""
    body = meeting.organization
    actor = made.of(body)
    return [
        agenda.take_up(actor=actor, meeting=meeting.pk, station=station_of(walk, body).pk)
        for walk in walks
    ]


def own(made: City, meeting: Meeting, title: str, kind: str = "motion", **data: Any) -> AgendaItem:
    """An item without a measure."""
    seen = Meeting.objects.get(pk=meeting.pk).version
    values = {"title": title, "kind": kind, **data}
    actor = made.of(meeting.organization)
    return agenda.add_item(actor=actor, meeting=meeting.pk, seen=seen, data=values)


def fresh(item: AgendaItem) -> AgendaItem:
    """The item as it stands in the database."""
    rows = AgendaItem.objects.select_related("station", "meeting")
    return rows.get(pk=item.pk)


def record(made: City, item: AgendaItem, number: int = 0, **parts: Any) -> AgendaItem:
    """Keep a result of an item as its secretariat."""
    row = fresh(item)
    actor = made.of(row.meeting.organization, number)
    values = {"manner": "unanimous", "scope": "matter"} | parts
    return recording.record_row(actor=actor, item=item.pk, seen=recording.token(row), data=values)


def publish(made: City, meeting: Meeting) -> list[recording.Answer]:
    """Publish everything that is recorded."""
    actor = made.of(meeting.organization)
    return list(recording.publish_recorded(actor=actor, meeting=meeting.pk))
