"""A step taken and undone at once: who would be told of it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from core.models import Outbox, Person
from core.steps import Audience, Text
from notifications.events import event_for
from notifications.recipients import recipients

from . import absences

# Sent with the answers of a form: say who would be told, and take no step.
PREVIEW = "vorschau"


class Told(NamedTuple):
    """One person who would get a notice: what it would say, in which role, and if they are away.

    Whom they stand in for, and the last day if it asks for something. Of several measures it
    says the same about, it is told once.
    """

    person: Person
    headline: Text
    role: Text
    behalf: Person | None = None
    due_on: dt.date | None = None
    away: str = ""
    references: tuple[str, ...] = ()


def rehearse(act: Callable[[], object], *, by: Person) -> list[Told]:
    """Take the step as it would be taken and undo all of it; refused as the step itself would be.

    Nothing is kept: no entry, no letter, no number. Who may not see the measure is left out,
    and who follows it: that is their own business. `act` may take several steps, of many measures.
    """
    with transaction.atomic():
        last = Outbox.objects.aggregate(last=Max("pk"))["last"] or 0
        act()
        fresh = Outbox.objects.filter(pk__gt=last, entry__actor=by).order_by("pk")
        rows = fresh.select_related("entry__measure")
        found = _gathered(told for row in rows for told in _told(row))
        transaction.set_rollback(True)
    gone = absences.of((each.person for each in found), on=localdate())
    return [
        each._replace(away=absences.sentence(gone[each.person.pk]))
        if each.person.pk in gone
        else each
        for each in found
    ]


def _gathered(found: Iterable[Told]) -> list[Told]:
    """What is the same but for the measure is told once, with all of its numbers."""
    known: dict[Told, dict[str, None]] = {}
    for each in found:
        known.setdefault(each._replace(references=()), {}).update(dict.fromkeys(each.references))
    return [each._replace(references=tuple(numbers)) for each, numbers in known.items()]


def _told(row: Outbox) -> list[Told]:
    entry = row.entry
    return [
        Told(
            each.person,
            event.headline,
            Audience(each.audience).label,
            each.on_behalf_of,
            event.due_on if event.request else None,
            references=(entry.measure.reference,),
        )
        for each in recipients(entry, row.audiences)
        if each.sees
        and each.audience != Audience.FOLLOWERS
        and (event := event_for(entry=entry, **each.addressed))
    ]
