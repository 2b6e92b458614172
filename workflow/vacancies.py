"""Vacancy check: steps that nobody can do today, because nobody is there who holds the right.

And those that nobody could do while somebody is away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Window
from django.db.models.functions import RowNumber

from core import access
from core.models import Absence, Measure, Organization, Person, Substitution
from core.navigation import holds
from core.steps import Text

from . import absences
from .models import Task

# the office looks after them
sees_them = holds("check", "release")
KIND = ("flow_task", "owner_permission", "owner_permission_obj")
# so many measures are named of each kind of task
NAMED = 5
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Vacancy:
    """A kind of task at an organization that waits for nobody: how many, since when, due when."""

    organization: Organization
    title: Text
    node: str
    permission: str
    tasks: int
    since: dt.datetime
    due_on: dt.date | None
    away: list[Absence]


def vacancies(*, on: dt.date) -> list[Vacancy]:
    """Open tasks whose right nobody holds who is active and not away, by organization.

    Somebody is away while a substitute is entered for them; then the substitute counts. Who is
    away without one is named: they hold the right and cannot use it today.
    """
    empty = _empty(on)
    units = Organization.objects.in_bulk([row["owner_permission_obj"] for row in empty])
    listed = [_vacancy(row, units[row["owner_permission_obj"]], on) for row in empty]
    return sorted(listed, key=lambda each: (str(each.organization), each.node))


def number(*, on: dt.date) -> int:
    """How many open tasks nobody can do that day."""
    return sum(row["number"] for row in _empty(on))


def _empty(on: dt.date) -> list[dict[str, Any]]:
    """Open tasks counted by kind, right and organization, where nobody present holds the right.

    Drafts are their unit's own business until they are submitted.
    """
    present = access.present_pairs(on=on)
    submitted = Task.objects.open().filter(process__submitted_at__isnull=False)
    rows = submitted.order_by().values(*KIND)
    found = rows.annotate(number=Count("pk"), since=Min("created"), due=Min("due_on"))
    return [
        row
        for row in found
        if (row["owner_permission"], row["owner_permission_obj"]) not in present
    ]


def _vacancy(row: dict[str, Any], unit: Organization, on: dt.date) -> Vacancy:
    node = row["flow_task"]
    return Vacancy(
        organization=unit,
        title=node.task_title,
        node=node.name,
        permission=row["owner_permission"],
        tasks=row["number"],
        since=row["since"],
        due_on=row["due"],
        away=absences.holding({(row["owner_permission"], unit.pk)}, on=on),
    )


Key = tuple[str, str, int]


def key_of(vacancy: Vacancy) -> Key:
    return vacancy.node, vacancy.permission, vacancy.organization.pk


def measures_of(found: list[Vacancy], *, reader: Person) -> dict[Key, list[Measure]]:
    """The measures of each, as far as the reader may see them: the most urgent five at most."""
    rows = Task.objects.open().filter(
        owner_permission_obj__in={each.organization.pk for each in found},
        process__in=Measure.objects.visible_to(reader).values("pk"),
    )
    order = [F("due_on").asc(nulls_last=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by=[F(name) for name in KIND], order_by=order)
    listed: dict[Key, list[Measure]] = {key_of(each): [] for each in found}
    first = rows.annotate(place=place).filter(place__lte=NAMED).select_related("process")
    for task in first.order_by("place"):
        key = task.flow_task.name, task.owner_permission, task.owner_permission_obj_id
        if key in listed and task.process not in listed[key]:
            listed[key].append(task.process)
    return listed


def left_by(absence: Absence, *, on: dt.date) -> list[Vacancy]:
    """Open tasks of the absent person's that nobody could do on one of these days, each once.

    Asked are the first day, from today on, and each one on which somebody else goes or comes back.
    """
    rights = access.pairs(absence.person)
    found: dict[Key, Vacancy] = {}
    for day in sorted(_turning_days(absence, on)):
        for each in vacancies(on=day):
            if (each.permission, each.organization.pk) in rights:
                found.setdefault(key_of(each), each)
    return list(found.values())


def _turning_days(absence: Absence, on: dt.date) -> set[dt.date]:
    first, last = max(absence.valid_from, on), absence.valid_to
    days = {first, *Absence.objects.current(on=first).values_list("valid_from", flat=True)}
    for begins, ends in Substitution.objects.current(on=first).values_list(
        "valid_from", "valid_to"
    ):
        days |= {begins, ends + DAY}
    return {day for day in days if first <= day <= last}
