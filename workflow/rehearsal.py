"""A step taken and undone at once: who would be told of it, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from core.models import Outbox, Person
from core.steps import Audience, Text
from notifications.events import event_for
from notifications.recipients import recipients

from .models import Process


class Told(NamedTuple):
    """One person who would get a notice: what it would say, and in which role they get it."""

    person: Person
    headline: Text
    role: Text


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
    return found


def _told(row: Outbox) -> list[Told]:
    entry = row.entry
    return [
        Told(each.person, event.headline, Audience(each.audience).label)
        for each in recipients(entry, row.audiences)
        if each.sees
        and each.audience != Audience.FOLLOWERS
        and (event := event_for(entry=entry, **each.addressed))
    ]
