"""A step taken and undone at once: who would be told of it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from core.models import Outbox, Person
from core.steps import Audience, Text
from notifications.events import event_for
from notifications.recipients import recipients

from . import absences
from .models import Process


class Told(NamedTuple):
    """One person who would get a notice: what it would say, in which role, and if they are away.

    Whom they stand in for, and the last day if it asks for something.
    """

    person: Person
    headline: Text
    role: Text
    behalf: Person | None = None
    due_on: dt.date | None = None
    away: str = ""


def rehearse(act: Callable[[], Process], *, by: Person) -> list[Told]:
    """Take the step as it would be taken and undo all of it; refused as the step itself would be.

    Nothing is kept: no entry, no letter, no number. Who may not see the measure is left out,
    and who follows it: that is their own business.
    """
    with transaction.atomic():
        last = Outbox.objects.aggregate(last=Max("pk"))["last"] or 0
        act()
        fresh = Outbox.objects.filter(pk__gt=last, entry__actor=by).order_by("pk")
        found = [told for row in fresh.select_related("entry__measure") for told in _told(row)]
        transaction.set_rollback(True)
    gone = absences.of((each.person for each in found), on=localdate())
    return [
        each._replace(away=absences.sentence(gone[each.person.pk]))
        if each.person.pk in gone
        else each
        for each in found
    ]


def _told(row: Outbox) -> list[Told]:
    entry = row.entry
    return [
        Told(
            each.person,
            event.headline,
            Audience(each.audience).label,
            each.on_behalf_of,
            event.due_on if event.request else None,
        )
        for each in recipients(entry, row.audiences)
        if each.sees
        and each.audience != Audience.FOLLOWERS
        and (event := event_for(entry=entry, **each.addressed))
    ]
