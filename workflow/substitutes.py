"""Entering and revoking substitutions: for oneself, and as head for people of one's unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from core import access
from core.models import Organization, Person, Substitution

from .models import Task
from .refusals import Forbidden, Hidden, Reason

HEADS = "withdraw"


def people_of(person: Person) -> Q:
    """Whom the person may enter as absent: themselves, and the people of units they lead."""
    led = access.own_organizations(person, HEADS)
    return Q(pk=person.pk) | Q(memberships__organization__in=led)


def known_to(person: Person, *, on: dt.date) -> list[Substitution]:
    """The substitutions in force or to come that the person may see, by their first day."""
    people = Person.objects.filter(people_of(person)).values("pk")
    rows = Substitution.objects.current(on=on)
    found = rows.filter(Q(absent__in=people) | Q(substitute=person))
    related = found.select_related("absent", "substitute").prefetch_related("organizations")
    return list(related.order_by("valid_from", "pk"))


@transaction.atomic
def enter(*, by: Person, absent: Person, **said: Any) -> Substitution:
    """Let somebody stand in; refused for people who are not one's own. Twice is as once.

    `said`: substitute, valid_from, valid_to, organizations, scope. A head passes on what the absent
    person may do for the units they lead, and nothing else.
    """
    if not Person.objects.filter(people_of(by), pk=absent.pk).exists():
        raise Forbidden(_not_yours(absent))
    Person.objects.select_for_update().get(pk=absent.pk)
    units = _units(by, absent, set(said.pop("organizations", ())))
    known = Substitution.objects.filter(absent=absent, revoked_at=None, **said)
    for row in known.prefetch_related("organizations"):
        if set(row.organizations.all()) == units:
            return row
    row = Substitution.objects.create(absent=absent, entered_by=by, entered_at=now(), **said)
    row.organizations.set(units)
    return row


def _units(by: Person, absent: Person, wanted: set[Organization]) -> set[Organization]:
    """The units it is for: all of them (none named), for a head those of the person they lead."""
    if by.pk == absent.pk:
        return wanted
    led = Organization.objects.filter(pk__in=access.own_organizations(by, HEADS))
    theirs = set(led.filter(memberships__person=absent))
    if not wanted <= theirs:
        raise Forbidden(_not_yours(absent))
    return wanted or theirs


def revoke(pk: int, *, by: Person) -> Substitution:
    """End it at once. Those who may enter it may do so, and the substitute; again it does nothing.

    Hidden for everybody else.
    """
    mine = Person.objects.filter(people_of(by)).values("pk")
    rows = Substitution.objects.filter(Q(absent__in=mine) | Q(substitute=by), pk=pk)
    row = rows.select_related("absent", "substitute").first()
    if row is None:
        raise Hidden
    rows.filter(revoked_at=None).update(revoked_at=now(), revoked_by=by)
    return row


def _not_yours(absent: Person) -> Reason:
    said = _("Eine Vertretung für %(name)s trägt %(name)s selbst oder die Leitung der Stelle ein.")
    return Reason("R-05", said % {"name": absent}, str(absent))


# ---- what it means for the inbox ----


def in_whose_place(person: Person, task: Task) -> Person | None:
    """Whom the person stands in for with this task; nobody if it is their own."""
    asked = (task.owner_permission, task.owner_permission_obj_id)
    return access.represented(person, [asked])


def notices(person: Person) -> list[str]:
    """Who stands in for whom today, as the person's start page says it."""
    today = localdate()
    rows = Substitution.objects.in_force(on=today).concerning(person)
    return [
        _sentence(row, away=row.absent_id == person.pk)
        for row in rows.select_related("absent", "substitute")
    ]


def _sentence(row: Substitution, *, away: bool) -> str:
    names = {"until": f"{row.valid_to:%d.%m.%Y}"}
    if away:
        said = _("Bis %(until)s vertritt Sie %(name)s.")
        return said % (names | {"name": row.substitute})
    return _("Sie vertreten %(name)s bis %(until)s.") % (names | {"name": row.absent})
