"""Being away without a substitute: entered for oneself or by the head, shown where one is sought.

An absence gives nobody a right; it says that somebody cannot act, and until when.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from core import access
from core.models import Absence, Person, Substitution

from .models import Task
from .refusals import Forbidden, Hidden, Reason
from .substitutes import people_of


def known_to(person: Person, *, on: dt.date) -> list[Absence]:
    """The absences in force or to come that the person may end, by their first day."""
    people = Person.objects.filter(people_of(person)).values("pk")
    rows = Absence.objects.current(on=on).filter(person__in=people)
    return list(rows.select_related("person").order_by("valid_from", "pk"))


@transaction.atomic
def enter(
    *, by: Person, person: Person, valid_from: dt.date, valid_to: dt.date, note: str = ""
) -> Absence:
    """Note that somebody is away; refused for people who are not one's own. Twice is as once."""
    if not Person.objects.filter(people_of(by), pk=person.pk).exists():
        raise Forbidden(_not_yours(person))
    Person.objects.select_for_update().get(pk=person.pk)
    said = {"person": person, "valid_from": valid_from, "valid_to": valid_to, "note": note}
    made = {"entered_by": by, "entered_at": now()}
    return Absence.objects.get_or_create(**said, revoked_at=None, defaults=made)[0]


def revoke(pk: int, *, by: Person) -> Absence:
    """End it at once; again it does nothing. Hidden for who may not enter it."""
    people = Person.objects.filter(people_of(by)).values("pk")
    rows = Absence.objects.filter(person__in=people, pk=pk)
    row = rows.select_related("person").first()
    if row is None:
        raise Hidden
    rows.filter(revoked_at=None).update(revoked_at=now(), revoked_by=by)
    return row


def _not_yours(person: Person) -> Reason:
    said = _("Eine Abwesenheit von %(name)s trägt %(name)s selbst oder die Leitung der Stelle ein.")
    return Reason("R-05", said % {"name": person}, str(person))


# ---- where others look for them ---------------------------------------------------------------


def of(people: Iterable[Person], *, on: dt.date) -> dict[int, Absence]:
    """The absence of each of these people who is away that day, the one that lasts longest."""
    keys = [person.pk for person in people]
    rows = Absence.objects.in_force(on=on).filter(person__in=keys).select_related("person")
    return {row.person_id: row for row in rows.order_by("valid_to", "pk")}


def rights_to(tasks: Iterable[Task]) -> set[access.Pair]:
    return {(task.owner_permission, task.owner_permission_obj_id) for task in tasks}


def holding(rights: set[access.Pair], *, on: dt.date) -> list[Absence]:
    """Who is away that day and holds one of these rights; by name."""
    if not Absence.objects.in_force(on=on).exists():
        return []
    units: dict[str, set[int]] = defaultdict(set)
    for permission, organization in rights:
        units[permission].add(organization)
    people = [each for name, ids in units.items() for each in access.people_with(name, ids)]
    return sorted(of(people, on=on).values(), key=lambda row: str(row.person))


def sentence(row: Absence) -> str:
    """For example: Carla Mendes ist bis 12.12.2026 abwesend: Bitte ans Büro wenden."""
    said = _("%(name)s ist bis %(until)s abwesend") % {
        "name": row.person,
        "until": f"{row.valid_to:%d.%m.%Y}",
    }
    return f"{said}: {row.note}" if row.note else f"{said}."


def notices(person: Person) -> list[str]:
    """That the person counts as away today and nobody stands in, as their start page says it."""
    today = localdate()
    row = of([person], on=today).get(person.pk)
    if row is None or Substitution.objects.in_force(on=today).filter(absent=person).exists():
        return []
    said = _("Sie sind bis %(until)s als abwesend eingetragen, ohne Vertretung.")
    note = f" {row.note}" if row.note else ""
    return [said % {"until": f"{row.valid_to:%d.%m.%Y}"} + note]
