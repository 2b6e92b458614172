"""What the workflow adds to a person's digest: tasks that wait, and Wiedervorlagen."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.models import Person
from notifications.digests import Line, Section
from notifications.events.base import day
from notifications.letters import link_to

from . import attention, inbox, source_dates
from .models import Task

MOST = 20
AHEAD = dt.timedelta(days=30)


def waiting(person: Person) -> Section:
    """The person's open tasks, the most urgent first; of non-public ones no word.

    At most 20, and then where the others are.
    """
    tasks = list(inbox.to_do(person).select_related("process")[: MOST + 1])
    lines = [_line(task, person) for task in tasks[:MOST]]
    return Section(_("Das wartet auf Sie"), lines + [_others()] * (len(tasks) > MOST))


def recalled(person: Person) -> Section:
    """What the person has put before themselves by today."""
    lines = [
        Line(f"{attention.line_of(each)} ({day(each.due_on)})", link_to(each.measure))
        for each in attention.due(person)
    ]
    return Section(_("Wiedervorlagen"), lines)


def dated_sources(person: Person) -> Section:
    """Of the person's own funding sources what is to be applied for, drawn or proved soon."""
    soon = source_dates.of_lead(person, until=localdate() + AHEAD)
    lines = [Line(due.line, link_to(due.measure), due.on) for due in soon]
    return Section(_("Fristen Ihrer Finanzierungsquellen"), lines)


def _others() -> Line:
    url = settings.LAUFZETTEL_BASE_URL + reverse("inbox")
    return Line(_("Weitere Aufgaben stehen in Ihrem Eingang"), url)


def _line(task: Task, person: Person) -> Line:
    return Line(inbox.said_outside(task, person), link_to(task.process), task.due_on)
