"""Entering and revoking substitutions: for oneself, and as head for people of one's unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from core import access
from core.models import Organization, Person, Substitution
from notifications.outbox import tell_substitution

from .models import Task
from .refusals import Forbidden, Hidden, Reason

HEADS = "withdraw"
REMEMBERED = dt.timedelta(days=365)


def people_of(person: Person) -> Q:
    """Whom the person may enter as absent: themselves, and the people of units they lead."""
    led = access.own_organizations(person, HEADS)
    return Q(pk=person.pk) | Q(memberships__organization__in=led)


def known_to(person: Person, *, on: dt.date) -> list[Substitution]:
    """The substitutions in force or to come that the person may see, by their first day."""
    rows = Substitution.objects.current(on=on).filter(_concerns(person))
    return list(_with_names(rows).order_by("valid_from", "pk"))


def past_of(person: Person, *, on: dt.date) -> list[Substitution]:
    """Those the person may see that ended within a year, revoked or over; the last to end first."""
    since = on - REMEMBERED
    over = Q(revoked_at=None, valid_to__range=(since, on - dt.timedelta(days=1)))
    rows = Substitution.objects.filter(over | Q(revoked_at__date__gte=since), _concerns(person))
    found = _with_names(rows).select_related("revoked_by")
    return sorted(found, key=lambda row: (row.ended_on, row.pk), reverse=True)


def _concerns(person: Person) -> Q:
    """Where the person or one of their people is away, or the person stands in."""
    people = Person.objects.filter(people_of(person)).values("pk")
    return Q(absent__in=people) | Q(substitute=person)


def _with_names(rows: QuerySet[Substitution]) -> QuerySet[Substitution]:
    named = rows.select_related("absent", "substitute", "entered_by")
    return named.prefetch_related("organizations")


@transaction.atomic
def enter(*, by: Person, absent: Person, **said: Any) -> Substitution:
    """Let somebody stand in; refused for people who are not one's own. Twice is as once.

    The substitute and the absent person are told, but not who enters it.
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
    tell_substitution(row, ended=False, now=now())
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


@transaction.atomic
def revoke(pk: int, *, by: Person) -> Substitution:
    """End it at once. Those who may enter it may do so, and the substitute; again it does nothing.

    Both are told, but not who does it. Hidden for everybody else.
    """
    rows = Substitution.objects.filter(_concerns(by), pk=pk)
    row = rows.select_related("absent", "substitute").first()
    if row is None:
        raise Hidden
    running = rows.filter(revoked_at=None, valid_to__gte=localdate())
    if running.update(revoked_at=now(), revoked_by=by):
        row.refresh_from_db(fields=["revoked_at", "revoked_by"])
        tell_substitution(row, ended=True, now=now())
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
    """Who stands in for whom, today and later, as the person's start page says it."""
    today = localdate()
    rows = Substitution.objects.current(on=today).concerning(person)
    found = rows.filter(absent__is_active=True).select_related("absent", "substitute")
    listed = found.prefetch_related("organizations").order_by("valid_from", "pk")
    return [_sentence(row, away=row.absent_id == person.pk, on=today) for row in listed]


def _sentence(row: Substitution, *, away: bool, on: dt.date) -> str:
    if row.valid_from > on:
        yours = _("Ab %(since)s bis %(until)s vertritt Sie %(name)s.")
        theirs = _("Sie vertreten %(name)s ab %(since)s bis %(until)s.")
    else:
        yours = _("Bis %(until)s vertritt Sie %(name)s.")
        theirs = _("Sie vertreten %(name)s bis %(until)s.")
    said = (yours if away else theirs) % {
        "name": row.substitute if away else row.absent,
        "since": f"{row.valid_from:%d.%m.%Y}",
        "until": f"{row.valid_to:%d.%m.%Y}",
    }
    limits = row.limits
    if not limits:
        return said
    return _("%(said)s (nur: %(limits)s)") % {"said": said, "limits": limits}
