"""Vacancy check: steps that nobody can do today.

Because nobody is there who holds the right, or only people whose own work would be judged. And
those that nobody could do while somebody is away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import ngettext

from core import access
from core.lifecycle import steps
from core.models import Absence, Measure, Organization, Person, Substitution
from core.navigation import holds
from core.rules import is_judged_by_another
from core.steps import Text

from . import absences
from .models import Task

# the office looks after them
sees_them = holds("check", "release")
KIND = ("flow_task", "owner_permission", "owner_permission_obj")
# whose work a task judges, as `Measure.authors` names them: of the measure, and of its sub-record
BARRED = ("process__submitted_by", "process__completion_by", "author")
AUTHOR = Coalesce(
    "cosignature__answered_by", "source__noted_by", "report__written_by", "second_look__asked_by"
)
# so many measures are named of each kind of task
NAMED = 5
DAY = dt.timedelta(days=1)
Key = tuple[str, str, int]
Group = tuple[Any, ...]  # the values of KIND and BARRED


@dataclass(frozen=True)
class Vacancy:
    """A kind of task at an organization that waits for nobody: how many, since when, due when.

    `barred` would hold the right, and would judge their own work.
    """

    organization: Organization
    title: Text
    node: str
    permission: str
    tasks: int
    since: dt.datetime
    due_on: dt.date | None
    away: list[Absence]
    barred: list[Person]
    groups: frozenset[Group]

    @property
    def four_eyes(self) -> str:
        """For example: Vier Augen: Anna Ahlers darf das selbst nicht."""
        if not self.barred:
            return ""
        said = ngettext(
            "Vier Augen: %(names)s darf das selbst nicht, auch nicht durch eine Vertretung.",
            "Vier Augen: %(names)s dürfen das selbst nicht, auch nicht durch eine Vertretung.",
            len(self.barred),
        )
        return said % {"names": ", ".join(map(str, self.barred))}


def vacancies(*, on: dt.date) -> list[Vacancy]:
    """Open tasks whose right nobody can use who is active and not away, by organization.

    Somebody is away while a substitute is entered for them; then the substitute counts. Who is
    away without one is named: they hold the right and cannot use it today. So is who is there and
    would judge their own work.
    """
    kinds: dict[Group, list[dict[str, Any]]] = {}
    for row in _empty(on):
        kinds.setdefault(tuple(row[name] for name in KIND), []).append(row)
    units = Organization.objects.in_bulk([unit for _node, _right, unit in kinds])
    people = _people({pk for rows in kinds.values() for row in rows for pk in row["barred"]})
    listed = [_vacancy(units[kind[2]], rows, people, on) for kind, rows in kinds.items()]
    return sorted(listed, key=lambda each: (str(each.organization), each.node))


def _people(keys: set[int]) -> dict[int, Person]:
    return Person.objects.in_bulk(keys) if keys else {}


def number(*, on: dt.date) -> int:
    """How many open tasks nobody can do that day."""
    return sum(row["number"] for row in _empty(on))


def _empty(on: dt.date) -> list[dict[str, Any]]:
    """Open tasks counted by kind, right and organization, where nobody present may use the right.

    `barred` are those present who hold it all the same. Drafts are their unit's own business until
    they are submitted.
    """
    present = access.present_holders(on=on)
    submitted = Task.objects.open().filter(process__submitted_at__isnull=False)
    rows = submitted.order_by().annotate(author=AUTHOR).values(*KIND, *BARRED)
    empty = []
    for row in rows.annotate(number=Count("pk"), since=Min("created"), due=Min("due_on")):
        acting = present.get((row["owner_permission"], row["owner_permission_obj"]), set())
        barred = _barred(row)
        if all(barred & people for people in acting):
            empty.append(row | {"barred": barred.intersection(set().union(*acting))})
    return empty


def _barred(row: dict[str, Any]) -> set[int]:
    """Who may not do these tasks, nor anybody in their place: what they did would be judged."""
    if not asks_another(row["flow_task"].actions):
        return set()
    return {row[name] for name in BARRED} - {None}


def asks_another(actions: tuple[str, ...]) -> bool:
    """Whether another person must take the step the task is for; its first answer."""
    return is_judged_by_another in steps()[actions[0]].rules


def _vacancy(
    unit: Organization, rows: list[dict[str, Any]], people: dict[int, Person], on: dt.date
) -> Vacancy:
    node, permission = rows[0]["flow_task"], rows[0]["owner_permission"]
    barred = {people[pk] for row in rows for pk in row["barred"]}
    return Vacancy(
        organization=unit,
        title=node.task_title,
        node=node.name,
        permission=permission,
        tasks=sum(row["number"] for row in rows),
        since=min(row["since"] for row in rows),
        due_on=min((row["due"] for row in rows if row["due"]), default=None),
        away=absences.holding({(permission, unit.pk)}, on=on),
        barred=sorted(barred, key=str),
        groups=frozenset(_group(row) for row in rows),
    )


def _group(row: dict[str, Any]) -> Group:
    return tuple(row[name] for name in (*KIND, *BARRED))


def key_of(vacancy: Vacancy) -> Key:
    return vacancy.node, vacancy.permission, vacancy.organization.pk


def measures_of(found: list[Vacancy], *, reader: Person) -> dict[Key, list[Measure]]:
    """The measures of each, as far as the reader may see them: the most urgent five at most."""
    rows = Task.objects.open().filter(
        owner_permission_obj__in={each.organization.pk for each in found},
        process__in=Measure.objects.visible_to(reader).values("pk"),
    )
    order = [F("due_on").asc(nulls_last=True), F("pk").asc()]
    groups = rows.annotate(author=AUTHOR)
    place = Window(RowNumber(), partition_by=[*KIND, *BARRED], order_by=order)
    first = groups.annotate(place=place).filter(place__lte=NAMED).select_related("process")
    listed: dict[Key, list[Measure]] = {key_of(each): [] for each in found}
    vacant = {group: listed[key_of(each)] for each in found for group in each.groups}
    for task in first.order_by(*order):
        measures = vacant.get(_group_of(task), [])
        if task.process not in measures and len(measures) < NAMED:
            measures.append(task.process)
    return listed


def _group_of(task: Any) -> Group:
    measure = task.process
    kind = task.flow_task, task.owner_permission, task.owner_permission_obj_id
    return (*kind, measure.submitted_by_id, measure.completion_by_id, task.author)


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
