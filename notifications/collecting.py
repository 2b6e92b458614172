"""Where a new letter goes: on its way, into a digest, or nowhere because it is not wanted."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import localtime

from core.models import Person

from .events import Event
from .message_ids import new_message_id
from .models import Delivery, MailTimes, Preference
from .preferences import Wishes
from .slots import allowed_from, at_local, next_slot
from .topics import DATED, topic_of

Frequency = Preference.Frequency
Kind = Delivery.Kind
State = Delivery.State
Suppression = Delivery.Suppression
# How long the mail about dates waits for more of them, so that one run of `tick` makes one mail.
GATHER = dt.timedelta(minutes=2)
# A letter whose last day begins within this time is neither collected nor held back.
URGENT = dt.timedelta(hours=24)


def place(delivery: Delivery, wishes: Wishes, *, now: dt.datetime) -> None:
    """Set state and time of a letter that is about to be written, as its recipient wishes.

    What is due within 24 hours, or before the digest would leave, goes at once in spite of quiet
    hours. Of dates there is one mail a day.
    """
    person = delivery.person
    event = delivery.event
    times = wishes.times_of(person)
    frequency = wishes.frequency(person, topic_of(event))
    urgent = _presses(event, before=now + URGENT)
    if frequency == Frequency.OFF:
        delivery.state, delivery.suppression = State.SUPPRESSED, Suppression.UNWANTED
    elif event.name in DATED and (urgent or frequency == Frequency.IMMEDIATE):
        _gather(delivery, now if urgent else allowed_from(times, now), now=now)
    elif urgent or frequency == Frequency.IMMEDIATE:
        delivery.due_at = now if urgent else allowed_from(times, now)
    else:
        slot = next_slot(times, weekly=frequency == Frequency.WEEKLY, after=now)
        if not _presses(event, before=slot):
            _collect(delivery, times, slot)


def _presses(event: Event, *, before: dt.datetime) -> bool:
    """Its last day begins before that moment."""
    return event.due_on is not None and at_local(event.due_on, dt.time.min) <= before


def _collect(delivery: Delivery, times: MailTimes, slot: dt.datetime) -> None:
    """Into the digest of that slot; if it has left meanwhile, into the next day's."""
    digest = _held(delivery.person, Kind.DIGEST, slot, due_at=slot)
    if digest.state == State.DUE:
        delivery.state, delivery.digest = State.DIGESTED, digest
    else:
        _collect(delivery, times, next_slot(times, weekly=False, after=slot))


def _gather(delivery: Delivery, at: dt.datetime, *, now: dt.datetime) -> None:
    """Into the day's one mail about dates; once that has left, into a mail of its own.

    What presses lets it wait for more, and no longer for the end of quiet hours.
    """
    leaves = at + GATHER
    digest = _held(delivery.person, Kind.GATHERED, _midnight(now), due_at=leaves)
    if digest.state == State.DUE:
        later = min(digest.due_at, leaves)
        Delivery.objects.filter(pk=digest.pk).update(due_at=leaves if at <= now else later)
        delivery.state, delivery.digest = State.DIGESTED, digest
    else:
        delivery.due_at = at


def _held(person: Person, kind: str, slot: dt.datetime, *, due_at: dt.datetime) -> Delivery:
    """The person's digest of that slot, made if there is none, locked until this is committed."""
    fresh = Delivery(
        kind=kind,
        slot=slot,
        person=person,
        due_at=due_at,
        language=person.language,
        message_id=new_message_id(),
    )
    Delivery.objects.bulk_create([fresh], ignore_conflicts=True)
    return Delivery.objects.select_for_update().get(person=person, kind=kind, slot=slot)


def _midnight(now: dt.datetime) -> dt.datetime:
    return at_local(localtime(now).date(), dt.time.min)
