"""Keeping an eye on measures: following, and putting them before oneself again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from core.models import FieldOfAction, Follow, Measure, Organization, Person, Recall
from notifications.collecting import expect, is_expected, untold

from .models import Process
from .refusals import Hidden

KINDS = ("measure", "field", "organization")
# what can be followed from a page of its own
THINGS: dict[str, Any] = {"field": FieldOfAction, "organization": Organization}


@dataclass(frozen=True)
class Subject:
    """Something about a measure that can be followed, and whether the person does."""

    kind: str
    key: int
    name: str
    followed: bool


def subjects(measure: Process, person: Person) -> list[Subject]:
    """The measure itself, its field, its leading unit, and the bodies of its route, each once."""
    field = [("field", measure.field)] if measure.field else []
    units = [measure.lead, *(station.organization for station in measure.stations)]
    about = [("measure", measure), *field, *(("organization", unit) for unit in units)]
    known = {
        (kind, getattr(row, f"{kind}_id"))
        for row in Follow.objects.filter(person=person)
        for kind in KINDS
    }
    found = {(kind, thing.pk): str(thing) for kind, thing in about}
    return [Subject(kind, key, name, (kind, key) in known) for (kind, key), name in found.items()]


@transaction.atomic
def follow(person: Person, measure: Process, kind: str, key: str, *, wanted: bool) -> Subject:
    """Follow it or no longer; twice is as once. Hidden for what the measure does not have."""
    for subject in subjects(measure, person):
        if (subject.kind, str(subject.key)) == (kind, key):
            _follow(person, kind, subject.key, wanted=wanted)
            return subject
    raise Hidden


def _follow(person: Person, kind: str, key: int, *, wanted: bool) -> None:
    about: dict[str, Any] = {f"{kind}_id": key, "person": person}
    if wanted:
        Follow.objects.get_or_create(**about)
    else:
        Follow.objects.filter(**about).delete()


@transaction.atomic
def follow_thing(person: Person, kind: str, key: int, *, wanted: bool) -> Any:
    """Follow a field of action or an organization, or no longer; both everybody may see."""
    found = THINGS[kind].objects.filter(pk=key).first() if kind in THINGS else None
    if found is None:
        raise Hidden
    _follow(person, kind, found.pk, wanted=wanted)
    return found


def follows(person: Person, kind: str, key: int) -> bool:
    return Follow.objects.filter(**{f"{kind}_id": key, "person": person}).exists()


def end_follow(pk: int, *, by: Person) -> Follow:
    """Follow it no longer, from the list of what one follows; Hidden for that of others."""
    row = followed(by).filter(pk=pk).first()
    if row is None:
        raise Hidden
    Follow.objects.filter(pk=pk).delete()
    return row


def followed(person: Person) -> QuerySet[Follow]:
    """What the person follows, without measures they may not see any more."""
    visible = Measure.objects.visible_to(person).values("pk")
    seen = Q(measure=None) | Q(measure__in=visible)
    return Follow.objects.filter(seen, person=person).select_related(*KINDS)


@transaction.atomic
def put_before(person: Person, measure: Process, due_on: dt.date, note: str) -> Recall:
    """See it again on that day; the same twice is as once."""
    Person.objects.select_for_update().get(pk=person.pk)
    row, _made = Recall.objects.get_or_create(
        person=person, measure_id=measure.pk, due_on=due_on, note=note, done_at=None
    )
    return row


def settle(pk: int, *, by: Person) -> Recall:
    """Note that it is done; Hidden for those of others."""
    row = Recall.objects.of(by).filter(pk=pk).first()
    if row is None:
        raise Hidden
    Recall.objects.open().filter(pk=pk).update(done_at=now())
    return row


def due(person: Person, *, on: dt.date | None = None) -> list[Recall]:
    """What the person wanted before them by today."""
    return list(Recall.objects.of(person).due(on=on or localdate()))


def to_mail(*, at: dt.datetime) -> list[Person]:
    """Who has something due that no digest has told them of since its day, nor is about to."""
    on = localdate(at)
    rows = untold(Recall.objects.due(on=on)).values("person")
    reachable = Person.objects.filter(is_active=True, pk__in=rows).exclude(email="")
    return [
        person
        for person in reachable.order_by("pk")
        if untold(Recall.objects.of(person).due(on=on)).exists() and not is_expected(person, now=at)
    ]


def mail_due(*, at: dt.datetime) -> int:
    """Have one mail written to each of them; a second time there is nobody left."""
    people = to_mail(at=at)
    for person in people:
        expect(person, now=at)
    return len(people)


def line_of(recall: Recall) -> str:
    """What it says in a digest; of a non-public measure no word, and not the note either."""
    if not recall.measure.public:
        return _("Wiedervorlage: nichtöffentlicher Vorgang")
    note = f" – {recall.note}" if recall.note else ""
    return _("Wiedervorlage: %(measure)s") % {"measure": recall.measure} + note
