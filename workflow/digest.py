"""What the workflow adds to a person's digest: tasks that wait, and Wiedervorlagen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.models import Person
from notifications.digests import Line, Section
from notifications.letters import link_to

from . import attention, inbox
from .models import Task

MOST = 20


def waiting(person: Person) -> Section:
    """The person's open tasks, the most urgent first, at most 20; of non-public ones no word."""
    tasks = inbox.to_do(person).select_related("process")[:MOST]
    return Section(_("Das wartet auf Sie"), [_line(task) for task in tasks])


def recalled(person: Person) -> Section:
    """What the person has put before themselves by today."""
    lines = [
        Line(attention.line_of(each), link_to(each.measure), each.due_on)
        for each in attention.due(person)
    ]
    return Section(_("Wiedervorlagen"), lines)


def _line(task: Task) -> Line:
    return Line(inbox.said_outside(task), link_to(task.process), task.due_on)
