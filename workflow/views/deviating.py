"""Where the report that is judged leaves what was decided, and the way to a further decision."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from core.deviations import by_report
from core.models import Person
from core.steps import Step
from workflow import engine
from workflow.models import Process

from .links import link


def deviating(step: Step, measure: Process, report: Any, person: Person) -> dict[str, Any]:
    """What the form of judging says of it; nothing as long as all is within the tolerance."""
    if step.name != "approve_report" or report is None:
        return {}
    found = by_report(measure, report, on=localdate())
    return {"deviations": found, "further": _ways(measure, person) if found else []}


def _ways(measure: Process, person: Person) -> list[Any]:
    """The step back to the body that decided, if this person may take it now."""
    offers = engine.available(measure, person)
    offer = next(each for each in offers if each.name == "reopen_for_decision")
    return [link(measure, offer, chance) for chance in offer.chances if chance.allowed]
