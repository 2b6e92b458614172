"""Who has what to do: one query over the open tasks, by the rights of a person."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import access
from core.models import Measure, Person
from core.steps import Text

from .flows import MeasureFlow
from .models import Task, TaskQuerySet
from .nodes import Ask
from .substitutes import in_whose_place

CAP = 100
LEADING = ("propose", "withdraw", "implement", "view_internal")
COORDINATING = ("check", "release")
TABS: dict[str, Text] = {
    "offen": _("Offen"),
    "wartet": _("Wartet auf andere"),
    "erledigt": _("Erledigt"),
}


def mine(person: Person) -> Q:
    """The tasks whose permission the person holds on the organization asked."""
    held: dict[str, set[int]] = defaultdict(set)
    for permission, organization in access.pairs(person):
        held[permission].add(organization)
    wanted = Q(pk__in=[])
    for permission, organizations in sorted(held.items()):
        wanted |= Q(owner_permission=permission, owner_permission_obj__in=sorted(organizations))
    return wanted


def to_do(person: Person) -> QuerySet[Task]:
    """Open tasks the person may do, the most urgent first."""
    return _by_urgency(_listed().open().filter(mine(person)))


def waiting(person: Person) -> QuerySet[Task]:
    """Open tasks of others on measures the person's organizations lead or coordinate."""
    pairs = access.pairs(person)
    leads = {organization for permission, organization in pairs if permission in LEADING}
    offices = {organization for permission, organization in pairs if permission in COORDINATING}
    ours = Q(process__lead__in=leads) | Q(process__office__in=offices)
    visible = Measure.objects.visible_to(person).values("pk")
    return _by_urgency(_listed().open().filter(ours, process__in=visible).exclude(mine(person)))


def done(person: Person) -> QuerySet[Task]:
    """Tasks the person finished, the newest first, as far as the measure may still be seen."""
    visible = Measure.objects.visible_to(person).values("pk")
    finished = _listed().filter(owner=person.pk, action__gt="", process__in=visible)
    return finished.order_by("-finished", "-pk")


def tasks(person: Person, tab: str) -> QuerySet[Task]:
    """The tasks of a tab; an unknown tab is the first."""
    return {"wartet": waiting, "erledigt": done}.get(tab, to_do)(person)


def count(person: Person) -> int:
    """How many open tasks wait for the person, counted up to 100."""
    return len(Task.objects.open().filter(mine(person)).values_list("pk", flat=True)[:CAP])


def said_outside(task: Task, reader: Person) -> str:
    """A task in a mail or a calendar, and in whose place the reader holds it.

    Of a non-public measure no word.
    """
    measure, absent = task.process, in_whose_place(reader, task)
    name = f"{measure.reference} {measure.title}" if measure.public else _("nichtöffentlich")
    said = f"{task.flow_task.task_title}: {name}"
    return f"{said} ({standing_in(absent)})" if absent else said


def standing_in(absent: Person) -> str:
    return gettext("in Vertretung für %(name)s") % {"name": absent}


def nodes() -> list[tuple[str, Any]]:
    """The kinds of tasks there are, by name and label, in the order of the flow."""
    asks = [node for node in MeasureFlow.instance.nodes() if isinstance(node, Ask)]
    return [(node.name, node.task_title) for node in asks]


def of_node(rows: QuerySet[Task], name: str) -> QuerySet[Task]:
    """The tasks of one kind."""
    return rows.filter(flow_task=getattr(MeasureFlow, name))


def with_text(rows: QuerySet[Task], text: str) -> QuerySet[Task]:
    """The tasks whose measure bears this text in its title or number."""
    return rows.filter(Q(process__title__icontains=text) | Q(process__reference__icontains=text))


def _listed() -> TaskQuerySet:
    return Task.objects.select_related("process__lead", "owner_permission_obj")


def _by_urgency(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")
