"""Which reports a day asks for by itself, and what becomes of the dates they move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import deadlines
from core.lifecycle import steps
from core.models import Measure
from core.rule import Act

from . import rounds, urging
from .following import usual_day
from .models import Process, Task
from .offers import unmet

STEP = "ask_report"


@dataclass(frozen=True)
class Asking:
    """A report that is about to be asked for: of which measure, by which day, and why."""

    measure: Measure
    due_on: dt.date
    why: str

    @property
    def sentence(self) -> str:
        """For example M-2026-001, Fachbereich Kultur, bis 01.12.2026. Berichtsrunde bis …."""
        said = _("%(measure)s, %(unit)s, bis %(day)s. %(why)s")
        values = {"measure": self.measure.reference, "unit": self.measure.lead, "why": self.why}
        return said % (values | {"day": f"{self.due_on:%d.%m.%Y}"})


def planned(*, on: dt.date) -> list[Asking]:
    """Every report a run on that day asks for; a measure in a running round is asked by it."""
    found = [*_by_round(on)]
    known = {each.measure.pk for each in found}
    return found + [each for each in _by_interval(on) if each.measure.pk not in known]


def _by_round(on: dt.date) -> list[Asking]:
    found = []
    for row in rounds.running():
        why = _("Berichtsrunde bis %(day)s.") % {"day": f"{row.until:%d.%m.%Y}"}
        due_on = rounds.due_on(row, on=on) or usual_day(on)
        asked = rounds.unasked(row).select_related("lead")
        found += [Asking(measure, due_on, why) for measure in asked]
    return found


def _by_interval(on: dt.date) -> list[Asking]:
    why = _("Ein Auftrag mit Berichtsabstand, so lange kein Sachstand.")
    silent = Process.objects.filter(pk__in=urging.long_silent(on=on))
    return [
        Asking(measure, usual_day(on), why)
        for measure in silent.select_related("lead").order_by("pk")
        if _may_be_asked(measure, on)
    ]


def _may_be_asked(measure: Process, on: dt.date) -> bool:
    measure.begin(Act(on=on))
    return not unmet(measure, steps()[STEP])


def foreseen(*, on: dt.date, asked: Mapping[int, dt.date]) -> dict[str, list[Task]]:
    """Who is reminded and whose head is told after these measures were asked by these days.

    What is asked anew counts from its new day.
    """
    tasks = list(urging.named(urging.watched()))
    for task in tasks:
        due_on = asked.get(task.process_id)
        if task.flow_task.name == "answer" and due_on not in (None, task.due_on):
            task.due_on, task.reminded_on, task.escalated_on = due_on, None, None
    rules = deadlines.rules_on(on)
    return {
        "reminded": [task for task in tasks if urging.reminds(task, rules, on=on)],
        "escalated": [task for task in tasks if urging.escalates(task, on=on)],
    }
