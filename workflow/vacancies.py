"""Vacancy check: steps that nobody can do today, because nobody is there who holds the right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from core import access
from core.models import Absence, Organization
from core.navigation import holds
from core.steps import Text

from . import absences
from .models import Task

# the office looks after them
sees_them = holds("check", "release")


@dataclass(frozen=True)
class Vacancy:
    """A kind of task at an organization that waits for nobody: how many, since when, due when."""

    organization: Organization
    title: Text
    node: str
    tasks: int
    since: dt.datetime
    due_on: dt.date | None
    away: list[Absence]


def vacancies(*, on: dt.date) -> list[Vacancy]:
    """Open tasks whose right nobody holds who is active and not away, by organization.

    Somebody is away while a substitute is entered for them; then the substitute counts. Who is
    away without one is named: they hold the right and cannot use it today.
    """
    present = access.present_pairs(on=on)
    rows = (
        Task.objects.open()
        .order_by()
        .values("flow_task", "owner_permission", "owner_permission_obj")
    )
    found = rows.annotate(number=Count("pk"), since=Min("created"), due=Min("due_on"))
    empty = [
        row
        for row in found
        if (row["owner_permission"], row["owner_permission_obj"]) not in present
    ]
    units = Organization.objects.in_bulk([row["owner_permission_obj"] for row in empty])
    listed = [_vacancy(row, units[row["owner_permission_obj"]], on) for row in empty]
    return sorted(listed, key=lambda each: (str(each.organization), each.node))


def _vacancy(row: dict[str, Any], unit: Organization, on: dt.date) -> Vacancy:
    node = row["flow_task"]
    return Vacancy(
        organization=unit,
        title=node.task_title,
        node=node.name,
        tasks=row["number"],
        since=row["since"],
        due_on=row["due"],
        away=absences.holding({(row["owner_permission"], unit.pk)}, on=on),
    )
