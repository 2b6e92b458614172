"""Where a new letter goes: on its way, into a digest, or nowhere because it is not wanted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from core.models import Person, Recall

from .events import Event
from .message_ids import new_message_id
from .models import Delivery, MailTimes, Preference
from .preferences import Wishes
from .slots import allowed_from, at_local, next_slot
from .topics import comes_in_crowds, topic_of

Frequency = Preference.Frequency
Kind = Delivery.Kind
State = Delivery.State
Suppression = Delivery.Suppression
# How long the mail that gathers waits for more, so that one run of `tick` or a round makes one.
GATHER = dt.timedelta(minutes=2)
# A letter whose last day begins within this time is neither collected nor held back.
URGENT = dt.timedelta(hours=24)


def place(delivery: Delivery, wishes: Wishes, *, now: dt.datetime) -> None:
    """Set state and time of a letter that is about to be written, as its recipient wishes.

    What is due within 24 hours, or before the digest would leave, goes at once in spite of quiet
    hours. What comes in crowds is gathered: one mail a day, and later at most one an hour.
    """
    person = delivery.person
    event = delivery.event
    times = wishes.times_of(person)
    frequency = wishes.frequency(person, topic_of(event))
    urgent = _presses(event, before=now + URGENT)
    if frequency == Frequency.OFF:
        delivery.state, delivery.suppression = State.SUPPRESSED, Suppression.UNWANTED
    elif comes_in_crowds(event) and (urgent or frequency == Frequency.IMMEDIATE):
        _gather(delivery, now if urgent else allowed_from(times, now), now=now)
    elif urgent or frequency == Frequency.IMMEDIATE:
        delivery.due_at = now if urgent else allowed_from(times, now)
    else:
        slot = next_slot(times, weekly=frequency == Frequency.WEEKLY, after=now)
        if not _presses(event, before=slot):
            _collect(delivery, times, slot)


@transaction.atomic
def expect(person: Person, *, now: dt.datetime) -> None:
    """Make the day's mail about dates for what has come due, though no letter tells of it.

    It leaves at the time of the person's digests; letters about dates may still join it.
    """
    _held(person, Kind.GATHERED, _midnight(now), due_at=_digests_from(person, now))


def is_expected(person: Person, *, now: dt.datetime) -> bool:
    """A digest is on its way that leaves by the day of one made now, or had its day.

    One that could not leave for days, because the mail server was away, will do.
    """
    until = at_local(localtime(_digests_from(person, now)).date(), dt.time.max)
    on_its_way = Q(state__in=[State.DUE, State.LEASED], due_at__lte=until)
    made = Q(kind=Kind.GATHERED, slot=_midnight(now))
    return person.deliveries.exclude(kind=Kind.LETTER).filter(on_its_way | made).exists()


def _digests_from(person: Person, now: dt.datetime) -> dt.datetime:
    times = Wishes([person]).times_of(person)
    return allowed_from(times, max(now, at_local(localtime(now).date(), times.digest_at)))


def untold(recalls: QuerySet[Recall]) -> QuerySet[Recall]:
    """Those no digest has gone out for since their day."""
    digests = Delivery.objects.exclude(kind=Kind.LETTER).filter(person=OuterRef("person"))
    return recalls.exclude(Exists(digests.filter(sent_at__date__gte=OuterRef("due_on"))))


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
    """Into the day's one mail; once that has left, into the hour's, and then into one of its own.

    What presses lets it wait for more, and no longer for the end of quiet hours.
    """
    leaves = at + GATHER
    delivery.due_at = at
    for slot in (_midnight(now), _of_the_hour(now)):
        digest = _held(delivery.person, Kind.GATHERED, slot, due_at=leaves)
        if digest.state == State.DUE:
            later = min(digest.due_at, leaves)
            Delivery.objects.filter(pk=digest.pk).update(due_at=leaves if at <= now else later)
            delivery.state, delivery.digest = State.DIGESTED, digest
            return


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


def _of_the_hour(now: dt.datetime) -> dt.datetime:
    """A minute past, so that the first hour's slot is none of the day's."""
    return now.replace(minute=1, second=0, microsecond=0)


def _midnight(now: dt.datetime) -> dt.datetime:
    return at_local(localtime(now).date(), dt.time.min)
